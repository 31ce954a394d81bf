"""The outbox of webhooks: events, each on its way to those that want it. Any number of workers may empty it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.event import EventType
from moderation.core.webhook import Attempt, Delivery
from moderation.storage.webhook_tables import AttemptRow, DeliveryRow, EventRow, WebhookRow


def add_event(
    session: Session,
    *,
    message_id: str,
    kind: EventType,
    body: str,
    webhook_ids: Iterable[int],
    now: datetime,
    leaves_at: datetime,
    decision_id: int | None = None,
) -> int:
    """Store an event for those webhooks, to leave from *leaves_at* on; its number."""
    event = EventRow(
        message_id=message_id, kind=kind, body=body, decision_id=decision_id, created_at=now
    )
    session.add(event)
    session.flush()
    session.add_all(
        DeliveryRow(event_id=event.id, webhook_id=webhook_id, try_at=leaves_at, attempts=0)
        for webhook_id in webhook_ids
    )
    session.flush()
    return event.id


def take_back(session: Session, decision_id: int, kind: EventType) -> None:
    """Have what is told of a decision never leave, where it has not left yet."""
    events = sa.select(EventRow.id).where(
        EventRow.decision_id == decision_id, EventRow.kind == kind
    )
    session.execute(
        sa.delete(DeliveryRow).where(DeliveryRow.event_id.in_(events), DeliveryRow.attempts == 0)
    )


def due_webhooks(session: Session, *, now: datetime) -> tuple[int, ...]:
    """Return the webhooks for which something is due, whoever has waited longest first."""
    rows = session.scalars(
        sa.select(DeliveryRow.webhook_id)
        .join(WebhookRow, WebhookRow.id == DeliveryRow.webhook_id)
        .where(*_due(now))
        .group_by(DeliveryRow.webhook_id)
        .order_by(sa.func.min(DeliveryRow.try_at))
    )
    return tuple(rows)


def next_due(session: Session, webhook_id: int, *, now: datetime) -> Delivery | None:
    """Return what is due for one webhook, what has waited longest first."""
    return _first(
        session,
        _deliveries()
        .join(WebhookRow, WebhookRow.id == DeliveryRow.webhook_id)
        .where(*_due(now), DeliveryRow.webhook_id == webhook_id)
        .order_by(DeliveryRow.try_at, DeliveryRow.id),
    )


def delivery_by_id(session: Session, delivery_id: int) -> Delivery | None:
    """Return the delivery with the number *delivery_id*."""
    return _first(session, _deliveries().where(DeliveryRow.id == delivery_id))


def delivery_of(session: Session, event_id: int, webhook_id: int) -> Delivery | None:
    """Return an event's delivery to a webhook."""
    theirs = DeliveryRow.event_id == event_id, DeliveryRow.webhook_id == webhook_id
    return _first(session, _deliveries().where(*theirs))


def take(session: Session, delivery_id: int, *, now: datetime, retry_at: datetime) -> int | None:
    """Take a delivery to try it; it comes back at *retry_at* unless something is noted of it.

    Returns how often it was tried, this time included; None if another worker
    got there first.
    """
    return session.scalar(
        sa.update(DeliveryRow)
        .where(DeliveryRow.id == delivery_id, DeliveryRow.try_at <= now)
        .values(try_at=retry_at, attempts=DeliveryRow.attempts + 1)
        .returning(DeliveryRow.attempts)
    )


def mark_delivered(session: Session, delivery_id: int, *, now: datetime) -> None:
    """Note that an event got through."""
    _set(session, delivery_id, delivered_at=now, try_at=None)


def try_again(session: Session, delivery_id: int, *, at: datetime | None) -> None:
    """Put a delivery back to be tried *at* a time; None gives it up."""
    _set(session, delivery_id, try_at=at)


def begin_anew(session: Session, delivery_id: int, *, now: datetime) -> None:
    """Have an event sent again, as if it never had been."""
    _set(session, delivery_id, try_at=now, attempts=0, delivered_at=None)


def hurry(session: Session, webhook_id: int, *, later_than: datetime, now: datetime) -> None:
    """Have what failed, and would be tried *later_than* then, tried now: the webhook works again."""
    session.execute(
        sa.update(DeliveryRow)
        .where(
            DeliveryRow.webhook_id == webhook_id,
            DeliveryRow.try_at > later_than,
            DeliveryRow.attempts > 0,
        )
        .values(try_at=now)
    )


def resume(session: Session, webhook_id: int, *, now: datetime) -> int:
    """Have all that did not get through to a webhook sent again, tests apart; how many it is."""
    tests = sa.select(EventRow.id).where(EventRow.kind == EventType.TEST)
    resumed = session.scalars(
        sa.update(DeliveryRow)
        .where(
            DeliveryRow.webhook_id == webhook_id,
            DeliveryRow.delivered_at.is_(None),
            DeliveryRow.event_id.not_in(tests),
        )
        .values(try_at=now, attempts=0)
        .returning(DeliveryRow.id)
    )
    return len(resumed.all())


def add_attempt(session: Session, delivery_id: int, attempt: Attempt) -> None:
    """Note an attempt in the log."""
    session.add(
        AttemptRow(
            delivery_id=delivery_id,
            at=attempt.at,
            status=attempt.status,
            trouble=attempt.trouble,
            milliseconds=attempt.milliseconds,
            excerpt=attempt.excerpt,
        )
    )


def last_deliveries(session: Session, webhook_id: int, *, limit: int) -> tuple[Delivery, ...]:
    """Return what was, or is, on its way to a webhook, newest first."""
    rows = session.execute(
        _deliveries()
        .where(DeliveryRow.webhook_id == webhook_id)
        .order_by(DeliveryRow.id.desc())
        .limit(limit)
    )
    return tuple(_delivery(row.DeliveryRow, row.EventRow) for row in rows)


def attempts_on(session: Session, delivery_ids: Sequence[int]) -> Mapping[int, tuple[Attempt, ...]]:
    """Return the attempts at each of those deliveries, oldest first."""
    found: dict[int, list[Attempt]] = {number: [] for number in delivery_ids}
    rows = session.scalars(
        sa.select(AttemptRow)
        .where(AttemptRow.delivery_id.in_(delivery_ids))
        .order_by(AttemptRow.id)
    )
    for row in rows:
        found[row.delivery_id].append(
            Attempt(row.at, row.status, row.trouble, row.milliseconds, row.excerpt)
        )
    return {number: tuple(made) for number, made in found.items()}


def count_waiting(session: Session) -> Mapping[int, int]:
    """Return how many events wait for each webhook that some wait for."""
    rows = session.execute(
        sa.select(DeliveryRow.webhook_id, sa.func.count())
        .where(DeliveryRow.try_at.is_not(None))
        .group_by(DeliveryRow.webhook_id)
    )
    return {row[0]: row[1] for row in rows}


def older_events(before: datetime) -> sa.Select[int]:
    """Find the events that were stored before a moment."""
    return sa.select(EventRow.id).where(EventRow.created_at <= before)


def delete_events(session: Session, ids: Sequence[int] | sa.Select[int], _: datetime) -> None:
    """Delete events with all that is known of their deliveries."""
    deliveries = sa.select(DeliveryRow.id).where(DeliveryRow.event_id.in_(ids))
    session.execute(sa.delete(AttemptRow).where(AttemptRow.delivery_id.in_(deliveries)))
    session.execute(sa.delete(DeliveryRow).where(DeliveryRow.event_id.in_(ids)))
    session.execute(sa.delete(EventRow).where(EventRow.id.in_(ids)))


def _due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        DeliveryRow.try_at <= now,
        WebhookRow.off_at.is_(None),
        sa.or_(WebhookRow.rests_until.is_(None), WebhookRow.rests_until <= now),
    )


def _deliveries() -> sa.Select[DeliveryRow, EventRow]:
    return (
        sa.select(DeliveryRow, EventRow)
        .join(EventRow, EventRow.id == DeliveryRow.event_id)
        .execution_options(populate_existing=True)
    )


def _first(session: Session, found: sa.Select[DeliveryRow, EventRow]) -> Delivery | None:
    row = session.execute(found.limit(1)).first()
    return _delivery(row.DeliveryRow, row.EventRow) if row else None


def _set(session: Session, delivery_id: int, **values: object) -> None:
    session.execute(sa.update(DeliveryRow).where(DeliveryRow.id == delivery_id).values(**values))


def _delivery(row: DeliveryRow, event: EventRow) -> Delivery:
    return Delivery(
        id=row.id,
        webhook_id=row.webhook_id,
        message_id=event.message_id,
        kind=event.kind,
        body=event.body,
        created_at=event.created_at,
        attempts=row.attempts,
        try_at=row.try_at,
        delivered_at=row.delivered_at,
    )
