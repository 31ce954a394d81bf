"""The queue: its order, claims that lapse, and what is not for whom."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from moderation.core.desk import QueueSize, Rank
from moderation.errors import Conflict
from moderation.storage import queue
from tests.storage.conftest import NOW

TEN_MINUTES = timedelta(minutes=10)


def next_for(database, person, *, now=NOW):
    """Claim the next comment as the desk does."""
    with database.begin() as session:
        comment_id = queue.next_in_queue(session, person, now=now)
        if comment_id is not None:
            queue.claim(session, comment_id, person, now=now, until=now + TEN_MINUTES)
        return comment_id


def test_appeals_come_first_then_reports_then_the_oldest(database, pending, mona):
    young, old = pending(minutes=5), pending(minutes=1)
    report = pending(minutes=8, rank=Rank.REPORT)
    appeal = pending(minutes=9, rank=Rank.APPEAL)
    order = []
    while (comment_id := next_for(database, mona)) is not None:
        order.append(comment_id)
        with database.begin() as session:
            queue.dequeue(session, comment_id)
    assert order == [appeal.id, report.id, old.id, young.id]


def test_two_moderators_never_get_the_same_comment(database, pending, mona, max_):
    pending(minutes=1), pending(minutes=2)
    assert next_for(database, mona) != next_for(database, max_)


def test_ones_own_claim_comes_back_before_a_new_appeal(database, pending, mona):
    mine = pending(minutes=1)
    assert next_for(database, mona) == mine.id
    pending(minutes=2, rank=Rank.APPEAL)
    assert next_for(database, mona) == mine.id


def test_a_claim_lapses(database, pending, mona, max_):
    comment = pending()
    assert next_for(database, mona) == comment.id
    assert next_for(database, max_, now=NOW + TEN_MINUTES - timedelta(seconds=1)) is None
    assert next_for(database, max_, now=NOW + TEN_MINUTES) == comment.id


def test_a_claim_cannot_be_taken_over(database, pending, mona, max_):
    comment = pending()
    next_for(database, mona)
    with pytest.raises(Conflict), database.begin() as session:
        queue.claim(session, comment.id, max_, now=NOW, until=NOW + TEN_MINUTES)


def test_an_appeal_is_not_for_whom_it_is_against(database, pending, mona, max_):
    comment = pending(rank=Rank.APPEAL, not_for=mona.id)
    assert next_for(database, mona) is None
    assert next_for(database, max_) == comment.id


def test_what_is_held_stays_away_until_its_time(database, pending, mona):
    comment = pending()
    with database.begin() as session:
        queue.release(session, comment.id, held_until=NOW + TEN_MINUTES)
    assert next_for(database, mona) is None
    assert next_for(database, mona, now=NOW + TEN_MINUTES) == comment.id


def test_what_is_escalated_is_for_an_administrator(database, pending, mona, ada):
    comment = pending()
    with database.begin() as session:
        queue.release(session, comment.id, is_escalated=True)
    assert next_for(database, mona) is None
    assert next_for(database, ada) == comment.id


def test_a_report_moves_a_waiting_comment_forward_once(database, pending, mona):
    pending(minutes=1)
    reported = pending(minutes=2)
    with database.begin() as session:
        queue.enqueue(session, reported.id, Rank.REPORT, since=NOW)
        queue.enqueue(session, reported.id, Rank.PENDING, since=NOW)
    assert next_for(database, mona) == reported.id


def test_counting_ends_at_the_limit(database, pending, mona):
    for minute in range(4):
        pending(minutes=minute)
    pending(minutes=9, rank=Rank.REPORT)
    with database.read() as session:
        assert queue.queue_size(session, mona, now=NOW, limit=2) == QueueSize(0, 1, 3)


def test_eight_moderators_at_once_each_get_their_own(database, pending, mona):
    for minute in range(8):
        pending(minutes=minute)

    def ask(number):
        # Eight people: the claim looks at the id alone, and mona's row satisfies the foreign key.
        with database.begin() as session:
            comment_id = queue.next_in_queue(session, mona, now=NOW)
            queue.dequeue(session, comment_id)
            return comment_id

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(ask, range(8)))
    assert len(set(got)) == 8
