"""Somebody who may sees who wrote a comment, which is logged, or holds up that it is erased."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from moderation.core.audit import AuditKind
from moderation.core.comment import Comment, checked_words, is_text
from moderation.core.permission import Permission, may, require
from moderation.core.person import Person
from moderation.core.tracing import REASON_CODE_POINTS, Disclosure, Hold, Identity
from moderation.errors import Conflict, NotAllowed, NotFound
from moderation.runtime import Runtime
from moderation.services.export import export_at
from moderation.services.submission import stored
from moderation.storage import audit, people, tracing

#: What the log says of somebody who saw all that is kept of a person.
EXPORT = "export"


def administrator(runtime: Runtime, email: str) -> Person:
    """Return the administrator with this address. Raises NotAllowed if there is none."""
    with runtime.database.read() as session:
        person = people.person_by_email(session, email.strip().casefold())
    if person is None:
        raise NotAllowed("no administrator has this e-mail address")
    _check_role(person)
    return person


def disclose(runtime: Runtime, person: Person, public_id: str, *, reason: str) -> Identity:
    """Return who wrote a comment, as far as it is still known; that *person* saw it is noted.

    The one way to an author's identity. Raises NotFound, NotAllowed unless
    *person* may see identities, InvalidInput without a reason.
    """
    require(person, Permission.SEE_IDENTITY)
    reason = _checked_reason(reason)
    with runtime.database.begin() as session:
        comment = stored(session, public_id).comment
        identity = tracing.identity_of(session, comment.id)
        tracing.add_disclosure(
            session,
            comment.id,
            person_id=comment.person_id,
            seen_by=person.id,
            what=_what(identity),
            reason=reason,
            now=runtime.clock(),
        )
    return identity


def disclose_all(runtime: Runtime, person: Person, email: str, *, reason: str) -> dict[str, Any]:
    """Return all that is kept of whoever has the address *email*; that *person* saw it is noted.

    Raises NotAllowed unless *person* is an administrator, InvalidInput without a reason,
    NotFound if nothing is kept of the address.
    """
    _check_role(person)
    reason, email = _checked_reason(reason), email.strip().casefold()
    found = export_at(runtime, email) if is_text(email) else None
    if found is None:
        raise NotFound("nothing is kept of this address")
    content, owner = found
    with runtime.database.begin() as session:
        tracing.add_disclosure(
            session,
            None,
            person_id=owner.id if owner else None,
            seen_by=person.id,
            what=(EXPORT,),
            reason=reason,
            now=runtime.clock(),
        )
    return content


def disclosures(runtime: Runtime, *, limit: int) -> tuple[Disclosure, ...]:
    """Return who of the newsroom saw which identities, newest first."""
    with runtime.database.read() as session:
        return tracing.disclosures(session, limit=limit)


def hold(runtime: Runtime, person: Person, public_id: str, *, reason: str) -> None:
    """Order that nothing of a comment is erased, nor of who wrote it, until it is released.

    Raises NotFound; NotAllowed unless *person* is an administrator;
    InvalidInput without a reason; Conflict if it is held already, or erased.
    """
    _check_role(person)
    reason = _checked_reason(reason)
    with runtime.database.begin() as session:
        comment = stored(session, public_id).comment
        if comment.erased_at is not None:
            raise Conflict("there is nothing left of this comment to hold")
        if tracing.hold_on(session, comment.id) is not None:
            raise Conflict("this comment is held already")
        now = runtime.clock()
        tracing.add_hold(session, comment.id, reason=reason, placed_by=person.id, now=now)
        _log_hold(session, comment, person, step="ordered", now=now)


def release(runtime: Runtime, person: Person, public_id: str) -> None:
    """Release the hold on a comment: what is over its period is erased by the next run.

    Raises NotFound; NotAllowed unless *person* is an administrator; Conflict
    if it is not held.
    """
    _check_role(person)
    with runtime.database.begin() as session:
        comment = stored(session, public_id).comment
        now = runtime.clock()
        if not tracing.release_hold(session, comment.id, released_by=person.id, now=now):
            raise Conflict("this comment is not held")
        _log_hold(session, comment, person, step="released", now=now)


def open_holds(runtime: Runtime) -> tuple[Hold, ...]:
    """Return the holds that are not released, oldest first."""
    with runtime.database.read() as session:
        return tracing.open_holds(session)


def _log_hold(
    session: Session, comment: Comment, person: Person, *, step: str, now: datetime
) -> None:
    about = f"comment {comment.id}"
    audit.append(session, AuditKind.HOLD, by=person.id, about=about, now=now, step=step)


def _what(identity: Identity) -> tuple[str, ...]:
    known = {
        "name": identity.name,
        "email": identity.email,
        "phone": identity.phone_ending,
        "connections": identity.connections,
        "origin": identity.origin,
    }
    return tuple(field for field, value in known.items() if value)


def _check_role(person: Person) -> None:
    if not may(person, Permission.HOLD):
        raise NotAllowed("this is for the editor-in-chief and administrators")


def _checked_reason(reason: str) -> str:
    return checked_words(" ".join(reason.split()), REASON_CODE_POINTS, what="a reason")
