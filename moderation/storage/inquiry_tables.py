"""The table of questions to those whose names comments are signed with."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.core.inquiry import Asked, Said
from moderation.storage.tables import BigId, Table, one_of


class InquiryRow(Table):
    """A question to somebody about a comment; deleted with the comment's text, or some time after it lapsed."""

    __tablename__ = "inquiry"
    __table_args__ = (
        # What retention looks for: see moderation.storage.inquiries.
        sa.Index(
            "ix_inquiry_email_until",
            "until",
            sqlite_where=sa.text("email IS NOT NULL"),
            postgresql_where=sa.text("email IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)  # random; signed, it is the link
    comment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="RESTRICT"), index=True
    )
    asked: Mapped[Asked] = mapped_column(one_of(Asked, "asked"))
    person_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )  # whose account was asked
    email: Mapped[str | None]  # of whoever has none; until they answer, or the link lapses
    asked_by: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    asked_at: Mapped[datetime]
    until: Mapped[datetime] = mapped_column(index=True)
    note: Mapped[str]  # the moderator's
    letter_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("letter.id", ondelete="RESTRICT"), index=True
    )
    said: Mapped[Said | None] = mapped_column(one_of(Said, "said"))
    words: Mapped[str]  # theirs
    answered_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
