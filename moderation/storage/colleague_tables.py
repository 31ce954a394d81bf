"""The table of what people of the newsroom tell each other about a comment."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.core.colleague import MemoKind, Vote
from moderation.storage.tables import BigId, Table, one_of

#: Said by an index and, in the same words, by who looks for what is still asked.
IS_OPEN = "kind = 'ask' AND closed_at IS NULL"


class MemoRow(Table):
    """A memo; appended, closed once, deleted with the comment's text or when its period is over."""

    __tablename__ = "memo"
    __table_args__ = (
        sa.Index(
            "ix_memo_open",
            "comment_id",
            sqlite_where=sa.text(IS_OPEN),
            postgresql_where=sa.text(IS_OPEN),
        ),
        sa.Index(None, "written_by", "kind", "id"),
        sa.Index(None, "to_person", "kind", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    comment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="RESTRICT"), index=True
    )
    kind: Mapped[MemoKind] = mapped_column(one_of(MemoKind, "kind"))
    words: Mapped[str]
    written_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"))
    to_person: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"))
    vote: Mapped[Vote | None] = mapped_column(one_of(Vote, "vote"))
    written_at: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
