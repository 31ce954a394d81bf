"""What programs list of the newsroom's casework, and how they pick from it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from moderation.core.comment import Comment, Status
from moderation.core.decision import Decision
from moderation.core.desk import QueueEntry
from moderation.core.redress import Appeal, Report
from moderation.core.sanction import Sanction
from moderation.core.statement import Statement

#: Where a page of something dated ends: its moment and its number. What is older comes next.
Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class CommentFilter:
    """Which comments: all that holds of them; None does not pick."""

    article_id: int | None = None
    status: Status | None = None
    clause_id: str | None = None  # that a decision on it has named
    author_key: str | None = None
    submitted_from: datetime | None = None
    submitted_before: datetime | None = None
    waits: bool = False  # for a person


@dataclass(frozen=True, slots=True)
class ListedComment:
    """A comment in a list."""

    comment: Comment
    article_key: str
    answers: str | None  # the public id of what it replies to
    entry: QueueEntry | None  # None: it waits for nobody


@dataclass(frozen=True, slots=True)
class ListedStatement:
    """A statement of reasons with the text that it is about."""

    statement: Statement
    public_id: str  # the comment's
    body: str  # as it read when that was decided
    sent_at: datetime | None  # None: not yet, or nobody to send it to


class Decider(StrEnum):
    """Who decided."""

    PERSON = "person"  # of the newsroom
    CHARTER = "charter"  # by itself: nobody had read the comment
    AUTHOR = "author"  # who took the comment back
    ELSEWHERE = "elsewhere"  # whoever it was in the system that it was taken over from


@dataclass(frozen=True, slots=True)
class MadeDecision:
    """A decision with who made it."""

    decision: Decision
    decider: Decider
    moderator: str | None  # a name, for staff alone; None: not a person, or no longer known
    key: str | None  # the name of the API key that handed it in; None: it was not


@dataclass(frozen=True, slots=True)
class ListedAppeal:
    """An appeal with the comment it is about."""

    appeal: Appeal
    public_id: str


@dataclass(frozen=True, slots=True)
class ListedReport:
    """A report with the comment it is about."""

    report: Report
    public_id: str


@dataclass(frozen=True, slots=True)
class ListedSanction:
    """A sanction with the comment it was set under."""

    sanction: Sanction
    public_id: str | None  # None: by the operator
    moderator: str | None  # the name of who set it; None: the operator, or no longer known
    public_ids: tuple[str, ...]  # of all comments that it rests on
