"""Sessions of accounts: begun, looked at with each request, listed and ended."""

import logging

from moderation.core.audit import AuditKind
from moderation.core.login import SEEN_EVERY, TWO_FACTORS, Login, device_words
from moderation.core.permission import NEWSROOM
from moderation.core.person import Person
from moderation.errors import NotFound, Unavailable
from moderation.runtime import Runtime
from moderation.storage import audit, logins

log = logging.getLogger(__name__)


def begin(runtime: Runtime, person: Person, *, key: str, way: str, user_agent: str) -> None:
    """Note that a session of *person* begins in a browser; of the newsroom, the audit log has it, too.

    *key*: random, kept in the browser's signed cookie. *way*: see core.login.Login.
    """
    now, device = runtime.clock(), device_words(user_agent)
    with runtime.database.begin() as session:
        logins.begin(session, person.id, key=key, way=way, device=device, now=now)
        if person.role in NEWSROOM:
            audit.append(session, AuditKind.LOG_IN, by=person.id, about=person.id, now=now, way=way)


def open_login(runtime: Runtime, key: str, person_id: int) -> Login | None:
    """Return the session with *key* if it is that person's, and not over; that it is used is noted now and then."""
    now = runtime.clock()
    with runtime.database.read() as session:
        found = logins.open_login(session, key, person_id, now=now)
    if found is not None and found.seen_at <= now - SEEN_EVERY:
        try:
            with runtime.database.begin() as session:
                logins.note_seen(session, found.id, now=now)
        except Unavailable as error:
            log.warning("the use of a session could not be noted: %s", error)
    return found


def add_factor(runtime: Runtime, person: Person, key: str, *, way: str) -> None:
    """Note that the session with *key* has shown a second factor, in which it was set up; *way* is of TWO_FACTORS."""
    with runtime.database.begin() as session:
        found = logins.open_login(session, key, person.id, now=runtime.clock())
        if found is not None and found.way not in TWO_FACTORS:
            logins.change_way(session, found.id, way)


def listed(runtime: Runtime, person: Person) -> tuple[Login, ...]:
    """Return the sessions of *person*, the last used first."""
    with runtime.database.read() as session:
        return logins.logins_of(session, person.id, now=runtime.clock())


def end(runtime: Runtime, person: Person, login_id: int) -> None:
    """End one session of *person*. Raises NotFound if they have none such."""
    with runtime.database.begin() as session:
        if not logins.end(session, person.id, login_id):
            raise NotFound("there is no such session")


def end_others(runtime: Runtime, person: Person, *, but: str | None) -> int:
    """End all sessions of *person* but the one with the key *but*; how many it was."""
    with runtime.database.begin() as session:
        return logins.end_all(session, person.id, but=but)


def end_with_key(runtime: Runtime, person: Person, key: str) -> None:
    """End the session with *key*: its owner logged out."""
    with runtime.database.begin() as session:
        found = logins.open_login(session, key, person.id, now=runtime.clock())
        if found is not None:
            logins.end(session, person.id, found.id)
