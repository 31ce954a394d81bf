"""Words written so as not to be found, made on purpose: what a classifier must withstand.

The ways are those of people who write round a filter, and those that
moderation.core.disguise undoes. Pure functions: the same generator in the same
state gives the same text.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from random import Random

from moderation.core.normalise import Span

#: So many words of a text are disguised at most: nobody disguises them all.
MOST_WORDS = 3

#: Unless told which words matter, those of so many letters are chosen from.
LONG = 5


class Way(StrEnum):
    """A way to disguise a word."""

    DIGITS = "digits for letters"
    LOOK_ALIKES = "letters of other alphabets"
    SPACES = "spaces between letters"
    ZERO_WIDTH = "invisible characters"
    STRETCHED = "stretched letters"
    MASKED = "masked letters"
    WITHOUT_ACCENTS = "accents dropped"


def words_of(text: str) -> list[Span]:
    """Return where the words of *text* stand: runs of letters, elided ones apart."""
    return [Span(*match.span()) for match in _WORD.finditer(text)]


def disguise(text: str, way: Way, rng: Random, *, words: Sequence[Span] = ()) -> str:
    """Return *text* with one to MOST_WORDS of its words disguised in one *way*.

    *words*: where those stand that matter most, the most telling first; unless
    told, long words are drawn. A word that cannot be disguised so is passed
    over, and a text without any other is returned as it is.

    >>> disguise("Quel connard !", Way.STRETCHED, Random(3))
    'Quel cooooonnard !'
    """
    wanted = MOST_WORDS
    if not words:
        long = [word for word in words_of(text) if word.end - word.start >= LONG]
        words, wanted = rng.sample(long, len(long)), rng.randint(1, MOST_WORDS)
    changed: dict[Span, str] = {}
    for word in words:
        plain = text[word.start : word.end]
        if len(changed) < wanted and (disguised := _WAYS[way](plain, rng)) != plain:
            changed[word] = disguised
    for word in sorted(changed, reverse=True):
        text = text[: word.start] + changed[word] + text[word.end :]
    return text


# --- The ways ---------------------------------------------------------------------

_WORD = re.compile(r"[^\W\d_]+")

_DIGITS = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"}

#: Cyrillic letters and a few Greek ones that nobody tells from Latin ones in print.
_LOOK_ALIKES = dict(
    zip("aceiopsxyAEHKMOPTXvu", "асеіорѕхуАЕНКМОРТХνυ", strict=True)  # the right side is not Latin
)

_INVISIBLE = "\u200b\u200c\u200d\u2060\u00ad"

_MASKS = "*."


def _digits(word: str, rng: Random) -> str:
    return _replaced(word, {i: _DIGITS.get(_bare(c).lower(), c) for i, c in enumerate(word)}, rng)


def _look_alikes(word: str, rng: Random) -> str:
    return _replaced(word, {i: _LOOK_ALIKES.get(c, c) for i, c in enumerate(word)}, rng)


def _spaces(word: str, rng: Random) -> str:
    return " ".join(word)


def _zero_width(word: str, rng: Random) -> str:
    places = range(1, len(word))
    for place in sorted(rng.sample(places, min(len(places), rng.randint(1, 3))), reverse=True):
        word = word[:place] + rng.choice(_INVISIBLE) + word[place:]
    return word


def _stretched(word: str, rng: Random) -> str:
    vowels = [i for i, c in enumerate(word) if _bare(c).lower() in "aeiouy"]
    place = rng.choice(vowels or range(len(word)))
    return word[:place] + word[place] * rng.randint(3, 6) + word[place + 1 :]


def _masked(word: str, rng: Random) -> str:
    """Mask one letter of a short word, two of a long one; its first and its last are left."""
    places = range(1, len(word) - 1)
    hidden = rng.sample(places, min(len(places), 1 if len(word) < 2 * LONG else 2))
    mask = rng.choice(_MASKS)
    return "".join(mask if i in hidden else c for i, c in enumerate(word))


def _without_accents(word: str, rng: Random) -> str:
    return "".join(map(_bare, word))


def _replaced(word: str, instead: Mapping[int, str], rng: Random) -> str:
    """Replace about half of the characters that have something *instead*, at least one."""
    places = [i for i, char in instead.items() if char != word[i]]
    chosen = {i for i in places if rng.random() < 0.5} or set(places[:1])
    return "".join(instead[i] if i in chosen else c for i, c in enumerate(word))


def _bare(char: str) -> str:
    return unicodedata.normalize("NFD", char)[0]


_WAYS: Mapping[Way, Callable[[str, Random], str]] = {
    Way.DIGITS: _digits,
    Way.LOOK_ALIKES: _look_alikes,
    Way.SPACES: _spaces,
    Way.ZERO_WIDTH: _zero_width,
    Way.STRETCHED: _stretched,
    Way.MASKED: _masked,
    Way.WITHOUT_ACCENTS: _without_accents,
}
