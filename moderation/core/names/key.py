"""A name's spellings made comparable: by its letters, and by its sound."""

import unicodedata
from functools import lru_cache

import regex

from moderation.core.names.phonetics import word_sounds

#: Raised whenever `name_key` may give another key for any name. Keys are
#: stored: whoever raises it recomputes the stored keys in a migration, from
#: the names that stand beside them.
NAME_KEY_VERSION = 1

#: Longest name looked at, in code points; what is beyond is not compared.
NAME_LETTERS = 300

#: A word of fewer sounds keeps its silent end in the key: Max, Hans, Roux.
DISTINCT_SOUNDS = 3

_MARKS = regex.compile(r"[\u0300-\u036f]")
_APOSTROPHES = regex.compile(r"(?<=\p{L})['’ʼʹ`´‘](?=\p{L})")
_INVISIBLE = regex.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*")
_UMLAUT = regex.compile(r"(?<![aeouq])([aou])e")  # Mueller, Baer, Roesti
_LATIN = regex.compile(r"[a-z]+")
_FOLDED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)

#: Letters of other scripts that pass for Latin ones, where they stand among
#: Latin ones. Source: Unicode's confusables.txt, its commonest lower-case rows.
_LOOK_ALIKES = str.maketrans("аеорсухіјѕԁһԛԝѵкмтгαορνικτυχε", "aeopcyxijsdhqwvkmtraopviktuxe")


def fold(text: str) -> str:
    """Return *text* in lower case, without accents and invisible characters, NFC.

    >>> fold("Élie COÏDAL"), fold("Rößli"), fold("Ольга")
    ('elie coidal', 'rossli', 'ольга')
    """
    shown = _INVISIBLE.sub("", text[:NAME_LETTERS])
    decomposed = unicodedata.normalize("NFKD", shown).casefold().translate(_FOLDED)
    return unicodedata.normalize("NFC", _MARKS.sub("", decomposed))


def name_words(text: str) -> tuple[str, ...]:
    """Return the words of the name *text*, folded; an apostrophe parts nothing.

    >>> name_words("Marie-Claude D’Andréa, Dr.")
    ('marie', 'claude', 'dandrea', 'dr')
    """
    return tuple(_WORD.findall(_APOSTROPHES.sub("", fold(text))))


def author_key(name: str) -> str:
    """Return what makes two spellings one signature: they look the same but for case and spaces.

    >>> author_key("DUPONT  Jean") == author_key("Dupont Je\u200ban")
    True
    """
    # Accents in one code point or two, and what nobody sees, would lift a ban.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join("".join(c for c in folded if unicodedata.category(c) != "Cf").split())


def name_key(name: str) -> str:
    """Return what two spellings of one name have in common: how it sounds.

    Accents, case, y for i, doubled and silent letters, ue for ü, hyphens and
    the order of first name and surname change nothing. Words of other scripts
    are kept as they are. A name without a letter has the empty key. The key
    is a function of the name and of `NAME_KEY_VERSION` alone; it is for
    finding, not for showing, and proves nothing: many real people share one.

    >>> name_key("Henry Mathys") == name_key("MATHIS Henri")
    True
    >>> name_key("Hans Mueller"), name_key("Ольга Петрова")
    ('As mulEr', 'ольга петрова')
    """
    return " ".join(sorted(_word_key(word) for word in name_words(name)))


@lru_cache(maxsize=4096)
def _word_key(word: str) -> str:
    if not word.isascii() and _LATIN.search(word):
        word = word.translate(_LOOK_ALIKES)
    if not word.isascii():
        return word
    sounds = word_sounds(_UMLAUT.sub(r"\1", word))
    if len(sounds.full) < DISTINCT_SOUNDS and sounds.ends[-1] != "n":
        return sounds.full + sounds.ends[-1] or word
    return sounds.full or word
