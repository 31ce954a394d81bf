"""How French words sound, read aloud: enough of it to hear a pun in a name.

A sound is one character: the consonants b d f g j k l m n p r s t v, ``S``
(ch) and ``N`` (gn); the vowels a i o u, ``E`` (é, è, ai, ei …, one sound),
``U`` (ou), ``Q`` (eu), and the nasal ``A`` (an, en), ``I`` (in, ain, un) and
``O`` (on). What French writes in several ways has one sound here, and sounds
that only careful speakers keep apart are one: s and z, in and un, i and its
glide. ``w`` opens oi and oin.

A spelling does not tell everything, so a word has several readings:

* a final consonant is silent or heard, as in a liaison or a foreign name:

  >>> sorted(readings(["Pat", "Réloin"]) & readings(["pas", "très", "loin"]))
  ['patrElwI', 'patrElwIn']

* the n of a nasal vowel is heard before another word or not:

  >>> sorted(readings(["Jean", "Haimard"]) & readings(["j'en", "ai", "marre"]))
  ['jAEmar', 'jAnEmar']

* an e without an accent is mute, or has lost its accent:

  >>> sorted(readings(["Gerard"]))
  ['jErar', 'jErard', 'jrar', 'jrard']

Sources of the rules: the usual tables of French graphemes and sounds, as
school grammars print them; they are simplified, not a transcription.
"""

import itertools
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

#: Most readings weighed of one text; what is beyond is not heard.
READINGS = 512

#: Most readings weighed of one word, without its end.
BODIES = 16

#: Longest word read, in letters; longer ones are no French words.
WORD_LETTERS = 40

# Little words that break the rules: their vowel is heard.
_EXCEPTIONS = {
    "et": "E", "est": "E", "es": "E", "les": "lE", "des": "dE", "mes": "mE",
    "tes": "tE", "ses": "sE", "ces": "sE", "cest": "sE", "femme": "fam",
}  # fmt: skip

_NOT_NASAL = "(?![aeéiïouynmh])"
_DOUBLE = "bb|cc|dd|ff|gg|ll|mm|nn|pp|rr|ss|tt|zz"

# What is written → how it may sound, most usual first; the first rule that
# matches at a place wins, so long graphemes stand before short ones.
_GRAPHEMES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("eau", ("o",)),  # Bonneau
    ("(?<=[gj])e(?=[aou])", ("",)),  # Jean, Georges
    ("o?euill?|ueil", ("Qi",)),  # feuille, orgueil
    ("o?eu", ("Q",)),  # cœur, peu
    ("ouill", ("Ui",)),  # grenouille
    ("oe", ("oE", "Q")),  # Joel without its trema, Goethe
    (f"oin{_NOT_NASAL}", ("wI",)),  # loin
    (f"[aeé]in{_NOT_NASAL}|aim(?=[pb]|$)", ("I",)),  # Alain, plein, faim
    (f"[iïy]en{_NOT_NASAL}", ("iI", "iA")),  # rien, patient
    (f"an{_NOT_NASAL}|en{_NOT_NASAL}|[ae]m(?=[pb])", ("A",)),  # Jean, Laurent, jambon
    (f"[iïyu]n{_NOT_NASAL}|[iïyu]m(?=[pb])", ("I",)),  # vin, brun, simple
    (f"on{_NOT_NASAL}|om(?=[pb])", ("O",)),  # bon, ombre
    ("aill|ail$", ("ai",)),  # faillite
    ("eill|eil$", ("Ei",)),  # oreille
    ("(?<![aeéouy])ill", ("i", "il")),  # famille, ville
    ("ou", ("U",)),
    ("oy(?=[aeéiou])", ("wai",)),  # royal
    ("o[iy]", ("wa",)),
    ("[ae][iy]", ("E",)),  # mai, Rey
    ("au", ("o",)),
    ("gn", ("N",)),
    ("gu(?=[eéiïy])", ("g",)),  # Guy
    ("g(?=[eéiïy])|j", ("j",)),
    ("c?qu?|c?k", ("k",)),
    ("cc(?=[eéiïy])", ("ks",)),  # accent
    ("s?c(?=[eéiïy])|ç", ("s",)),
    ("s?ch(?=[aeéiïouywm]|$)|sh", ("S",)),
    ("ch|c", ("k",)),  # Christian
    ("ph", ("f",)),
    ("(?<!s)t(?=ion)", ("s",)),  # exception, but not question
    ("x", ("ks",)),
    ("w", ("v",)),
    ("z", ("s",)),
    ("h", ("",)),
    ("(?<=[^aeéiïouy])e$|(?<=[aéiïouyg])e$", ("",)),  # Anne, Élie
    ("ez$", ("E",)),
    ("er$", ("E", "Er")),  # Berger, Fischer
    (f"e(?=x|[^aeéiïouyh]$|{_DOUBLE}|[lmnrs][^aeéiïouy])", ("E",)),  # Alex, elle, merle
    ("é", ("E",)),
    ("e", ("", "E")),  # Debord; Gerard, who lost an accent
    ("[ïy]", ("i",)),
    ("[abdfgiklmnoprstuv]", ()),  # as written
)

_SCANNER = regex.compile("|".join(f"(?P<g{n}>{p})" for n, (p, _) in enumerate(_GRAPHEMES)))
_SOUNDS = {f"g{n}": sounds for n, (_, sounds) in enumerate(_GRAPHEMES)}
_SILENT_END = regex.compile(r"(?<=[aeéiïouy][^aeéiïouy]*)[dtpsxzg]+$")
_LATENT: Mapping[str, tuple[str, ...]] = {
    **{letter: ("", letter) for letter in "dgpts"},
    "x": ("", "ks", "s"),  # Max; deux, in a liaison
    "z": ("", "s"),
}
_NASAL_END = regex.compile(r"[aeéiïouy]n$")
_TWICE = regex.compile(r"(.)\1+")

_ACCENTED = str.maketrans(
    {
        "è": "é", "ê": "é", "ë": "é", "æ": "é", "ä": "é", "à": "a", "â": "a", "á": "a",
        "ã": "a", "å": "a", "î": "ï", "í": "ï", "ì": "ï", "ı": "i", "ô": "o", "ò": "o",
        "ó": "o", "õ": "o", "ö": "eu", "ø": "eu", "œ": "oe", "ù": "u", "û": "u", "ú": "u",
        "ü": "u", "ÿ": "y", "ñ": "gn", "ß": "ss",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordSounds:
    """How one word may sound."""

    bodies: tuple[str, ...]  # without a silent end, most usual first
    ends: tuple[str, ...]  # what may be heard after the body: "" first
    full: str  # the body in which every e is heard


@lru_cache(maxsize=4096)
def word_sounds(word: str) -> WordSounds:
    """Return how *word* may sound; letters that are not Latin have no sound.

    >>> word_sounds("Haimard")
    WordSounds(bodies=('Emar',), ends=('', 'd'), full='Emar')
    >>> word_sounds("Mathys").bodies == word_sounds("Mathis").bodies
    True
    """
    letters = _letters(word)
    if letters in _EXCEPTIONS:
        sound, liaison = _EXCEPTIONS[letters], "t" if letters.endswith("t") else "s"
        return WordSounds((sound,), ("", liaison), sound)
    ending = _SILENT_END.search(letters)
    stem = letters[: ending.start()] if ending else letters
    if ending and stem.endswith("e") and ending[0] != "s":
        stem = stem[:-1] + "é"  # Alex, Bessonnet; but Yves
    ends = _ends(stem, ending[0] if ending else "")
    choices = [_SOUNDS[m.lastgroup or ""] or (m[0],) for m in _SCANNER.finditer(stem)]
    spoken = ("".join(parts) for parts in itertools.islice(itertools.product(*choices), BODIES))
    full = _once("".join(sounds[-1] for sounds in choices))
    return WordSounds(tuple(dict.fromkeys(_once(body) for body in spoken)), ends, full)


def _ends(stem: str, silent: str) -> tuple[str, ...]:
    """Return what may be heard after *stem*, once its last letters are *silent*."""
    if silent:
        return _LATENT[silent[0]]
    return ("", "n") if _NASAL_END.search(stem) else ("",)


def readings(words: Sequence[str]) -> frozenset[str]:
    """Return all the ways in which *words* may sound, said in one breath.

    >>> "alIprovist" in readings(["Alain", "Proviste"]) & readings(["à", "l’improviste"])
    True
    >>> readings([])
    frozenset({''})
    """
    sounds = [word_sounds(word) for word in words]
    spoken = [[body + end for body in word.bodies for end in word.ends] for word in sounds]
    products = itertools.islice(itertools.product(*spoken), READINGS)
    return frozenset(_once("".join(parts)) for parts in products)


def _letters(word: str) -> str:
    """Return the letters of *word* that have a sound, in the rules' alphabet."""
    lowered = unicodedata.normalize("NFC", word[: 2 * WORD_LETTERS]).lower()
    translated = lowered.translate(_ACCENTED)
    plain = "".join(c if c in "éïç" else unicodedata.normalize("NFD", c)[0] for c in translated)
    return "".join(c for c in plain if "a" <= c <= "z" or c in "éïç")[:WORD_LETTERS]


def _once(sounds: str) -> str:
    """Return *sounds* without doubled ones: nobody hears two l."""
    return str(_TWICE.sub(r"\1", sounds))
