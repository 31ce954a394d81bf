"""What a moderator sees: the queue and one case."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from moderation.core.comment import Article, Comment
from moderation.core.decision import Decision
from moderation.core.inquiry import Inquiry
from moderation.core.names.signature import Signature
from moderation.core.priority import Risk
from moderation.core.proof import Proved
from moderation.core.record import AuthorRecord
from moderation.core.redress import Appeal, Report
from moderation.core.revision import Revision
from moderation.core.sanction import Sanction
from moderation.core.statement import Statement
from moderation.core.thread import Answered
from moderation.core.tracing import Hold
from moderation.core.verdict import Verdict

#: Largest number of a row: databases count in 64 bits, signed.
LARGEST_ID = 2**63 - 1


class Rank(IntEnum):
    """Why a comment is in the queue; the smaller goes first."""

    APPEAL = 0
    REPORT = 1
    PENDING = 2


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A comment that waits for a person."""

    comment_id: int
    rank: Rank
    since: datetime
    is_escalated: bool
    held_until: datetime | None
    claimed_by: int | None
    claimed_until: datetime | None
    due: datetime  # since, less what the risk is worth (moderation.core.priority)
    is_watched: bool = False  # its article is
    is_ahead: bool = False  # claimed, but not on the screen yet


@dataclass(frozen=True, slots=True)
class EarlierComment:
    """An author's earlier comment, or another beside a case, with the last decision on it."""

    comment: Comment
    article_title: str
    decision: Decision | None
    is_grave: bool  # by its own evidence (moderation.core.wellbeing)


@dataclass(frozen=True, slots=True)
class Case:
    """One comment with all that a moderator needs to decide on it."""

    comment: Comment
    article: Article
    verdict: Verdict
    entry: QueueEntry | None  # None: it waits for nobody
    earlier: tuple[EarlierComment, ...]  # newest first
    decisions: tuple[Decision, ...]  # oldest first
    deciders: dict[int, str]  # a person's id → name, for staff alone
    reports: tuple[Report, ...]  # open ones
    appeal: Appeal | None  # the open one
    signature: Signature  # what is known of the name
    ban: Sanction | None  # on the name, in force
    answers: tuple[
        EarlierComment, ...
    ] = ()  # what it hangs under, and what it answers if that is a reply
    hold: Hold | None = None  # while nothing of it is erased
    revisions: tuple[Revision, ...] = ()  # its earlier texts, oldest first
    proofs: tuple[Proved, ...] = ()  # that the account gave, weakest first; none of a guest
    same_phone: tuple[str, ...] = ()  # names of other accounts with the same number
    real_name: str | None = None  # of the account; None: it is what the comment is signed with
    inquiries: tuple[Inquiry, ...] = ()  # to whoever bears the name or nearly, newest first
    record: AuthorRecord | None = None  # None: the author is erased
    risk: Risk | None = None  # what its place was reckoned from; None: it waits for nobody
    claimant: str | None = None  # who has claimed it, for staff alone

    @property
    def is_first_reading(self) -> bool:
        """Whether it waits for nothing but to be read: it is held, or drawn for the sample."""
        return self.entry is not None and self.entry.rank is Rank.PENDING


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an author's own page shows."""

    comment: Comment
    article: Article
    statement: Statement | None  # None: no decision yet
    appeal: Appeal | None  # the latest, open or answered
    may_appeal_until: datetime | None  # None: nothing to appeal, or too late, or done already
    answers: Answered | None = None  # None: it is no reply
