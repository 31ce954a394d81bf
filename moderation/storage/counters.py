"""How often something was done of late: one row a counter, shared by all server processes."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from moderation.storage.tables import CounterRow

#: Most lapsed counters that one counting takes away.
SWEPT_AT_ONCE = 100


def count(
    session: Session, key: str, *, limit: int, amount: int, now: datetime, window: timedelta
) -> bool:
    """Count *amount* more on the counter *key*; False, and nothing counted, beyond *limit*.

    A window begins with the first that is counted. One statement, so that of
    many at once no more than *limit* pass.
    """
    row = CounterRow
    is_over = row.until <= now
    statement = _insert(session)(row).values(key=key, n=amount, until=now + window)
    counted = session.scalar(
        statement.on_conflict_do_update(
            index_elements=[row.key],
            set_={
                "n": sa.case((is_over, amount), else_=row.n + amount),
                "until": sa.case((is_over, now + window), else_=row.until),
            },
            where=is_over | (row.n + amount <= limit),
        ).returning(row.n)
    )
    return counted is not None


def counted(session: Session, key: str, *, now: datetime) -> tuple[int, datetime] | None:
    """Return how many were counted in the window of *key*, and when it ends; None if there is none."""
    row = CounterRow
    found = session.execute(
        sa.select(row.n, row.until).where(row.key == key, row.until > now)
    ).one_or_none()
    return (found.n, found.until) if found else None


def sweep(session: Session, *, now: datetime) -> None:
    """Take away counters whose window is over, some at a time."""
    # One that another transaction is counting on is passed over; SQLite ignores the clause.
    lapsed = (
        sa.select(CounterRow.key)
        .where(CounterRow.until <= now)
        .limit(SWEPT_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    session.execute(
        sa.delete(CounterRow)
        .where(CounterRow.key.in_(lapsed))
        .execution_options(synchronize_session=False)
    )


def _insert(session: Session) -> Any:
    is_sqlite = session.connection().dialect.name == "sqlite"
    return sqlite.insert if is_sqlite else postgresql.insert
