"""A thread: the comments under an article, and under each its replies, one level deep."""

from dataclasses import dataclass
from enum import StrEnum

from moderation.core.comment import Comment

#: Replies that are all shown; where there are more, only the first few are, the others folded.
HANDFUL, FIRST_FEW = 5, 3


class Order(StrEnum):
    """In which order the comments of a thread stand; replies are always the oldest first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    MOST_DISCUSSED = "most_discussed"  # by published replies; among equals the newest first


@dataclass(frozen=True, slots=True)
class Answered:
    """The comment that a reply answers."""

    public_id: str
    author_name: str | None  # None: it is no longer published


@dataclass(frozen=True, slots=True)
class Reply:
    """A published reply."""

    comment: Comment
    answers: Answered | None  # another reply; None: the comment that both hang under


@dataclass(frozen=True, slots=True)
class Branch:
    """A comment with its published replies, or what is left when it is no longer published."""

    public_id: str
    top: Comment | None  # None: it is not published, and nothing of it is shown
    is_waiting: bool  # to be read again by a person; else, without a top, it is gone
    replies: tuple[Reply, ...] = ()  # oldest first; those that this page has room for
    n_replies: int = 0  # all that are published

    @property
    def in_sight(self) -> tuple[Reply, ...]:
        """The replies that are shown at once."""
        return self.replies if self.n_replies <= HANDFUL else self.replies[:FIRST_FEW]

    @property
    def folded(self) -> tuple[Reply, ...]:
        """The replies that are shown when they are asked for."""
        return self.replies[len(self.in_sight) :]
