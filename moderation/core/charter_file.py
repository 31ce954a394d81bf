"""Reading a charter file: TOML in; a Charter out, or every mistake at once.

What may stand in the file is the tables of keys below, one for each table of
the file; how they are read is told in moderation.core.charter_keys.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from moderation.core.charter import (
    LANGUAGES,
    Automation,
    Category,
    Charter,
    Clause,
    Guests,
    LegalNote,
    OpeningHours,
    Pseudonyms,
    Recommendation,
    Redress,
    RefusalBy,
)
from moderation.core.charter_keys import (
    At,
    Key,
    Keys,
    Retired,
    as_id,
    as_list,
    as_one_of,
    as_share,
    as_switch,
    as_table,
    as_tables,
    as_time,
    as_time_zone,
    as_whole,
    as_words,
    is_id,
    read_table,
)
from moderation.core.lexicon import Lexicon, Term
from moderation.core.lexicon_file import parse_lexicon
from moderation.core.names.book import NameBook, parse_name_book
from moderation.core.promise import Promise
from moderation.core.proof import Rung
from moderation.core.toml import load_toml
from moderation.errors import CharterError, CharterMistake

#: What the name book's file is called.
NAME_BOOK = "names.toml"

#: Highest limit that a charter may set, in characters as a person counts them.
MOST_CHARACTERS = 10_000
MOST_APPEAL_MONTHS = 120

_LINE = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")


def charter_digest(source: str) -> str:
    """Return the SHA-256 of *source* in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(source.encode()).hexdigest()


def parse_charter(
    source: str, *, lexicons: Mapping[str, str], name_book: str, is_past: bool = False
) -> Charter:
    """Return the charter that the TOML text *source* describes.

    *lexicons* maps the name of each lexicon file to its text; those that the
    charter names are read. *name_book* is the text of ``names.toml``.

    *is_past*: it was in force once and is only shown. An empty text is then a
    lexicon that is gone, keys that charters have no more are passed over, and
    what they had not yet is filled in by what promises nothing.

    Raises CharterError with every mistake, each with its place and a hint: the
    charter's own in the order of the file, then those of the lexicons and of
    the name book. What is not TOML at all is the one mistake that hides others.
    """
    mistakes: list[CharterMistake] = []
    keys = {**_CHARTER, "lexicons": Key(as_list(as_one_of(lexicons, "lexicon")), "lexicons = []")}
    if is_past:
        keys["promise"] = Key(as_table(_PROMISE, "[promise]"), "", _NOTHING_PROMISED)
    values = read_table(_load(source), keys, At("", mistakes, is_past=is_past))
    _check_unique(values.get("clauses") or [], mistakes)
    names = [name for name in values.get("lexicons") or () if name is not None]
    terms = [term for name in names for term in _lexicon(lexicons[name], name, mistakes)]
    book = _name_book(name_book, mistakes)
    if mistakes or book is None:
        raise CharterError(tuple(mistakes))
    files = {name: lexicons[name] for name in names} | {NAME_BOOK: name_book}
    return _build(values, source, Lexicon(terms), book, files)


def _load(source: str) -> dict[str, Any]:
    try:
        return load_toml(source)
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


def _build(
    values: dict[str, Any],
    source: str,
    lexicon: Lexicon,
    book: NameBook,
    files: Mapping[str, str],
) -> Charter:
    """Return the charter made of *values*, which have passed every check."""
    clauses = [
        Clause(**{**clause, "legal": tuple(LegalNote(**note) for note in clause["legal"])})
        for clause in values["clauses"]
    ]
    exceptions = tuple(
        (str(clause.category), clause.refused_rightly)
        for clause in clauses
        if clause.refused_rightly is not None
    )
    return Charter(
        **{key: values[key] for key in ("id", "version", "title", "introduction", "signature")},
        clauses=tuple(clauses),
        character_limit=values["limits"]["characters"],
        hours=OpeningHours(**values["hours"]) if values["hours"] else None,
        automation=Automation(**values["automation"]),
        guests=values["identity"]["guests"],
        publish_from=values["identity"]["publish_from"],
        pseudonyms=values["identity"]["pseudonyms"],
        promise=Promise(**values["promise"], exceptions=exceptions),
        redress=Redress(**values["redress"]),
        lexicon_names=tuple(values["lexicons"]),
        source=source,
        digest=charter_digest(source),
        lexicon=lexicon,
        name_book=book,
        files=files,
    )


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
                place = f"{clause_name(clause, n)}, {key}"
                message = f"clause {owners[value]} of the file has {value} already"
                mistakes.append(CharterMistake(place, message, hint))


def _legal_note(table: dict[str, Any], n: int, at: At) -> dict[str, Any]:
    return read_table(table, _LEGAL, at.item(f"{at.place} {n}"))


def clause_name(table: Mapping[str, Any], n: int) -> str:
    """Return what mistakes call the clause *table*, the *n*-th of the file, counted from 1."""
    name = table.get("id")
    return f"clause {name}" if isinstance(name, str) and is_id(name) else f"clause {n}"


def _clause(table: dict[str, Any], n: int, at: At) -> dict[str, Any]:
    at = at.item(clause_name(table, n))
    values = read_table(table, _CLAUSE, at)
    may = values.get("machine_may")
    if values["refused_rightly"] is not None and may in _MAY_NOT_REFUSE:
        message = f'has no effect while machine_may is "{may}"'
        at.inside("refused_rightly").wrong(message, 'leave it out, or write machine_may = "refuse"')
    return values


# --- What may stand in the file ------------------------------------------------------

_MAY_NOT_REFUSE = {Recommendation.PUBLISH, Recommendation.REVIEW}

#: Charters stated thresholds before they stated promises.
_THRESHOLD = Retired("leave it out: thresholds follow from the table [promise]")

_TEXT = as_table(
    {language: Key(as_words, f'{language} = "…"') for language in LANGUAGES},
    f"a table with one text a language: {', '.join(LANGUAGES)}",
)

_LEGAL = {
    "article": Key(as_words, 'article = "art. 177 CP"'),
    "note": Key(_TEXT, "a table [clauses.legal.note]"),
}

_CLAUSE: Keys = {
    "id": Key(as_id, 'id = "INJURE"'),
    "category": Key(as_one_of(Category, "category", Category), 'category = "insult"'),
    "title": Key(_TEXT, "a table [clauses.title]"),
    "words": Key(_TEXT, "a table [clauses.words]"),
    "author_text": Key(_TEXT, "a table [clauses.author_text]"),
    "person_reads": Key(as_switch, "person_reads = true", False),
    "machine_may": Key(
        as_one_of(Recommendation, "recommendation", Recommendation), 'machine_may = "review"'
    ),
    "refused_rightly": Key(as_share(), "refused_rightly = 0.97", None),
    "review_at": _THRESHOLD,
    "refuse_at": _THRESHOLD,
    "legal": Key(as_tables(_legal_note, "clauses.legal", least=0), "[[clauses.legal]]", ()),
}

_LIMITS = {"characters": Key(as_whole(1, MOST_CHARACTERS), "characters = 1500")}

_HOURS = {
    "opens": Key(as_time, 'opens = "07:00"'),
    "closes": Key(as_time, 'closes = "23:00"'),
    "time_zone": Key(as_time_zone, 'time_zone = "Europe/Zurich"'),
}

_AUTOMATION: Keys = {
    "publish": Key(as_switch, "publish = true"),
    "refuse": Key(as_one_of(RefusalBy, "way to refuse", RefusalBy), 'refuse = "return"'),
    "sample": Key(as_share(), "sample = 0.02", 0.0),
    "review_at": _THRESHOLD,
}

_IDENTITY: Keys = {
    "guests": Key(as_one_of(Guests, "answer", Guests), 'guests = "confirmed"', Guests.CONFIRMED),
    "publish_from": Key(as_one_of(Rung, "rung", Rung), 'publish_from = "phone"', Rung.EMAIL),
    "pseudonyms": Key(
        as_one_of(Pseudonyms, "answer", Pseudonyms), 'pseudonyms = "checked"', Pseudonyms.NO
    ),
}

_PROMISE = {
    "base_rate": Key(as_share(is_within=True), "base_rate = 0.10"),
    "published_wrongly": Key(as_share(), "published_wrongly = 0.02"),
    "refused_rightly": Key(as_share(), "refused_rightly = 0.97"),
    "confidence": Key(as_share(is_within=True), "confidence = 0.95"),
}

#: Of a charter from before charters made promises.
_NOTHING_PROMISED = {
    "base_rate": 0.5,
    "published_wrongly": 0.0,
    "refused_rightly": 1.0,
    "confidence": 0.95,
}

_REDRESS = {
    "appeal_months": Key(as_whole(1, MOST_APPEAL_MONTHS), "appeal_months = 6"),
    "mediator": Key(_TEXT, "a table [redress.mediator]"),
}

#: All but the lexicons, whose names are known once their files are.
_CHARTER = {
    "id": Key(as_id, 'id = "charte"'),
    "version": Key(as_words, 'version = "1.0"'),
    "title": Key(_TEXT, "a table [title]"),
    "introduction": Key(_TEXT, "a table [introduction]"),
    "signature": Key(_TEXT, "a table [signature]"),
    "limits": Key(as_table(_LIMITS, "[limits]"), "a table [limits]"),
    "hours": Key(as_table(_HOURS, "[hours]"), "a table [hours]", None),
    "automation": Key(as_table(_AUTOMATION, "[automation]"), "a table [automation]"),
    "identity": Key(
        as_table(_IDENTITY, "[identity]"),
        "a table [identity]",
        {
            "guests": Guests.CONFIRMED,
            "publish_from": Rung.EMAIL,
            "pseudonyms": Pseudonyms.NO,
        },
    ),
    "promise": Key(as_table(_PROMISE, "[promise]"), "a table [promise]"),
    "redress": Key(as_table(_REDRESS, "[redress]"), "a table [redress]"),
    "clauses": Key(as_tables(_clause, "clauses", least=1), "[[clauses]]"),
}
