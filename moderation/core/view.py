"""What a moderator chooses to read: a queue by need, narrowed by filters."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from moderation.core.permission import Permission, may
from moderation.core.person import Person

#: Longest name of a saved view, in code points.
VIEW_NAME_CODE_POINTS = 60

#: Hours that a view may ask comments to have waited.
WAITED_HOURS = (1, 6, 24, 72)


class Need(StrEnum):
    """Why a queue is read; the order is the page's."""

    APPEALS = "appeals"
    REPORTS = "reports"
    READING = "reading"  # held by the machine, or drawn for the sample: nobody sees which
    WATCHED = "watched"  # under articles that a senior watches
    ESCALATED = "escalated"  # handed on
    SAMPLE = "sample"  # drawn by chance among what was published unread


@dataclass(frozen=True, slots=True)
class View:
    """A queue and its filters; None everywhere: all that waits, appeals first, then reports."""

    need: Need | None = None
    clause_id: str | None = None  # that the machine's evidence names
    language: str | None = None
    article: str | None = None  # the key of one
    waited_hours: int | None = None  # at least

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter is set."""
        return any((self.clause_id, self.language, self.article, self.waited_hours))

    def began_before(self, now: datetime) -> datetime | None:
        """Return the moment before which a comment must have begun to wait; None: any."""
        return now - timedelta(hours=self.waited_hours) if self.waited_hours else None


#: All that waits.
EVERYTHING = View()


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view that somebody named and kept."""

    id: int
    name: str
    view: View
    is_shared: bool  # with all of the newsroom
    is_own: bool  # of whoever sees it


def needs_of(person: Person) -> tuple[Need, ...]:
    """Return the queues that *person* may read.

    What is drawn for the sample is a queue of its own for seniors alone: whoever reads it knows
    that a comment is published, and the rest must go on not knowing.
    """
    if not may(person, Permission.DECIDE):
        return (Need.APPEALS,)
    if may(person, Permission.TAKE_ESCALATED):
        return tuple(Need)
    return tuple(need for need in Need if need not in (Need.ESCALATED, Need.SAMPLE))
