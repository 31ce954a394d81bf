"""The tables of the desk's own glossary and precedents, and of who wrote what in them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.storage.tables import BigId, Table


class EntryRow(Table):
    """A term, as it was last written."""

    __tablename__ = "glossary_entry"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    term: Mapped[str]
    language: Mapped[str | None]
    region: Mapped[str]
    meaning: Mapped[str]
    advice: Mapped[str]


class PrecedentRow(Table):
    """A precedent, as it was last written; once its comment is erased it names none."""

    __tablename__ = "precedent"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    title: Mapped[str]
    clause_id: Mapped[str | None] = mapped_column(index=True)
    decided: Mapped[str]
    comment_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="RESTRICT"), index=True
    )


class GlossaryChangeRow(Table):
    """Who wrote what and when; appended, deleted with what it is about."""

    __tablename__ = "glossary_change"
    __table_args__ = (
        sa.CheckConstraint("(entry_id IS NULL) <> (precedent_id IS NULL)", name="about_one"),
        sa.Index(None, "changed_by", "changed_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    entry_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("glossary_entry.id", ondelete="RESTRICT"), index=True
    )
    precedent_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("precedent.id", ondelete="RESTRICT"), index=True
    )
    content: Mapped[dict[str, Any]]
    changed_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"))
    changed_at: Mapped[datetime]
