"""The tables of webhooks: where they lead, what they are told, and what became of it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.core.event import EventType
from moderation.core.webhook import OffReason
from moderation.storage.tables import BigId, Table, one_of


def _to(column: str) -> sa.ForeignKey:
    """A foreign key that forbids deleting what it points to."""
    return sa.ForeignKey(column, ondelete="RESTRICT")


class WebhookRow(Table):
    """A webhook. Its secrets are not here, but what they are made from with the service's key."""

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    url: Mapped[str]
    description: Mapped[str]
    events: Mapped[list[str]]
    salt: Mapped[str]
    old_salt: Mapped[str | None]
    old_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    off_at: Mapped[datetime | None]
    off_reason: Mapped[OffReason | None] = mapped_column(one_of(OffReason, "off_reason"))
    failing_since: Mapped[datetime | None]
    succeeded_at: Mapped[datetime | None]
    rests_until: Mapped[datetime | None]


class EventRow(Table):
    """What happened, as it is told; kept as long as the log is."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[EventType] = mapped_column(one_of(EventType, "kind"))
    body: Mapped[str]
    decision_id: Mapped[int | None] = mapped_column(
        BigId, index=True
    )  # whose statement it tells of
    created_at: Mapped[datetime] = mapped_column(index=True)


class DeliveryRow(Table):
    """An event on its way to one webhook: the outbox. Without `try_at` it was delivered, or given up."""

    __tablename__ = "delivery"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "webhook_id"),
        sa.Index(None, "webhook_id", "try_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(BigId, _to("event.id"))
    webhook_id: Mapped[int] = mapped_column(BigId, _to("webhook.id"))
    try_at: Mapped[datetime | None]
    attempts: Mapped[int]
    delivered_at: Mapped[datetime | None]


class AttemptRow(Table):
    """An attempt to deliver, and what came of it."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    delivery_id: Mapped[int] = mapped_column(BigId, _to("delivery.id"), index=True)
    at: Mapped[datetime]
    status: Mapped[int | None]
    trouble: Mapped[str]
    milliseconds: Mapped[int | None]
    excerpt: Mapped[str]
