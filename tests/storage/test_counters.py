"""Counters: no more than the limit pass, however many come at once; nothing stays for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import sqlalchemy as sa

from moderation.storage import counters
from moderation.storage.tables import CounterRow
from tests.storage.conftest import NOW

HOUR = timedelta(hours=1)


def count(database, key="a", *, limit=3, amount=1, now=NOW):
    with database.begin() as session:
        return counters.count(session, key, limit=limit, amount=amount, now=now, window=HOUR)


def test_as_many_as_the_limit_pass_and_each_key_counts_for_itself(database):
    assert [count(database) for _ in range(5)] == [True, True, True, False, False]
    assert count(database, "b")
    with database.read() as session:
        assert counters.counted(session, "a", now=NOW) == (3, NOW + HOUR)
        assert counters.counted(session, "nothing", now=NOW) is None


def test_several_at_once_are_counted_whole_or_not_at_all(database):
    assert count(database, amount=2)
    assert not count(database, amount=2)
    assert count(database, amount=1)


def test_a_window_begins_with_the_first_and_ends(database):
    end = NOW + HOUR
    assert [count(database) for _ in range(4)][-1] is False
    assert not count(database, now=end - timedelta(seconds=1))
    with database.read() as session:
        assert counters.counted(session, "a", now=end) is None
    assert [count(database, now=end) for _ in range(4)] == [True, True, True, False]


def test_of_twenty_at_once_three_pass(database):
    with ThreadPoolExecutor(20) as threads:
        passed = list(threads.map(lambda _: count(database), range(20)))
    assert sum(passed) == 3


def test_what_lapsed_is_swept_away_and_what_counts_stays(database):
    for number in range(counters.SWEPT_AT_ONCE + 5):
        count(database, f"old {number}")
    count(database, "young", now=NOW + HOUR)
    left = []
    for _ in range(2):
        with database.begin() as session:
            counters.sweep(session, now=NOW + HOUR)
        with database.read() as session:
            left.append(session.scalar(sa.select(sa.func.count(CounterRow.key))))
    assert left == [6, 1]
