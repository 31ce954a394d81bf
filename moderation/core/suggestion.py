"""What somebody outside says of a comment: a moderator of a CMS, through its protocol."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Suggestion:
    """A comment of another system and what a person there says of it.

    *breaks*: category, or "violation", → whether the comment breaks the charter in it; what is
    not there was not said. *community* and *token* are the caller's own names for where the comment
    stands and which it is; of the same two the last suggestion counts.
    """

    text: str
    language: str  # ISO 639-1
    breaks: Mapping[str, bool]
    community: str = ""
    token: str = ""
