"""Drafts of a charter and their files."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.workshop import CharterDraft, DraftFile, Files
from moderation.errors import Conflict
from moderation.storage.workshop_tables import CharterDraftRow, DraftFileRow

#: Most drafts that are listed, the newest.
MOST_LISTED = 50


def add_draft(
    session: Session, files: Files, *, note: str, based_on: str, made_by: int, now: datetime
) -> int:
    """Store a draft of *files*; its number."""
    row = CharterDraftRow(note=note, based_on=based_on, made_by=made_by, made_at=now)
    session.add(row)
    session.flush()
    for name, text in files.items():
        session.add(_new_file(row.id, name, text, by=None, now=now))
    return row.id


def listed(session: Session) -> tuple[CharterDraft, ...]:
    """Return the newest drafts, the open ones first."""
    rows = session.scalars(
        sa.select(CharterDraftRow)
        .order_by(CharterDraftRow.closed_at.is_not(None), CharterDraftRow.id.desc())
        .limit(MOST_LISTED)
    )
    return tuple(_to_draft(row) for row in rows)


def draft_by_id(session: Session, draft_id: int) -> CharterDraft | None:
    """Return the draft with this number."""
    row = session.get(CharterDraftRow, draft_id, populate_existing=True)
    return _to_draft(row) if row is not None else None


def files_of(session: Session, draft_id: int) -> tuple[DraftFile, ...]:
    """Return the files of a draft, by name."""
    rows = session.scalars(
        sa.select(DraftFileRow)
        .where(DraftFileRow.draft_id == draft_id)
        .order_by(DraftFileRow.name)
        .execution_options(populate_existing=True)
    )
    return tuple(
        DraftFile(row.name, row.text, row.version, row.changed_by, row.changed_at) for row in rows
    )


def change_file(
    session: Session, draft_id: int, name: str, text: str, *, seen: int, by: int, now: datetime
) -> bool:
    """Replace a file's text; False if it has another version than *seen*: somebody was faster."""
    changed = session.scalar(
        sa.update(DraftFileRow)
        .where(
            DraftFileRow.draft_id == draft_id,
            DraftFileRow.name == name,
            DraftFileRow.version == seen,
        )
        .values(text=text, version=seen + 1, changed_by=by, changed_at=now)
        .returning(DraftFileRow.version)
    )
    return changed is not None


def add_file(
    session: Session, draft_id: int, name: str, text: str, *, by: int, now: datetime
) -> None:
    """Add a file. Raises Conflict if there is one of this name."""
    if session.get(DraftFileRow, (draft_id, name)) is not None:
        raise Conflict("the draft has a file of this name")
    session.add(_new_file(draft_id, name, text, by=by, now=now))


def remove_file(session: Session, draft_id: int, name: str) -> None:
    """Take a file out of a draft."""
    session.execute(
        sa.delete(DraftFileRow).where(DraftFileRow.draft_id == draft_id, DraftFileRow.name == name)
    )


def close(session: Session, draft_id: int, *, by: int, now: datetime) -> None:
    """Close a draft. Raises Conflict if it is closed."""
    closed = session.scalar(
        sa.update(CharterDraftRow)
        .where(CharterDraftRow.id == draft_id, CharterDraftRow.closed_at.is_(None))
        .values(closed_at=now, closed_by=by)
        .returning(CharterDraftRow.id)
    )
    if closed is None:
        raise Conflict("this draft is closed already")


def _new_file(
    draft_id: int, name: str, text: str, *, by: int | None, now: datetime
) -> DraftFileRow:
    return DraftFileRow(
        draft_id=draft_id, name=name, text=text, version=1, changed_by=by, changed_at=now
    )


def _to_draft(row: CharterDraftRow) -> CharterDraft:
    return CharterDraft(
        id=row.id,
        note=row.note,
        based_on=row.based_on,
        made_by=row.made_by,
        made_at=row.made_at,
        closed_at=row.closed_at,
    )
