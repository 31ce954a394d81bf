"""The people of the newsroom who use the desk, and the programs that call the API."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person may do at the desk."""

    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"  # sees what was escalated, too


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the newsroom."""

    id: int
    email: str
    name: str
    role: Role
    language: str
    is_active: bool
    must_change_password: bool


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A program's key; the key itself is shown once and only its digest is kept."""

    id: int
    name: str
    prefix: str  # its first characters, to tell keys apart
    created_at: datetime
    revoked_at: datetime | None
