"""Passkeys: their table, which the accounts library reads too (web/access.py), and what others ask of it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from moderation.core.person import Passkey
from moderation.storage.tables import BigId, Table


class PasskeyRow(Table):
    """A passkey's public half; several columns have the names that the accounts library gives them."""

    __tablename__ = "passkey"
    __table_args__ = (sa.UniqueConstraint("person_id", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="RESTRICT"))
    name: Mapped[str]
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)  # 0: the device does not count
    transports: Mapped[list[str]]
    extensions: Mapped[str | None]
    usage: Mapped[str]
    device_type: Mapped[str]
    backup_state: Mapped[bool]
    added_at: Mapped[datetime]
    lastuse_datetime: Mapped[datetime]  # added_at: not used yet


def passkeys_of(session: Session, person_id: int) -> tuple[Passkey, ...]:
    """Return a person's passkeys, oldest first."""
    rows = session.scalars(
        sa.select(PasskeyRow).where(PasskeyRow.person_id == person_id).order_by(PasskeyRow.id)
    )
    return tuple(
        Passkey(
            name=row.name,
            added_at=row.added_at,
            used_at=row.lastuse_datetime if row.added_at < row.lastuse_datetime else None,
        )
        for row in rows
    )


def remove_passkeys(session: Session, person_id: int) -> None:
    """Take all passkeys of a person away."""
    session.execute(sa.delete(PasskeyRow).where(PasskeyRow.person_id == person_id))
