"""Words as they are spelt: what stands behind a disguise, and where accents were left out.

The normaliser undoes a disguise as far as letters go; which word is meant, only
somebody who knows words can tell. ``words.txt`` holds those of the comments
that we wrote to teach, so that neither an encoder nor n-grams meet ``c*nn4rd``.

A restored text is read by the classifier and by nobody else: evidence and rules
keep to what the reader wrote.
"""

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path

from moderation.core.disguise import LEET, Slot
from moderation.core.normalise import NormalisedText, normalise

#: The words of `known_words`, made by `charte words`.
WORDS = Path(__file__).with_name("words.txt")

#: A word that is found without its accents gets them if it was written with them so many times, and so
#: many times as often as without.
OFTEN, CLEARLY = 3, 4

#: So many disguised words of a text are looked up at most: a hostile one has hundreds.
MOST_WORDS = 12

#: Beside a mask half of a word's letters must be read; with digits or dots in it so many.
FEWEST_LETTERS = 4

#: Words that tell French from the other languages, in which "general" has no accent to be put back.
_FRENCH = re.compile(
    r"\b(?:les|une|est|que|je|vous|nous|ils|elles?|pas|pour|dans|avec|ces|tes|sont|et|du|aux?|mais"
    r"|sur|par|[cj]['’]\w|qu['’]\w)",
    re.IGNORECASE,
)

#: A word that stands in no address and no mention.
_WORD = re.compile(r"(?<![\w@/#.])[^\W\d_]+(?![\w@/])")
_LETTERS = re.compile(r"[^\W\d_]+")

#: A word with digits or dots in it, which may hide letters.
_SUSPECT = re.compile(r"(?<![\w.@/#-])[^\W_]++(?:\.[^\W_]++)*+(?![\w@/-])")

#: "né.e", "voisin.es", "acteur.rice": both sexes are meant, and nothing is masked.
_INCLUSIVE = re.compile(r"\.(?:[flnstv]?es?|s|(?:eu|tri|ri|ien)[cns]?[en]?es?)\b")


class Spelling:
    """Knows words by their letters without accents.

    *words*: each as it is spelt, the likeliest behind a mask first.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._spelt = dict(zip(map(bare, words), words, strict=True))
        self._accented = {word: spelt for word, spelt in self._spelt.items() if word != spelt}
        self._alike: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._spelt:  # by first letter and length
            self._alike[word[0], len(word)].append(word)
        self._order = {word: n for n, word in enumerate(self._spelt)}

    def restored(self, text: NormalisedText) -> str:
        """Return what the reader wrote, with known words instead of disguised ones, accents put back.

        A disguised word that is not known is read as the normaliser does. Of a
        word of which too little can be seen nothing is guessed.
        """
        written = self._recognised(self._unmasked(text))
        return _WORD.sub(self._with_accents, written) if _is_french(written) else written

    def _unmasked(self, text: NormalisedText) -> str:
        pieces: list[str] = []
        done = 0
        for n, odd in enumerate(text.oddities):
            place = text.span(odd.start, odd.end)
            word = self._behind(odd.slots) if n < MOST_WORDS else None
            pieces += text.original[done : place.start], word or text.text[odd.start : odd.end]
            done = max(done, place.end)
        return "".join([*pieces, text.original[done:]])

    def _recognised(self, written: str) -> str:
        """Return *written* with the known words that digits or dots in it hide."""
        left = MOST_WORDS

        def recognised(match: re.Match[str]) -> str:
            nonlocal left
            if match[0].isalpha() or match[0].isdecimal() or not left:
                return match[0]
            signs = bare(match[0].lower())
            slots = tuple(Slot("" if char == "." else LEET.get(char, char)) for char in signs)
            if not self._may_hide(match[0], signs):
                return match[0]
            left -= 1
            return self._behind(slots) or match[0]

        return _SUSPECT.sub(recognised, written)

    def _may_hide(self, written: str, signs: str) -> bool:
        letters = sum(char.isalpha() for char in signs)
        if (
            letters < max(FEWEST_LETTERS, len(signs) / 2)
            or signs.strip("0123456789") in self._spelt
        ):
            return False  # "MI5", "5minutes"
        is_sentence = any(part[:1].isupper() for part in written.split(".")[1:])  # "fini.Il"
        return not is_sentence and not _INCLUSIVE.search(signs)

    def _behind(self, slots: Sequence[Slot]) -> str | None:
        """Return the likeliest known word that *slots* may spell; None if there is none."""
        readable = sum(bool(slot.letters) for slot in slots)
        if readable < len(slots) / 2 or len(slots) > _LONGEST:
            return None
        pattern = re.compile("".join(map(_pattern, slots)))
        shortest = len(slots)
        longest = shortest + sum(slot.most - 1 for slot in slots if slot.most > 1)
        found = [
            word
            for key in product(
                slots[0].letters or _ALPHABET, range(shortest, min(longest, _LONGEST) + 1)
            )
            for word in self._first(pattern, self._alike.get(key, ()))
        ]
        return self._spelt[min(found, key=self._order.__getitem__)] if found else None

    @staticmethod
    def _first(pattern: re.Pattern[str], words: Iterable[str]) -> Iterator[str]:
        """Yield the first of *words*, the likeliest first, that *pattern* is; nothing if none is."""
        for word in words:
            if pattern.fullmatch(word):
                yield word
                return

    def _with_accents(self, match: re.Match[str]) -> str:
        word = match[0]
        spelt = self._accented.get(word.lower()) if word.isascii() else None
        if spelt is None:
            return word
        if word.isupper() and len(word) > 1:
            return spelt.upper()
        return spelt.capitalize() if word[0].isupper() else spelt


def known_words(comments: Iterable[tuple[str, bool]]) -> list[str]:
    """Return the words of *comments*, each a text and whether it breaks the charter.

    Of spellings that differ in their accents one is kept. Words are masked because they
    are offensive, so those come first that occur in many violations and in little else.
    Words in disguise or in capitals are none, nor those that occur once and are no violation's.
    """
    counts, breaking = Counter[str](), Counter[str]()
    for text, breaks in comments:
        found = set(_undisguised(text))
        counts.update(found)
        if breaks:
            breaking.update({bare(word) for word in found})
    spellings: dict[str, list[str]] = defaultdict(list)
    for word in counts:
        if (plain := bare(word)).isascii() and plain.isalpha():
            spellings[plain].append(word)
    total = {plain: sum(counts[word] for word in words) for plain, words in spellings.items()}
    kept = [plain for plain in spellings if total[plain] > 1 or breaking[plain]]
    kept.sort(key=lambda plain: (-(breaking[plain] ** 2) / total[plain], -total[plain], plain))
    return [_spelling(plain, spellings[plain], counts) for plain in kept]


def bare(text: str) -> str:
    """Return *text* without accents; letters that are two become two.

    >>> bare("chœur écœuré")
    'choeur ecoeure'
    """
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text.replace("œ", "oe").replace("æ", "ae"))
    return "".join(char for char in parts if not unicodedata.combining(char))


@cache
def spelling() -> Spelling:
    """Return the spelling of the words in WORDS."""
    return Spelling(WORDS.read_text("utf-8").split())


@cache
def words_digest() -> str:
    """Return what tells these WORDS from others: what was learnt with them is read with them."""
    return hashlib.sha256(WORDS.read_bytes()).hexdigest()[:8]


_ALPHABET = "abcdefghijklmnopqrstuvwxyz"

#: Longer words are not disguised.
_LONGEST = 30

#: Words with no accent but in their ending.
_ONLY_ENDING = re.compile("[a-z]+(?:é|és|ée|ées)")

#: Texts with fewer words need not show that they are French.
_FEW = 4


def _is_french(text: str) -> bool:
    return _FRENCH.search(text) is not None or len(text.split()) < _FEW


def _undisguised(text: str) -> Iterable[str]:
    normal = normalise(text)
    hidden = [normal.span(odd.start, odd.end) for odd in normal.oddities]
    for match in _LETTERS.finditer(text):
        start, end = match.span()
        is_shouted = match[0].isupper()  # and then often without accents
        if not is_shouted and not any(s.start < end and start < s.end for s in hidden):
            yield match[0].lower()


def _spelling(plain: str, words: Sequence[str], counts: Mapping[str, int]) -> str:
    """Return the one of *words* that is meant where *plain*, without accents, is written."""
    likeliest = max(words, key=lambda word: (counts[word], word))
    if _ONLY_ENDING.fullmatch(likeliest):  # "condamne" is another form of the verb
        return plain
    return likeliest if counts[likeliest] >= max(OFTEN, CLEARLY * counts[plain]) else plain


def _pattern(slot: Slot) -> str:
    one = f"[{slot.letters}]" if slot.letters else "[a-z]"
    return one if slot.most == 1 else f"{one}{{1,{slot.most}}}"
