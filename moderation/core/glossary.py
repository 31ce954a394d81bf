"""What the desk itself writes down: words that one must know here, and how cases were decided.

Nothing of it judges a comment; it stands beside the text, for whoever decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from moderation.core.lexicon import Lexicon, Term
from moderation.core.normalise import Span, normalise

#: Longest term, title and region, and longest text, in code points.
NAME_CODE_POINTS, TEXT_CODE_POINTS = 120, 2_000

#: Fewest letters and digits of a spelling: a single letter stands everywhere.
SPELLING_CHARACTERS = 2

#: Glossaries whose terms are kept ready to be found; there is one, and what it was a moment ago.
_KEPT = 2


@dataclass(frozen=True, slots=True)
class EntryText:
    """What somebody writes of a term."""

    term: str  # one spelling or several, with commas between them
    language: str | None  # None: of no language, or of several
    region: str
    meaning: str
    advice: str  # to whoever decides; may be empty


@dataclass(frozen=True, slots=True)
class PrecedentText:
    """What somebody writes of a case that shows how others are decided."""

    title: str
    clause_id: str | None  # None: of no clause
    decided: str  # what, and why
    public_id: str | None  # of the comment; None: of none, or it was erased


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody wrote or rewrote a text; what it said then."""

    by_name: str  # empty: no longer known
    at: datetime
    text: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """A term of the desk's glossary."""

    id: int
    text: EntryText


@dataclass(frozen=True, slots=True)
class Precedent:
    """A case that shows how others are decided."""

    id: int
    text: PrecedentText


@dataclass(frozen=True, slots=True)
class Found:
    """An entry whose term stands in a text, and where."""

    entry: Entry
    spans: tuple[Span, ...]


def spellings(term: str) -> tuple[str, ...]:
    """Return the spellings of a term, without those that are too short to be looked for."""
    each = (" ".join(one.split()) for one in term.split(","))
    return tuple(one for one in each if _letters(one) >= SPELLING_CHARACTERS)


def find_entries(entries: Sequence[Entry], body: str) -> tuple[Found, ...]:
    """Return the entries whose terms stand in *body*, in its order.

    Case, accents and disguises do not matter, as for the charter's own lexicons.
    """
    by_id = {str(entry.id): entry for entry in entries}
    spans: dict[str, list[Span]] = {}
    lexicon = _lexicon(tuple((key, entry.text.term) for key, entry in by_id.items()))
    for match in lexicon.find(normalise(body)):
        spans.setdefault(match.term.category, []).append(match.span)
    return tuple(Found(by_id[key], tuple(where)) for key, where in spans.items())


@lru_cache(maxsize=_KEPT)
def _lexicon(terms: tuple[tuple[str, str], ...]) -> Lexicon:
    # A category of its own for each entry: of two that overlap, both are found.
    return Lexicon(Term(one, key, grade=1) for key, term in terms for one in _unlike(term))


def _unlike(term: str) -> Iterable[str]:
    """Give the spellings of *term* that are not the same once case and accents are gone."""
    return {normalise(one).text: one for one in spellings(term)}.values()


def _letters(spelling: str) -> int:
    return sum(char.isalnum() for char in normalise(spelling).text)
