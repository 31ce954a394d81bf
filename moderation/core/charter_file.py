"""Reading a charter file: TOML in; a Charter out, or every mistake at once.

What may stand in the file is the tables of keys below, one for each table of
the file. A key names the check that its value must pass; a check returns what
the value means, or notes what is wrong with it and returns None, so that
reading always goes on to the end.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from difflib import get_close_matches
from textwrap import shorten
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from moderation.core.charter import (
    LANGUAGES,
    Automation,
    Category,
    Charter,
    Clause,
    LegalNote,
    OpeningHours,
    Recommendation,
    Redress,
    RefusalBy,
)
from moderation.core.lexicon import Lexicon, Term, parse_lexicon
from moderation.core.names.book import NameBook, parse_name_book
from moderation.errors import CharterError, CharterMistake

#: Highest limit that a charter may set, in characters as a person counts them.
MOST_CHARACTERS = 10_000
MOST_APPEAL_MONTHS = 120

#: An id is an anchor in a page's address (``/charte#INJURE``) and a form's value.
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_LINE = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")


def charter_digest(source: str) -> str:
    """Return the SHA-256 of *source* in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(source.encode()).hexdigest()


def parse_charter(source: str, *, lexicons: Mapping[str, str], name_book: str) -> Charter:
    """Return the charter that the TOML text *source* describes.

    *lexicons* maps the name of each lexicon file to its text; those that the
    charter names are read. An empty text is a lexicon that is gone: a charter
    of the past can still be shown. *name_book* is the text of ``names.toml``.

    Raises CharterError with every mistake, each with its place and a hint: the
    charter's own in the order of the file, then those of the lexicons and of
    the name book. What is not TOML at all is the one mistake that hides others.
    """
    mistakes: list[CharterMistake] = []
    keys = {**_CHARTER, "lexicons": _Key(_each(_one_of(lexicons, "lexicon")), "lexicons = []")}
    values = _read(_load(source), keys, _At("", mistakes))
    _check_unique(values.get("clauses") or [], mistakes)
    names = [name for name in values.get("lexicons") or () if name is not None]
    terms = [term for name in names for term in _lexicon(lexicons[name], name, mistakes)]
    book = _name_book(name_book, mistakes)
    if mistakes or book is None:
        raise CharterError(tuple(mistakes))
    return _build(values, source, Lexicon(terms), book)


def _load(source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        line = found[1] if found and found[1] else str(len(source.splitlines()))
        message = _LINE.sub("", str(error)).strip()
        hint = 'a text stands between straight quotes on one line: fr = "…"; a key stands once in its table'
        raise CharterError((CharterMistake(f"line {line}", message, hint),)) from error


def _lexicon(source: str, name: str, mistakes: list[CharterMistake]) -> tuple[Term, ...]:
    try:
        return parse_lexicon(source, name) if source else ()
    except CharterError as error:
        mistakes += error.mistakes
        return ()


def _name_book(source: str, mistakes: list[CharterMistake]) -> NameBook | None:
    try:
        return parse_name_book(source)
    except CharterError as error:
        mistakes += error.mistakes
        return None


def _build(values: dict[str, Any], source: str, lexicon: Lexicon, book: NameBook) -> Charter:
    """Return the charter made of *values*, which have passed every check."""
    clauses = (
        Clause(**{**clause, "legal": tuple(LegalNote(**note) for note in clause["legal"])})
        for clause in values["clauses"]
    )
    return Charter(
        **{key: values[key] for key in ("id", "version", "title", "introduction", "signature")},
        clauses=tuple(clauses),
        character_limit=values["limits"]["characters"],
        hours=OpeningHours(**values["hours"]) if values["hours"] else None,
        automation=Automation(**values["automation"]),
        redress=Redress(**values["redress"]),
        lexicon_names=tuple(values["lexicons"]),
        source=source,
        digest=charter_digest(source),
        lexicon=lexicon,
        name_book=book,
    )


# --- Reading a table ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _At:
    """A place in the file, and the list in which its mistakes are noted."""

    place: str
    mistakes: list[CharterMistake]
    joint: str = ""  # what stands between the place and a key inside it

    def inside(self, key: str) -> "_At":
        return _At(f"{self.place}{self.joint}{key}", self.mistakes, ".")

    def item(self, name: str) -> "_At":
        return _At(name, self.mistakes, ", ")

    def wrong(self, message: str, hint: str) -> None:
        self.mistakes.append(CharterMistake(self.place, message, hint))


#: A value → what it means; None once its mistake is noted.
_Check = Callable[[Any, _At], Any]


class _Required:
    """The default of a key that has none."""


@dataclass(frozen=True, slots=True)
class _Key:
    """What may stand under one key of a table."""

    check: _Check
    example: str
    default: Any = _Required


def _read(table: Mapping[str, Any], keys: Mapping[str, _Key], at: _At) -> dict[str, Any]:
    """Return what *table* says, with defaults; what is wrong is noted and left out."""
    values = {name: key.default for name, key in keys.items() if key.default is not _Required}
    missing = [name for name in keys if name not in table and name not in values]
    for name, value in table.items():
        if name in keys:
            values[name] = keys[name].check(value, at.inside(name))
            continue
        meant = get_close_matches(name, keys, n=1)
        at.inside(name).wrong("there is no such key", _did_you_mean(meant, keys))
        # A key misspelt is one mistake, not a second one for what is missing.
        missing = [each for each in missing if each not in meant]
    for name in missing:
        at.inside(name).wrong("is missing", f"write {keys[name].example}")
    return values


def _did_you_mean(meant: list[str], known: Iterable[str]) -> str:
    if meant:
        return f"did you mean {meant[0]}?"
    return f"known here: {', '.join(known) or 'none'}"


def _check_unique(clauses: list[dict[str, Any]], mistakes: list[CharterMistake]) -> None:
    """Note the ids and categories that two clauses share: one rule, one clause."""
    for key, hint in (
        ("id", "each clause has an id of its own"),
        ("category", "one clause a category: join the two, or choose another category"),
    ):
        owners: dict[str, int] = {}
        for n, clause in enumerate(clauses, start=1):
            value = clause.get(key)
            if value is not None and owners.setdefault(value, n) != n:
                place = f"{_clause_name(clause, n)}, {key}"
                message = f"clause {owners[value]} of the file has {value} already"
                mistakes.append(CharterMistake(place, message, hint))


# --- Checks ------------------------------------------------------------------------


def _shown(value: Any) -> str:
    """Return *value* as TOML would write it, or nearly."""
    return shorten(json.dumps(value, ensure_ascii=False, default=str), 60)


def _words(value: Any, at: _At) -> str | None:
    if isinstance(value, str) and value.strip():
        return value
    message = "is empty" if isinstance(value, str) else f"{_shown(value)} is no text"
    at.wrong(message, 'write a text between straight quotes: "…"')
    return None


def _id(value: Any, at: _At) -> str | None:
    if isinstance(value, str) and _ID.fullmatch(value):
        return value
    hint = (
        "at most 40 letters without accents, digits, _ and -, a letter first: TON, PROPOS-HAINEUX"
    )
    at.wrong(f"{_shown(value)} cannot be part of a page's address", hint)
    return None


def _switch(value: Any, at: _At) -> bool | None:
    if isinstance(value, bool):
        return value
    at.wrong(f"{_shown(value)} is neither true nor false", "write true or false, without quotes")
    return None


def _probability(value: Any, at: _At) -> float | None:
    # The comparison refuses nan, too; and True is an int to Python.
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    at.wrong(
        f"{_shown(value)} is no probability", "write a number from 0 to 1, without quotes: 0.92"
    )
    return None


def _whole(least: int, most: int) -> _Check:
    def check(value: Any, at: _At) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        hint = f"write a whole number from {least} to {most}, without quotes"
        at.wrong(f"{_shown(value)} is out of range", hint)
        return None

    return check


def _clock(value: Any, at: _At) -> time | None:
    if isinstance(value, str) and _CLOCK.fullmatch(value):
        return time.fromisoformat(value)
    at.wrong(f"{_shown(value)} is no time of day", 'write hours and minutes in quotes: "07:00"')
    return None


def _time_zone(value: Any, at: _At) -> str | None:
    try:
        return ZoneInfo(str(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of it, "Europe"
        meant = get_close_matches(str(value), sorted(available_timezones()), n=1)
        hint = _did_you_mean(meant, ["Europe/Zurich and all other names of the IANA database"])
        at.wrong(f"{_shown(value)} is no time zone", hint)
        return None


def _one_of(names: Iterable[str], kind: str, make: Callable[[str], Any] = str) -> _Check:
    known = [str(name) for name in names]

    def check(value: Any, at: _At) -> Any:
        if value in known:
            return make(value)
        meant = get_close_matches(str(value), known, n=1)
        at.wrong(f"there is no {kind} {_shown(value)}", _did_you_mean(meant, known))
        return None

    return check


def _each(check: _Check) -> _Check:
    def check_each(value: Any, at: _At) -> list[Any] | None:
        if isinstance(value, list):
            return [check(each, at) for each in value]
        at.wrong("is not a list", 'write a list in square brackets: ["…", "…"]')
        return None

    return check_each


def _table(keys: Mapping[str, _Key], example: str) -> _Check:
    def check(value: Any, at: _At) -> dict[str, Any] | None:
        if isinstance(value, dict):
            return _read(value, keys, at)
        at.wrong("is not a table", f"write {example}")
        return None

    return check


def _tables(check: Callable[[dict[str, Any], int, _At], Any], name: str, *, least: int) -> _Check:
    """Check a list of at least *least* tables, written ``[[name]]`` each."""

    def check_tables(value: Any, at: _At) -> list[Any] | None:
        is_list = isinstance(value, list) and all(isinstance(each, dict) for each in value)
        if is_list and len(value) >= least:
            return [check(each, n, at) for n, each in enumerate(value, start=1)]
        at.wrong("is not a list of tables", f"each one begins with a line [[{name}]]")
        return None

    return check_tables


def _legal_note(table: dict[str, Any], n: int, at: _At) -> dict[str, Any]:
    return _read(table, _LEGAL, at.item(f"{at.place} {n}"))


def _clause_name(table: Mapping[str, Any], n: int) -> str:
    name = table.get("id")
    return f"clause {name}" if isinstance(name, str) and _ID.fullmatch(name) else f"clause {n}"


def _clause(table: dict[str, Any], n: int, at: _At) -> dict[str, Any]:
    at = at.item(_clause_name(table, n))
    values = _read(table, _CLAUSE, at)
    review_at, refuse_at = values["review_at"], values["refuse_at"]
    may = values.get("machine_may")
    if refuse_at is not None and review_at is not None and refuse_at < review_at:
        message = f"{refuse_at} is below review_at, {review_at}"
        at.inside("refuse_at").wrong(message, "the machine must be surer to refuse than to ask")
    if refuse_at is not None and may in {Recommendation.PUBLISH, Recommendation.REVIEW}:
        message = f'has no effect while machine_may is "{may}"'
        at.inside("refuse_at").wrong(message, 'leave it out, or write machine_may = "refuse"')
    if review_at is not None and may is Recommendation.PUBLISH:
        message = 'has no effect while machine_may is "publish"'
        at.inside("review_at").wrong(message, 'leave it out, or write machine_may = "review"')
    return values


# --- What may stand in the file ------------------------------------------------------

_TEXT = _table(
    {language: _Key(_words, f'{language} = "…"') for language in LANGUAGES},
    f"a table with one text a language: {', '.join(LANGUAGES)}",
)

_LEGAL = {
    "article": _Key(_words, 'article = "art. 177 CP"'),
    "note": _Key(_TEXT, "a table [clauses.legal.note]"),
}

_CLAUSE = {
    "id": _Key(_id, 'id = "INJURE"'),
    "category": _Key(_one_of(Category, "category", Category), 'category = "insult"'),
    "title": _Key(_TEXT, "a table [clauses.title]"),
    "words": _Key(_TEXT, "a table [clauses.words]"),
    "author_text": _Key(_TEXT, "a table [clauses.author_text]"),
    "person_reads": _Key(_switch, "person_reads = true", False),
    "machine_may": _Key(
        _one_of(Recommendation, "recommendation", Recommendation), 'machine_may = "review"'
    ),
    "review_at": _Key(_probability, "review_at = 0.40", None),
    "refuse_at": _Key(_probability, "refuse_at = 0.92", None),
    "legal": _Key(_tables(_legal_note, "clauses.legal", least=0), "[[clauses.legal]]", ()),
}

_LIMITS = {"characters": _Key(_whole(1, MOST_CHARACTERS), "characters = 1500")}

_HOURS = {
    "opens": _Key(_clock, 'opens = "07:00"'),
    "closes": _Key(_clock, 'closes = "23:00"'),
    "time_zone": _Key(_time_zone, 'time_zone = "Europe/Zurich"'),
}

_AUTOMATION = {
    "publish": _Key(_switch, "publish = true"),
    "refuse": _Key(_one_of(RefusalBy, "way to refuse", RefusalBy), 'refuse = "return"'),
    "review_at": _Key(_probability, "review_at = 0.40"),
}

_REDRESS = {
    "appeal_months": _Key(_whole(1, MOST_APPEAL_MONTHS), "appeal_months = 6"),
    "mediator": _Key(_TEXT, "a table [redress.mediator]"),
}

#: All but the lexicons, whose names are known once their files are.
_CHARTER = {
    "id": _Key(_id, 'id = "charte"'),
    "version": _Key(_words, 'version = "1.0"'),
    "title": _Key(_TEXT, "a table [title]"),
    "introduction": _Key(_TEXT, "a table [introduction]"),
    "signature": _Key(_TEXT, "a table [signature]"),
    "limits": _Key(_table(_LIMITS, "[limits]"), "a table [limits]"),
    "hours": _Key(_table(_HOURS, "[hours]"), "a table [hours]", None),
    "automation": _Key(_table(_AUTOMATION, "[automation]"), "a table [automation]"),
    "redress": _Key(_table(_REDRESS, "[redress]"), "a table [redress]"),
    "clauses": _Key(_tables(_clause, "clauses", least=1), "[[clauses]]"),
}
