"""How good a classifier is, which thresholds follow, and the card that says so."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from moderation.errors import InvalidInput
from moderation.learning.classifier import CATEGORIES
from moderation.learning.dataset import CLEAR, MILD, LabelledComment
from moderation.learning.manifest import Automation, CategoryFigures

#: Of the comments that reach a newspaper, so many break its charter: an assumption, which
#: thresholds that hold in practice need, since training data are richer in violations.
BASE_RATE = 0.20

#: Of the comments published without a person, at most so many may break the charter.
TOLERATED = 0.02

#: Of the comments refused without a person, at least so many must break the charter …
REFUSAL_PRECISION = 0.97
#: … counted on at least so many.
FEWEST_REFUSED = 15

Probabilities = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Report:
    """What cross-validation tells of a classifier."""

    figures: Mapping[str, CategoryFigures]
    automation: Automation


def evaluate(comments: Sequence[LabelledComment], held_out: Probabilities) -> Report:
    """Return how *held_out* probabilities, (n_comments, n_categories), agree with people.

    They must come from classifiers that had not seen the comment
    (``Trained.held_out``). A mild case counts as clean unless said otherwise,
    and so does what was not annotated. A category without both clear and
    clean comments has no figures.

    Raises InvalidInput if that is so of violations as a whole.
    """
    figures = {}
    for column, category in enumerate(CATEGORIES):
        severities = np.array([comment.severity(category) or 0 for comment in comments])
        if (severities >= CLEAR).any() and (severities < MILD).any():
            figures[category] = _figures(severities, held_out[:, column])
    if "violation" not in figures:
        raise InvalidInput("to measure, both violations and clean comments are needed")
    violates = np.array([(comment.severity("violation") or 0) >= CLEAR for comment in comments])
    return Report(figures, automation(violates, held_out[:, CATEGORIES.index("violation")]))


def automation(violates: Flags, found: Probabilities) -> Automation:
    """Return the highest threshold below which publishing is safe enough, and its price.

    *found*: probability of any violation. Comments are weighted so that
    BASE_RATE of them break the charter; of those published, at most TOLERATED
    do. The threshold is 0, and nothing is published, if that cannot be had.
    """
    weights = np.where(violates, BASE_RATE / violates.mean(), (1 - BASE_RATE) / (~violates).mean())
    order = np.argsort(found, kind="stable")
    wrong = np.cumsum((weights * violates)[order]) / np.cumsum(weights[order])
    safe = np.flatnonzero(wrong < TOLERATED)
    review_at = math.floor(found[order[safe[-1]]] * 1000) / 1000 if safe.size else 0.0
    published = found < review_at
    weight = float(weights[published].sum())
    return Automation(
        base_rate=BASE_RATE,
        tolerated=TOLERATED,
        review_at=review_at,
        published=_rounded(weight / weights.sum()),
        published_wrongly=_rounded((weights * violates)[published].sum() / weight if weight else 0),
        violations_stopped=_rounded(float((~published)[violates].mean())),
        clean_held=_rounded(float((~published)[~violates].mean())),
    )


def _figures(severities: npt.NDArray[np.int64], found: Probabilities) -> CategoryFigures:
    truth, clear_cut = severities >= CLEAR, severities != MILD
    return CategoryFigures(
        comments=len(truth),
        positives=int(truth.sum()),
        auc=_rounded(roc_auc_score(truth, found)),
        auc_without_mild=_rounded(roc_auc_score(truth[clear_cut], found[clear_cut])),
        average_precision=_rounded(average_precision_score(truth, found)),
        brier=_rounded(brier_score_loss(truth, found)),
        review_at=_best_f1(truth, found),
        refuse_at=_sure(truth, found),
    )


def _best_f1(truth: Flags, found: Probabilities) -> float:
    """Return the threshold, to two decimals, with the highest F1 of precision and recall."""
    grid = np.arange(2, 96) / 100
    f1 = [2 * (truth & (found >= t)).sum() / (truth.sum() + (found >= t).sum()) for t in grid]
    return float(grid[int(np.argmax(f1))])


def _sure(truth: Flags, found: Probabilities) -> float | None:
    """Return the lowest threshold, to two decimals, from which refusing is precise enough."""
    for threshold in np.arange(50, 100) / 100:
        refused = found >= threshold
        if refused.sum() < FEWEST_REFUSED:
            return None
        if truth[refused].mean() >= REFUSAL_PRECISION:
            return float(threshold)
    return None


def _rounded(figure: float) -> float:
    return round(float(figure), 3)
