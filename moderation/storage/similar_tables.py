"""The tables by which comments that are like one are found among those that people decided on."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.storage.tables import BigId, Table


class LikenessRow(Table):
    """One of the rarest words of a comment that somebody decided on; goes with its text."""

    __tablename__ = "likeness"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    comment_id: Mapped[int] = mapped_column(
        BigId,
        sa.ForeignKey("comment.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )


class LikenessCursorRow(Table):
    """How far decisions were read; one row."""

    __tablename__ = "likeness_cursor"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    decision_id: Mapped[int] = mapped_column(BigId)  # all up to it; they are never deleted
