"""The desk's glossary and precedents."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.glossary import Change, Entry, EntryText, Precedent, PrecedentText
from moderation.storage.glossary_tables import EntryRow, GlossaryChangeRow, PrecedentRow
from moderation.storage.tables import CommentRow, PersonRow

#: Most terms, and most precedents: a desk reads them all.
MOST = 1_000

#: Most changes of one text that are shown, the latest.
MOST_CHANGES = 50


def entries(session: Session) -> tuple[Entry, ...]:
    """Return all terms, by their first letters."""
    rows = session.scalars(
        sa.select(EntryRow).order_by(sa.func.lower(EntryRow.term), EntryRow.id).limit(MOST)
    )
    return tuple(_to_entry(row) for row in rows)


def precedents(
    session: Session, *, clause_ids: Collection[str] | None = None, limit: int = MOST
) -> tuple[Precedent, ...]:
    """Return precedents, newest first; *clause_ids*: those of these clauses alone."""
    found = (
        sa.select(PrecedentRow, CommentRow.public_id)
        .outerjoin(CommentRow, CommentRow.id == PrecedentRow.comment_id)
        .order_by(PrecedentRow.id.desc())
        .limit(limit)
    )
    if clause_ids is not None:
        found = found.where(PrecedentRow.clause_id.in_(list(clause_ids)))
    return tuple(_to_precedent(row.PrecedentRow, row.public_id) for row in session.execute(found))


def entry_by_id(session: Session, entry_id: int) -> Entry | None:
    """Return the term with the number *entry_id*."""
    row = session.get(EntryRow, entry_id)
    return _to_entry(row) if row is not None else None


def precedent_by_id(session: Session, precedent_id: int) -> Precedent | None:
    """Return the precedent with the number *precedent_id*."""
    row = session.get(PrecedentRow, precedent_id)
    if row is None:
        return None
    public_id = sa.select(CommentRow.public_id).where(CommentRow.id == row.comment_id)
    return _to_precedent(row, session.scalar(public_id))


def count(session: Session) -> tuple[int, int]:
    """Return how many terms and how many precedents there are."""
    each = (sa.select(sa.func.count()).select_from(table) for table in (EntryRow, PrecedentRow))
    n_entries, n_precedents = (session.scalar(one) or 0 for one in each)
    return n_entries, n_precedents


def save_entry(
    session: Session, text: EntryText, *, entry_id: int | None, by: int, now: datetime
) -> int:
    """Store what somebody wrote of a term, *entry_id* or a new one; its number."""
    row = session.get(EntryRow, entry_id) if entry_id is not None else EntryRow()
    if row is None:
        raise LookupError(f"there is no entry {entry_id}")
    for name, value in asdict(text).items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    _note(session, asdict(text), by=by, now=now, entry_id=row.id)
    return row.id


def save_precedent(
    session: Session,
    text: PrecedentText,
    *,
    comment_id: int | None,
    precedent_id: int | None,
    by: int,
    now: datetime,
) -> int:
    """Store what somebody wrote of a precedent, *precedent_id* or a new one; its number."""
    row = session.get(PrecedentRow, precedent_id) if precedent_id is not None else PrecedentRow()
    if row is None:
        raise LookupError(f"there is no precedent {precedent_id}")
    row.title, row.clause_id, row.decided = text.title, text.clause_id, text.decided
    row.comment_id = comment_id
    session.add(row)
    session.flush()
    content = {"title": text.title, "clause_id": text.clause_id, "decided": text.decided}
    _note(session, content, by=by, now=now, precedent_id=row.id)
    return row.id


def delete_entry(session: Session, entry_id: int) -> bool:
    """Delete a term with its changes; False if there is none."""
    about = GlossaryChangeRow.entry_id == entry_id
    session.execute(sa.delete(GlossaryChangeRow).where(about))
    gone = sa.delete(EntryRow).where(EntryRow.id == entry_id).returning(EntryRow.id)
    return session.scalar(gone) is not None


def delete_precedent(session: Session, precedent_id: int) -> bool:
    """Delete a precedent with its changes; False if there is none."""
    about = GlossaryChangeRow.precedent_id == precedent_id
    session.execute(sa.delete(GlossaryChangeRow).where(about))
    gone = sa.delete(PrecedentRow).where(PrecedentRow.id == precedent_id).returning(PrecedentRow.id)
    return session.scalar(gone) is not None


def changes_of(
    session: Session, *, entry_id: int | None = None, precedent_id: int | None = None
) -> tuple[Change, ...]:
    """Return who wrote a term or a precedent and what it said then, newest first."""
    about = (
        GlossaryChangeRow.entry_id == entry_id
        if entry_id is not None
        else GlossaryChangeRow.precedent_id == precedent_id
    )
    rows = session.execute(
        sa.select(GlossaryChangeRow, PersonRow.name)
        .join(PersonRow, PersonRow.id == GlossaryChangeRow.changed_by)
        .where(about)
        .order_by(GlossaryChangeRow.id.desc())
        .limit(MOST_CHANGES)
    )
    return tuple(
        Change(row.name, row.GlossaryChangeRow.changed_at, row.GlossaryChangeRow.content)
        for row in rows
    )


def _note(
    session: Session,
    content: dict[str, Any],
    *,
    by: int,
    now: datetime,
    entry_id: int | None = None,
    precedent_id: int | None = None,
) -> None:
    session.add(
        GlossaryChangeRow(
            entry_id=entry_id,
            precedent_id=precedent_id,
            content=content,
            changed_by=by,
            changed_at=now,
        )
    )


def _to_entry(row: EntryRow) -> Entry:
    return Entry(row.id, EntryText(row.term, row.language, row.region, row.meaning, row.advice))


def _to_precedent(row: PrecedentRow, public_id: str | None) -> Precedent:
    return Precedent(row.id, PrecedentText(row.title, row.clause_id, row.decided, public_id))
