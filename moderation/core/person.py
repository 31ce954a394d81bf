"""People with an account, readers and the newsroom, and the programs that call the API."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody is here; what that lets them do is in `core.permission`."""

    READER = "reader"  # write comments; nothing at the desk
    ADVOCATE = "advocate"  # the readers' own: answers appeals, decides nothing first
    MODERATOR = "moderator"
    SENIOR = "senior"  # takes what others hand on, and suspends
    EDITOR = "editor"  # in chief: the charter, and what no one else may impose
    ADMINISTRATOR = "administrator"  # runs the installation


class ReplyMail(StrEnum):
    """When a reader wishes to hear of answers to their comments."""

    NEVER = "never"
    EACH = "each"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account: a reader, or a member of the newsroom."""

    id: int
    email: str
    name: str
    role: Role
    language: str
    is_active: bool
    must_change_password: bool
    is_confirmed: bool  # their e-mail address
    reply_mail: ReplyMail


@dataclass(frozen=True, slots=True)
class Profile:
    """What a provider says of somebody who connects through it."""

    provider: str  # "facebook", or the address of the OpenID Connect issuer
    subject: str  # the provider's own name for the person, for ever the same
    name: str  # empty: it does not tell
    email: str | None
    is_email_verified: bool  # the provider vouches that the address is theirs


@dataclass(frozen=True, slots=True)
class Connection:
    """An account elsewhere that opens a reader's account here."""

    id: int
    provider: str
    connected_at: datetime


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key kept by a device or a browser that opens an account without a password."""

    name: str  # as its owner calls it
    added_at: datetime
    used_at: datetime | None  # the last time; None: not yet
