"""Reading a lexicon file: TOML in; its terms out, or every mistake at once.

A lexicon is a TOML file that a newsroom edits::

    category = "insult"              # for every entry that does not say otherwise

    [[terms]]
    words = ["connard(s)", "connasse(s)", "pauvre [type|mec](s)"]
    grade = 2                        # 1 mild, 2 insult or slur, 3 grave
    note = "why it is here, for whoever edits this"
    tags = ["aimed"]                 # names that the rules know; may be left out

``(s)`` may be there or not; ``[type|mec]`` is one of them; a star at the end
of the last word (``islamis*``) takes whatever follows.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from moderation.core.lexicon import Term, key_of
from moderation.core.toml import load_toml
from moderation.errors import CharterError, CharterMistake


def parse_lexicon(source: str, name: str) -> tuple[Term, ...]:
    """Return the terms of the lexicon file *source*, in its order.

    *name* is what mistakes call the file. Raises CharterError with every
    mistake if *source* is no lexicon.
    """
    try:
        data = load_toml(source)
    except tomllib.TOMLDecodeError as error:
        hint = "words stand in straight quotes, with commas between them, in square brackets"
        raise CharterError((CharterMistake(name, f"not TOML: {error}", hint),)) from error
    return _Reader(source, name).read(data)


def entry_lines(source: str) -> list[int]:
    """Return the lines, counted from 1, on which the entries of *source* begin."""
    lines = enumerate(source.splitlines(), start=1)
    return [n for n, line in lines if line.strip().startswith("[[terms]]")]


def entry_place(name: str, lines: Sequence[int], n: int) -> str:
    """Return what mistakes call the entry *n*, counted from 0, of the file *name*."""
    return f"{name}, line {lines[n]}" if n < len(lines) else f"{name}, entry {n + 1}"


class _Reader:
    """Reads one lexicon file, collecting terms and mistakes."""

    def __init__(self, source: str, name: str) -> None:
        self._name = name
        self._lines = entry_lines(source)
        self._terms: list[Term] = []
        self._mistakes: list[CharterMistake] = []
        self._places: dict[tuple[str, str], str] = {}  # category and key → where first met

    def read(self, data: Mapping[str, object]) -> tuple[Term, ...]:
        for key in data.keys() - {"terms", "category"}:
            self._object(
                self._name, f"unknown setting {key!r}", "only category and terms are known"
            )
        entries = data.get("terms")
        if not isinstance(entries, list) or not entries:
            self._object(self._name, "no terms", "each entry starts with [[terms]]")
            entries = []
        for n, entry in enumerate(entries):
            self._entry(entry_place(self._name, self._lines, n), entry, data.get("category"))
        if self._mistakes:
            raise CharterError(tuple(self._mistakes))
        return tuple(self._terms)

    def _entry(self, place: str, entry: object, category: object) -> None:
        if not isinstance(entry, dict):
            self._object(place, "not an entry", "each entry starts with [[terms]]")
            return
        for key in entry.keys() - _ENTRY_KEYS:
            self._object(
                place, f"unknown setting {key!r}", f"known are {', '.join(sorted(_ENTRY_KEYS))}"
            )
        category = entry.get("category", category)
        if not isinstance(category, str) or not re.fullmatch("[a-z_]+", category):
            self._object(place, "no category", 'say for example category = "insult"')
        grade = entry.get("grade")
        if type(grade) is not int or not 1 <= grade <= 3:
            self._object(place, "no grade", "grade = 1 is mild, 2 an insult or slur, 3 grave")
            grade = 1
        note = entry.get("note", "")
        if not isinstance(note, str):
            self._object(place, "the note is not a sentence", 'note = "why these words are here"')
        tags = self._strings(place, entry, "tags", needed=False)
        for words in self._strings(place, entry, "words", needed=True):
            self._words(place, words, Term("", str(category), grade, str(note), frozenset(tags)))

    def _strings(
        self, place: str, entry: Mapping[str, object], key: str, *, needed: bool
    ) -> list[str]:
        value = entry.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._object(place, f"{key} is not a list", f'{key} = ["…", "…"]')
            return []
        if needed and not value:
            self._object(place, f"no {key}", f'{key} = ["…", "…"]')
        return value

    def _words(self, place: str, words: str, pattern: Term) -> None:
        place = f"{place}, {words!r}"
        mistake = _bad_notation(words)
        if mistake:
            self._object(place, *mistake)
            return
        for text in _expand(words):
            key = key_of(text)
            mistake = _bad_term(text, key)
            if mistake:
                self._object(place, *mistake)
                return
            known = self._places.setdefault((pattern.category, key), place)
            if known is not place:
                self._object(place, f"{text!r} is there already ({known})", "keep it in one place")
                continue
            self._terms.append(replace(pattern, text=text))

    def _object(self, place: str, message: str, hint: str) -> None:
        self._mistakes.append(CharterMistake(place, message, hint))


_ENTRY_KEYS = frozenset({"words", "category", "grade", "note", "tags"})
_CHOICE = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]")
#: Shorter stems take in too many words.
_STEM_LETTERS = 4
#: What is read in more ways than this is a list, and is better written as one.
_MOST_READINGS = 256


def _bad_notation(words: str) -> tuple[str, str] | None:
    rest = _CHOICE.sub("", words)
    if any(bracket in rest for bracket in "()[]"):
        return (
            "a bracket is open, alone or inside another",
            'write "connard(s)" or "[sale|sales] type"',
        )
    if "*" in rest.rstrip()[:-1] or "*" in "".join("".join(c) for c in _CHOICE.findall(words)):
        return "a star is not at the end", 'write "islamis*": only the last word may be a stem'
    if _count_readings(words) > _MOST_READINGS:
        return f"it can be read in more than {_MOST_READINGS} ways", "write several of them"
    return None


def _count_readings(words: str) -> int:
    """Return how many texts *words* stands for."""
    n = 1
    for optional, choices in _CHOICE.findall(words):
        n *= choices.count("|") + 1 if choices else optional.count("|") + 2
        if n > _MOST_READINGS:
            break
    return n


def _bad_term(text: str, key: str) -> tuple[str, str] | None:
    if len(key) < 2:
        return f"{text!r} has fewer than two letters", "single letters stand everywhere"
    if text.endswith("*") and len(key.split(" ")[-1]) < _STEM_LETTERS:
        return (
            f"{text!r} is a short stem",
            f"write at least {_STEM_LETTERS} letters before the star",
        )
    return None


def readings_of(words: str) -> list[str]:
    """Return each way to read *words*; as it is written if that is no notation."""
    return [words] if _bad_notation(words) else _expand(words)


def _expand(words: str) -> list[str]:
    """Return each way to read *words*.

    >>> _expand("[sale|sales] con(ne)")
    ['sale con', 'sale conne', 'sales con', 'sales conne']
    """
    match = _CHOICE.search(words)
    if match is None:
        return [" ".join(words.split())]
    optional, choices = match.groups()
    middles = ["", *optional.split("|")] if optional is not None else choices.split("|")
    texts = [words[: match.start()] + middle + words[match.end() :] for middle in middles]
    return [text for each in texts for text in _expand(each)]
