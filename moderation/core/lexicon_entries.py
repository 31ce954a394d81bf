"""The entries of a lexicon file as an editor sees them: searched, words added and taken out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from moderation.core.lexicon import key_of
from moderation.core.lexicon_file import entry_lines, entry_place, parse_lexicon, readings_of
from moderation.core.toml import load_toml
from moderation.core.toml_edit import Path, edit_toml
from moderation.errors import CharterError, CharterMistake, InvalidInput

#: Most words that are added or taken out at once: each has the file written anew.
MOST_WORDS_AT_ONCE = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """One ``[[terms]]`` of a lexicon file."""

    n: int  # its place in the file, counted from 0
    place: str  # what mistakes call it
    category: str
    grade: int | None  # None: it has none that is a number
    note: str
    tags: tuple[str, ...]
    words: tuple[str, ...]  # as written, brackets and all


@dataclass(frozen=True, slots=True)
class WordChange:
    """What somebody does to the words of a lexicon."""

    entry: int | None = None  # the one that words are added to
    added: tuple[str, ...] = ()
    removed: frozenset[tuple[int, str]] = frozenset()  # entry and word


def entries_of(source: str, name: str) -> tuple[Entry, ...]:
    """Return the entries of the lexicon file *name* whose words are a list of texts.

    Raises tomllib.TOMLDecodeError if *source* is no TOML.
    """
    data = load_toml(source)
    lines, terms = entry_lines(source), data.get("terms")
    return tuple(
        Entry(
            n=n,
            place=entry_place(name, lines, n),
            category=str(one.get("category", data.get("category", ""))),
            grade=grade if type(grade := one.get("grade")) is int else None,
            note=str(one.get("note", "")),
            tags=_texts(one.get("tags")) or (),
            words=words,
        )
        for n, one in enumerate(terms if isinstance(terms, list) else ())
        if isinstance(one, dict) and (words := _texts(one.get("words"))) is not None
    )


def _texts(value: object) -> tuple[str, ...] | None:
    """Return the texts that *value* is a list of; None if it is none."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    return None


def search(entries: Iterable[Entry], query: str) -> tuple[Entry, ...]:
    """Return *entries* with those of their words alone that *query* is found in.

    In any of the ways to read them: "connards" is in ``connard(s)``. Case and
    accents do not matter.
    """
    wanted = key_of(query)
    narrowed = (
        replace(one, words=tuple(word for word in one.words if _is_in(wanted, query, word)))
        for one in entries
    )
    return tuple(one for one in narrowed if one.words)


def _is_in(wanted: str, query: str, word: str) -> bool:
    if query in word:  # a bracket or a star may be what is looked for
        return True
    return bool(wanted) and any(wanted in key_of(text) for text in readings_of(word))


def change_words(source: str, name: str, change: WordChange) -> str:
    """Return the lexicon file *source* with *change*; comments and layout stay.

    What is to be taken out and is not there is passed over. Raises
    tomllib.TOMLDecodeError if *source* is no TOML; InvalidInput if there is no
    such entry, if it is too much at once, or if a person alone can change it.
    """
    if len(change.added) + len(change.removed) > MOST_WORDS_AT_ONCE:
        raise InvalidInput(f"at most {MOST_WORDS_AT_ONCE} words are changed at once")
    entries = entries_of(source, name)
    if change.added and change.entry not in {one.n for one in entries}:
        raise InvalidInput("words are added to one of the entries")
    changes: dict[Path, list[str]] = {}
    for one in entries:
        words = [word for word in one.words if (one.n, word) not in change.removed]
        words += change.added if one.n == change.entry else ()
        if tuple(words) != one.words:
            changes["terms", one.n, "words"] = words
    return edit_toml(source, changes) if changes else source


def mistakes_of(source: str, name: str) -> tuple[CharterMistake, ...]:
    """Return all that is wrong with the lexicon file *source*."""
    try:
        parse_lexicon(source, name)
    except CharterError as error:
        return error.mistakes
    return ()


def told_of_words(
    mistakes: Iterable[CharterMistake], source: str, name: str, change: WordChange
) -> tuple[CharterMistake, ...]:
    """Return those of *mistakes* that *change* brought to *source*.

    A word that stands in a second place is told of there, wherever it was
    added; and an entry cannot be without a word.
    """
    lines = entry_lines(source)
    places = {n: entry_place(name, lines, n) for n in _touched(change)}
    added = {f"{places[change.entry]}, {one!r}" for one in change.added if change.entry is not None}
    emptied = {places[n] for n, _ in change.removed}
    return tuple(
        one
        for one in mistakes
        if one.place in added
        or any(f"({place})" in one.message for place in added)
        or (one.place in emptied and one.message == "no words")
    )


def _touched(change: WordChange) -> set[int]:
    entries = {n for n, _ in change.removed}
    return entries if change.entry is None else entries | {change.entry}
