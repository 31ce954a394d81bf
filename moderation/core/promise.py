"""What the newsroom promises its readers and authors, and the thresholds that keep it.

A charter states shares, which people can argue about: of what is published
unread, so many at most break the charter. Which probability of the
classifier's keeps a share is arithmetic (moderation.learning.promise), and
comes out anew with each classifier.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Promise:
    """What a charter promises of what happens without a person; all shares are 0 to 1.

    *base_rate* is assumed until it is measured: neither promise can be turned
    into a threshold without it.
    """

    base_rate: float  # of the comments that arrive, those that break the charter
    published_wrongly: float  # of those published unread, at most so many break the charter
    refused_rightly: float  # of those refused unread on a clause, at least so many break it
    confidence: float  # how surely each of the two holds, above 0 and below 1
    #: (category, share) of each clause that states its own *refused_rightly*.
    exceptions: tuple[tuple[str, float], ...] = ()

    def refused_rightly_on(self, category: str) -> float:
        """Return what is promised of refusals on the clause about *category*."""
        return dict(self.exceptions).get(category, self.refused_rightly)


@dataclass(frozen=True, slots=True)
class ClauseThresholds:
    """From which probability of breaking one clause on something happens; 0 to 1."""

    review_at: float | None  # a person looks, and is told the clause; None: never
    refuse_at: float | None  # the machine may refuse, if the charter lets it; None: never


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probabilities on the machine does not publish; a threshold is its upper side's."""

    review_at: float  # probability of any violation, 0 to 1; 0: a person reads everything
    clauses: Mapping[str, ClauseThresholds]  # by category; one it lacks is not weighed

    def on(self, category: str) -> ClauseThresholds:
        """Return the thresholds of *category*; those of one that is not weighed are None."""
        return self.clauses.get(category, _NEVER)


_NEVER = ClauseThresholds(review_at=None, refuse_at=None)

#: Nothing can be promised: a person reads everything.
HOLD_EVERYTHING = Thresholds(review_at=0.0, clauses={})
