"""The seven things that services are given."""

import logging
import secrets
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from moderation import resources
from moderation.adapters.mail import Mailer, Notifier
from moderation.core.charter import Charter
from moderation.core.charter_file import parse_charter
from moderation.errors import ArtifactError, ConfigurationError
from moderation.learning.classifier import Classifier, ClassifierGap, load_classifier
from moderation.settings import Settings
from moderation.storage.database import Database

log = logging.getLogger(__name__)

NAME_BOOK = "names.toml"


@dataclass(frozen=True, slots=True)
class Runtime:
    """What the product runs on; an eighth field needs a decision record."""

    settings: Settings
    database: Database
    charter: Charter
    classifier: Classifier
    notifier: Notifier | None  # None: no mail server is configured
    clock: Callable[[], datetime]
    random: Callable[[int], str]  # number of bytes → that much randomness, fit for a URL


def open_runtime(settings: Settings) -> Runtime:
    """Return what the product runs on.

    Raises ConfigurationError if there is no secret key yet (see
    services.installation), CharterError if the charter cannot be used.
    """
    if settings.secret_key is None:
        raise ConfigurationError("no secret key: run `charte serve`, or set CHARTE_SECRET_KEY")
    return Runtime(
        settings=settings,
        database=Database(settings.resolved_database_url),
        charter=read_charter(settings.charter),
        classifier=open_classifier(settings.model, cache=settings.home / "cache"),
        notifier=_open_notifier(settings),
        clock=lambda: datetime.now(UTC),
        random=secrets.token_urlsafe,
    )


def _open_notifier(settings: Settings) -> Notifier | None:
    if settings.smtp_url is None:
        return None
    folders = [settings.home / "templates", resources.resource("templates")]
    return Mailer(settings.smtp_url, sender=settings.mail_from, template_folders=folders)


def read_charter(path: Path | None) -> Charter:
    """Return the charter in the file *path*, or the shipped one.

    It may name the shipped lexicons, and those in the folder ``lexicons``
    beside it, which go first.

    Raises CharterError with all its mistakes, ConfigurationError if it cannot be read.
    """
    path = path or resources.charters() / "charte.toml"
    try:
        source = path.read_text("utf-8")
        lexicons = _lexicons(resources.charters()) | _lexicons(path.parent)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"CHARTE_CHARTER: {path} cannot be read: {error}") from error
    name_book = lexicons.pop(NAME_BOOK)
    return parse_charter(source, lexicons=lexicons, name_book=name_book)


def past_charter(source: str) -> Charter:
    """Return a charter that was once in force, to be shown.

    Its lexicons may be gone, and its file may be one of an earlier version of Charte.
    """
    lexicons = dict.fromkeys(tomllib.loads(source).get("lexicons", ()), "")
    name_book = _lexicons(resources.charters())[NAME_BOOK]
    return parse_charter(source, lexicons=lexicons, name_book=name_book, is_past=True)


def _lexicons(folder: Path) -> dict[str, str]:
    files = (folder / "lexicons").glob("*.toml")
    return {file.name: file.read_text("utf-8") for file in files}


def open_classifier(folder: Path | None, *, cache: Path | None = None) -> Classifier:
    """Return the classifier in *folder*, or the shipped one; a gap if it cannot be loaded.

    *cache*: where what has passed its audit is kept, for the next start.

    A service without its classifier still serves: people read what it would
    have read, and the desk says that it was not checked.
    """
    if folder == Path("none"):
        return ClassifierGap("switched off")
    try:
        return load_classifier(folder or resources.resource("models") / "baseline", cache=cache)
    except (ArtifactError, FileNotFoundError) as error:
        log.error("no classifier: %s", error)
        return ClassifierGap(str(error))
