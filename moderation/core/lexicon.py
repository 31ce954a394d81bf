"""Lexicons: words that mean something to a rule, found in one pass over a text.

A lexicon is a TOML file that a newsroom edits::

    category = "insult"              # for every entry that does not say otherwise

    [[terms]]
    words = ["connard(s)", "connasse(s)", "pauvre [type|mec](s)"]
    grade = 2                        # 1 mild, 2 insult or slur, 3 grave
    note = "why it is here, for whoever edits this"
    tags = ["aimed"]                 # names that the rules know; may be left out

``(s)`` may be there or not; ``[type|mec]`` is one of them; a star at the end
of the last word (``islamis*``) takes whatever follows. Case, accents and the
kind of apostrophe do not matter, and a hyphen is as good as a space. A term is
found as whole words only, never across a sentence's end or a comma; disguises
are seen through (moderation.core.normalise).
"""

import hashlib
import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import ahocorasick

from moderation.core.disguise import Slot
from moderation.core.normalise import NormalisedText, Span, normalise
from moderation.core.toml import load_toml
from moderation.errors import CharterError, CharterMistake


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase that means something to a rule."""

    text: str  # as written, brackets resolved; a star at its end takes what follows
    category: str
    grade: int  # 1 mild, 2 insult or slur, 3 grave
    note: str = ""
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """A term in a text."""

    term: Term
    start: int  # in the normalised text
    end: int
    span: Span  # in the original
    obfuscated: bool  # written so as not to be found


class Lexicon:
    """Terms, ready to be found; nothing in it changes once it is built."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Raises ValueError if a term holds no letter or digit."""
        self.terms = tuple(terms)
        self.version = _digest(self.terms)  # changes with any change of the terms
        self._trie: _Node = {}
        self._automaton = ahocorasick.Automaton()
        by_key: dict[str, list[Term]] = {}
        for term in self.terms:
            key = _key(term.text)
            if not key:
                raise ValueError(f"a term holds no letter or digit: {term.text!r}")
            by_key.setdefault(key, []).append(term)
            self._learn_words(key, is_stem=term.text.endswith("*"))
        for key, same in by_key.items():
            self._automaton.add_word(key, (len(key), tuple(same)))
        self._automaton.make_automaton()

    def find(self, text: NormalisedText) -> list[Match]:
        """Return the terms in *text*, in its order.

        Of overlapping terms in one category the longest is kept, or the
        gravest of those; terms of different categories may overlap.
        """
        if not self.terms:
            return []
        plain = _haystack(text)
        places = _Places(plain, range(len(plain)), range(1, len(plain) + 1))
        found = list(self._scan(text, places))
        for variant in self._variants(text, plain):
            found += self._scan(text, variant)
        return _without_overlaps(found)

    def _scan(self, text: NormalisedText, places: "_Places") -> Iterator[Match]:
        hay = places.hay
        for last, (length, terms) in self._automaton.iter(hay):
            start, end = last + 1 - length, last + 1
            if hay[start - 1 : start].isalnum():
                continue
            whole = end + len(_REST.match(hay, end)[0])  # type: ignore[index]  # always matches
            for term in terms:
                if whole > end and not term.text.endswith("*"):
                    continue
                first, after = places.starts[start], places.ends[whole - 1]
                span = text.span(first, after)
                yield Match(
                    term, first, after, span, places.is_variant or text.is_odd(first, after)
                )

    def _variants(self, text: NormalisedText, plain: str) -> Iterator["_Places"]:
        """Give the text in its other readings, as far as they make words of ours."""
        readings = [
            (start, end, words)
            for start, end, slots, seen in _disguised(text)
            if (words := [*dict.fromkeys(w for w in _spell(self._trie, slots) if len(w) > seen)])
            if words != [plain[start:end]]
        ]
        for n in range(max((len(words) for _, _, words in readings), default=0)):
            yield _substitute(
                plain, [(s, e, words[min(n, len(words) - 1)]) for s, e, words in readings]
            )

    def _learn_words(self, key: str, *, is_stem: bool) -> None:
        words = key.split(" ")
        for word in words:
            node = self._trie
            for letter in word:
                node = node.setdefault(letter, {})
            node[_STEM if is_stem and word is words[-1] else _END] = {}


_Node = dict[str, "_Node"]
_END, _STEM = "", "*"  # marks in a trie of words

#: What parts words without parting phrases.
_SOFT = " '-_"
_REST = re.compile(r"[^\W_]*")
_SPLIT = re.compile(r"(?<![^\W_])([^\W\d_]+)(?:[-._·*][^\W\d_]+)+(?![^\W_])")


class _Borders(dict[int, str]):
    """Code point → itself in a word, a space between words, a line break between phrases."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        border = char if char.isalnum() else " " if char in _SOFT else "\n"
        if code < 0x3000:
            self[code] = border
        return border


_BORDERS = _Borders()


@dataclass(frozen=True, slots=True)
class _Places:
    """A reading to search, and where each character of it lies in the normalised text."""

    hay: str
    starts: "range | list[int]"
    ends: "range | list[int]"
    is_variant: bool = False


@lru_cache(maxsize=1 << 14)  # each term is looked at when it is read, and when it is learnt
def _key(text: str) -> str:
    """Return what is searched for: words parted by single spaces."""
    return " ".join(normalise(text).text.translate(_BORDERS).split())


def _digest(terms: tuple[Term, ...]) -> str:
    lines = sorted(f"{t.text}\t{t.category}\t{t.grade}\t{sorted(t.tags)}" for t in terms)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def _haystack(text: NormalisedText) -> str:
    hay = text.text.translate(_BORDERS)
    for link in text.links:  # what an address says, its page's author says
        hay = hay[: link.start] + "\n" * (link.end - link.start) + hay[link.end :]
    return hay


def _disguised(text: NormalisedText) -> list[tuple[int, int, tuple[Slot, ...], int]]:
    """Return what may be other words than it seems: oddities, and words cut in two.

    Each as (start, end, slots, how many letters can be seen as they are): the
    stem of "islamis*" in "islamiste-type" is no word cut in two.
    """
    places = [(odd.start, odd.end, odd.slots, 0) for odd in text.oddities]
    for match in _SPLIT.finditer(text.text):
        if not text.is_odd(*match.span()):
            slots = tuple(Slot(char) for char in match[0] if char.isalpha())
            places.append((*match.span(), slots, len(match[1])))
    return sorted(places, key=lambda place: place[0])


def _spell(node: _Node, slots: tuple[Slot, ...], i: int = 0, word: str = "") -> Iterator[str]:
    """Give every word of the trie *node* that *slots*, from place *i* on, may spell."""
    if _STEM in node or (i == len(slots) and _END in node):
        yield word
    if i == len(slots):
        return
    slot = slots[i]
    if slot.least == 0:
        yield from _spell(node, slots, i + 1, word)
    for letter in slot.letters or "".join(node).replace(_STEM, ""):
        child = node.get(letter)
        for n in range(1, slot.most + 1):
            if child is None:
                break
            yield from _spell(child, slots, i + 1, word + letter * n)
            child = child.get(letter)


def _substitute(plain: str, words: list[tuple[int, int, str]]) -> _Places:
    hay: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for start, end, word in words:
        if start < done:
            continue
        hay += plain[done:start], word
        starts += [*range(done, start), *[start] * len(word)]
        ends += [*range(done + 1, start + 1), *[end] * len(word)]
        done = end
    hay.append(plain[done:])
    starts += range(done, len(plain))
    ends += range(done + 1, len(plain) + 1)
    return _Places("".join(hay), starts, ends, is_variant=True)


def _without_overlaps(found: list[Match]) -> list[Match]:
    kept: list[Match] = []
    taken: dict[str, list[tuple[int, int]]] = {}
    for match in sorted(
        found, key=lambda m: (m.start - m.end, m.start, -m.term.grade, m.obfuscated)
    ):
        stretches = taken.setdefault(match.term.category, [])
        i = bisect_left(stretches, (match.end, 0))
        if i and stretches[i - 1][1] > match.start:
            continue
        stretches.insert(i, (match.start, match.end))
        kept.append(match)
    return sorted(kept, key=lambda m: (m.start, m.end))


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


class _Reader:
    """Reads one lexicon file, collecting terms and mistakes."""

    def __init__(self, source: str, name: str) -> None:
        self._name = name
        lines = enumerate(source.splitlines(), start=1)
        self._lines = [n for n, line in lines if line.strip().startswith("[[terms]]")]
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
            place = f"line {self._lines[n]}" if n < len(self._lines) else f"entry {n + 1}"
            self._entry(f"{self._name}, {place}", entry, data.get("category"))
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
            key = _key(text)
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
