"""A text as the safety rules read it: its terms, painted over it by kind.

A *shape* is the normalised text with each term overwritten by the capital
letter of its kind. Normalised text is lower case, so capitals are free, and
every place keeps its index: ``les GGGGGGGGGG sont des DDDDDDDDD`` is a grammar
that a plain regular expression can read, whatever words a newsroom lists.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from moderation.core.lexicon import Lexicon, Match
from moderation.core.normalise import NormalisedText

#: Kind of term → letter. Later kinds are painted over earlier ones.
_HOSTILE = {
    "role ambiguous": "Z",
    "role": "O",
    "vulgar": "V",
    "blame": "C",
    "insult mild ambiguous": "N",
    "insult ambiguous": "J",
    "dehumanising": "D",
    "slur mild ambiguous": "B",
    "slur mild": "E",
    "slur ambiguous": "A",
    "group": "G",
    "insult mild": "R",
    "insult": "I",
    "insult aimed": "X",
    "blaming": "Q",
    "slur": "S",
    "vulgar aimed": "Y",
    "slur aimed": "P",
}
_VIOLENT = {
    "role": "O",
    "insult": "I",
    "slur": "S",
    "group": "G",
    "violence ambiguous": "L",
    "weapon": "W",
    "violence": "K",
}
_ACCUSING = {"role ambiguous": "Z", "role": "O", "crime": "T", "misdeed": "M", "hedge": "H"}

#: Words that no other of our languages shares, or hardly.
_FR = """
le les des est et vous je pas que une dans pour sur qui ils elles avec ces ce tous leur au aux
ne sont nous ton ta tes vos toi moi cette etes suis vais faut quel quelle mais plus encore c ca
chez sale espece bande ou il elle du mort jusqu aujourd jamais
"""
_DE = """
der die das und ist nicht ich ihr sie den dem mit auf ein eine einen wir zu zum alle isch bisch
nid nod gsi sind bist seid diese dieser dieses werden muss sollte man euch dich aus im raus
uber wie kein keine auch nur so dir dein deine
"""
_IT = """
il che di non sono gli per del della dei delle questi queste questo siete sei ma come tutti
tutte nel ti vi lo vai andate solo piu anche degli alla ai al una mia tua tuo vostro nostra
"""
_EN = """
the you is are and to of they this that your be with all he she them should my i we have not u
was these those will an it who what people go
"""
_FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    "fr": frozenset(_FR.split()),
    "de": frozenset(_DE.split()),
    "it": frozenset(_IT.split()),
    "en": frozenset(_EN.split()),
}
_FRENCH = frozenset({"fr"})
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the lexicon finds in a text, laid out for the rules."""

    text: NormalisedText
    matches: tuple[Match, ...]  # in languages that the text may be in
    languages: frozenset[str]  # every one of fr, de, it, en if nothing tells
    hostile: str  # shape: insults, slurs, groups, reproaches, roles
    violent: str  # shape: violence, weapons, groups, roles
    accusing: str  # shape: crimes, misdeeds, hedges, roles

    def terms(self, start: int, end: int, *kinds: str) -> list[Match]:
        """Return the terms of *kinds* that overlap *start* to *end*."""
        return [
            m for m in self.matches if m.start < end and start < m.end and m.term.category in kinds
        ]


@lru_cache(maxsize=16)  # so that the rules on one text share one pass over it
def read(text: NormalisedText, lexicon: Lexicon) -> Reading:
    """Return the reading of *text* by *lexicon*."""
    languages = languages_of(text.text)
    matches = tuple(m for m in lexicon.find(text) if _languages(m) & languages)
    shapes = (_paint(text.text, matches, kinds) for kinds in (_HOSTILE, _VIOLENT, _ACCUSING))
    return Reading(text, matches, languages, *shapes)


def languages_of(text: str) -> frozenset[str]:
    """Return the languages that normalised *text* may be in, by its small words.

    >>> sorted(languages_of("ich bin nicht der chef"))
    ['de']
    """
    words = set(_WORD.findall(text))
    counts = {language: len(words & known) for language, known in _FUNCTION_WORDS.items()}
    best = max(counts.values())
    likely = {language for language, count in counts.items() if count * 2 >= best}
    # Hurried French has few of its small words; nobody's first guess is wrong for want of them.
    return frozenset(likely if best >= 2 and counts["fr"] * 3 < best else likely | {"fr"})


def _languages(match: Match) -> frozenset[str]:
    return match.term.tags & _FUNCTION_WORDS.keys() or _FRENCH


def _kind(match: Match, kinds: Mapping[str, str]) -> str:
    """Return the most particular name in *kinds* that fits, or an empty one."""
    tags = match.term.tags
    marks = "".join(f" {tag}" for tag in ("mild", "ambiguous", "aimed") if tag in tags)
    kind = match.term.category + marks
    return kind if kind in kinds else match.term.category if match.term.category in kinds else ""


def _paint(text: str, matches: Iterable[Match], kinds: Mapping[str, str]) -> str:
    order = list(kinds)
    named = [(kind, m) for m in matches if (kind := _kind(m, kinds))]
    if not named:
        return text
    letters = list(text)
    for kind, m in sorted(named, key=lambda pair: order.index(pair[0])):
        letters[m.start : m.end] = kinds[kind] * (m.end - m.start)
    return "".join(letters)
