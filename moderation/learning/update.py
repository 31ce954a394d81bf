"""How a classifier learns from decisions: what they teach is added to it, and nothing is forgotten.

A newsroom has some hundred decisions, and neither the training data nor the
public corpora. So nothing is learnt anew: the weights of a *base* stay, and
each category gets a correction, a logistic regression on the same features
whose offset is what the base says. A strong penalty pulls the correction
towards none. All is linear, so it folds into the weights.

The base is an artifact that has not learnt from decisions: each retraining
adds all decisions to it at once, and never to what an earlier one made. Two
runs on the same decisions give the same weights, a comment that was withdrawn
or erased is forgotten by the next, and a better base takes them all over.

A comment's digest says whether its decision teaches, sets the level or judges
(moderation.learning.training.part_of), as for all labelled comments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq, minimize
from scipy.sparse import csr_array

from moderation.core.charter import Charter
from moderation.core.decision import REFUSALS, Decision
from moderation.core.suggestion import Suggestion
from moderation.core.verdict import VIOLATION
from moderation.learning.classifier import BATCH, CATEGORIES, agreed
from moderation.learning.dataset import (
    CLEAR,
    DECIDED,
    LABELS,
    MILD,
    VIOLATIONS,
    LabelledComment,
)
from moderation.learning.encoder import Encoder
from moderation.learning.features import BUCKETS, Features, joined, read_features, weigh
from moderation.learning.training import Progress
from moderation.learning.weights import Scores, Weights, sigmoid

#: A category with fewer clear examples, or fewer clean ones, is left as it is.
LEAST_EXAMPLES = 10

#: Inverse of the strength of the penalty on a correction: it is some sixteen times as strong as
#: that on what our own comments teach. With a third of this little is learnt, with three times as
#: much more ordinary comments are held (docs/decisions/0007).
CORRECTION_C = 0.3

#: Where the search for the correction ends: the largest part of the gradient, in log-odds.
_PRECISION, _STEPS = 1e-4, 1_000

#: A level moves by no more than so many log-odds.
_FURTHEST = 20.0

Truth = npt.NDArray[np.int64]  # 1, 0, or -1 for mild or not known


@dataclass(frozen=True, slots=True)
class Taught:
    """How many comments a category was learnt from."""

    refused: int
    approved: int


@dataclass(frozen=True, slots=True)
class Updated:
    """Weights, and of which categories they are new."""

    weights: Weights
    taught: Mapping[str, Taught]  # by category; one it lacks has the base's weights


def label(text: str, language: str, decision: Decision, charter: Charter) -> LabelledComment:
    """Return what a person's *decision*, made under *charter*, says of a comment.

    Approved, it is clean of everything. Refused, it clearly breaks what the
    clauses are about; of other categories nothing is known, for a moderator
    names one good reason and not all. A clause about something else than the
    text, say a name, says nothing: no label at all is left then.
    """
    notes = {"theme": DECIDED}
    if decision.action not in REFUSALS:
        return LabelledComment(text, language, dict.fromkeys(LABELS, 0), notes=notes)
    named = [str(charter.clause(clause_id).category) for clause_id in decision.clause_ids]
    broken = {name: CLEAR for name in LABELS if name in named}
    return LabelledComment(text, language, broken, notes=notes)


def label_suggested(suggestion: Suggestion) -> LabelledComment:
    """Return what a person in another system says of a comment there, and no more than that.

    What breaks the charter clearly breaks it; what does not is clean of all violations.
    """
    labels: dict[str, int] = {}
    for category, breaks in suggestion.breaks.items():
        names = VIOLATIONS if category == VIOLATION and not breaks else (category,)
        labels |= dict.fromkeys(names, CLEAR if breaks else 0)
    notes = {"theme": DECIDED}
    return LabelledComment(suggestion.text, suggestion.language, labels, notes=notes)


def read_all(
    comments: Sequence[LabelledComment], encoder: Encoder, progress: Progress, step: str
) -> Features:
    """Return what a classifier sees of *comments*, at least one; n-grams are bare counts."""
    parts = []
    for start in range(0, len(comments), BATCH):
        progress(step, start / len(comments))
        texts = [comment.text for comment in comments[start : start + BATCH]]
        parts.append(read_features(texts, encoder))
    return joined(parts)


def say(weights: Weights, features: Features) -> Scores:
    """Return the probabilities that *weights* give, (n_comments, n_categories)."""
    return agreed(weights.log_odds(features), CATEGORIES)


def severities(comments: Sequence[LabelledComment]) -> Truth:
    """Return what people said, (n_comments, n_categories): 0 to 3; -1: not known."""
    rows = [
        [-1 if (s := comment.severity(category)) is None else s for category in CATEGORIES]
        for comment in comments
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, len(CATEGORIES))


def update(
    base: Weights, features: Features, comments: Sequence[LabelledComment], *, progress: Progress
) -> Updated:
    """Return *base* with what *comments*, whose *features* are given, teach beyond it.

    A category with fewer than LEAST_EXAMPLES of either kind stays as it is. The same input
    gives the same weights.
    """
    ngrams = _matrix(features, base)
    said, found = base.log_odds(features), severities(comments)
    truth = np.where(found == MILD, -1, np.where(found >= CLEAR, 1, found))
    changed = {name: array.astype(np.float64) for name, array in base.arrays().items()}
    taught = {}
    for column, category in enumerate(CATEGORIES):
        progress("learning", column / len(CATEGORIES))
        known = truth[:, column] >= 0
        holds = truth[known, column]
        counts = Taught(int(holds.sum()), int((1 - holds).sum()))
        if min(counts.refused, counts.approved) < LEAST_EXAMPLES:
            continue
        taught[category] = counts
        vectors = features.vectors[known].astype(np.float64)
        correction = _correction(ngrams[known], vectors, holds, said[known, column])
        changed["ngrams"][:, column] += correction[:BUCKETS]
        changed["vectors"][:, column] += correction[BUCKETS:-1]
        changed["intercepts"][column] += correction[-1]
    return Updated(_narrowed(base, changed) if taught else base, taught)


def levelled(updated: Updated, features: Features, comments: Sequence[LabelledComment]) -> Weights:
    """Return the weights such that on *comments* each category that was taught is right on average.

    More of what moderators read is refused than of what arrives: without this
    all probabilities would rise. It moves a whole category up or down, and no
    comment past another. *comments* are of Part.FIT, and were not learnt from.
    """
    said, found = updated.weights.log_odds(features), severities(comments)
    changed = {name: array.astype(np.float64) for name, array in updated.weights.arrays().items()}
    for category in updated.taught:
        column = CATEGORIES.index(category)
        known = found[:, column] >= 0
        holds = found[known, column] >= CLEAR
        if min(holds.sum(), (~holds).sum()) >= LEAST_EXAMPLES:
            changed["intercepts"][column] += _shift(said[known, column], float(holds.mean()))
    return _narrowed(updated.weights, changed)


def _shift(log_odds: Scores, share: float) -> float:
    """Return what to add to *log_odds* so that their probabilities have the mean *share*."""
    return float(
        brentq(lambda shift: sigmoid(log_odds + shift).mean() - share, -_FURTHEST, _FURTHEST)
    )


def _correction(ngrams: csr_array, vectors: Scores, holds: Truth, offset: Scores) -> Scores:
    """Return the coefficients of n-grams, of vectors, and an intercept, one after the other.

    The minimum of a strongly convex function: there is one, whatever the way to it.
    """
    sign = 2.0 * holds - 1.0

    def loss(found: Scores) -> tuple[float, Scores]:
        score = ngrams @ found[:BUCKETS] + vectors @ found[BUCKETS:-1] + found[-1]
        margin = sign * (offset + score)
        pull = sign * sigmoid(-margin)
        gradient = np.concatenate([ngrams.T @ pull, vectors.T @ pull, [pull.sum()]])
        value = CORRECTION_C * np.logaddexp(0, -margin).sum() + found @ found / 2
        return float(value), found - CORRECTION_C * gradient

    start = np.zeros(BUCKETS + vectors.shape[1] + 1)
    options = {"gtol": _PRECISION, "ftol": 0.0, "maxiter": _STEPS}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options)
    return np.asarray(found.x, dtype=np.float64)


def _matrix(features: Features, weights: Weights) -> csr_array:
    ngrams = weigh(features.ngrams, weights.frequencies)
    shape = (len(ngrams), BUCKETS)
    return csr_array((ngrams.values, ngrams.buckets, ngrams.starts), shape=shape)


def _narrowed(weights: Weights, changed: Mapping[str, Scores]) -> Weights:
    return replace(weights, **{name: array.astype(np.float32) for name, array in changed.items()})
