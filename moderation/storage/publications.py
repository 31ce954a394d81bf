"""Publications of charters: which one is in force, and which ones were."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.workshop import MAIN_FILE, Files, Publication
from moderation.storage.tables import CharterRow
from moderation.storage.workshop_tables import PublicationRow

#: Most publications that are listed, the newest.
MOST_LISTED = 200


def in_force(session: Session, now: datetime) -> int | None:
    """Return the number of the publication that is in force; None: there is none, the file's charter is."""
    return session.scalar(
        sa.select(PublicationRow.id)
        .where(PublicationRow.from_at <= now, PublicationRow.cancelled_at.is_(None))
        .order_by(PublicationRow.from_at.desc(), PublicationRow.id.desc())
        .limit(1)
    )


def files_of(session: Session, publication_id: int) -> Files:
    """Return the files that a publication put in force."""
    row = session.execute(
        sa.select(CharterRow.source, PublicationRow.files)
        .join(PublicationRow, PublicationRow.digest == CharterRow.digest)
        .where(PublicationRow.id == publication_id)
    ).one()
    return {MAIN_FILE: row.source, **row.files}


def listed(session: Session) -> tuple[Publication, ...]:
    """Return the newest publications, the latest to come into force first."""
    rows = session.execute(
        _publications()
        .order_by(PublicationRow.from_at.desc(), PublicationRow.id.desc())
        .limit(MOST_LISTED)
    )
    return tuple(_to_publication(row) for row in rows)


def publication_by_id(session: Session, publication_id: int) -> Publication | None:
    """Return the publication with this number."""
    row = session.execute(_publications().where(PublicationRow.id == publication_id)).first()
    return _to_publication(row) if row else None


def add_publication(
    session: Session,
    *,
    digest: str,
    files: Files,
    from_at: datetime,
    made_by: int | None,
    now: datetime,
    reason: str,
    draft_id: int | None = None,
    repeats: int | None = None,
) -> int:
    """Store that a charter, which is kept, is in force from *from_at* on; its number."""
    row = PublicationRow(
        digest=digest,
        files={name: text for name, text in files.items() if name != MAIN_FILE},
        from_at=from_at,
        made_by=made_by,
        made_at=now,
        reason=reason,
        draft_id=draft_id,
        repeats=repeats,
    )
    session.add(row)
    session.flush()
    return row.id


def cancel(session: Session, publication_id: int, *, by: int, now: datetime) -> bool:
    """Take a publication back before it is in force; False if it is, or was taken back."""
    cancelled = session.scalar(
        sa.update(PublicationRow)
        .where(
            PublicationRow.id == publication_id,
            PublicationRow.from_at > now,
            PublicationRow.cancelled_at.is_(None),
        )
        .values(cancelled_at=now, cancelled_by=by)
        .returning(PublicationRow.id)
    )
    return cancelled is not None


def _publications() -> sa.Select[PublicationRow, str]:
    return (
        sa.select(PublicationRow, CharterRow.version)
        .join(CharterRow, CharterRow.digest == PublicationRow.digest)
        .execution_options(populate_existing=True)
    )


def _to_publication(row: sa.Row[PublicationRow, str]) -> Publication:
    found, version = row
    return Publication(
        id=found.id,
        digest=found.digest,
        version=version,
        from_at=found.from_at,
        made_by=found.made_by,
        made_at=found.made_at,
        reason=found.reason,
        repeats=found.repeats,
        cancelled_at=found.cancelled_at,
    )
