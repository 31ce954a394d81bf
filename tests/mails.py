"""A real SMTP server on this machine, and a runtime that sends to it."""

import email
import email.policy
from dataclasses import replace

import pytest
from aiosmtpd.controller import Controller

from moderation.adapters.composition import Templates
from moderation.adapters.mail import Mailer, Writer
from moderation.resources import resource
from tests.servers import free_port


class Inbox:
    """Takes mails, or answers with the code it is told to."""

    def __init__(self):
        self.mails = []
        self.attempts = 0
        self.answer = "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.attempts += 1
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
    return replace(runtime, notifier=mailer(f"smtp://127.0.0.1:{inbox.port}"))


def mailer(url):
    """Return what sends by SMTP to *url*."""
    return Mailer(url, writer())


def writer():
    """Return what writes mails, with the templates shipped."""
    templates = Templates([resource("templates")])
    return Writer(templates, sender="moderation@journal.example", site="journal.example")


def text_of(message):
    """Return the plain text of a mail."""
    return message.get_body(("plain",)).get_content().replace("\r\n", "\n")
