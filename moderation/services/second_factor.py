"""Second factors: who has one, which code was taken last, how often somebody may guess."""

from moderation.core.audit import AuditKind
from moderation.core.login import TWO_FACTORS, Login
from moderation.core.permission import NEWSROOM
from moderation.core.person import Person
from moderation.runtime import Runtime
from moderation.services import throttling
from moderation.storage import audit, passkeys, people

#: Codes that may be tried for one account in an hour, right ones among them.
HOURLY_CODES = 10

_HOUR = 3600


def has_one(runtime: Runtime, person_id: int) -> bool:
    """Return whether somebody has a second factor: an authenticator app or a passkey."""
    with runtime.database.read() as session:
        return people.has_code(session, person_id) or bool(passkeys.passkeys_of(session, person_id))


def is_required(runtime: Runtime, person: Person) -> bool:
    """Return whether the operator requires a second factor of *person*: of the newsroom, and of no reader."""
    return runtime.settings.staff_second_factor == "required" and person.role in NEWSROOM


def is_lacking(runtime: Runtime, person: Person) -> bool:
    """Return whether the desk stays shut to *person* until they have set up a second factor."""
    return is_required(runtime, person) and not has_one(runtime, person.id)


def is_offered(runtime: Runtime, person: Person) -> bool:
    """Return whether *person* may do without a second factor, and has none."""
    return not is_required(runtime, person) and not has_one(runtime, person.id)


def is_shown(runtime: Runtime, person: Person, login: Login) -> bool:
    """Return whether *login* may be used: not if it began by a password alone, and the account has what is required beside it."""
    if login.way in TWO_FACTORS or not is_required(runtime, person):
        return True
    return not has_one(runtime, person.id)


def needs_passkey(runtime: Runtime, person: Person) -> bool:
    """Return whether a password does not open the account of *person*: a passkey is all that they have beside it."""
    if not is_required(runtime, person):
        return False
    with runtime.database.read() as session:
        has_code = people.has_code(session, person.id)
        return not has_code and bool(passkeys.passkeys_of(session, person.id))


def last_code(runtime: Runtime, person_id: int) -> int | None:
    """Return the number of the code that was taken last (RFC 6238: T); None: none yet."""
    with runtime.database.read() as session:
        return people.last_code(session, person_id)


def take_code(runtime: Runtime, person_id: int, number: int) -> bool:
    """Note that the code with this *number* is taken; False if it, or a later one, was already."""
    with runtime.database.begin() as session:
        return people.take_code(session, person_id, number)


def may_try(runtime: Runtime, person_id: int) -> bool:
    """Count a code that is tried; False if there were too many."""
    key = f"second factor of {person_id}"
    return throttling.take(runtime, key, limit=HOURLY_CODES, amount=1, seconds=_HOUR)


def note_refused(runtime: Runtime, person: Person) -> None:
    """Note in the audit log that a second factor of the newsroom was refused, after the right password."""
    if person.role not in NEWSROOM:
        return
    with runtime.database.begin() as session:
        audit.append(
            session,
            AuditKind.FAILED_FACTOR,
            by=person.id,
            about=person.id,
            now=runtime.clock(),
        )
