"""The sample in service: published, unmarked in the queue, measured by what people decide."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from moderation.core.comment import Draft, Status
from moderation.core.decision import Action
from moderation.core.desk import Rank
from moderation.core.redress import ReportReason
from moderation.core.sample import Tally
from moderation.learning.classifier import ClassifierGap
from moderation.services import redress, reporting, review, submission
from moderation.storage.queue_tables import QueueRow
from moderation.storage.tables import CommentRow, SampleRow, StatementRow
from tests.charters import with_sample
from tests.conftest import AMBIGUOUS, CLEAN, NOW, REFUSED


@pytest.fixture
def runtime(runtime):
    """Everything that is published without a person is drawn."""
    return replace(runtime, charter=with_sample(runtime.charter, 1.0))


def decide(runtime, moderator, comment, action):
    seen = submission.find_comment(runtime, comment.public_id).version
    clauses = ("INJURE",) if action in (Action.REJECT, Action.RETURN) else ()
    return review.decide(
        runtime, moderator, comment.public_id, seen=seen, action=action, clause_ids=clauses
    )


def status_of(runtime, comment):
    return submission.find_comment(runtime, comment.public_id).status


def measured(runtime, **options):
    return reporting.report_promise(runtime, **options).measured


def unjudged(runtime, text):
    """Submit what is held for a check that could not run."""
    without_model = replace(runtime, classifier=ClassifierGap("no model"))
    draft = Draft(text, "Anne Rochat")
    return submission.submit_comment(
        without_model, "budget", draft, idempotency_key=None, needs_acceptance=False
    ).comment


def waiting(runtime):
    with runtime.database.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(QueueRow))


def test_what_is_drawn_is_published_and_waits_among_what_is_held_with_nothing_against_it(
    runtime, submit, mona, clock
):
    held = unjudged(runtime, "Le stade ouvre en mai.")
    clock.move(minutes=1)
    drawn = submit(CLEAN).comment
    clock.move(minutes=1)
    later = unjudged(runtime, "Et le train de midi ?")
    assert status_of(runtime, drawn) is Status.PUBLISHED
    order = []
    while case := review.next_case(runtime, mona):
        assert case.entry.rank is Rank.PENDING
        order.append(case.comment.id)
        decide(runtime, mona, case.comment, Action.APPROVE)
    assert order == [held.id, drawn.id, later.id]


def test_only_what_is_published_without_a_person_is_drawn(runtime, submit, mona):
    submit(AMBIGUOUS), submit(REFUSED)
    decide(runtime, mona, review.next_case(runtime, mona).comment, Action.APPROVE)
    assert measured(runtime) == Tally(0, 0, 0)


def test_with_automation_off_or_a_share_of_zero_nothing_is_drawn(runtime, submit):
    settings = runtime.settings.model_copy(update={"automation": False})
    for other in (
        replace(runtime, settings=settings),
        replace(runtime, charter=with_sample(runtime.charter, 0.0)),
    ):
        draft = Draft(CLEAN, "Amir Haddad")
        submission.submit_comment(
            other, "budget", draft, idempotency_key=None, needs_acceptance=False
        )
    assert measured(runtime) == Tally(0, 0, 0)


def test_chance_draws_a_share_and_not_the_first_ones(runtime):
    # Chance as a test can repeat it; in service it is the system's.
    numbers = iter(range(1_000))
    half = replace(
        runtime,
        charter=with_sample(runtime.charter, 0.5),
        random=lambda n_bytes: f"{next(numbers):0{n_bytes}}",
    )
    for number in range(40):
        draft = Draft(f"Le train de {number} heures a été supprimé.", "Anne Rochat")
        submission.submit_comment(
            half, "budget", draft, idempotency_key=None, needs_acceptance=False
        )
    assert 12 <= measured(runtime).sampled <= 28
    with runtime.database.read() as session:
        drawn = list(session.scalars(sa.select(SampleRow.comment_id).order_by("comment_id")))
    assert drawn != list(range(drawn[0], drawn[0] + len(drawn)))
    assert waiting(runtime) == len(drawn)


def test_sent_twice_it_is_drawn_once(runtime, submit):
    submit(CLEAN, key="k"), submit(CLEAN, key="k")
    assert measured(runtime) == Tally(1, 0, 0)


def test_approved_it_stays_published_and_its_author_is_not_written_to_again(
    runtime, submit, mona, max_
):
    comment = submit(CLEAN, email="amir@example.org").comment
    decide(runtime, mona, comment, Action.APPROVE)
    assert status_of(runtime, comment) is Status.PUBLISHED
    assert review.next_case(runtime, max_) is None
    assert not submission.outcome(runtime, comment.public_id).statement.decided_by_machine
    assert to_send(runtime) == 1, "of its publication"
    assert measured(runtime) == Tally(1, 1, 0)


def test_a_word_to_its_author_is_sent(runtime, submit, mona):
    comment = submit(CLEAN, email="amir@example.org").comment
    review.decide(
        runtime, mona, comment.public_id, seen=1, action=Action.APPROVE, note="Merci de la source."
    )
    assert to_send(runtime) == 2


@pytest.mark.parametrize(
    ("action", "status"), [(Action.REJECT, Status.REJECTED), (Action.RETURN, Status.RETURNED)]
)
def test_refused_it_comes_with_a_statement_that_can_be_appealed(
    runtime, submit, mona, action, status
):
    comment = submit(CLEAN, email="amir@example.org").comment
    decide(runtime, mona, comment, action)
    outcome = submission.outcome(runtime, comment.public_id)
    assert outcome.comment.status is status
    assert [ground.clause_id for ground in outcome.statement.grounds] == ["INJURE"]
    assert outcome.may_appeal_until is not None
    assert to_send(runtime) == 2
    assert measured(runtime) == Tally(1, 1, 1)


def test_the_decision_after_an_appeal_counts(runtime, submit, mona, max_):
    comment = submit(CLEAN).comment
    decide(runtime, mona, comment, Action.REJECT)
    redress.appeal(runtime, comment.public_id, words="Relisez.")
    assert review.next_case(runtime, mona) is None
    decide(runtime, max_, review.next_case(runtime, max_).comment, Action.APPROVE)
    assert measured(runtime) == Tally(1, 1, 0)


def test_a_report_brings_it_forward_and_one_decision_answers_both(runtime, submit, mona):
    submit(AMBIGUOUS)
    comment = submit(CLEAN).comment
    redress.report(runtime, comment.public_id, reason=ReportReason.INSULT, words="")
    case = review.next_case(runtime, mona)
    assert (case.comment.id, case.entry.rank) == (comment.id, Rank.REPORT)
    decide(runtime, mona, comment, Action.REJECT)
    assert review.open_case(runtime, comment.public_id).reports == ()
    assert measured(runtime) == Tally(1, 1, 1)


def test_a_later_report_that_is_upheld_counts_too(runtime, submit, mona, max_):
    comment = submit(CLEAN).comment
    decide(runtime, mona, comment, Action.APPROVE)
    redress.report(runtime, comment.public_id, reason=ReportReason.INSULT, words="")
    decide(runtime, max_, comment, Action.REJECT)
    assert measured(runtime) == Tally(1, 1, 1)


def test_put_aside_or_handed_on_it_is_not_decided(runtime, submit, mona, max_, clock):
    comment = submit(CLEAN).comment
    decide(runtime, mona, comment, Action.HOLD)
    assert status_of(runtime, comment) is Status.PUBLISHED
    clock.move(hours=review.HOLD_HOURS)
    decide(runtime, max_, review.next_case(runtime, max_).comment, Action.ESCALATE)
    assert measured(runtime) == Tally(1, 0, 0)


def test_undone_it_waits_again_and_counts_for_nothing(runtime, submit, mona):
    comment = submit(CLEAN).comment
    made = decide(runtime, mona, comment, Action.REJECT)
    review.undo(runtime, mona, made.id)
    assert status_of(runtime, comment) is Status.PUBLISHED
    assert measured(runtime) == Tally(1, 0, 0)
    assert review.next_case(runtime, mona).comment.id == comment.id
    decide(runtime, mona, comment, Action.APPROVE)
    assert measured(runtime) == Tally(1, 1, 0)


def test_what_was_answered_waits_no_more_when_a_second_thought_is_undone(
    runtime, submit, mona, max_
):
    comment = submit(CLEAN).comment
    decide(runtime, mona, comment, Action.APPROVE)
    second = decide(runtime, max_, comment, Action.REJECT)
    review.undo(runtime, max_, second.id)
    assert review.next_case(runtime, max_) is None
    assert measured(runtime) == Tally(1, 1, 0)


def test_taken_back_before_a_person_decided_it_is_uncounted(runtime, submit, mona):
    comment = submit(CLEAN).comment
    submission.withdraw(runtime, comment.public_id)
    assert review.next_case(runtime, mona) is None
    assert measured(runtime) == Tally(0, 0, 0)


def test_erased_before_a_person_decided_it_is_uncounted(runtime, submit):
    submit(CLEAN)
    with runtime.database.begin() as session:
        session.execute(sa.update(CommentRow).values(body="", author_name=""))
    assert measured(runtime) == Tally(0, 0, 0)


def test_taken_back_after_a_refusal_it_still_counts(runtime, submit, mona):
    # Otherwise authors would take back what was refused, and the rate would look better.
    comment = submit(CLEAN).comment
    decide(runtime, mona, comment, Action.RETURN)
    submission.withdraw(runtime, comment.public_id)
    assert measured(runtime) == Tally(1, 1, 1)


def test_a_period_begins_with_its_first_day(runtime, submit, clock):
    submit(CLEAN)  # on 2 November at 9.30
    assert measured(runtime, since=date(2026, 11, 2)).sampled == 1
    assert measured(runtime, since=date(2026, 11, 3)).sampled == 0
    clock.move(days=reporting.PERIOD_DAYS)
    assert reporting.report_promise(runtime).since == NOW.date()
    assert measured(runtime).sampled == 1
    clock.move(days=1)
    assert measured(runtime).sampled == 0


def to_send(runtime):
    with runtime.database.read() as session:
        unsent = sa.select(sa.func.count()).where(StatementRow.try_at.is_not(None))
        return session.scalar(unsent)
