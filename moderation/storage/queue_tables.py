"""The tables of the queue: what waits, by which clauses, under which articles, and saved views."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.storage.tables import BigId, Table


def _to(column: str) -> Any:
    return sa.ForeignKey(column, ondelete="RESTRICT")


def _where(column: str) -> sa.Index:
    """An index of the few rows in which *column* is true, in the order in which they are due."""
    return sa.Index(
        f"ix_queue_{column}",
        "due",
        "comment_id",
        sqlite_where=sa.text(f"{column} = 1"),
        postgresql_where=sa.text(column),
    )


class QueueRow(Table):
    """A row for each comment that waits for a person, and none else."""

    __tablename__ = "queue"
    __table_args__ = (
        # What each view goes along: see moderation.storage.queue.
        sa.Index(None, "rank", "due", "comment_id"),
        sa.Index(None, "article_id", "rank", "due", "comment_id"),
        sa.Index(None, "language", "rank", "due", "comment_id"),
        _where("is_escalated"),
        _where("is_sampled"),
        _where("is_watched"),
    )

    comment_id: Mapped[int] = mapped_column(
        BigId, _to("comment.id"), primary_key=True, autoincrement=False
    )
    rank: Mapped[int] = mapped_column(sa.SmallInteger)
    since: Mapped[datetime]
    due: Mapped[datetime]  # since, less what the risk is worth: moderation.core.priority
    article_id: Mapped[int] = mapped_column(_to("article.id"))
    language: Mapped[str]  # of the comment
    is_sampled: Mapped[bool]
    is_watched: Mapped[bool]  # its article is
    is_escalated: Mapped[bool]
    is_grave: Mapped[bool] = mapped_column(default=False)  # see core.wellbeing
    held_until: Mapped[datetime | None]
    not_for: Mapped[int | None] = mapped_column(_to("person.id"), index=True)
    claimed_by: Mapped[int | None] = mapped_column(_to("person.id"), index=True)
    claimed_until: Mapped[datetime | None]
    is_ahead: Mapped[bool] = mapped_column(default=False)  # claimed, but not on the screen yet
    is_given: Mapped[bool] = mapped_column(default=False)  # a colleague handed it over


class QueueClauseRow(Table):
    """A clause that the machine's evidence on a waiting comment names; goes with its queue row."""

    __tablename__ = "queue_clause"

    clause_id: Mapped[str] = mapped_column(primary_key=True)
    rank: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    due: Mapped[datetime] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(
        BigId, _to("comment.id"), primary_key=True, autoincrement=False, index=True
    )


class WatchedArticleRow(Table):
    """An article whose comments a senior wants to be read as a queue of its own."""

    __tablename__ = "watched_article"

    article_id: Mapped[int] = mapped_column(
        BigId, _to("article.id"), primary_key=True, autoincrement=False
    )
    watched_by: Mapped[int] = mapped_column(_to("person.id"), index=True)
    watched_at: Mapped[datetime]


class SavedViewRow(Table):
    """A view that somebody of the newsroom named."""

    __tablename__ = "saved_view"
    __table_args__ = (sa.UniqueConstraint("person_id", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(_to("person.id"))
    name: Mapped[str]
    view: Mapped[dict[str, Any]]
    is_shared: Mapped[bool] = mapped_column(index=True)
