"""Several comments decided on at once: each as if it were alone, all undone by one word."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from moderation.core.batch import MOST_IN_BATCH, Obstacle
from moderation.core.comment import Status
from moderation.core.decision import Action
from moderation.core.person import Role
from moderation.core.redress import ReportReason
from moderation.core.retention import Kind
from moderation.errors import InvalidInput, NotFound
from moderation.services import bulk, identity, redress, retention, review, submission
from moderation.storage.tables import DecisionRow, StatementRow
from tests.conftest import AMBIGUOUS, CLEAN, NOW

NOTE = "Sans le mot en tête, volontiers."


@pytest.fixture
def held(submit):
    """A function: *n* comments that wait, as a list shows them."""

    def make(n, *, first=0):
        made = [submit(f"{AMBIGUOUS} ({first + i})").comment for i in range(n)]
        return {comment.public_id: comment.version for comment in made}

    return make


def approve(runtime, person, chosen, *, form_key="a form"):
    return bulk.decide_many(runtime, person, chosen, form_key=form_key, action=Action.APPROVE)


def reject(runtime, person, chosen, *, form_key="a form"):
    return bulk.decide_many(
        runtime,
        person,
        chosen,
        form_key=form_key,
        action=Action.REJECT,
        clause_ids=("INJURE",),
        note=NOTE,
    )


def status(runtime, public_id):
    return submission.find_comment(runtime, public_id).status


def obstacles(runtime, person, batch):
    return {
        one.comment.public_id: one.obstacle
        for one in bulk.comments_of(runtime, person, batch.id)
        if one.obstacle
    }


def counted(runtime, query):
    with runtime.database.read() as session:
        return session.scalar(query)


def test_each_comment_has_a_decision_and_a_statement_of_its_own(runtime, held, mona):
    chosen = held(60)
    batch = reject(runtime, mona, chosen)
    assert (batch.n_asked, batch.n_decided, batch.n_left_out, batch.n_open) == (60, 60, 0, 0)
    for public_id in chosen:
        case = review.open_case(runtime, public_id)
        (made,) = case.decisions
        assert (made.action, made.clause_ids, made.note) == (Action.REJECT, ("INJURE",), NOTE)
        assert (made.decided_by, made.decided_at) == (mona.id, NOW)
        assert case.comment.status is Status.REJECTED
    statements = sa.select(sa.func.count(sa.distinct(StatementRow.decision_id)))
    assert counted(runtime, statements) == 60
    assert review.next_case(runtime, mona) is None


def test_what_conflicts_is_left_out_with_the_reason_and_the_others_go_through(
    runtime, held, submit, mona, max_, clock
):
    (claimed,) = held(1)
    assert review.next_case(runtime, max_).comment.public_id == claimed
    withdrawn, decided, escalated, own, fine = held(5, first=1)
    chosen = dict.fromkeys((claimed, withdrawn, decided, escalated, fine), 1)
    submission.withdraw(runtime, withdrawn)
    review.decide(runtime, max_, decided, seen=1, action=Action.APPROVE)
    review.decide(runtime, max_, escalated, seen=1, action=Action.ESCALATE)
    review.decide(runtime, mona, own, seen=1, action=Action.REJECT, clause_ids=("INJURE",))
    redress.appeal(runtime, own, words="Ce n’est pas une injure.")
    chosen[own] = submission.find_comment(runtime, own).version
    batch = approve(runtime, mona, chosen)
    assert (batch.n_decided, batch.n_left_out) == (1, 5)
    assert obstacles(runtime, mona, batch) == {
        claimed: Obstacle.CLAIMED,
        withdrawn: Obstacle.CHANGED,
        decided: Obstacle.CHANGED,
        escalated: Obstacle.OTHERS,
        own: Obstacle.OWN,
    }
    assert status(runtime, fine) is Status.PUBLISHED
    assert status(runtime, claimed) is Status.PENDING
    assert status(runtime, own) is Status.REJECTED


def test_a_batch_answers_reports_and_appeals_of_others(runtime, held, submit, mona, max_):
    reported = submit(CLEAN).comment
    redress.report(runtime, reported.public_id, reason=ReportReason.INSULT, words="")
    (appealed,) = held(1)
    review.decide(runtime, max_, appealed, seen=1, action=Action.REJECT, clause_ids=("INJURE",))
    redress.appeal(runtime, appealed, words="Ce n’est pas une injure.")
    listed = bulk.list_waiting(runtime, mona, after=None, limit=10)
    assert [one.comment.public_id for one in listed] == [appealed, reported.public_id]
    assert [one.n_reports for one in listed] == [0, 1]
    approve(runtime, mona, {one.comment.public_id: one.comment.version for one in listed})
    assert status(runtime, appealed) is Status.PUBLISHED
    assert bulk.list_waiting(runtime, mona, after=None, limit=10) == ()


def test_the_same_form_sent_again_is_the_same_batch(runtime, held, mona, max_):
    chosen = held(30)
    first = approve(runtime, mona, chosen)
    assert reject(runtime, mona, chosen) == first
    assert counted(runtime, sa.select(sa.func.count()).select_from(DecisionRow)) == 30
    assert approve(runtime, max_, held(1, first=30)).id != first.id, "keys are each person's own"


def test_the_same_form_sent_eight_times_at_once_decides_once(runtime, held, mona):
    chosen = held(40)
    with ThreadPoolExecutor(8) as pool:
        batches = list(pool.map(lambda _: approve(runtime, mona, chosen), range(8)))
    assert len({batch.id for batch in batches}) == 1
    assert bulk.open_batch(runtime, mona, batches[0].id).n_decided == 40
    assert counted(runtime, sa.select(sa.func.count()).select_from(DecisionRow)) == 40


def test_two_moderators_batches_that_overlap_decide_each_comment_once(runtime, held, mona, max_):
    chosen = held(60)
    ids = list(chosen)
    first, second = dict.fromkeys(ids[:45], 1), dict.fromkeys(reversed(ids[15:]), 1)
    with ThreadPoolExecutor(2) as pool:
        done = [
            pool.submit(approve, runtime, mona, first),
            pool.submit(reject, runtime, max_, second),
        ]
        batches = [one.result() for one in done]
    assert sum(batch.n_decided for batch in batches) == 60
    assert sum(batch.n_left_out for batch in batches) == 30
    assert {batch.n_open for batch in batches} == {0}
    decided = sa.select(sa.func.count(sa.distinct(DecisionRow.comment_id)))
    assert counted(runtime, decided) == 60
    assert counted(runtime, sa.select(sa.func.count()).select_from(DecisionRow)) == 60


class Crash(Exception):
    pass


def test_cut_short_in_the_middle_it_goes_on_and_repeats_nothing(runtime, held, mona):
    chosen = held(70)

    portions = iter([None, None])

    def begin(real=runtime.database.begin):
        if next(portions, "stop") == "stop":
            raise Crash
        return real()

    class Database:
        """The real one, out of reach after two transactions."""

        def __getattr__(self, name):
            return begin if name == "begin" else getattr(runtime.database, name)

    with pytest.raises(Crash):
        approve(replace(runtime, database=Database()), mona, chosen)
    assert counted(runtime, sa.select(sa.func.count()).select_from(DecisionRow)) == bulk.PORTION
    (batch,) = bulk.batches_of(runtime, mona, limit=5)
    assert (batch.n_decided, batch.n_open) == (bulk.PORTION, 70 - bulk.PORTION)
    batch = bulk.go_on(runtime, mona, batch.id)
    assert (batch.n_decided, batch.n_open) == (70, 0)
    assert bulk.go_on(runtime, mona, batch.id) == batch
    assert counted(runtime, sa.select(sa.func.count()).select_from(DecisionRow)) == 70


def test_one_word_undoes_all_and_they_wait_again_for_anybody(runtime, held, mona, max_):
    chosen = held(60)
    batch = reject(runtime, mona, chosen)
    assert bulk.last_batch(runtime, mona) == batch
    assert review.last_decision(runtime, mona) is None, "it is not undone by pieces"
    undone = bulk.undo_many(runtime, mona, batch.id)
    assert (undone.n_decided, undone.n_undone, undone.n_stand) == (60, 60, 0)
    assert {status(runtime, one) for one in chosen} == {Status.PENDING}
    assert len(bulk.list_waiting(runtime, max_, after=None, limit=99)) == 60
    assert review.next_case(runtime, max_).comment.public_id == next(iter(chosen))
    assert bulk.undo_many(runtime, mona, batch.id) == undone
    assert bulk.last_batch(runtime, mona) is None
    to_send = sa.select(sa.func.count()).where(StatementRow.try_at.is_not(None))
    assert counted(runtime, to_send) == 0, "nobody is told of what was taken back"


def test_what_can_no_longer_be_undone_stands_and_is_listed(runtime, held, mona, max_, clock):
    chosen = held(3)
    batch = reject(runtime, mona, chosen)
    decided, appealed, _ = chosen
    review.decide(runtime, max_, decided, seen=2, action=Action.APPROVE)
    redress.appeal(runtime, appealed, words="Ce n’est pas une injure.")
    undone = bulk.undo_many(runtime, mona, batch.id)
    assert (undone.n_undone, undone.n_stand) == (1, 2)
    assert obstacles(runtime, mona, undone) == {
        decided: Obstacle.DECIDED,
        appealed: Obstacle.APPEALED,
    }
    assert status(runtime, decided) is Status.PUBLISHED
    late = approve(runtime, mona, held(2, first=3), form_key="another")
    clock.move(seconds=runtime.settings.undo_seconds + 1)
    assert bulk.last_batch(runtime, mona) is None
    assert set(obstacles(runtime, mona, bulk.undo_many(runtime, mona, late.id)).values()) == {
        Obstacle.LATE
    }


def test_a_batch_is_nobody_elses(runtime, held, mona, max_):
    batch = approve(runtime, mona, held(1))
    for other in (bulk.open_batch, bulk.undo_many, bulk.go_on, bulk.comments_of):
        with pytest.raises(NotFound):
            other(runtime, max_, batch.id)


@pytest.mark.parametrize("action", [Action.HOLD, Action.ESCALATE, Action.WITHDRAW, Action.UNDO])
def test_the_rest_is_done_to_one_comment_at_a_time(runtime, held, mona, action):
    with pytest.raises(InvalidInput):
        bulk.decide_many(runtime, mona, held(1), form_key="a form", action=action)


def test_too_many_none_or_unknown_are_refused_as_a_whole(runtime, held, mona):
    one = held(1)
    with pytest.raises(InvalidInput):
        approve(runtime, mona, {})
    with pytest.raises(InvalidInput):
        approve(runtime, mona, {f"nobody{i}": 1 for i in range(MOST_IN_BATCH + 1)})
    with pytest.raises(InvalidInput):
        bulk.decide_many(runtime, mona, one, form_key="a form", action=Action.REJECT)
    with pytest.raises(NotFound):
        approve(runtime, mona, one | {"nobody": 1})
    assert bulk.batches_of(runtime, mona, limit=5) == ()
    assert status(runtime, *one) is Status.PENDING


def test_an_advocate_decides_on_appeals_alone(runtime, held, mona):
    advocate = identity.create_person(
        runtime, email="olga@example.org", name="Olga", role=Role.ADVOCATE
    ).person
    appealed, pending = held(2)
    review.decide(runtime, mona, appealed, seen=1, action=Action.REJECT, clause_ids=("INJURE",))
    redress.appeal(runtime, appealed, words="Ce n’est pas une injure.")
    listed = bulk.list_waiting(runtime, advocate, after=None, limit=9)
    assert [one.comment.public_id for one in listed] == [appealed]
    batch = approve(runtime, advocate, {appealed: listed[0].comment.version, pending: 1})
    assert obstacles(runtime, advocate, batch) == {pending: Obstacle.OTHERS}


def test_who_made_a_batch_and_its_note_go_with_those_of_its_decisions(runtime, held, mona, clock):
    batch = reject(runtime, mona, held(2))
    clock.move(days=200)
    retention.retain(runtime)
    assert bulk.open_batch(runtime, mona, batch.id).note == ""
    clock.move(days=4000)
    assert retention.retain(runtime).erased[Kind.BATCHER] == 1
    with pytest.raises(NotFound):
        bulk.open_batch(runtime, mona, batch.id)
