"""The outbox: statements still to be sent. Any number of workers may empty it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.statement import Statement
from moderation.storage.codec import decode_statement
from moderation.storage.tables import StatementRow


def due_statements(session: Session, *, now: datetime, limit: int) -> tuple[Statement, ...]:
    """Return statements whose time to be tried has come, oldest first."""
    rows = session.scalars(
        sa.select(StatementRow.content)
        .where(StatementRow.sent_at.is_(None), StatementRow.try_at <= now)
        .order_by(StatementRow.try_at)
        .limit(limit)
    )
    return tuple(decode_statement(content) for content in rows)


def take(session: Session, decision_id: int, *, now: datetime, retry_at: datetime) -> int | None:
    """Take a statement to try it; it comes back at *retry_at* unless marked sent.

    Returns how often it was tried, this time included; None if another worker
    got there first.
    """
    return session.scalar(
        sa.update(StatementRow)
        .where(
            StatementRow.decision_id == decision_id,
            StatementRow.sent_at.is_(None),
            StatementRow.try_at <= now,
        )
        .values(try_at=retry_at, attempts=StatementRow.attempts + 1)
        .returning(StatementRow.attempts)
    )


def mark_sent(session: Session, decision_id: int, *, sent_at: datetime) -> None:
    """Note that a statement was sent."""
    session.execute(
        sa.update(StatementRow)
        .where(StatementRow.decision_id == decision_id)
        .values(sent_at=sent_at, try_at=None)
    )


def try_again(session: Session, decision_id: int, *, at: datetime | None) -> None:
    """Put a statement back to be tried *at* a time; None gives it up."""
    session.execute(
        sa.update(StatementRow).where(StatementRow.decision_id == decision_id).values(try_at=at)
    )


def cancel(session: Session, comment_id: int) -> None:
    """Never send the statements on a comment that have not been sent yet."""
    session.execute(
        sa.update(StatementRow)
        .where(StatementRow.comment_id == comment_id, StatementRow.sent_at.is_(None))
        .values(try_at=None)
    )


def count_unsent(session: Session) -> int:
    """Return how many statements wait to be sent."""
    waiting = sa.select(sa.func.count()).where(
        StatementRow.sent_at.is_(None), StatementRow.try_at.is_not(None)
    )
    return session.scalar(waiting) or 0
