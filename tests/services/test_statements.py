"""Statements of reasons by mail, to a real SMTP server on this machine."""

from dataclasses import replace

from moderation.core.comment import Draft
from moderation.core.decision import Action
from moderation.core.person import Role
from moderation.services import closing, redress, review, submission
from moderation.storage import people
from tests.conftest import AMBIGUOUS, CLEAN
from tests.mails import inbox, mailer, mailing, text_of
from tests.services.test_journey import refuse

__all__ = ["inbox", "mailing"]


def test_a_refusal_is_explained_by_mail_once_it_can_no_longer_be_undone(
    mailing, submit, mona, clock, inbox
):
    comment = submit(AMBIGUOUS, email="amir@example.org").comment
    refuse(mailing, mona, comment)
    assert redress.send_statements(mailing) == 0
    clock.move(seconds=60)
    assert redress.send_statements(mailing) == 1
    assert redress.send_statements(mailing) == 0
    ((to, message),) = inbox.mails
    text = text_of(message)
    assert to == ["amir@example.org"]
    assert message["Subject"] == "Votre commentaire\N{NO-BREAK SPACE}: refusé"
    assert mailing.charter.clause("INJURE").words["fr"] in text
    assert "/suivi/" in text


def test_an_undone_decision_is_never_mailed(mailing, submit, mona, clock, inbox):
    comment = submit(AMBIGUOUS, email="amir@example.org").comment
    review.undo(mailing, mona, refuse(mailing, mona, comment).id)
    review.decide(mailing, mona, comment.public_id, seen=3, action=Action.APPROVE)
    clock.move(seconds=60)
    assert redress.send_statements(mailing) == 1
    assert [m["Subject"] for _, m in inbox.mails] == ["Votre commentaire\N{NO-BREAK SPACE}: publié"]


def test_who_left_no_address_is_not_written_to(mailing, submit, inbox):
    submit(CLEAN)
    assert (redress.send_statements(mailing), redress.count_unsent(mailing)) == (0, 0)


def test_a_server_that_is_busy_is_tried_again_and_one_that_refuses_is_not(
    mailing, submit, clock, inbox
):
    submit(CLEAN, email="amir@example.org")
    inbox.answer = "451 later"
    assert redress.send_statements(mailing) == 0
    assert redress.send_statements(mailing) == 0
    assert redress.count_unsent(mailing) == 1
    clock.move(minutes=1)
    inbox.answer = "250 OK"
    assert redress.send_statements(mailing) == 1
    submit(CLEAN + " Bis.", email="amir@example.org")
    inbox.answer = "554 no"
    redress.send_statements(mailing)
    assert redress.count_unsent(mailing) == 0


def test_a_server_that_is_down_loses_nothing(runtime, submit, clock, inbox):
    submit(CLEAN, email="amir@example.org")
    assert redress.send_statements(replace(runtime, notifier=mailer("smtp://127.0.0.1:9"))) == 0
    assert redress.count_unsent(runtime) == 1


def test_whose_account_is_closed_by_then_is_not_written_to(mailing, clock, inbox, caplog):
    with mailing.database.begin() as session:
        email = "amir@example.org"
        amir = people.add_person(
            session,
            email=email,
            name="Amir Haddad",
            role=Role.READER,
            language="fr",
            password="-",
            session_key="amir",
            now=clock(),
        )
    draft = Draft(CLEAN, accepted_charter=mailing.charter.digest)
    submission.submit_comment(
        mailing, "budget", draft, idempotency_key=None, needs_acceptance=True, person=amir
    )
    closing.close_account(mailing, amir, withdraws=False)
    assert (redress.send_statements(mailing), redress.count_unsent(mailing)) == (0, 0)
    assert inbox.mails == []
    assert email not in caplog.text
