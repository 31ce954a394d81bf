"""Charters by digest: each that was ever in force can always be shown."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.charter import Charter
from moderation.storage.tables import CharterRow


def keep_charter(session: Session, charter: Charter, *, adopted_at: datetime) -> None:
    """Store *charter*, unless it is there already."""
    if session.get(CharterRow, charter.digest) is None:
        session.add(
            CharterRow(
                digest=charter.digest,
                version=charter.version,
                source=charter.source,
                adopted_at=adopted_at,
            )
        )


def charter_source(session: Session, digest: str) -> str | None:
    """Return the source of the charter with *digest*; None if there never was one."""
    return session.scalar(sa.select(CharterRow.source).where(CharterRow.digest == digest))
