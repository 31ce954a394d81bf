"""Comments held for other systems: known again, and told once a person has decided."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from moderation.core.held import SAID_OF, HeldCheck, Said, Untold
from moderation.storage.held_tables import HeldCheckRow
from moderation.storage.key_tables import ApiKeyRow
from moderation.storage.queue_tables import QueueRow
from moderation.storage.tables import CommentRow, DecisionRow


def held_check(session: Session, api_key_id: int, reference: str) -> HeldCheck | None:
    """Return the comment that was held under *reference* for the owner of a key."""
    row = session.execute(
        sa.select(HeldCheckRow.comment_id, HeldCheckRow.guid, CommentRow.status)
        .join(CommentRow, CommentRow.id == HeldCheckRow.comment_id)
        .where(HeldCheckRow.api_key_id == api_key_id, HeldCheckRow.reference == reference)
    ).one_or_none()
    return HeldCheck(row.comment_id, row.guid, row.status) if row is not None else None


def keep_held_check(
    session: Session,
    comment_id: int,
    *,
    api_key_id: int,
    reference: str,
    guid: str,
    post: str,
    callback: str | None,
    key_prefix: str | None,
    now: datetime,
) -> None:
    """Note for whom a comment is held, unless that is noted already."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(
        insert(HeldCheckRow)
        .values(
            comment_id=comment_id,
            api_key_id=api_key_id,
            reference=reference,
            guid=guid,
            post=post,
            callback=callback,
            key_prefix=key_prefix,
            held_at=now,
            told=None,
            try_at=now if callback is not None else None,
            attempts=0,
        )
        .on_conflict_do_nothing()
    )


def untold(
    session: Session, *, now: datetime, decided_by: datetime, limit: int
) -> tuple[Untold, ...]:
    """Return decisions made until *decided_by* that are to be told now, oldest first.

    A decision that changes what was told before is told, too. A key that was rotated has its new
    secret told where somebody asked with it, and nowhere else: who had the one before may have
    said where to.
    """
    other = aliased(HeldCheckRow)
    asked_with_new = sa.exists().where(
        other.api_key_id == HeldCheckRow.api_key_id,
        other.callback == HeldCheckRow.callback,
        other.key_prefix == ApiKeyRow.prefix,
    )
    prefix = sa.case((asked_with_new, ApiKeyRow.prefix), else_=HeldCheckRow.key_prefix)
    last = (
        sa.select(sa.func.max(DecisionRow.decided_at))
        .where(DecisionRow.comment_id == CommentRow.id)
        .scalar_subquery()
    )
    said = sa.case(
        *((CommentRow.status == status, said.value) for status, said in SAID_OF.items()),
        else_=Said.HOLD.value,
    )
    rows = session.execute(
        sa.select(HeldCheckRow, CommentRow.status, prefix, last.label("decided_at"))
        .join(CommentRow, CommentRow.id == HeldCheckRow.comment_id)
        .join(ApiKeyRow, ApiKeyRow.id == HeldCheckRow.api_key_id)
        .where(
            HeldCheckRow.try_at <= now,
            said != Said.HOLD.value,
            sa.cast(HeldCheckRow.told, sa.Text).is_distinct_from(said),
            last <= decided_by,
            ApiKeyRow.revoked_at.is_(None),
            HeldCheckRow.key_prefix.is_not(None),
        )
        .order_by(HeldCheckRow.try_at, HeldCheckRow.comment_id)
        .limit(limit)
    ).all()
    return tuple(
        Untold(
            row.comment_id,
            row.guid,
            prefix,
            row.callback or "",
            row.post,
            SAID_OF[status],
            decided_at,
        )
        for row, status, prefix, decided_at in rows
    )


def take(session: Session, comment_id: int, *, now: datetime, retry_at: datetime) -> int | None:
    """Take a decision to tell it; it comes back at *retry_at* unless noted as told.

    Returns how often it was tried, this time included; None if another worker got there first.
    """
    return session.scalar(
        sa.update(HeldCheckRow)
        .where(HeldCheckRow.comment_id == comment_id, HeldCheckRow.try_at <= now)
        .values(try_at=retry_at, attempts=HeldCheckRow.attempts + 1)
        .returning(HeldCheckRow.attempts)
    )


def note_told(session: Session, comment_id: int, said: Said, *, now: datetime) -> None:
    """Note that the other system was told *said*; another decision is told from *now* on."""
    session.execute(
        sa.update(HeldCheckRow)
        .where(HeldCheckRow.comment_id == comment_id)
        .values(told=said, try_at=now, attempts=0)
    )


def try_again(session: Session, comment_id: int, *, at: datetime | None) -> None:
    """Have a decision told *at* a time; None gives it up."""
    session.execute(
        sa.update(HeldCheckRow).where(HeldCheckRow.comment_id == comment_id).values(try_at=at)
    )


def due(before: datetime) -> sa.Select[int]:
    """Select what was held before a moment and waits for nobody any more."""
    waits = sa.exists().where(QueueRow.comment_id == HeldCheckRow.comment_id)
    return sa.select(HeldCheckRow.comment_id).where(HeldCheckRow.held_at <= before, ~waits)
