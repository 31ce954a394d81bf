"""The table of what readers tell the newsroom of its articles."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.core.correction import CorrectionStatus
from moderation.storage.tables import BigId, Table, one_of


class CorrectionRow(Table):
    """An error in an article, as a reader tells of it; deleted some time after it was closed, or after it was received if nobody closes it."""

    __tablename__ = "correction"
    __table_args__ = (sa.Index(None, "status", "received_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    article_id: Mapped[int] = mapped_column(
        sa.ForeignKey("article.id", ondelete="RESTRICT"), index=True
    )
    words: Mapped[str]
    passage: Mapped[str]
    email: Mapped[str | None] = mapped_column(index=True)
    language: Mapped[str]  # of the page that the reader wrote on
    received_at: Mapped[datetime]
    status: Mapped[CorrectionStatus] = mapped_column(one_of(CorrectionStatus, "status"))
    note: Mapped[str]
    closed_by: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    letter_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("letter.id", ondelete="RESTRICT"), index=True
    )  # that takes the note to the reader
