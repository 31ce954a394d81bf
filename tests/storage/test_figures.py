"""Days are counted along indexes, whatever else is in the database."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from moderation.core.figures import bounds_of, total
from moderation.storage import figures
from tests.storage.conftest import NOW
from tests.storage.history import fill_history
from tests.storage.plans import plans_of, read_whole

N_ROWS = 3_000


@pytest.fixture
def history(database, pending, mona):
    comment = pending(minutes=-60 * 24 * 40)
    fill_history(database, comment.id, N_ROWS, until=NOW, days=30)
    with database.begin() as session:
        session.execute(sa.text("ANALYZE"))
    return database


def test_all_that_was_sent_is_counted_once(history):
    first = NOW.date() - timedelta(days=31)
    with history.read() as session:
        days = figures.count_days(session, first, NOW.date())
        halves = [
            *figures.count_days(session, first, date(2026, 10, 20)).values(),
            *figures.count_days(session, date(2026, 10, 21), NOW.date()).values(),
        ]
    counts = total(days.values())
    assert sum(counts["received"].values()) == sum(counts["outcome"].values()) == N_ROWS
    assert sum(counts["answered"].values()) == sum(counts["wait"].values()) == N_ROWS * 0.4
    assert counts["outcome"]["rejected.person"] == counts["clause"]["person.INJURE"]
    assert total(halves) == counts


def test_a_day_is_found_along_indexes(history):
    start, end = bounds_of(date(2026, 10, 20), date(2026, 10, 20))
    sources = [
        figures._arrivals, figures._answers, figures._reports,
        figures._closed_reports, figures._appeals, figures._closed_appeals,
    ]  # fmt: skip
    with history.read() as session:
        plans = plans_of(
            session, lambda session: [list(source(session, start, end)) for source in sources]
        )
    assert len(plans) == len(sources)
    for plan in plans:
        # Small tables may be read as a whole; comments and decisions never are.
        assert not read_whole(plan, "comment", "decision"), plan
