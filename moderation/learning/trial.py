"""A candidate beside the classifier that serves, and beside its base: is it worse?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from moderation.core.charter import Charter
from moderation.core.promise import Promise, Thresholds
from moderation.learning.candidate import (
    FITTING,
    JUDGING,
    Candidate,
    Lessons,
    calibration_of,
    lacking,
)
from moderation.learning.classifier import TrainedClassifier
from moderation.learning.comparison import Comparison, Measure, answers, compare
from moderation.learning.dataset import DECIDED
from moderation.learning.promise import derive
from moderation.learning.training import Progress
from moderation.learning.update import read_all, say
from moderation.learning.weights import Scores


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a classifier makes of the charter's promise."""

    review_at: float  # probability of a violation, 0 to 1; 0: a person reads everything
    clean_read: float  # share of clean comments that a person reads, 0 to 1


@dataclass(frozen=True, slots=True)
class Trial:
    """How a candidate does beside what serves, and beside its base."""

    base_id: str
    serving_id: str
    before: Bounds  # of what serves
    after: Bounds
    comparisons: tuple[Comparison, ...]  # with what serves
    with_base: tuple[Comparison, ...]  # with the base; empty if that serves

    @property
    def faults(self) -> tuple[str, ...]:
        """Where the candidate is worse, in a sentence each; none: it may be promoted."""
        return (*_faults(self.comparisons, self.serving_id), *_faults(self.with_base, self.base_id))


def try_out(
    candidate: Candidate,
    before: TrainedClassifier,
    base: TrainedClassifier,
    charter: Charter,
    *,
    progress: Progress,
) -> Trial:
    """Compare *candidate* with what served *before*, and with its *base*.

    With the base too, or many retrainings could each lose what is tolerated.
    """
    compared = _compared(candidate, before, charter, progress)
    is_base = before.manifest.sha256 == base.manifest.sha256
    return Trial(
        base_id=base.model_id,
        serving_id=before.model_id,
        before=_bounds(charter, before),
        after=_bounds(charter, candidate.classifier),
        comparisons=compared,
        with_base=() if is_base else _compared(candidate, base, charter, progress),
    )


def _faults(comparisons: Iterable[Comparison], than: str) -> Iterator[str]:
    for found in comparisons:
        if found.is_worse:
            show = ".3f" if found.measure is Measure.AUC else ".1%"
            figures = f"{found.after:{show}}, and {found.before:{show}} with {than}"
            yield f"{found.set_name}, {found.measure}: {figures}"


def _compared(
    candidate: Candidate, before: TrainedClassifier, charter: Charter, progress: Progress
) -> tuple[Comparison, ...]:
    lessons, promise = candidate.lessons, charter.promise
    was = _all_said(before, candidate, progress)
    now = {name: say(candidate.classifier.weights, seen) for name, seen in candidate.seen.items()}
    then = _thresholds(before, lessons, was, promise)
    later = candidate.classifier.thresholds(promise)
    found: list[Comparison] = []
    for done, (name, comments) in enumerate(lessons.compared().items()):
        progress(f"comparing with {before.model_id}", done / len(lessons.compared()))
        both = answers(was[name], charter, then), answers(now[name], charter, later)
        found += compare(name, comments, *both)
    return tuple(found)


def _thresholds(
    before: TrainedClassifier, lessons: Lessons, said: Mapping[str, Scores], promise: Promise
) -> Thresholds:
    """Return by what a candidate's thresholds are judged: those of *before* on the same comments.

    Its own came of the comments that judged when it was made: if those were
    others, the two would differ for that, and not for what was learnt. But of
    the labelled comments alone: decisions must not excuse what they do to a
    frozen probe. Without enough of them, its own.
    """
    is_labelled = np.array([c.notes.get("theme") != DECIDED for c in lessons.fit], dtype=np.bool_)
    labelled = replace(
        lessons,
        fit=[c for c, kept in zip(lessons.fit, is_labelled, strict=True) if kept],
        judge={name: comments for name, comments in lessons.judge.items() if name == JUDGING},
    )
    if lacking(labelled):
        return before.thresholds(promise)
    said = {**said, FITTING: said[FITTING][is_labelled]}
    return derive(promise, calibration_of(labelled, said)).thresholds


def _all_said(
    classifier: TrainedClassifier, candidate: Candidate, progress: Progress
) -> dict[str, Scores]:
    """Return what *classifier* says of each set that does not teach, (n_comments, n_categories).

    What was read for *candidate* is not read again if both have one encoder.
    """
    if classifier.encoder.name == candidate.classifier.encoder.name:
        return {name: say(classifier.weights, seen) for name, seen in candidate.seen.items()}
    return {
        name: say(
            classifier.weights,
            read_all(comments, classifier.encoder, progress, f"asking {classifier.model_id}"),
        )
        for name, comments in candidate.lessons.unlearnt().items()
    }


def _bounds(charter: Charter, classifier: TrainedClassifier) -> Bounds:
    derived = classifier.derive(charter.promise)
    return Bounds(derived.thresholds.review_at, derived.read.clean)
