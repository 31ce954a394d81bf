"""Views that people of the newsroom named and kept."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.view import Need, SavedView, View
from moderation.storage.queue_tables import SavedViewRow


def save_view(session: Session, person_id: int, name: str, view: View, *, is_shared: bool) -> None:
    """Keep *view* under *name*; what that person kept under this name is replaced."""
    row = session.scalar(
        sa.select(SavedViewRow).where(
            SavedViewRow.person_id == person_id, SavedViewRow.name == name
        )
    )
    if row is None:
        row = SavedViewRow(person_id=person_id, name=name)
    row.view, row.is_shared = asdict(view), is_shared
    session.add(row)


def delete_view(session: Session, view_id: int, person_id: int) -> bool:
    """Delete a view of that person's; False if they have none with this number."""
    deleted = session.scalar(
        sa.delete(SavedViewRow)
        .where(SavedViewRow.id == view_id, SavedViewRow.person_id == person_id)
        .returning(SavedViewRow.id)
    )
    return deleted is not None


def views_for(session: Session, person_id: int) -> tuple[SavedView, ...]:
    """Return the views of that person and those that others share, by name."""
    rows = session.scalars(
        sa.select(SavedViewRow)
        .where(sa.or_(SavedViewRow.person_id == person_id, SavedViewRow.is_shared))
        .order_by(SavedViewRow.name, SavedViewRow.id)
    )
    return tuple(
        SavedView(row.id, row.name, _to_view(row.view), row.is_shared, row.person_id == person_id)
        for row in rows
    )


def _to_view(content: Mapping[str, Any]) -> View:
    need = content["need"]
    return View(**{**content, "need": Need(need) if need else None})
