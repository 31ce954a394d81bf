"""Changing values in a TOML text that somebody wrote: their comments and their layout stay."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array

from moderation.core.toml import load_toml
from moderation.errors import InvalidInput

#: Where a value stands: keys, and places in lists counted from 0.
Path = tuple[str | int, ...]


def value_at(data: Any, path: Path) -> Any:
    """Return what stands at *path*; None if nothing does."""
    for step in path:
        if isinstance(step, str):
            data = data.get(step) if isinstance(data, dict) else None
        else:
            data = data[step] if isinstance(data, list) and step < len(data) else None
    return data


def edit_toml(source: str, changes: Mapping[Path, Any]) -> str:
    """Return *source* with other values; None takes a key out, a list is changed item by item.

    Tables that are not there are made. Raises tomllib.TOMLDecodeError if
    *source* is no TOML; InvalidInput if it is written in a way that would not
    survive, so that only a person can change it.
    """
    wanted = deepcopy(load_toml(source))
    try:
        document = tomlkit.parse(source)
        for path, value in changes.items():
            _set(wanted, path, value)
            _set(document, path, value)
        edited = tomlkit.dumps(document)
        is_kept = load_toml(edited) == wanted
    # What the library stumbles over is told by the comparison, or by any of these.
    except (TOMLKitError, RecursionError, ValueError, LookupError, TypeError) as error:
        raise InvalidInput("this text cannot be changed value by value") from error
    if not is_kept:
        raise InvalidInput("this text cannot be changed value by value")
    return edited


def _set(data: Any, path: Path, value: Any) -> None:
    *steps, last = path
    for step in steps:
        if isinstance(data, dict) and step not in data:
            data[step] = {}
        data = data[step]
    if value is None:
        del data[last]
    elif isinstance(value, list):
        _set_items(data[last], value)
    else:
        data[last] = value


def _set_items(items: list[Any], wanted: list[Any]) -> None:
    """Take out of *items* what is not *wanted*, and add what is not there."""
    n_kept, gone = 0, []
    for n, item in enumerate(items):
        if n_kept < len(wanted) and item == wanted[n_kept]:
            n_kept += 1
        else:
            gone.append(n)
    lines = _lines(items) if gone and isinstance(items, Array) else ()
    for n in reversed(gone):
        if n and lines and lines[n - 1] == lines[n]:
            # What is taken out is the one before: a comment at the line's end is the last item's.
            items[n] = items[n - 1]
            n -= 1
        del items[n]
    items.extend(wanted[n_kept:])


def _lines(items: Array) -> list[int]:
    """Return the line within *items* on which each item begins."""
    written = items.as_string()
    begins, ends, line, found = 0, 0, 0, []
    for item in items:
        literal = item.as_string()
        begins, before = written.index(literal, ends), begins
        ends = begins + len(literal)
        line += written.count("\n", before, begins)
        found.append(line)
    return found
