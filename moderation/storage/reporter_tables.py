"""The table of who reported a comment, as far as they said."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.storage.tables import BigId, Table


class ReporterRow(Table):
    """Who made a report; deleted some time after it was answered."""

    __tablename__ = "reporter"

    report_id: Mapped[int] = mapped_column(
        BigId,
        sa.ForeignKey("report.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
    )
    key: Mapped[str | None] = mapped_column(index=True)  # a keyed digest of account or address
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(index=True)  # in lower case
    language: Mapped[str]  # of the page that they wrote on
    letter_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("letter.id", ondelete="RESTRICT"), index=True
    )  # that takes the answer to them
