"""Somebody chose a password: its owner is told what else opens the account, and ends it if they wish."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from moderation.core.audit import AuditKind
from moderation.core.letter import LetterKind
from moderation.core.permission import NEWSROOM
from moderation.core.person import Connection, Passkey, Person
from moderation.runtime import Runtime
from moderation.services.letters import post_letter
from moderation.storage import audit, connections, logins, passkeys, people


@dataclass(frozen=True, slots=True)
class OtherWays:
    """What opens an account besides its password; each oldest first."""

    connections: tuple[Connection, ...]
    passkeys: tuple[Passkey, ...]


def other_ways(runtime: Runtime, person_id: int) -> OtherWays:
    """Return what opens a person's account besides their password."""
    with runtime.database.read() as session:
        return _other_ways(session, person_id)


def password_changed(
    runtime: Runtime,
    person: Person,
    *,
    ends_others: bool,
    names: Mapping[str, str],
    here: str | None,
) -> None:
    """Note that *person* has chosen their password, and write to them what else opens their account.

    *ends_others*: nothing else does from now on. *names*: of providers, as
    readers know them, by `Connection.provider`. *here*: the key of the session in which it was
    done; all others end.
    """
    now, base = runtime.clock(), runtime.settings.base_url
    with runtime.database.begin() as session:
        people.password_is_own(session, person.id)
        logins.end_all(session, person.id, but=here)
        if person.role in NEWSROOM:
            step = "password chosen"
            audit.append(
                session, AuditKind.ACCOUNT, by=person.id, about=person.id, now=now, step=step
            )
        if ends_others:
            passkeys.remove_passkeys(session, person.id)
            connections.remove_connections(session, person.id)
        ways = _other_ways(session, person.id)
        told = [{"name": names.get(way.provider, way.provider)} for way in ways.connections]
        told += [{"name": passkey.name} for passkey in ways.passkeys]
        post_letter(
            session,
            runtime,
            kind=LetterKind.PASSWORD_CHANGED,
            to=person.email,
            language=person.language,
            facts={
                "name": person.name,
                "moment": now.isoformat(),
                "link": f"{base}/compte/oubli",
                "ways": told,
                "account": f"{base}/compte#security-title",
            },
            now=now,
        )


def _other_ways(session: Session, person_id: int) -> OtherWays:
    return OtherWays(
        connections.connections_of(session, person_id), passkeys.passkeys_of(session, person_id)
    )
