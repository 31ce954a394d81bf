"""Programs' keys."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.key import USE_NOTED_EVERY, ApiKey, Scope
from moderation.storage.key_tables import ApiKeyRow


def add_api_key(
    session: Session,
    *,
    name: str,
    prefix: str,
    digest: str,
    scopes: frozenset[Scope],
    now: datetime,
    expires_at: datetime | None = None,
) -> ApiKey:
    """Store an API key, of its secret the digest."""
    row = ApiKeyRow(
        name=name,
        prefix=prefix,
        digest=digest,
        scopes=" ".join(scope for scope in Scope if scope in scopes),
        created_at=now,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    return _to_api_key(row)


def api_key_by_digest(session: Session, digest: str, *, now: datetime) -> ApiKey | None:
    """Return the key one of whose secrets in use has *digest*; the key may be revoked or expired."""
    row = session.scalar(
        sa.select(ApiKeyRow).where(
            (ApiKeyRow.digest == digest)
            | ((ApiKeyRow.old_digest == digest) & (ApiKeyRow.old_until > now))
        )
    )
    return _to_api_key(row) if row is not None else None


def all_api_keys(session: Session) -> tuple[ApiKey, ...]:
    """Return all keys, oldest first."""
    return tuple(_to_api_key(row) for row in session.scalars(sa.select(ApiKeyRow).order_by("id")))


def revoke_api_key(session: Session, prefix: str, *, now: datetime) -> ApiKey | None:
    """Revoke the key that begins with *prefix*; None if there is none in use."""
    row = _row_in_use(session, prefix, now)
    if row is None:
        return None
    row.revoked_at = now
    return _to_api_key(row)


def rotate_api_key(
    session: Session,
    prefix: str,
    *,
    new_prefix: str,
    new_digest: str,
    old_until: datetime,
    now: datetime,
) -> ApiKey | None:
    """Give the key that begins with *prefix* a new secret; None if there is none in use.

    The secret until now opens until *old_until*; one that was older opens nothing any more.
    """
    row = _row_in_use(session, prefix, now)
    if row is None:
        return None
    row.old_prefix, row.old_digest, row.old_until = row.prefix, row.digest, old_until
    row.prefix, row.digest = new_prefix, new_digest
    session.flush()
    return _to_api_key(row)


def note_use(session: Session, key_id: int, *, now: datetime) -> None:
    """Note that a key was used *now*, unless another process just did."""
    session.execute(
        sa.update(ApiKeyRow)
        .where(
            ApiKeyRow.id == key_id,
            ApiKeyRow.last_used_at.is_(None) | (ApiKeyRow.last_used_at <= now - USE_NOTED_EVERY),
        )
        .values(last_used_at=now)
    )


def _row_in_use(session: Session, prefix: str, now: datetime) -> ApiKeyRow | None:
    return session.scalar(
        sa.select(ApiKeyRow)
        .where(
            (ApiKeyRow.prefix == prefix)
            | ((ApiKeyRow.old_prefix == prefix) & (ApiKeyRow.old_until > now)),
            ApiKeyRow.revoked_at.is_(None),
        )
        .with_for_update()  # of two rotations at once none is lost
    )


def _to_api_key(row: ApiKeyRow) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        prefix=row.prefix,
        scopes=frozenset(map(Scope, row.scopes.split())),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
        old_prefix=row.old_prefix,
        old_until=row.old_until,
    )
