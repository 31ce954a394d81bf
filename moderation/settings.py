"""The settings: one table, every problem reported at once, no insecure default."""

import os
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from moderation.errors import ConfigurationError

PREFIX = "CHARTE_"

#: What a provider by which readers connect needs, all of it.
PROVIDER_SETTINGS = (
    ("facebook_id", "facebook_secret"),
    ("oidc_name", "oidc_url", "oidc_id", "oidc_secret"),
)

#: An address without a path: scheme, host and perhaps a port, as browsers write it.
ORIGIN = r"(https://[a-z0-9.-]+(:\d+)?|http://(localhost|127\.0\.0\.1)(:\d+)?)"


class Settings(BaseSettings):
    """What an operator may set, each as an environment variable ``CHARTE_…``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    home: Path = Field(
        Path("var"), description="Folder of the database, the secret key and models trained here."
    )
    database_url: str | None = Field(
        None, description="An SQLAlchemy URL; by default SQLite in the home folder."
    )
    secret_key: str | None = Field(
        None,
        min_length=32,
        description="Signs sessions and links; by default generated in the home folder.",
    )
    charter: Path | None = Field(
        None, description="The charter's TOML file; by default the one shipped."
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; PORT is read too.")
    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^/]+",
        description="Where readers reach this service; used in mails.",
    )
    workers: int = Field(2, ge=1, le=64, description="Server processes.")
    threads: int = Field(4, ge=1, le=64, description="Threads in each process.")
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=8,
        description="Reverse proxies in front whose X-Forwarded headers are believed.",
    )
    automation: bool = Field(
        True, description="Let the charter publish and send back without a person."
    )
    api_per_minute: int = Field(
        6000, ge=1, le=10_000_000, description="Requests a minute that one API key may make."
    )
    akismet_review: Literal["spam", "publish"] = Field(
        "spam",
        description="What Akismet's clients that cannot wait are told of a comment that a person should read.",
    )
    akismet_discard: bool = Field(
        False,
        description="Whether Akismet's clients are told that they may delete unseen what the charter has the machine refuse as spam and nothing else.",
    )
    coral_secret: str | None = Field(
        None,
        min_length=16,
        repr=False,
        description="Signing secret of Coral's external moderation phase; without it there is none.",
    )
    claim_minutes: int = Field(
        10, ge=1, le=240, description="Minutes until a moderator's claim lapses."
    )
    undo_seconds: int = Field(
        60, ge=0, le=3600, description="Seconds within which a decision can be undone."
    )
    grave_in_row: int = Field(
        5,
        ge=0,
        le=100,
        description="Grave comments in a row, at most, where others wait; 0: no limit. Each moderator may choose.",
    )
    pause_minutes: int = Field(
        50,
        ge=0,
        le=480,
        description="Minutes of reading without a pause after which the desk suggests one; 0: never. Each moderator may choose.",
    )
    second_reading: float = Field(
        0.02,
        ge=0,
        le=1,
        description="Share of people's decisions that another person reads again, blind.",
    )
    staff_second_factor: Literal["offered", "required"] = Field(
        "offered",
        description="Whether the desk opens only to who has a passkey or an authenticator app.",
    )
    model: Path | None = Field(
        None,
        description="A shipped classifier (baseline, fast, light), or a folder; 'none' runs without.",
    )
    encoder: Path | None = Field(
        None, description="Folder of an encoder of your own, for classifiers trained on it."
    )
    smtp_url: str | None = Field(
        None,
        pattern=r"^smtps?://",
        description="smtp://user:password@host:587; without it mails are files in the home folder.",
    )
    mail_from: str = Field("charte@localhost", description="Sender of mails.")
    mail_reply_to: str | None = Field(
        None, description="Where answers to mails go; by default to the sender."
    )
    corrections_to: str | None = Field(
        None,
        pattern=r"^[^@\s,;:<>]+@[^@\s,;:<>]+$",
        description="The newsroom's address for errors that readers tell of; they are at the desk in any case.",
    )
    webhooks_private: str = Field(
        "",
        description="Networks in which webhooks may be posted to although they are not public.",
    )
    sms_url: str | None = Field(
        None,
        pattern=r"^[A-Za-z][A-Za-z0-9+]*://.*\{phone\}",
        repr=False,
        description="An Apprise URL that sends a text message to {phone}; without it, none are sent.",
    )
    sms_countries: str = Field(
        "CH LI",
        pattern=r"^[A-Z]{2}( [A-Z]{2})*$",
        description="Countries (ISO 3166-1) whose mobile numbers confirm an account.",
    )
    facebook_id: str | None = Field(
        None, min_length=1, description="Identifier of your app at Facebook, to connect through it."
    )
    facebook_secret: str | None = Field(
        None, min_length=1, repr=False, description="Secret of that app."
    )
    oidc_name: str | None = Field(
        None,
        min_length=1,
        max_length=40,
        description="Name of an OpenID Connect provider, as readers know it.",
    )
    oidc_url: str | None = Field(
        None,
        pattern=r"^(https://|http://(localhost|127\.0\.0\.1)[:/])",
        description="Its issuer, under which .well-known/openid-configuration is found.",
    )
    oidc_id: str | None = Field(
        None, min_length=1, description="Identifier of this service at the provider."
    )
    oidc_secret: str | None = Field(
        None, min_length=1, repr=False, description="Secret of this service at the provider."
    )
    keep_refused_months: int = Field(
        6,
        ge=0,
        le=120,
        description="Months for which text and reasons are kept after a refusal or a withdrawal.",
    )
    keep_unconfirmed_days: int = Field(
        7,
        ge=3,
        le=365,
        description="Days for which a comment or an account waits for its author to confirm it.",
    )
    keep_identity_months: int = Field(
        12,
        ge=0,
        le=120,
        description="Months for which who wrote is known after a guest's comment, or a closed account.",
    )
    keep_origin_days: int = Field(
        90,
        ge=0,
        le=365,
        description="Days for which a submission's IP address and browser are kept; 0 stores neither.",
    )
    keep_decider_months: int = Field(
        24, ge=1, le=240, description="Months for which it is known who of the newsroom decided."
    )
    keep_disclosure_months: int = Field(
        60,
        ge=1,
        le=240,
        description="Months for which it is known who of the newsroom saw an author's identity.",
    )
    keep_open_correction_months: int = Field(
        12,
        ge=1,
        le=120,
        description="Months after which an error that a reader told of goes, though nobody closed it.",
    )
    keep_event_days: int = Field(
        30,
        ge=7,
        le=365,
        description="Days for which what webhooks were told is kept, with the log of their deliveries.",
    )
    sites: str | None = Field(
        None,
        pattern=rf"^{ORIGIN}( {ORIGIN})*$",
        description="Origins of the newsroom's own pages, which may frame ours and send us readers.",
    )
    sso_name: str | None = Field(
        None,
        min_length=1,
        max_length=40,
        description="What readers call the site whose sign-in is taken here, too.",
    )
    sso_secret: str | None = Field(
        None,
        min_length=32,
        repr=False,
        description="The secret by which that site signs its tokens (HS256).",
    )
    sso_jwks: str | None = Field(
        None,
        pattern=r"^(https://|http://(localhost|127\.0\.0\.1)[:/])",
        description="Address of its public keys (a JWKS), instead of a secret.",
    )
    sso_login: str | None = Field(
        None,
        pattern=r"^(https://|http://(localhost|127\.0\.0\.1)[:/])",
        description="Its page where readers sign in, to be sent to from here.",
    )
    controller: str | None = Field(
        None,
        max_length=200,
        description="Who answers for the readers' data: the publisher's name, in the privacy notice.",
    )
    controller_contact: str | None = Field(
        None,
        max_length=300,
        description="Where readers ask about their data: an e-mail or a postal address.",
    )
    hosting: str | None = Field(
        None,
        max_length=200,
        description="Who runs the servers, and in which country, in the privacy notice.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="What is logged."
    )

    @model_validator(mode="after")
    def _providers_are_whole(self) -> Self:
        for names in PROVIDER_SETTINGS:
            n_set = sum(getattr(self, name) is not None for name in names)
            if n_set not in (0, len(names)):
                listed = ", ".join(PREFIX + name.upper() for name in names)
                raise ValueError(f"{listed} are set together, or not at all")
        return self

    @model_validator(mode="after")
    def _single_sign_on_is_whole(self) -> Self:
        n_keys = sum(key is not None for key in (self.sso_secret, self.sso_jwks))
        if self.sso_name is None and (n_keys or self.sso_login):
            raise ValueError("CHARTE_SSO_… are of no use without CHARTE_SSO_NAME")
        if self.sso_name is not None and (n_keys != 1 or self.sites is None):
            raise ValueError(
                "CHARTE_SSO_NAME is set with CHARTE_SITES, and with either CHARTE_SSO_SECRET or CHARTE_SSO_JWKS"
            )
        return self

    @property
    def resolved_database_url(self) -> str:
        """The database's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'charte.db'}"

    @property
    def base_url(self) -> str:
        """Where readers reach this service, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def origins(self) -> frozenset[str]:
        """The origins of the newsroom's own pages, this service's not among them."""
        return frozenset((self.sites or "").split())

    @property
    def site(self) -> str:
        """The host name by which readers know this service."""
        return urlsplit(self.base_url).hostname or self.host

    @property
    def mail_folder(self) -> Path:
        """Where mails are written when there is no mail server."""
        return self.home / "mail"


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises ConfigurationError with every problem: malformed values and
    variables that begin with ``CHARTE_`` but are no setting.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    problems = [
        f"{name} is no setting of this version"
        for name in sorted(os.environ)
        if name.startswith(PREFIX) and name not in known
    ]
    values = {"port": os.environ["PORT"]} if "PORT" in os.environ else {}
    try:
        settings = Settings(**values)  # type: ignore[arg-type]
    except ValidationError as error:
        # Never the value itself: it may be a secret.
        problems += [_said(e["loc"], e["msg"]) for e in error.errors()]
    if problems:
        raise ConfigurationError("\n".join(problems))
    return settings


def _said(place: tuple[int | str, ...], message: str) -> str:
    # What is wrong between settings has no place of its own; its message names them.
    return f"{PREFIX}{str(place[0]).upper()}: {message}" if place else message
