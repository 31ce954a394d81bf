"""What comes out of another comment system, and what is made of it here.

An importer gives one `SourceComment` after the other, as its system has them; `taken` makes
of one what is stored, or says why it is not. History is not held against the charter: a name
that is not full and a text that is too long for a new comment are taken as they are.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import regex

from moderation.core.address import is_address
from moderation.core.charter import LANGUAGES
from moderation.core.comment import (
    CLUSTER_CODE_POINTS,
    NAME_CODE_POINTS,
    Status,
    misleads,
    trimmed,
)

#: Longest text taken, in code points; 1 MB of letters is no comment.
BODY_CODE_POINTS = 100_000

#: Longest title, address and excerpt of an article, in code points; the rest of a title or an excerpt is cut off.
TITLE_CODE_POINTS, URL_CODE_POINTS, EXCERPT_CODE_POINTS = 500, 2_000, 600

#: Longest name of a comment in its own system, in code points.
SOURCE_ID_CODE_POINTS = 200

#: No comment was written under an article before there were any.
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)

#: How far a clock elsewhere may be ahead of ours.
CLOCK_TOLERANCE = timedelta(days=1)

#: What a comment without a name is signed with, by the language of its article.
ANONYMOUS = {"fr": "Anonyme", "de": "Anonym", "it": "Anonimo", "en": "Anonymous"}

#: A name of an article that the API would take, too (api.schemas).
_ARTICLE_KEY = regex.compile(r"[A-Za-z0-9][A-Za-z0-9._~:-]{0,199}")
_NOT_IN_KEYS = regex.compile(r"[^A-Za-z0-9._~-]+")
_PUBLIC_ID = regex.compile(r"[A-Za-z0-9_-]{16}")

_CONTROL = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DIRECTIONS = regex.compile(r"[\u202a-\u202e\u2066-\u2069]")
_STACKED = regex.compile(rf"(\p{{M}}{{{CLUSTER_CODE_POINTS - 1}}})\p{{M}}+")
_VISIBLE = regex.compile(r"[^\p{C}\p{Z}\p{M}\u115f\u1160\u2800\u3164\uffa0]")
_HTTP = regex.compile(r"https?://[^\s\x00-\x1f\x7f\ud800-\udfff]+", regex.IGNORECASE)


class Format(StrEnum):
    """What can be read."""

    WORDPRESS = "wordpress"  # WXR, from Tools → Export
    DISQUS = "disqus"  # the XML that Disqus sends by mail
    CORAL = "coral"  # a folder of what mongoexport writes
    ISSO = "isso"  # the SQLite database
    CHARTE = "charte"  # a folder that `charte export` wrote
    CSV = "csv"
    JSONL = "jsonl"


class Standing(StrEnum):
    """Where a comment stood in its own system."""

    PUBLISHED = "published"
    APPROVED = "approved"  # published, and its system says that a person read it
    PENDING = "pending"
    SPAM = "spam"
    REJECTED = "rejected"
    RETURNED = "returned"  # ours alone has it
    WITHDRAWN = "withdrawn"  # deleted there, and not told by whom
    UNCONFIRMED = "unconfirmed"  # ours alone has it


#: Where it stands here.
STATUS = {
    Standing.PUBLISHED: Status.PUBLISHED,
    Standing.APPROVED: Status.PUBLISHED,
    Standing.PENDING: Status.PENDING,
    Standing.SPAM: Status.REJECTED,
    Standing.REJECTED: Status.REJECTED,
    Standing.RETURNED: Status.RETURNED,
    Standing.WITHDRAWN: Status.WITHDRAWN,
    Standing.UNCONFIRMED: Status.UNCONFIRMED,
}


class Reason(StrEnum):
    """Why a row is not taken, or what was changed to take it."""

    # not taken
    UNREADABLE = "unreadable"  # it has not the shape that its format says
    NO_ID = "no_id"  # it has no name in its own system, or one that is too long
    NO_ARTICLE = "no_article"  # it stands under nothing
    NO_DATE = "no_date"  # none that can be read, before 1990, or in the future
    EMPTY = "empty"  # there is nothing to see in it
    TOO_LONG = "too_long"  # its text, beyond BODY_CODE_POINTS
    UNKNOWN_STATUS = "unknown_status"
    NOT_A_COMMENT = "not_a_comment"  # a pingback, a trackback, an order note
    CHANGED = "changed"  # another text is here already under the same name: it stays
    # taken
    ORPHAN = "orphan"  # what it answers is not here: it stands at the top until it is
    CYCLE = "cycle"  # it answers itself in the end: it stands at the top
    NO_NAME = "no_name"
    NAME_CUT = "name_cut"
    TEXT_CLEANED = "text_cleaned"  # control characters, marks of direction, stacked accents


#: What is told of a comment that is taken all the same.
NOTES = frozenset(
    {Reason.ORPHAN, Reason.CYCLE, Reason.NO_NAME, Reason.NAME_CUT, Reason.TEXT_CLEANED}
)


class Learn(StrEnum):
    """Which imported decisions teach at the next retraining."""

    DECIDED = "decided"  # what a person decided, as far as its system tells
    ALL = "all"  # that, and that what was published is clean: a person read everything there


@dataclass(frozen=True, slots=True, repr=False)
class SourceArticle:
    """An article as another system has it."""

    id: str  # its name there; `article_key` makes a key of it
    title: str = ""
    url: str = ""
    is_open: bool = True
    language: str | None = None  # None: the one that the operator says
    character_limit: int | None = None
    excerpt: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class SourceComment:
    """A comment as another system has it, its text without markup."""

    row: int  # where it stands in its file, from 1; of what, is the format's
    id: str
    article: SourceArticle
    body: str
    written_at: datetime | None
    standing: Standing
    parent: str | None = None  # what it answers, by its name there
    author_name: str = ""
    author_email: str | None = None
    language: str | None = None
    is_gone: bool = False  # its text was deleted there, and it may have replies
    is_pseudonym: bool = False
    edited_at: datetime | None = None
    clause_ids: tuple[str, ...] = ()  # ours alone has them
    by_machine: bool = False  # no person refused it


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one row: why it was not taken, or what was changed. It never holds words."""

    row: int | None  # None: it is about what was read before
    id: str
    reason: Reason

    @property
    def is_refusal(self) -> bool:
        """Whether the row is not taken."""
        return self.reason not in NOTES


@dataclass(frozen=True, slots=True, repr=False)
class Taken:
    """A comment that can be stored, and what was changed for it."""

    source: SourceComment
    article_key: str
    author_name: str
    author_email: str | None
    body: str
    written_at: datetime
    status: Status
    digest: str  # of what its system said of it
    notes: tuple[Reason, ...]


def taken(
    source: SourceComment, *, now: datetime, language: str, emails_after: datetime | None
) -> Taken | Reason:
    """Return what is stored of *source*, or why it is not taken.

    *language* is that of articles that do not say theirs. Addresses of comments that were
    written after *emails_after* are taken; None: no addresses at all.
    """
    at, body = source.written_at, source.body
    if not is_source_id(source.id):
        return Reason.NO_ID
    if not source.article.id:
        return Reason.NO_ARTICLE
    if at is None or not EARLIEST <= at <= now + CLOCK_TOLERANCE:
        return Reason.NO_DATE
    if len(body) > BODY_CODE_POINTS:
        return Reason.TOO_LONG
    cleaned = cleaned_body(body)
    if not _VISIBLE.search(cleaned) and not source.is_gone:
        return Reason.EMPTY
    name = cleaned_name(source.author_name)
    shown = name[:NAME_CODE_POINTS].rstrip()
    notes = [Reason.TEXT_CLEANED] if cleaned != trimmed(body) else []
    notes += [Reason.NAME_CUT] if shown != name else []
    if not any(c.isalpha() for c in shown) and not source.is_gone:
        shown = ANONYMOUS.get(source.article.language or language, ANONYMOUS["fr"])
        notes += [Reason.NO_NAME]
    email = (source.author_email or "").strip().casefold()
    is_wanted = emails_after is not None and at > emails_after and not source.is_gone
    return Taken(
        source=source,
        article_key=article_key(source.article.id),
        author_name="" if source.is_gone else shown,
        author_email=email if is_wanted and is_address(email) else None,
        body="" if source.is_gone else cleaned,
        written_at=at,
        status=STATUS[source.standing],
        digest=_digest(source),
        notes=tuple(notes),
    )


def cleaned_body(body: str) -> str:
    r"""Return *body* as it can be shown: no control characters, no tricks of direction, no towers.

    >>> cleaned_body("Bon\x00jour\r\n\u202eà tous")
    'Bonjour\nà tous'
    """
    shown = _CONTROL.sub("", trimmed(body))
    shown = _DIRECTIONS.sub("", shown) if misleads(shown) else shown
    return str(_STACKED.sub(r"\1", shown)).strip()


def cleaned_name(name: str) -> str:
    """Return *name* with single spaces, as it can be shown."""
    return " ".join(_DIRECTIONS.sub("", cleaned_body(name)).split())


def cleaned_article(article: SourceArticle) -> SourceArticle:
    """Return *article* with a title and an address that pages can show."""
    title = cleaned_name(article.title)[:TITLE_CODE_POINTS].rstrip()
    url = article.url.strip()
    is_address = len(url) <= URL_CODE_POINTS and _HTTP.fullmatch(url)
    language = article.language if article.language in LANGUAGES else None
    return SourceArticle(
        id=article.id,
        title=title or article_key(article.id),
        url=url if is_address else "",
        is_open=article.is_open,
        language=language,
        character_limit=article.character_limit,
        excerpt=cleaned_body(article.excerpt)[:EXCERPT_CODE_POINTS].rstrip(),
    )


def article_key(name: str) -> str:
    """Return the key of the article that another system calls *name*: that, if it can be one.

    What cannot be one, say an address, is made readable, and stays unlike any other.

    >>> article_key("4711"), article_key("/2020/le-budget/")
    ('4711', '2020-le-budget-67e9b95a')
    """
    if _ARTICLE_KEY.fullmatch(name):
        return name
    readable = _NOT_IN_KEYS.sub("-", name).strip("-._~")[:150].rstrip("-._~") or "article"
    return f"{readable}-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:8]}"


def is_source_id(text: str) -> bool:
    """Return whether *text* can be the name of a comment in its own system."""
    return 0 < len(text) <= SOURCE_ID_CODE_POINTS and not _CONTROL.search(text)


def is_public_id(text: str) -> bool:
    """Return whether *text* has the shape of a public id of ours."""
    return _PUBLIC_ID.fullmatch(text) is not None


def read_moment(text: str) -> datetime | None:
    """Return the moment that *text* tells, in UTC unless it says otherwise; None: it tells none.

    >>> read_moment("2012-05-01 10:00:00"), read_moment("0000-00-00 00:00:00")
    (datetime.datetime(2012, 5, 1, 10, 0, tzinfo=datetime.timezone.utc), None)
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_seconds(seconds: float) -> datetime | None:
    """Return the moment that many *seconds* after 1970; None: out of range."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def teaches(taken: Taken, learn: Learn | None) -> dict[str, bool] | None:
    """Return what an imported comment says to the classifier, as `Suggestion.breaks`; None: nothing.

    What was deleted says nothing: authors delete, too. Which rule was broken is not known,
    except of spam.
    """
    standing = taken.source.standing
    if learn is None or taken.source.by_machine or not taken.body:
        return None
    if standing is Standing.SPAM:
        return {"spam": True}
    if standing in (Standing.REJECTED, Standing.RETURNED):
        return {"violation": True}
    if standing is Standing.APPROVED or (standing is Standing.PUBLISHED and learn is Learn.ALL):
        return {"violation": False}
    return None


def _digest(source: SourceComment) -> str:
    said = [source.article.id, source.parent, source.author_name, source.body]
    content = json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()
