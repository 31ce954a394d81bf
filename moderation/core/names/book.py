"""What the newsroom knows about names, as data: ``names.toml``, parsed.

The book serves one purpose, to ask an author a friendly question about the
name they sign with. Nothing in it decides anything.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from moderation.core.address import is_address
from moderation.core.names.key import fold, name_key, name_words
from moderation.core.names.phonetics import readings
from moderation.core.toml import load_toml
from moderation.errors import CharterError, CharterMistake

#: Fewest sounds of a pun: what is shorter is many a real name.
PUN_SOUNDS = 4

#: Shortest name, in letters, of which one letter may be missing or wrong.
NEAR_LETTERS = 9

_WORD_LISTS = (
    "given_names",
    "surnames",
    "particles",
    "titles",
    "roles",
    "common_words",
    "rude",
    "legal_forms",
)
_PHRASE_LISTS = ("inventions", "brands")
_TABLES = {  # each with an entry as an example
    "figures": '"Alain Berset" = "ancien conseiller fédéral"',
    "puns": '"j’en ai marre" = ["Jean Haimard"]',
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A person of public life whose name others sign with."""

    name: str
    office: str  # in French, as the newsroom writes it
    words: frozenset[str]  # of the name, folded
    contact: str | None = None  # an e-mail address at which the newsroom may ask them


@dataclass(frozen=True, slots=True)
class NameBook:
    """The newsroom's lists, ready for look-up; words and phrases are folded."""

    given_names: frozenset[str]
    surnames: frozenset[str]  # ordinary ones: an initial before them is not enough
    particles: frozenset[str]  # de, von, El …: alone they are no name
    titles: frozenset[str]  # Monsieur, Dr …: not part of a name
    roles: frozenset[str]  # never a name: one of them raises the question
    common_words: frozenset[str]  # may be a name: ask if nothing else is there
    rude: frozenset[str]  # may be a name, too
    legal_forms: frozenset[str]  # of companies, as written: SA, GmbH
    inventions: Mapping[str, str]  # folded → as shown: Batman, Napoléon
    brands: Mapping[str, str]
    figures: Mapping[str, Figure]  # by `name_key`
    near_figures: Mapping[str, tuple[Figure, ...]]  # by sorted words less one letter
    puns: Mapping[str, str]  # how it sounds → what is heard
    version: str  # changes with any change of the lists


def parse_name_book(source: str) -> NameBook:
    """Return the name book that the TOML text *source* describes.

    Every list may be missing; it is empty then. Raises CharterError with every
    mistake: what is no TOML, an unknown list, an entry of the wrong type or
    without letters, a pun that is too short to be told from a name.
    """
    return _parse(source)


def without_one_letter(text: str) -> Iterable[str]:
    """Return *text*, and all that is left of it when one letter is taken out.

    Two texts that share one of these are at most two changes apart.
    """
    return {text, *(text[:place] + text[place + 1 :] for place in range(len(text)))}


@lru_cache(maxsize=4)
def _parse(source: str) -> NameBook:
    mistakes: list[CharterMistake] = []
    tables = _load(source, mistakes)
    words = {key: _words(key, tables.get(key, ""), mistakes) for key in _WORD_LISTS}
    phrases = {key: _phrases(key, tables.get(key, []), mistakes) for key in _PHRASE_LISTS}
    figures = _figures(tables.get("figures", {}), mistakes)
    puns = _puns(tables.get("puns", {}), mistakes)
    if mistakes:
        raise CharterError(tuple(mistakes))
    return NameBook(
        **{key: frozenset(found) for key, found in words.items()},
        inventions=phrases["inventions"],
        brands=phrases["brands"],
        figures={name_key(figure.name): figure for figure in figures},
        near_figures=_near(figures),
        puns=puns,
        version=hashlib.sha256(source.encode()).hexdigest()[:12],
    )


def _load(source: str, mistakes: list[CharterMistake]) -> dict[str, Any]:
    try:
        tables = load_toml(source)
    except tomllib.TOMLDecodeError as error:
        message = f"this is not TOML: {error}"
        mistakes.append(CharterMistake("name book", message, "check quotes and brackets there"))
        return {}
    known = (*_WORD_LISTS, *_PHRASE_LISTS, *_TABLES)
    for key in tables:
        if key not in known:
            message, hint = "there is no such list", f"the lists are {', '.join(known)}"
            mistakes.append(CharterMistake(f"name book: {key}", message, hint))
    return tables


def _words(key: str, found: object, mistakes: list[CharterMistake]) -> set[str]:
    """Return the words of a list that is written as one text."""
    if not isinstance(found, str):
        hint = f'write {key} = """Anne Jean …"""'
        mistakes.append(CharterMistake(f"name book: {key}", "this must be one text", hint))
        return set()
    if key == "legal_forms":
        return set(found.split())
    words: set[str] = set()
    for written in found.split():
        parts = name_words(written)
        if not parts:
            message, hint = f"“{written}” has no letters", "take it out"
            mistakes.append(CharterMistake(f"name book: {key}", message, hint))
        words.update(parts)
    return words


def _phrases(key: str, found: object, mistakes: list[CharterMistake]) -> Mapping[str, str]:
    if not isinstance(found, list) or not all(isinstance(entry, str) for entry in found):
        hint = f'write {key} = ["Batman", …]'
        mistakes.append(CharterMistake(f"name book: {key}", "this must be a list of texts", hint))
        return {}
    phrases: dict[str, str] = {}
    for entry in found:
        words = " ".join(name_words(entry))
        if not words:
            message, hint = f"“{entry}” has no letters", "take it out"
            mistakes.append(CharterMistake(f"name book: {key}", message, hint))
        phrases[words] = entry
    return phrases


def _table(key: str, found: object, mistakes: list[CharterMistake]) -> dict[str, Any]:
    if isinstance(found, dict):
        return found
    hint = f"write a table: {_TABLES[key]}"
    mistakes.append(CharterMistake(f"name book: {key}", "this must be a table", hint))
    return {}


def _figures(found: object, mistakes: list[CharterMistake]) -> list[Figure]:
    figures: list[Figure] = []
    for name, told in _table("figures", found, mistakes).items():
        words, office, contact = name_words(name), told, None
        if isinstance(told, dict):
            office, contact = _with_contact(name, told, mistakes)
        if len(words) < 2:
            message, hint = "this is not a full name", "write first name and surname"
            mistakes.append(CharterMistake(f"name book: figures: {name}", message, hint))
        if not isinstance(office, str) or not office.strip():
            message, hint = "the office must be a text", f"write {_TABLES['figures']}"
            mistakes.append(CharterMistake(f"name book: figures: {name}", message, hint))
            continue
        figures.append(Figure(name, office, frozenset(words), contact))
    return figures


def _with_contact(
    name: str, told: dict[str, Any], mistakes: list[CharterMistake]
) -> tuple[object, str | None]:
    """Return the office and the contact of a figure of whom more is told than the office."""
    hint = f'write "{name}" = {{ office = "…", contact = "nom@exemple.ch" }}'
    if unknown := told.keys() - {"office", "contact"}:
        message = f"nothing is known by {', '.join(sorted(unknown))}"
        mistakes.append(CharterMistake(f"name book: figures: {name}", message, hint))
    contact = told.get("contact")
    if contact is None or (isinstance(contact, str) and is_address(contact)):
        return told.get("office"), contact
    message = "the contact must be one e-mail address"
    mistakes.append(CharterMistake(f"name book: figures: {name}", message, hint))
    return told.get("office"), None


def _near(figures: Iterable[Figure]) -> Mapping[str, tuple[Figure, ...]]:
    near: dict[str, tuple[Figure, ...]] = {}
    for figure in figures:
        joined = " ".join(sorted(name_words(figure.name)))
        if len(joined) < NEAR_LETTERS:
            continue
        for part in without_one_letter(joined):
            near[part] = (*near.get(part, ()), figure)
    return near


def _puns(found: object, mistakes: list[CharterMistake]) -> Mapping[str, str]:
    """Return every way in which a phrase, or a spelling given for it, sounds."""
    puns: dict[str, str] = {}
    for heard, spellings in _table("puns", found, mistakes).items():
        place = f"name book: puns: {heard}"
        if not isinstance(spellings, list) or not all(isinstance(s, str) for s in spellings):
            message, hint = "its spellings must be a list", f"write {_TABLES['puns']}"
            mistakes.append(CharterMistake(place, message, hint))
            continue
        for said in (heard, *spellings):
            sounds = readings(_spoken_words(said))
            if max(map(len, sounds)) < PUN_SOUNDS:
                message = f"“{said}” is too short: many a real name sounds so"
                mistakes.append(CharterMistake(place, message, "take it out"))
            puns.update({sound: heard for sound in sounds if len(sound) >= PUN_SOUNDS})
    return puns


def _spoken_words(phrase: str) -> list[str]:
    """Return the words of *phrase* with their accents; elisions stay joined."""
    return [word for word in phrase.replace("-", " ").split() if fold(word)]
