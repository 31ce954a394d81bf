"""Replies that somebody wishes to be told of by mail: each at once, or once a day."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

#: When the replies of a day are told of in one mail, in the newsroom's time.
MORNING = time(7)

#: Replies that were published longer ago are told to nobody: mail was off, or was switched on since.
TOLD_WITHIN = timedelta(days=3)

#: Code points of a reply that a mail shows.
EXCERPT_CODE_POINTS = 300


@dataclass(frozen=True, slots=True)
class UntoldReply:
    """A published reply to somebody's comment, of which they were not told yet."""

    comment_id: int
    public_id: str
    author: str
    body: str
    title: str  # of the article
    person_id: int  # who is to be told: name, address and language are theirs
    name: str
    email: str
    language: str


def last_morning(now: datetime, time_zone: ZoneInfo) -> datetime:
    """Return the last moment at which the replies of a day were told of: those published before it."""
    local = now.astimezone(time_zone)
    today = datetime.combine(local.date(), MORNING, time_zone)
    return today if today <= local else today - timedelta(days=1)


def excerpt(body: str) -> str:
    """Return the beginning of *body*, cut between words."""
    if len(body) <= EXCERPT_CODE_POINTS:
        return body
    start = body[:EXCERPT_CODE_POINTS]
    words, _, _ = start.rpartition(" ")
    return f"{words or start} …"
