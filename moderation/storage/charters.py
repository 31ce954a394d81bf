"""Charters by digest: each that was ever in force can always be shown."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.charter import Charter
from moderation.core.workshop import CharterVersion
from moderation.storage.tables import CharterRow


def keep_charter(session: Session, charter: Charter, *, adopted_at: datetime) -> bool:
    """Store *charter*, unless it is there already; whether it is new."""
    is_new = session.get(CharterRow, charter.digest) is None
    if is_new:
        session.add(
            CharterRow(
                digest=charter.digest,
                version=charter.version,
                source=charter.source,
                adopted_at=adopted_at,
            )
        )
    return is_new


def charter_source(session: Session, digest: str) -> str | None:
    """Return the source of the charter with *digest*; None if there never was one."""
    return session.scalar(sa.select(CharterRow.source).where(CharterRow.digest == digest))


def adopted_at(session: Session, digest: str) -> datetime:
    """Return since when the charter with *digest*, which is kept, has been known here."""
    return session.get_one(CharterRow, digest).adopted_at


def adopted(session: Session) -> tuple[CharterVersion, ...]:
    """Return each charter that is kept, the latest first."""
    rows = session.execute(
        sa.select(CharterRow.version, CharterRow.digest, CharterRow.adopted_at).order_by(
            CharterRow.adopted_at.desc(), CharterRow.digest
        )
    )
    return tuple(CharterVersion(row.version, row.digest, row.adopted_at) for row in rows)
