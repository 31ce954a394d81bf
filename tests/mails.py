"""A real SMTP server on this machine, and a runtime that sends to it."""

import email
import email.policy
from contextlib import contextmanager
from dataclasses import replace

import pytest
from aiosmtpd.controller import Controller

from moderation.adapters.composition import Templates
from moderation.adapters.mail import Mailer, Writer
from moderation.core.letter import FACTS, Letter
from moderation.resources import resource
from tests.conftest import NOW
from tests.servers import free_port

REPLY = {
    "author": "Rita Favre",
    "title": "Le budget passe la rampe",
    "excerpt": "Je ne suis pas d’accord :\nle rapport dit autre chose.",
    "link": "https://journal.example/c/1",
}

GIVEN = {
    "name": "Amir Haddad",
    "link": "https://journal.example/lien/abc",
    "hours": "24",
    "moment": "2026-11-02T09:30:00+00:00",
    "ways": [{"name": "Facebook"}, {"name": "Téléphone & montre"}],
    "account": "https://journal.example/compte#security-title",
    "unsubscribe": "https://journal.example/desabonnement/abc",
    "passkey": "Téléphone & montre",
    "reason": "Le vrai Amir Haddad, boulanger à Nyon, n’a rien envoyé.\nIl nous l’a écrit.",
    "clause": "Les fausses identités seront bannies.",
    "machine": "yes",
    "kind": "month",
    "clauses": [{"title": "Ton", "words": "Restez courtois envers les autres."}],
    "comments": [{"title": "Le budget passe la rampe", "link": "https://journal.example/s/1"}],
    "appeal": "yes",
    "months": "6",
    "mediator": "Le Conseil suisse de la presse examine les plaintes (presserat.ch).",
    "words": "Le vote a eu lieu mardi et non mercredi.\nJ’y étais.",
    "passage": "réunis mercredi à Washington",
    "note": "C’est corrigé, merci.",
    "pseudonym": "Hirondelle & Cie",
    "signed": "Henri Mathis",
    "outcome": "rejected",
    "days": "14",
    "host": "cms.example:8443",
    "gone": "",
    "forgets": "yes",
    "answer": "Nous nous sommes parlé au téléphone.",
    "replies": [REPLY, REPLY | {"author": "Zoé Müller"}],
}


class Inbox:
    """Takes mails, or answers with the code it is told to."""

    refused = None  # a recipient that it does not know

    def __init__(self):
        self.mails = []
        self.attempts = 0
        self.answer = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == self.refused:
            return f"550 {address}: no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.attempts += 1
        if self.answer.startswith("250"):
            message = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.mails.append((envelope.rcpt_tos, message))
        return self.answer


@pytest.fixture
def inbox():
    with listening(Inbox()) as inbox:
        yield inbox


@contextmanager
def listening(inbox, **options):
    """Start a mail server that gives its mails to *inbox*."""
    inbox.port = free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=inbox.port, **options)
    controller.start()
    try:
        yield inbox
    finally:
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


def facts_of(kind):
    """Return the facts that a letter of a kind has."""
    known = GIVEN | REPLY | {"link": GIVEN["link"]}
    return {name: known[name] for name in FACTS[kind]}


def letter(kind):
    """Return a letter of a kind to Amir, in French."""
    return Letter(1, kind, "amir@example.org", "fr", facts_of(kind), NOW)
