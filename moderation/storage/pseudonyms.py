"""Names that accounts sign with instead of their own."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.names.key import author_key, name_key
from moderation.core.person import Role
from moderation.core.pseudonym import OPEN, Pseudonym, PseudonymStatus
from moderation.errors import Conflict
from moderation.storage.pseudonym_tables import PseudonymRow
from moderation.storage.sanction_tables import SanctionRow
from moderation.storage.sanctions import is_banned
from moderation.storage.tables import CommentRow, PersonRow, SignatureRow

#: Most pseudonyms that are listed: those asked for, then those granted, then the others, the newest.
MOST_LISTED = 200


def add_pseudonym(
    session: Session, person_id: int, *, name: str, reason: str, now: datetime
) -> None:
    """Store what a person asks for. Raises sqlalchemy's IntegrityError if they, or somebody with that name, have an open one."""
    session.add(
        PseudonymRow(
            person_id=person_id,
            name=name,
            author_key=author_key(name),
            name_key=name_key(name),
            reason=reason,
            status=PseudonymStatus.ASKED,
            asked_at=now,
            answer="",
        )
    )
    session.flush()


def pseudonym_by_id(session: Session, pseudonym_id: int) -> Pseudonym | None:
    """Return the pseudonym with the number *pseudonym_id*."""
    row = session.get(PseudonymRow, pseudonym_id, populate_existing=True)
    return _to_pseudonym(row) if row is not None else None


def last_of(session: Session, person_id: int) -> Pseudonym | None:
    """Return the pseudonym that a person asked for last."""
    return next(iter(_all(session, PseudonymRow.person_id == person_id, limit=1)), None)


def all_of(session: Session, person_id: int) -> tuple[Pseudonym, ...]:
    """Return the pseudonyms that a person asked for, newest first."""
    return _all(session, PseudonymRow.person_id == person_id, limit=None)


def listed(session: Session) -> tuple[Pseudonym, ...]:
    """Return the pseudonyms as the desk lists them."""
    rank = sa.case(
        (PseudonymRow.status == PseudonymStatus.ASKED, 0),
        (PseudonymRow.status == PseudonymStatus.GRANTED, 1),
        else_=2,
    )
    rows = session.scalars(
        sa.select(PseudonymRow).order_by(rank, PseudonymRow.id.desc()).limit(MOST_LISTED)
    )
    return tuple(_to_pseudonym(row) for row in rows)


def count_asked(session: Session) -> int:
    """Return how many pseudonyms wait for an answer."""
    asked = sa.select(sa.func.count()).where(PseudonymRow.status == PseudonymStatus.ASKED)
    return session.scalar(asked) or 0


def change_status(
    session: Session,
    pseudonym_id: int,
    *,
    seen: PseudonymStatus,
    to: PseudonymStatus,
    now: datetime,
    by: int | None = None,
    answer: str = "",
) -> None:
    """Have a pseudonym stand at *to*; *by*: who of the newsroom decided, and *answer* their words.

    Raises Conflict if it no longer stands where it was *seen*.
    """
    values: dict[str, Any] = {"status": to}
    if by is not None:
        values |= {"decided_by": by, "decided_at": now, "answer": answer}
    values |= {"granted_at": now} if to is PseudonymStatus.GRANTED else {"closed_at": now}
    changed = session.scalar(
        sa.update(PseudonymRow)
        .where(PseudonymRow.id == pseudonym_id, PseudonymRow.status == seen)
        .values(**values)
        .returning(PseudonymRow.id)
    )
    if changed is None:
        raise Conflict(f"pseudonym {pseudonym_id} is no longer {seen}")


def is_taken(session: Session, name: str, person_id: int) -> bool:
    """Tell whether *name* is, or sounds like, the name or pseudonym of somebody else than the person."""
    keys, sound = author_key(name), name_key(name)
    found = (
        sa.select(CommentRow.id).where(
            sa.or_(CommentRow.author_key == keys, CommentRow.name_key == sound),
            CommentRow.person_id.is_distinct_from(person_id),
        ),
        sa.select(PseudonymRow.id).where(
            sa.or_(PseudonymRow.author_key == keys, PseudonymRow.name_key == sound),
            PseudonymRow.person_id != person_id,
            PseudonymRow.status.in_(OPEN),
        ),
        sa.select(SignatureRow.id).where(
            SignatureRow.author_key == keys, SignatureRow.person_id.is_distinct_from(person_id)
        ),
        sa.select(SanctionRow.id).where(is_banned(SanctionRow.author_key == keys)),
    )
    if any(session.scalar(one.limit(1)) is not None for one in found):
        return True
    newsroom = session.scalars(
        sa.select(PersonRow.name).where(
            PersonRow.role != Role.READER, PersonRow.closed_at.is_(None)
        )
    )
    return sound in {name_key(one) for one in newsroom}


def _all(
    session: Session, condition: sa.ColumnElement[bool], *, limit: int | None
) -> tuple[Pseudonym, ...]:
    rows = session.scalars(
        sa.select(PseudonymRow).where(condition).order_by(PseudonymRow.id.desc()).limit(limit)
    )
    return tuple(_to_pseudonym(row) for row in rows)


def _to_pseudonym(row: PseudonymRow) -> Pseudonym:
    return Pseudonym(
        id=row.id,
        person_id=row.person_id,
        name=row.name,
        reason=row.reason,
        status=row.status,
        asked_at=row.asked_at,
        granted_at=row.granted_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        answer=row.answer,
        closed_at=row.closed_at,
    )
