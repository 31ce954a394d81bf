"""The tables of the guard: how often each rule and word refuses, and what is suspended."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.storage.tables import BigId, Table


class TriggerCountRow(Table):
    """In how many comments of an hour a trigger was found; the empty one counts the comments."""

    __tablename__ = "trigger_count"

    trigger: Mapped[str] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    n: Mapped[int]


class GuardRow(Table):
    """How far the guard has counted; one row."""

    __tablename__ = "guard"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seen_id: Mapped[int] = mapped_column(BigId)  # the last comment that was counted


class SuspensionRow(Table):
    """A trigger that has no effect without a person, until somebody lifts it."""

    __tablename__ = "suspension"
    __table_args__ = (sa.Index(None, "lifted_at", "trigger"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    trigger: Mapped[str]
    since: Mapped[datetime]
    n_hits: Mapped[int]
    n_comments: Mapped[int]
    usual_hits: Mapped[int]
    usual_comments: Mapped[int]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    reason: Mapped[str]
