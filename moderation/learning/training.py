"""How the classifier learns: own knowledge and the advice of experts.

Each category has two opinions, both linear:

* *own*: a logistic regression on n-grams and the encoder's vectors, learnt from
  comments labelled by our scheme;
* *experts*: each public corpus has its own idea of what breaks a rule, so
  pooling them harms; each gives a direction in the encoder's space, and their
  standard scores are averaged.

A comment belongs for ever to one of three parts, told by its own digest: most
are learnt from; some calibrate the sum;
the rest judges: figures and promises come from it alone. Sums of linear
functions are linear: all folds into one row of weights a category. ADR 0005
has the figures.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, hstack
from sklearn.linear_model import LogisticRegression

from moderation.errors import InvalidInput
from moderation.learning.classifier import BATCH, CATEGORIES, agreed
from moderation.learning.corpora import Corpus
from moderation.learning.dataset import CLEAR, MILD, LabelledComment
from moderation.learning.encoder import Encoder, Vectors
from moderation.learning.features import (
    BUCKETS,
    Features,
    Ngrams,
    document_frequencies,
    joined,
    read_features,
    weigh,
)
from moderation.learning.weights import Scores, Weights, sigmoid

#: Fewer clear examples of a category cannot be learnt from, nor measured.
LEAST_POSITIVES = 5

#: Fewer examples of a corpus give no expert.
LEAST_EXPERTISE = 25

#: Inverse of the strength of the L2 penalty.
OWN_C, EXPERT_C, PLATT_C = 5.0, 3.0, 1e4

#: How much the experts' mean weighs against our own knowledge, both of them standardised.
EXPERTS_WEIGHT = 1.5

#: Told of each step what it is, and the share of it that is done, 0 to 1.
Progress = Callable[[str, float], None]

Truth = npt.NDArray[np.int64]  # 1, 0, or -1 for mild or not annotated


class Part(StrEnum):
    """What a labelled comment is for."""

    LEARN = "learn"
    FIT = "fit"
    JUDGE = "judge"


@dataclass(frozen=True, slots=True)
class Trained:
    """The weights, and what they say of comments that they have not learnt from."""

    weights: Weights
    fitted: Scores  # probabilities of the comments of Part.FIT, (n_comments, n_categories)
    judged: Scores  # the same of Part.JUDGE


@dataclass(frozen=True, slots=True)
class _Linear:
    """One column of weights: score = n-grams · ngrams + vector · vectors + intercept."""

    ngrams: Scores
    vectors: Scores
    intercept: float

    def score(self, features: Features) -> Scores:
        found = features.ngrams @ self.ngrams + features.vectors @ self.vectors + self.intercept
        return np.asarray(found, dtype=np.float64)

    def scaled(self, factor: float) -> "_Linear":
        return _Linear(self.ngrams * factor, self.vectors * factor, self.intercept * factor)

    def plus(self, other: "_Linear") -> "_Linear":
        intercept = self.intercept + other.intercept
        return _Linear(self.ngrams + other.ngrams, self.vectors + other.vectors, intercept)


def part_of(comment: LabelledComment) -> Part:
    """Return what *comment* is for: 72 in 100 to learn, 8 to fit, 20 to judge.

    Told by the digest of its pair, or of its text: comments that come later
    change nothing, and no run can learn what another judges by.
    """
    mark = (comment.pair or comment.text).encode()
    place = int.from_bytes(hashlib.sha256(mark).digest()[:4]) % 100
    return Part.LEARN if place < 72 else Part.FIT if place < 80 else Part.JUDGE


def train(
    comments: Sequence[LabelledComment],
    *,
    progress: Progress,
    encoder: Encoder,
    corpora: Sequence[Corpus] = (),
) -> Trained:
    """Return a classifier of *comments*, with an expert for each of *corpora*.

    The same input gives the same weights.

    Raises InvalidInput if a category has fewer than LEAST_POSITIVES comments
    of severity 2 or 3 to learn from.
    """
    parts = np.array([part_of(comment) for comment in comments])
    truths = {category: _truth(comments, parts, category) for category in CATEGORIES}
    counts = _read([comment.text for comment in comments], encoder, progress)
    learnt = parts == Part.LEARN
    frequencies = document_frequencies(counts.ngrams, learnt)
    seen = Features(weigh(counts.ngrams, frequencies), counts.vectors)
    experts = _experts(corpora, encoder, progress)
    columns = []
    for done, category in enumerate(CATEGORIES):
        progress("learning", done / len(CATEGORIES))
        truth, directions = truths[category], experts[category]
        own = _own(seen, truth, learnt)
        advice = _average(directions, seen) if directions else None
        columns.append(_calibrated(own, advice, seen, truth, parts == Part.FIT))
    weights = Weights(
        frequencies=frequencies,
        ngrams=np.column_stack([c.ngrams for c in columns]).astype(np.float32),
        vectors=np.column_stack([c.vectors for c in columns]).astype(np.float32),
        intercepts=np.array([c.intercept for c in columns], dtype=np.float32),
    )
    said = agreed(sigmoid(weights.log_odds(counts)), CATEGORIES)
    return Trained(weights, said[parts == Part.FIT], said[parts == Part.JUDGE])


def _truth(
    comments: Sequence[LabelledComment], parts: npt.NDArray[np.str_], category: str
) -> Truth:
    severities = [comment.severity(category) for comment in comments]
    truth = np.array(
        [-1 if s in {None, MILD} else int(s is not None and s >= CLEAR) for s in severities]
    )
    for part in (Part.LEARN, Part.FIT):
        positives = int((truth[parts == part] == 1).sum())
        least = LEAST_POSITIVES if part is Part.LEARN else 1
        if positives < least:
            what = f"{category}: {positives} clear examples to {part}, {least} are needed"
            raise InvalidInput(what)
    return truth


def _read(texts: Sequence[str], encoder: Encoder, progress: Progress) -> Features:
    parts = []
    for start in range(0, len(texts), BATCH):
        progress("reading", start / len(texts))
        parts.append(read_features(texts[start : start + BATCH], encoder))
    return joined(parts)


def _own(seen: Features, truth: Truth, learnt: npt.NDArray[np.bool_]) -> _Linear:
    """Return what the comments *learnt* from teach; mild ones teach nothing."""
    chosen = learnt & (truth >= 0)
    both = csr_array(hstack([_matrix(seen.ngrams), csr_array(seen.vectors)], format="csr"))
    found, intercept = _regression(both[chosen], truth[chosen], OWN_C)
    return _Linear(found[:BUCKETS], found[BUCKETS:], intercept)


def _matrix(ngrams: Ngrams) -> csr_array:
    return csr_array((ngrams.values, ngrams.buckets, ngrams.starts), shape=(len(ngrams), BUCKETS))


def _regression(
    features: csr_array | Vectors | Scores, truth: Truth, c: float
) -> tuple[Scores, float]:
    """Return coefficients and intercept; zeros where *truth* knows one class only."""
    if truth.min() == truth.max():
        return np.zeros(features.shape[1]), 0.0
    found = LogisticRegression(C=c, max_iter=1_000).fit(features, truth)
    return found.coef_[0], float(found.intercept_[0])


def _calibrated(
    own: _Linear,
    experts: _Linear | None,
    seen: Features,
    truth: Truth,
    fitting: npt.NDArray[np.bool_],
) -> _Linear:
    """Return both opinions as one, calibrated (Platt 1999) on the comments that fit.

    How much the experts count is fixed: fitted on our own labels, they would
    count for less, and what they know of other people's comments be lost.
    """
    total = own.scaled(1 / (float(own.score(seen)[fitting].std()) or 1.0))
    if experts is not None:
        spread = float(experts.score(seen)[fitting].std()) or 1.0
        total = total.plus(experts.scaled(EXPERTS_WEIGHT / spread))
    # A mild case counts as clean, and so does what was not annotated.
    scores, holds = total.score(seen)[fitting], np.maximum(truth[fitting], 0)
    slope, shift = _regression(scores[:, None], holds, PLATT_C)
    total = total.scaled(max(float(slope[0]), 0.0))
    return _Linear(total.ngrams, total.vectors, total.intercept + shift)


# --- Experts -------------------------------------------------------------------


def _experts(
    corpora: Sequence[Corpus], encoder: Encoder, progress: Progress
) -> dict[str, list[Scores]]:
    """Return of each category the experts' directions in the encoder's space."""
    directions: dict[str, list[Scores]] = {category: [] for category in CATEGORIES}
    for done, corpus in enumerate(corpora):
        progress("asking experts", done / len(corpora))
        vectors = encoder.encode(corpus.texts)
        for category in CATEGORIES:
            places, holds = corpus.annotated(category)
            if LEAST_EXPERTISE <= holds.sum() < len(holds):
                direction, _ = _regression(vectors[places], holds.astype(np.int64), EXPERT_C)
                directions[category].append(direction)
    return directions


def _average(directions: Sequence[Scores], seen: Features) -> _Linear:
    """Return the mean of the experts' standard scores, on the scale of our comments."""
    vectors = np.mean([d / np.std(seen.vectors @ d) for d in directions], axis=0)
    return _Linear(np.zeros(BUCKETS), vectors, 0.0)
