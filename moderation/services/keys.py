"""Programs' keys: issued, rotated, revoked, and who comes with one."""

import hashlib
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from moderation.core.audit import AuditKind
from moderation.core.key import LONGEST_OVERLAP, OVERLAP, USUAL_SCOPES, ApiKey, Scope
from moderation.core.person import Person
from moderation.errors import ExpiredKey, InvalidInput, NotAllowed, NotFound, Unavailable
from moderation.runtime import Runtime
from moderation.services.akismet_keys import BEGINNING_LENGTH, is_akismet_key, new_akismet_key
from moderation.services.digests import keyed_digest
from moderation.storage import audit, keys

log = logging.getLogger(__name__)

#: Bytes of randomness in an API key.
API_KEY_BYTES = 24

#: An API key begins with this, so that a leaked one can be recognised.
API_KEY_MARK = "chk_"

#: Characters of an API key that are kept readable, to tell keys apart.
PREFIX_LENGTH = len(API_KEY_MARK) + 6

#: What WordPress does with its key: it asks, and tells what its people decided.
AKISMET_SCOPES = frozenset({Scope.CHECK, Scope.SUBMIT})

#: Longest life of a key that has an end: ten years.
LONGEST_LIFE = timedelta(days=3_650)


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """An API key with its new secret, which is shown once."""

    key: ApiKey
    secret: str


def issue_api_key(
    runtime: Runtime,
    name: str,
    *,
    scopes: Collection[Scope] = USUAL_SCOPES,
    lives: timedelta | None = None,
    by: Person | None = None,
) -> NewApiKey:
    """Make an API key for *scopes*, for ever or for as long as it *lives*; only its digest is kept.

    *by*, here and below: who of the newsroom does it; None: the operator.

    Raises InvalidInput without a name or a scope, or if it lives no time or too long.
    """
    return _issue(runtime, name, _new_secret(runtime), scopes, lives, by)


def issue_akismet_key(
    runtime: Runtime, name: str, *, lives: timedelta | None = None, by: Person | None = None
) -> NewApiKey:
    """Make an API key that WordPress takes, for what Akismet's protocol does; as `issue_api_key`."""
    return _issue(runtime, name, new_akismet_key(runtime), AKISMET_SCOPES, lives, by)


def rotate_api_key(
    runtime: Runtime, prefix: str, *, overlap: timedelta = OVERLAP, by: Person | None = None
) -> NewApiKey:
    """Give the key that begins with *prefix* a new secret; the present one opens for *overlap* more.

    It stays the same key: its scopes, its limit and its idempotency keys go on. A secret from
    before the present one opens nothing from now on.

    Raises NotFound; InvalidInput if the overlap is negative or too long.
    """
    if not timedelta() <= overlap <= LONGEST_OVERLAP:
        raise InvalidInput(f"the old secret may go on for at most {LONGEST_OVERLAP.days} days")
    now = runtime.clock()
    is_for_akismet = len(_beginning(prefix)) == BEGINNING_LENGTH
    secret = new_akismet_key(runtime) if is_for_akismet else _new_secret(runtime)
    with runtime.database.begin() as session:
        key = keys.rotate_api_key(
            session,
            _beginning(prefix),
            new_prefix=_beginning(secret),
            new_digest=_digest(runtime, secret),
            old_until=now + overlap,
            now=now,
        )
        if key is None:
            raise NotFound("no key in use begins like this")
        _log(session, key, "rotated", by, now)
    return NewApiKey(key, secret)


def revoke_api_key(runtime: Runtime, prefix: str, *, by: Person | None = None) -> ApiKey:
    """Revoke the key that begins with *prefix*, all its secrets at once. Raises NotFound."""
    with runtime.database.begin() as session:
        now = runtime.clock()
        key = keys.revoke_api_key(session, _beginning(prefix), now=now)
        if key is None:
            raise NotFound("no key in use begins like this")
        _log(session, key, "revoked", by, now)
    return key


def api_keys(runtime: Runtime) -> tuple[ApiKey, ...]:
    """Return all API keys, oldest first."""
    with runtime.database.read() as session:
        return keys.all_api_keys(session)


def authenticate(runtime: Runtime, secret: str) -> ApiKey:
    """Return the key that *secret* is of.

    Raises NotAllowed if there is none in use, ExpiredKey if its time is over.
    """
    now = runtime.clock()
    with runtime.database.read() as session:
        # A digest of 192 random bits: looking it up tells nothing by its time.
        key = keys.api_key_by_digest(session, _digest(runtime, secret), now=now)
    if key is None or key.revoked_at is not None:
        raise NotAllowed("this API key is not known, or was revoked")
    if key.is_expired(now):
        raise ExpiredKey("this API key has expired")
    return key


def note_use(runtime: Runtime, key: ApiKey) -> None:
    """Note that *key* was used just now; if the database cannot take it, the log says so."""
    try:
        with runtime.database.begin() as session:
            keys.note_use(session, key.id, now=runtime.clock())
    except Unavailable as error:
        log.warning("the last use of key %s could not be noted: %s", key.prefix, error)


def _issue(
    runtime: Runtime,
    name: str,
    secret: str,
    scopes: Collection[Scope],
    lives: timedelta | None,
    by: Person | None,
) -> NewApiKey:
    if not name.strip():
        raise InvalidInput("an API key needs a name: who uses it")
    if not scopes:
        raise InvalidInput("an API key needs a scope: what it is for")
    if lives is not None and not timedelta() < lives <= LONGEST_LIFE:
        raise InvalidInput(f"an API key lives at most {LONGEST_LIFE.days} days")
    now = runtime.clock()
    with runtime.database.begin() as session:
        key = keys.add_api_key(
            session,
            name=name.strip(),
            prefix=_beginning(secret),
            digest=_digest(runtime, secret),
            scopes=frozenset(scopes),
            expires_at=now + lives if lives is not None else None,
            now=now,
        )
        _log(session, key, "issued", by, now)
    return NewApiKey(key, secret)


def _log(session: Session, key: ApiKey, step: str, by: Person | None, now: datetime) -> None:
    scopes = sorted(str(scope) for scope in key.scopes)
    audit.append(
        session,
        AuditKind.PROGRAM,
        by=by.id if by is not None else None,
        about=f"key {key.id}",
        now=now,
        step=step,
        scopes=list(scopes),
    )


def _new_secret(runtime: Runtime) -> str:
    return API_KEY_MARK + runtime.random(API_KEY_BYTES)


def _beginning(secret: str) -> str:
    """Return the part of *secret*, or of what is left of one, that is kept readable."""
    return secret[:BEGINNING_LENGTH] if is_akismet_key(secret) else secret[:PREFIX_LENGTH]


def _digest(runtime: Runtime, secret: str) -> str:
    if is_akismet_key(secret):  # short: whoever sees the database could try them all out
        return keyed_digest(runtime, f"akismet key {secret}")
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
