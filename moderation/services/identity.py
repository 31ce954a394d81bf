"""People of the newsroom, and names that a person checked."""

from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from moderation.core.audit import AuditKind
from moderation.core.permission import NEWSROOM, Permission, require
from moderation.core.person import Passkey, Person, Role
from moderation.core.proof import CHECKS, Proof
from moderation.errors import Conflict, InvalidInput, NotFound
from moderation.runtime import Runtime
from moderation.services.submission import stored
from moderation.storage import audit, comments, logins, passkeys, people, signatures, tracing

#: Bytes of randomness in a one-time password and a session key.
PASSWORD_BYTES, SESSION_KEY_BYTES = 12, 24

#: Why somebody saw more of an author than the desk shows, when they checked the name.
CHECK_REASON = "the name was checked"


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person with the one-time password that is shown once."""

    person: Person
    password: str


def create_person(
    runtime: Runtime,
    *,
    email: str,
    name: str,
    role: Role,
    language: str = "fr",
    by: Person | None = None,
) -> NewPerson:
    """Add a person with a one-time password. Raises Conflict if the e-mail is taken.

    *by*: who of the newsroom does it; None: the operator.
    """
    email = _address(email)
    password, now = runtime.random(PASSWORD_BYTES), runtime.clock()
    digest = PasswordHasher().hash(password)  # slow, and so outside of the transaction
    try:
        with runtime.database.begin() as session:
            person = people.add_person(
                session,
                email=email,
                name=name,
                role=role,
                language=language,
                password=digest,
                session_key=runtime.random(SESSION_KEY_BYTES),
                now=now,
            )
            if role in NEWSROOM:
                _log(session, person, "added", by=by.id if by else None, now=now)
    except IntegrityError as error:
        raise Conflict("somebody with this e-mail address exists already") from error
    return NewPerson(person, password)


def reset_password(runtime: Runtime, email: str) -> str:
    """Give a person a new one-time password, end their sessions and take their passkeys away.

    It is for who lost their password, and for who fears that somebody else has it.

    Raises NotFound.
    """
    password = runtime.random(PASSWORD_BYTES)
    hashed = PasswordHasher().hash(password)
    with runtime.database.begin() as session:
        person = people.set_password(
            session,
            _address(email),
            password=hashed,
            session_key=runtime.random(SESSION_KEY_BYTES),
        )
        if person is not None:
            passkeys.remove_passkeys(session, person.id)
            logins.end_all(session, person.id)
            if person.role in NEWSROOM:
                _log(session, person, "password reset", by=None, now=runtime.clock())
    if person is None:
        raise NotFound("nobody has this e-mail address")
    return password


def passkeys_of(runtime: Runtime, person_id: int) -> tuple[Passkey, ...]:
    """Return a person's passkeys, oldest first."""
    with runtime.database.read() as session:
        return passkeys.passkeys_of(session, person_id)


def newsroom(runtime: Runtime) -> tuple[Person, ...]:
    """Return the newsroom's people, by e-mail."""
    with runtime.database.read() as session:
        return people.newsroom(session)


def verify_name(
    runtime: Runtime, moderator: Person, public_id: str, how: Proof = Proof.KNOWN
) -> None:
    """Note that *moderator* knows the name under a comment to be its author's own.

    *how* is one of CHECKS. Whoever called or saw a document saw more of the author than
    the desk shows, which is logged as any disclosure is; what they saw is not stored.

    From then on the name rule has nothing to say of it. Raises NotAllowed unless *moderator* may; NotFound; InvalidInput if a name
    is not checked so; Conflict if it is unknown who signed: neither account nor address.
    """
    require(moderator, Permission.DECIDE)
    if how not in CHECKS:
        raise InvalidInput(f"a name is not checked by {how}")
    now = runtime.clock()
    with runtime.database.begin() as session:
        comment = stored(session, public_id).comment
        signer = comments.signer_of(session, comment.id)
        if signer.person_id is None and signer.email is None:
            raise Conflict("neither an account nor an address is known of this author")
        signatures.verify(session, signer, by=moderator.id, how=how, now=now)
        audit.append(
            session,
            AuditKind.NAME,
            by=moderator.id,
            about=f"comment {comment.id}",
            now=now,
            step="checked",
            how=str(how),
        )
        if how is not Proof.KNOWN:
            tracing.add_disclosure(
                session,
                comment.id,
                person_id=comment.person_id,
                seen_by=moderator.id,
                what=(how,),
                reason=CHECK_REASON,
                now=now,
            )


def _log(session: Session, person: Person, step: str, *, by: int | None, now: datetime) -> None:
    audit.append(
        session,
        AuditKind.ACCOUNT,
        by=by,
        about=person.id,
        now=now,
        step=step,
        role=str(person.role),
    )


def _address(email: str) -> str:
    email = email.strip().casefold()
    if email.count("@") != 1 or not all(email.split("@")) or len(email) > 254:
        raise InvalidInput("this is no e-mail address")
    return email
