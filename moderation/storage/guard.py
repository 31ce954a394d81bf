"""What the guard counts, and what it suspended."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from moderation.core.guard import USUAL_DAYS, Rate, Suspension
from moderation.storage.guard_tables import GuardRow, SuspensionRow, TriggerCountRow

#: The trigger that every comment has.
EVERY = ""

#: The one row that tells how far the guard has counted.
ONLY = 1

#: Most suspensions that are listed, the newest.
MOST_LISTED = 50


def seen(session: Session) -> int | None:
    """Return the number of the last comment that was counted; None: nothing was yet."""
    return session.scalar(sa.select(GuardRow.seen_id).where(GuardRow.id == ONLY))


def begin(session: Session, seen_id: int) -> None:
    """Begin to count after a comment, unless another worker has begun."""
    row = {"id": ONLY, "seen_id": seen_id}
    session.execute(_insert(session)(GuardRow).values(row).on_conflict_do_nothing())


def move(session: Session, *, seen_id: int, to: int) -> bool:
    """Note how far was counted; False if another worker has counted these."""
    moved = session.scalar(
        sa.update(GuardRow)
        .where(GuardRow.id == ONLY, GuardRow.seen_id == seen_id)
        .values(seen_id=to)
        .returning(GuardRow.id)
    )
    return moved is not None


def count(session: Session, counts: Mapping[tuple[str, datetime], int]) -> None:
    """Add *counts*: trigger and hour → comments."""
    row = TriggerCountRow
    for (trigger, hour), n in sorted(counts.items()):
        statement = _insert(session)(row).values(trigger=trigger, hour=hour, n=n)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=[row.trigger, row.hour], set_={"n": row.n + n}
            )
        )


def rates(
    session: Session, triggers: Iterable[str], hour: datetime
) -> Mapping[str, tuple[Rate, Rate]]:
    """Return of each trigger its rate in *hour*, and in the days before it."""
    row, since = TriggerCountRow, hour - timedelta(days=USUAL_DAYS)
    is_now = row.hour == hour
    found = session.execute(
        sa.select(
            row.trigger,
            sa.func.coalesce(sa.func.sum(sa.case((is_now, row.n), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((is_now, 0), else_=row.n)), 0),
        )
        .where(row.trigger.in_([EVERY, *triggers]), row.hour >= since, row.hour <= hour)
        .group_by(row.trigger)
    )
    counts = {trigger: (int(now), int(before)) for trigger, now, before in found}
    all_now, all_before = counts.pop(EVERY, (0, 0))
    return {
        trigger: (Rate(now, all_now), Rate(before, all_before))
        for trigger, (now, before) in counts.items()
    }


def forget_before(session: Session, hour: datetime) -> None:
    """Delete the counts of hours before *hour*."""
    session.execute(sa.delete(TriggerCountRow).where(TriggerCountRow.hour < hour))


def suspended(session: Session) -> frozenset[str]:
    """Return the triggers that are suspended."""
    rows = sa.select(SuspensionRow.trigger).where(SuspensionRow.lifted_at.is_(None))
    return frozenset(session.scalars(rows))


def left_alone(session: Session, since: datetime) -> frozenset[str]:
    """Return the triggers that are suspended, or whose suspension was lifted from *since* on."""
    rows = sa.select(SuspensionRow.trigger).where(
        sa.or_(SuspensionRow.lifted_at.is_(None), SuspensionRow.lifted_at >= since)
    )
    return frozenset(session.scalars(rows))


def suspend(session: Session, trigger: str, sudden: Rate, usual: Rate, *, now: datetime) -> int:
    """Suspend a trigger; the suspension's number."""
    row = SuspensionRow(
        trigger=trigger,
        since=now,
        n_hits=sudden.hits,
        n_comments=sudden.comments,
        usual_hits=usual.hits,
        usual_comments=usual.comments,
        reason="",
    )
    session.add(row)
    session.flush()
    return row.id


def lift(session: Session, suspension_id: int, *, by: int, reason: str, now: datetime) -> bool:
    """Lift a suspension; False if it was, or there is none."""
    lifted = session.scalar(
        sa.update(SuspensionRow)
        .where(SuspensionRow.id == suspension_id, SuspensionRow.lifted_at.is_(None))
        .values(lifted_at=now, lifted_by=by, reason=reason)
        .returning(SuspensionRow.id)
    )
    return lifted is not None


def listed(session: Session) -> tuple[Suspension, ...]:
    """Return the newest suspensions, those that are not lifted first."""
    rows = session.scalars(
        sa.select(SuspensionRow)
        .order_by(SuspensionRow.lifted_at.is_not(None), SuspensionRow.id.desc())
        .limit(MOST_LISTED)
        .execution_options(populate_existing=True)
    )
    return tuple(
        Suspension(
            row.id,
            row.trigger,
            row.since,
            Rate(row.n_hits, row.n_comments),
            Rate(row.usual_hits, row.usual_comments),
            row.lifted_at,
            row.lifted_by,
            row.reason,
        )
        for row in rows
    )


def _insert(session: Session) -> Any:
    is_sqlite = session.connection().dialect.name == "sqlite"
    return sqlite.insert if is_sqlite else postgresql.insert
