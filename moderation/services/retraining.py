"""Training a classifier, and measuring one on labelled comments."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from moderation.core.charter import Charter
from moderation.errors import InvalidInput
from moderation.learning.artifact import Material, make_artifact
from moderation.learning.classifier import CATEGORIES, load_classifier
from moderation.learning.corpora import read_corpora, read_labelled
from moderation.learning.dataset import LabelledComment, read_dataset
from moderation.learning.evaluation import evaluate as evaluate_scores
from moderation.learning.manifest import CategoryFigures, Manifest
from moderation.learning.overlap import RUN, overlapping, read_judges
from moderation.learning.training import Progress


def train(
    data: Path,
    output: Path,
    charter: Charter,
    *,
    corpora: Path | None,
    kept_apart: Path | None,
    seed: int,
    progress: Progress,
) -> Manifest:
    """Train on the labelled comments in the folder *data* and write an artifact to *output*.

    *corpora*: a folder of public corpora. Those that ``data/labels`` has labels
    for teach as our own comments do, each other one gives an expert. The card
    says what comes of the promise of *charter*. *kept_apart*: a folder of sets
    that will judge, of which nothing may be learnt.

    Raises InvalidInput if there is nothing to learn from, too little of a
    category, or if something written by us is in a set kept apart.
    """
    material = Material(
        read_dataset(_files(data)),
        read_labelled(corpora, data / "labels") if corpora else (),
        read_corpora(corpora, seed=seed) if corpora else (),
    )
    if kept_apart:
        _check_apart(material.written, read_judges(kept_apart))
    return make_artifact(output, material, charter.promise, progress=progress)


def evaluate(model: Path, data: Sequence[Path]) -> dict[str, CategoryFigures]:
    """Measure the classifier in *model* on labelled comments that it has not learnt from.

    Raises ArtifactError if it cannot be loaded, InvalidInput without comments.
    """
    comments = read_dataset(data)
    if not comments:
        raise InvalidInput("there is no labelled comment to measure on")
    found = load_classifier(model).probabilities([comment.text for comment in comments])
    scores = np.array([[row[category] for category in CATEGORIES] for row in found])
    return evaluate_scores(comments, scores)


def _check_apart(comments: Sequence[LabelledComment], judges: Sequence[str]) -> None:
    found = overlapping([comment.text for comment in comments], judges)
    if found:
        themes = sorted({comments[i].notes.get("theme", "") for i in found})
        message = f"{len(found)} comments share {RUN} words in a row with what is kept apart"
        raise InvalidInput(f"{message}; their themes: {', '.join(themes)}")


def _files(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise InvalidInput(f"{folder} holds no labelled comments (*.jsonl)")
    return files
