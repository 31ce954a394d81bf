"""What editors change most in a charter file, one value each, and what they typed for it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from moderation.core.charter import (
    LANGUAGES,
    Guests,
    Pseudonyms,
    Recommendation,
    RefusalBy,
)
from moderation.core.charter_file import clause_name
from moderation.core.proof import Rung
from moderation.core.toml import load_toml
from moderation.core.toml_edit import Path, edit_toml, value_at
from moderation.errors import CharterMistake


class Kind(StrEnum):
    """How a value is typed."""

    SWITCH = "switch"  # yes or no
    NUMBER = "number"
    CHOICE = "choice"  # one of some names
    LINE = "line"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Setting:
    """One value of a charter file."""

    path: Path
    kind: Kind
    place: str  # what mistakes call it
    value: Any = None  # as it stands in the file; None: it does not
    choices: tuple[str, ...] = ()
    default: Any = None  # what holds if it does not stand there

    @property
    def language(self) -> str:
        """The language of a text."""
        return str(self.path[-1])

    @property
    def shown(self) -> str:
        """What a form shows of it, and takes as no change."""
        value = self.default if self.value is None else self.value
        if self.kind is Kind.SWITCH:
            return YES if value is True else NO
        return "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n")


#: What is typed for a switch.
YES, NO = "yes", "no"

#: What was typed for settings: path → text.
Typed = Mapping[Path, str]

#: The texts of a clause, each in all LANGUAGES.
CLAUSE_TEXTS = ("title", "words", "author_text")

_INTEGER = re.compile(r"-?\d{1,9}")
_DECIMAL = re.compile(r"-?(?:\d{1,9}[.,]\d{0,15}|[.,]\d{1,15})")

_GENERAL: tuple[tuple[str, Kind, type[StrEnum] | None, Any], ...] = (
    ("version", Kind.LINE, None, None),
    ("limits.characters", Kind.NUMBER, None, None),
    ("redress.appeal_months", Kind.NUMBER, None, None),
    ("automation.publish", Kind.SWITCH, None, None),
    ("automation.refuse", Kind.CHOICE, RefusalBy, None),
    ("automation.sample", Kind.NUMBER, None, None),
    ("promise.base_rate", Kind.NUMBER, None, None),
    ("promise.published_wrongly", Kind.NUMBER, None, None),
    ("promise.refused_rightly", Kind.NUMBER, None, None),
    ("promise.confidence", Kind.NUMBER, None, None),
    ("identity.guests", Kind.CHOICE, Guests, Guests.CONFIRMED),
    ("identity.publish_from", Kind.CHOICE, Rung, Rung.EMAIL),
    ("identity.pseudonyms", Kind.CHOICE, Pseudonyms, Pseudonyms.NO),
)

_OF_CLAUSE: tuple[tuple[str, Kind, type[StrEnum] | None, Any], ...] = (
    ("machine_may", Kind.CHOICE, Recommendation, None),
    ("person_reads", Kind.SWITCH, None, False),
    ("refused_rightly", Kind.NUMBER, None, None),
)


def general_settings(data: Mapping[str, Any]) -> tuple[Setting, ...]:
    """Return the settings of the charter as a whole; those that cannot be reached are left out."""
    return tuple(
        _setting(data, tuple(name.split(".")), kind, names, default, place=name)
        for name, kind, names, default in _GENERAL
        if _is_reached(data, tuple(name.split(".")))
    )


def clauses_of(data: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Return the tables of the clauses; none if they are no tables."""
    clauses = data.get("clauses")
    is_list = isinstance(clauses, list) and all(isinstance(one, dict) for one in clauses)
    return tuple(clauses or ()) if is_list else ()


def clause_settings(data: Mapping[str, Any], n: int) -> tuple[Setting, ...]:
    """Return what the machine may do on the clause *n*, counted from 0."""
    name = clause_name(clauses_of(data)[n], n + 1)
    return tuple(
        _setting(data, ("clauses", n, key), kind, names, default, place=f"{name}, {key}")
        for key, kind, names, default in _OF_CLAUSE
    )


def clause_texts(data: Mapping[str, Any], n: int) -> tuple[Setting, ...]:
    """Return the texts of the clause *n*, counted from 0: each in all languages, one after another."""
    name = clause_name(clauses_of(data)[n], n + 1)
    return tuple(
        _setting(
            data,
            path,
            Kind.LINE if key == "title" else Kind.TEXT,
            place=f"{name}, {key}.{language}",
        )
        for key in CLAUSE_TEXTS
        for language in LANGUAGES
        if _is_reached(data, path := ("clauses", n, key, language))
    )


def settings_of(data: Mapping[str, Any]) -> tuple[Setting, ...]:
    """Return all settings."""
    found = list(general_settings(data))
    for n in range(len(clauses_of(data))):
        found += clause_settings(data, n) + clause_texts(data, n)
    return tuple(found)


def with_typed(source: str, typed: Typed) -> str:
    """Return the charter file *source* with what was typed; all else stays as it was written.

    What cannot be read as what it should be goes in as a text: the file's
    check says what is wrong with it. Raises tomllib.TOMLDecodeError if
    *source* is no TOML; InvalidInput if a person alone can change it.
    """
    changes = {}
    for setting in settings_of(load_toml(source)):
        text = typed.get(setting.path)
        if text is None or text == setting.shown:
            continue
        value = _read(setting, text)
        if value != setting.value or type(value) is not type(setting.value):
            changes[setting.path] = value
    return edit_toml(source, changes) if changes else source


def told_of(
    mistakes: Iterable[CharterMistake], settings: Iterable[Setting]
) -> dict[Path, CharterMistake]:
    """Return the first of *mistakes* about each of *settings*, by its path."""
    by_place: dict[str, CharterMistake] = {}
    for mistake in mistakes:
        by_place.setdefault(mistake.place, mistake)
    return {one.path: by_place[one.place] for one in settings if one.place in by_place}


def _setting(
    data: Mapping[str, Any],
    path: Path,
    kind: Kind,
    names: type[StrEnum] | None = None,
    default: Any = None,
    *,
    place: str,
) -> Setting:
    choices = tuple(str(name) for name in names or ())
    return Setting(path, kind, place, value_at(data, path), choices, default)


def _is_reached(data: Mapping[str, Any], path: Path) -> bool:
    """Return whether *path* can be written to: what leads to it are tables, or are not there."""
    return all(
        isinstance(value_at(data, path[:n]), dict | list | None) for n in range(1, len(path))
    )


def _read(setting: Setting, text: str) -> Any:
    """Return what stands in the file for what was typed; None if nothing does."""
    if setting.kind is Kind.SWITCH:
        return text == YES
    if setting.kind is Kind.NUMBER:
        text = text.strip()
        if _INTEGER.fullmatch(text):
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text.replace(",", "."))
        return text or None
    if setting.kind is Kind.CHOICE:
        return text or None
    return text
