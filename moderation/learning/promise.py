"""Thresholds that keep a newsroom's promise, from comments that the classifier never saw.

A promise is about what will arrive; the *calibration* is what is known: the
classifier's scores of labelled comments that it has not learnt from. From
what was counted there, exact bounds (moderation.core.binomial) tell what can
be promised, and thresholds are tested in an order fixed beforehand until the
first that fails, so that trying many of them does not wear the confidence
out: fixed-sequence testing, as in A. N. Angelopoulos, S. Bates, E. J. Candès,
M. I. Jordan and L. Lei, "Learn then Test: Calibrating Predictive Algorithms
to Achieve Risk Control" (2021, arXiv:2110.01052), section 3.

Violations and clean comments are counted apart, since the calibration holds
more violations than what arrives does. The promise's base rate joins them
again; and its confidence is shared among the bounds that it takes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from moderation.core.binomial import lower_bound, upper_bound
from moderation.core.promise import ClauseThresholds, Promise, Thresholds
from moderation.core.verdict import VIOLATION
from moderation.learning.calibration import Calibration, Flags, Probabilities, Severities
from moderation.learning.dataset import CLEAR, VIOLATIONS

#: The thresholds that are tested, rising: by an eighth each below .05, then by .005.
GRID: npt.NDArray[np.float64] = np.round(
    np.concatenate([0.05 * 1.125 ** np.arange(-40.0, 0.0), np.arange(0.05, 0.9951, 0.005)]), 6
)

#: What is supposed where testing begins, which is chosen before any promise is known.
_SUPPOSED = Promise(0.10, 0.02, 0.97, confidence=0.95)

#: Calibrations and promises whose thresholds are kept: a server has one of each.
_KEPT = 8

Scores = npt.NDArray[np.float64]


class Reason(StrEnum):
    """Why something cannot be promised."""

    NO_EXAMPLES = "no_examples"  # of violations, of clean comments or of a category
    TOO_FEW = "too_few"  # with so few comments not even a faultless classifier could
    TOO_MANY_ERRORS = "too_many_errors"
    NO_CLASSIFIER = "no_classifier"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps a promise from being made, with the numbers that tell it.

    An error is a violation that is published unread, or a comment refused
    unread that does not break the clause clearly. Shares of errors are 0 to 1.
    """

    reason: Reason
    violations: int  # in the calibration: of any kind or, for refusing, of the clause
    others: int  # in the calibration
    tolerated: float  # share of errors that the promise allows
    reached: float  # the bound on it at the first threshold; of TOO_FEW, with no error at all


@dataclass(frozen=True, slots=True)
class ReadShare:
    """How many comments a person must read, as shares of those that arrive, 0 to 1.

    For a charter with a clause on every category; what only rules find comes on top.
    """

    all: float  # weighted by the promise's base rate
    clean: float
    violating: float


@dataclass(frozen=True, slots=True)
class Derived:
    """What comes of a promise with one classifier."""

    thresholds: Thresholds
    read: ReadShare
    published_wrongly: float | None  # the bound reached, 0 to 1; None: nothing is published
    #: What cannot be promised: by category for refusing, under "violation" for publishing.
    obstacles: Mapping[str, Obstacle]


@lru_cache(maxsize=_KEPT)
def derive(promise: Promise, calibration: Calibration) -> Derived:
    """Return the thresholds that keep *promise*, and what cannot be promised.

    What is promised of publishing, and of refusing on each clause, holds with
    the promise's confidence, each by itself, for comments like those of the
    calibration but for their base rate. For publishing a mild comment counts
    as clean, for refusing as an error.
    """
    obstacles = {}
    publishing = _publishing(promise, calibration)
    passed = publishing.last_passed(_rising(calibration.start))
    if passed is None:
        obstacles[VIOLATION] = publishing.obstacle(_rising(calibration.start)[0])
    review_at, bound = passed or (0.0, None)
    clauses = {}
    for column, category in enumerate(calibration.categories):
        if category == VIOLATION:
            continue
        refusing = _refusing(promise, calibration, category)
        thresholds = _falling(float(calibration.refuse_from[column]))
        refused = refusing.last_passed(thresholds)
        if refused is None:
            obstacles[category] = refusing.obstacle(thresholds[0])
        clauses[category] = ClauseThresholds(
            review_at=max(review_at, round(float(calibration.named_at[column]), 6)),
            refuse_at=refused[0] if refused else None,
        )
    read = _read_share(calibration, promise.base_rate, review_at)
    return Derived(Thresholds(review_at, clauses), read, bound, obstacles)


def _read_share(calibration: Calibration, base_rate: float, review_at: float) -> ReadShare:
    is_read = calibration.held_from >= review_at
    clean, violating = is_read[calibration.is_clean], is_read[calibration.violates]
    of_clean = float(clean.mean()) if clean.size else 1.0
    of_violating = float(violating.mean()) if violating.size else 1.0
    of_all = base_rate * of_violating + (1 - base_rate) * of_clean
    return ReadShare(of_all, of_clean, of_violating)


# --- Testing thresholds -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Group:
    """Comments of one kind within a stratum: violations, or clean ones."""

    weight: float  # of the stratum, among the comments that arrive
    size: int  # of the stratum
    scores: Scores  # of this kind's comments, rising

    def above(self, threshold: float) -> int:
        return len(self.scores) - int(np.searchsorted(self.scores, threshold, "left"))


@dataclass(frozen=True, slots=True)
class _Trial:
    """What a machine would do unread on one side of a threshold: where it errs, where not."""

    wrong: tuple[_Group, ...]
    right: tuple[_Group, ...]
    tolerated: float
    alpha: float  # of the whole
    acts_below: bool  # publishes below a threshold, or refuses from one on

    def last_passed(self, thresholds: Iterable[float]) -> tuple[float, float] | None:
        """Return the last of *thresholds* before the first that fails, and its bound."""
        last = None
        for threshold in thresholds:
            bound = self.bound(threshold)
            if bound > self.tolerated:
                break
            last = (threshold, bound)
        return last

    def bound(self, threshold: float) -> float:
        """Return the share of errors, at most, among what the machine does."""

        def count(group: _Group) -> int:
            above = group.above(threshold)
            return len(group.scores) - above if self.acts_below else above

        return self._bound([count(group) for group in self.wrong], map(count, self.right))

    def obstacle(self, threshold: float) -> Obstacle:
        """Return why not even *threshold*, tested first, passed."""
        faultless = self._bound([0] * len(self.wrong), (len(g.scores) for g in self.right))
        erring, sound = (sum(len(g.scores) for g in side) for side in (self.wrong, self.right))
        n_violations, n_others = (erring, sound) if self.acts_below else (sound, erring)
        if not (n_violations and n_others):
            reason, reached = Reason.NO_EXAMPLES, 1.0
        elif faultless > self.tolerated:
            reason, reached = Reason.TOO_FEW, faultless
        else:
            reason, reached = Reason.TOO_MANY_ERRORS, self.bound(threshold)
        return Obstacle(reason, n_violations, n_others, self.tolerated, reached)

    def _bound(self, n_wrong: Iterable[int], n_right: Iterable[int]) -> float:
        alpha = self.alpha / (len(self.wrong) + len(self.right))  # Bonferroni's
        wrong = sum(
            group.weight * upper_bound(n, group.size, alpha)
            for group, n in zip(self.wrong, n_wrong, strict=True)
        )
        right = sum(
            group.weight * lower_bound(n, group.size, alpha)
            for group, n in zip(self.right, n_right, strict=True)
        )
        return wrong / (wrong + right)


def _publishing(promise: Promise, calibration: Calibration) -> _Trial:
    # Which other clauses may hold a comment depends on the charter. Whichever they are,
    # violations are missed no more often than without any, and clean comments pass no less
    # often than with all of them.
    violation = calibration.probabilities[:, calibration.categories.index(VIOLATION)]
    missed = np.sort(violation[calibration.violates]).astype(np.float64)
    passed = np.sort(calibration.held_from[calibration.is_clean]).astype(np.float64)
    return _Trial(
        wrong=(_Group(promise.base_rate, len(missed), missed),),
        right=(_Group(1 - promise.base_rate, len(passed), passed),),
        tolerated=promise.published_wrongly,
        alpha=1 - promise.confidence,
        acts_below=True,
    )


def _refusing(promise: Promise, calibration: Calibration, category: str) -> _Trial:
    column = calibration.categories.index(category)
    severity = calibration.severities[:, column]
    # What is clean of all violations is clean of this one, annotated or not.
    is_known = (severity >= 0) | (calibration.is_clean & (category in VIOLATIONS))
    scores = calibration.probabilities[:, column].astype(np.float64)

    def group(stratum: Flags, weight: float, *, breaks: bool) -> _Group:
        chosen = stratum & ((severity >= CLEAR) == breaks)
        return _Group(weight, int(stratum.sum()), np.sort(scores[chosen]))

    violating, clean = calibration.violates & is_known, calibration.is_clean & is_known
    base_rate = promise.base_rate
    right = [group(violating, base_rate, breaks=True)]
    if category not in VIOLATIONS:  # then a comment may break this clause and be no violation
        right.append(group(clean, 1 - base_rate, breaks=True))
    return _Trial(
        wrong=(
            group(violating, base_rate, breaks=False),
            group(clean, 1 - base_rate, breaks=False),
        ),
        right=tuple(right),
        tolerated=1 - promise.refused_rightly_on(category),
        alpha=1 - promise.confidence,
        acts_below=False,
    )


def _rising(start: float) -> list[float]:
    return [float(t) for t in GRID[max(int(np.searchsorted(GRID, start, "right")) - 1, 0) :]]


def _falling(start: float) -> list[float]:
    return [float(t) for t in GRID[: max(int(np.searchsorted(GRID, start, "right")), 1)][::-1]]


# --- Making a calibration ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scored:
    """What a classifier said of comments, and what people said."""

    probabilities: npt.NDArray[np.floating[Any]]  # (n_comments, n_categories), calibrated
    severities: npt.NDArray[np.integer[Any]]  # the same shape: 0 to 3; -1: not annotated


def make_calibration(categories: Sequence[str], *, fitted: Scored, judged: Scored) -> Calibration:
    """Return the calibration of what a classifier said of comments it has not learnt from.

    *fitted* tell where testing begins and where clauses are named; *judged*
    are kept, to be tested on. Comments that are alike belong on one side.
    """
    severities = fitted.severities.astype(np.int8)
    probabilities = fitted.probabilities.astype(np.float32)
    named_at = [_best_f1(severities[:, i], probabilities[:, i]) for i in range(len(categories))]
    found = Calibration(
        categories=tuple(categories),
        probabilities=probabilities,
        severities=severities,
        start=0.0,
        refuse_from=np.zeros(len(categories), dtype=np.float32),
        named_at=np.array(named_at, dtype=np.float32),
    )
    refuse_from = [_safest(_refusing(_SUPPOSED, found, category)) for category in categories]
    return replace(
        found,
        probabilities=judged.probabilities.astype(np.float32),
        severities=judged.severities.astype(np.int8),
        start=_safest(_publishing(_SUPPOSED, found)),
        refuse_from=np.array(refuse_from, dtype=np.float32),
    )


def _safest(trial: _Trial) -> float:
    """Return the threshold with the lowest bound: where it fails, no other would pass."""
    bounds = [trial.bound(float(threshold)) for threshold in GRID]
    return float(GRID[int(np.argmin(bounds))])


def _best_f1(severity: Severities, found: Probabilities) -> float:
    """Return the threshold with the highest F1 of precision and recall; 1.0 without examples."""
    truth, found = severity[severity >= 0] >= CLEAR, found[severity >= 0]
    if not truth.any():
        return 1.0
    flagged = found[:, None] >= GRID
    f1 = 2 * (truth[:, None] & flagged).sum(axis=0) / (truth.sum() + flagged.sum(axis=0))
    return float(GRID[int(np.argmax(f1))])
