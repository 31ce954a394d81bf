"""From labelled comments to an artifact: train, measure, save."""

import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from moderation.core.normalise import NORMALISER_VERSION
from moderation.core.promise import Promise
from moderation.core.verdict import VIOLATION
from moderation.learning.calibration import Calibration
from moderation.learning.card import model_card
from moderation.learning.classifier import (
    CATEGORIES,
    load_classifier,
    read_manifest,
    save_classifier,
    write_calibration,
    write_weights,
)
from moderation.learning.corpora import Corpus, Labelled
from moderation.learning.curves import learning_curves
from moderation.learning.dataset import CLEAR, LabelledComment, digest
from moderation.learning.encoder import Encoder, FineTunedEncoder, SideBySide, fast_encoder
from moderation.learning.evaluation import breakdown, evaluate, promise_figures
from moderation.learning.manifest import (
    FEATURES_VERSION,
    Manifest,
    SetFigures,
    Source,
    scikit_learn_version,
)
from moderation.learning.promise import Scored, derive, make_calibration
from moderation.learning.suites import obfuscation, probe, swapped_names
from moderation.learning.training import Part, Progress, Trained, part_of, train
from moderation.learning.weights import Scores, model_id_of


@dataclass(frozen=True, slots=True)
class Material:
    """All that an artifact learns from."""

    written: Sequence[LabelledComment]  # for this project, with the licence named
    labelled: Sequence[Labelled] = ()
    corpora: Sequence[Corpus] = ()
    licence: str = "Apache-2.0"

    def comments(self) -> list[LabelledComment]:
        """Return all that is labelled by our scheme."""
        return [*self.written, *(c for found in self.labelled for c in found.comments)]

    def sources(self) -> Iterable[Source]:
        """Yield where all of it is from; what was written comes first."""
        yield Source("training_data", len(self.written), self.licence, digest(self.written))
        for found in self.labelled:
            yield Source(found.name, len(found.comments), found.licence, found.digest)
        for corpus in self.corpora:
            yield Source(corpus.name, len(corpus.texts), corpus.licence, corpus.digest)


def make_artifact(
    folder: Path,
    material: Material,
    promise: Promise,
    *,
    progress: Progress,
    encoder: Encoder | None = None,
    tuned: Path | None = None,
) -> Manifest:
    """Train on *material*, and write the artifact into *folder*.

    The folder's name becomes the first part of the model id. The card says
    what comes of *promise*; another charter's is derived where it is used.
    *encoder*: the fast one unless told; *tuned*: the folder of a fine-tuned
    encoder that works beside it, and is copied into the artifact.

    Raises InvalidInput if a category has too few examples to learn from,
    ArtifactError if an encoder cannot be read.
    """
    encoder = encoder or fast_encoder()
    fine_tuned = FineTunedEncoder(tuned).copied_to(folder) if tuned else None
    comments = material.comments()
    trained = train(
        comments,
        progress=progress,
        encoder=encoder,
        tuned=fine_tuned,
        corpora=material.corpora,
    )
    judging = [comment for comment in comments if part_of(comment) is Part.JUDGE]
    calibration = _calibration(comments, trained)
    derived = derive(promise, calibration)
    flagged_from = derived.thresholds.review_at
    manifest = Manifest(
        model_id=model_id_of(trained.weights, folder.name),
        sha256=write_weights(folder, trained.weights),
        calibration_sha256=write_calibration(folder, calibration),
        scikit_learn=scikit_learn_version(),
        python=platform.python_version(),
        encoder=(SideBySide(encoder, fine_tuned) if fine_tuned else encoder).name,
        normaliser=NORMALISER_VERSION,
        features=FEATURES_VERSION,
        sources=tuple(material.sources()),
        categories=CATEGORIES,
        figures=evaluate(judging, trained.judged),
        flagged_from=flagged_from,
        promise=promise_figures(promise, derived),
        breakdowns=breakdown(judging, trained.judged[:, 0], flagged_from=flagged_from),
    )
    save_classifier(folder, manifest, model_card(manifest))
    return manifest


def _calibration(comments: Sequence[LabelledComment], trained: Trained) -> Calibration:
    """Return what promises are derived from: the comments that fit say where to begin."""

    def scored(part: Part, probabilities: Scores) -> Scored:
        severities = [
            [-1 if (s := comment.severity(category)) is None else s for category in CATEGORIES]
            for comment in comments
            if part_of(comment) is part
        ]
        return Scored(probabilities, np.array(severities))

    return make_calibration(
        CATEGORIES,
        fitted=scored(Part.FIT, trained.fitted),
        judged=scored(Part.JUDGE, trained.judged),
    )


def record_suites(
    folder: Path,
    material: Material,
    probes: Mapping[str, Sequence[str]],
    *,
    progress: Progress,
    brought: Path | None = None,
) -> Manifest:
    """Put the classifier in *folder* through its suites; its manifest and card say how it did.

    *probes*: name → texts that break nothing and that nobody trains on. Plots
    are drawn where matplotlib is installed. *brought*: as in `load_classifier`.

    Raises ArtifactError if it cannot be loaded.
    """
    classifier = load_classifier(folder, brought=brought)
    manifest = classifier.manifest
    thresholds = classifier.thresholds(manifest.promise.asked)
    flagged_from = manifest.flagged_from
    violations = [
        comment.text
        for comment in material.written
        if part_of(comment) is Part.JUDGE and (comment.severity(VIOLATION) or 0) >= CLEAR
    ]
    found = []
    for done, (name, texts) in enumerate(probes.items()):
        progress("ordinary comments", done / len(probes))
        found.append(probe(classifier, name, texts, thresholds))
    progress("names", 0)
    names = swapped_names(classifier, flagged_from=flagged_from)
    progress("disguises", 0)
    disguised = obfuscation(classifier, violations, flagged_from=flagged_from, seed=0)
    has_plots = find_spec("matplotlib") is not None
    manifest = replace(
        manifest,
        probes=tuple(found),
        names=names,
        obfuscation=disguised,
        plots=_draw(folder, classifier.calibration, manifest) if has_plots else (),
    )
    save_classifier(folder, manifest, model_card(manifest))
    return manifest


def _draw(folder: Path, calibration: Calibration, manifest: Manifest) -> tuple[str, ...]:
    # Imported when called: matplotlib comes with an extra.
    drawn = import_module("moderation.learning.plots").draw(folder, calibration, manifest.promise)
    return tuple(str(name) for name in drawn)


def record_curves(
    folder: Path, material: Material, *, encoder: Encoder, progress: Progress
) -> Manifest:
    """Note in the artifact in *folder* what less of each kind of data would have taught.

    Raises ArtifactError if there is no artifact.
    """
    labelled = [comment for found in material.labelled for comment in found.comments]
    kinds = {"written": material.written} | ({"real messages": labelled} if labelled else {})
    curve = learning_curves(kinds, material.corpora, encoder=encoder, progress=progress)
    manifest = replace(read_manifest(folder), curve=curve)
    save_classifier(folder, manifest, model_card(manifest))
    return manifest


def record_public_sets(folder: Path, figures: Sequence[SetFigures]) -> Manifest:
    """Note in the artifact in *folder* how it does on sets made by others; its card says so.

    Raises ArtifactError if there is no artifact.
    """
    manifest = read_manifest(folder)
    manifest = replace(manifest, public_sets=tuple(figures))
    save_classifier(folder, manifest, model_card(manifest))
    return manifest
