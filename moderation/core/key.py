"""Keys of programs: what each is for, until when it opens anything, when it last did."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Scope(StrEnum):
    """What a program may do with its key."""

    CHECK = "check"  # have texts judged
    SUBMIT = "submit"  # hand in comments, articles, what people elsewhere say of comments
    READ = "read"  # see comments and what became of them
    DECIDE = "decide"  # decide on comments, reports and appeals; sanctions
    PERSONAL = "personal"  # all that is kept of a person


#: What a key is for when nothing is said; it was everything before keys had scopes.
USUAL_SCOPES = frozenset({Scope.CHECK, Scope.SUBMIT, Scope.READ})

#: For how long a rotated key's old secret goes on opening, if nothing is said, and at most.
OVERLAP, LONGEST_OVERLAP = timedelta(hours=24), timedelta(days=30)

#: A key's last use is noted no more often than this.
USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A program's key; its secrets are shown once and only their digests are kept."""

    id: int
    name: str
    prefix: str  # the first characters of its secret, to tell keys apart
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime | None  # None: never
    revoked_at: datetime | None
    last_used_at: datetime | None  # to about a minute; None: not yet
    old_prefix: str | None  # of the secret before the last rotation
    old_until: datetime | None  # until when that one opens, too

    def is_expired(self, now: datetime) -> bool:
        """Whether its time is over."""
        return self.expires_at is not None and self.expires_at <= now

    def should_note_use(self, now: datetime) -> bool:
        """Whether a use *now* is to be noted."""
        return self.last_used_at is None or self.last_used_at + USE_NOTED_EVERY <= now
