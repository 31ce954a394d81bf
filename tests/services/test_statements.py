"""Statements of reasons by mail, to a real SMTP server on this machine."""

import email
import email.policy
from dataclasses import replace

import pytest
from aiosmtpd.controller import Controller

from moderation.adapters.mail import Mailer
from moderation.core.decision import Action
from moderation.resources import resource
from moderation.services import redress, review
from tests.conftest import AMBIGUOUS, CLEAN
from tests.servers import free_port
from tests.services.test_journey import refuse


class Inbox:
    """Takes mails, or answers with the code it is told to."""

    def __init__(self):
        self.mails = []
        self.answer = "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            message = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.mails.append((envelope.rcpt_tos, message))
        return self.answer


@pytest.fixture
def inbox():
    inbox = Inbox()
    inbox.port = free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=inbox.port)
    controller.start()
    yield inbox
    controller.stop()


@pytest.fixture
def mailing(runtime, inbox):
    mailer = Mailer(
        f"smtp://127.0.0.1:{inbox.port}",
        sender="moderation@journal.example",
        template_folders=[resource("templates")],
    )
    return replace(runtime, notifier=mailer)


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
    text = message.get_content()
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
    mailer = Mailer(
        "smtp://127.0.0.1:9", sender="a@b.example", template_folders=[resource("templates")]
    )
    submit(CLEAN, email="amir@example.org")
    assert redress.send_statements(replace(runtime, notifier=mailer)) == 0
    assert redress.count_unsent(runtime) == 1
