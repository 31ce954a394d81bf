"""Whether one classifier is worse than another, on comments that neither has learnt from.

Two things must hold before it is said to be: it is worse by more than anybody
would notice, and chance alone would hardly do that. Both classifiers judge the
same comments, so the tests are paired.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.stats import binom

from moderation.core.charter import Charter, Recommendation
from moderation.core.promise import Thresholds
from moderation.core.verdict import VIOLATION, reach_verdict
from moderation.learning.classifier import CATEGORIES
from moderation.learning.dataset import CLEAR, LabelledComment
from moderation.learning.evaluation import FEWEST, annotated
from moderation.learning.weights import Scores

#: So much AUC may be lost: below it, other random numbers give as much (docs/decisions/0003).
TOLERATED_AUC = 0.005

#: So many more of a hundred ordinary comments may wait for a person, or so many violations not.
TOLERATED_SHARE = 0.01

#: A loss that chance makes with a greater probability is no reason.
CHANCE = 0.05

#: How often comments are drawn again.
DRAWS = 1_000

Flags = npt.NDArray[np.bool_]


class Measure(StrEnum):
    """What is compared."""

    AUC = "AUC of violations"
    ORDINARY_HELD = "ordinary comments held"
    VIOLATIONS_HELD = "violations held"


@dataclass(frozen=True, slots=True)
class Answers:
    """What a classifier says of comments, and what comes of it."""

    violation: Scores  # probability of one, (n_comments,)
    held: Flags  # whether the classifier alone keeps it from being published, (n_comments,)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure of two classifiers on one set."""

    set_name: str
    measure: Measure
    comments: int  # that it rests on
    before: float
    after: float
    chance: float  # how likely chance alone makes a loss like this, 0 to 1

    @property
    def loss(self) -> float:
        """By how much it is worse; negative: better."""
        found = self.before - self.after
        return -found if self.measure is Measure.ORDINARY_HELD else found

    @property
    def is_worse(self) -> bool:
        """Whether it is worse by more than is tolerated, and not by chance."""
        tolerated = TOLERATED_AUC if self.measure is Measure.AUC else TOLERATED_SHARE
        return self.loss > tolerated and self.chance < CHANCE

    def row(self) -> tuple[str, str, str, str, str, str, str]:
        """Return it as people read it: set, measure, comments, before, after, chance, verdict."""
        show = ".3f" if self.measure is Measure.AUC else ".1%"
        figures = f"{self.before:{show}}", f"{self.after:{show}}"
        chance = f"{self.chance:.3f}" if self.loss > 0 else "–"
        return (self.set_name, self.measure, str(self.comments), *figures, chance, self._said())

    def _said(self) -> str:
        if self.is_worse:
            return "worse"
        if self.loss > 0:
            return "worse, by little or by chance"
        return "better" if self.loss < 0 else "the same"


def answers(probabilities: Scores, charter: Charter, thresholds: Thresholds) -> Answers:
    """Return what becomes of comments with *probabilities*, (n_comments, n_categories).

    By *charter* and the *thresholds* that keep its promise, without any rule.
    """
    verdicts = (
        reach_verdict(
            charter,
            (),
            dict(zip(CATEGORIES, row, strict=True)),
            thresholds=thresholds,
            rules_version="none",
        )
        for row in probabilities.tolist()
    )
    held = [verdict.recommendation is not Recommendation.PUBLISH for verdict in verdicts]
    violation = probabilities[:, CATEGORIES.index(VIOLATION)]
    return Answers(violation, np.array(held, dtype=np.bool_))


def compare(
    set_name: str, comments: Sequence[LabelledComment], before: Answers, after: Answers
) -> tuple[Comparison, ...]:
    """Return what can be compared on *comments*; nothing if too few of them say anything.

    Where there are violations and ordinary comments it is the AUC, and the
    share of ordinary ones that wait for a person. How many violations do is
    compared only where there is nothing else: it follows from the promise.
    """
    found, known = annotated(comments, VIOLATION)
    return tuple(_compared(set_name, found >= CLEAR, _of(before, known), _of(after, known)))


def _compared(
    set_name: str, violates: Flags, before: Answers, after: Answers
) -> Iterator[Comparison]:
    n_bad, n_ordinary = int(violates.sum()), int((~violates).sum())
    if min(n_bad, n_ordinary) >= FEWEST:
        was, now = auc(violates, before.violation), auc(violates, after.violation)
        chance = _drawn_again(violates, before.violation, after.violation)
        yield Comparison(set_name, Measure.AUC, len(violates), was, now, chance)
    if n_ordinary >= FEWEST:
        held = before.held[~violates], after.held[~violates]
        chance = _signs(worse=_turned(*held), better=_turned(*held[::-1]))
        was, now = (float(flags.mean()) for flags in held)
        yield Comparison(set_name, Measure.ORDINARY_HELD, n_ordinary, was, now, chance)
    elif n_bad >= FEWEST:
        held = before.held[violates], after.held[violates]
        chance = _signs(worse=_turned(*held[::-1]), better=_turned(*held))
        was, now = (float(flags.mean()) for flags in held)
        yield Comparison(set_name, Measure.VIOLATIONS_HELD, n_bad, was, now, chance)


def auc(violates: Flags, found: Scores) -> float:
    """Return how often a violation scores higher than another comment; a tie is half."""
    return _auc(found[violates], np.sort(found[~violates]))


def _auc(high: Scores, low: Scores) -> float:
    """Return the AUC of scores *high* against *low*, which rise."""
    below = np.searchsorted(low, high, "left") + np.searchsorted(low, high, "right")
    return float(below.mean() / (2 * len(low)))


def _drawn_again(violates: Flags, before: Scores, after: Scores) -> float:
    """Return how often the AUC is not lower after than before, were other comments drawn.

    A paired bootstrap, violations and others apart (B. Efron and R. Tibshirani,
    "An Introduction to the Bootstrap", 1993, chapter 16); one-sided.
    """
    rng = np.random.default_rng(0)
    bad, ordinary = np.flatnonzero(violates), np.flatnonzero(~violates)
    not_lower = 0
    for _ in range(DRAWS):
        high, low = rng.choice(bad, len(bad)), rng.choice(ordinary, len(ordinary))
        was, now = (_auc(found[high], np.sort(found[low])) for found in (before, after))
        not_lower += now >= was
    return (not_lower + 1) / (DRAWS + 1)


def _turned(before: Flags, after: Flags) -> int:
    """Return how many are flagged that were not."""
    return int((after & ~before).sum())


def _signs(*, worse: int, better: int) -> float:
    """Return how likely so many of those that changed are *worse*, if either were as likely.

    McNemar's test (1947), exact and one-sided.
    """
    return float(binom.sf(worse - 1, worse + better, 0.5)) if worse else 1.0


def _of(answers: Answers, chosen: Flags) -> Answers:
    return Answers(answers.violation[chosen], answers.held[chosen])
