"""One canonical reading of what a reader wrote, with the way back to it.

Matching needs text without disguise; evidence must highlight what was really
written. So `normalise` folds a text into a plain reading and keeps, for each
character of it, where it comes from.

What is undone, in this order: compatibility forms (NFKC), case, accents,
typographic quotes and dashes, invisible characters; look-alike letters of
other alphabets in words that pretend to be Latin; letters spelt out one by one
(``c.o.n``); digits and signs that stand for letters (``c0nnard``); stretched
letters (``connaaaard``). Where a disguise has more than one reading (a mask,
``c*nnard``; a stretched consonant) the canonical reading is a guess or the
mask itself, and an `Oddity` tells the lexicon every reading there is.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from moderation.core.disguise import Reading, Slot, find_disguises

#: Stamped on verdicts and artifacts: changes with any change of the readings.
NORMALISER_VERSION = "2"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of what the reader wrote, in code points, end excluded."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Oddity:
    """A disguised word: where it stands in the canonical text, and all its readings."""

    start: int
    end: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """A text's canonical reading and its way back to the original.

    *text* is lower case without accents; quotes of every kind are ``"``,
    apostrophes ``'``, dashes ``-``, line breaks ``\\n``, and other white space
    is one space.
    """

    original: str
    text: str
    origin: tuple[int, ...]  # where in the original each character of *text* comes from
    oddities: tuple[Oddity, ...] = ()  # in the order of the text, never overlapping
    links: tuple[Span, ...] = ()  # web and e-mail addresses, in *text*

    def span(self, start: int, end: int) -> Span:
        """Map the stretch *start* to *end* of `text` back onto the original.

        All that was swallowed on the way (dots between letters, repeated
        letters, marks after the last letter) is inside.
        """
        if start >= len(self.text):
            return Span(len(self.original), len(self.original))
        first = self.origin[start]
        if start >= end:
            return Span(first, first)
        after = self.origin[end] if end < len(self.text) else len(self.original)
        # One character may give two (œ): a match on the first half takes it whole.
        return Span(first, max(after, self.origin[end - 1] + 1))

    def tokens(self) -> tuple[tuple[int, int], ...]:
        """Return (start, end) in `text` of each word: a run of letters and digits."""
        return tuple(match.span() for match in _WORD.finditer(self.text))

    def sentences(self) -> tuple[Span, ...]:
        """Return the sentences of the original, without the white space between them."""
        return _sentences(self.original)

    def is_latin(self) -> bool:
        """Tell whether at least half of its letters are Latin; a text without letters is."""
        if self.text.isascii():
            return True
        letters = sum(char.isalpha() for char in self.text)
        return 2 * sum("a" <= char <= "z" for char in self.text) >= letters

    def is_odd(self, start: int, end: int) -> bool:
        """Tell whether any of `text` from *start* to *end* was disguised."""
        i = bisect_left(self.oddities, start + 1, key=lambda oddity: oddity.end)
        return i < len(self.oddities) and self.oddities[i].start < end


def normalise(body: str) -> NormalisedText:
    """Return the canonical reading of *body*. Every string has one."""
    parts = list(map(_FOLDED.__getitem__, body))
    text = "".join(parts)
    one_to_one = len(text) == len(body) and "" not in parts
    origin = range(len(body)) if one_to_one else _origins(parts)
    readings = find_disguises(body, text, origin, [(link.start, link.end) for link in _links(text)])
    if not readings:
        return NormalisedText(body, text, tuple(origin), (), _links(text))
    return _apply(readings, body, text, origin)


# --- Characters ------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+")

#: Marks above, below and around letters; not the vowel signs of other scripts.
_DIACRITICS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")

#: Invisible though not of category Cf: variation selectors, Hangul fillers.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)

_SPELT_OUT = {
    **dict.fromkeys("«»‹›“”„‟″‶〝〞❝❞＂", '"'),
    **dict.fromkeys("’‘‚‛′‵`´ʼʻʹꞌ＇", "'"),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－⁃", "-"),
    **dict.fromkeys("·•∙⋅・‧●", "·"),
    **dict.fromkeys("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"),
    **dict.fromkeys("\t\x1f\u2800", " "),
    **{"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ħ": "h", "Ħ": "h"},
    **{"ŧ": "t", "Ŧ": "t", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ı": "i", "ȷ": "j"},
    **{"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ɑ": "a", "ɡ": "g", "ɩ": "i"},
    **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)),
    # Letters in dark circles and squares, which have no compatibility form.
    **{chr(start + i): chr(97 + i) for start in (0x1F150, 0x1F170) for i in range(26)},
}


class _Folding(dict[str, str]):
    """Character → its folded form, worked out when first met."""

    def __missing__(self, char: str) -> str:
        folded = _fold(char)
        if char < "\u3000":  # a bound on what a hostile text can make us keep
            self[char] = folded
        return folded


def _fold(char: str) -> str:
    if char in _SPELT_OUT:
        return _SPELT_OUT[char]
    category = unicodedata.category(char)
    if category in {"Cf", "Cc"} or _UNSEEN.match(char):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Zs":
        return " "
    plain = unicodedata.normalize("NFKC", char).casefold()
    bare = _DIACRITICS.sub("", unicodedata.normalize("NFD", plain))
    composed = unicodedata.normalize("NFC", bare)
    return "".join(_SPELT_OUT.get(c, c) for c in composed)


_FOLDED = _Folding()


def _origins(parts: list[str]) -> list[int]:
    return [i for i, part in enumerate(parts) for _ in part]


# --- Addresses -------------------------------------------------------------------

_LINK = re.compile(
    r"(?:https?://|www\.)[^\s\"<>]+|(?<![^\s\"<>():;,])[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\b"
)


def _links(text: str) -> tuple[Span, ...]:
    if "@" not in text and "://" not in text and "www." not in text:
        return ()
    return tuple(Span(*match.span()) for match in _LINK.finditer(text))


def _apply(readings: list[Reading], body: str, text: str, origin: Sequence[int]) -> NormalisedText:
    pieces: list[str] = []
    where: list[int] = []
    oddities: list[Oddity] = []
    done = 0
    for reading in readings:
        pieces += text[done : reading.start], reading.chars
        where += origin[done : reading.start]
        if reading.slots:
            oddities.append(Oddity(len(where), len(where) + len(reading.chars), reading.slots))
        where += [origin[place] for place in reading.places]
        done = reading.end
    pieces.append(text[done:])
    where += origin[done:]
    plain = "".join(pieces)
    return NormalisedText(body, plain, tuple(where), tuple(oddities), _links(plain))


# --- Sentences -------------------------------------------------------------------

#: A full stop after these ends no sentence: "M. Dupont", "art. 177", "J. Martin".
_ABBREVIATED = re.compile(
    r"(?:^|[^\w])(?:[A-ZÀ-Þ]|MM|Mme|Mmes|Mlle|Me|Dr|Drs|Pr|Prof|St|Ste|art|al|ch|let|cf|ex|env|etc|fr|"
    r"no|nos|p|pp|vol|éd|resp|Nr|Hr|Fr|bzw|usw|ca|Abs|Art|Bst|vgl|sog|Sig|dott|ecc|Mr|Mrs|Ms|vs)$"
)
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]++[\s\u00a0\u202f]{0,2}[\"'»”’)\]]{0,3}(?=\s)|\n\s*+")


def _sentences(body: str) -> tuple[Span, ...]:
    spans = []
    start = 0
    for end in _SENTENCE_END.finditer(body):
        is_abbreviation = end[0] == "." and _ABBREVIATED.search(
            body[max(start, end.start() - 6) : end.start()]
        )
        if is_abbreviation:
            continue
        spans.append((start, end.end()))
        start = end.end()
    spans.append((start, len(body)))
    return tuple(span for each in spans if (span := _trimmed(body, *each)))


def _trimmed(body: str, start: int, end: int) -> Span | None:
    piece = body[start:end]
    first = start + len(piece) - len(piece.lstrip())
    last = start + len(piece.rstrip())
    return Span(first, last) if first < last else None
