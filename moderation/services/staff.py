"""Accounts of the newsroom, for who manages them: added, given a role, shut, opened again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from moderation.core.audit import AuditKind, Fact
from moderation.core.permission import NEWSROOM, Permission, require
from moderation.core.person import Person, Role
from moderation.errors import Conflict, InvalidInput, NotFound
from moderation.runtime import Runtime
from moderation.services.identity import NewPerson, create_person
from moderation.storage import audit, logins, passkeys, people


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the newsroom, as who manages its accounts sees them."""

    person: Person
    n_passkeys: int
    has_code: bool  # an authenticator app
    last_login: datetime | None  # to some minutes; None: no session that is not over
    n_sessions: int


def colleagues(runtime: Runtime, person: Person) -> tuple[Colleague, ...]:
    """Return the newsroom's people, by e-mail. Raises NotAllowed unless *person* may manage them."""
    require(person, Permission.MANAGE_STAFF)
    now = runtime.clock()
    with runtime.database.read() as session:
        return tuple(_colleague(session, one, now) for one in people.newsroom(session))


def add(
    runtime: Runtime, person: Person, *, email: str, name: str, role: Role, language: str
) -> NewPerson:
    """Add somebody with a one-time password, which is shown once.

    Raises NotAllowed unless *person* may; InvalidInput without a name, with no address or no role of
    the newsroom; Conflict if the address has an account.
    """
    require(person, Permission.MANAGE_STAFF)
    name = " ".join(name.split())
    if not name or role not in NEWSROOM:
        raise InvalidInput("somebody of the newsroom has a name and a role")
    return create_person(runtime, email=email, name=name, role=role, language=language, by=person)


def set_role(runtime: Runtime, person: Person, colleague_id: int, role: Role) -> None:
    """Give a colleague another role.

    Raises NotAllowed unless *person* may; NotFound; InvalidInput if it is no role of the newsroom;
    Conflict if nobody would be left who is an administrator.
    """
    require(person, Permission.MANAGE_STAFF)
    if role not in NEWSROOM:
        raise InvalidInput("this is no role of the newsroom")
    with runtime.database.begin() as session:
        found = _found(session, colleague_id)
        if found.role is role:
            return
        _check_who_is_left(session, found)
        people.set_role(session, found.id, role)
        facts: Mapping[str, Fact] = {"before": str(found.role), "after": str(role)}
        _log(session, runtime, person, found, "role changed", facts)


def set_active(runtime: Runtime, person: Person, colleague_id: int, *, active: bool) -> None:
    """Shut a colleague's account, which ends their sessions, or open it again.

    Raises NotAllowed unless *person* may; NotFound; Conflict if nobody would be left who is an
    administrator.
    """
    require(person, Permission.MANAGE_STAFF)
    with runtime.database.begin() as session:
        found = _found(session, colleague_id)
        if found.is_active is active:
            return
        if not active:
            _check_who_is_left(session, found)
            logins.end_all(session, found.id)
        people.set_active(session, found.id, active=active)
        _log(session, runtime, person, found, "opened again" if active else "shut")


def end_sessions(runtime: Runtime, person: Person, colleague_id: int) -> int:
    """End all sessions of a colleague; how many it was. Raises NotAllowed unless *person* may; NotFound."""
    require(person, Permission.MANAGE_STAFF)
    with runtime.database.begin() as session:
        found = _found(session, colleague_id)
        n_ended = logins.end_all(session, found.id)
        _log(session, runtime, person, found, "sessions ended", {"sessions": n_ended})
    return n_ended


def _colleague(session: Session, one: Person, now: datetime) -> Colleague:
    open_logins = logins.logins_of(session, one.id, now=now)
    return Colleague(
        person=one,
        n_passkeys=len(passkeys.passkeys_of(session, one.id)),
        has_code=people.has_code(session, one.id),
        last_login=max((login.begun_at for login in open_logins), default=None),
        n_sessions=len(open_logins),
    )


def _found(session: Session, colleague_id: int) -> Person:
    found = people.colleague(session, colleague_id)
    if found is None:
        raise NotFound("nobody of the newsroom has this number")
    return found


def _check_who_is_left(session: Session, leaving: Person) -> None:
    # Locked: two who take the role from each other at once must not both succeed.
    left = set(people.lock_administrators(session)) - {leaving.id}
    if leaving.role is Role.ADMINISTRATOR and leaving.is_active and not left:
        raise Conflict("somebody must be left who is an administrator")


def _log(
    session: Session,
    runtime: Runtime,
    person: Person,
    colleague: Person,
    step: str,
    facts: Mapping[str, Fact] | None = None,
) -> None:
    audit.append(
        session,
        AuditKind.ACCOUNT,
        by=person.id,
        about=colleague.id,
        now=runtime.clock(),
        step=step,
        **(facts or {}),
    )
