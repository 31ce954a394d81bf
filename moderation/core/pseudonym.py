"""Pseudonyms: whom the newsroom knows may sign with another name, for a reason that it accepted.

The Press Council admits one where privacy, integrity or sources need
protection, provided that the newsroom knows the real identity (directive 5.3).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from moderation.core.charter import Charter
from moderation.core.comment import AuthorHistory, Draft, name_problems_of
from moderation.core.names.key import name_key, name_words
from moderation.core.names.policy import name_rule
from moderation.core.normalise import normalise
from moderation.errors import Problem

#: Fewest letters and most characters of a pseudonym; most of a reason, in code points.
FEWEST_LETTERS, MOST_CHARACTERS, REASON_CODE_POINTS = 3, 40, 1_000

#: What the name rule finds that is somebody else, or nobody's name: a person of public life, a
#: company, an address, letters that pass for others. All else a moderator judges.
IMPERSONAL = frozenset({"name_public_figure", "name_company", "name_address", "name_scripts"})

_NO_TEXT = normalise("")


class PseudonymStatus(StrEnum):
    """Where a pseudonym stands."""

    ASKED = "asked"
    GRANTED = "granted"
    DECLINED = "declined"
    GIVEN_UP = "given_up"  # by the reader: the request or the pseudonym
    WITHDRAWN = "withdrawn"  # by the newsroom


#: What stands between a reader and another request, and keeps the name from others.
OPEN = (PseudonymStatus.ASKED, PseudonymStatus.GRANTED)


# Never printed: a log would tell whose it is.
@dataclass(frozen=True, slots=True, repr=False)
class Pseudonym:
    """A name that an account asked to sign with instead of its own."""

    id: int
    person_id: int
    name: str
    reason: str  # the reader's
    status: PseudonymStatus
    asked_at: datetime
    granted_at: datetime | None
    decided_by: int | None  # who of the newsroom granted, declined or withdrew it last
    decided_at: datetime | None
    answer: str  # in their words, to the reader; may be empty if it was granted
    closed_at: datetime | None  # None: it is asked or granted


@dataclass(frozen=True, slots=True)
class SigningName:
    """The name that an account now signs with."""

    name: str
    is_pseudonym: bool = False
    #: A pseudonym that the newsroom granted and that signs no more: its owner is told, and not
    #: their readers, to whom it stands under what it signed.
    lapsed: str | None = None


def signing_name(
    own: str, last: Pseudonym | None, *, is_possible: bool, is_checked: bool
) -> SigningName:
    """Return the name that whoever is called *own* signs with; *last* is their last pseudonym.

    It signs as long as the charter says so (*is_possible*) and the newsroom
    knows the name that the account has (*is_checked*).
    """
    if last is None or last.granted_at is None:
        return SigningName(own)
    if last.status is PseudonymStatus.GRANTED and is_possible and is_checked:
        return SigningName(last.name, is_pseudonym=True)
    # Who gave it up knows.
    return SigningName(own, lapsed=None if last.status is PseudonymStatus.GIVEN_UP else last.name)


def pseudonym_problem(name: str, own: str, charter: Charter) -> Problem | None:
    """Return why nobody called *own* could have the pseudonym *name*, whoever else there is; None if they could.

    Spaces in *name* are single.
    """
    if not name:
        return Problem("pseudonym_missing", "pseudonym")
    if len(name) > MOST_CHARACTERS:
        return Problem("pseudonym_long", "pseudonym", {"limit": MOST_CHARACTERS})
    if name_problems_of(name):
        return Problem("pseudonym_unreadable", "pseudonym")
    if sum(character.isalpha() for character in name) < FEWEST_LETTERS:
        return Problem("pseudonym_short", "pseudonym", {"limit": FEWEST_LETTERS})
    if name_key(name) == name_key(own) or set(name_words(name)) & _telling(own):
        return Problem("pseudonym_own", "pseudonym")
    hits = name_rule(_NO_TEXT, Draft("", name), AuthorHistory(), charter)
    newsroom = {name_key(words) for words in charter.signature.values()}
    if name_key(name) in newsroom or any(hit.code in IMPERSONAL for hit in hits):
        return Problem("pseudonym_taken", "pseudonym")
    return None


def _telling(own: str) -> set[str]:
    """Return the words of a name that would tell whose the pseudonym is: the surname, as it is written last."""
    return set(name_words(own)[-1:])
