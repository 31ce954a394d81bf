"""An author edits a comment: for how long, in which state, and what has changed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from enum import StrEnum

from moderation.core.comment import Comment, Status
from moderation.core.person import Person
from moderation.core.verdict import Verdict
from moderation.errors import Problem

#: For how long after sending it an author may edit a comment.
EDIT_MINUTES = 5

#: How often one comment may be edited: enough for slips, too few to learn the rules by trying.
MOST_EDITS = 5

#: Where a comment stands while nothing final has happened to it.
EDITABLE = frozenset({Status.UNCONFIRMED, Status.PENDING, Status.PUBLISHED})

_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Revision:
    """A text of a comment that its author has replaced, and the verdict on it."""

    version: int  # of the comment, the last that had this text
    body: str
    language: str
    status: Status  # where the comment stood with it
    verdict: Verdict
    written_at: datetime
    replaced_at: datetime


class Change(StrEnum):
    """What has become of some words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text or of the one that replaced it."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """An author's replacing of a text by another."""

    revision: Revision  # the text that was replaced
    pieces: tuple[Piece, ...]  # of both texts, what was removed before what came for it


def edit_until(comment: Comment) -> datetime:
    """Return the moment from which on *comment* is no longer edited."""
    return comment.submitted_at + timedelta(minutes=EDIT_MINUTES)


def is_author(comment: Comment, person: Person | None, *, has_sent: bool) -> bool:
    """Tell whether *comment* is of who is here.

    It is if *person* signed it with their account; nobody having signed it,
    if it *has_sent* it, the browser that is here.
    """
    if comment.person_id is None:
        return has_sent
    return person is not None and person.id == comment.person_id


def why_final(comment: Comment, *, n_edits: int, is_decided: bool, now: datetime) -> Problem | None:
    """Return why the text of *comment* is no longer edited; None if it is.

    *is_decided*: a person has decided on it. What a guest confirmed is final:
    nobody else's words may take the place of those that they saw.
    """
    is_confirmed = comment.person_id is None and comment.status is not Status.UNCONFIRMED
    if comment.status not in EDITABLE or is_decided or is_confirmed:
        return Problem("edit_settled", "body")
    if now >= edit_until(comment):
        return Problem("edit_late", "body", {"limit": EDIT_MINUTES})
    if n_edits >= MOST_EDITS:
        return Problem("edit_often", "body", {"limit": MOST_EDITS})
    return None


def edits_of(revisions: Sequence[Revision], body: str) -> tuple[Edit, ...]:
    """Return the edits by which *revisions*, oldest first, became *body*, the newest first."""
    texts = [*(revision.body for revision in revisions), body]
    pairs = zip(revisions, texts[1:], strict=True)
    made = [Edit(old, changes(old.body, new)) for old, new in pairs]
    return tuple(reversed(made))


def changes(before: str, after: str) -> tuple[Piece, ...]:
    """Return the words of *before* and *after*, in order, those that both have once.

    What was removed stands before what came in its place.

    >>> [(piece.change.value, piece.text) for piece in changes("un bon vin", "un vin")]
    [('kept', 'un '), ('removed', 'bon '), ('kept', 'vin')]
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Change.KEPT, "".join(old[i:j])))
            continue
        pieces.append(Piece(Change.REMOVED, "".join(old[i:j])))
        pieces.append(Piece(Change.ADDED, "".join(new[k:m])))
    return tuple(piece for piece in pieces if piece.text)
