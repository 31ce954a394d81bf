"""A reader closes their account."""

from contextlib import suppress

from sqlalchemy.orm import Session

from moderation.core.comment import Status
from moderation.core.letter import LetterKind
from moderation.core.person import Person, Role
from moderation.errors import Conflict, NotAllowed
from moderation.runtime import Runtime
from moderation.services.letters import post_letter
from moderation.services.links import CLOSE_HOURS, close_url
from moderation.services.submission import withdraw
from moderation.storage import comments, tracing
from moderation.storage.erasure import blank_person

#: Bytes of randomness that end all sessions of an account.
SESSION_KEY_BYTES = 24

#: What nobody has decided on yet is taken back in any case: nobody could be told of the decision.
_WAITING = frozenset({Status.UNCONFIRMED, Status.PENDING})


def close_account(runtime: Runtime, person: Person, *, withdraws: bool) -> None:
    """Close a reader's account: nothing of it is of anybody then, and its address is free again.

    What was published stays, signed, unless the reader *withdraws* it all.
    Who they were is kept apart for the period of the settings, if anything
    they wrote is there that somebody could hold them to (ADR 10).

    Cut short, it can be asked for again: the account is closed last.

    Raises NotAllowed if the account is one of the newsroom.
    """
    if person.role is not Role.READER:
        raise NotAllowed("an account of the newsroom is closed by an administrator")
    taken_back = _WAITING | ({Status.PUBLISHED} if withdraws else set())
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
    if runtime.settings.keep_identity_months and comments.written_by(session, person.id):
        tracing.keep_trace(session, person.id, now=now)
    blank_person(session, person.id, session_key=runtime.random(SESSION_KEY_BYTES), now=now)
