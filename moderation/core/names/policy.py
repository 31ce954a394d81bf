"""The real-name policy: what a name makes one ask, with the evidence.

A name signals; it never decides. Real people are called Connard, Jean Bonneau
or Claude François, so a signal raises a question to the author or to a
moderator, and no hit of this module ever calls for a refusal. The charter's
two rules stay apart: a full name is *asked for* (FULL_NAME: an incomplete
name gets a kind note and is published); a false identity is *banned*
(FALSE_IDENTITY), and whether a name is one only a person can tell.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import regex

from moderation.core.charter import Category, Charter, Recommendation
from moderation.core.comment import AuthorHistory, Draft
from moderation.core.names.book import NEAR_LETTERS, Figure, NameBook, without_one_letter
from moderation.core.names.key import NAME_LETTERS, fold, name_key, name_words
from moderation.core.names.phonetics import readings
from moderation.core.normalise import NormalisedText, Span
from moderation.core.rules import Field, Hit, Rule

#: Most words of a name that is read aloud; longer ones are no puns.
PUN_WORDS = 7

_WORD = regex.compile(r"\p{L}(?:[\p{L}\p{M}\u200b-\u200d]|['’ʼʹ`´‘](?=\p{L}))*")
_SLOGAN_LETTERS = 4  # "Un On" may be a Korean name
_GENERATION = frozenset({"jr", "sr", "fils", "pere"})
_ADDRESS = regex.compile(
    r"\S*@\S*|\S*(?:https?:|www\.)\S*|[\p{L}\d-]{3,}\.(?:ch|com|net|org|fr|de|it|info|eu|io|tv)\b",
    regex.IGNORECASE,
)
_CHARACTERS = regex.compile(r"[\p{Nd}\p{So}#$€£%*_=+<>{}\[\]|\\^~!?\u202a-\u202e\u2066-\u2069]+")
_OTHER_SCRIPT = regex.compile(r"[\p{Cyrillic}\p{Greek}\p{Armenian}\p{Cherokee}]")
_LATIN = regex.compile(r"\p{Latin}")

# Rows of the keyboards in use here: Swiss, English and French.
_ROWS = ("qwertzuiop", "asdfghjkl", "yxcvbnm", "qwertyuiop", "zxcvbnm", "azertyuiop", "qsdfghjklm")
_RUN_LETTERS = 4  # from left to right; one more from right to left, for Reza is a name
_RUNS = frozenset(
    run[start:end]
    for row in _ROWS
    for run, letters in ((row, _RUN_LETTERS), (row[::-1], _RUN_LETTERS + 1))
    for start in range(len(run))
    for end in range(start + letters, len(run) + 1)
) - {"wert"}  # a real surname
_MASH = regex.compile(r"(\p{L})\1{2,}|[b-df-hj-np-tv-xz]{5,}|(\p{L}{2})\2{2,}")

# Spellings that are one name to the eye: y for i, a lost h, a doubled letter.
_SAME_LETTERS = str.maketrans({"y": "i", "h": None, "z": "s", "w": "v"})
_DOUBLED = regex.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the name as signed."""

    written: str
    folded: str
    start: int
    end: int
    is_dotted: bool

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def is_initial(self) -> bool:
        """Whether it stands for a name: "J.", "J"; but a vowel alone ("Jae O") is one."""
        if self.is_dotted and self.folded.isascii():
            return len(self.folded) <= 2
        return len(self.folded) == 1 and self.folded in "bcdfghjklmnpqrstvwxz"


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as signed, cut into words, with what is known about names."""

    signed: str
    plain: str  # the same with blanks for addresses
    words: tuple[_Word, ...]  # all but titles
    book: NameBook
    namesakes: tuple[str, ...]

    @property
    def span(self) -> Span:
        return Span(0, len(self.signed))

    @property
    def content(self) -> tuple[_Word, ...]:
        """The words that carry the name: no "de" or "von", but the D of "Marie D"."""
        last = self.words[-1:]
        kept = (
            w for w in self.words if w.folded not in self.book.particles or w.is_dotted or w in last
        )
        return tuple(kept)

    @property
    def folded(self) -> tuple[str, ...]:
        return tuple(word.folded for word in self.words)

    @property
    def is_ordinary(self) -> bool:
        """Whether all its words are listed first names or surnames."""
        return all(_is_name(word.folded, self.book) for word in self.content)


Signal = Callable[[_Name], Iterable[Hit]]


def name_rule(
    text: NormalisedText, draft: Draft, history: AuthorHistory, charter: Charter
) -> Iterable[Hit]:
    """Return what the name that *draft* is signed with makes one ask.

    Spans count in the name as signed. That a name is incomplete is noted only
    if nothing else is: one question at a time. A draft without a name, as a
    CMS may send, has no hits. Hits call for review at most. Where a person
    checked that the name is the author's there are none any more, nor of a
    pseudonym that a person granted; where its
    author said so, and a person accepted it, they hold nothing back.
    """
    if history.signature.verified_at or history.is_pseudonym:
        return ()
    signed = draft.author_name[:NAME_LETTERS]
    if not signed or signed.isspace():
        return ()
    plain = _ADDRESS.sub(lambda address: " " * len(address[0]), signed)
    words = _words(plain, charter.name_book)
    name = _Name(signed, plain, words, charter.name_book, history.namesakes)
    hits = tuple(hit for signal in SIGNALS for hit in signal(name)) or tuple(_incomplete(name))
    if history.signature.is_accepted:
        return tuple(replace(hit, calls_for=Recommendation.PUBLISH) for hit in hits)
    return hits


NAME_RULES: tuple[Rule, ...] = (name_rule,)


# --- The signals, the plainest first --------------------------------------------------


def _address(name: _Name) -> Iterator[Hit]:
    """Find an e-mail address or a domain: info@example.ch."""
    if found := _ADDRESS.search(name.signed):
        yield _question("name_address", (Span(*found.span()),), (found[0],))


def _characters(name: _Name) -> Iterator[Hit]:
    """Find digits and signs that no name has: Dupont2, ★Jean★."""
    if found := list(_CHARACTERS.finditer(name.plain)):
        spans = tuple(Span(*match.span()) for match in found)
        yield _question("name_characters", spans, (" ".join(match[0] for match in found),))


def _scripts(name: _Name) -> Iterator[Hit]:
    """Find look-alike letters inside one word: Аlain, with a Cyrillic А."""
    for word in name.words:
        if _LATIN.search(word.written) and _OTHER_SCRIPT.search(word.written):
            yield _question("name_scripts", (word.span,), (word.written,))


def _mash(name: _Name) -> Iterator[Hit]:
    """Find keys struck at random: asdf qwer, Xxxx Yyyy."""
    found = [w for w in name.words if w.folded in _RUNS or _MASH.fullmatch(w.folded)]
    if found:
        yield _question("name_mash", _spans(found), (_quote(found),))


def _role(name: _Name) -> Iterator[Hit]:
    """Find roles and slogans: Citoyen Lambda, Stop UDC; but not Olivier Français."""
    book, content = name.book, name.content
    found = [word for word in content if word.folded in book.roles]
    if not found and not name.is_ordinary:
        weak = book.roles | book.common_words
        is_slogan = any(len(w.folded) >= _SLOGAN_LETTERS for w in content)
        found = list(content) if is_slogan and all(w.folded in weak for w in content) else []
    if found:
        yield _question("name_role", _spans(found), (_quote(found),))


def _company(name: _Name) -> Iterator[Hit]:
    """Find companies: Rossi SA, Migros; but not Maria Sa or Enzo Ferrari."""
    if any(word.folded in name.book.given_names for word in name.words):
        return
    forms = [word for word in name.words if word.written in name.book.legal_forms]
    if forms and len(name.words) > len(forms) and not name.signed.isupper():
        yield _question("name_company", _spans(forms), (_quote(forms),))
    elif not name.is_ordinary and (brand := name.book.brands.get(_joined(name))):
        yield _question("name_company", (name.span,), (brand,))


def _invention(name: _Name) -> Iterator[Hit]:
    """Find characters and people of history: Batman, Napoléon."""
    inventions = name.book.inventions
    found = inventions.get(" ".join(name_words(name.signed))) or inventions.get(_joined(name))
    if found:
        yield _question("name_invention", (name.span,), (found,))


def _rude(name: _Name) -> Iterator[Hit]:
    """Find rude words, whole: Gros Connard; but not Joël Couillon."""
    book, content = name.book, name.content
    found = [word for word in content if word.folded in book.rude]
    weak = book.rude | book.common_words | book.roles
    if found and len(content) > 1 and all(word.folded in weak for word in content):
        yield _question("name_rude", _spans(content), (_quote(content),))
    elif only := [word for word in found if word.folded not in book.surnames]:
        yield _note("name_rude", Category.FALSE_IDENTITY, _spans(only), (_quote(only),))


def _pun(name: _Name) -> Iterator[Hit]:
    """Find what is heard when the name is read aloud: Jean Haimard, « j’en ai marre ».

    Where every word is an ordinary name, it is only noted: Jean Bonneau.
    """
    written = tuple(word.written for word in name.words)
    if not 1 < len(written) <= PUN_WORDS:
        return
    for order in (written, written[1:] + written[:1]):
        heard = min(
            (name.book.puns[s] for s in readings(order) & name.book.puns.keys()), default=""
        )
        if heard and name.is_ordinary:
            yield _note("name_pun", Category.FALSE_IDENTITY, (name.span,), (heard,))
        elif heard:
            yield _question("name_pun", (name.span,), (heard,))
        if heard:
            return


def _public_figure(name: _Name) -> Iterator[Hit]:
    """Find a name of public life: Henry Mathys, for Henri Mathis; Alian Berset."""
    figure = _sounding_figure(name) or _near_figure(name)
    if figure:
        yield _question("name_public_figure", (name.span,), (figure.name, figure.office))


def _namesake(name: _Name) -> Iterator[Hit]:
    """Find another commenter’s name, written otherwise.

    Two people may share a name: an ordinary one spelt alike is no signal. The
    other's name is no fact of the hit, since what it tells may reach the
    author, and a commenter's identity is protected.
    """
    if not name.namesakes:
        return
    is_alike = any(fold(other) == fold(name.signed) for other in name.namesakes)
    if name.is_ordinary and is_alike:
        return
    if name.is_ordinary or is_alike:
        yield _note("name_namesake", Category.FALSE_IDENTITY, (name.span,), ())
    else:
        yield _question("name_namesake", (name.span,), ())


#: Every signal; all are looked for.
SIGNALS: tuple[Signal, ...] = (
    _address,
    _characters,
    _scripts,
    _mash,
    _role,
    _company,
    _invention,
    _rude,
    _pun,
    _public_figure,
    _namesake,
)


def _incomplete(name: _Name) -> Iterator[Hit]:
    """Find what is missing: Marie, J. D., J. Dupont, Marie D.; but not S. Sivakumar."""
    initials = [word for word in name.content if word.is_initial]
    others = [word for word in name.content if not word.is_initial]
    if initials and len(others) <= 1 and all(_is_name(w.folded, name.book) for w in others):
        yield _note("name_initials", Category.FULL_NAME, _spans(initials), (_quote(initials),))
        return
    if initials or not others or " " in name.signed[others[0].start : others[-1].end]:
        return
    kinds = (name.book.given_names, name.book.surnames)
    if any(all(word.folded in kind for word in others) for kind in kinds):
        written = name.signed[others[0].start : others[-1].end]
        yield _note("name_single", Category.FULL_NAME, (name.span,), (written,))


# --- Its parts --------------------------------------------------------------------------


def _words(signed: str, book: NameBook) -> tuple[_Word, ...]:
    """Return the words of *signed* without a title before or after them."""
    words = [
        _Word(m[0], "".join(name_words(m[0])), m.start(), m.end(), signed[m.end() :][:1] == ".")
        for m in _WORD.finditer(signed)
    ]
    first = next((n for n, word in enumerate(words) if word.folded not in book.titles), 0)
    words = words[first:]
    if len(words) > 1 and words[-1].folded in _GENERATION:
        words.pop()
    return tuple(words)


def _sounding_figure(name: _Name) -> Figure | None:
    figure = name.book.figures.get(name_key(" ".join(name.folded)))
    if figure is None or _spelling(name.folded) == _spelling(figure.words):
        return figure
    return None if _differs_by_names(name, figure) else figure


def _near_figure(name: _Name) -> Figure | None:
    """Return the figure whose name is one letter away; not "Martina" for "Martin"."""
    joined = " ".join(sorted(name.folded))
    if len(joined) < NEAR_LETTERS or len(name.words) < 2:
        return None
    for part in without_one_letter(joined):
        for figure in name.book.near_figures.get(part, ()):
            other = " ".join(sorted(name_words(figure.name)))
            if is_one_slip(joined, other) and not _differs_by_names(name, figure):
                return figure
    return None


def is_one_slip(a: str, b: str) -> bool:
    """Return whether one letter, missing, wrong or swapped with the next, parts *a* and *b*.

    >>> [is_one_slip("berset", b) for b in ("bersett", "bersot", "besret", "berset", "besert")]
    [True, True, True, False, False]
    """
    start = next(
        (n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
    a, b = a[start:], b[start:]
    if len(a) == len(b):
        return a != b and (a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:]))
    return a[1:] == b or a == b[1:]


def _differs_by_names(name: _Name, figure: Figure) -> bool:
    """Return whether what tells *name* from *figure* is a listed name itself."""
    return all(_is_name(w, name.book) for w in set(name.folded) - figure.words)


def _spelling(words: Iterable[str]) -> list[str]:
    return sorted(_DOUBLED.sub(r"\1", word.translate(_SAME_LETTERS)) for word in words)


def _is_name(word: str, book: NameBook) -> bool:
    return word in book.given_names or word in book.surnames


def _joined(name: _Name) -> str:
    return " ".join(name.folded)


def _spans(words: Iterable[_Word]) -> tuple[Span, ...]:
    return tuple(word.span for word in words)


def _quote(words: Iterable[_Word]) -> str:
    return " ".join(word.written for word in words)


def _note(code: str, category: Category, spans: tuple[Span, ...], facts: tuple[str, ...]) -> Hit:
    """Return a hit that asks the author kindly and holds nothing back."""
    return Hit("name", category, Recommendation.PUBLISH, code, spans, Field.NAME, facts=facts)


def _question(code: str, spans: tuple[Span, ...], facts: tuple[str, ...]) -> Hit:
    """Return a hit on which a person decides."""
    category = Category.FALSE_IDENTITY
    return Hit("name", category, Recommendation.REVIEW, code, spans, Field.NAME, facts=facts)
