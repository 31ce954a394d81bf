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
from itertools import pairwise, product
from math import log
from pathlib import Path

from moderation.core.disguise import LEET, UNITS, Slot
from moderation.core.normalise import NormalisedText, normalise

#: The words of `known_words`, made by `charte words`.
WORDS = Path(__file__).with_name("words.txt")

#: A word that is found without its accents gets them if it was written with them so many times, and so
#: many times as often as without.
OFTEN, CLEARLY = 3, 4

#: So many disguised words of a text are looked up at most: a hostile one has hundreds.
MOST_WORDS = 12

#: Of a word with digits or dots in it so many signs are seen, and then it is one of so many of the
#: likeliest words; of all that are known if more is seen. Hardly any other is meant by "q.i" or "l3s".
LIKELIEST = {2: 500, 3: 3_000}

#: Letters spelt out are divided into words if there are no more.
MOST_LETTERS = 120

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
_SUSPECT = re.compile(r"(?<![\w.@/#-])[^\W_]++(?:\.{1,2}[^\W_]++)*+(?![\w@/-])")

#: "né.e", "voisin.es", "acteur.rice": both sexes are meant, and nothing is masked.
_INCLUSIVE = re.compile(r"(?P<stem>.+)\.(?P<end>[flnstv]?es?|s|(?:eu|tri|ri|ien)[cns]?[en]?es?)")
_PARTICIPLE = re.compile(r".*[iu]\.es?")

#: Dots that end an abbreviation, or cut the parts of an address.
_ABBREVIATED = re.compile(
    r"p\.[sm]|i\.e|c\.f|[ae]\.[gm]|.*\.(?:ch|com|de|fr|it|li|net|org|eu|swiss)"
)

#: A number and what it counts or names: "3me", "no1", "art5", "10cts".
_NUMBERED = re.compile(rf"\d+(?:{UNITS}|me|es|cts?|cl|dl|l)|(?:nos?|nr|arts?|al|ch|tv|rs)\d+")

_DIGITS = "0123456789"

#: What is counted has so many letters, if it is no unit: "5chats".
_COUNTED = 3

#: Words of one letter that is seen: "d3", "l35".
_SHORTEST = re.compile("[djlnt]3|[cdlmst]35")

#: Letters with always something between them.
_SPELT_OUT = re.compile(r"[^\W_](?:[\W_]+[^\W_]){2,}")

#: A capital after a small letter begins a word.
_STARTS = re.compile(r"(?<=[^\W\d_A-ZÀ-Þ])(?=[A-ZÀ-Þ])")


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
            shown = text.original[place.start : place.end]
            read = _as_written(text, odd.start, odd.end)
            if n < MOST_WORDS:
                if _SPELT_OUT.fullmatch(shown):
                    read = " ".join(map(self._divided, _STARTS.split(read)))
                elif word := self._behind(odd.slots):
                    read = self._spelt_as(word, read)
            pieces += text.original[done : place.start], _cased(read, shown)
            done = max(done, place.end)
        return "".join([*pieces, text.original[done:]])

    def _divided(self, letters: str) -> str:
        """Return the likeliest words that *letters* are, one after another, spaces between them.

        Each word is the rarer the further behind it stands (Norvig, Natural Language
        Corpus Data, 2009, with ranks by Zipf's law instead of counts).
        """
        if len(letters) > MOST_LETTERS:
            return letters
        plain = bare(letters.lower())
        if len(plain) != len(letters):
            return letters
        best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
        for end in range(1, len(plain) + 1):
            best.append(
                min(
                    (best[start][0] + self._rarity(plain[start:end]), (*best[start][1], start))
                    for start in range(max(0, end - _LONGEST), end)
                )
            )
        starts = best[-1][1]
        return " ".join(
            self._spelt_as(plain[start:end], letters[start:end])
            for start, end in pairwise([*starts, len(plain)])
        )

    def _spelt_as(self, word: str, shown: str) -> str:
        """Return *word*, bare, as it is spelt, with the accents and capitals of what is *shown*."""
        return _cased(_accented(self._spelt.get(word, word), shown.lower()), shown)

    def _rarity(self, word: str) -> float:
        rank = self._rank(word)
        if rank == len(self._order):
            return _UNKNOWN + _UNKNOWN_LETTER * len(word)
        return _EACH_WORD + log(rank + 1)

    def _recognised(self, written: str) -> str:
        """Return *written* with the known words that digits or dots in it hide."""
        left = MOST_WORDS

        def recognised(match: re.Match[str]) -> str:
            nonlocal left
            if match[0].isalpha() or match[0].isdecimal() or not left:
                return match[0]
            signs = bare(match[0].lower())
            if not _is_disguised(match[0], signs):
                return match[0]
            left -= 1
            word = self._hidden(signs)
            return match[0] if word is None else self._spelt_as(word, match[0])

        return _SUSPECT.sub(recognised, written)

    def _hidden(self, signs: str) -> str | None:
        """Return the known word, bare, that *signs* with digits or dots hide; None if they hide none."""
        word = self._behind([Slot("" if char == "." else LEET.get(char, char)) for char in signs])
        seen = len(signs) - signs.count(".")
        if word is None or self._order[word] >= LIKELIEST.get(seen, len(self._order)):
            return None
        likelier = self._order[word]
        known = {part for part in _parts(signs) if self._rank(part) < likelier}
        return None if _is_meant(signs, known) else word

    def _rank(self, word: str) -> int:
        """Return how many words are likelier than *word*: all if it is none, as "c" of "c'est"."""
        is_word = len(word) > 1 or word in _LETTER_WORDS
        return self._order.get(word, len(self._order)) if is_word else len(self._order)

    def _behind(self, slots: Sequence[Slot]) -> str | None:
        """Return the likeliest known word that *slots* may spell, bare; None if there is none."""
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
        return min(found, key=self._order.__getitem__, default=None)

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
        return word if spelt is None else _cased(spelt, word)


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

#: Fewer signs in capitals with dots are initials ("U.E."), and so many with digits a name ("MI5").
_LONG_INITIALS, _ACRONYM = 6, 3

#: Letters that are words.
_LETTER_WORDS = frozenset("aoy")

#: How rare a word is, in natural logarithms: each word, each that is not known, each letter of it.
_EACH_WORD, _UNKNOWN, _UNKNOWN_LETTER = 5.0, 5.0, 3.5

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


def _is_disguised(written: str, signs: str) -> bool:
    """Tell whether the digits and dots of a word may hide letters, as far as its form tells."""
    if _NUMBERED.fullmatch(signs) or _ABBREVIATED.fullmatch(signs):
        return False
    if written.isupper():
        return len(signs) >= _LONG_INITIALS if "." in signs else len(signs) > _ACRONYM
    if sum(char.isalpha() for char in signs) < 2:  # "1.75"
        return _SHORTEST.fullmatch(signs) is not None
    if "." not in signs:
        return True
    return not any(part[:1].isupper() for part in written.split(".")[1:])  # "fini.Il"


def _parts(signs: str) -> Iterator[str]:
    """Yield what may be words of their own in a word with dots or digits."""
    if both := _INCLUSIVE.fullmatch(signs):
        yield from (both["stem"], both["stem"] + both["end"])
    yield from signs.split(".") if "." in signs else [signs.strip(_DIGITS)]


def _is_meant(signs: str, known: set[str]) -> bool:
    """Tell whether dots or digits are what they are, *known* being the words that it has for parts."""
    if both := _INCLUSIVE.fullmatch(signs):
        is_one = both["stem"] in known or both["stem"] + both["end"] in known
        return is_one or _PARTICIPLE.fullmatch(signs) is not None
    if "." in signs:
        return known.issuperset(signs.split("."))  # "fini.il"
    word = signs.strip(_DIGITS)
    if signs[0] in _DIGITS and (signs[-1] in _DIGITS or len(word) < _COUNTED):
        return False  # "5al3", "7on"
    return word in known  # "5minutes", "MI5"


def _as_written(text: NormalisedText, start: int, end: int) -> str:
    """Return *start* to *end* of the normalised text, accents and capitals as in the original."""
    read = []
    for char, place in zip(text.text[start:end], text.origin[start:end], strict=True):
        shown = text.original[place]
        read.append(shown if bare(shown.lower()) == char else char)
    return "".join(read)


def _accented(word: str, shown: str) -> str:
    """Return *word* with the accents that are to be seen in *shown*, which may hide letters of it."""
    if len(word) != len(shown):
        return word
    pairs = zip(word, shown, strict=True)
    return "".join(sign if sign != bare(sign) == bare(char) else char for char, sign in pairs)


def _cased(word: str, shown: str) -> str:
    """Return *word* in capitals, or with a capital, if what is *shown* of it is."""
    letters = [char for char in shown if char.isalpha()]
    if len(letters) > 1 and all(char.isupper() for char in letters):
        return word.upper()
    return word[:1].upper() + word[1:] if shown[:1].isupper() else word


def _pattern(slot: Slot) -> str:
    one = f"[{slot.letters}]" if slot.letters else "[a-z]"
    return one if slot.most == 1 else f"{one}{{1,{slot.most}}}"
