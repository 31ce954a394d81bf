"""A comment's journey through the services, on each database: the five invariants."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from moderation.core.comment import Draft, Status
from moderation.core.decision import Action
from moderation.core.desk import Rank
from moderation.core.redress import ReportReason
from moderation.core.thread import Order
from moderation.errors import (
    ArtifactError,
    CommentError,
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
)
from moderation.services import bans, redress, review, submission, threads
from moderation.services.judging import judge
from moderation.storage.tables import CommentRow, DecisionRow, StatementRow
from tests.classifiers import FixedClassifier
from tests.conftest import AMBIGUOUS, CLEAN, REFUSED


def test_a_clean_comment_is_published_with_no_gap(runtime, submit):
    submitted = submit(CLEAN)
    assert submitted.verdict.gaps == ()
    assert submitted.comment.status is Status.PUBLISHED
    article = submission.find_article(runtime, "budget")
    thread = threads.published(runtime, article.id, order=Order.OLDEST, page=1)
    assert [c.body for c in thread.comments] == [CLEAN]


def test_a_doubt_waits_for_a_person_who_decides(runtime, submit, mona):
    comment = submit(AMBIGUOUS).comment
    assert comment.status is Status.PENDING
    assert submission.outcome(runtime, comment.public_id).statement is None
    case = review.next_case(runtime, mona)
    assert case.comment == comment
    decision = review.decide(
        runtime,
        mona,
        comment.public_id,
        seen=case.comment.version,
        action=Action.REJECT,
        clause_ids=("INJURE",),
        note="Sans « vous le savez », ce serait parfait.",
    )
    outcome = submission.outcome(runtime, comment.public_id)
    assert outcome.comment.status is Status.REJECTED
    assert outcome.statement.decision_id == decision.id
    (ground,) = outcome.statement.grounds
    assert ground.words == runtime.charter.clause("INJURE").words["fr"]
    assert outcome.may_appeal_until is not None
    assert review.next_case(runtime, mona) is None


def test_a_machine_sends_back_only_what_the_charter_lets_it(runtime, submit):
    comment = submit(REFUSED).comment
    outcome = submission.outcome(runtime, comment.public_id)
    assert comment.status is Status.RETURNED
    assert outcome.statement.decided_by_machine
    assert [ground.clause_id for ground in outcome.statement.grounds] == ["INJURE"]


def test_with_automation_off_a_person_reads_everything(runtime, submit, mona):
    held = runtime.settings.model_copy(update={"automation": False})
    draft = Draft(CLEAN, "Amir Haddad")
    submitted = submission.submit_comment(
        replace(runtime, settings=held),
        "budget",
        draft,
        idempotency_key=None,
        needs_acceptance=False,
    )
    assert submitted.comment.status is Status.PENDING
    assert review.next_case(runtime, mona).comment.id == submitted.comment.id


def test_a_gap_accuses_nobody_and_calls_a_person(runtime, mona):
    class Broken:
        model_id = "broken"

        def probabilities(self, texts):
            raise ArtifactError("the model is gone")

    draft = Draft(CLEAN, "Amir Haddad")
    broken = replace(runtime, classifier=Broken())
    comment = submission.submit_comment(
        broken, "budget", draft, idempotency_key=None, needs_acceptance=False
    ).comment
    case = review.next_case(runtime, mona)
    assert case.verdict.gaps == ("classifier: ArtifactError",)
    assert case.verdict.hits == case.verdict.scores == ()
    review.decide(runtime, mona, comment.public_id, seen=1, action=Action.APPROVE)
    assert submission.outcome(runtime, comment.public_id).statement.grounds == ()


def test_a_double_click_makes_one_comment(submit):
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda _: submit(CLEAN, key="k"), range(4)))
    assert len({s.comment.id for s in sent}) == 1
    assert sum(s.is_new for s in sent) == 1


def test_a_key_used_for_another_text_is_a_conflict(submit):
    submit(CLEAN, key="k")
    with pytest.raises(Conflict):
        submit(AMBIGUOUS, key="k")


def test_everything_wrong_is_told_at_once_and_nothing_is_stored(runtime):
    with pytest.raises(CommentError) as caught:
        submission.submit_comment(
            runtime, "budget", Draft("   ", ""), idempotency_key=None, needs_acceptance=True
        )
    codes = {p.code for p in caught.value.problems}
    assert codes == {"name_missing", "email_missing", "body_empty", "not_accepted"}
    assert count(runtime, CommentRow) == 0


def test_a_charter_that_changed_meanwhile_is_asked_about_again(runtime):
    draft = Draft(CLEAN, "Amir Haddad", "amir@example.org", accepted_charter="0" * 64)
    with pytest.raises(CommentError) as caught:
        submission.submit_comment(
            runtime, "budget", draft, idempotency_key=None, needs_acceptance=True
        )
    assert [p.code for p in caught.value.problems] == ["charter_changed"]


def test_a_stale_decision_is_a_conflict_and_changes_nothing(runtime, submit, mona):
    comment = submit(AMBIGUOUS).comment
    submission.withdraw(runtime, comment.public_id)
    with pytest.raises(Conflict):
        review.decide(runtime, mona, comment.public_id, seen=1, action=Action.APPROVE)
    assert submission.find_comment(runtime, comment.public_id).status is Status.WITHDRAWN


def test_a_comment_claimed_by_another_cannot_be_decided(runtime, submit, mona, max_, clock):
    comment = submit(AMBIGUOUS).comment
    review.next_case(runtime, mona)
    with pytest.raises(Conflict):
        review.decide(runtime, max_, comment.public_id, seen=1, action=Action.APPROVE)
    clock.move(minutes=10)
    review.decide(runtime, max_, comment.public_id, seen=1, action=Action.APPROVE)


def test_a_refusal_names_a_clause_of_the_charter(runtime, submit, mona):
    comment = submit(AMBIGUOUS).comment
    for clause_ids in ((), ("LIEN",)):
        with pytest.raises(InvalidInput):
            review.decide(
                runtime,
                mona,
                comment.public_id,
                seen=1,
                action=Action.REJECT,
                clause_ids=clause_ids,
            )


def test_undoing_makes_a_new_decision_and_erases_nothing(runtime, submit, mona, max_, clock):
    comment = submit(AMBIGUOUS, email="amir@example.org").comment
    made = review.decide(runtime, mona, comment.public_id, seen=1, action=Action.APPROVE)
    assert review.last_decision(runtime, mona) == made
    with pytest.raises(NotAllowed):
        review.undo(runtime, max_, made.id)
    undone = review.undo(runtime, mona, made.id)
    assert (undone.action, undone.undoes) == (Action.UNDO, made.id)
    case = review.next_case(runtime, mona)
    assert case.comment.status is Status.PENDING
    assert [d.action for d in case.decisions] == [Action.APPROVE, Action.UNDO]
    outcome = submission.outcome(runtime, comment.public_id)
    assert outcome.statement.status is Status.PENDING
    with pytest.raises(Conflict):
        review.undo(runtime, mona, made.id)


def test_after_a_minute_nothing_is_undone(runtime, submit, mona, clock):
    comment = submit(AMBIGUOUS).comment
    made = review.decide(runtime, mona, comment.public_id, seen=1, action=Action.APPROVE)
    clock.move(seconds=61)
    assert review.last_decision(runtime, mona) is None
    with pytest.raises(NotAllowed):
        review.undo(runtime, mona, made.id)


def test_an_appeal_is_answered_by_another_person(runtime, submit, mona, max_):
    comment = submit(AMBIGUOUS).comment
    refuse(runtime, mona, comment)
    redress.appeal(runtime, comment.public_id, words="C’est une expression courante.")
    assert submission.find_comment(runtime, comment.public_id).status is Status.REJECTED
    assert review.next_case(runtime, mona) is None
    with pytest.raises(NotAllowed):
        review.decide(runtime, mona, comment.public_id, seen=2, action=Action.APPROVE)
    case = review.next_case(runtime, max_)
    assert (case.entry.rank, case.appeal.words) == (Rank.APPEAL, "C’est une expression courante.")
    answer = review.decide(runtime, max_, comment.public_id, seen=2, action=Action.APPROVE)
    assert answer.reviews == case.appeal.decision_id
    outcome = submission.outcome(runtime, comment.public_id)
    assert (outcome.comment.status, outcome.appeal.closed_by) == (Status.PUBLISHED, answer.id)


def test_an_undone_answer_opens_the_appeal_again_for_another(runtime, submit, mona, max_):
    comment = submit(AMBIGUOUS).comment
    refuse(runtime, mona, comment)
    redress.appeal(runtime, comment.public_id, words="")
    answer = review.decide(runtime, max_, comment.public_id, seen=2, action=Action.APPROVE)
    review.undo(runtime, max_, answer.id)
    assert review.next_case(runtime, mona) is None
    assert review.next_case(runtime, max_).appeal is not None


def test_words_within_what_a_rule_found_are_not_marked_apart(runtime):
    sure = {"violation": 0.9, "threat": 0.9}
    classifier = FixedClassifier({"tuer": sure, "gare": sure})
    draft = Draft("Je vais te tuer. Alors gare.", "Amir Haddad", language="fr")
    verdict = judge(replace(runtime, classifier=classifier), draft)
    (hit,) = [hit for hit in verdict.hits if hit.category == "threat"]
    (score,) = [score for score in verdict.scores if score.category == "threat"]
    marked = [draft.body[span.start : span.end] for span in score.spans]
    assert marked == [draft.body[span.start : span.end] for span in hit.spans] + ["gare"]


def test_a_reported_comment_that_was_put_aside_and_taken_back_stays_in_the_queue(
    runtime, submit, mona
):
    comment = submit(CLEAN).comment
    redress.report(runtime, comment.public_id, reason=ReportReason.OTHER, words="Hors sujet.")
    held = review.decide(runtime, mona, comment.public_id, seen=1, action=Action.HOLD)
    review.undo(runtime, mona, held.id)
    case = review.next_case(runtime, mona)
    assert (case.entry.rank, len(case.reports)) == (Rank.REPORT, 1)


def test_an_appeal_is_made_once_and_in_time(runtime, submit, mona, clock):
    comment = submit(AMBIGUOUS).comment
    with pytest.raises(NotAllowed):
        redress.appeal(runtime, comment.public_id, words="Trop tôt.")
    refuse(runtime, mona, comment)
    other = submit(AMBIGUOUS + " Encore.").comment
    refuse(runtime, mona, other)
    redress.appeal(runtime, comment.public_id, words="")
    with pytest.raises(Conflict):
        redress.appeal(runtime, comment.public_id, words="")
    clock.move(days=184)
    with pytest.raises(NotAllowed):
        redress.appeal(runtime, other.public_id, words="Trop tard.")


def test_a_report_moves_nothing_but_the_queue(runtime, submit, mona):
    comment = submit(CLEAN).comment
    redress.report(runtime, comment.public_id, reason=ReportReason.OTHER, words="Hors sujet.")
    assert submission.find_comment(runtime, comment.public_id).status is Status.PUBLISHED
    case = review.next_case(runtime, mona)
    assert (case.entry.rank, case.reports[0].words) == (Rank.REPORT, "Hors sujet.")
    review.decide(runtime, mona, comment.public_id, seen=1, action=Action.APPROVE)
    assert review.open_case(runtime, comment.public_id).reports == ()


def test_only_what_is_published_can_be_reported(runtime, submit):
    with pytest.raises(NotFound):
        redress.report(
            runtime, submit(AMBIGUOUS).comment.public_id, reason=ReportReason.OTHER, words=""
        )


def test_hold_and_escalate_change_nothing_for_the_reader(runtime, submit, mona, max_, clock):
    comment = submit(AMBIGUOUS).comment
    review.decide(runtime, mona, comment.public_id, seen=1, action=Action.HOLD)
    assert review.next_case(runtime, max_) is None
    assert submission.outcome(runtime, comment.public_id).statement is None
    clock.move(hours=review.HOLD_HOURS)
    case = review.next_case(runtime, max_)
    review.decide(
        runtime, max_, comment.public_id, seen=case.comment.version, action=Action.ESCALATE
    )
    assert review.next_case(runtime, mona) is None


def test_each_decision_that_a_reader_notices_has_its_statement(runtime, submit, mona):
    submit(CLEAN), submit(REFUSED)
    comment = submit(AMBIGUOUS).comment
    refuse(runtime, mona, comment)
    assert count(runtime, DecisionRow) == count(runtime, StatementRow) == 3


def test_a_banned_identity_is_held_and_can_return_under_another_name(runtime, submit, mona):
    faux = submit("Un premier avis.", name="Jean Faux").comment
    bans.ban_author(runtime, mona, faux.public_id, reason="Se fait passer pour le syndic.")
    assert submit(CLEAN, name="jean  FAUX").comment.status is Status.PENDING
    assert submit(CLEAN + " Bis.", name="Yves Monney").comment.status is Status.PUBLISHED


def refuse(runtime, moderator, comment):
    return review.decide(
        runtime,
        moderator,
        comment.public_id,
        seen=comment.version,
        action=Action.REJECT,
        clause_ids=("INJURE",),
    )


def count(runtime, table):
    with runtime.database.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table))
