"""An event leaves: it is taken, posted outside any transaction, then it is noted what came of it.

Each webhook is a line of its own, and a line ends at its first failure: whoever
is slow or gone keeps nobody else waiting.
"""

import hashlib
import logging
import threading
import time
from datetime import timedelta

from sqlalchemy.orm import Session

from moderation.adapters.posting import POST_SECONDS, PostingError, Trouble, post, read_networks
from moderation.core.event import EventType
from moderation.core.letter import LetterKind
from moderation.core.permission import Permission, may
from moderation.core.webhook import (
    LEASE_SECONDS,
    RETRY_SECONDS,
    Attempt,
    Delivery,
    OffReason,
    Ruling,
    Webhook,
    headers_for,
    is_given_up,
    rule,
    secrets_at,
)
from moderation.runtime import Runtime
from moderation.services.events import post_event
from moderation.services.letters import post_letter
from moderation.services.webhooks import found
from moderation.storage import deliveries, people, webhooks

log = logging.getLogger(__name__)

#: Seconds after which a line lets go, though more is due: the next look goes on.
LINE_SECONDS = 15

#: Lines under way at once in one process.
MOST_LINES = 8

#: Seconds that somebody who tries a webhook waits for it.
TRIAL_SECONDS = 10

#: Characters of an answer that the log keeps, if it was no success.
EXCERPT_CHARACTERS = 200

#: So many bytes of a digest are a number below 2**48.
_BYTES, _END = 6, 2**48


class Lines:
    """The lines of one process: those webhooks that something is being delivered to now."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._busy: set[int] = set()

    def look(self, runtime: Runtime) -> list[threading.Thread]:
        """Begin a line for each webhook for which something is due, unless there is one already.

        The threads that were begun end with their process: what they were
        cut short in is sent again.
        """
        with runtime.database.read() as session:
            due = deliveries.due_webhooks(session, now=runtime.clock())
        begun = []
        for webhook_id in due:
            with self._lock:
                if webhook_id in self._busy or len(self._busy) >= MOST_LINES:
                    continue
                self._busy.add(webhook_id)
            line = threading.Thread(target=self._work, args=(runtime, webhook_id), daemon=True)
            line.start()
            begun.append(line)
        return begun

    def _work(self, runtime: Runtime, webhook_id: int) -> None:
        try:
            deliver_to(runtime, webhook_id)
        except Exception as error:
            # The webhook's next line begins at the next look. Never the error's own words: they may
            # quote what it failed on.
            log.error("a line of webhook %d ended: %s", webhook_id, type(error).__name__)
        finally:
            with self._lock:
                self._busy.discard(webhook_id)


def deliver_due(runtime: Runtime) -> int:
    """Deliver what is due now, one webhook after the other; how many events got through."""
    with runtime.database.read() as session:
        due = deliveries.due_webhooks(session, now=runtime.clock())
    return sum(deliver_to(runtime, webhook_id) for webhook_id in due)


def deliver_to(runtime: Runtime, webhook_id: int) -> int:
    """Deliver what is due to one webhook, up to the first failure; how many events got through."""
    n_delivered, ends_at = 0, time.monotonic() + LINE_SECONDS
    while time.monotonic() < ends_at:
        with runtime.database.read() as session:
            delivery = deliveries.next_due(session, webhook_id, now=runtime.clock())
        if delivery is None or not deliver(runtime, delivery):
            break
        n_delivered += 1
    return n_delivered


def deliver(runtime: Runtime, delivery: Delivery, *, seconds: float = POST_SECONDS) -> bool:
    """Post one event to its webhook; whether it got through.

    A crash in between sends it twice, under the same id, rather than never.
    """
    now = runtime.clock()
    with runtime.database.begin() as session:
        retry_at = now + timedelta(seconds=LEASE_SECONDS)
        attempts = deliveries.take(session, delivery.id, now=now, retry_at=retry_at)
        webhook = webhooks.webhook_by_id(session, delivery.webhook_id)
        if attempts is not None and is_given_up(attempts):
            deliveries.try_again(session, delivery.id, at=None)
            return False
    if attempts is None or webhook is None:
        return False
    attempt, retry_after = _attempt(runtime, webhook, delivery, seconds=seconds)
    ruling = rule(
        attempt.status, retry_after, attempts=attempts, now=runtime.clock(), chance=_chance(runtime)
    )
    with runtime.database.begin() as session:
        _note(session, runtime, delivery, attempt, ruling)
    if not ruling.is_delivered:
        # Never the address: it may hold a secret.
        why = attempt.status or attempt.trouble
        log.warning("webhook %d did not take %s: %s", webhook.id, delivery.message_id, why)
    return ruling.is_delivered


def try_webhook(runtime: Runtime, webhook_id: int) -> Attempt:
    """Send a webhook an event that says nothing, once, whether it is on or off; what came of it.

    Raises NotFound.
    """
    now = runtime.clock()
    with runtime.database.begin() as session:
        number = found(session, webhook_id).id
        event_id = post_event(session, runtime, EventType.TEST, {}, (number,), now=now)
        delivery = deliveries.delivery_of(session, event_id, number)
    assert delivery is not None, "BUG: what was stored is not there"  # noqa: S101
    deliver(runtime, delivery, seconds=TRIAL_SECONDS)
    with runtime.database.read() as session:
        made = deliveries.attempts_on(session, [delivery.id])[delivery.id]
    # Another worker may have been faster to take it, and may not have its answer yet.
    return made[-1] if made else Attempt(now, None, Trouble.TIME, None, "")


def _attempt(
    runtime: Runtime, webhook: Webhook, delivery: Delivery, *, seconds: float
) -> tuple[Attempt, str | None]:
    at, body = runtime.clock(), delivery.body.encode()
    secrets = secrets_at(webhook, runtime.settings.secret_key or "", at)
    try:
        answer = post(
            webhook.url,
            body,
            headers_for(delivery.message_id, body, secrets, at),
            private=read_networks(runtime.settings.webhooks_private),
            seconds=seconds,
        )
    except PostingError as error:
        return Attempt(at, None, error.trouble, None, ""), None
    is_success = 200 <= answer.status < 300
    excerpt = "" if is_success else _excerpt(answer.body)
    attempt = Attempt(at, answer.status, "", answer.milliseconds, excerpt)
    return attempt, answer.headers.get("retry-after")


def _note(
    session: Session, runtime: Runtime, delivery: Delivery, attempt: Attempt, ruling: Ruling
) -> None:
    now = runtime.clock()
    if deliveries.delivery_by_id(session, delivery.id) is None:
        return  # the webhook was removed meanwhile
    deliveries.add_attempt(session, delivery.id, attempt)
    if ruling.is_delivered:
        deliveries.mark_delivered(session, delivery.id, now=now)
        if found(session, delivery.webhook_id).failing_since is not None:
            later = now + timedelta(seconds=LEASE_SECONDS)
            deliveries.hurry(session, delivery.webhook_id, later_than=later, now=now)
        webhooks.note_success(session, delivery.webhook_id, now=now)
        return
    is_test = delivery.kind is EventType.TEST
    deliveries.try_again(session, delivery.id, at=None if is_test else ruling.next_try)
    webhooks.note_failure(session, delivery.webhook_id, now=now, rests_until=ruling.rests_until)
    if ruling.is_gone:
        _turn_off(session, runtime, delivery.webhook_id, OffReason.GONE)
    elif not is_test and ruling.next_try is None:
        webhook = found(session, delivery.webhook_id)
        lasting = timedelta(seconds=sum(RETRY_SECONDS))
        if webhook.failing_since is not None and webhook.failing_since + lasting <= now:
            _turn_off(session, runtime, delivery.webhook_id, OffReason.FAILING)


def _turn_off(session: Session, runtime: Runtime, webhook_id: int, reason: OffReason) -> None:
    """Turn a webhook off, and tell whoever runs them."""
    now = runtime.clock()
    if not webhooks.turn_off(session, webhook_id, reason, now=now):
        return
    webhook = found(session, webhook_id)
    for person in people.newsroom(session):
        if may(person, Permission.MANAGE_PROGRAMS):
            post_letter(
                session,
                runtime,
                kind=LetterKind.WEBHOOK_OFF,
                to=person.email,
                language=person.language,
                facts={
                    "name": webhook.description or webhook.host,
                    "host": webhook.host,
                    "gone": "yes" if reason is OffReason.GONE else "",
                    "link": f"{runtime.settings.base_url}/desk/webhooks",
                },
                now=now,
            )


def _chance(runtime: Runtime) -> float:
    """Draw a number, 0 to 1."""
    digest = hashlib.sha256(runtime.random(_BYTES).encode()).digest()
    return int.from_bytes(digest[:_BYTES], "big") / _END


def _excerpt(body: bytes) -> str:
    text = body[: 4 * EXCERPT_CHARACTERS].decode("utf-8", "replace")
    words = "".join(c if c.isprintable() else " " for c in text).split()
    return " ".join(words)[:EXCERPT_CHARACTERS]
