"""Training a classifier, and measuring one on labelled comments."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from moderation.errors import InvalidInput
from moderation.learning.artifact import make_artifact
from moderation.learning.classifier import CATEGORIES, load_classifier
from moderation.learning.corpora import read_corpora
from moderation.learning.dataset import read_dataset
from moderation.learning.evaluation import Report
from moderation.learning.evaluation import evaluate as evaluate_scores
from moderation.learning.manifest import Manifest


def train(
    data: Path,
    output: Path,
    *,
    corpora: Path | None,
    seed: int,
    progress: Callable[[str], None],
) -> Manifest:
    """Train on the labelled comments in the folder *data* and write an artifact to *output*.

    *corpora*: a folder of public corpora, each of which gives an expert.

    Raises InvalidInput if there is nothing to learn from, or too little of a category.
    """
    comments = read_dataset(_files(data))
    experts = read_corpora(corpora, seed=seed) if corpora else ()
    return make_artifact(output, comments, seed=seed, progress=progress, corpora=experts)


def evaluate(model: Path, data: Sequence[Path]) -> Report:
    """Measure the classifier in *model* on labelled comments that it has not learnt from.

    Raises ArtifactError if it cannot be loaded, InvalidInput without comments.
    """
    comments = read_dataset(data)
    if not comments:
        raise InvalidInput("there is no labelled comment to measure on")
    found = load_classifier(model).probabilities([comment.text for comment in comments])
    scores = np.array([[row[category] for category in CATEGORIES] for row in found])
    return evaluate_scores(comments, scores)


def _files(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise InvalidInput(f"{folder} holds no labelled comments (*.jsonl)")
    return files
