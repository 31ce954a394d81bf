"""In which order comments wait: by risk times age, worded so that a database keeps the order.

A comment's claim on attention is its risk times its age, where age counts twice as much with
every `DOUBLING_HOURS` that pass: risk × 2 ** (hours / DOUBLING_HOURS). Everybody's age grows at
the same pace, so that of two comments the one that comes first now comes first ever after. That
is why the order can be stored: as the moment *due*, which is when a comment began to wait, less
DOUBLING_HOURS for each doubling of its risk. Whoever is due first goes first.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from moderation.core.charter import Category, Recommendation
from moderation.core.rules import Hit
from moderation.core.verdict import VIOLATION, Score, Verdict

#: Hours of waiting that weigh as much as twice the risk.
DOUBLING_HOURS = 2.0

#: What a comment risks that nothing speaks against.
NO_RISK = 1.0

#: The largest risk there is: 16, which is worth eight hours.
MOST_RISK = 16.0

#: How likely a rule is right that calls for this.
LIKELIHOOD: Mapping[Recommendation, float] = MappingProxyType(
    {Recommendation.PUBLISH: 0.0, Recommendation.REVIEW: 0.5, Recommendation.REFUSE: 1.0}
)

#: What it does to people if it stands, or waits, unread; of categories not named here, 3.
GRAVITY: Mapping[str, float] = MappingProxyType(
    {
        Category.THREAT: 15.0,
        Category.INCITEMENT: 15.0,
        Category.HATE: 7.0,
        Category.RACISM: 7.0,
        Category.DEFAMATION: 7.0,
        Category.PERSONAL_DATA: 7.0,
        VIOLATION: 3.0,
    }
)
_OTHER_GRAVITY = 3.0

#: What a report that is right is about, of whatever kind: the comment is published.
REPORTED_GRAVITY = 7.0

#: A reporter's record counts beside a prior of four earlier reports, one of them upheld.
PRIOR_REPORTS, PRIOR_UPHELD = 4.0, 1.0


@dataclass(frozen=True, slots=True)
class Risk:
    """What a comment risks, and which evidence says so."""

    amount: float  # NO_RISK to MOST_RISK
    category: str | None = None  # of the machine's gravest evidence; None: it has none
    likelihood: float = 0.0  # of that evidence, 0 to 1
    reports: int = 0  # open ones that count

    @property
    def bonus(self) -> timedelta:
        """The waiting that this risk is worth."""
        return timedelta(hours=DOUBLING_HOURS * math.log2(self.amount))


def risk_of(verdict: Verdict, report_weights: Iterable[float] = ()) -> Risk:
    """Weigh the machine's gravest evidence, and what open reports are worth.

    Only evidence that calls for more than to publish counts: a gap accuses nobody, nor does a
    rung that is missing. So what chance drew among published comments has no risk, like what is
    held with nothing against it, and neither can be told from the other by its place.
    """
    gravest: Hit | Score | None = max(verdict.evidence, key=_danger, default=None)
    weights = tuple(report_weights)
    danger = _danger(gravest) if gravest else 0.0
    danger += REPORTED_GRAVITY * any_right(weights)
    return Risk(
        amount=min(NO_RISK + danger, MOST_RISK),
        category=str(gravest.category) if gravest else None,
        likelihood=_likelihood(gravest) if gravest else 0.0,
        reports=len(weights),
    )


def due(since: datetime, risk: Risk) -> datetime:
    """Return the moment by which a comment that waits *since* has its place."""
    return since - risk.bonus


def report_weight(upheld: int = 0, dismissed: int = 0) -> float:
    """Return how likely a report is right, 0 to 1, by its reporter's record.

    *upheld*, *dismissed*: their earlier reports after which a comment was refused, or stood. The
    share upheld is drawn towards a quarter by as much as four reports would: nobody is believed,
    or disbelieved, for one report, and whoever has no record counts a quarter.
    """
    return (upheld + PRIOR_UPHELD) / (upheld + dismissed + PRIOR_REPORTS)


def any_right(weights: Iterable[float]) -> float:
    """Return how likely at least one report is right, 0 to 1, were they independent: ten are no ten times one."""
    return 1.0 - math.prod(1.0 - weight for weight in weights)


def _danger(evidence: Hit | Score) -> float:
    return GRAVITY.get(str(evidence.category), _OTHER_GRAVITY) * _likelihood(evidence)


def _likelihood(evidence: Hit | Score) -> float:
    return evidence.probability if isinstance(evidence, Score) else LIKELIHOOD[evidence.calls_for]
