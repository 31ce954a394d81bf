"""Letters are posted in the transaction of what causes them, and sent afterwards."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from moderation.adapters.mail import MailError
from moderation.core.charter import LANGUAGES
from moderation.core.letter import (
    CAUSED_BY_ANYBODY,
    FACTS,
    HOURLY_LETTERS,
    Fact,
    Letter,
    LetterKind,
)
from moderation.runtime import Runtime
from moderation.services import throttling
from moderation.services.sending import send_one
from moderation.storage import letters


def post_letter(
    session: Session,
    runtime: Runtime,
    *,
    kind: LetterKind,
    to: str,
    language: str,
    facts: Mapping[str, Fact],
    now: datetime,
    leaves_at: datetime | None = None,
) -> int | None:
    """Store a letter in the caller's transaction: it is sent if, and only if, that is committed.

    *facts* are those that core.letter.FACTS names for the kind. It leaves at
    once, or at *leaves_at*. Returns its number; None, and posts nothing, if
    strangers have had enough letters sent to that address for this hour:
    whoever asked must not be told so.
    """
    assert facts.keys() == FACTS[kind], f"BUG: the facts of {kind} are not these"  # noqa: S101
    if kind in CAUSED_BY_ANYBODY and not throttling.take_within(
        session, runtime, f"letters to {to.casefold()}", limit=HOURLY_LETTERS, seconds=3600, now=now
    ):
        return None
    return letters.add_letter(
        session,
        kind=kind,
        to=to,
        language=language if language in LANGUAGES else LANGUAGES[0],
        facts=facts,
        now=now,
        leaves_at=leaves_at or now,
    )


def post(
    runtime: Runtime, *, kind: LetterKind, to: str, language: str, facts: Mapping[str, Fact]
) -> None:
    """Post a letter that belongs to no other change; see `post_letter`."""
    now = runtime.clock()
    with runtime.database.begin() as session:
        post_letter(session, runtime, kind=kind, to=to, language=language, facts=facts, now=now)


def send_letters(runtime: Runtime, *, limit: int = 100) -> int:
    """Send the letters that are due; how many went out."""
    with runtime.database.read() as session:
        due = letters.due_letters(session, now=runtime.clock(), limit=limit)
    return sum(_send(runtime, letter) for letter in due)


def count_unsent(runtime: Runtime) -> int:
    """Return how many letters wait to be sent."""
    with runtime.database.read() as session:
        return letters.count_unsent(session)


def _send(runtime: Runtime, letter: Letter) -> bool:
    def send() -> None:
        if letter.is_too_late(runtime.clock()):
            raise MailError("its link works no more", is_permanent=True)
        runtime.notifier.send_letter(letter)

    return send_one(runtime, letters, letter.id, send, name=f"letter ({letter.kind})")
