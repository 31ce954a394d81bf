"""The moderators' queue: appeals, then reports, then the oldest."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.desk import QueueEntry, QueueSize, Rank
from moderation.core.permission import Permission, may
from moderation.core.person import Person
from moderation.core.wellbeing import is_grave
from moderation.errors import Conflict
from moderation.storage.codec import decode_verdict
from moderation.storage.inquiry_tables import InquiryRow
from moderation.storage.tables import CommentRow, QueueRow


def enqueue(
    session: Session, comment_id: int, rank: Rank, *, since: datetime, not_for: int | None = None
) -> None:
    """Put a comment in the queue, or forward if it waits there with a lesser rank."""
    row = session.get(QueueRow, comment_id)
    verdict = session.scalar(sa.select(CommentRow.verdict).where(CommentRow.id == comment_id))
    grave = verdict is not None and is_grave(decode_verdict(verdict))
    if row is None:
        session.add(
            QueueRow(
                comment_id=comment_id,
                rank=rank,
                since=since,
                is_escalated=False,
                is_grave=grave,
                not_for=not_for,
            )
        )
        return
    row.is_grave = grave
    if rank < row.rank:
        row.rank, row.since, row.held_until = rank, since, None
        row.not_for = not_for or row.not_for


def dequeue(session: Session, comment_id: int) -> None:
    """Take a comment out of the queue."""
    session.execute(sa.delete(QueueRow).where(QueueRow.comment_id == comment_id))


def next_in_queue(session: Session, person: Person, *, now: datetime) -> int | None:
    """Return the id of the comment that *person* should read next; None if none waits.

    Their own claim comes first, so that reloading a page shows the same case; what
    somebody was asked about, and has still to answer, comes last.
    """
    own = session.scalar(
        sa.select(QueueRow.comment_id)
        .where(QueueRow.claimed_by == person.id, QueueRow.claimed_until > now)
        # What was handed over waits until what is on the screen is done.
        .order_by(QueueRow.claimed_until, QueueRow.comment_id)
        .limit(1)
    )
    if own is not None:
        return own
    is_awaited = sa.exists().where(
        InquiryRow.comment_id == QueueRow.comment_id,
        InquiryRow.answered_at.is_(None),
        InquiryRow.until > now,
    )
    waiting = (
        sa.select(QueueRow.comment_id)
        .where(_is_free(now, person), *is_for(now, person))
        .order_by(QueueRow.rank, QueueRow.since, QueueRow.comment_id)
        .limit(1)
        # On PostgreSQL a row that another transaction is claiming is passed over;
        # SQLite has one writer at a time and ignores the clause.
        .with_for_update(skip_locked=True, of=QueueRow)
    )
    first = session.scalar(waiting.where(~is_awaited))
    return session.scalar(waiting.where(is_awaited)) if first is None else first


def claim(
    session: Session, comment_id: int, person: Person, *, now: datetime, until: datetime
) -> None:
    """Give *person* a comment until *until*. Raises Conflict if another has it."""
    claimed = session.scalar(
        sa.update(QueueRow)
        .where(QueueRow.comment_id == comment_id, _is_free(now, person))
        .values(claimed_by=person.id, claimed_until=until)
        .returning(QueueRow.comment_id)
    )
    if claimed is None:
        raise Conflict(f"comment {comment_id} is with another moderator")


def release(
    session: Session,
    comment_id: int,
    *,
    held_until: datetime | None = None,
    is_escalated: bool = False,
) -> None:
    """End the claim on a comment; it waits on, until *held_until* or with an administrator."""
    values: dict[str, object] = {"claimed_by": None, "claimed_until": None}
    values |= {"held_until": held_until} if held_until else {}
    values |= {"is_escalated": True, "held_until": None} if is_escalated else {}
    session.execute(sa.update(QueueRow).where(QueueRow.comment_id == comment_id).values(**values))


def give(
    session: Session, comment_id: int, *, giver: int, to: int, now: datetime, until: datetime
) -> None:
    """Have a comment wait for one person alone until *until*. Raises Conflict if a third person has it."""
    is_free = sa.or_(
        QueueRow.claimed_until.is_(None),
        QueueRow.claimed_until <= now,
        QueueRow.claimed_by.in_((giver, to)),
    )
    given = session.scalar(
        sa.update(QueueRow)
        .where(QueueRow.comment_id == comment_id, is_free)
        .values(claimed_by=to, claimed_until=until, held_until=None)
        .returning(QueueRow.comment_id)
    )
    if given is None:
        raise Conflict(f"comment {comment_id} is with another moderator, or waits for nobody")


def entry_of(session: Session, comment_id: int) -> QueueEntry | None:
    """Return a comment's place in the queue; None if it waits for nobody."""
    row = session.get(QueueRow, comment_id)
    return to_entry(row) if row is not None else None


def is_barred(session: Session, comment_id: int, person: Person) -> bool:
    """Return whether somebody else than *person* must decide: the appeal is against theirs."""
    not_for = session.scalar(sa.select(QueueRow.not_for).where(QueueRow.comment_id == comment_id))
    return not_for == person.id


def queue_size(session: Session, person: Person, *, now: datetime, limit: int) -> QueueSize:
    """Count what waits for *person*, by rank, no further than *limit* + 1 each."""

    def count(rank: Rank) -> int:
        rows = (
            sa.select(QueueRow.comment_id)
            .where(QueueRow.rank == rank, *is_for(now, person))
            .limit(limit + 1)
        )
        return session.scalar(sa.select(sa.func.count()).select_from(rows.subquery())) or 0

    return QueueSize(count(Rank.APPEAL), count(Rank.REPORT), count(Rank.PENDING))


def to_entry(row: QueueRow) -> QueueEntry:
    """Return the place in the queue that *row* holds."""
    return QueueEntry(
        comment_id=row.comment_id,
        rank=Rank(row.rank),
        since=row.since,
        is_escalated=row.is_escalated,
        held_until=row.held_until,
        claimed_by=row.claimed_by,
        claimed_until=row.claimed_until,
    )


def _is_free(now: datetime, person: Person) -> sa.ColumnElement[bool]:
    return sa.or_(
        QueueRow.claimed_until.is_(None),
        QueueRow.claimed_until <= now,
        QueueRow.claimed_by == person.id,
    )


def is_for(now: datetime, person: Person) -> list[sa.ColumnElement[bool]]:
    """Return the conditions under which a comment of the queue waits for *person*."""
    conditions = [
        sa.or_(QueueRow.held_until.is_(None), QueueRow.held_until <= now),
        sa.or_(QueueRow.not_for.is_(None), QueueRow.not_for != person.id),
    ]
    if not may(person, Permission.TAKE_ESCALATED):
        conditions.append(QueueRow.is_escalated.is_(False))
    if not may(person, Permission.DECIDE):
        conditions.append(QueueRow.rank == Rank.APPEAL)
    return conditions
