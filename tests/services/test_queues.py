"""Queues in service: what is next in a view, who holds what, and eight people on one queue."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from moderation.core.comment import Draft
from moderation.core.decision import Action
from moderation.core.person import Role
from moderation.core.redress import ReportReason
from moderation.core.view import Need, View
from moderation.errors import Conflict, NotAllowed, NotFound
from moderation.services import identity, queues, redress, review, submission
from moderation.storage.filling import fill_queue
from moderation.storage.tables import CommentRow, DecisionRow
from tests.conftest import AMBIGUOUS, CLEAN, NOW

N_WAITING = 2_000
N_MODERATORS = 8


@pytest.fixture
def senior(runtime):
    return identity.create_person(
        runtime, email="sara@example.org", name="Sara", role=Role.SENIOR
    ).person


@pytest.fixture
def held(submit, clock):
    """Three comments that wait, a minute from each other."""
    found = []
    for ending in ("", " Encore.", " Et encore."):
        found.append(submit(AMBIGUOUS + ending).comment)
        clock.move(minutes=1)
    return found


def decide(runtime, moderator, comment, action=Action.APPROVE):
    return review.decide(runtime, moderator, comment.public_id, seen=comment.version, action=action)


def test_a_view_that_is_chosen_lets_go_of_what_was_read_in_another(
    runtime, submit, held, mona, max_
):
    reported = submit(CLEAN).comment
    redress.report(runtime, reported.public_id, reason=ReportReason.OTHER, words="")
    first = review.next_case(runtime, mona, View(Need.READING))
    assert first.comment.id == held[0].id
    assert review.next_case(runtime, mona, View(Need.REPORTS)).comment.id == reported.id
    assert review.next_case(runtime, max_, View(Need.READING)).comment.id == held[0].id


def test_two_are_held_at_most_and_the_second_is_what_comes_next(runtime, held, mona, max_):
    first = review.next_case(runtime, mona).comment
    ahead = queues.load_ahead(runtime, mona, first.public_id)
    assert (ahead.case.comment.id, ahead.is_kept) == (held[1].id, True)
    again = queues.load_ahead(runtime, mona, first.public_id)
    assert again.case.comment.id == held[1].id
    decide(runtime, mona, first)
    later = queues.load_ahead(runtime, mona, held[1].public_id)
    assert later.case.comment.id == held[2].id
    assert review.next_case(runtime, max_) is None
    assert review.next_case(runtime, mona).comment.id == held[1].id
    assert review.next_case(runtime, max_).comment.id == held[2].id


def test_what_is_loaded_ahead_lapses_soon_and_a_page_in_use_keeps_it(
    runtime, held, mona, max_, clock
):
    first, second = held[0].public_id, held[1].public_id
    review.next_case(runtime, mona)
    queues.load_ahead(runtime, mona, first)
    clock.move(seconds=100)
    present = queues.be_present(runtime, mona, reading=first, ahead=second)
    assert present == queues.Presence(is_kept=True, reader=None, is_ahead_kept=True)
    clock.move(seconds=100)
    assert review.next_case(runtime, max_).comment.id == held[2].id
    clock.move(minutes=queues.AHEAD_MINUTES)
    queues.let_go(runtime, mona, second)  # it is hers no more, and nothing happens
    assert queues.load_ahead(runtime, max_, held[2].public_id).case.comment.id == held[1].id
    present = queues.be_present(runtime, mona, reading=first, ahead=second)
    assert (present.is_kept, present.is_ahead_kept) == (True, False)


def test_a_page_learns_who_took_over_what_it_shows(runtime, held, mona, max_, clock):
    first = review.next_case(runtime, mona).comment
    clock.move(minutes=runtime.settings.claim_minutes)
    review.next_case(runtime, max_)
    present = queues.be_present(runtime, mona, reading=first.public_id, ahead=None)
    assert (present.is_kept, present.reader) == (False, "Max")
    ahead = queues.load_ahead(runtime, mona, first.public_id)
    assert (ahead.case.comment.id, ahead.is_kept) == (held[1].id, False)
    with pytest.raises(Conflict):
        decide(runtime, mona, first)


def test_what_is_undone_is_read_and_what_was_on_the_screen_comes_next(runtime, held, mona, max_):
    first = review.next_case(runtime, mona).comment
    queues.load_ahead(runtime, mona, first.public_id)
    made = decide(runtime, mona, first)
    queues.load_ahead(runtime, mona, held[1].public_id)
    review.undo(runtime, mona, made.id)
    ahead = queues.load_ahead(runtime, mona, first.public_id)
    assert ahead.case.comment.id == held[1].id
    assert review.next_case(runtime, max_).comment.id == held[2].id


def test_a_senior_has_an_article_watched(runtime, submit, mona, senior):
    submission.put_article(runtime, key="stade", title="Le stade", url=None)
    draft = Draft(AMBIGUOUS, "Amir Haddad")
    under = submission.submit_comment(
        runtime, "stade", draft, idempotency_key=None, needs_acceptance=False
    ).comment
    submit(AMBIGUOUS + " Encore.")
    with pytest.raises(NotAllowed):
        queues.watch_article(runtime, mona, "stade", True)
    with pytest.raises(NotFound):
        queues.watch_article(runtime, senior, "nulle part", True)
    for _ in range(2):
        queues.watch_article(runtime, senior, "stade", True)
    assert queues.is_watched(runtime, "stade")
    assert queues.count_waiting(runtime, mona)[Need.WATCHED] == 1
    assert review.next_case(runtime, mona, View(Need.WATCHED)).comment.id == under.id
    queues.watch_article(runtime, senior, "stade", False)
    assert queues.count_waiting(runtime, mona)[Need.WATCHED] == 0


def test_each_sees_the_queues_that_are_theirs(runtime, held, mona, senior):
    decide(runtime, mona, held[0], Action.ESCALATE)
    assert Need.ESCALATED not in queues.count_waiting(runtime, mona)
    counts = queues.count_waiting(runtime, senior)
    assert (counts[Need.ESCALATED], counts[Need.READING], counts[Need.SAMPLE]) == (1, 3, 0)
    assert queues.count_waiting(runtime, mona)[Need.READING] == 2


@pytest.mark.slow
def test_eight_moderators_empty_one_queue_and_decide_on_each_comment_once(runtime, submit, clock):
    template = submit(AMBIGUOUS).comment
    fill_queue(runtime.database, template.id, N_WAITING - 1, done=lambda n: None)
    clock.now = NOW + timedelta(hours=1)
    moderators = [
        identity.create_person(
            runtime, email=f"m{n}@example.org", name=f"M {n}", role=Role.MODERATOR
        ).person
        for n in range(N_MODERATORS)
    ]

    def work(moderator):
        """Decide as the desk's script does: what is loaded ahead is read while the decision is sent."""
        decided, conflicts = [], 0
        case = review.next_case(runtime, moderator)
        ahead = queues.load_ahead(runtime, moderator, case.comment.public_id).case
        while case is not None:
            try:
                decided.append(decide(runtime, moderator, case.comment).comment_id)
            except Conflict:
                conflicts += 1
            case = ahead if ahead is not None else review.next_case(runtime, moderator)
            if case is not None:
                ahead = queues.load_ahead(runtime, moderator, case.comment.public_id).case
        return decided, conflicts

    with ThreadPoolExecutor(N_MODERATORS) as pool:
        work_done = list(pool.map(work, moderators))
    decided = Counter(number for numbers, _ in work_done for number in numbers)
    assert len(decided) == N_WAITING
    assert set(decided.values()) == {1}
    assert all(numbers for numbers, _ in work_done), "each of them got some"
    with runtime.database.read() as session:
        stored = session.execute(
            sa.select(sa.func.count(), sa.func.count(sa.distinct(DecisionRow.comment_id))).where(
                DecisionRow.decided_by.is_not(None)
            )
        ).one()
        pending = session.scalar(sa.select(sa.func.count()).where(CommentRow.status == "pending"))
    assert (*stored, pending) == (N_WAITING, N_WAITING, 0)
