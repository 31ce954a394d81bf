"""From labelled comments to an artifact: train, measure, save."""

import platform
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from moderation.core.normalise import NORMALISER_VERSION
from moderation.learning.card import model_card
from moderation.learning.classifier import (
    CATEGORIES,
    read_manifest,
    save_classifier,
    write_weights,
)
from moderation.learning.corpora import Corpus
from moderation.learning.dataset import LabelledComment, digest
from moderation.learning.encoder import Encoder, shipped_encoder
from moderation.learning.evaluation import evaluate
from moderation.learning.manifest import (
    FEATURES_VERSION,
    Manifest,
    SetFigures,
    Source,
    scikit_learn_version,
)
from moderation.learning.training import train
from moderation.learning.weights import model_id_of


def make_artifact(
    folder: Path,
    comments: Sequence[LabelledComment],
    *,
    seed: int,
    progress: Callable[[str], None],
    corpora: Sequence[Corpus] = (),
    encoder: Encoder | None = None,
    licence: str = "Apache-2.0",
) -> Manifest:
    """Train on *comments* and *corpora*, and write the artifact into *folder*.

    The folder's name becomes the first part of the model id; *licence* is that
    of *comments*.

    Raises InvalidInput if a category has too few examples to learn from.
    """
    encoder = encoder or shipped_encoder()
    trained = train(comments, seed=seed, progress=progress, corpora=corpora, encoder=encoder)
    report = evaluate(comments, trained.held_out)
    ours = Source("training_data", len(comments), licence, digest(comments))
    others = [Source(c.name, len(c.texts), c.licence, c.digest) for c in corpora]
    manifest = Manifest(
        model_id=model_id_of(trained.weights, folder.name),
        sha256=write_weights(folder, trained.weights),
        scikit_learn=scikit_learn_version(),
        python=platform.python_version(),
        encoder=encoder.name,
        normaliser=NORMALISER_VERSION,
        features=FEATURES_VERSION,
        seed=seed,
        sources=(ours, *others),
        categories=CATEGORIES,
        figures=report.figures,
        automation=report.automation,
    )
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
