"""The tables of sanctions, of the comments that they rest on, and of appeals against them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.core.sanction import SanctionKind
from moderation.storage.tables import BigId, Table, one_of


class SanctionRow(Table):
    """What a person set on a name or on an author; blanked some time after it was lifted or over.

    Whom it is set on is an account, or keyed digests of a guest's address: the
    address itself is not here. What is left once it is blanked is counted.
    """

    __tablename__ = "sanction"
    __table_args__ = (sa.Index(None, "set_by", "set_at"), sa.Index(None, "set_at"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[SanctionKind] = mapped_column(one_of(SanctionKind, "kind"))
    name: Mapped[str]  # as it was signed
    author_key: Mapped[str] = mapped_column(index=True)
    name_key: Mapped[str] = mapped_column(
        index=True
    )  # how it sounds; empty: set before it was kept
    person_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    address_digest: Mapped[str | None] = mapped_column(index=True)  # of the confirmed address
    mailbox_digest: Mapped[str | None] = mapped_column(index=True)  # of where its mail arrives
    phone_digest: Mapped[str | None] = mapped_column(index=True)
    reason: Mapped[str]
    clause_ids: Mapped[list[str]]
    set_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"))
    set_at: Mapped[datetime]
    charter_digest: Mapped[str | None] = mapped_column(
        sa.ForeignKey("charter.digest", ondelete="RESTRICT"), index=True
    )
    comment_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="RESTRICT"), index=True
    )
    found_by_machine: Mapped[bool]
    until: Mapped[datetime | None]
    review_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    reread_at: Mapped[datetime | None]
    reread_by: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    lift_reason: Mapped[str]


class SanctionCommentRow(Table):
    """A comment that a sanction rests on."""

    __tablename__ = "sanction_comment"

    sanction_id: Mapped[int] = mapped_column(
        BigId,
        sa.ForeignKey("sanction.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
    )
    comment_id: Mapped[int] = mapped_column(
        BigId,
        sa.ForeignKey("comment.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )


class SanctionAppealRow(Table):
    """What whoever is sanctioned objects, and another person's answer."""

    __tablename__ = "sanction_appeal"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    sanction_id: Mapped[int] = mapped_column(
        sa.ForeignKey("sanction.id", ondelete="RESTRICT"), unique=True
    )
    words: Mapped[str]
    opened_at: Mapped[datetime]
    answered_by: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    answered_at: Mapped[datetime | None]
    answer: Mapped[str]
