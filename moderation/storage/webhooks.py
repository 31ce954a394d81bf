"""Endpoints of webhooks, and what is told of a comment."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.comment import Status
from moderation.core.event import EventType
from moderation.core.webhook import OffReason, Webhook
from moderation.storage.tables import ArticleRow, CharterRow, CommentRow
from moderation.storage.webhook_tables import AttemptRow, DeliveryRow, EventRow, WebhookRow


def add_webhook(
    session: Session,
    *,
    url: str,
    description: str,
    events: Sequence[EventType],
    salt: str,
    now: datetime,
) -> Webhook:
    """Store an endpoint."""
    row = WebhookRow(
        url=url,
        description=description,
        events=[kind.value for kind in events],
        salt=salt,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return _webhook(row)


def all_webhooks(session: Session) -> tuple[Webhook, ...]:
    """Return all endpoints, oldest first."""
    rows = session.scalars(
        sa.select(WebhookRow).order_by(WebhookRow.id).execution_options(populate_existing=True)
    )
    return tuple(_webhook(row) for row in rows)


def webhook_by_id(session: Session, webhook_id: int) -> Webhook | None:
    """Return the endpoint with the number *webhook_id*."""
    row = session.get(WebhookRow, webhook_id, populate_existing=True)
    return _webhook(row) if row is not None else None


def wanting(session: Session, kind: EventType) -> tuple[int, ...]:
    """Return the endpoints that are told of events of *kind*."""
    rows = session.execute(
        sa.select(WebhookRow.id, WebhookRow.events).where(WebhookRow.off_at.is_(None))
    )
    return tuple(row.id for row in rows if kind.value in row.events)


def rotate(session: Session, webhook_id: int, *, salt: str, old_until: datetime) -> None:
    """Give an endpoint another secret; the one before signs too until *old_until*."""
    # The one that is there by then: of two rotations at once none is lost.
    _set(session, webhook_id, salt=salt, old_salt=WebhookRow.salt, old_until=old_until)


def turn_off(session: Session, webhook_id: int, reason: OffReason, *, now: datetime) -> bool:
    """Tell an endpoint nothing any more; False if that was so already."""
    turned = session.scalar(
        sa.update(WebhookRow)
        .where(WebhookRow.id == webhook_id, WebhookRow.off_at.is_(None))
        .values(off_at=now, off_reason=reason)
        .returning(WebhookRow.id)
    )
    return turned is not None


def turn_on(session: Session, webhook_id: int) -> None:
    """Tell an endpoint again, as if nothing had failed."""
    _set(session, webhook_id, off_at=None, off_reason=None, failing_since=None, rests_until=None)


def remove(session: Session, webhook_id: int) -> None:
    """Delete an endpoint, its log, and the events that were for it alone."""
    theirs = sa.select(DeliveryRow.id).where(DeliveryRow.webhook_id == webhook_id)
    session.execute(sa.delete(AttemptRow).where(AttemptRow.delivery_id.in_(theirs)))
    session.execute(sa.delete(DeliveryRow).where(DeliveryRow.webhook_id == webhook_id))
    session.execute(
        sa.delete(EventRow).where(~sa.exists().where(DeliveryRow.event_id == EventRow.id))
    )
    session.execute(sa.delete(WebhookRow).where(WebhookRow.id == webhook_id))


def note_success(session: Session, webhook_id: int, *, now: datetime) -> None:
    """Note that something got through."""
    _set(session, webhook_id, succeeded_at=now, failing_since=None, rests_until=None)


def note_failure(
    session: Session, webhook_id: int, *, now: datetime, rests_until: datetime | None
) -> None:
    """Note that something did not get through, and until when the endpoint is left alone."""
    session.execute(
        sa.update(WebhookRow)
        .where(WebhookRow.id == webhook_id)
        .values(
            failing_since=sa.func.coalesce(
                WebhookRow.failing_since, sa.literal(now, WebhookRow.failing_since.type)
            ),
            rests_until=rests_until,
        )
    )


def count_failed(session: Session) -> int:
    """Return how many endpoints are told nothing because they failed."""
    failed = sa.select(sa.func.count()).where(
        WebhookRow.off_reason.in_((OffReason.GONE, OffReason.FAILING))
    )
    return session.scalar(failed) or 0


def place_of(session: Session, comment_id: int) -> tuple[str, str, Status]:
    """Return a comment's public id, its article's key, and where it stands."""
    row = session.execute(
        sa.select(CommentRow.public_id, ArticleRow.key, CommentRow.status)
        .join(ArticleRow, ArticleRow.id == CommentRow.article_id)
        .where(CommentRow.id == comment_id)
    ).one()
    return row.public_id, row.key, row.status


def charter_version(session: Session, digest: str) -> str:
    """Return the version of a charter that was in force."""
    return session.scalars(sa.select(CharterRow.version).where(CharterRow.digest == digest)).one()


def _set(session: Session, webhook_id: int, **values: object) -> None:
    session.execute(sa.update(WebhookRow).where(WebhookRow.id == webhook_id).values(**values))


def _webhook(row: WebhookRow) -> Webhook:
    return Webhook(
        id=row.id,
        url=row.url,
        description=row.description,
        events=tuple(EventType(kind) for kind in row.events),
        salt=row.salt,
        old_salt=row.old_salt,
        old_until=row.old_until,
        created_at=row.created_at,
        off_at=row.off_at,
        off_reason=row.off_reason,
        failing_since=row.failing_since,
        succeeded_at=row.succeeded_at,
        rests_until=row.rests_until,
    )
