"""The tables of who wrote what: apart from the comments, and shorter-lived."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.storage.tables import BigId, Table


class OriginRow(Table):
    """Where a comment came from: kept apart, and for a short while."""

    __tablename__ = "origin"

    comment_id: Mapped[int] = mapped_column(
        BigId,
        sa.ForeignKey("comment.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
    )
    ip: Mapped[str]
    user_agent: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(index=True)


class TraceRow(Table):
    """Who had an account that was closed: kept apart, for as long as its comments may need an author."""

    __tablename__ = "trace"

    person_id: Mapped[int] = mapped_column(
        BigId,
        sa.ForeignKey("person.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
    )
    name: Mapped[str]
    email: Mapped[str]
    phone_digest: Mapped[str | None]  # as storage.proof_tables keeps it
    phone_ending: Mapped[str | None]
    closed_at: Mapped[datetime] = mapped_column(index=True)
    connections: Mapped[list[str] | None] = mapped_column(
        sa.JSON(none_as_null=True)
    )  # as Identity has them; None: nothing asked to keep them


class HoldRow(Table):
    """An administrator's order that nothing of a comment is erased, while it is not released."""

    __tablename__ = "hold"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    comment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="RESTRICT"), index=True
    )
    reason: Mapped[str]
    placed_by: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    placed_at: Mapped[datetime]
    released_by: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    released_at: Mapped[datetime | None] = mapped_column(index=True)


class DisclosureRow(Table):
    """Somebody of the newsroom saw who wrote a comment, or all that is kept of somebody."""

    __tablename__ = "disclosure"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    comment_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="RESTRICT"), index=True
    )  # None: an export
    person_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )  # whose identity
    seen_by: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    what: Mapped[list[str]]
    reason: Mapped[str]
    seen_at: Mapped[datetime] = mapped_column(index=True)


class RetentionRow(Table):
    """One run of the job that erases what is over its period, with its report."""

    __tablename__ = "retention"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    periods: Mapped[dict[str, Any]]
    erased: Mapped[dict[str, Any]]  # kind → how many
