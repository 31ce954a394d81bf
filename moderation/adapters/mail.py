"""Mails to readers: statements of reasons and letters, over SMTP or into a folder."""

import logging
import os
import re
import smtplib
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import idna
from jinja2 import TemplateError

from moderation.adapters.composition import Content, Templates, excerpts, write_text
from moderation.core.comment import Article, Comment
from moderation.core.letter import Letter
from moderation.core.statement import Statement
from moderation.errors import ModerationError

log = logging.getLogger(__name__)

#: Seconds until a mail server that does not answer is given up.
TIMEOUT_SECONDS = 20

#: In place of the link to the author's own page, which is nobody else's.
NO_LINK = "https://…"

#: One bare address, in any script: "a,b@c.ch" is two people, and "<b@c.ch>" a way to write to one.
_ADDRESS = re.compile(r"[^@\s,;:<>()\[\]\"\\\x00-\x1f\x7f]+@[^@\s,;:<>()\[\]\"\\\x00-\x1f\x7f]+")


class _WholeHeader(UnstructuredHeader, BaseHeader):
    """A header that holds an address of a page: it is one word, however long."""

    def fold(self, *, policy: Policy) -> str:
        """Return the header's line; the library would encode a long word beyond recognition."""
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _WholeHeader)

#: How mails are written.
_POLICY = SMTP.clone(header_factory=_HEADERS)


class MailError(ModerationError):
    """A mail did not leave; trying again may help, unless it is permanent."""

    def __init__(self, message: str, *, is_permanent: bool) -> None:
        super().__init__(message)
        #: Whether trying again is useless.
        self.is_permanent = is_permanent


class Notifier(Protocol):
    """What writes to people."""

    def send_statement(
        self, statement: Statement, comment: Comment, article: Article, *, link: str, to: str
    ) -> None:
        """Send a statement of reasons. Raises MailError."""

    def send_letter(self, letter: Letter) -> None:
        """Send a letter. Raises MailError."""

    def show_statement(self, statement: Statement, comment: Comment, article: Article) -> Content:
        """Return what a statement of reasons would say, its links without an address. Raises MailError."""


class Writer:
    """Writes mails, ready to be sent."""

    def __init__(
        self, templates: Templates, *, sender: str, site: str, reply_to: str | None = None
    ) -> None:
        """Take whom mails are from and answered to, and the host name of the *site*."""
        self._templates = templates
        self._sender = sender
        self._site = site
        self._reply_to = reply_to

    def write_statement(
        self, statement: Statement, comment: Comment, article: Article, *, link: str, to: str
    ) -> EmailMessage:
        """Return a statement of reasons as a mail. Raises MailError if *to* is not one address."""
        content = self.compose_statement(statement, comment, article, link=link)
        message = self._write(content, to)
        self._stamp(message, f"statement-{statement.decision_id}", statement.decided_at)
        return message

    def compose_statement(
        self, statement: Statement, comment: Comment, article: Article, *, link: str
    ) -> Content:
        """Return what a statement of reasons says. Raises MailError if its template fails."""
        spans = [span for ground in statement.grounds for span in ground.passages]
        passages = excerpts(comment.body, spans)
        return self._compose(
            f"statements/{statement.language}",
            statement.language,
            {"statement": statement, "article": article, "link": link, "passages": passages},
        )

    def write_letter(self, letter: Letter) -> EmailMessage:
        """Return a letter as a mail. Raises MailError if it is not to one address."""
        content = self._compose(
            f"letters/{letter.kind}.{letter.language}",
            letter.language,
            {**letter.facts, "site": self._site},
        )
        message = self._write(content, letter.to)
        self._stamp(message, f"letter-{letter.id}", letter.created_at)
        if isinstance(address := letter.facts.get("unsubscribe"), str):
            # One click in the mail program, without a page (RFC 8058).
            message["List-Unsubscribe"] = f"<{address}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return message

    def _compose(self, name: str, language: str, facts: Mapping[str, Any]) -> Content:
        try:
            return self._templates.compose(name, language, facts)
        except TemplateError as error:
            # A newsroom's own: once it is mended, the mail is sent.
            problem = f"the template {name}: {type(error).__name__}"
            raise MailError(problem, is_permanent=False) from error

    def _write(self, content: Content, to: str) -> EmailMessage:
        if not _ADDRESS.fullmatch(to):
            raise MailError("the address is not one address", is_permanent=True)
        try:
            message = EmailMessage(_POLICY)
            message["Subject"] = content.subject
            message["From"] = self._sender
            message["To"] = _as_sent(to)
            if self._reply_to is not None:
                message["Reply-To"] = self._reply_to
            message["Auto-Submitted"] = "auto-generated"
            message.set_content(write_text(content))
            message.add_alternative(self._templates.write_html(content), subtype="html")
            message["Content-Language"] = content.language
        except ValueError:
            raise MailError("the address cannot be written to", is_permanent=True) from None
        return message

    def _stamp(self, message: EmailMessage, name: str, at: datetime) -> None:
        """Date *message*, and name it so that the same mail sent twice is known to be the same."""
        message["Date"] = at.astimezone(UTC)
        message["Message-ID"] = f"<{name}.{int(at.timestamp())}@{self._site}>"


def _as_sent(address: str) -> str:
    """Return *address* with its domain in ASCII, as every mail server takes it.

    Raises ValueError if no domain is so called.
    """
    local, _, domain = address.rpartition("@")
    return f"{local}@{idna.encode(domain, uts46=True).decode('ascii')}"


class FileMailer:
    """Writes mails as files, to be read in any mail program: for a service that is tried out."""

    def __init__(self, folder: Path, writer: Writer) -> None:
        """Take the *folder* to write to; it is made with the first mail."""
        self._folder = folder
        self._writer = writer

    def send_statement(
        self, statement: Statement, comment: Comment, article: Article, *, link: str, to: str
    ) -> None:
        """Write a statement of reasons to a file. Raises MailError."""
        self._keep(self._writer.write_statement(statement, comment, article, link=link, to=to))

    def send_letter(self, letter: Letter) -> None:
        """Write a letter to a file. Raises MailError."""
        self._keep(self._writer.write_letter(letter))

    def show_statement(self, statement: Statement, comment: Comment, article: Article) -> Content:
        """Return what a statement of reasons would say. Raises MailError."""
        return self._writer.compose_statement(statement, comment, article, link=NO_LINK)

    def _keep(self, message: EmailMessage) -> None:
        name = message["Message-ID"].strip("<>").partition("@")[0]
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._folder / f"{name}.eml"
            # It holds an address, and perhaps a link that opens an account.
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(message.as_bytes(policy=_POLICY.clone(utf8=not message["To"].isascii())))
        except OSError as error:
            raise MailError(f"{self._folder}: {error.strerror}", is_permanent=False) from None


def old_mails(folder: Path, before: datetime) -> list[Path]:
    """Return the mails in *folder* that were written before a moment; none if there is no such folder."""
    return [path for path in folder.glob("*.eml") if _is_older(path, before)]


def erase_mails(folder: Path, before: datetime, *, limit: int) -> int:
    """Delete at most *limit* of the mails that were written before a moment; how many it was.

    One that cannot be deleted stays, and is logged.
    """
    n_erased = 0
    for path in old_mails(folder, before)[:limit]:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("a mail in %s cannot be deleted: %s", folder, error.strerror)
        else:
            n_erased += 1
    return n_erased


def _is_older(path: Path, before: datetime) -> bool:
    try:
        return path.stat().st_mtime <= before.timestamp()
    except FileNotFoundError:  # another process was faster
        return False


class Mailer:
    """Sends by SMTP, encrypted: smtps, or STARTTLS where the server offers it."""

    def __init__(self, url: str, writer: Writer) -> None:
        """Take the server's *url*, ``smtp://user:password@host:587``; connects when it sends."""
        self._server = urlsplit(url)
        self._writer = writer

    def send_statement(
        self, statement: Statement, comment: Comment, article: Article, *, link: str, to: str
    ) -> None:
        """Send a statement of reasons. Raises MailError."""
        self._deliver(self._writer.write_statement(statement, comment, article, link=link, to=to))

    def send_letter(self, letter: Letter) -> None:
        """Send a letter. Raises MailError."""
        self._deliver(self._writer.write_letter(letter))

    def show_statement(self, statement: Statement, comment: Comment, article: Article) -> Content:
        """Return what a statement of reasons would say. Raises MailError."""
        return self._writer.compose_statement(statement, comment, article, link=NO_LINK)

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
        except smtplib.SMTPNotSupportedError:
            # An address with letters beyond ASCII before its "@" (SMTPUTF8), or no log-in.
            raise MailError("the mail server cannot do what is needed", is_permanent=True) from None
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
