"""Preparing a home: folder, secret key, tables, charter, first person, sample article."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from moderation.core.audit import FACT_CODE_POINTS, AuditKind
from moderation.core.comment import Article
from moderation.core.person import Role
from moderation.errors import ConfigurationError
from moderation.runtime import Runtime, open_runtime
from moderation.services.identity import NewPerson, create_person
from moderation.services.submission import put_article
from moderation.settings import Settings
from moderation.storage import articles, audit, charters, people
from moderation.storage.database import Database

#: Bytes of randomness in the secret key.
SECRET_KEY_BYTES = 48

SECRET_KEY_FILE = "secret_key"  # noqa: S105 - a file's name

#: The e-mail address of the first administrator, to be changed at will.
FIRST_ADMINISTRATOR = "admin@charte.local"

SAMPLE_ARTICLE = Article(
    id=0,
    key="exemple",
    title="Le comité Lafayette se réunit pour la première fois au sommet",
    url=None,
    language="fr",
    is_open=True,
    character_limit=None,
)


@dataclass(frozen=True, slots=True)
class Installed:
    """A home that is ready."""

    runtime: Runtime
    first_administrator: NewPerson | None  # None: there was somebody already
    sample_article: Article | None  # the oldest article if it is the sample


def prepare(settings: Settings) -> Installed:
    """Make everything that is missing, and nothing else; the same again changes nothing.

    Raises ConfigurationError if the home cannot be written, Unavailable if
    the database cannot be reached.
    """
    runtime = open_runtime(with_secret_key(settings))
    runtime.database.upgrade()
    with runtime.database.begin() as session:
        _keep_charter(session, runtime)
        is_peopled = bool(people.newsroom(session))
        article = articles.any_article(session)
    administrator = None if is_peopled else _first_administrator(runtime)
    if article is None:
        article = put_article(
            runtime, key=SAMPLE_ARTICLE.key, title=SAMPLE_ARTICLE.title, url=SAMPLE_ARTICLE.url
        )
    is_sample = article.key == SAMPLE_ARTICLE.key
    return Installed(runtime, administrator, article if is_sample else None)


def _keep_charter(session: Session, runtime: Runtime) -> None:
    charter, now = runtime.charter, runtime.clock()
    if charters.keep_charter(session, charter, adopted_at=now):
        audit.append(
            session,
            AuditKind.CHARTER,
            by=None,
            about=f"charter {charter.digest}",
            now=now,
            step="in force",
            version=charter.version[:FACT_CODE_POINTS],
        )


def upgrade_database(settings: Settings) -> bool:
    """Bring the tables to this version; True if anything was done. Raises as `prepare`."""
    database = Database(with_secret_key(settings).resolved_database_url)
    try:
        return database.upgrade()
    finally:
        database.close()


def with_secret_key(settings: Settings) -> Settings:
    """Return *settings* with the home's secret key, made if there is none.

    Raises ConfigurationError if the home cannot be written or the key is too short.
    """
    if settings.secret_key is not None:
        return settings
    path = settings.home / SECRET_KEY_FILE
    try:
        # Authors' addresses will lie in it: it is nobody else's on this machine.
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = _read_or_make(path)
    except OSError as error:
        raise ConfigurationError(f"CHARTE_HOME: {path}: {error.strerror}") from error
    if len(key) < 32:
        raise ConfigurationError(f"{path} holds no secret key: remove it to have a new one made")
    return settings.model_copy(update={"secret_key": key})


def _read_or_make(path: Path) -> str:
    try:
        # O_EXCL: of two that start at once, one makes the key and both read it.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    key = secrets.token_urlsafe(SECRET_KEY_BYTES)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key + "\n")
    return key


def _first_administrator(runtime: Runtime) -> NewPerson:
    return create_person(
        runtime, email=FIRST_ADMINISTRATOR, name="Administration", role=Role.ADMINISTRATOR
    )
