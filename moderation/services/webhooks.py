"""An administrator says which other programs are told of what, and sees whether it gets through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from moderation.adapters.posting import PostingError, check_url
from moderation.core.audit import AuditKind
from moderation.core.comment import checked_words
from moderation.core.event import check_wanted
from moderation.core.person import Person
from moderation.core.webhook import (
    DESCRIPTION_CODE_POINTS,
    MOST_WEBHOOKS,
    OVERLAP_HOURS,
    Attempt,
    Delivery,
    OffReason,
    Webhook,
    secret_of,
)
from moderation.errors import Conflict, InvalidInput, NotFound
from moderation.runtime import Runtime
from moderation.storage import audit, deliveries, webhooks

#: Bytes of randomness from which a secret is made.
SALT_BYTES = 24


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """A webhook and its secret."""

    webhook: Webhook
    secret: str


@dataclass(frozen=True, slots=True)
class LoggedDelivery:
    """An event that was, or is, on its way to a webhook."""

    delivery: Delivery
    attempts: tuple[Attempt, ...]  # oldest first


@dataclass(frozen=True, slots=True)
class ListedWebhook:
    """A webhook and how it fares."""

    webhook: Webhook
    n_waiting: int
    last: tuple[LoggedDelivery, ...]  # newest first


def add_webhook(
    runtime: Runtime,
    *,
    url: str,
    description: str = "",
    events: Sequence[str],
    by: Person | None = None,
) -> NewWebhook:
    """Have a webhook told of *events*. *by*, here and below: who of the newsroom; None: the operator.

    Raises InvalidInput if the address is none, the description too long, or
    no event is asked for; Conflict if there are too many webhooks already.
    Where the address leads is looked at each time that something is sent.
    """
    url = url.strip()
    check_address(url)
    description = checked_words(
        " ".join(description.split()),
        DESCRIPTION_CODE_POINTS,
        what="a description",
        may_be_empty=True,
    )
    try:
        wanted = check_wanted(events)
    except ValueError:
        raise InvalidInput("there is no such event") from None
    if not wanted:
        raise InvalidInput("a webhook is told of one event at least")
    salt = runtime.random(SALT_BYTES)
    with runtime.database.begin() as session:
        if len(webhooks.all_webhooks(session)) >= MOST_WEBHOOKS:
            raise Conflict(f"there are {MOST_WEBHOOKS} webhooks already")
        added = webhooks.add_webhook(
            session,
            url=url,
            description=description,
            events=wanted,
            salt=salt,
            now=runtime.clock(),
        )
        _note(session, runtime, added.id, "added", by)
    return NewWebhook(added, _secret(runtime, added))


def check_address(url: str) -> None:
    """Raise InvalidInput if nothing can be posted to *url*, wherever its name leads."""
    try:
        check_url(url.strip())
    except PostingError as error:
        raise InvalidInput(str(error)) from None


def listed_webhooks(runtime: Runtime, *, n_last: int = 0) -> tuple[ListedWebhook, ...]:
    """Return all webhooks, oldest first, each with its *n_last* last deliveries."""
    with runtime.database.read() as session:
        waiting = deliveries.count_waiting(session)
        return tuple(
            ListedWebhook(
                webhook, waiting.get(webhook.id, 0), _log(session, webhook.id, limit=n_last)
            )
            for webhook in webhooks.all_webhooks(session)
        )


def find_webhook(runtime: Runtime, webhook_id: int) -> Webhook:
    """Return a webhook. Raises NotFound."""
    with runtime.database.read() as session:
        return found(session, webhook_id)


def log_of(runtime: Runtime, webhook_id: int, *, limit: int) -> tuple[LoggedDelivery, ...]:
    """Return the last deliveries to a webhook, newest first. Raises NotFound."""
    with runtime.database.read() as session:
        return _log(session, found(session, webhook_id).id, limit=limit)


def secret(runtime: Runtime, webhook_id: int) -> str:
    """Return the secret by which a webhook knows that it is us. Raises NotFound."""
    return _secret(runtime, find_webhook(runtime, webhook_id))


def rotate(runtime: Runtime, webhook_id: int, *, by: Person | None = None) -> NewWebhook:
    """Give a webhook another secret; the one before signs too, for OVERLAP_HOURS. Raises NotFound."""
    salt = runtime.random(SALT_BYTES)
    until = runtime.clock() + timedelta(hours=OVERLAP_HOURS)
    with runtime.database.begin() as session:
        webhooks.rotate(session, found(session, webhook_id).id, salt=salt, old_until=until)
        rotated = found(session, webhook_id)
        _note(session, runtime, webhook_id, "rotated", by)
    return NewWebhook(rotated, _secret(runtime, rotated))


def remove(runtime: Runtime, webhook_id: int, *, by: Person | None = None) -> None:
    """Forget a webhook and its log. Raises NotFound."""
    with runtime.database.begin() as session:
        webhooks.remove(session, found(session, webhook_id).id)
        _note(session, runtime, webhook_id, "removed", by)


def turn_off(runtime: Runtime, webhook_id: int, *, by: Person | None = None) -> None:
    """Tell a webhook nothing until it is turned on; what happens meanwhile is not kept for it. Raises NotFound."""
    with runtime.database.begin() as session:
        number = found(session, webhook_id).id
        webhooks.turn_off(session, number, OffReason.BY_HAND, now=runtime.clock())
        _note(session, runtime, number, "turned off", by)


def turn_on(runtime: Runtime, webhook_id: int, *, by: Person | None = None) -> int:
    """Tell a webhook again, and first what has not got through; how many events that is. Raises NotFound."""
    with runtime.database.begin() as session:
        number = found(session, webhook_id).id
        webhooks.turn_on(session, number)
        _note(session, runtime, number, "turned on", by)
        return deliveries.resume(session, number, now=runtime.clock())


def redeliver(runtime: Runtime, delivery_id: int) -> Delivery:
    """Have an event sent once more, under the same id. Raises NotFound; Conflict if its webhook is off."""
    with runtime.database.begin() as session:
        delivery = deliveries.delivery_by_id(session, delivery_id)
        if delivery is None:
            raise NotFound("there is no such delivery, or not any more")
        if found(session, delivery.webhook_id).off_at is not None:
            raise Conflict("this webhook is off: turn it on first")
        deliveries.begin_anew(session, delivery_id, now=runtime.clock())
    return delivery


def count_failed(runtime: Runtime) -> int:
    """Return how many webhooks were turned off because they failed."""
    with runtime.database.read() as session:
        return webhooks.count_failed(session)


def found(session: Session, webhook_id: int) -> Webhook:
    """Return a webhook. Raises NotFound."""
    webhook = webhooks.webhook_by_id(session, webhook_id)
    if webhook is None:
        raise NotFound("there is no such webhook")
    return webhook


def old_secret_until(webhook: Webhook, now: datetime) -> datetime | None:
    """Return until when the secret before signs, too; None if it does not."""
    until = webhook.old_until
    return until if until is not None and now < until else None


def _note(
    session: Session, runtime: Runtime, webhook_id: int, step: str, by: Person | None
) -> None:
    audit.append(
        session,
        AuditKind.PROGRAM,
        by=by.id if by is not None else None,
        about=f"webhook {webhook_id}",
        now=runtime.clock(),
        step=step,
    )


def _log(session: Session, webhook_id: int, *, limit: int) -> tuple[LoggedDelivery, ...]:
    last = deliveries.last_deliveries(session, webhook_id, limit=limit) if limit else ()
    made = deliveries.attempts_on(session, [delivery.id for delivery in last])
    return tuple(LoggedDelivery(delivery, made[delivery.id]) for delivery in last)


def _secret(runtime: Runtime, webhook: Webhook) -> str:
    return secret_of(runtime.settings.secret_key or "", webhook.salt)
