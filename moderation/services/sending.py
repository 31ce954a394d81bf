"""A mail leaves: it is taken, sent outside any transaction, then marked."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from moderation.adapters.mail import MailError
from moderation.core.letter import is_given_up, next_try
from moderation.runtime import Runtime

log = logging.getLogger(__name__)


class Box(Protocol):
    """Where mails wait: storage.outbox or storage.letters."""

    def take(
        self, session: Session, number: int, /, *, now: datetime, retry_at: datetime
    ) -> int | None:
        """Take a mail to try it; how often it was tried, None if it is not its turn any more."""

    def mark_sent(self, session: Session, number: int, /, *, sent_at: datetime) -> None:
        """Note that a mail was sent."""

    def try_again(self, session: Session, number: int, /, *, at: datetime | None) -> None:
        """Put a mail back to be tried *at* a time; None gives it up."""


def send_one(
    runtime: Runtime, box: Box, number: int, send: Callable[[], None], *, name: str
) -> bool:
    """Send a mail of *box* by *send*, which may raise MailError; whether it went out.

    A crash in between sends it twice rather than never. *name* is its kind,
    for the log.
    """
    now = runtime.clock()
    with runtime.database.begin() as session:
        attempts = box.take(session, number, now=now, retry_at=next_try(1, now) or now)
        if attempts is not None and is_given_up(attempts):
            box.try_again(session, number, at=None)
            return False
    if attempts is None:
        return False
    try:
        send()
    except MailError as error:
        log.warning("%s %d was not sent: %s", name, number, error)
        with runtime.database.begin() as session:
            at = None if error.is_permanent else next_try(attempts, now)
            box.try_again(session, number, at=at)
        return False
    with runtime.database.begin() as session:
        box.mark_sent(session, number, sent_at=runtime.clock())
    return True
