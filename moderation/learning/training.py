"""How the classifier learns: own knowledge, experts, and a fine-tuned encoder's heads.

Each category has several opinions, all of them linear:

* *own*: a logistic regression on n-grams and the encoder's vectors, learnt from
  comments labelled by our scheme;
* *experts*: each public corpus has its own idea of what breaks a rule, so
  pooling them harms; each gives a direction in the encoder's space, and their
  standard scores are averaged;
* *heads*: what a fine-tuned encoder's own heads say, by our labels and by the
  public corpora's (moderation.learning.tuning).

A comment belongs for ever to one of three parts, told by its own digest: most
are learnt from; some calibrate the sum; the rest judges: figures and promises
come from it alone. Sums of linear functions are linear: all folds into one row
of weights a category. ADR 0006 has the figures.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_array, hstack
from sklearn.linear_model import LogisticRegression

from moderation.core.verdict import VIOLATION
from moderation.errors import InvalidInput
from moderation.learning.classifier import BATCH, CATEGORIES, agreed, halfway
from moderation.learning.corpora import Corpus
from moderation.learning.dataset import CLEAR, MILD, VIOLATIONS, LabelledComment
from moderation.learning.encoder import Encoder, FineTunedEncoder, Heads, SideBySide, Vectors
from moderation.learning.features import (
    BUCKETS,
    Features,
    Ngrams,
    as_read,
    document_frequencies,
    joined,
    read_features,
    weigh,
)
from moderation.learning.variation import with_names
from moderation.learning.weights import Scores, Weights

#: Fewer clear examples of a category cannot be learnt from, nor measured.
LEAST_POSITIVES = 5

#: Fewer examples of a corpus give no expert.
LEAST_EXPERTISE = 25

#: Inverse of the strength of the L2 penalty.
OWN_C, EXPERT_C, PLATT_C = 5.0, 3.0, 1e4

#: How much a direction in the encoder's space is held back by what people's names vary along it:
#: a hundred times as much held the name's effect back no better (ADR 0006).
NAMES_PENALTY = 3_000.0

#: How much each opinion counts, all of them standardised: own knowledge, the experts' mean, the
#: fine-tuned encoder's shared head, and the mean of its heads a source.
OWN_WEIGHT, EXPERTS_WEIGHT, SHARED_WEIGHT, SOURCES_WEIGHT = 1.0, 1.5, 3.0, 1.0

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
    tuned: FineTunedEncoder | None = None,
    corpora: Sequence[Corpus] = (),
    categories: Sequence[str] = CATEGORIES,
) -> Trained:
    """Return a classifier of *comments* by *categories*, with an expert for each of *corpora*.

    Own knowledge and experts learn on *encoder*'s vectors; *tuned*, if any,
    brings heads. The classifier reads both encoders' vectors, in this order
    (`SideBySide`). The same input gives the same weights.

    Raises InvalidInput if a category has fewer than LEAST_POSITIVES comments
    of severity 2 or 3 to learn from.
    """
    parts = np.array([part_of(comment) for comment in comments])
    truths = {category: _truth(comments, parts, category) for category in categories}
    both = SideBySide(encoder, tuned) if tuned else encoder
    counts = _read([comment.text for comment in comments], both, progress)
    learnt, fitting = parts == Part.LEARN, parts == Part.FIT
    frequencies = document_frequencies(counts.ngrams, learnt)
    seen = Features(weigh(counts.ngrams, frequencies), counts.vectors)
    deaf = _deaf_to_names([c.text for c in comments if part_of(c) is Part.LEARN], encoder)
    experts = _experts(corpora, categories, encoder, deaf, progress)
    columns = []
    for done, category in enumerate(categories):
        progress("learning", done / len(categories))
        opinions = [(OWN_WEIGHT, _own(seen, truths[category], learnt, deaf))]
        if experts[category]:
            opinions.append((EXPERTS_WEIGHT, _average(experts[category], seen, 0)))
        if tuned:
            opinions += _heads(tuned.heads(), category, seen, encoder.dimensions)
        columns.append(_calibrated(opinions, seen, truths[category], fitting))
    place = categories.index(VIOLATION)
    breaking = [columns[i] for i, category in enumerate(categories) if category in VIOLATIONS]
    columns[place] = _in_agreement(columns[place], breaking, seen, truths[VIOLATION], fitting)
    weights = Weights(
        frequencies=frequencies,
        ngrams=np.column_stack([c.ngrams for c in columns]).astype(np.float32),
        vectors=np.column_stack([c.vectors for c in columns]).astype(np.float32),
        intercepts=np.array([c.intercept for c in columns], dtype=np.float32),
    )
    said = agreed(weights.log_odds(counts), categories)
    return Trained(weights, said[fitting], said[parts == Part.JUDGE])


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


def _own(seen: Features, truth: Truth, learnt: npt.NDArray[np.bool_], deaf: Scores) -> _Linear:
    """Return what the comments *learnt* from teach, on n-grams and the dimensions that *deaf* has.

    Mild ones teach nothing. A fine-tuned encoder's own dimensions come behind:
    it has seen these very comments, and would be trusted too much.
    """
    chosen = learnt & (truth >= 0)
    plain = csr_array(seen.vectors[:, : len(deaf)])
    both = csr_array(hstack([_matrix(seen.ngrams), plain], format="csr"))
    found, intercept = _regression(both[chosen], truth[chosen], OWN_C)
    return _Linear(found[:BUCKETS], _placed(deaf @ found[BUCKETS:], seen, 0), intercept)


def _deaf_to_names(texts: Sequence[str], encoder: Encoder) -> Scores:
    """Return what turns a direction in the encoder's space into one that hears names less, (n, n).

    It is (1 + NAMES_PENALTY · C)⁻¹, where C is the covariance of the vectors of the
    same text with different people's names: within-class covariance normalisation
    (A. O. Hatch, S. Kajarekar and A. Stolcke, Interspeech 2006).
    """
    groups = [encoder.encode([*map(as_read, group)]) for group in with_names(texts)]
    if not groups or not encoder.dimensions:
        return np.eye(encoder.dimensions)
    apart = np.concatenate([group - group.mean(axis=0) for group in groups]).astype(np.float64)
    penalty = NAMES_PENALTY * (apart.T @ apart) / len(apart)
    return np.asarray(np.linalg.inv(np.eye(encoder.dimensions) + penalty))


def _placed(direction: Scores, seen: Features, start: int) -> Scores:
    """Return *direction* as one of all dimensions, its own from *start* on."""
    vectors = np.zeros(seen.vectors.shape[1])
    vectors[start : start + len(direction)] = direction
    return vectors


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
    opinions: Sequence[tuple[float, _Linear]],
    seen: Features,
    truth: Truth,
    fitting: npt.NDArray[np.bool_],
) -> _Linear:
    """Return the weighted sum of *opinions*, each standardised, calibrated (Platt 1999).

    How much each counts is fixed: fitted on our own labels, the public corpora
    would count for less, and what they know of other people's comments be lost.
    """
    total = opinions[0][1].scaled(0.0)
    for weight, opinion in opinions:
        spread = float(opinion.score(seen)[fitting].std()) or 1.0
        total = total.plus(opinion.scaled(weight / spread))
    # A mild case counts as clean, and so does what was not annotated.
    scores, holds = total.score(seen)[fitting], np.maximum(truth[fitting], 0)
    slope, shift = _regression(scores[:, None], holds, PLATT_C)
    total = total.scaled(max(float(slope[0]), 0.0))
    return _Linear(total.ngrams, total.vectors, total.intercept + shift)


def _in_agreement(
    whole: _Linear,
    parts: Sequence[_Linear],
    seen: Features,
    truth: Truth,
    fitting: npt.NDArray[np.bool_],
) -> _Linear:
    """Return *whole* calibrated as it is said: raised towards the likeliest of its *parts* (`agreed`).

    Calibrated by itself it would be said too high. It stays near to that where the comments that fit do not say otherwise.
    """
    if not parts:
        return whole
    alone = whole.score(seen)[fitting]
    likeliest = np.max([part.score(seen)[fitting] for part in parts], axis=0)
    sign = 2.0 * (truth[fitting] == 1) - 1.0

    def loss(found: Scores) -> float:
        said = halfway(found[0] * alone + found[1], likeliest)
        pull = (found[0] - 1) ** 2 + found[1] ** 2
        return float(np.logaddexp(0, -sign * said).sum() + pull / 2)

    bounds = [(0.0, None), (None, None)]
    slope, shift = minimize(loss, [1.0, 0.0], method="Nelder-Mead", bounds=bounds).x
    scaled = whole.scaled(float(slope))
    return _Linear(scaled.ngrams, scaled.vectors, scaled.intercept + float(shift))


# --- Experts and heads -------------------------------------------------------------


def _experts(
    corpora: Sequence[Corpus],
    categories: Sequence[str],
    encoder: Encoder,
    deaf: Scores,
    progress: Progress,
) -> dict[str, list[Scores]]:
    """Return of each category the experts' directions in the encoder's space."""
    directions: dict[str, list[Scores]] = {category: [] for category in categories}
    if not encoder.dimensions:
        return directions
    for done, corpus in enumerate(corpora):
        progress("asking experts", done / len(corpora))
        vectors = encoder.encode(corpus.texts)
        for category in categories:
            places, holds = corpus.annotated(category)
            if LEAST_EXPERTISE <= holds.sum() < len(holds):
                direction, _ = _regression(vectors[places], holds.astype(np.int64), EXPERT_C)
                directions[category].append(deaf @ direction)
    return directions


def _average(directions: Sequence[Scores], seen: Features, start: int) -> _Linear:
    """Return the mean of the standard scores of *directions*, those of the dimensions from *start* on."""
    placed = [_placed(direction, seen, start) for direction in directions]
    spreads = [float(np.std(seen.vectors @ direction)) or 1.0 for direction in placed]
    mean = np.mean([d / spread for d, spread in zip(placed, spreads, strict=True)], axis=0)
    return _Linear(np.zeros(BUCKETS), mean, 0.0)


def _heads(heads: Heads, category: str, seen: Features, start: int) -> list[tuple[float, _Linear]]:
    """Return the shared head of *category* and the mean of the heads a source, each with its weight."""
    column = CATEGORIES.index(category)
    shared = _average([heads.shared[column]], seen, start)
    if not len(heads.experts):
        return [(SHARED_WEIGHT, shared)]
    sources = _average(list(heads.experts[:, column]), seen, start)
    return [(SHARED_WEIGHT, shared), (SOURCES_WEIGHT, sources)]
