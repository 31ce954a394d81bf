"""Several comments decided on at once: what was asked for, and what became of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from moderation.core.comment import Article, Comment
from moderation.core.decision import Action
from moderation.core.desk import QueueEntry, Rank
from moderation.core.normalise import normalise
from moderation.core.permission import Permission, may
from moderation.core.person import Person
from moderation.core.verdict import Verdict

#: Most comments in a batch.
MOST_IN_BATCH = 200

#: What can be done to several comments at once; the rest is looked at one by one.
BATCH_ACTIONS = (Action.APPROVE, Action.REJECT, Action.RETURN)


class Obstacle(StrEnum):
    """Why a comment was left out of a batch, or why a decision of it stands when it is undone."""

    CHANGED = "changed"  # edited, withdrawn, or decided on since it was listed
    CLAIMED = "claimed"  # another moderator has it
    OWN = "own"  # the appeal is against a decision of their own
    OTHERS = "others"  # it was handed to a senior, or is not theirs to decide
    ERASED = "erased"
    CANCELLED = "cancelled"  # the batch was undone before its turn came
    LATE = "late"  # the time in which it could be undone is over
    DECIDED = "decided"  # something was decided since
    APPEALED = "appealed"  # its author heard of it, and objects


@dataclass(frozen=True, slots=True)
class Batch:
    """What one person decided on several comments at once."""

    id: int
    made_by: int
    made_at: datetime
    action: Action
    clause_ids: tuple[str, ...]
    note: str
    n_asked: int
    n_decided: int  # undone or not
    n_left_out: int
    n_undone: int
    n_stand: int  # that could not be undone when it was asked for

    @property
    def n_open(self) -> int:
        """How many were not come to: something went wrong in the middle."""
        return self.n_asked - self.n_decided - self.n_left_out

    @property
    def n_to_undo(self) -> int:
        """How many decisions nobody has tried to undo."""
        return self.n_decided - self.n_undone - self.n_stand


@dataclass(frozen=True, slots=True)
class Batched:
    """A comment of a batch."""

    comment: Comment
    article_title: str
    seen: int  # the version that was on the screen
    decision_id: int | None  # None: left out, or not come to
    obstacle: Obstacle | None  # why it was left out, or why its decision stands
    is_undone: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A comment of the queue as the list shows it."""

    comment: Comment
    article: Article
    verdict: Verdict
    entry: QueueEntry
    n_reports: int  # open
    claimed_by: str | None  # the name of another who has it; None: nobody else

    @property
    def is_first_reading(self) -> bool:
        """Whether it waits for nothing but to be read, held or drawn: the page tells neither apart."""
        return self.entry.rank is Rank.PENDING


def why_left_out(
    comment: Comment,
    entry: QueueEntry | None,
    person: Person,
    *,
    is_barred: bool,
    now: datetime,
) -> Obstacle:
    """Return what kept *person* from deciding on *comment*, found after it was refused them."""
    if comment.erased_at is not None:
        return Obstacle.ERASED
    if entry is None:
        return Obstacle.CHANGED
    needed = Permission.ANSWER_APPEALS if entry.rank is Rank.APPEAL else Permission.DECIDE
    if is_barred:
        return Obstacle.OWN
    if not may(person, needed) or (
        entry.is_escalated and not may(person, Permission.TAKE_ESCALATED)
    ):
        return Obstacle.OTHERS
    is_claimed = entry.claimed_until is not None and entry.claimed_until > now
    return Obstacle.CLAIMED if is_claimed and entry.claimed_by != person.id else Obstacle.CHANGED


def group_same(waiting: Iterable[Waiting]) -> tuple[tuple[Waiting, ...], ...]:
    """Put together what waits for the same reason and reads the same; in the order of the first of each.

    The same is what `normalise` makes the same: case, accents and disguises make no difference.
    What another moderator has stays by itself: nobody else can decide on it.
    """
    groups: dict[object, list[Waiting]] = {}
    for one in waiting:
        text = " ".join(normalise(one.comment.body).text.split())
        is_alone = not text or one.claimed_by is not None
        key = one.comment.id if is_alone else (one.entry.rank, text)
        groups.setdefault(key, []).append(one)
    return tuple(tuple(group) for group in groups.values())
