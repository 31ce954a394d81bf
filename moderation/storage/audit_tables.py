"""The tables of the audit log: its entries, and apart from them whose each alias is."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.core.audit import AuditKind
from moderation.storage.tables import BigId, Table, one_of


class AuditRow(Table):
    """One entry; never changed, never deleted. It refers to no other row: those go one day."""

    __tablename__ = "audit"
    __table_args__ = (sa.Index(None, "actor", "number"), sa.Index(None, "kind", "number"))

    number: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str | None]
    kind: Mapped[AuditKind] = mapped_column(one_of(AuditKind, "kind"))
    about: Mapped[str] = mapped_column(index=True)
    facts: Mapped[dict[str, Any]]
    previous: Mapped[str]
    hash: Mapped[str]


class AuditAliasRow(Table):
    """Whose an alias is; each person has one a month, so that what is old can be forgotten alone."""

    __tablename__ = "audit_alias"
    __table_args__ = (sa.UniqueConstraint("person_id", "month"),)

    alias: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"))
    month: Mapped[date] = mapped_column(sa.Date, index=True)  # its first day
