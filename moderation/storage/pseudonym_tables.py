"""The table of names that accounts sign with instead of their own."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.core.pseudonym import PseudonymStatus
from moderation.storage.tables import BigId, Table, one_of

#: Said of the rows that stand between a reader and another request, by the indexes.
IS_OPEN = "status IN ('asked', 'granted')"


def _only_open(column: str) -> sa.Index:
    """One open row for each value of *column*."""
    is_open = sa.text(IS_OPEN)
    name = f"uq_pseudonym_open_{column}"
    return sa.Index(name, column, unique=True, sqlite_where=is_open, postgresql_where=is_open)


class PseudonymRow(Table):
    """A pseudonym, asked for or granted; deleted with the account, or some time after it is over."""

    __tablename__ = "pseudonym"
    __table_args__ = (
        _only_open("person_id"),
        _only_open("author_key"),
        sa.Index(None, "status", "asked_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    name: Mapped[str]
    author_key: Mapped[str]  # the name, case and spaces folded
    name_key: Mapped[str] = mapped_column(index=True)  # how it sounds (core.names.key)
    reason: Mapped[str]  # the reader's
    status: Mapped[PseudonymStatus] = mapped_column(one_of(PseudonymStatus, "status"))
    asked_at: Mapped[datetime]
    granted_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    decided_at: Mapped[datetime | None]
    answer: Mapped[str]  # to the reader
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
