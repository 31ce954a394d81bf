"""The artifact that retraining makes: the base with what decisions teach, and thresholds of its own.

It is a candidate until it is promoted (moderation.learning.serving).
"""

import platform
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from moderation.core.promise import Promise
from moderation.core.verdict import VIOLATION
from moderation.errors import InvalidInput
from moderation.learning.calibration import Calibration
from moderation.learning.card import model_card
from moderation.learning.classifier import (
    CATEGORIES,
    TrainedClassifier,
    save_classifier,
    write_calibration,
    write_weights,
)
from moderation.learning.dataset import CLEAR, LabelledComment, digest
from moderation.learning.encoder import CHANGES, GRAPH
from moderation.learning.evaluation import breakdown, evaluate, promise_figures
from moderation.learning.features import Features
from moderation.learning.manifest import Manifest, Source, scikit_learn_version
from moderation.learning.promise import Scored, make_calibration
from moderation.learning.training import Part, Progress, part_of
from moderation.learning.update import (
    LEAST_EXAMPLES,
    Taught,
    levelled,
    read_all,
    say,
    severities,
    update,
)
from moderation.learning.weights import Scores, model_id_of

#: With fewer violations, or fewer clean comments, that set where thresholds are looked for, and
#: that judge, thresholds would be chance: a promise tested on 50 of either is a modest one already.
LEAST_FITTED, LEAST_JUDGED = 10, 50

#: The first part of a candidate's model id.
NAME = "retrained"

#: What the manifest calls decisions, and the artifact that they were added to.
_SOURCE = "decisions of this newsroom, added to "

#: What sets are called: comments that set the level, held-out decisions, and labelled comments.
FITTING, HELD_OUT, JUDGING = "what sets the level", "held-out decisions", "labelled comments"

#: Files of a fine-tuned encoder, which an artifact may bring.
_ENCODER_FILES = (GRAPH, CHANGES)


@dataclass(frozen=True, slots=True)
class Lessons:
    """Comments by what they are for; none is in two places."""

    learn: Sequence[LabelledComment]  # decisions
    fit: Sequence[LabelledComment]
    judge: Mapping[str, Sequence[LabelledComment]]  # set name → its comments
    probes: Mapping[str, Sequence[LabelledComment]]  # set name → its comments
    in_probes: int  # decisions left out, for their comments are in a frozen probe

    def compared(self) -> Mapping[str, Sequence[LabelledComment]]:
        """Return the sets on which classifiers are compared."""
        return {**self.judge, **self.probes}

    def unlearnt(self) -> Mapping[str, Sequence[LabelledComment]]:
        """Return all sets that do not teach."""
        return {FITTING: self.fit, **self.compared()}


@dataclass(frozen=True, slots=True)
class Candidate:
    """What was made, and what is needed to judge it."""

    classifier: TrainedClassifier  # its manifest is still the base's
    taught: Mapping[str, Taught]  # by category
    lessons: Lessons
    seen: Mapping[str, Features]  # set name → features, of all sets that do not teach

    @property
    def model_id(self) -> str:
        """The id that it has once it is written: the same for the same decisions."""
        return model_id_of(self.classifier.weights, NAME)


def divide(
    decisions: Iterable[LabelledComment],
    data: Iterable[LabelledComment],
    probes: Mapping[str, Sequence[LabelledComment]],
) -> Lessons:
    """Return *decisions* and labelled comments, *data*, by what they are for.

    A text that was decided on several times counts once, as it was the last
    time; one without a label says nothing. What stands in a frozen probe is
    neither learnt from nor fitted to. *data* teach nothing: the base knows them.

    Raises InvalidInput if there is too little to derive thresholds from.
    """
    frozen = {comment.text for comments in probes.values() for comment in comments}
    told = {comment.text: comment for comment in decisions if comment.labels}
    decided = [comment for comment in told.values() if comment.text not in frozen]
    known = [comment for comment in data if comment.text not in frozen]

    def of(part: Part, comments: Iterable[LabelledComment]) -> list[LabelledComment]:
        return [comment for comment in comments if part_of(comment) is part]

    judge = {HELD_OUT: of(Part.JUDGE, decided), JUDGING: of(Part.JUDGE, known)}
    lessons = Lessons(
        learn=of(Part.LEARN, decided),
        fit=[*of(Part.FIT, decided), *of(Part.FIT, known)],
        judge={name: comments for name, comments in judge.items() if comments},
        probes={name: comments for name, comments in probes.items() if comments},
        in_probes=len(told) - len(decided),
    )
    if missing := lacking(lessons):
        raise InvalidInput(
            f"{missing}. Name with --data a folder of labelled comments (training_data of the "
            "source distribution), or decide on more"
        )
    return lessons


def make_candidate(base: TrainedClassifier, lessons: Lessons, *, progress: Progress) -> Candidate:
    """Return *base* with what *lessons* teach; nothing is written.

    Raises InvalidInput if no category has enough examples, or *base* is itself
    one that learnt from decisions.
    """
    if _has_learnt_from_decisions(base.manifest):
        what = f"{base.model_id} has learnt from decisions already: name with --base what they"
        raise InvalidInput(f"{what} were added to, for each retraining adds all of them")
    if not lessons.learn:
        raise InvalidInput(_too_few(lessons.learn))
    learnt = read_all(lessons.learn, base.encoder, progress, "reading decisions")
    updated = update(base.weights, learnt, lessons.learn, progress=progress)
    if not updated.taught:
        raise InvalidInput(_too_few(lessons.learn))
    seen = {
        name: read_all(comments, base.encoder, progress, f"reading {name}")
        for name, comments in lessons.unlearnt().items()
    }
    weights = levelled(updated, seen[FITTING], lessons.fit)
    said = {name: say(weights, features) for name, features in seen.items()}
    classifier = replace(base, weights=weights, calibration=calibration_of(lessons, said))
    return Candidate(classifier, updated.taught, lessons, seen)


def write_candidate(
    folder: Path, base_folder: Path, candidate: Candidate, promise: Promise
) -> Manifest:
    """Write the artifact into *folder*, with the encoder that lies in *base_folder*, if any."""
    classifier, lessons = candidate.classifier, candidate.lessons
    base = classifier.manifest
    folder.mkdir(parents=True, exist_ok=True)
    for name in _ENCODER_FILES:
        if (base_folder / name).is_file():
            shutil.copyfile(base_folder / name, folder / name)
    judging = [comment for comments in lessons.judge.values() for comment in comments]
    judged = classifier.calibration.probabilities
    derived = classifier.derive(promise)
    flagged_from = derived.thresholds.review_at
    # What the base was measured by beyond this, on public sets say, was measured with other weights.
    manifest = Manifest(
        model_id=candidate.model_id,
        sha256=write_weights(folder, classifier.weights),
        calibration_sha256=write_calibration(folder, classifier.calibration),
        scikit_learn=scikit_learn_version(),
        python=platform.python_version(),
        encoder=base.encoder,
        normaliser=base.normaliser,
        features=base.features,
        sources=(*base.sources, _source(base, lessons.learn)),
        categories=base.categories,
        figures=evaluate(judging, judged),
        flagged_from=flagged_from,
        promise=promise_figures(promise, derived),
        breakdowns=breakdown(judging, judged[:, 0], flagged_from=flagged_from),
    )
    save_classifier(folder, manifest, model_card(manifest))
    return manifest


def calibration_of(lessons: Lessons, said: Mapping[str, Scores]) -> Calibration:
    """Return the calibration of a classifier that has *said* this of the sets of *lessons*."""
    return make_calibration(
        CATEGORIES,
        fitted=Scored(said[FITTING], severities(lessons.fit)),
        judged=Scored(
            np.vstack([said[name] for name in lessons.judge]),
            np.vstack([severities(comments) for comments in lessons.judge.values()]),
        ),
    )


def lacking(lessons: Lessons) -> str:
    """Return what thresholds cannot be derived for want of; nothing if they can."""
    judging = [comment for comments in lessons.judge.values() for comment in comments]
    for what, comments, least in (
        ("to set the level", lessons.fit, LEAST_FITTED),
        ("to judge", judging, LEAST_JUDGED),
    ):
        found = Counter(_kinds(comments))
        if min(found[True], found[False]) < least:
            counts = f"{found[True]} violations and {found[False]} clean ones"
            return f"too few comments {what}: {counts}, {least} of either are needed"
    return ""


def _has_learnt_from_decisions(manifest: Manifest) -> bool:
    """Return whether the artifact that *manifest* describes was made by retraining."""
    return any(source.name.startswith(_SOURCE) for source in manifest.sources)


def _source(base: Manifest, learnt: Sequence[LabelledComment]) -> Source:
    name = f"{_SOURCE}{base.model_id}"
    return Source(name, len(learnt), "the newsroom’s own", digest(learnt))


def _kinds(comments: Iterable[LabelledComment]) -> list[bool]:
    """Return of each comment of which it is known whether it is a violation."""
    known = [s for comment in comments if (s := comment.severity(VIOLATION)) is not None]
    return [severity >= CLEAR for severity in known]


def _too_few(learnt: Sequence[LabelledComment]) -> str:
    found = Counter(_kinds(learnt))
    return (
        f"too few decisions to learn from: {found[True]} comments refused and {found[False]} "
        f"approved, of those that teach (72 in 100); {LEAST_EXAMPLES} of either are needed"
    )
