"""From labelled comments to an artifact: train, measure, save."""

import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from moderation.core.normalise import NORMALISER_VERSION
from moderation.core.promise import Promise
from moderation.learning.calibration import Calibration
from moderation.learning.card import model_card
from moderation.learning.classifier import (
    CATEGORIES,
    read_manifest,
    save_classifier,
    write_calibration,
    write_weights,
)
from moderation.learning.corpora import Corpus, Labelled
from moderation.learning.dataset import LabelledComment, digest
from moderation.learning.encoder import Encoder, shipped_encoder
from moderation.learning.evaluation import breakdown, evaluate, promise_figures
from moderation.learning.manifest import (
    FEATURES_VERSION,
    Manifest,
    SetFigures,
    Source,
    scikit_learn_version,
)
from moderation.learning.promise import Scored, derive, make_calibration
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
) -> Manifest:
    """Train on *material*, and write the artifact into *folder*.

    The folder's name becomes the first part of the model id. The card says
    what comes of *promise*; another charter's is derived where it is used.

    Raises InvalidInput if a category has too few examples to learn from.
    """
    encoder = encoder or shipped_encoder()
    comments = material.comments()
    trained = train(comments, progress=progress, encoder=encoder, corpora=material.corpora)
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
        encoder=encoder.name,
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


def record_public_sets(folder: Path, figures: Sequence[SetFigures]) -> Manifest:
    """Note in the artifact in *folder* how it does on sets made by others; its card says so.

    Raises ArtifactError if there is no artifact.
    """
    manifest = read_manifest(folder)
    manifest = replace(manifest, public_sets=tuple(figures))
    save_classifier(folder, manifest, model_card(manifest))
    return manifest
