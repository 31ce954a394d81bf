"""People of the newsroom, programs' keys, and names that a person checked."""

import hashlib
from dataclasses import dataclass

from argon2 import PasswordHasher
from sqlalchemy.exc import IntegrityError

from moderation.core.person import ApiKey, Passkey, Person, Role
from moderation.core.proof import CHECKS, Proof
from moderation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from moderation.runtime import Runtime
from moderation.services.akismet_keys import BEGINNING_LENGTH, is_akismet_key, new_akismet_key
from moderation.services.digests import keyed_digest
from moderation.services.submission import stored
from moderation.storage import comments, passkeys, people, signatures, tracing

#: Bytes of randomness in a one-time password, a session key and an API key.
PASSWORD_BYTES, SESSION_KEY_BYTES, API_KEY_BYTES = 12, 24, 24

#: An API key begins with this, so that a leaked one can be recognised.
API_KEY_MARK = "chk_"

#: Why somebody saw more of an author than the desk shows, when they checked the name.
CHECK_REASON = "the name was checked"

#: Characters of an API key that are kept readable, to tell keys apart.
PREFIX_LENGTH = len(API_KEY_MARK) + 6


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person with the one-time password that is shown once."""

    person: Person
    password: str


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """An API key with its secret, which is shown once."""

    key: ApiKey
    secret: str


def create_person(
    runtime: Runtime, *, email: str, name: str, role: Role, language: str = "fr"
) -> NewPerson:
    """Add a person with a one-time password. Raises Conflict if the e-mail is taken."""
    email = _address(email)
    password = runtime.random(PASSWORD_BYTES)
    try:
        with runtime.database.begin() as session:
            person = people.add_person(
                session,
                email=email,
                name=name,
                role=role,
                language=language,
                password=PasswordHasher().hash(password),
                session_key=runtime.random(SESSION_KEY_BYTES),
                now=runtime.clock(),
            )
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


def issue_api_key(runtime: Runtime, name: str) -> NewApiKey:
    """Make an API key; only its digest is kept. Raises InvalidInput without a name."""
    if not name.strip():
        raise InvalidInput("an API key needs a name: who uses it")
    secret = API_KEY_MARK + runtime.random(API_KEY_BYTES)
    with runtime.database.begin() as session:
        key = people.add_api_key(
            session,
            name=name.strip(),
            prefix=secret[:PREFIX_LENGTH],
            digest=_digest(runtime, secret),
            now=runtime.clock(),
        )
    return NewApiKey(key, secret)


def issue_akismet_key(runtime: Runtime, name: str) -> NewApiKey:
    """Make an API key that WordPress takes. Raises InvalidInput without a name."""
    if not name.strip():
        raise InvalidInput("an API key needs a name: who uses it")
    secret = new_akismet_key(runtime)
    with runtime.database.begin() as session:
        key = people.add_api_key(
            session,
            name=name.strip(),
            prefix=secret[:BEGINNING_LENGTH],
            digest=_digest(runtime, secret),
            now=runtime.clock(),
        )
    return NewApiKey(key, secret)


def revoke_api_key(runtime: Runtime, prefix: str) -> ApiKey:
    """Revoke the key that begins with *prefix*. Raises NotFound."""
    with runtime.database.begin() as session:
        key = people.revoke_api_key(session, prefix[:PREFIX_LENGTH], now=runtime.clock())
    if key is None:
        raise NotFound("no key in use begins like this")
    return key


def api_keys(runtime: Runtime) -> tuple[ApiKey, ...]:
    """Return all API keys, oldest first."""
    with runtime.database.read() as session:
        return people.all_api_keys(session)


def authenticate(runtime: Runtime, secret: str) -> ApiKey:
    """Return the key that *secret* is of. Raises NotAllowed if there is none in use."""
    with runtime.database.read() as session:
        # A digest of 192 random bits: looking it up tells nothing by its time.
        key = people.api_key_by_digest(session, _digest(runtime, secret))
    if key is None or key.revoked_at is not None:
        raise NotAllowed("this API key is not known, or was revoked")
    return key


def verify_name(
    runtime: Runtime, moderator: Person, public_id: str, how: Proof = Proof.KNOWN
) -> None:
    """Note that *moderator* knows the name under a comment to be its author's own.

    *how* is one of CHECKS. Whoever called or saw a document saw more of the author than
    the desk shows, which is logged as any disclosure is; what they saw is not stored.

    From then on the name rule has nothing to say of it. Raises NotFound; InvalidInput if a name
    is not checked so; Conflict if it is unknown who signed: neither account nor address.
    """
    if how not in CHECKS:
        raise InvalidInput(f"a name is not checked by {how}")
    now = runtime.clock()
    with runtime.database.begin() as session:
        comment = stored(session, public_id).comment
        signer = comments.signer_of(session, comment.id)
        if signer.person_id is None and signer.email is None:
            raise Conflict("neither an account nor an address is known of this author")
        signatures.verify(session, signer, by=moderator.id, how=how, now=now)
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


def _address(email: str) -> str:
    email = email.strip().casefold()
    if email.count("@") != 1 or not all(email.split("@")) or len(email) > 254:
        raise InvalidInput("this is no e-mail address")
    return email


def _digest(runtime: Runtime, secret: str) -> str:
    if is_akismet_key(secret):  # short: whoever sees the database could try them all out
        return keyed_digest(runtime, f"akismet key {secret}")
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
