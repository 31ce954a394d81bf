"""Editors change a draft of the charter value by value; its files' texts remain the truth."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from moderation.core.charter_settings import Typed, settings_of, told_of, with_typed
from moderation.core.comment import is_text
from moderation.core.lexicon_entries import (
    Entry,
    WordChange,
    change_words,
    entries_of,
    mistakes_of,
    told_of_words,
)
from moderation.core.permission import Permission, require
from moderation.core.person import Person
from moderation.core.toml import load_toml
from moderation.core.workshop import MAIN_FILE, DraftFile, is_list_name
from moderation.errors import CharterError, CharterMistake, Conflict, InvalidInput, NotFound
from moderation.runtime import Runtime
from moderation.services import workshop
from moderation.services.workshop import (
    PlacedMistake,
    all_mistakes,
    checked_text,
    placed,
)

#: The files of a draft, by name.
Stored = Mapping[str, DraftFile]


@dataclass(frozen=True, slots=True)
class Tried:
    """A file of a draft with what was typed, which is not stored."""

    text: str
    mistakes: tuple[PlacedMistake, ...]  # of the whole draft, the first ones
    at_fault: tuple[CharterMistake, ...]  # those about what was typed


def charter_data(text: str) -> dict[str, Any] | None:
    """Return what the charter's own file says; None if it is no TOML."""
    try:
        return load_toml(text)
    except tomllib.TOMLDecodeError:
        return None


def list_entries(text: str, name: str) -> tuple[Entry, ...] | None:
    """Return the entries of the list *name*; None if it is no TOML."""
    try:
        return entries_of(text, name)
    except tomllib.TOMLDecodeError:
        return None


def try_settings(runtime: Runtime, person: Person, draft_id: int, typed: Typed) -> Tried:
    """Return the charter's own file with what was typed, and what would be wrong.

    Raises NotAllowed, NotFound; InvalidInput if it cannot be changed value by value.
    """
    require(person, Permission.EDIT_CHARTER)
    _, files = workshop.stored_files(runtime, draft_id)
    return _with_settings(files, typed)


def save_settings(
    runtime: Runtime, person: Person, draft_id: int, typed: Typed, *, seen: int
) -> None:
    """Save what was typed, unless it is wrong: other mistakes of the draft are left as they are.

    *seen* is the version of the charter's own file that was on the screen.
    Raises NotAllowed, NotFound; Conflict if somebody else has saved another
    since, or the draft is closed; CharterError with the mistakes about what was
    typed; InvalidInput if it cannot be changed value by value.
    """
    require(person, Permission.EDIT_CHARTER)
    files = _files_as_seen(runtime, draft_id, MAIN_FILE, seen)
    _save(runtime, person, draft_id, MAIN_FILE, _with_settings(files, typed), seen=seen)


def try_words(
    runtime: Runtime, person: Person, draft_id: int, name: str, change: WordChange
) -> Tried:
    """Return the list *name* with *change*, and what would be wrong.

    Raises NotAllowed, NotFound; InvalidInput if it cannot be changed word by word.
    """
    require(person, Permission.EDIT_CHARTER)
    _, files = workshop.stored_files(runtime, draft_id)
    return _with_words(files, name, change)


def save_words(
    runtime: Runtime, person: Person, draft_id: int, name: str, change: WordChange, *, seen: int
) -> None:
    """Save *change* to the list *name*, unless it brings a mistake.

    *seen* is the version of the list that was on the screen. Raises NotAllowed,
    NotFound; Conflict if somebody else has saved another since, or the draft is
    closed; CharterError with the mistakes that it brings; InvalidInput if it
    cannot be changed word by word.
    """
    require(person, Permission.EDIT_CHARTER)
    files = _files_as_seen(runtime, draft_id, name, seen)
    _save(runtime, person, draft_id, name, _with_words(files, name, change), seen=seen)


def _files_as_seen(runtime: Runtime, draft_id: int, name: str, seen: int) -> Stored:
    """Return the files. Raises NotFound; Conflict if *name* is not what was on the screen."""
    draft, files = workshop.stored_files(runtime, draft_id)
    if not draft.is_open:
        raise Conflict("this draft is closed already")
    if name not in files:
        raise NotFound("the draft has no such file")
    if files[name].version != seen:
        raise Conflict("somebody else has saved this file meanwhile")
    return files


def _with_settings(files: Stored, typed: Typed) -> Tried:
    _check_texts(typed.values())
    try:
        text = checked_text(with_typed(files[MAIN_FILE].text, typed))
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput("the charter's file is no TOML") from error
    texts = {one: file.text for one, file in files.items()} | {MAIN_FILE: text}
    mistakes = all_mistakes(texts)
    settings = (one for one in settings_of(load_toml(text)) if one.path in typed)
    at_fault = tuple(told_of(mistakes, settings).values())
    return Tried(text, placed(mistakes, texts), at_fault)


def _with_words(files: Stored, name: str, change: WordChange) -> Tried:
    if name not in files or not is_list_name(name):
        raise NotFound("the draft has no such list")
    _check_texts(change.added)
    try:
        text = checked_text(change_words(files[name].text, name, change))
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput("the list is no TOML") from error
    texts = {one: file.text for one, file in files.items()} | {name: text}
    at_fault = told_of_words(mistakes_of(text, name), text, name, change)
    return Tried(text, placed(all_mistakes(texts), texts), at_fault)


def _save(
    runtime: Runtime, person: Person, draft_id: int, name: str, tried: Tried, *, seen: int
) -> None:
    if tried.at_fault:
        raise CharterError(tried.at_fault)
    workshop.save_file(runtime, person, draft_id, name, text=tried.text, seen=seen)


def _check_texts(texts: Iterable[str]) -> None:
    if not all(is_text(text) for text in texts):
        raise InvalidInput("text alone can be typed")
