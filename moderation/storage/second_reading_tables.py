"""The table of second readings."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.storage.tables import BigId, Table


class SecondReadingRow(Table):
    """A person's decision that chance drew to be read by another, who does not know of it.

    What they say changes nothing about the comment.
    """

    __tablename__ = "second_reading"
    __table_args__ = (sa.Index(None, "read_at", "drawn_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    decision_id: Mapped[int] = mapped_column(
        sa.ForeignKey("decision.id", ondelete="RESTRICT"), unique=True
    )
    drawn_at: Mapped[datetime]
    read_by: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    read_at: Mapped[datetime | None]
    clause_ids: Mapped[list[str]]  # empty: it may stand, or nobody has read it yet
