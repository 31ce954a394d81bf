"""Signs: patterns on a shape, and how what speaks for the author lowers their call."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from moderation.core.charter import Category, Recommendation
from moderation.core.normalise import NormalisedText
from moderation.core.rules import Hit
from moderation.core.safety.context import (
    is_about_a_thing,
    is_dear,
    is_denied,
    is_discussed,
    is_game,
    is_laughing,
    is_question,
    of_oneself,
    others_words,
)
from moderation.core.safety.reading import Reading

PUBLISH, REVIEW, REFUSE = Recommendation
_MILDER = {REFUSE: REVIEW, REVIEW: PUBLISH, PUBLISH: PUBLISH}


@dataclass(frozen=True, slots=True)
class Sign:
    """A construction that a rule looks for.

    A group ``no`` in *pattern*, when it takes part, is a negation: the hit is
    then a note. Ends of the evidence may be set by a group ``is``.
    """

    code: str
    category: Category
    calls_for: Recommendation
    pattern: re.Pattern[str]
    milder_if: frozenset[str] = frozenset()  # names in _SPEAKS, or "self"
    language: str = "fr"  # "any": in whatever language the words are
    needs: frozenset[str] = frozenset()  # letters: without any of them nothing can match


def sign(
    code: str,
    category: Category,
    calls_for: Recommendation,
    pattern: str,
    *milder_if: str,
    language: str = "fr",
) -> Sign:
    """Return a sign; white space in *pattern* counts."""
    # A run of capitals is one term: it must never be matched in part.
    whole = re.sub(r"(?<=[A-Z\]])\+", "++", pattern)
    return Sign(
        code,
        category,
        calls_for,
        re.compile(whole),
        frozenset(milder_if),
        language,
        _letters_needed(pattern),
    )


#: Hits of a rule that are weighed, each some milliseconds of work. A row of as many insults is
#: more than a comment of 1,500 characters holds; a text of 20 kB would cost seconds.
MOST_WEIGHED = 200

#: What a pattern is made of, as far as this matters: a class, a group's ends, a bar, a term.
_PIECE = re.compile(
    r"\\.|(?P<class>\[(?:\\.|[^\]\\])+\])|(?P<open>\((?:\?(?:[:=!]|<[=!]|P<\w+>|\w+:))?)|(?P<close>\))|(?P<bar>\|)|(?P<term>[A-Z])"
)
_OPTIONAL = re.compile(r"[?*]|\{0?,")
_TRANSPARENT = ("(", "(?:", "(?P", "(?s")


def _letters_needed(pattern: str) -> frozenset[str]:
    """Return letters of which any match of *pattern* holds one; none if that is not certain.

    Most signs speak of a kind of term: where a comment has none of it, they
    need not be looked for. On the densest comments this halves the time.

    >>> sorted(_letters_needed(r"\\bsale (?:S+|G+)|A{2,}"))
    ['A', 'G', 'S']
    """
    levels: list[list[frozenset[str]]] = [[frozenset()]]  # per open group, per branch
    openings: list[str] = []
    for piece in _PIECE.finditer(pattern):
        found: frozenset[str] = frozenset()
        if piece["open"]:
            openings.append(piece["open"])
            levels.append([frozenset()])
        elif piece["bar"]:
            levels[-1].append(frozenset())
        elif piece["close"]:
            branches, opening = levels.pop(), openings.pop()
            if all(branches) and opening.startswith(_TRANSPARENT):
                found = frozenset().union(*branches)
        elif piece["term"]:
            found = frozenset(piece["term"])
        elif piece["class"] and piece["class"][1:-1].isalpha() and piece["class"].isupper():
            found = frozenset(piece["class"][1:-1])
        if found and not _OPTIONAL.match(pattern, piece.end()) and not levels[-1][-1]:
            levels[-1][-1] = found
    return frozenset().union(*levels[0]) if all(levels[0]) else frozenset()


def find_signs(rule: str, signs: Iterable[Sign], shape: str, reading: Reading) -> Iterator[Hit]:
    """Give a hit for each place in *shape* that shows one of *signs*.

    Of signs in the same category that overlap, the first in order wins. Beyond MOST_WEIGHED
    hits nobody asks what speaks for the author: a person may read it.
    """
    n_weighed = 0
    taken: dict[Category, list[tuple[int, int]]] = {}
    present = set(shape)
    for each in signs:
        if each.language != "any" and each.language not in reading.languages:
            continue
        if each.needs and each.needs.isdisjoint(present):
            continue
        stretches = taken.setdefault(each.category, [])
        for match in each.pattern.finditer(shape):
            start, end = match.span("is" if "is" in each.pattern.groupindex else 0)
            start, end = _trim(shape, start, end)
            if start >= end or not _take(stretches, start, end):
                continue
            hit = Hit(
                rule, each.category, each.calls_for, each.code, (reading.text.span(start, end),)
            )
            if n_weighed == MOST_WEIGHED:
                yield replace(hit, calls_for=min(hit.calls_for, REVIEW, key=lambda c: c.severity))
                continue
            n_weighed += 1
            negated = "no" in each.pattern.groupindex and bool(match["no"])
            if negated or is_denied(reading.text.text, start):
                yield replace(hit, calls_for=PUBLISH, lowered_by="negated")
            else:
                harsh = start + _last_term(shape[start:end])
                yield _weigh(hit, each, reading.text, (start, end, harsh))


def _take(stretches: list[tuple[int, int]], start: int, end: int) -> bool:
    """Add *start* to *end* to *stretches*, which are in order; False if it overlaps one of them."""
    i = bisect_left(stretches, (start, end))
    reaches_in = i > 0 and stretches[i - 1][1] > start
    if reaches_in or (i < len(stretches) and stretches[i][0] < end):
        return False
    stretches.insert(i, (start, end))
    return True


def _weigh(hit: Hit, each: Sign, text: NormalisedText, place: tuple[int, int, int]) -> Hit:
    """Return *hit* with its call lowered by what speaks for the author, which it names."""
    start, end, harsh = place
    whose = others_words(text, start, end, harsh)
    if whose:
        return replace(hit, calls_for=PUBLISH, lowered_by=whose)
    if "self" in each.milder_if and of_oneself(text.text, start, end):
        return replace(hit, calls_for=PUBLISH, lowered_by="self")
    for reason in sorted(each.milder_if - {"self"}):
        if reason in _DOUBTS and hit.calls_for is not REFUSE:
            continue
        if _SPEAKS[reason](text.text, start, end):
            hit = replace(hit, calls_for=_MILDER[hit.calls_for], lowered_by=reason)
    return hit


def _last_term(stretch: str) -> int:
    """Return where the last painted term of a shape's *stretch* begins; 0 if it has none."""
    return max((m.start() for m in _TERM.finditer(stretch)), default=0)


_TERM = re.compile(r"([A-Z])\1*")

#: Reasons to let a person read what would be refused, none to publish it.
_DOUBTS = frozenset({"discussed", "laughing"})
_SPEAKS: dict[str, Callable[[str, int, int], bool]] = {
    "asked": is_question,
    "discussed": is_discussed,
    "laughing": lambda text, start, end: is_laughing(text),
    "thing": is_about_a_thing,
    "dear": lambda text, start, end: is_dear(text),
    "friendly": lambda text, start, end: is_dear(text) or is_laughing(text),
    "game": lambda text, start, end: is_game(text),
}


def _trim(shape: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not shape[start].isalnum():
        start += 1
    while end > start and not shape[end - 1].isalnum():
        end -= 1
    return start, end
