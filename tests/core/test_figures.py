"""What a thing that happened adds to its day, and what is told of many."""

from datetime import UTC, date, datetime, timedelta

import pytest

from moderation.core.comment import Status
from moderation.core.decision import Action
from moderation.core.figures import (
    Answer,
    Closed,
    Figure,
    bounds_of,
    bucket_of,
    by_clause,
    day_of,
    entries_of_answer,
    entries_of_appeal,
    quantile,
    summarise,
    week_by_hour,
    within,
)
from moderation.core.period import Period, Span, period_around

SENT = datetime(2026, 11, 2, 22, 50, tzinfo=UTC)  # ten to midnight in Bern
NEXT = SENT + timedelta(minutes=20)


def answer(action, before, **options):
    told = {
        "clause_ids": ("A", "B") if action is not Action.APPROVE else (),
        "by_machine": False,
        "is_first": True,
        "on_report": False,
    } | options
    return Answer(action=action, submitted_at=SENT, decided_at=NEXT, status_before=before, **told)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        # The machine has no hours and no wait.
        (answer(Action.APPROVE, Status.PENDING, by_machine=True), {"published.machine"}),
        (answer(Action.APPROVE, Status.PENDING), {"0", "published.person", bucket_of(NEXT - SENT)}),
        (
            answer(Action.RETURN, Status.PENDING, by_machine=True),
            {"returned.machine", "machine.A", "machine.B"},
        ),
        # A report upheld is no first answer: it takes away what was seen.
        (
            answer(Action.REJECT, Status.PUBLISHED, is_first=False, on_report=True),
            {"0", "reported", "person.A", "person.B"},
        ),
        (answer(Action.REJECT, Status.PUBLISHED, is_first=False), {"0", "unreported", "person.A", "person.B"}),
        # An appeal dismissed refuses nothing anew.
        (answer(Action.REJECT, Status.REJECTED, is_first=False), {"0"}),
        (answer(Action.APPROVE, Status.REJECTED, is_first=False), {"0"}),
    ],
)  # fmt: skip
def test_what_an_answer_counts_for(made, expected):
    assert {key for _, key in entries_of_answer(made)} == expected


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (Action.APPROVE, "person.overturned"),
        (Action.REJECT, "person.kept"),
        (Action.RETURN, "person.kept"),
        (Action.WITHDRAW, "person.withdrawn"),
    ],
)
def test_what_an_answered_appeal_counts_for(action, expected):
    entries = dict(entries_of_appeal(Closed(SENT, NEXT, action, against_machine=False)))
    assert entries[Figure.APPEAL_ANSWER] == expected
    assert (Figure.APPEAL_WAIT in entries) == (action is not Action.WITHDRAW)


def test_a_day_is_switzerlands_even_when_clocks_change():
    assert (day_of(SENT), day_of(NEXT)) == (date(2026, 11, 2), date(2026, 11, 3))
    start, end = bounds_of(date(2026, 10, 25), date(2026, 10, 25))
    assert end - start == timedelta(hours=25)


@pytest.mark.parametrize("seconds", [1, 7, 59, 60, 600, 3_600, 86_400, 2_592_000])
def test_waits_are_told_within_their_error(seconds):
    told = quantile({bucket_of(timedelta(seconds=seconds)): 3}, 0.5).total_seconds()
    assert abs(told - seconds) / seconds < 0.026


def test_quantiles_and_limits():
    waits = {bucket_of(timedelta(minutes=n)): 1 for n in (1, 2, 3, 4, 100)}
    assert quantile({}, 0.5) is None
    assert 175 < quantile(waits, 0.5).total_seconds() < 185
    assert quantile(waits, 0.9) > timedelta(minutes=97)
    assert within(waits, timedelta(minutes=10)) == 4


def test_summaries():
    counts = {
        "outcome": {"published.machine": 5, "published.person": 3, "rejected.person": 2},
        "appeal_answer": {"person.overturned": 1, "machine.kept": 3, "person.withdrawn": 1},
        "clause": {"person.B": 1, "machine.A": 2, "person.A": 1},
    }
    summary = summarise(counts)
    assert (summary.answered, summary.by_machine) == (10, 5)
    assert (summary.answered_appeals, summary.overturned) == (4, 1)
    assert list(by_clause(counts).items()) == [("A", 3), ("B", 1)]
    assert summary.median_wait is None


def test_hours_of_load_are_by_weekday():
    monday = date(2026, 11, 2)
    days = {monday: {"received": {"9": 2}}, monday + timedelta(days=7): {"received": {"9": 3}}}
    assert week_by_hour(days, Figure.RECEIVED)[0][9] == 5


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        (Span.DAY, "2026-11-29", "2026-11-29"),
        (Span.WEEK, "2026-11-23", "2026-11-29"),
        (Span.MONTH, "2026-11-01", "2026-11-30"),
        (Span.QUARTER, "2026-10-01", "2026-12-31"),
        (Span.HALF, "2026-07-01", "2026-12-31"),
    ],
)
def test_periods_of_the_calendar(span, first, last):
    period = period_around(span, date(2026, 11, 29))
    assert (str(period.first), str(period.last)) == (first, last)
    assert period.before.after == period == period.after.before


def test_bins_cover_a_period_once():
    for n in (1, 35, 36, 190, 191, 800):
        period = Period(Span.CUSTOM, date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=n - 1))
        assert [day for one in period.bins() for day in one.days()] == list(period.days())
