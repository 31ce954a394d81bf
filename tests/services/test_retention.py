"""What is over its period is erased, once, and nothing else."""

import os
from datetime import timedelta

import pytest
import sqlalchemy as sa

from moderation.core.comment import Draft, Status
from moderation.core.decision import Action
from moderation.core.guard import Rate
from moderation.core.letter import LetterKind
from moderation.core.person import Role
from moderation.core.redress import ReportReason
from moderation.core.retention import Kind
from moderation.core.suggestion import Suggestion
from moderation.core.tracing import Origin
from moderation.core.workshop import MAIN_FILE
from moderation.errors import Conflict, NotAllowed
from moderation.services import (
    guarding,
    identity,
    keys,
    letters,
    publishing,
    redress,
    retention,
    review,
    submission,
    tracing,
    trying,
    workshop,
)
from moderation.services.suggestions import suggest
from moderation.storage import guard, replies
from moderation.storage.tables import Table
from tests.conftest import AMBIGUOUS, CLEAN, REFUSED
from tests.everything import places_of
from tests.mails import facts_of, inbox, mailing
from tests.services.conftest import with_settings

__all__ = ["inbox", "mailing"]

IP, USER_AGENT = "203.0.113.77", "Lynx of Amir’s"
EMAIL = "amir@example.org"
NOTE = "Sans le mot en tête, volontiers."


@pytest.fixture
def ada(runtime):
    return identity.create_person(
        runtime, email="ada@example.org", name="Ada", role=Role.ADMINISTRATOR
    ).person


@pytest.fixture
def send(runtime):
    """A function: a guest of a CMS's sends a text, from somewhere."""

    def send(text, *, name="Amir Haddad", email=EMAIL):
        return submission.submit_comment(
            runtime,
            "budget",
            Draft(text, name, email),
            idempotency_key=None,
            needs_acceptance=False,
            origin=Origin(IP, USER_AGENT),
        ).comment

    return send


@pytest.fixture
def refused(runtime, send, mona):
    """A function: a comment that Mona refused with a note."""

    def refuse(text=AMBIGUOUS):
        comment = send(text)
        review.decide(
            runtime,
            mona,
            comment.public_id,
            seen=comment.version,
            action=Action.REJECT,
            clause_ids=("INJURE",),
            note=NOTE,
        )
        return submission.find_comment(runtime, comment.public_id)

    return refuse


def erased_by(runtime):
    return dict(retention.retain(runtime).erased)


def after(runtime, public_id):
    return submission.find_comment(runtime, public_id)


def test_a_refused_text_goes_after_its_period_and_the_decision_stays(runtime, clock, refused):
    comment = refused()
    clock.move(days=180)
    assert Kind.REFUSED not in erased_by(runtime)
    assert after(runtime, comment.public_id).body == AMBIGUOUS
    clock.move(days=3)
    assert erased_by(runtime)[Kind.REFUSED] == 1
    left = after(runtime, comment.public_id)
    assert (left.body, left.author_name, left.status) == ("", "", Status.REJECTED)
    assert places_of(runtime.database, AMBIGUOUS, "Haddad", EMAIL, NOTE, IP, USER_AGENT) == set()
    made = review.open_case(runtime, comment.public_id).decisions
    assert [(one.action, one.clause_ids) for one in made] == [(Action.REJECT, ("INJURE",))]


def test_the_time_to_object_goes_before_a_shorter_period(runtime, clock, refused):
    comment = refused()
    runtime = with_settings(runtime, keep_refused_months=1)
    clock.move(days=120)
    erased_by(runtime)
    redress.appeal(runtime, comment.public_id, words="Ce n’est pas une injure.")


def test_what_was_published_stays(runtime, clock, send):
    comment = send(CLEAN)
    clock.move(days=4000)
    erased_by(runtime)
    left = after(runtime, comment.public_id)
    assert (left.body, left.author_name) == (CLEAN, "Amir Haddad")
    assert places_of(runtime.database, EMAIL, IP, USER_AGENT) == set()


def test_an_open_appeal_keeps_everything_and_its_answer_begins_the_period_anew(
    runtime, clock, refused, max_
):
    comment = refused()
    clock.move(days=170)
    redress.appeal(runtime, comment.public_id, words="Relisez, je vous prie.")
    clock.move(days=400)
    erased_by(runtime)
    assert after(runtime, comment.public_id).body == AMBIGUOUS
    assert ("comment", "author_email") in places_of(runtime.database, EMAIL)
    review.decide(
        runtime,
        max_,
        comment.public_id,
        seen=after(runtime, comment.public_id).version,
        action=Action.REJECT,
        clause_ids=("INJURE",),
    )
    clock.move(days=170)
    erased_by(runtime)
    assert after(runtime, comment.public_id).body == AMBIGUOUS
    clock.move(days=20)
    erased_by(runtime)
    assert places_of(runtime.database, AMBIGUOUS, "Relisez", EMAIL) == set()


def test_an_open_report_keeps_its_comment_and_an_answered_ones_words_go(runtime, clock, send, mona):
    comment = send(CLEAN)
    redress.report(
        runtime, comment.public_id, reason=ReportReason.OTHER, words="Je le connais, c’est Paul."
    )
    clock.move(days=400)
    erased_by(runtime)
    assert places_of(runtime.database, "c’est Paul") == {("report", "words")}
    assert places_of(runtime.database, IP) == {("origin", "ip")}
    review.decide(runtime, mona, comment.public_id, seen=comment.version, action=Action.APPROVE)
    clock.move(days=190)
    erased = erased_by(runtime)
    assert erased[Kind.REPORT] == 1
    assert places_of(runtime.database, "c’est Paul", IP) == set()
    assert after(runtime, comment.public_id).body == CLEAN


def test_a_withdrawn_text_goes_after_its_period(runtime, clock, send):
    comment = send(CLEAN)
    clock.move(days=300)
    submission.withdraw(runtime, comment.public_id)
    clock.move(days=170)
    erased_by(runtime)
    assert after(runtime, comment.public_id).body == CLEAN
    clock.move(days=20)
    assert erased_by(runtime)[Kind.WITHDRAWN] == 1
    assert places_of(runtime.database, CLEAN, "Haddad") == set()


def test_a_hold_keeps_a_comment_whole_until_it_is_released(runtime, clock, refused, ada):
    held, other = refused(), refused("Un autre argument ambigu, et vous le savez bien")
    tracing.hold(runtime, ada, held.public_id, reason="Plainte du 3 novembre")
    clock.move(days=4000)
    erased_by(runtime)
    assert after(runtime, other.public_id).body == ""
    assert after(runtime, held.public_id).body == AMBIGUOUS
    assert places_of(runtime.database, EMAIL) == {("comment", "author_email")}
    assert places_of(runtime.database, IP) == {("origin", "ip")}
    assert ("decision", "note") in places_of(runtime.database, NOTE)
    assert [one.public_id for one in tracing.open_holds(runtime)] == [held.public_id]
    tracing.release(runtime, ada, held.public_id)
    erased_by(runtime)
    assert places_of(runtime.database, AMBIGUOUS, EMAIL, IP, NOTE) == set()
    with pytest.raises(Conflict):
        tracing.hold(runtime, ada, held.public_id, reason="Trop tard")


def test_a_hold_is_for_administrators_and_has_a_reason(runtime, send, mona, ada):
    comment = send(CLEAN)
    with pytest.raises(NotAllowed):
        tracing.hold(runtime, mona, comment.public_id, reason="Plainte")
    tracing.hold(runtime, ada, comment.public_id, reason="Plainte")
    with pytest.raises(Conflict):
        tracing.hold(runtime, ada, comment.public_id, reason="Encore")
    case = review.open_case(runtime, comment.public_id)
    assert (case.hold.reason, case.hold.placed_by) == ("Plainte", "Ada")


def test_a_second_run_changes_nothing(runtime, clock, refused, send):
    refused()
    send(CLEAN)
    submission.withdraw(runtime, send(REFUSED).public_id)
    clock.move(days=4000)
    assert retention.count_due(runtime)[Kind.REFUSED] == 1
    first = retention.retain(runtime)
    before = snapshot(runtime.database)
    second = retention.retain(runtime)
    assert first.erased
    assert not second.erased
    assert snapshot(runtime.database) == before
    assert retention.reports(runtime, limit=5) == (second, first)
    assert first.periods.refused_months == 6


def snapshot(database):
    """Return everything but the reports of the runs."""
    with database.engine.connect() as connection:
        return {
            table.name: sorted(map(str, connection.execute(sa.select(table))))
            for table in Table.metadata.sorted_tables
            if table.name != "retention"
        }


def test_what_is_due_is_counted_and_not_touched(runtime, clock, refused):
    comment = refused()
    clock.move(days=4000)
    due = retention.count_due(runtime)
    assert after(runtime, comment.public_id).body == AMBIGUOUS
    assert {kind: n for kind, n in due.items() if n} == {
        Kind.REFUSED: 1,
        Kind.ADDRESS: 1,
        Kind.ORIGIN: 1,
        Kind.DECIDER: 1,
        Kind.AUDIT_NAME: 2,  # of who decided, and of the first administrator
    }


def test_the_worker_does_it_once_a_day(runtime, clock):
    assert retention.retain_if_due(runtime) is not None
    assert retention.retain_if_due(runtime) is None
    clock.move(hours=23)
    assert retention.retain_if_due(runtime) is None
    clock.move(hours=1)
    assert retention.retain_if_due(runtime) is not None


def test_who_decided_becomes_the_newsroom_and_the_desk_still_shows_a_person(
    runtime, clock, refused, mona, max_
):
    comment = refused()
    clock.move(days=800)
    assert erased_by(runtime)[Kind.DECIDER] == 1
    case = review.open_case(runtime, comment.public_id)
    assert case.decisions[0].decided_by not in (None, mona.id)
    assert case.deciders[case.decisions[0].decided_by] == "Rédaction"
    names = {person.name for person in identity.newsroom(runtime)}
    assert names >= {"Mona", "Max"}
    assert "Rédaction" not in names


#: Who signs in the charter workshop and under what the guard suspended.
WORKSHOP = {
    Kind.DRAFTER,
    Kind.DRAFT_CLOSER,
    Kind.REVISER,
    Kind.TRIER,
    Kind.PUBLISHER,
    Kind.CANCELLER,
    Kind.RESTORER,
}


def draft_changed(runtime, edda, version):
    """Return the number of a draft with another version of the charter."""
    draft_id = workshop.begin_draft(runtime, edda, note="Préciser le ton")
    file = workshop.open_draft(runtime, draft_id).file(MAIN_FILE)
    old = f'version = "{runtime.charter.version}"'
    assert old in file.text
    text = file.text.replace(old, f'version = "{version}"')
    workshop.save_file(runtime, edda, draft_id, MAIN_FILE, text=text, seen=file.version)
    return draft_id


@pytest.fixture
def worked_on(runtime, clock):
    """Have Edda sign everything that she can in the charter workshop; the number of her open draft."""
    edda = identity.create_person(
        runtime, email="edda@example.org", name="Edda", role=Role.EDITOR
    ).person
    draft_id = draft_changed(runtime, edda, "8.0")
    trying.start_replay(runtime, edda, draft_id, n=10)
    tomorrow = clock() + timedelta(days=1)
    publishing.publish(runtime, edda, draft_id, from_at=tomorrow, reason="Le ton est précisé")
    planned, *_ = publishing.listed_publications(runtime)
    publishing.cancel(runtime, edda, planned.publication.id)
    with runtime.database.begin() as session:
        number = guard.suspend(session, "word:x", Rate(12, 40), Rate(3, 9_000), now=clock())
    guarding.lift(runtime, edda, number, reason="À raison")
    return draft_changed(runtime, edda, "9.0")


def test_who_worked_on_the_charter_becomes_the_newsroom(runtime, clock, worked_on):
    clock.move(days=720)
    assert not WORKSHOP & set(erased_by(runtime))
    clock.move(days=20)
    assert {kind: n for kind, n in erased_by(runtime).items() if kind in WORKSHOP} == {
        Kind.DRAFTER: 2,
        Kind.DRAFT_CLOSER: 1,
        Kind.REVISER: 2,
        Kind.TRIER: 1,
        Kind.PUBLISHER: 1,
        Kind.CANCELLER: 1,
        Kind.RESTORER: 1,
    }
    opened = workshop.open_draft(runtime, worked_on)
    assert (opened.made_by, set(opened.changed_by.values())) == ("Rédaction", {"Rédaction"})
    assert {one.made_by for one in publishing.listed_publications(runtime)} == {"Rédaction", None}
    assert [one.lifted_by for one in guarding.listed_suspensions(runtime)] == ["Rédaction"]
    (trial,) = trying.trials_of(runtime, worked_on - 1)
    assert trying.open_trial(runtime, trial.id).made_by == "Rédaction"
    assert not WORKSHOP & set(erased_by(runtime))


def test_who_changed_a_draft_lately_is_known_and_who_did_before_is_not(runtime, clock, worked_on):
    clock.move(days=700)
    max_ = identity.create_person(
        runtime, email="max@example.org", name="Max", role=Role.EDITOR
    ).person
    list_ = next(
        file for file in workshop.open_draft(runtime, worked_on).files if file.name != MAIN_FILE
    )
    workshop.save_file(
        runtime, max_, worked_on, list_.name, text=list_.text + "\n", seen=list_.version
    )
    clock.move(days=40)
    assert erased_by(runtime)[Kind.REVISER] == 2
    opened = workshop.open_draft(runtime, worked_on)
    names = {
        name: opened.changed_by[opened.file(name).changed_by] for name in (MAIN_FILE, list_.name)
    }
    assert names == {MAIN_FILE: "Rédaction", list_.name: "Max"}


def test_nobody_decides_on_what_is_erased(runtime, clock, refused, mona):
    comment = refused()
    clock.move(days=200)
    erased_by(runtime)
    left = after(runtime, comment.public_id)
    with pytest.raises(Conflict):
        review.decide(runtime, mona, left.public_id, seen=left.version, action=Action.APPROVE)
    with pytest.raises(Conflict):
        submission.withdraw(runtime, left.public_id)


def test_erased_authors_are_not_taken_for_one_another(runtime, clock, refused):
    one, _ = refused(), refused("Votre raisonnement est ambigu lui aussi, Madame")
    clock.move(days=200)
    erased_by(runtime)
    assert review.open_case(runtime, one.public_id).earlier == ()


def test_no_origin_is_stored_where_none_is_wanted(runtime):
    sparing = with_settings(runtime, keep_origin_days=0)
    submission.submit_comment(
        sparing,
        "budget",
        Draft(CLEAN, "Amir Haddad"),
        idempotency_key=None,
        needs_acceptance=False,
        origin=Origin(IP, USER_AGENT),
    )
    assert places_of(runtime.database, IP, USER_AGENT) == set()


def test_an_origin_and_an_identity_do_not_print():
    assert IP not in repr(Origin(IP, USER_AGENT))
    assert IP not in f"{Origin(IP, USER_AGENT)}"


def test_an_identity_is_shown_to_an_administrator_and_that_is_kept(runtime, clock, send, mona, ada):
    comment = send(CLEAN)
    with pytest.raises(NotAllowed):
        tracing.disclose(runtime, mona, comment.public_id, reason="Curiosité")
    assert tracing.disclosures(runtime, limit=9) == ()
    seen = tracing.disclose(runtime, ada, comment.public_id, reason="Ordre du tribunal")
    assert (seen.name, seen.email, seen.origin.ip) == ("Amir Haddad", EMAIL, IP)
    (kept,) = tracing.disclosures(runtime, limit=9)
    assert (kept.seen_by, kept.what, kept.reason) == (
        "Ada",
        ("name", "email", "origin"),
        "Ordre du tribunal",
    )
    clock.move(days=365 * 5 - 10)
    erased_by(runtime)
    assert len(tracing.disclosures(runtime, limit=9)) == 1
    clock.move(days=20)
    assert erased_by(runtime)[Kind.DISCLOSURE] == 1
    assert tracing.disclosures(runtime, limit=9) == ()


def test_a_run_that_was_cut_short_goes_on(runtime, clock, refused, monkeypatch):
    for n in range(5):
        refused(f"Votre argument numéro {n} est ambigu, et vous le savez")
    clock.move(days=200)
    monkeypatch.setattr(retention, "PORTION", 2)

    class CutShort(Exception):
        pass

    def stop(kind, n):
        raise CutShort

    with pytest.raises(CutShort):
        retention.retain(runtime, done=stop)
    (cut,) = retention.reports(runtime, limit=1)
    assert (cut.finished_at, sum(cut.erased.values())) == (None, 2)
    assert retention.retain_if_due(runtime) is None
    clock.move(hours=2)
    went_on = retention.retain_if_due(runtime)
    assert went_on.erased[Kind.REFUSED] + cut.erased[Kind.REFUSED] == 5
    assert went_on.finished_at - went_on.started_at < timedelta(minutes=1)


def test_what_is_left_of_letters_goes_and_what_waits_stays(runtime, clock, mailing, inbox):
    facts = facts_of(LetterKind.PASSWORD_CHANGED)
    told = {"kind": LetterKind.PASSWORD_CHANGED, "to": EMAIL, "language": "fr", "facts": facts}
    letters.post(runtime, **told)
    letters.send_letters(mailing)
    letters.post(runtime, **told)
    clock.move(days=6)
    assert Kind.LETTER not in erased_by(runtime)
    clock.move(days=2)
    assert erased_by(runtime)[Kind.LETTER] == 1
    assert letters.count_unsent(runtime) == 1


def test_a_reply_is_known_to_have_been_told_for_as_long_as_it_may_be_published_again(
    runtime, clock, send
):
    runtime = with_settings(runtime, keep_refused_months=0)
    comment = send(CLEAN)
    with runtime.database.begin() as session:
        replies.mark_told(session, comment.id, now=clock())
    clock.move(days=180)
    assert Kind.TOLD_REPLY not in erased_by(runtime)
    clock.move(days=5)
    assert erased_by(runtime)[Kind.TOLD_REPLY] == 1


def test_what_other_systems_told_goes_after_its_period(runtime, clock):
    key = keys.issue_api_key(runtime, "another system").key
    suggest(runtime, key, Suggestion("Quel bulot !", "fr", {"insult": True}))
    clock.move(days=180)
    assert Kind.SUGGESTION not in erased_by(runtime)
    clock.move(days=5)
    assert erased_by(runtime)[Kind.SUGGESTION] == 1


def test_mails_in_files_are_deleted_and_nothing_else_of_their_folder(runtime, clock):
    folder = runtime.settings.mail_folder
    assert retention.count_due(runtime)[Kind.MAIL] == 0, "there is no such folder"
    folder.mkdir()
    ages = {"old.eml": 8, "young.eml": 6, "notes.txt": 400}
    for name, days in ages.items():
        (folder / name).write_text("Cher Amir", "utf-8")
        written_at = (clock() - timedelta(days=days)).timestamp()
        os.utime(folder / name, (written_at, written_at))
    assert retention.count_due(runtime)[Kind.MAIL] == 1
    assert erased_by(runtime)[Kind.MAIL] == 1
    assert {path.name for path in folder.iterdir()} == {"young.eml", "notes.txt"}
    assert Kind.MAIL not in erased_by(runtime)
