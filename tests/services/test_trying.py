"""Drafts tried on comments: what a replay counts, that it can be stopped and gone on with, the shadow."""

import pytest
import sqlalchemy as sa

from moderation.core.comment import Draft, Status
from moderation.core.decision import Action
from moderation.core.retention import Kind
from moderation.core.trial import Answer, Errors, TrialState, Tried, tally_of
from moderation.errors import Conflict, InvalidInput
from moderation.services import (
    publishing,
    retention,
    review,
    submission,
    trying,
    workshop,
)
from moderation.services.charter_in_force import with_charter_in_force
from moderation.storage.workshop_tables import TrialRow
from tests.conftest import AMBIGUOUS, CLEAN, REFUSED

INSULT = "Ce schtroumpfeur ferait mieux de relire l’article."


def drafted(runtime, edda, name, old, new):
    """Return the number of a draft in which some words of a file are others."""
    draft_id = workshop.begin_draft(runtime, edda, note="Un essai")
    return changed(runtime, edda, draft_id, name, old, new)


def changed(runtime, edda, draft_id, name, old, new):
    file = workshop.open_draft(runtime, draft_id).file(name)
    assert old in file.text
    workshop.save_file(
        runtime, edda, draft_id, name, text=file.text.replace(old, new, 1), seen=file.version
    )
    return draft_id


@pytest.fixture
def harsher(runtime, edda):
    """A draft that knows one more insult."""
    return drafted(
        runtime, edda, "insults.fr.toml", '"connard(s)"', '"connard(s)", "schtroumpfeur"'
    )


def until_done(runtime):
    while trying.advance_trials(runtime):
        pass


def test_what_breaks_in_a_trial_ends_it_and_keeps_no_other_waiting(
    runtime, edda, submit, harsher, monkeypatch
):
    submit(CLEAN)
    broken = trying.start_replay(runtime, edda, harsher, n=10)
    sound = trying.start_replay(
        runtime, edda, drafted(runtime, edda, "insults.fr.toml", '"connard(s)"', '"connards"'), n=10
    )
    judged = trying._try

    def fail_once(*arguments):
        monkeypatch.setattr(trying, "_try", judged)
        raise KeyError("Rita Favre")

    monkeypatch.setattr(trying, "_try", fail_once)
    until_done(runtime)
    states = [trying.open_trial(runtime, one).trial.state for one in (broken, sound)]
    assert states == [TrialState.FAILED, TrialState.DONE]


def test_a_comment_that_a_trial_noted_is_deleted_all_the_same(runtime, edda, rita, clock, harsher):
    rita.write(INSULT, name="Rita Favre", author_email="rita@example.org")
    trial_id = trying.start_replay(runtime, edda, harsher, n=10)
    until_done(runtime)
    assert trying.open_trial(runtime, trial_id).trial.tally.kinds
    clock.move(days=60)
    assert dict(retention.retain(runtime).erased)[Kind.UNCONFIRMED] == 1


def test_a_replay_tells_what_would_have_changed(runtime, edda, mona, submit, harsher):
    submitted = [submit(text).comment for text in (CLEAN, INSULT, REFUSED, INSULT + " Oui.")]
    review.decide(
        runtime,
        mona,
        submitted[1].public_id,
        seen=1,
        action=Action.REJECT,
        clause_ids=("INJURE",),
        note="",
    )
    trial_id = trying.start_replay(runtime, edda, harsher, n=100)
    until_done(runtime)
    opened = trying.open_trial(runtime, trial_id)
    assert opened.trial.state is TrialState.DONE
    assert (opened.trial.n_done, opened.trial.n_wanted) == (4, 4)
    tally = opened.trial.tally
    assert tally.kinds == {"published-returned": 2}
    assert tally.agreeing == {"published-returned": 1}
    assert tally.clauses == {"INJURE": 2}
    assert tally.n_gaps == 0
    assert tally.live == Errors(published=1, published_wrongly=1)
    assert tally.draft == Errors(refused=1)
    assert [one.body for one in opened.changes] == [INSULT + " Oui.", INSULT]


def test_the_automation_of_a_draft_is_replayed_from_what_was_stored(runtime, edda, submit):
    for text in (CLEAN, REFUSED, AMBIGUOUS):
        submit(text)
    draft_id = drafted(runtime, edda, "charte.toml", "publish = true", "publish = false")
    changed(runtime, edda, draft_id, "charte.toml", 'refuse = "return"', 'refuse = "reject"')
    trial_id = trying.start_replay(runtime, edda, draft_id, n=3)
    until_done(runtime)
    tally = trying.open_trial(runtime, trial_id).trial.tally
    assert tally.kinds == {"published-pending": 1, "returned-rejected": 1}


def test_a_replay_of_hundreds_is_stopped_and_another_goes_on_after_a_crash(
    runtime, edda, harsher, clock, monkeypatch
):
    fill(runtime, 450)
    monkeypatch.setattr(trying, "CHUNKS_PER_LOOK", 1)
    trial_id = trying.start_replay(runtime, edda, harsher, n=450)
    assert trying.advance_trials(runtime) == trying.CHUNK
    assert trying.open_trial(runtime, trial_id).trial.n_done == trying.CHUNK
    with runtime.database.begin() as session:  # a worker has it, and dies
        until = runtime.clock().replace(year=2027)
        session.execute(sa.update(TrialRow).values(taken_until=until))
    assert trying.advance_trials(runtime) == 0
    clock.move(days=400)
    assert trying.advance_trials(runtime) == trying.CHUNK
    trying.stop(runtime, edda, trial_id)
    assert trying.advance_trials(runtime) == 0
    stopped = trying.open_trial(runtime, trial_id).trial
    assert (stopped.state, stopped.n_done) == (TrialState.STOPPED, 2 * trying.CHUNK)
    again = trying.start_replay(runtime, edda, harsher, n=1000)
    until_done(runtime)
    done = trying.open_trial(runtime, again).trial
    assert (done.state, done.n_done) == (TrialState.DONE, 450)


def fill(runtime, n):
    """Store *n* comments at once, as copies of one."""
    draft = Draft(CLEAN, "Amir Haddad")
    first = submission.submit_comment(
        runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
    )
    columns = (
        "article_id, author_name, author_key, name_key, is_pseudonym, body, language, status,"
        " version, submitted_at, charter_digest, payload_digest, verdict"
    )
    with runtime.database.begin() as session:
        connection = session.connection()
        for number in range(n - 1):
            connection.execute(
                sa.text(
                    f"INSERT INTO comment (public_id, {columns}) SELECT :new, {columns}"  # noqa: S608
                    " FROM comment WHERE public_id = :first"
                ),
                {"new": f"copy-{number}", "first": first.comment.public_id},
            )


def test_what_is_erased_is_passed_over(runtime, edda, harsher, submit):
    submit(INSULT)
    with runtime.database.begin() as session:
        session.execute(sa.text("UPDATE comment SET body = ''"))
    trial_id = trying.start_replay(runtime, edda, harsher, n=1)
    until_done(runtime)
    trial = trying.open_trial(runtime, trial_id).trial
    assert (trial.state, trial.n_done, trial.tally.n_changed) == (TrialState.DONE, 1, 0)


def test_a_shadow_counts_new_comments_and_has_no_effect(runtime, edda, harsher, submit, clock):
    submit(INSULT)
    trial_id = trying.start_shadow(runtime, edda, harsher)
    clock.move(minutes=1)
    assert trying.advance_trials(runtime) == 0
    comment = submit(INSULT + " Encore.").comment
    assert comment.status is Status.PUBLISHED
    assert trying.advance_trials(runtime) == 0  # it may not be seen by all yet
    clock.move(minutes=1)
    assert trying.advance_trials(runtime) == 1
    trial = trying.open_trial(runtime, trial_id).trial
    assert trial.is_running
    assert trial.tally.kinds == {"published-returned": 1}
    assert submission.find_comment(runtime, comment.public_id).status is Status.PUBLISHED
    publishing.publish(runtime, edda, harsher, from_at=None, reason="Il manquait un mot")
    assert trying.open_trial(runtime, trial_id).trial.state is TrialState.STOPPED
    live = with_charter_in_force(runtime)
    draft = Draft(INSULT + " Toujours.", "Amir Haddad")
    stored = submission.submit_comment(
        live, "budget", draft, idempotency_key=None, needs_acceptance=False
    )
    assert stored.comment.status is Status.RETURNED


def test_a_shadow_that_breaks_ends_alone(runtime, edda, harsher, submit, clock):
    trial_id = trying.start_shadow(runtime, edda, harsher)
    with runtime.database.begin() as session:
        session.execute(sa.update(TrialRow).values(files={"charte.toml": "", "names.toml": ""}))
    submit(CLEAN)
    clock.move(minutes=1)
    assert trying.advance_trials(runtime) == 0
    with runtime.database.read() as session:
        states = session.scalars(sa.select(TrialRow.state).where(TrialRow.id == trial_id))
        assert list(states) == [TrialState.FAILED]


def test_a_draft_is_replayed_once_at_a_time_and_within_bounds(runtime, edda, harsher):
    with pytest.raises(InvalidInput):
        trying.start_replay(runtime, edda, harsher, n=100_001)
    trying.start_replay(runtime, edda, harsher, n=10)
    with pytest.raises(Conflict):
        trying.start_replay(runtime, edda, harsher, n=10)


@pytest.mark.parametrize(
    ("before", "after", "people", "agrees"),
    [
        (Status.PUBLISHED, Status.PENDING, Answer.REFUSED, True),  # held, and rightly
        (Status.PUBLISHED, Status.PENDING, Answer.PUBLISHED, False),
        (Status.PENDING, Status.PUBLISHED, Answer.PUBLISHED, True),
        (Status.RETURNED, Status.REJECTED, Answer.REFUSED, None),  # as severe
        (Status.PUBLISHED, Status.REJECTED, None, None),  # nobody has decided
    ],
)
def test_a_change_agrees_with_people_or_not(before, after, people, agrees):
    tried = Tried(1, before, after, "INJURE", people, has_gap=False)
    assert tried.agrees is agrees
    assert tally_of([tried]).kinds == {f"{before}-{after}": 1}
