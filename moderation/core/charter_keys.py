"""What may stand under a key of a charter file: a check for each kind of value.

A table of the file is described by its keys (`Key`), each with the check that
its value must pass. A check returns what the value means, or notes what is
wrong with it and returns None, so that reading always goes on to the end.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from difflib import get_close_matches
from textwrap import shorten
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from moderation.errors import CharterMistake

#: An id is an anchor in a page's address (``/charte#INJURE``) and a form's value.
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class At:
    """A place in the file, and the list in which its mistakes are noted."""

    place: str
    mistakes: list[CharterMistake]
    joint: str = ""  # what stands between the place and a key inside it
    is_past: bool = False  # the charter is one of the past: retired keys may stand in it

    def inside(self, key: str) -> "At":
        """Return the place of *key*, in the table that is here."""
        return At(f"{self.place}{self.joint}{key}", self.mistakes, ".", self.is_past)

    def item(self, name: str) -> "At":
        """Return the place of a table of a list, which is called *name*."""
        return At(name, self.mistakes, ", ", self.is_past)

    def wrong(self, message: str, hint: str) -> None:
        """Note a mistake here."""
        self.mistakes.append(CharterMistake(self.place, message, hint))


#: A value → what it means; None once its mistake is noted.
Check = Callable[[Any, At], Any]


class _Required:
    """The default of a key that has none."""


@dataclass(frozen=True, slots=True)
class Key:
    """What may stand under one key of a table."""

    check: Check
    example: str
    default: Any = _Required


@dataclass(frozen=True, slots=True)
class Retired:
    """A key that earlier charters had."""

    hint: str


#: What may stand in a table: name → key.
Keys = Mapping[str, Key | Retired]


def read_table(table: Mapping[str, Any], keys: Keys, at: At) -> dict[str, Any]:
    """Return what *table* says, with defaults; what is wrong is noted and left out."""
    known = {name: key for name, key in keys.items() if isinstance(key, Key)}
    values = {name: key.default for name, key in known.items() if key.default is not _Required}
    missing = [name for name in known if name not in table and name not in values]
    for name, value in table.items():
        key = keys.get(name)
        if isinstance(key, Key):
            values[name] = key.check(value, at.inside(name))
        elif isinstance(key, Retired):
            if not at.is_past:
                at.inside(name).wrong("there is no such key any more", key.hint)
        else:
            meant = get_close_matches(name, known, n=1)
            at.inside(name).wrong("there is no such key", _did_you_mean(meant, known))
            # A key misspelt is one mistake, not a second one for what is missing.
            missing = [each for each in missing if each not in meant]
    for name in missing:
        at.inside(name).wrong("is missing", f"write {known[name].example}")
    return values


def _did_you_mean(meant: list[str], known: Iterable[str]) -> str:
    if meant:
        return f"did you mean {meant[0]}?"
    return f"known here: {', '.join(known) or 'none'}"


def _shown(value: Any) -> str:
    """Return *value* as TOML would write it, or nearly."""
    return shorten(json.dumps(value, ensure_ascii=False, default=str), 60)


def as_words(value: Any, at: At) -> str | None:
    """Return *value*, a text that is not empty."""
    if isinstance(value, str) and value.strip():
        return value
    message = "is empty" if isinstance(value, str) else f"{_shown(value)} is no text"
    at.wrong(message, 'write a text between straight quotes: "…"')
    return None


def is_id(name: str) -> bool:
    """Return whether *name* can be part of a page's address."""
    return _ID.fullmatch(name) is not None


def as_id(value: Any, at: At) -> str | None:
    """Return *value*, which can be part of a page's address."""
    if isinstance(value, str) and is_id(value):
        return value
    hint = (
        "at most 40 letters without accents, digits, _ and -, a letter first: TON, PROPOS-HAINEUX"
    )
    at.wrong(f"{_shown(value)} cannot be part of a page's address", hint)
    return None


def as_switch(value: Any, at: At) -> bool | None:
    """Return *value*, true or false."""
    if isinstance(value, bool):
        return value
    at.wrong(f"{_shown(value)} is neither true nor false", "write true or false, without quotes")
    return None


def as_share(*, is_within: bool = False) -> Check:
    """Check a number from 0 to 1; neither of them if *is_within*."""

    def check(value: Any, at: At) -> float | None:
        # The comparisons refuse nan, too; and True is an int to Python.
        if isinstance(value, int | float) and not isinstance(value, bool):
            if is_within and 0 < value < 1:
                return float(value)
            if not is_within and 0 <= value <= 1:
                return float(value)
        limits = "above 0 and below 1" if is_within else "from 0 to 1"
        hint = f"write a number {limits}, without quotes: 0.02 for 2 %"
        at.wrong(f"{_shown(value)} is no share", hint)
        return None

    return check


def as_whole(least: int, most: int) -> Check:
    """Check a whole number from *least* to *most*."""

    def check(value: Any, at: At) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        hint = f"write a whole number from {least} to {most}, without quotes"
        at.wrong(f"{_shown(value)} is out of range", hint)
        return None

    return check


def as_time(value: Any, at: At) -> time | None:
    """Return the time of day that *value* says."""
    if isinstance(value, str) and _CLOCK.fullmatch(value):
        return time.fromisoformat(value)
    at.wrong(f"{_shown(value)} is no time of day", 'write hours and minutes in quotes: "07:00"')
    return None


def as_time_zone(value: Any, at: At) -> str | None:
    """Return *value*, a name of the IANA database."""
    try:
        return ZoneInfo(str(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of it, "Europe"
        meant = get_close_matches(str(value), sorted(available_timezones()), n=1)
        hint = _did_you_mean(meant, ["Europe/Zurich and all other names of the IANA database"])
        at.wrong(f"{_shown(value)} is no time zone", hint)
        return None


def as_one_of(names: Iterable[str], kind: str, make: Callable[[str], Any] = str) -> Check:
    """Check one of *names*, each of which is called a *kind*; *make* says what it means."""

    known = [str(name) for name in names]

    def check(value: Any, at: At) -> Any:
        if value in known:
            return make(value)
        meant = get_close_matches(str(value), known, n=1)
        at.wrong(f"there is no {kind} {_shown(value)}", _did_you_mean(meant, known))
        return None

    return check


def as_list(check: Check) -> Check:
    """Check a list of what *check* takes."""

    def check_each(value: Any, at: At) -> list[Any] | None:
        if isinstance(value, list):
            return [check(each, at) for each in value]
        at.wrong("is not a list", 'write a list in square brackets: ["…", "…"]')
        return None

    return check_each


def as_table(keys: Keys, example: str) -> Check:
    """Check a table of *keys*."""

    def check(value: Any, at: At) -> dict[str, Any] | None:
        if isinstance(value, dict):
            return read_table(value, keys, at)
        at.wrong("is not a table", f"write {example}")
        return None

    return check


def as_tables(check: Callable[[dict[str, Any], int, At], Any], name: str, *, least: int) -> Check:
    """Check a list of at least *least* tables, written ``[[name]]`` each."""

    def check_tables(value: Any, at: At) -> list[Any] | None:
        is_list = isinstance(value, list) and all(isinstance(each, dict) for each in value)
        if is_list and len(value) >= least:
            return [check(each, n, at) for n, each in enumerate(value, start=1)]
        at.wrong("is not a list of tables", f"each one begins with a line [[{name}]]")
        return None

    return check_tables
