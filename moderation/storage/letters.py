"""Letters still to be sent. Any number of workers may send them."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.letter import Fact, Letter, LetterKind
from moderation.storage.tables import LetterRow


def add_letter(
    session: Session,
    *,
    kind: LetterKind,
    to: str,
    language: str,
    facts: Mapping[str, Fact],
    now: datetime,
    leaves_at: datetime,
) -> int:
    """Store a letter, to be sent from *leaves_at* on; its number."""
    row = LetterRow(
        kind=kind,
        to_address=to,
        language=language,
        facts=dict(facts),
        created_at=now,
        try_at=leaves_at,
        attempts=0,
    )
    session.add(row)
    session.flush()
    return row.id


def due_letters(session: Session, *, now: datetime, limit: int) -> tuple[Letter, ...]:
    """Return letters whose time to be tried has come, oldest first."""
    rows = session.scalars(
        sa.select(LetterRow)
        .where(LetterRow.sent_at.is_(None), LetterRow.try_at <= now)
        .order_by(LetterRow.try_at, LetterRow.id)
        .limit(limit)
    )
    return tuple(_letter(row) for row in rows)


def take(session: Session, letter_id: int, *, now: datetime, retry_at: datetime) -> int | None:
    """Take a letter to try it; it comes back at *retry_at* unless marked sent.

    Returns how often it was tried, this time included; None if another worker
    got there first.
    """
    return session.scalar(
        sa.update(LetterRow)
        .where(LetterRow.id == letter_id, LetterRow.sent_at.is_(None), LetterRow.try_at <= now)
        .values(try_at=retry_at, attempts=LetterRow.attempts + 1)
        .returning(LetterRow.attempts)
    )


def mark_sent(session: Session, letter_id: int, *, sent_at: datetime) -> None:
    """Note that a letter was sent, and forget to whom and what."""
    _blank(session, letter_id, sent_at=sent_at)


def try_again(session: Session, letter_id: int, *, at: datetime | None) -> None:
    """Put a letter back to be tried *at* a time; None gives it up, and forgets to whom it was and what."""
    if at is None:
        _blank(session, letter_id, sent_at=None)
    else:
        session.execute(sa.update(LetterRow).where(LetterRow.id == letter_id).values(try_at=at))


def take_back(session: Session, letter_id: int) -> bool:
    """Have a letter never sent that was not tried yet, and forget it; False if it was."""
    taken_back = session.scalar(
        sa.update(LetterRow)
        .where(LetterRow.id == letter_id, LetterRow.attempts == 0)
        .values(try_at=None, to_address="", facts={})
        .returning(LetterRow.id)
    )
    return taken_back is not None


def count_unsent(session: Session) -> int:
    """Return how many letters wait to be sent."""
    waiting = sa.select(sa.func.count()).where(
        LetterRow.sent_at.is_(None), LetterRow.try_at.is_not(None)
    )
    return session.scalar(waiting) or 0


def _blank(session: Session, letter_id: int, *, sent_at: datetime | None) -> None:
    session.execute(
        sa.update(LetterRow)
        .where(LetterRow.id == letter_id)
        .values(sent_at=sent_at, try_at=None, to_address="", facts={})
    )


def _letter(row: LetterRow) -> Letter:
    return Letter(
        id=row.id,
        kind=row.kind,
        to=row.to_address,
        language=row.language,
        facts=row.facts,
        created_at=row.created_at,
    )
