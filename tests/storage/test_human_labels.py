"""What people settled, and nothing else, teaches."""

from itertools import count

import pytest

from moderation.core.comment import Status
from moderation.core.decision import Action
from moderation.core.desk import Rank
from moderation.storage import decisions, queue
from moderation.storage.tables import CommentRow
from tests.storage.conftest import DIGEST, NOW

PUBLISHED, REJECTED = Status.PUBLISHED, Status.REJECTED


@pytest.fixture
def decided(database, pending):
    """A function: decide on a new comment, step by step; each is (action, person, …)."""
    minutes = count()

    def make(*steps, body="Bonjour."):
        comment = pending(body, minutes=next(minutes))
        made = []
        with database.begin() as session:
            queue.dequeue(session, comment.id)
            for action, person in steps:
                made.append(
                    decisions.append_decision(
                        session,
                        comment_id=comment.id,
                        action=action,
                        clause_ids=("INJURE",) if action is Action.REJECT else (),
                        note="",
                        decided_by=person and person.id,
                        decided_at=NOW,
                        charter_digest=DIGEST,
                        status_before=Status.PENDING,
                        status_after=PUBLISHED,
                        undoes=made[-1].id if action is Action.UNDO else None,
                    )
                )
        return comment

    return make


def settled(database):
    with database.read() as session:
        return [
            (one.decision.comment_id, str(one.decision.action))
            for one in decisions.human_labels(session)
        ]


def test_the_last_decision_counts_and_an_appeals_answer_is_the_last(database, decided, mona, max_):
    one = decided((Action.REJECT, mona))
    two = decided((Action.REJECT, mona), (Action.APPROVE, max_))
    assert settled(database) == [(one.id, "reject"), (two.id, "approve")]


def test_what_the_machine_decided_teaches_nothing_until_a_person_reads_it(database, decided, mona):
    decided((Action.APPROVE, None))
    decided((Action.REJECT, None))
    read = decided((Action.APPROVE, None), (Action.REJECT, mona))
    assert settled(database) == [(read.id, "reject")]


def test_what_was_undone_is_as_if_it_had_never_been(database, decided, mona, max_):
    decided((Action.REJECT, mona), (Action.UNDO, mona))
    decided((Action.APPROVE, None), (Action.REJECT, mona), (Action.UNDO, mona))
    stands = decided((Action.APPROVE, max_), (Action.REJECT, mona), (Action.UNDO, mona))
    assert settled(database) == [(stands.id, "approve")]


def test_to_hold_and_to_hand_on_decide_nothing(database, decided, mona):
    decided((Action.HOLD, mona))
    one = decided((Action.REJECT, mona), (Action.ESCALATE, mona), (Action.HOLD, mona))
    assert settled(database) == [(one.id, "reject")]


def test_what_was_taken_back_teaches_nothing(database, decided, mona):
    decided((Action.APPROVE, mona), (Action.WITHDRAW, None))
    assert settled(database) == []


@pytest.mark.parametrize("rank", list(Rank))
def test_what_waits_for_a_person_is_not_settled(database, decided, mona, rank):
    comment = decided((Action.REJECT, mona))
    with database.begin() as session:
        queue.enqueue(session, comment.id, rank, since=NOW)
    assert settled(database) == []


def test_an_erased_text_teaches_nothing(database, decided, mona):
    comment = decided((Action.REJECT, mona))
    with database.begin() as session:
        session.get(CommentRow, comment.id).body = " "
    assert settled(database) == []
