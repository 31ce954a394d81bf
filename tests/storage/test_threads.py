"""Threads in the database: orders, places, what is left, and how few queries it takes."""

from datetime import timedelta
from itertools import count

import pytest
import sqlalchemy as sa

from moderation.core.comment import Draft, Status
from moderation.core.thread import Order
from moderation.storage import comments, threads
from moderation.storage.comments import NewComment
from moderation.storage.tables import CommentRow
from tests.storage.conftest import NOW, VERDICT

PUBLISHED = Status.PUBLISHED


@pytest.fixture
def say(database, article):
    """A function: store a comment a minute after the one before."""
    minutes = count(1)

    def store(name, answers=None, *, status=PUBLISHED, article_id=article.id):
        minute = next(minutes)
        new = NewComment(
            public_id=f"{name}-{minute}",
            article_id=article_id,
            draft=Draft(f"{name} parle.", name),
            author_key=name,
            name_key=name,
            person_id=None,
            language="fr",
            status=status,
            submitted_at=NOW + timedelta(minutes=minute),
            accepted_at=None,
            idempotency_key=None,
            payload_digest="d",
            verdict=VERDICT,
            answers=answers,
        )
        with database.begin() as session:
            return comments.add_comment(session, new)

    return store


def names_in(database, article, order):
    with database.read() as session:
        ids = threads.branch_ids(session, article.id, order=order, offset=0, limit=9)
        by_id = {c.id: c.author_name for c in threads.comments_by_id(session, ids)}
    return "".join(by_id[i] for i in ids)


def change(database, comment, status):
    with database.begin() as session:
        comments.change_status(session, comment.id, seen=comment.version, to=status)


def test_the_orders_of_a_thread(database, article, say):
    a, b, _, d = (say(name) for name in "ABCD")
    say("E", b), say("F", b), say("G", a)
    say("H", d, status=Status.PENDING)  # counts for nobody
    assert names_in(database, article, Order.NEWEST) == "DCBA"
    assert names_in(database, article, Order.OLDEST) == "ABCD"
    assert names_in(database, article, Order.MOST_DISCUSSED) == "BADC"


def test_a_reply_to_a_reply_hangs_under_the_same_comment_and_names_whom_it_answers(
    database, article, say
):
    a = say("A")
    b = say("B", a)
    c = say("C", b)
    assert (b.parent_id, b.answers_id) == (a.id, a.id)
    assert (c.parent_id, c.answers_id) == (a.id, b.id)
    with database.read() as session:
        found = threads.replies_under(session, [a.id], limit=9)[a.id]
    assert [(r.comment.author_name, r.answers and r.answers.author_name) for r in found.shown] == [
        ("B", None),
        ("C", "B"),
    ]
    change(database, b, Status.WITHDRAWN)
    with database.read() as session:
        found = threads.replies_under(session, [a.id], limit=9)[a.id]
    (left,) = found.shown
    assert left.answers.public_id == b.public_id
    assert left.answers.author_name is None


@pytest.mark.parametrize("status", sorted(set(Status) - {PUBLISHED}))
def test_what_is_not_published_keeps_its_place_for_its_replies_alone(
    database, article, say, status
):
    a, b = say("A"), say("B")
    reply = say("C", a)
    for comment in (a, b):
        change(database, comment, status)
    assert names_in(database, article, Order.NEWEST) == "A"
    with database.read() as session:
        size = threads.thread_size(session, article.id)
    assert (size.comments, size.branches) == (1, 1)
    change(database, reply, Status.REJECTED)
    assert names_in(database, article, Order.NEWEST) == ""


def test_replies_come_oldest_first_and_in_stretches(database, say):
    a, b = say("A"), say("B")
    for name in "CDEFG":
        say(name, a)
    say("H", b)
    with database.read() as session:
        first = threads.replies_under(session, [a.id, b.id], limit=2)
        second = threads.replies_under(session, [a.id], limit=2, offset=2)
    named = [[r.comment.author_name for r in found.shown] for found in first.values()]
    assert named == [["C", "D"], ["H"]]
    assert (first[a.id].total, first[b.id].total) == (5, 1)
    assert [r.comment.author_name for r in second[a.id].shown] == ["E", "F"]


def test_places_are_counted_as_the_pages_are(database, say):
    tops = [say(name) for name in "ABC"]
    replies = [say(name, tops[0]) for name in "DEF"]
    with database.read() as session:
        assert [threads.count_newer(session, top) for top in tops] == [2, 1, 0]
        before = [threads.count_replies(session, tops[0].id, before=r) for r in replies]
    assert before == [0, 1, 2]


def test_what_is_answered_cannot_be_deleted(database, say):
    a = say("A")
    say("B", a)
    with pytest.raises(sa.exc.IntegrityError), database.begin() as session:
        session.execute(sa.delete(CommentRow).where(CommentRow.id == a.id))
