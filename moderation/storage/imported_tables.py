"""The table of comments that came out of other systems."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.storage.tables import BigId, Table

_WAITS = sa.text("answers_ref IS NOT NULL")


class ImportedRow(Table):
    """Where a comment came from; it stays when its text is erased, so that it never comes again."""

    __tablename__ = "imported"
    __table_args__ = (
        sa.UniqueConstraint("source", "source_id"),
        sa.Index(
            "ix_imported_waiting",
            "source",
            "comment_id",
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
    )

    comment_id: Mapped[int] = mapped_column(
        BigId,
        sa.ForeignKey("comment.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
    )
    source: Mapped[str]
    source_id: Mapped[str]
    answers_ref: Mapped[str | None]  # what it answers there, as long as that is not here
    decision_id: Mapped[int | None] = mapped_column(
        BigId, sa.ForeignKey("decision.id", ondelete="RESTRICT"), unique=True
    )  # the one that stands for what was decided there
    teaches: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    imported_at: Mapped[datetime]
