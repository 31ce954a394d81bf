"""The table of comments that are held for other systems."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.core.held import Said
from moderation.storage.key_tables import ApiKeyRow
from moderation.storage.tables import BigId, Table, one_of


class HeldCheckRow(Table):
    """A comment that another system asked about and a person reads here, and where to tell it."""

    __tablename__ = "held_check"
    __table_args__ = (
        sa.UniqueConstraint("api_key_id", "reference"),
        sa.Index(None, "try_at"),
        sa.Index(None, "held_at"),
    )

    comment_id: Mapped[int] = mapped_column(
        BigId,
        sa.ForeignKey("comment.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
    )
    api_key_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey(ApiKeyRow.id, ondelete="RESTRICT"))
    reference: Mapped[str]  # a digest of the comment, by which it is known when asked about again
    guid: Mapped[str] = mapped_column(unique=True)
    post: Mapped[str]  # the other system's own name for the article
    callback: Mapped[str | None]
    key_prefix: Mapped[str | None]  # of the secret that it was asked about with
    held_at: Mapped[datetime]
    told: Mapped[Said | None] = mapped_column(one_of(Said, "told"))  # the last time; None: not yet
    try_at: Mapped[datetime | None]  # None: there is nobody to tell, or given up
    attempts: Mapped[int]
