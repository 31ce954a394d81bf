"""The tables by which programs find comments, and by which it is known what programs decided."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.storage.key_tables import ApiKeyRow
from moderation.storage.tables import BigId, Table


class CommentClauseRow(Table):
    """A clause that a decision on a comment has named: once a comment, however often that was."""

    __tablename__ = "comment_clause"

    clause_id: Mapped[str] = mapped_column(primary_key=True)
    submitted_at: Mapped[datetime] = mapped_column(primary_key=True)  # the comment's
    comment_id: Mapped[int] = mapped_column(
        BigId,
        sa.ForeignKey("comment.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )


class KeyDecisionRow(Table):
    """A person's decision that a program handed in."""

    __tablename__ = "key_decision"

    decision_id: Mapped[int] = mapped_column(
        BigId,
        sa.ForeignKey("decision.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
    )
    api_key_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey(ApiKeyRow.id, ondelete="RESTRICT"), index=True
    )
