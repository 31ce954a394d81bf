"""Events are stored in the transaction of what they tell of, for the webhooks that want them."""

from datetime import datetime

from sqlalchemy.orm import Session

from moderation.core.calendar import add_months
from moderation.core.comment import Status
from moderation.core.decision import Decision
from moderation.core.event import (
    Data,
    EventType,
    Place,
    appeal_data,
    decision_data,
    sanction_data,
    statement_data,
    write_body,
)
from moderation.core.sanction import Sanction
from moderation.core.statement import Statement
from moderation.runtime import Runtime
from moderation.services.links import comment_url
from moderation.storage import deliveries, webhooks

#: Bytes of randomness in an event's id.
MESSAGE_BYTES = 18


def decision_made(session: Session, runtime: Runtime, decision: Decision) -> None:
    """Tell of a decision, whoever made it."""
    if wanting := webhooks.wanting(session, EventType.DECISION_MADE):
        place, _ = _place(session, runtime, decision.comment_id)
        version = webhooks.charter_version(session, decision.charter_digest)
        data = decision_data(decision, place, version)
        at = decision.decided_at
        post_event(session, runtime, EventType.DECISION_MADE, data, wanting, now=at)


def statement_issued(
    session: Session, runtime: Runtime, statement: Statement, *, leaves_at: datetime
) -> None:
    """Tell of a statement of reasons, when its author may be told of it."""
    if wanting := webhooks.wanting(session, EventType.STATEMENT_ISSUED):
        place, _ = _place(session, runtime, statement.comment_id)
        is_refusal = statement.status in (Status.RETURNED, Status.REJECTED)
        until = add_months(statement.decided_at, statement.appeal_months) if is_refusal else None
        post_event(
            session,
            runtime,
            EventType.STATEMENT_ISSUED,
            statement_data(statement, place, until),
            wanting,
            now=statement.decided_at,
            leaves_at=leaves_at,
            decision_id=statement.decision_id,
        )


def statement_withheld(session: Session, decision_id: int) -> None:
    """Never tell of a statement that was not sent yet, and now never will be."""
    deliveries.take_back(session, decision_id, EventType.STATEMENT_ISSUED)


def appeal_opened(
    session: Session,
    runtime: Runtime,
    comment_id: int,
    *,
    now: datetime,
    decision_id: int | None = None,
    sanction_id: int | None = None,
) -> None:
    """Tell of an appeal against a decision, or against a sanction."""
    if wanting := webhooks.wanting(session, EventType.APPEAL_OPENED):
        place, status = _place(session, runtime, comment_id)
        data = appeal_data(place, status, decision_id=decision_id, sanction_id=sanction_id)
        post_event(session, runtime, EventType.APPEAL_OPENED, data, wanting, now=now)


def sanction_set(
    session: Session,
    runtime: Runtime,
    sanction: Sanction,
    *,
    is_lifted: bool,
    by_operator: bool,
    now: datetime,
) -> None:
    """Tell of a sanction, or of its end: never of the name."""
    if wanting := webhooks.wanting(session, EventType.SANCTION_SET):
        comment = None
        if sanction.comment_id is not None:
            place, status = _place(session, runtime, sanction.comment_id)
            comment = place.told(status)
        data = sanction_data(sanction, comment, is_lifted=is_lifted, by_operator=by_operator)
        post_event(session, runtime, EventType.SANCTION_SET, data, wanting, now=now)


def post_event(
    session: Session,
    runtime: Runtime,
    kind: EventType,
    data: Data,
    webhook_ids: tuple[int, ...],
    *,
    now: datetime,
    leaves_at: datetime | None = None,
    decision_id: int | None = None,
) -> int:
    """Store an event in the caller's transaction: it leaves if, and only if, that is committed. Its number."""
    return deliveries.add_event(
        session,
        message_id="msg_" + runtime.random(MESSAGE_BYTES),
        kind=kind,
        body=write_body(kind, now, data),
        webhook_ids=webhook_ids,
        now=now,
        leaves_at=leaves_at or now,
        decision_id=decision_id,
    )


def _place(session: Session, runtime: Runtime, comment_id: int) -> tuple[Place, Status]:
    public_id, article_key, status = webhooks.place_of(session, comment_id)
    base = runtime.settings.base_url
    place = Place(
        comment_id=public_id,
        article_key=article_key,
        api_url=f"{base}/api/v1/comments/{public_id}",
        desk_url=f"{base}/desk/comment/{public_id}",
        page_url=comment_url(runtime, public_id),
    )
    return place, status
