"""Lexicons: words that mean something to a rule, found in one pass over a text.

What their files may say is told in moderation.core.lexicon_file. A term is
found as whole words only, never across a sentence's end or a comma; case,
accents and the kind of apostrophe do not matter, and a hyphen is as good as a
space. Disguises are seen through (moderation.core.normalise).
"""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick

from moderation.core.disguise import Slot
from moderation.core.normalise import NormalisedText, Span, normalise


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
            key = key_of(term.text)
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
def key_of(text: str) -> str:
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
