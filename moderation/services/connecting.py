"""A reader connects through a provider: to make an account, or to open the one they have.

An account is found by the provider's own name for a person, never by an
address: whoever controls an address at some provider would otherwise own the
account here.
"""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from moderation.core.letter import LetterKind
from moderation.core.names.signature import NameAnswer
from moderation.core.person import Connection, Person, Profile, Role
from moderation.errors import Conflict, NotAllowed, NotFound
from moderation.runtime import Runtime
from moderation.services.identity import SESSION_KEY_BYTES
from moderation.services.letters import post
from moderation.services.names import note_answer, signer_named
from moderation.storage import connections, people


@dataclass(frozen=True, slots=True)
class WaysIn:
    """By what a reader can open their account."""

    has_password: bool
    connections: tuple[Connection, ...]  # oldest first

    @property
    def may_lose_one(self) -> bool:
        """Whether another way is left when one connection is removed."""
        return self.has_password or len(self.connections) > 1


def whose(runtime: Runtime, profile: Profile) -> Person | None:
    """Return whose account *profile* opens, confirmed or not; None if it opens none."""
    with runtime.database.read() as session:
        return connections.connected_person(session, profile)


def has_confirmed_owner(runtime: Runtime, email: str) -> bool:
    """Tell whether an account has this address, and its owner has confirmed it."""
    with runtime.database.read() as session:
        owner = people.person_by_email(session, email)
    return owner is not None and owner.is_confirmed


def open_account(
    runtime: Runtime,
    profile: Profile,
    *,
    name: str,
    answer: NameAnswer,
    email: str,
    language: str,
) -> Person:
    """Make a reader's account that *profile* opens; confirmed, if the provider vouches for *email*.

    *answer* is what the reader said of *name*, if they were asked about it.
    What nobody ever confirmed yields to it: an account that the same profile
    began, and, to an address that is vouched for, an account that somebody
    began with it.

    Raises Conflict if another account has the address, or the profile opens one.
    """
    vouched = profile.is_email_verified and profile.email == email
    now = runtime.clock()
    try:
        with runtime.database.begin() as session:
            begun = [connections.connected_person(session, profile)]
            begun += [people.person_by_email(session, email)] if vouched else []
            _forget(session, begun)
            person = people.add_person(
                session,
                email=email,
                name=name,
                role=Role.READER,
                language=language,
                password=None,
                session_key=runtime.random(SESSION_KEY_BYTES),
                now=now,
                is_confirmed=vouched,
            )
            connections.add_connection(session, person.id, profile, now=now)
            signer = signer_named(name, person=person)
            note_answer(session, signer, answer, is_confirmed=True, now=now)
            return person
    except IntegrityError as error:
        raise Conflict("the address, or the profile, has an account") from error


def _forget(session: Session, begun: list[Person | None]) -> None:
    for person_id in {person.id for person in begun if person is not None}:
        connections.forget_unconfirmed(session, person_id)


def tell_owner(runtime: Runtime, email: str) -> None:
    """Write to the owner of *email* that somebody wished to make an account with it."""
    with runtime.database.read() as session:
        owner = people.person_by_email(session, email)
    if owner is not None:
        post(
            runtime,
            kind=LetterKind.ADDRESS_TAKEN,
            to=owner.email,
            language=owner.language,
            facts={"name": owner.name, "link": f"{runtime.settings.base_url}/compte/oubli"},
        )


def connect(runtime: Runtime, person: Person, profile: Profile) -> None:
    """Let *profile* open the account of *person*, who is logged in; done already, it stays so.

    Raises NotAllowed for the newsroom, which sees other people's data and has
    passwords; Conflict if the profile opens somebody else's account.
    """
    if person.role is not Role.READER:
        raise NotAllowed("only readers connect through a provider")
    try:
        with runtime.database.begin() as session:
            other = connections.connected_person(session, profile)
            if other is not None and other.id == person.id:
                return
            _forget(session, [other])
            connections.add_connection(session, person.id, profile, now=runtime.clock())
    except IntegrityError as error:
        raise Conflict("the profile opens another account") from error


def ways_in(runtime: Runtime, person: Person) -> WaysIn:
    """Return by what *person* can open their account."""
    with runtime.database.read() as session:
        return _ways_in(session, person)


def disconnect(runtime: Runtime, person: Person, connection_id: int) -> None:
    """Take a connection away. Raises NotFound; Conflict if it is the last way in."""
    with runtime.database.begin() as session:
        ways = _ways_in(session, person)
        if connection_id not in {connection.id for connection in ways.connections}:
            raise NotFound("this account has no such connection")
        if not ways.may_lose_one:
            raise Conflict("the last way into an account cannot be removed")
        connections.remove_connection(session, person.id, connection_id)


def _ways_in(session: Session, person: Person) -> WaysIn:
    has_password = people.has_password(session, person.id)
    return WaysIn(has_password, connections.connections_of(session, person.id))
