"""What an author has written here so far, in numbers: for the desk, beside a comment of theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from moderation.core.comment import Status

#: Where counting ends: an author of more is shown as "1’000+".
RECORD_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class AuthorRecord:
    """An author's comments under all names of their account, or under a guest's name."""

    since: datetime  # their first comment, the present one included
    counts: Mapping[Status, int]  # of their newest RECORD_LIMIT comments, the present one left out
    refused_for: Mapping[str, int]  # clause id → of those, how many a decision has named it on
    bans: int  # of their names, whether in force or lifted

    @property
    def total(self) -> int:
        """How many comments were counted."""
        return sum(self.counts.values())

    @property
    def is_whole(self) -> bool:
        """Whether these are all there are."""
        return self.total < RECORD_LIMIT
