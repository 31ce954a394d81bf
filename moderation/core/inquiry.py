"""Inquiries: whoever bears a name is asked whether they sent what is signed with it, or nearly.

A name near a known person's or another commenter's proves nothing, for people
share names. Who can tell is the person whose name it is; what they answer is
evidence for a moderator, and decides nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import regex

from moderation.core.address import has_address
from moderation.core.comment import Article, Comment, Status
from moderation.core.correction import Delivery
from moderation.core.rules import Hit

#: For how long the link of an inquiry can be used.
INQUIRY_FOR = timedelta(days=14)

#: Inquiries that one moderator may send in a day.
DAILY_INQUIRIES = 20

#: Longest note of a moderator, and longest words of whoever answers, in code points.
NOTE_CODE_POINTS, WORDS_CODE_POINTS = 1_000, 1_000

#: As many words in a row, the same in a note and in the comment, are a quotation.
QUOTED_WORDS = 5

#: Codes of the hits by which a name is near somebody else's.
NEAR_FIGURE, NEAR_COMMENTER = "name_public_figure", "name_namesake"

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")


class Asked(StrEnum):
    """Who was asked."""

    COMMENTER = "commenter"  # the account of somebody who comments under such a name
    FIGURE = "figure"  # a known person, at the address in the name book
    ADDRESS = "address"  # somebody at an address that a moderator typed


class Said(StrEnum):
    """What they answered."""

    MINE = "mine"
    NOT_MINE = "not_mine"


class Stage(StrEnum):
    """What whoever has the link of an inquiry can do."""

    OPEN = "open"  # answer, or answer otherwise
    CLOSED = "closed"  # nothing more: it was answered and decided on, or the comment is withdrawn
    EXPIRED = "expired"


# Never printed: who told the newsroom what is covered by the protection of sources.
@dataclass(frozen=True, slots=True, repr=False)
class Inquiry:
    """A question to somebody about a comment that is signed with their name, or nearly."""

    id: int
    asked: Asked
    asked_by: str | None  # of the newsroom, for staff alone
    asked_at: datetime
    until: datetime  # when its link stops working
    note: str  # the moderator's, which they read
    said: Said | None  # None: nothing yet
    words: str  # theirs, beside what they said
    answered_at: datetime | None
    read_at: datetime | None  # when the newsroom took note of the answer
    delivery: Delivery | None  # of the letter; None: nothing is left of it

    def awaits(self, now: datetime) -> bool:
        """Whether an answer may still come."""
        return self.answered_at is None and now < self.until

    @property
    def is_new(self) -> bool:
        """Whether it was answered and nobody has taken note."""
        return self.answered_at is not None and self.read_at is None

    def stage(self, *, is_decided: bool, is_withdrawn: bool, now: datetime) -> Stage:
        """Return what whoever has the link can do.

        The first answer is taken after a decision, too: a moderator may have
        published what somebody else then turns out to have signed.
        """
        if now >= self.until:
            return Stage.EXPIRED
        if is_withdrawn or (is_decided and self.said is not None):
            return Stage.CLOSED
        return Stage.OPEN


@dataclass(frozen=True, slots=True)
class InquiryAbout:
    """An inquiry with what it is about."""

    inquiry: Inquiry
    comment: Comment
    article: Article
    is_decided: bool  # the comment waits for nobody

    @property
    def is_withdrawn(self) -> bool:
        """Whether its author took the comment back."""
        return self.comment.status is Status.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Commenter:
    """Somebody with an account who signs with a name that sounds like another's."""

    person_id: int
    name: str  # as they signed first
    since: datetime
    n_published: int


def near_names(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return the hits by which a name is near a known person's or another commenter's."""
    return tuple(hit for hit in hits if hit.code in (NEAR_FIGURE, NEAR_COMMENTER))


def tells_too_much(note: str, body: str) -> bool:
    """Return whether a moderator's *note* tells of the author: it quotes the comment, or has an address.

    A comment of fewer than QUOTED_WORDS words cannot be quoted but whole.

    >>> tells_too_much("Il écrit que vos impôts sont trop bas.", "Vos impôts sont trop bas !")
    True
    >>> tells_too_much("Le commentaire porte sur les impôts.", "Vos impôts sont trop bas !")
    False
    """
    if has_address(note):
        return True
    said, written = _WORD.findall(note.casefold()), _WORD.findall(body.casefold())
    n = min(QUOTED_WORDS, len(written))
    return n > 0 and bool(_runs(said, n) & _runs(written, n))


def _runs(words: list[str], n: int) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + n]) for at in range(len(words) - n + 1)}
