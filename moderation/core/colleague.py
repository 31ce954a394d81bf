"""What people of the newsroom tell each other about a comment; nobody else ever sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from moderation.core.comment import Article, Comment

#: Longest memo, in code points.
MEMO_CODE_POINTS = 2_000


class MemoKind(StrEnum):
    """What a memo is for."""

    PLAIN = "plain"  # for whoever reads the comment next
    ASK = "ask"  # asks a colleague, or all of them, for an opinion
    OPINION = "opinion"  # answers one that asks; decides nothing
    HAND_OVER = "hand_over"  # goes with a case that is given to a colleague


class Vote(StrEnum):
    """What somebody who is asked would decide."""

    APPROVE = "approve"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Memo:
    """Words of one of the newsroom to the others about a comment; never edited."""

    id: int
    comment_id: int
    kind: MemoKind
    words: str  # may be empty where a case is handed over, or a vote says it all
    by: int
    by_name: str  # empty: no longer known
    to: int | None  # None: everybody
    to_name: str
    vote: Vote | None  # of an opinion alone; None: undecided
    written_at: datetime
    closed_at: datetime | None  # of one that asks: when it was answered, or the comment decided on

    @property
    def is_open(self) -> bool:
        """Whether it asks and nobody has answered."""
        return self.kind is MemoKind.ASK and self.closed_at is None

    def asks(self, person_id: int) -> bool:
        """Return whether it is for that person to answer."""
        return self.is_open and self.by != person_id and self.to in (None, person_id)


@dataclass(frozen=True, slots=True)
class MemoAbout:
    """A memo with the comment it is about, and the opinions on it that came after."""

    memo: Memo
    comment: Comment
    article: Article
    opinions: tuple[Memo, ...] = ()


def opinions_after(memo: Memo, memos: Sequence[Memo]) -> tuple[Memo, ...]:
    """Return the opinions among *memos* on the same comment that are younger than *memo*."""
    return tuple(
        one
        for one in memos
        if one.kind is MemoKind.OPINION and one.comment_id == memo.comment_id and one.id > memo.id
    )
