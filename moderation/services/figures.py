"""Figures of a period: what came in, what was decided, how long it took."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import StringIO

from moderation.adapters.cells import safe_cell
from moderation.core.agreement import Agreement, on_the_whole
from moderation.core.desk import Rank
from moderation.core.figures import Counts, bounds_of, day_of
from moderation.core.period import Period
from moderation.core.permission import Permission, require
from moderation.core.person import Person
from moderation.runtime import Runtime
from moderation.services.reporting import PromiseReport, report_promise
from moderation.storage import figures, second_readings

#: Days that are counted in one go.
CHUNK_DAYS = 31

#: A day is counted anew once an hour, as long as something of it may change.
COUNT_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """What the newsroom is told of a period; of nobody in it."""

    period: Period
    days: Mapping[date, Counts]  # one of nothing is not in it
    waiting_since: Mapping[Rank, datetime]  # now
    promise: PromiseReport
    agreement: Agreement  # of what was read a second time, blind, in the period
    now: datetime


def figures_of(runtime: Runtime, person: Person, period: Period) -> PeriodFigures:
    """Return the figures of *period*. Raises NotAllowed."""
    require(person, Permission.READ)
    since, until = bounds_of(period.first, period.last)
    with runtime.database.read() as session:
        waiting_since = figures.longest_waiting(session)
        readings = second_readings.readings(session, since=since, until=until)
    return PeriodFigures(
        period=period,
        days=days_of(runtime, period),
        waiting_since=waiting_since,
        promise=report_promise(runtime),
        agreement=on_the_whole(readings),
        now=runtime.clock(),
    )


def days_of(runtime: Runtime, period: Period) -> Mapping[date, Counts]:
    """Return the counts of each day of *period*, but of days of nothing.

    They are those that are kept; today, and what was not counted since it was over, is
    counted at once.
    """
    now = runtime.clock()
    with runtime.database.read() as session:
        begins = figures.first_day(session)
        first, last = max(period.first, begins or period.first), min(period.last, day_of(now))
        kept = figures.kept_days(session, first, last)
        is_over = {day for day, (_, at) in kept.items() if at >= bounds_of(day, day)[1]}
        missing = [day for day in _days(first, last) if day not in is_over]
        found = {day: counts for day, (counts, _) in kept.items() if day in is_over and counts}
        if missing:
            found |= figures.count_days(session, missing[0], missing[-1])
    return dict(sorted(found.items()))


def count_due_days(runtime: Runtime) -> int:
    """Count what may have changed of past days, and what was never counted; how many days it was.

    A guest's comment counts once its author has confirmed it, days later perhaps; after
    that nothing of a day changes any more.
    """
    now = runtime.clock()
    with runtime.database.read() as session:
        begins, counted = figures.first_day(session), figures.days_counted(session)
    if begins is None:
        return 0
    open_for = timedelta(days=runtime.settings.keep_unconfirmed_days + 1)
    due = [
        day
        for day in _days(begins, day_of(now) - timedelta(days=1))
        if _is_due(counted.get(day), ends=bounds_of(day, day)[1], open_for=open_for, now=now)
    ]
    for i in range(0, len(due), CHUNK_DAYS):
        _count(runtime, due[i : i + CHUNK_DAYS], now)
    return len(due)


def _is_due(
    counted_at: datetime | None, *, ends: datetime, open_for: timedelta, now: datetime
) -> bool:
    if counted_at is None or counted_at < ends:
        return True
    return counted_at < ends + open_for and counted_at + COUNT_EVERY <= now


def _count(runtime: Runtime, days: list[date], now: datetime) -> None:
    with runtime.database.read() as session:
        found = figures.count_days(session, days[0], days[-1])
    with runtime.database.begin() as session:
        for day in days:
            figures.keep_day(session, day, found.get(day, {}), now=now)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def to_csv(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV that a spreadsheet reads as it is, and takes no word of for a formula."""
    written = StringIO()
    # Excel takes a file for UTF-8 only if it begins with the mark.
    written.write("\ufeff")
    to = csv.writer(written)
    for row in ([*heads], *rows):
        to.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in row])
    return written.getvalue()
