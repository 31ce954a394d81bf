"""A reader closes their account."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.orm import Session

from moderation.core.comment import Comment, Status
from moderation.core.letter import LetterKind
from moderation.core.person import Person, Role
from moderation.errors import Conflict, NotAllowed, NotFound
from moderation.runtime import Runtime
from moderation.services.letters import post_letter
from moderation.services.links import CLOSE_HOURS, close_url
from moderation.services.submission import withdraw
from moderation.storage import comments, connections, keeping, passkeys, people, tracing
from moderation.storage.erasure import blank_person

#: Bytes of randomness that end all sessions of an account.
SESSION_KEY_BYTES = 24

#: What nobody has decided on yet is taken back in any case: nobody could be told of the decision.
_WAITING = frozenset({Status.UNCONFIRMED, Status.PENDING})


@dataclass(frozen=True, slots=True)
class Closing:
    """What becomes of a reader's account, and of what they wrote, when it is closed."""

    n_comments: int
    n_withdrawn: int  # taken back: their text stays for its period, and goes
    n_published: int  # stay, signed
    n_kept: int  # a hold, an open report or an open appeal keeps them, and who wrote them
    n_connections: int
    n_passkeys: int
    keeps_trace: bool  # of name and address, apart
    keeps_connections: bool  # in the trace, for as long as something keeps a comment


def reader_at(runtime: Runtime, email: str) -> Person:
    """Return the reader whose account has this address. Raises NotFound, or NotAllowed for the newsroom."""
    with runtime.database.read() as session:
        person = people.person_by_email(session, email.strip().casefold())
    if person is None:
        raise NotFound("no account has this e-mail address")
    _check_is_reader(person)
    return person


def foresee_closing(runtime: Runtime, person: Person, *, withdraws: bool) -> Closing:
    """Return what `close_account` would do; nothing is changed."""
    taken_back = _taken_back(withdraws=withdraws)
    with runtime.database.read() as session:
        written = comments.written_by(session, person.id)
        withdrawn = [comment.id for comment in written if comment.status in taken_back]
        # Taking a comment back answers what is open about it; a hold stays.
        kept = (keeping.kept_of(session, person.id) - set(withdrawn)) | keeping.held_of(
            session, person.id
        )
        n_connections = len(connections.connections_of(session, person.id))
        n_passkeys = len(passkeys.passkeys_of(session, person.id))
    published = [comment for comment in written if comment.status is Status.PUBLISHED]
    return Closing(
        n_comments=len(written),
        n_withdrawn=len(withdrawn),
        n_published=0 if withdraws else len(published),
        n_kept=len(kept),
        n_connections=n_connections,
        n_passkeys=n_passkeys,
        keeps_trace=_keeps_trace(runtime, written, kept),
        keeps_connections=bool(kept and n_connections),
    )


def close_account(runtime: Runtime, person: Person, *, withdraws: bool) -> None:
    """Close a reader's account: nothing of it is of anybody then, and its address is free again.

    What was published stays, signed, unless the reader *withdraws* it all.
    Who they were is kept apart for the period of the settings, if anything
    they wrote is there that somebody could hold them to (ADR 10); and as long
    as a hold, an open report or an open appeal keeps a comment, with the
    accounts elsewhere by which they came in.

    Cut short, it can be asked for again: the account is closed last.

    Raises NotAllowed if the account is one of the newsroom.
    """
    _check_is_reader(person)
    taken_back = _taken_back(withdraws=withdraws)
    with runtime.database.read() as session:
        written = comments.written_by(session, person.id)
    for comment in written:
        if comment.status in taken_back:
            with suppress(
                Conflict
            ):  # taken back already: by its author, or by a run that was cut short
                withdraw(runtime, comment.public_id)
    with runtime.database.begin() as session:
        _close(session, runtime, person)


def post_close_link(runtime: Runtime, person: Person, *, withdraws: bool) -> None:
    """Send the link that closes an account to the address of who has no password to give."""
    with runtime.database.begin() as session:
        post_letter(
            session,
            runtime,
            kind=LetterKind.CLOSE_ACCOUNT,
            to=person.email,
            language=person.language,
            facts={
                "name": person.name,
                "hours": str(CLOSE_HOURS),
                "link": close_url(runtime, person.id, withdraws=withdraws),
            },
            now=runtime.clock(),
        )


def _close(session: Session, runtime: Runtime, person: Person) -> None:
    now = runtime.clock()
    kept = keeping.kept_of(session, person.id)
    if _keeps_trace(runtime, comments.written_by(session, person.id), kept):
        tracing.keep_trace(session, person.id, with_connections=bool(kept), now=now)
    blank_person(session, person.id, session_key=runtime.random(SESSION_KEY_BYTES), now=now)


def _check_is_reader(person: Person) -> None:
    if person.role is not Role.READER:
        raise NotAllowed("an account of the newsroom is closed by an administrator")


def _taken_back(*, withdraws: bool) -> frozenset[Status]:
    return _WAITING | ({Status.PUBLISHED} if withdraws else set())


def _keeps_trace(runtime: Runtime, written: Sequence[Comment], kept: Collection[int]) -> bool:
    return bool(kept) or bool(runtime.settings.keep_identity_months and written)
