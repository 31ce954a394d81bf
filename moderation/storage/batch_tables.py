"""The tables of batches: what one person decided on several comments at once."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.core.batch import Obstacle
from moderation.core.decision import Action
from moderation.storage.tables import BigId, Table, one_of


class BatchRow(Table):
    """What was asked for; the decisions themselves are ordinary ones."""

    __tablename__ = "batch"
    __table_args__ = (
        sa.UniqueConstraint("made_by", "form_key"),
        sa.Index(None, "made_by", "made_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    form_key: Mapped[str]  # the same for a form that is sent twice
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"))
    made_at: Mapped[datetime]
    action: Mapped[Action] = mapped_column(one_of(Action, "action"))
    clause_ids: Mapped[list[str]]
    note: Mapped[str]


class BatchCommentRow(Table):
    """A comment of a batch: with a decision, or with an obstacle, or not come to yet."""

    __tablename__ = "batch_comment"

    batch_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("batch.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    comment_id: Mapped[int] = mapped_column(
        BigId,
        sa.ForeignKey("comment.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    seen: Mapped[int]  # the version that was on the screen
    decision_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("decision.id", ondelete="RESTRICT"), unique=True
    )
    obstacle: Mapped[Obstacle | None] = mapped_column(one_of(Obstacle, "obstacle"))
