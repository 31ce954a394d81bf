"""Words written so as not to be found, and every way to read them.

Works on folded text (moderation.core.normalise): lower case, no accents.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Slot:
    """What one place of an oddity may stand for, *least* to *most* times."""

    letters: str  # any one of these; empty: any letter
    least: int = 1
    most: int = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """How a stretch of the folded text is to be read."""

    start: int
    end: int
    chars: str
    places: tuple[int, ...]  # where in the folded text each of *chars* comes from
    slots: tuple[Slot, ...]  # empty: nothing odd about it


#: What cuts a word without showing, and letters in fancy dress.
_HIDDEN = re.compile(
    "(?<=\\w)[\u00ad\u034f\u115f\u1160\u200b-\u200f\u2060-\u2064\u3164\ufeff\ufe00-\ufe0f]+(?=\\w)"
    "|[\u249c-\u24e9\uff21-\uff5a\U0001d400-\U0001d7ff\U0001f110-\U0001f189]"
)

#: Digits and signs that stand for letters, the likeliest first.
LEET = {
    **{"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "6": "gb", "7": "t", "8": "b", "9": "gq"},
    **{"@": "a", "$": "s", "€": "e", "£": "l", "¢": "c"},
}
_SIGNS = "@$€£¢"
#: What hides a letter: ``c*nnard``, ``c#nnard``, ``c🤡nnard``.
_MASKS = "*#!|^~¤\u2600-\u27bf\U0001f300-\U0001faff"

#: Letters of other alphabets that pass for Latin ones, from the confusables of
#: Unicode Technical Standard 39, as far as they are used to disguise words.
_PAIRS = """
    аa вb еe кk мm нh оo рp сc тt уy хx іi їi јj ѕs ԁd һh ԛq ԝw ѵv ӏl гr пn ьb єe з3 ёe
    Аa Вb Еe Кk Мm Нh Оo Рp Сc Тt Уy Хx Іi Їi Јj Ѕs Ԁd Һh Ԛq Ԝw Ѵv Ӏl Гr Пn Ьb Єe З3 Ёe
    αa βb γy εe ηn ιi κk νv οo πn ρp σo τt υu χx ωw άa έe ήn ίi όo ύu ώw ϲc
    Αa Βb Εe Ηh Ιi Κk Μm Νn Οo Ρp Τt Υy Χx Ζz Άa Έe Ήh Ίi Όo Ύy Ϲc
    օo ոn սu հh ցg քf Օo Սs
"""
_LOOK_ALIKES = {pair[0]: pair[1] for pair in _PAIRS.split()}
_FOREIGN = "\u0370-\u03ff\u0400-\u052f\u0531-\u0587"

_LETTER = r"[^\W\d_]"
_ONE = rf"(?:[^\W_]|[{_SIGNS}])"
#: Three or more single letters, always with the same thing between them.
_SPELT = (
    rf"(?<![\w{_SIGNS}])(?<![\W_][^\W_][-._·*/|~+]){_ONE}(?P<by> ?[.\-_·*/|~+] ?| {{1,3}})"
    rf"{_ONE}(?:(?P=by){_ONE})+(?![\w{_SIGNS}]|[-._·*/|~+][\w{_SIGNS}](?!\w))"
)
_SPACES = r" {2,}"
_CHUNK = rf"[{_SIGNS}]?[^\W_](?:[{_MASKS}]*{_ONE})*(?:(?<={_LETTER}{{3}})[*#]{{2,}})?"
_PLACE = re.compile(rf"(?P<spelt>{_SPELT})|(?P<spaces>{_SPACES})|{_CHUNK}")

_DOUBLED = rf"(?<![^\W_])(?:(?P<twin>{_LETTER})(?P=twin)++){{3,}}+(?![^\W_])"
_DISGUISED = (
    rf"{_LETTER}[\d{_SIGNS}]|[\d{_SIGNS}]{_LETTER}"  # letters and digits together
    rf"|{_LETTER}[{_MASKS}]+{_LETTER}|{_LETTER}{{3}}[*#]{{2}}"  # masked
    rf"|(?P<same>{_LETTER})(?P=same)(?P=same)|[{_FOREIGN}]"  # stretched, foreign
    rf"|{_DOUBLED}"
)
_DISGUISED_CHUNK = re.compile(_DISGUISED)
#: Quick to look for: without one of these nothing in a text is disguised.
#: Apart they take a third of the time that they take as one pattern.
_TRACES = tuple(
    re.compile(trace)
    for trace in (
        _SPACES,
        rf"[0-9{_SIGNS}](?:(?={_LETTER})|(?<={_LETTER}.))",
        rf"[{_MASKS}](?={_LETTER})|[*#]{{2}}",
        rf"({_LETTER})\1\1",
        f"[{_FOREIGN}]",
        _DOUBLED,
        _SPELT,
    )
)

_MARKUP = ("*", "#")
_MASK = re.compile(f"[{_MASKS}]")
_FOREIGN_LETTER = re.compile(f"[{_FOREIGN}]")
_LATIN = re.compile("[a-z]")
_UNMASKED = re.compile(rf"(?:[^\W_]|[{_SIGNS}])+")
_DIGIT = re.compile("[0-9]")
_ROMAN = re.compile("[IVXLCDM]+(?:e|es|er|ème|èmes)?")
#: Words that single letters are, in French, Italian and English.
_SINGLE_LETTER_WORDS = frozenset("aeioy")
_VOWELS = frozenset("aeiouy")
#: Consonants that French doubles between vowels.
_TWINS = frozenset("bcdfglmnprst")

#: Digits are numbers in "20min", "12h30", "2e", "5francs", "H1N1", "G7"…
UNITS = (
    "h x e er ers re ere eres eme emes nd nde g k m km kg mm cm ha min minutes? heures? jours? ans? annees? "
    "mois semaines? fois francs? fr chf euros? millions? milliards? mio mrd personnes? d p s th rd st "
    "bis ter te ten jahre? uhr giorni anni volte times years? days?"
).replace(" ", "|")
_NUMBERED = re.compile(rf"\d{{2,}}.*|.*\d{{3}}.*|.*2.*|\d(?:{UNITS})\d*|h\d+n\d+")
#: … and letters inside a word, or as the first or last letter of a long one.
_LEET_DIGIT = re.compile(
    rf"(?<=[a-z{_SIGNS}])\d{{1,2}}(?=[a-z{_SIGNS}])|^\d[a-z{_SIGNS}]{{4}}|[a-z{_SIGNS}]{{3}}[0345]$"
)
_LEET_SIGN = re.compile(
    rf"(?:^|(?<=[\w{_SIGNS}]))[{_SIGNS}](?=[\w{_SIGNS}])|(?<=[a-z{_SIGNS}]{{3}})[{_SIGNS}]$"
)


@dataclass(frozen=True, slots=True)
class _Sign:
    """One sign of a word: how it reads, what else it may be, how it was written."""

    char: str
    letters: str  # every letter that it may stand for; empty: any
    raw: str


def find_disguises(
    body: str, text: str, origin: Sequence[int], links: Sequence[tuple[int, int]]
) -> list[Reading]:
    """Return the stretches of *text* that are to be read otherwise, in its order.

    *text* is *body* folded, *origin* where in *body* each character of it
    comes from. Nothing is touched inside *links*, (start, end) in *text*.
    """
    if not any(trace.search(text) for trace in _TRACES) and not _HIDDEN.search(body):
        return []
    passing = _foreign_words_pass_for_latin(text)
    cuts = [bisect_left(origin, match.end()) for match in _HIDDEN.finditer(body)]
    ends = [*origin[1:], len(body)]
    readings: list[Reading] = []
    for match in _PLACE.finditer(text):
        start, end = match.span()
        if links and _touches(links, start, end):
            continue
        if match["spaces"]:
            readings.append(Reading(start, end, " ", (start,), ()))
            continue
        if text[start - 1 : start] in _MARKUP:  # **word**
            end = start + len(match[0].rstrip("*#"))
        places = range(start, end, len(match["by"] or "") + 1)
        is_cut = bool(cuts) and bisect_left(cuts, start + 1) < bisect_left(cuts, end)
        if match["by"] or is_cut or _DISGUISED_CHUNK.search(text, start, end):
            raws = [unicodedata.normalize("NFC", body[origin[i] : ends[i]]) for i in places]
            readings += _read(text, places, raws, passing=passing, is_cut=is_cut)
    return readings


def _touches(links: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    i = bisect_left(links, start + 1, key=lambda link: link[1])
    return i < len(links) and links[i][0] < end


def _foreign_words_pass_for_latin(text: str) -> bool:
    """Tell whether a word of look-alikes alone is a disguise rather than its language."""
    foreign = set(_FOREIGN_LETTER.findall(text))
    return bool(foreign) and foreign <= _LOOK_ALIKES.keys() and bool(_LATIN.search(text))


def _read(
    text: str, places: range, raws: list[str], *, passing: bool, is_cut: bool
) -> list[Reading]:
    """Read one word, or letters spelt out; an empty list if nothing is odd about it.

    *passing*: a word of look-alikes alone is to be read as Latin. *is_cut*:
    something invisible or a letter in fancy dress is in it.
    """
    written = [text[i] for i in places]
    is_spelt = places.step > 1
    letters = [char for char in written if char.isalpha()]
    if is_spelt and not _is_spelling(written, letters, text[places[0] + 1 : places[1]]):
        return []
    chars = written
    if passing or _LATIN.search("".join(written)):
        chars = [_LOOK_ALIKES.get(raw, char) for raw, char in zip(raws, written, strict=True)]
    signs = _signs(chars, raws)
    kept, slots = _unstretch(signs)
    plain = "".join(signs[i].char for i in kept)
    is_masked = any(not sign.letters for sign in signs)
    if plain == "".join(written) and not (is_spelt or is_cut or is_masked):
        return []
    if is_spelt:  # "il a c o n": the first and last may be words of their own
        slots[0], slots[-1] = _optional(slots[0]), _optional(slots[-1])
    kept_places = tuple(places[i] for i in kept)
    return [Reading(places[0], places[-1] + 1, plain, kept_places, tuple(slots))]


def _is_spelling(written: list[str], letters: list[str], between: str) -> bool:
    if between.isspace() and any(char.isdigit() for char in written):
        return False  # "à 7 h", "2 x 5 m"
    return len(letters) > 1 and not _SINGLE_LETTER_WORDS.issuperset(letters)  # "il y a à"


def _optional(slot: Slot) -> Slot:
    return replace(slot, least=0) if slot.letters in _SINGLE_LETTER_WORDS else slot


def _signs(chars: list[str], raws: list[str]) -> list[_Sign]:
    leet = _leet_places("".join(chars))
    if chars[0] == "@" and raws[1].isupper():  # "@Anne" speaks to somebody, "@rabe" hides a letter
        leet -= {0}
    signs = []
    for i, (char, raw) in enumerate(zip(chars, raws, strict=True)):
        if i in leet:
            signs.append(_Sign(LEET[char][0], LEET[char], raw))
        else:
            signs.append(_Sign(char, "" if _MASK.match(char) else char, raw))
    return signs


def _leet_places(word: str) -> set[int]:
    """Return the places of the digits and signs that stand for letters."""
    places: set[int] = set()
    for part in _UNMASKED.finditer(word):
        if sum(char.isalpha() for char in part[0]) < 2:
            continue
        found = [*_LEET_SIGN.finditer(part[0])]
        if not _NUMBERED.fullmatch(part[0]) and _LEET_DIGIT.search(part[0]):
            found += _DIGIT.finditer(part[0])
        places.update(part.start() + match.start() for match in found)
    return places


def _unstretch(signs: list[_Sign]) -> tuple[list[int], list[Slot]]:
    """Return the places to keep of *signs*, and a slot for each run of the same sign."""
    same = [(sign.char, sign.raw.casefold()) for sign in signs]  # é and e are two: "créée"
    runs = [[*run] for _, run in groupby(range(len(signs)), key=same.__getitem__)]
    word = "".join(signs[run[0]].char for run in runs)
    is_doubled = len(runs) >= 3 and all(len(run) > 1 for run in runs) and word.isalpha()
    is_roman = _ROMAN.fullmatch("".join(sign.raw for sign in signs))
    kept: list[int] = []
    slots: list[Slot] = []
    for n, run in enumerate(runs):
        sign = signs[run[0]]
        is_stretched = is_doubled or (len(run) > 2 and sign.char.isalpha() and not is_roman)
        if not is_stretched:
            kept += run
            slots += [_slot(sign, i) for i in run]
            continue
        keep = len(run) // 2 if is_doubled else 1
        if not is_doubled and sign.char in _TWINS and _between_vowels(word, n):
            keep = 2
        kept += run[:keep]
        slots.append(Slot(sign.letters, 1, len(run)))
    return kept, slots


def _slot(sign: _Sign, i: int) -> Slot:
    is_at = i == 0 and sign.letters == LEET["@"] and sign.raw == "@"
    return Slot(sign.letters, 0 if is_at else 1)


def _between_vowels(word: str, i: int) -> bool:
    return 0 < i < len(word) - 1 and word[i - 1] in _VOWELS and word[i + 1] in _VOWELS
