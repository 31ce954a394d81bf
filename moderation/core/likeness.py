"""Which earlier comments are like one: they share its rarest words.

A comment is known by a few **keys**, digests of its rarest words as a list of words by their
frequency tells them; words count by their first letters, without case, accents and disguise.
docs/decisions/0025 says what else was tried.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from math import log

from moderation.core.normalise import normalise

#: So many of a comment's words are kept, the rarest.
KEYS = 8

#: Letters by which a word is known: endings hardly matter.
STEM_LETTERS = 6

#: So many of the latest comments that share a word are looked at.
MOST_POSTINGS = 200

#: What two comments share must weigh at least this part of what the one is known by.
LEAST_SHARE = 0.25

#: Fewest words that they share, if both have as many.
LEAST_WORDS = 2

_WORD = re.compile(r"[^\W\d_]{3,}|\d{4,}")


def stems_of(body: str) -> tuple[str, ...]:
    """Return the words of *body* by their first letters, each once, in its order."""
    found = _WORD.findall(normalise(body).text)
    return tuple(dict.fromkeys(word[:STEM_LETTERS] for word in found))


def ranks_of(words: Sequence[str]) -> Mapping[str, int]:
    """Return how rare each stem is, given words from the most frequent on."""
    return {stem: rank for rank, stem in enumerate(stems_of("\n".join(words)))}


def keys_of(body: str, ranks: Mapping[str, int]) -> tuple[int, ...]:
    """Return the keys of *body*, KEYS at most: 63-bit digests of its rarest stems, the rarest first.

    A stem that *ranks* does not know is rarer than all that it knows.
    """
    stems = stems_of(body)
    unknown = len(ranks)
    rarest = sorted(stems, key=lambda stem: (-ranks.get(stem, unknown), -len(stem)))
    return tuple(_digest(stem) for stem in rarest[:KEYS])


def most_like(postings: Mapping[int, Sequence[int]], *, n_keys: int, limit: int) -> tuple[int, ...]:
    """Return the numbers of the comments that are most like one, the most like first.

    *postings*: of each of its *n_keys* keys the latest comments with it, newest first, at most
    MOST_POSTINGS. A key weighs the more the fewer comments have it.
    """
    newest = max((numbers[0] for numbers in postings.values() if numbers), default=0)
    weights = {key: _weight(numbers, newest) for key, numbers in postings.items()}
    shared: dict[int, list[float]] = {}
    for key, numbers in postings.items():
        for number in numbers:
            shared.setdefault(number, []).append(weights[key])
    # A key that no other comment has weighs as much as the rarest could.
    all_weights = sum(weights.values()) + (n_keys - len(postings)) * _weight((), newest)
    fewest = min(LEAST_WORDS, n_keys)
    scores = {
        number: sum(each)
        for number, each in shared.items()
        if len(each) >= fewest and sum(each) >= LEAST_SHARE * all_weights
    }
    return tuple(sorted(scores, key=lambda number: (-scores[number], -number))[:limit])


def _weight(numbers: Sequence[int], newest: int) -> float:
    # Of a frequent word the latest alone are known: how densely they stand tells how many there are.
    n = len(numbers)
    if n >= MOST_POSTINGS:
        n = round(n * newest / max(newest - numbers[-1], 1))
    return log((newest + 2) / (min(n, newest) + 1)) ** 2


def _digest(stem: str) -> int:
    return int.from_bytes(hashlib.blake2b(stem.encode(), digest_size=8).digest()) >> 1
