"""What is counted of days: from the comments and decisions themselves, and as it was kept."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from moderation.core.comment import Status
from moderation.core.decision import ANSWERS
from moderation.core.desk import Rank
from moderation.core.figures import (
    Answer,
    Closed,
    Counts,
    Entry,
    Figure,
    bounds_of,
    day_of,
    entries_of_answer,
    entries_of_appeal,
    entries_of_report,
)
from moderation.core.period import TIME_ZONE
from moderation.storage.figure_tables import DayRow
from moderation.storage.imported_tables import ImportedRow
from moderation.storage.queue_tables import QueueRow
from moderation.storage.sanction_tables import SanctionRow
from moderation.storage.tables import (
    AppealRow,
    CommentRow,
    DecisionRow,
    ReportRow,
)

Counted = Iterator[tuple[date, Entry]]


def count_days(session: Session, first: date, last: date) -> Mapping[date, Counts]:
    """Count what happened on each day from *first* to *last*; a day of nothing is not in it."""
    start, end = bounds_of(first, last)
    tally: dict[date, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for count in (
        _arrivals,
        _answers,
        _reports,
        _closed_reports,
        _appeals,
        _closed_appeals,
        _sanctions,
    ):
        for day, (figure, key) in count(session, start, end):
            tally[day][figure.value][key] += 1
    return tally


def keep_day(session: Session, day: date, counts: Counts, *, now: datetime) -> None:
    """Keep what was counted of a day, in the place of what was counted before."""
    values = {figure: dict(keys) for figure, keys in counts.items()}
    session.merge(DayRow(day=day, counts=values, counted_at=now))


def kept_days(session: Session, first: date, last: date) -> Mapping[date, tuple[Counts, datetime]]:
    """Return what is kept of each day from *first* to *last*, and when it was counted."""
    rows = session.execute(
        sa.select(DayRow.day, DayRow.counts, DayRow.counted_at).where(
            DayRow.day >= first, DayRow.day <= last
        )
    )
    return {row.day: (row.counts, row.counted_at) for row in rows}


def days_counted(session: Session) -> Mapping[date, datetime]:
    """Return when each day that is kept was counted last."""
    rows = session.execute(sa.select(DayRow.day, DayRow.counted_at))
    return {row.day: row.counted_at for row in rows}


def first_day(session: Session) -> date | None:
    """Return the day of the earliest comment, imported ones included; None: there is none."""
    earliest = session.scalar(sa.select(sa.func.min(CommentRow.submitted_at)))
    return earliest and day_of(earliest)


def longest_waiting(session: Session) -> Mapping[Rank, datetime]:
    """Return since when the comment that waits longest in each rank has waited."""
    found = {}
    for rank in Rank:
        since = session.scalar(
            sa.select(QueueRow.since)
            .where(QueueRow.rank == rank)
            .order_by(QueueRow.rank, QueueRow.since)
            .limit(1)
        )
        if since is not None:
            found[rank] = since
    return found


def _is_imported() -> sa.ColumnElement[bool]:
    return sa.exists().where(ImportedRow.comment_id == CommentRow.id)


def _arrivals(session: Session, start: datetime, end: datetime) -> Counted:
    rows = session.scalars(
        sa.select(CommentRow.submitted_at)
        .where(
            CommentRow.submitted_at >= start,
            CommentRow.submitted_at < end,
            CommentRow.status != Status.UNCONFIRMED,
            ~_is_imported(),
        )
        .execution_options(yield_per=10_000)
    )
    for moment in rows:
        local = moment.astimezone(TIME_ZONE)
        yield local.date(), (Figure.RECEIVED, str(local.hour))


def _standing_answers() -> sa.Select[*tuple[Any, ...]]:
    """Select answers that nobody took back, on comments received here."""
    undoing, earlier, undone = aliased(DecisionRow), aliased(DecisionRow), aliased(DecisionRow)
    came_before = sa.exists().where(
        earlier.comment_id == DecisionRow.comment_id,
        earlier.id < DecisionRow.id,
        earlier.action.in_(ANSWERS),
        ~sa.exists().where(undone.undoes == earlier.id),
    )
    return (
        sa.select(
            DecisionRow.action,
            DecisionRow.clause_ids,
            DecisionRow.decided_by.is_(None).label("by_machine"),
            DecisionRow.decided_at,
            DecisionRow.status_before,
            CommentRow.submitted_at,
            came_before.label("came_before"),
            sa.exists().where(ReportRow.closed_by == DecisionRow.id).label("on_report"),
        )
        .join(CommentRow, CommentRow.id == DecisionRow.comment_id)
        .where(
            DecisionRow.action.in_(ANSWERS),
            ~sa.exists().where(undoing.undoes == DecisionRow.id),
            ~_is_imported(),
        )
    )


def _answers(session: Session, start: datetime, end: datetime) -> Counted:
    rows = session.execute(
        _standing_answers()
        .where(DecisionRow.decided_at >= start, DecisionRow.decided_at < end)
        .execution_options(yield_per=10_000)
    )
    for row in rows:
        answer = Answer(
            action=row.action,
            clause_ids=tuple(row.clause_ids),
            by_machine=row.by_machine,
            submitted_at=row.submitted_at,
            decided_at=row.decided_at,
            status_before=row.status_before,
            is_first=not row.came_before,
            on_report=row.on_report,
        )
        day = day_of(row.decided_at)
        yield from ((day, entry) for entry in entries_of_answer(answer))


def _reports(session: Session, start: datetime, end: datetime) -> Counted:
    rows = session.execute(
        sa.select(ReportRow.opened_at, ReportRow.reason).where(
            ReportRow.opened_at >= start, ReportRow.opened_at < end
        )
    )
    for opened_at, reason in rows:
        yield day_of(opened_at), (Figure.REPORT, reason.value)


def _closed_reports(session: Session, start: datetime, end: datetime) -> Counted:
    rows = session.execute(
        sa.select(ReportRow.opened_at, DecisionRow.decided_at, DecisionRow.action)
        .join(DecisionRow, DecisionRow.id == ReportRow.closed_by)
        .where(DecisionRow.decided_at >= start, DecisionRow.decided_at < end)
    )
    for opened_at, decided_at, action in rows:
        closed = Closed(opened_at, decided_at, action, against_machine=False)
        yield from ((day_of(decided_at), entry) for entry in entries_of_report(closed))


def _appeals(session: Session, start: datetime, end: datetime) -> Counted:
    rows = session.execute(
        sa.select(AppealRow.opened_at, DecisionRow.decided_by)
        .join(DecisionRow, DecisionRow.id == AppealRow.decision_id)
        .where(AppealRow.opened_at >= start, AppealRow.opened_at < end)
    )
    for opened_at, decided_by in rows:
        who = "machine" if decided_by is None else "person"
        yield day_of(opened_at), (Figure.APPEAL, who)


def _closed_appeals(session: Session, start: datetime, end: datetime) -> Counted:
    appealed = aliased(DecisionRow)
    rows = session.execute(
        sa.select(
            AppealRow.opened_at, DecisionRow.decided_at, DecisionRow.action, appealed.decided_by
        )
        .join(DecisionRow, DecisionRow.id == AppealRow.closed_by)
        .join(appealed, appealed.id == AppealRow.decision_id)
        .where(DecisionRow.decided_at >= start, DecisionRow.decided_at < end)
    )
    for opened_at, decided_at, action, decided_by in rows:
        closed = Closed(opened_at, decided_at, action, against_machine=decided_by is None)
        yield from ((day_of(decided_at), entry) for entry in entries_of_appeal(closed))


def _sanctions(session: Session, start: datetime, end: datetime) -> Counted:
    rows = session.execute(
        sa.select(SanctionRow.set_at, SanctionRow.kind).where(
            SanctionRow.set_at >= start, SanctionRow.set_at < end
        )
    )
    for set_at, kind in rows:
        yield day_of(set_at), (Figure.SANCTION, kind.value)
