"""A reader's text before it is stored (Draft) and after (Comment)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import StrEnum

import regex

from moderation.core.names.signature import NO_ANSWER, UNKNOWN, NameAnswer, Signature
from moderation.core.proof import Rung
from moderation.errors import CommentError, InvalidInput, Problem

#: Unicode Standard Annex 15, section 13 (Stream-Safe Text Format): natural
#: text never needs more than 30 combining marks in a row. The longest emoji
#: sequence in use has 10 code points.
CLUSTER_CODE_POINTS = 32

#: Longest name taken, in code points. The longest of the fixtures has some 60.
NAME_CODE_POINTS = 150

_CLUSTER = regex.compile(r"\X")
_NOT_TEXT = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
#: Something to see: no format, space or mark alone, no blank letter.
_VISIBLE = regex.compile(r"[^\p{C}\p{Z}\p{M}\u115f\u1160\u2800\u3164\uffa0]")

#: Unicode Standard Annex 9: what opens an embedding or isolate must close in
#: its paragraph; an override (U+202D, U+202E) makes text read other than it is.
_OVERRIDES = regex.compile(r"[\u202d\u202e]")
_OPENS = {"\u202a": "\u202c", "\u202b": "\u202c", **dict.fromkeys("\u2066\u2067\u2068", "\u2069")}
_DIRECTIONS = regex.compile(r"[\u202a-\u202e\u2066-\u2069\n]")


class Status(StrEnum):
    """Where a comment stands."""

    UNCONFIRMED = "unconfirmed"  # its author has still to show who they are
    PENDING = "pending"
    PUBLISHED = "published"
    RETURNED = "returned"  # sent back to its author, the passage marked
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Mode(StrEnum):
    """How the comments under an article come to be published."""

    CHARTER = "charter"  # as the charter says
    PREMODERATED = "premoderated"  # each is read by a person first


@dataclass(frozen=True, slots=True)
class Article:
    """The article that comments stand under."""

    id: int
    key: str  # the CMS's own name for it, unique
    title: str
    url: str | None
    language: str
    is_open: bool
    character_limit: int | None  # None: the charter's limit
    closed_reason: str = ""  # told to readers while it is closed; empty: nothing is
    mode: Mode = Mode.CHARTER
    excerpt: str = ""  # its first paragraph, for the desk; empty: it is not known here
    opens_at: time | None = (
        None  # hours of its own, in the newsroom's time zone; None: the charter's
    )
    closes_at: time | None = None  # None exactly where *opens_at* is
    slow_minutes: int | None = None  # that a reader waits from one comment to the next; None: none
    reader_limit: int | None = None  # comments of one reader; None: any number


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader or a CMS sends."""

    body: str
    author_name: str = ""
    author_email: str | None = None
    language: str | None = None  # None: to be detected
    accepted_charter: str | None = None  # digest of the charter that was accepted
    answers: str | None = None  # public id of the comment that it replies to
    name_answer: NameAnswer = NO_ANSWER
    signs_as: str | None = None  # the name that the form said would sign; None: it did not say


@dataclass(frozen=True, slots=True)
class Limits:
    """What `check_draft` holds a draft against; None leaves a check out."""

    characters: int
    is_open: bool = True
    closed_reason: str = ""  # in the newsroom's own words
    charter_digest: str | None = None
    needs_name: bool = True  # False: a text to judge may come unsigned
    needs_email: bool = False  # of a guest, who confirms it
    opens_again: str | None = None  # when comments are taken again, "08:00"; None: now
    is_answerable: bool = True  # False: what a reply answers is not published there
    signs_as: str | None = None  # the name that an account now signs with
    slow_minutes: int | None = None  # from one comment of a reader's to the next
    writes_again: str | None = None  # when this reader may, "08:00"; None: now
    reader_limit: int | None = None  # comments of one reader
    is_limit_reached: bool = False  # by this reader


@dataclass(frozen=True, slots=True)
class AuthorHistory:
    """What is known of an author when a draft is judged."""

    earlier_bodies: tuple[str, ...] = ()  # newest first
    is_banned: bool = False  # the identity, by a person's decision
    is_pseudonym: bool = False  # what they sign with; *signature* is then of the account's own name
    namesakes: tuple[str, ...] = ()  # other commenters whose names sound the same
    signature: Signature = UNKNOWN
    rung: Rung | None = None  # that the account has reached; None: there is none


@dataclass(frozen=True, slots=True)
class Comment:
    """A stored comment."""

    id: int
    public_id: str
    article_id: int
    author_name: str
    body: str
    language: str
    status: Status
    version: int  # rises with each change of text or status
    submitted_at: datetime
    charter_digest: str
    has_email: bool
    person_id: int | None = None  # the account it is signed with; None: a guest's, or a CMS's
    is_pseudonym: bool = False  # what it is signed with, and stays signed with
    parent_id: int | None = None  # the comment at the top that a reply hangs under
    answers_id: int | None = None  # what a reply answers: its parent, or another reply under it
    edited_at: datetime | None = None  # by its author, the last time; None: never
    erased_at: datetime | None = None  # its text and its author are gone; None: they are there


def count_characters(text: str) -> int:
    r"""Count characters as a person does: grapheme clusters (UAX 29).

    >>> count_characters("e\u0301\r\n👨‍👩‍👧‍👦🇨🇭")
    4
    """
    return sum(1 for _ in _CLUSTER.finditer(text))


def why_closed(limits: Limits) -> Problem | None:
    """Return why nothing can be sent now; None if it can."""
    if not limits.is_open and limits.closed_reason:
        return Problem("article_closed_because", "article", {"reason": limits.closed_reason})
    if not limits.is_open:
        return Problem("article_closed", "article")
    if limits.opens_again is not None:
        return Problem("hours_closed", "article", {"opens": limits.opens_again})
    return None


def why_not_yet(limits: Limits) -> Problem | None:
    """Return why this reader, and not others, can send nothing now; None if they can."""
    if limits.is_limit_reached:
        return Problem("reader_limit", "article", {"limit": limits.reader_limit or 0})
    if limits.writes_again is not None:
        facts: Mapping[str, int | str] = {
            "minutes": limits.slow_minutes or 0,
            "again": limits.writes_again,
        }
        return Problem("slow_mode", "article", facts)
    return None


def is_text(text: str) -> bool:
    """Return whether *text* is free of control characters and lone surrogates."""
    return _NOT_TEXT.search(text) is None


def trimmed(body: str) -> str:
    """Return *body* with its line ends made ``\\n`` and its edges trimmed, as it is stored."""
    return body.replace("\r\n", "\n").replace("\r", "\n").strip()


def checked_words(
    words: str, longest: int, *, what: str = "this", may_be_empty: bool = False
) -> str:
    """Return words that somebody wrote beside comments, trimmed: a reason, a note, an answer.

    Raises InvalidInput, which calls them *what*, if there are none, unless there may be none; if
    they have more than *longest* code points; and if they are no plain text.
    """
    words = trimmed(words)
    if not words and not may_be_empty:
        raise InvalidInput(f"{what} needs words")
    if len(words) > longest or not is_text(words):
        raise InvalidInput(f"{what} is plain text of at most {longest} characters")
    return words


def check_draft(draft: Draft, limits: Limits) -> Draft:
    """Return *draft* with its line ends made ``\\n`` and its edges trimmed.

    Raises CommentError with all that is wrong: nothing stops at the first.
    """
    body = trimmed(draft.body)
    name = " ".join(draft.author_name.split())
    name_problems = name_problems_of(name) if name or limits.needs_name else []
    problems = [*name_problems, *_body_problems(body, limits.characters)]
    if limits.needs_email and not draft.author_email:
        problems.append(Problem("email_missing", "author_email"))
    if limits.charter_digest is not None and draft.accepted_charter != limits.charter_digest:
        code = "charter_changed" if draft.accepted_charter else "not_accepted"
        problems.append(Problem(code, "accepted"))
    if None not in (draft.signs_as, limits.signs_as) and draft.signs_as != limits.signs_as:
        problems.append(Problem("signature_changed", "signs_as", {"name": limits.signs_as or ""}))
    if draft.answers is not None and not limits.is_answerable:
        problems.append(Problem("answer_gone", "answers"))
    if closed := why_closed(limits) or why_not_yet(limits):
        problems.append(closed)
    if problems:
        raise CommentError(tuple(problems))
    return replace(draft, body=body, author_name=name)


def name_problems_of(name: str) -> list[Problem]:
    """Return why *name*, its spaces single, cannot stand under a comment: empty, too long, unreadable."""
    if not name:
        return [Problem("name_missing", "author_name")]
    if len(name) > NAME_CODE_POINTS:
        facts: Mapping[str, int | str] = {"limit": NAME_CODE_POINTS}
        return [Problem("name_too_long", "author_name", facts)]
    is_plain = not _NOT_TEXT.search(name) and not _DIRECTIONS.search(name)
    if (
        not is_plain
        or not any(c.isalpha() for c in name)
        or max(_cluster_lengths(name)) > CLUSTER_CODE_POINTS
    ):
        return [Problem("name_unreadable", "author_name")]
    return []


def _body_problems(body: str, limit: int) -> list[Problem]:
    if _NOT_TEXT.search(body):
        return [Problem("body_unreadable", "body")]
    if not _VISIBLE.search(body):
        return [Problem("body_empty", "body")]
    if misleads(body):
        return [Problem("body_direction", "body")]
    lengths = _cluster_lengths(body)
    if max(lengths) > CLUSTER_CODE_POINTS:
        return [Problem("body_marks", "body", {"limit": CLUSTER_CODE_POINTS})]
    if len(lengths) > limit:
        return [Problem("body_too_long", "body", {"limit": limit, "count": len(lengths)})]
    return []


def _cluster_lengths(text: str) -> list[int]:
    return [len(cluster[0]) for cluster in _CLUSTER.finditer(text)]


def misleads(body: str) -> bool:
    """Return whether marks of direction make *body* read other than it is written."""
    if _OVERRIDES.search(body):
        return True
    open_marks: list[str] = []
    for mark in _DIRECTIONS.findall(body):
        if mark in _OPENS:
            open_marks.append(_OPENS[mark])
        elif open_marks and open_marks[-1] == mark:
            open_marks.pop()
        elif mark == "\n" and open_marks:
            return True
    return bool(open_marks)
