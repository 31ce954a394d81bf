"""What is over its period is erased, and a report says how much."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from moderation.adapters.mail import erase_mails, old_mails
from moderation.core.retention import Kind, Periods, RetentionReport
from moderation.runtime import Runtime
from moderation.settings import Settings
from moderation.storage import retention

#: How much is erased in one transaction: other writers wait for its end.
PORTION = 50

#: Hours from one run that came to its end to the next one of the worker's.
RUN_HOURS = 24

#: Hours after which a run that has not ended was cut short.
CUT_SHORT_HOURS = 2


def periods_of(settings: Settings) -> Periods:
    """Return for how long the operator keeps each thing."""
    return Periods(
        unconfirmed_days=settings.keep_unconfirmed_days,
        refused_months=settings.keep_refused_months,
        identity_months=settings.keep_identity_months,
        origin_days=settings.keep_origin_days,
        decider_months=settings.keep_decider_months,
        disclosure_months=settings.keep_disclosure_months,
        open_correction_months=settings.keep_open_correction_months,
        event_days=settings.keep_event_days,
    )


def count_due(runtime: Runtime) -> Mapping[Kind, int]:
    """Return how much of each kind is over its period now; nothing is erased."""
    before = _before(runtime, runtime.clock())
    with runtime.database.read() as session:
        return {
            kind: len(old_mails(runtime.settings.mail_folder, before[kind]))
            if kind is Kind.MAIL
            else retention.count_due(session, kind, before[kind])
            for kind in Kind
        }


def retain(
    runtime: Runtime, *, done: Callable[[Kind, int], None] = lambda kind, n: None
) -> RetentionReport:
    """Erase what is over its period, in short transactions; *done* is told of each portion.

    Cut short, it goes on the next time: what was erased is erased, and in the
    report. Two at once do each other no harm.

    Raises Unavailable if the database cannot take it.
    """
    now = runtime.clock()
    with runtime.database.begin() as session:
        run_id = retention.start_run(session, periods_of(runtime.settings), now=now)
    return _run(runtime, run_id, now, done)


def retain_if_due(runtime: Runtime) -> RetentionReport | None:
    """Do today's run, unless it was done or is under way; None then."""
    now = runtime.clock()
    with runtime.database.read() as session:
        if not _is_due(session, now):
            return None
    with runtime.database.begin() as session:
        if not _is_due(session, now):
            return None  # another worker was faster
        run_id = retention.start_run(session, periods_of(runtime.settings), now=now)
    return _run(runtime, run_id, now, lambda kind, n: None)


def reports(runtime: Runtime, *, limit: int) -> tuple[RetentionReport, ...]:
    """Return the reports of the last runs, newest first."""
    with runtime.database.read() as session:
        return retention.last_runs(session, limit=limit)


def _is_due(session: Session, now: datetime) -> bool:
    last = next(iter(retention.last_runs(session, limit=1)), None)
    if last is None:
        return True
    hours = CUT_SHORT_HOURS if last.finished_at is None else RUN_HOURS
    return now >= last.started_at + timedelta(hours=hours)


def _run(
    runtime: Runtime, run_id: int, now: datetime, done: Callable[[Kind, int], None]
) -> RetentionReport:
    before = _before(runtime, now)
    for kind in Kind:
        while erased := _erase_some(runtime, run_id, kind, before[kind], now):
            done(kind, erased)
    with runtime.database.begin() as session:
        return retention.finish_run(session, run_id, now=runtime.clock())


def _before(runtime: Runtime, now: datetime) -> Mapping[Kind, datetime]:
    appeal_months = runtime.charter.redress.appeal_months
    return periods_of(runtime.settings).before(now, appeal_months=appeal_months)


def _erase_some(runtime: Runtime, run_id: int, kind: Kind, before: datetime, now: datetime) -> int:
    with runtime.database.begin() as session:
        n_erased = (
            erase_mails(runtime.settings.mail_folder, before, limit=PORTION)
            if kind is Kind.MAIL
            else retention.erase_some(session, kind, before, limit=PORTION, now=now)
        )
        if n_erased:
            retention.note_erased(session, run_id, kind, n_erased)
        return n_erased
