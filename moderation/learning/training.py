"""How the classifier learns: one logistic regression a category, and experts' advice.

A category's own regression learns from comments labelled by our scheme, on
n-grams and the encoder's vectors. Each public corpus has its own idea of what
breaks a rule, so pooling them harms; each instead gives an *expert*, a
direction in the encoder's space, and the mean of the experts' standard scores
is added to the category's own. Sums of linear functions are linear: all of it
folds into one row of weights a category. ADR 0003 has the figures.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from moderation.errors import InvalidInput
from moderation.learning.classifier import CATEGORIES, agreed
from moderation.learning.corpora import Corpus
from moderation.learning.dataset import CLEAR, MILD, LabelledComment
from moderation.learning.encoder import Encoder, Vectors, shipped_encoder
from moderation.learning.features import (
    BUCKETS,
    Features,
    Ngrams,
    document_frequencies,
    read_features,
    weigh,
)
from moderation.learning.weights import Scores, Weights, sigmoid

#: Parts of the cross-validation that calibrates and measures.
PARTS = 5

#: Fewer clear examples of a category cannot be learnt from, nor measured.
LEAST_POSITIVES = 5

#: How much the experts' mean weighs against a category's own score (both standardised). From
#: 0 to 1 transfer to foreign sets rises steeply and the fit to our own data falls slowly.
EXPERTS_WEIGHT = 0.7

#: Inverse of the strength of the L2 penalty.
OWN_C, EXPERT_C, PLATT_C = 5.0, 3.0, 1e4

Truth = npt.NDArray[np.int64]  # 1, 0, or -1 for mild


@dataclass(frozen=True, slots=True)
class Trained:
    """The weights, and what they would have said of each comment had it not been learnt from."""

    weights: Weights
    held_out: Scores  # calibrated probabilities, (n_comments, n_categories)


@dataclass(frozen=True, slots=True)
class _Linear:
    """One column of weights: score = n-grams · ngrams + vector · vectors + intercept."""

    ngrams: Scores
    vectors: Scores
    intercept: float

    def score(self, features: Features) -> Scores:
        found = features.ngrams @ self.ngrams + features.vectors @ self.vectors + self.intercept
        return np.asarray(found, dtype=np.float64)

    def scaled(self, factor: float, shift: float = 0.0) -> "_Linear":
        intercept = self.intercept * factor + shift
        return _Linear(self.ngrams * factor, self.vectors * factor, intercept)

    def plus(self, other: "_Linear") -> "_Linear":
        intercept = self.intercept + other.intercept
        return _Linear(self.ngrams + other.ngrams, self.vectors + other.vectors, intercept)


def train(
    comments: Sequence[LabelledComment],
    *,
    seed: int,
    progress: Callable[[str], None],
    corpora: Sequence[Corpus] = (),
    encoder: Encoder | None = None,
) -> Trained:
    """Return a classifier of *comments*, with an expert for each of *corpora*.

    The same comments and seed give the same weights. *progress* is told each
    step in a few words.

    Raises InvalidInput if a category has fewer than LEAST_POSITIVES comments
    of severity 2 or 3.
    """
    truths = [_truth(comments, category) for category in CATEGORIES]
    encoder = encoder or shipped_encoder()
    progress(f"reading {len(comments)} comments")
    counts = read_features([comment.text for comment in comments], encoder)
    part = split(comments, parts=PARTS, seed=seed)
    experts = _experts(corpora, counts, encoder, progress)
    columns, held_out = [], []
    for truth, expert, category in zip(truths, experts, CATEGORIES, strict=True):
        progress(f"learning {category}")
        column, probabilities = _learn(counts, truth, part, expert)
        columns.append(column)
        held_out.append(probabilities)
    probabilities = agreed(np.column_stack(held_out), CATEGORIES)
    return Trained(_weights(columns, counts.ngrams), probabilities)


def split(comments: Sequence[LabelledComment], *, parts: int, seed: int) -> npt.NDArray[np.int64]:
    """Return the part, 0 to *parts* - 1, of each comment.

    Parts have like shares of violations, and a pair lies in one part: a
    classifier tested on one half of a pair must not have learnt from the other.
    """
    groups = _groups(comments)
    violates = [(comment.severity("violation") or 0) >= CLEAR for comment in comments]
    folds = StratifiedGroupKFold(parts, shuffle=True, random_state=seed)
    part = np.empty(len(comments), dtype=np.int64)
    for number, (_, held_out) in enumerate(folds.split(np.zeros(len(comments)), violates, groups)):
        part[held_out] = number
    return part


def _groups(comments: Sequence[LabelledComment]) -> list[int]:
    numbers: dict[str, int] = {}
    return [
        numbers.setdefault(comment.pair or f"\0{i}", len(numbers))
        for i, comment in enumerate(comments)
    ]


def _truth(comments: Sequence[LabelledComment], category: str) -> Truth:
    """Return 1 for clear, 0 for clean, -1 for mild or not annotated."""
    severities = [comment.severity(category) for comment in comments]
    truth = [-1 if s in {None, MILD} else int(s is not None and s >= CLEAR) for s in severities]
    if truth.count(1) < LEAST_POSITIVES:
        message = f"{category}: {truth.count(1)} clear examples, {LEAST_POSITIVES} are needed"
        raise InvalidInput(message)
    return np.array(truth)


def _learn(
    counts: Features, truth: Truth, part: npt.NDArray[np.int64], expert: _Linear | None
) -> tuple[_Linear, Scores]:
    """Return one category's calibrated column and its held-out probabilities."""
    own = np.empty(len(truth))
    for held_out in range(PARTS):
        column, weighted = _own(counts, truth, part != held_out)
        own[part == held_out] = column.score(weighted)[part == held_out]
    spread = float(own.std()) or 1.0
    scores = own / spread + (expert.score(counts) if expert else 0.0)
    probabilities = np.empty(len(truth))
    for held_out in range(PARTS):
        slope, shift = _calibration(scores, truth, part != held_out)
        here = part == held_out
        probabilities[here] = sigmoid(slope * scores[here] + shift)
    column, _ = _own(counts, truth, np.ones(len(truth), dtype=np.bool_))
    column = column.scaled(1 / spread)
    slope, shift = _calibration(scores, truth, np.ones(len(truth), dtype=np.bool_))
    return (column.plus(expert) if expert else column).scaled(slope, shift), probabilities


def _own(counts: Features, truth: Truth, chosen: npt.NDArray[np.bool_]) -> tuple[_Linear, Features]:
    """Return what the *chosen* comments teach, and all features weighted by their frequencies."""
    frequencies = document_frequencies(counts.ngrams, chosen)
    weighted = Features(weigh(counts.ngrams, frequencies), counts.vectors)
    learnt = chosen & (truth >= 0)
    joined = csr_array(
        hstack([_matrix(weighted.ngrams), csr_array(weighted.vectors)], format="csr")
    )
    column = _regression(joined[learnt], truth[learnt], OWN_C)
    return _Linear(column[0][:BUCKETS], column[0][BUCKETS:], column[1]), weighted


def _matrix(ngrams: Ngrams) -> csr_array:
    return csr_array((ngrams.values, ngrams.buckets, ngrams.starts), shape=(len(ngrams), BUCKETS))


def _regression(features: csr_array | Vectors, truth: Truth, c: float) -> tuple[Scores, float]:
    """Return coefficients and intercept; zeros where *truth* knows one class only."""
    if truth.min() == truth.max():
        return np.zeros(features.shape[1]), 0.0
    found = LogisticRegression(C=c, max_iter=1_000).fit(features, truth)
    return found.coef_[0], float(found.intercept_[0])


def _calibration(
    scores: Scores, truth: Truth, chosen: npt.NDArray[np.bool_]
) -> tuple[float, float]:
    """Return slope and shift from a score to log-odds (Platt 1999); mild cases count as clean."""
    slope, shift = _regression(scores[chosen, None], np.maximum(truth[chosen], 0), PLATT_C)
    return max(float(slope[0]), 0.0), shift


# --- Experts ----------------------------------------------------------------------


def _experts(
    corpora: Sequence[Corpus], ours: Features, encoder: Encoder, progress: Callable[[str], None]
) -> list[_Linear | None]:
    """Return of each category the experts' mean, on the scale of our comments; None: no expert."""
    directions: dict[str, list[Scores]] = {category: [] for category in CATEGORIES}
    for corpus in corpora:
        progress(f"asking an expert: {corpus.name}, {len(corpus.texts)} comments")
        vectors = encoder.encode(corpus.texts)
        for category in CATEGORIES:
            places, holds = corpus.annotated(category)
            if LEAST_POSITIVES * PARTS <= holds.sum() < len(holds):
                direction, _ = _regression(vectors[places], holds.astype(np.int64), EXPERT_C)
                directions[category].append(_standard(direction, ours.vectors))
    return [_mean(found, ours) for found in directions.values()]


def _standard(direction: Scores, vectors: Vectors) -> Scores:
    return np.asarray(direction / np.std(vectors @ direction))


def _mean(directions: Sequence[Scores], ours: Features) -> _Linear | None:
    if not directions:
        return None
    direction = _standard(np.mean(directions, axis=0), ours.vectors) * EXPERTS_WEIGHT
    centre = float(np.mean(ours.vectors @ direction))
    return _Linear(np.zeros(BUCKETS), direction, -centre)


def _weights(columns: Sequence[_Linear], counts: Ngrams) -> Weights:
    return Weights(
        frequencies=document_frequencies(counts),
        ngrams=np.column_stack([c.ngrams for c in columns]).astype(np.float32),
        vectors=np.column_stack([c.vectors for c in columns]).astype(np.float32),
        intercepts=np.array([c.intercept for c in columns], dtype=np.float32),
    )
