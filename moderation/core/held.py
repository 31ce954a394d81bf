"""A comment of another system that is asked about there before it is published."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from moderation.core.comment import Article, Draft, Status


class Said(StrEnum):
    """What the other system is told of a comment of its own."""

    PUBLISH = "publish"
    HOLD = "hold"  # a person reads it first
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """A comment as the other system tells it, with what is needed to tell it of a decision.

    *article* is what we know of where it stands; one of that key that exists already goes before.
    """

    draft: Draft
    article: Article
    post: str  # the other system's own name for the article; may be empty
    callback: str | None  # where it is told; None: it asks again, or never hears of it
    key_prefix: str | None  # of the secret that it asked with; None: it is not told


@dataclass(frozen=True, slots=True)
class HeldCheck:
    """A comment that was held for another system, and how it stands now."""

    comment_id: int
    guid: str  # our name for it, which the other system keeps
    status: Status


@dataclass(frozen=True, slots=True)
class Untold:
    """A decision on a held comment that the other system has not been told."""

    comment_id: int
    guid: str
    key_prefix: str  # of the secret that it is told with
    callback: str
    post: str
    said: Said
    decided_at: datetime


#: What is said of a comment, by where it stands here.
SAID_OF = {
    Status.UNCONFIRMED: Said.HOLD,
    Status.PENDING: Said.HOLD,
    Status.PUBLISHED: Said.PUBLISH,
    Status.RETURNED: Said.REFUSE,
    Status.REJECTED: Said.REFUSE,
    Status.WITHDRAWN: Said.REFUSE,
}
