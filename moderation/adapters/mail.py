"""Statements of reasons by mail, over SMTP."""

import re
import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from moderation.core.comment import Article, Comment
from moderation.core.statement import Statement
from moderation.errors import ModerationError

#: Seconds until a mail server that does not answer is given up.
TIMEOUT_SECONDS = 20

#: One bare address, in any script: "a,b@c.ch" is two people, and "<b@c.ch>" a way to write to one.
_ADDRESS = re.compile(r"[^@\s,;:<>()\[\]\"\\\x00-\x1f\x7f]+@[^@\s,;:<>()\[\]\"\\\x00-\x1f\x7f]+")


class MailError(ModerationError):
    """A mail was not taken; trying again may help, unless it is permanent."""

    def __init__(self, message: str, *, is_permanent: bool) -> None:
        super().__init__(message)
        #: Whether trying again is useless.
        self.is_permanent = is_permanent


class Notifier(Protocol):
    """What writes to authors."""

    def send_statement(
        self, statement: Statement, comment: Comment, article: Article, *, link: str, to: str
    ) -> None:
        """Send a statement of reasons. Raises MailError."""


class Mailer:
    """Sends by SMTP, encrypted: smtps, or STARTTLS where the server offers it."""

    def __init__(self, url: str, *, sender: str, template_folders: Sequence[Path]) -> None:
        """Take the server's *url*, ``smtp://user:password@host:587``; connects when it sends."""
        self._server = urlsplit(url)
        self._sender = sender
        self._templates = Environment(
            loader=FileSystemLoader(template_folders),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701 - plain text
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def send_statement(
        self, statement: Statement, comment: Comment, article: Article, *, link: str, to: str
    ) -> None:
        """Send a statement of reasons as plain text. Raises MailError."""
        if not _ADDRESS.fullmatch(to):
            raise MailError("the address is not one address", is_permanent=True)
        template = self._templates.get_template(f"statements/{statement.language}.txt")
        text = template.render(
            statement=statement,
            article=article,
            link=link,
            passages=[
                comment.body[span.start : span.end]
                for ground in statement.grounds
                for span in ground.passages
            ],
        )
        subject, _, content = text.partition("\n")
        try:
            message = EmailMessage()
            message["Subject"] = subject.strip()
            message["From"] = self._sender
            message["To"] = to
            message["Date"] = formatdate(usegmt=True)
            message["Message-ID"] = make_msgid(f"statement-{statement.decision_id}", "charte")
            message["Auto-Submitted"] = "auto-generated"
            message.set_content(content.strip() + "\n")
        except ValueError:
            raise MailError("the address cannot be written to", is_permanent=True) from None
        self._deliver(message)

    def _deliver(self, message: EmailMessage) -> None:
        try:
            with self._connect() as server:
                server.send_message(message)
        except smtplib.SMTPResponseException as error:
            # Never the server's words: they often repeat the address.
            permanent = 500 <= error.smtp_code < 600
            raise MailError(f"SMTP {error.smtp_code}", is_permanent=permanent) from None
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            permanent = all(code >= 500 for code in codes)
            raise MailError("the recipient was refused", is_permanent=permanent) from None
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise MailError(type(error).__name__, is_permanent=False) from None

    def _connect(self) -> smtplib.SMTP:
        host = self._server.hostname or "localhost"
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if self._server.scheme == "smtps":
            port = self._server.port or smtplib.SMTP_SSL_PORT
            server = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            port = self._server.port or smtplib.SMTP_PORT
            server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
        if self._server.username:
            server.login(unquote(self._server.username), unquote(self._server.password or ""))
        return server
