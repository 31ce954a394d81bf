"""Whether a thread heats up: more of it than usual is held or refused.

A share alone would be no sign: two held comments of three are chance. So the question is how likely
so many are, or more, if nothing had changed. If each comment were held with the article's usual
share p, whatever the others, then k or more of n would be with the probability

    P(X >= k) = sum over i = k..n of C(n, i) * p**i * (1 - p)**(n - i)

the exact upper tail of the binomial distribution. A thread is warm where that is at most `WARM`, hot
where it is at most `HOT`, and neither with fewer than `FEWEST` held. Comments of one quarrel are not
independent of each other, which is what is looked for: the tail is a yardstick, no proof. Of a
thousand threads looked at in which nothing changed, at most one is called hot.

*Held* is what the charter did not publish by itself: the machine held or refused it, whatever a person
decided afterwards. So what still waits counts as it will count later.

The usual share is the article's own of the week before, drawn towards the house's by as much as
`PRIOR_COMMENTS` comments would: a new article is measured by the house, an old one by itself.
"""

from dataclasses import dataclass
from enum import StrEnum

from moderation.core.binomial import upper_tail

#: How far back a thread is looked at, in hours.
HEAT_HOURS = 6

#: How far back before that what is usual there is measured, in days.
USUAL_DAYS = 7

#: How unlikely by chance it is what makes a thread warm, or hot.
WARM, HOT = 0.01, 0.001

#: With fewer held comments nothing is called unusual.
FEWEST = 3

#: How many comments the house's share weighs as much as.
PRIOR_COMMENTS = 20


@dataclass(frozen=True, slots=True)
class Counted:
    """Comments that were sent, and those of them that were held."""

    held: int
    sent: int


#: Where nothing was sent.
NOTHING = Counted(0, 0)


class Level(StrEnum):
    """How hot a thread is."""

    USUAL = "usual"
    WARM = "warm"
    HOT = "hot"


@dataclass(frozen=True, slots=True)
class Heat:
    """A thread's last hours against what is usual there."""

    recent: Counted  # in the last HEAT_HOURS
    usual: float  # the share held, 0 to 1
    chance: float  # that so many are held if nothing has changed, 0 to 1

    @property
    def level(self) -> Level:
        """How unusual it is."""
        if self.recent.held < FEWEST or self.chance > WARM:
            return Level.USUAL
        return Level.HOT if self.chance <= HOT else Level.WARM


def heat_of(recent: Counted, before: Counted, house: Counted) -> Heat:
    """Measure *recent* by the article's own *before*, drawn towards the *house*'s share."""
    share = (house.held + 1) / (house.sent + 2)  # of nothing: one of two
    usual = (before.held + PRIOR_COMMENTS * share) / (before.sent + PRIOR_COMMENTS)
    return Heat(recent, usual, upper_tail(recent.held, recent.sent, usual))
