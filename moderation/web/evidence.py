"""Evidence shown in the text it was found in: a text cut where its marks begin and end."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from moderation.core.normalise import Span

#: What ends a sentence and is none of its words.
_STOPS = " \n\t.!?…»”\"'’)]"


@dataclass(frozen=True, slots=True)
class Mark:
    """One reason's passages in a text."""

    number: int  # of the reason, as listed beside the text
    kind: str  # the category, or "clause"; names the style
    label: str  # read aloud
    spans: tuple[Span, ...]
    is_faint: bool = False  # whole sentences: shown more lightly than the words themselves


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text under the same marks throughout."""

    text: str
    marks: tuple[Mark, ...]  # in their own order; empty: plain text
    ends: tuple[int, ...]  # numbers of the marks that end with this piece

    @property
    def kind(self) -> str:
        """The style of the first mark that is not faint, or of the first."""
        return next((mark for mark in self.marks if not mark.is_faint), self.marks[0]).kind

    @property
    def is_faint(self) -> bool:
        """Whether none but faint marks lie here."""
        return all(mark.is_faint for mark in self.marks)

    @property
    def labels(self) -> str:
        """What the marks say, in one line."""
        return ", ".join(dict.fromkeys(mark.label for mark in self.marks))


def cut(text: str, marks: Iterable[Mark]) -> tuple[Segment, ...]:
    """Return *text* in pieces, in order, each with the marks that lie on it.

    Marks may overlap. What of a span lies outside the text is ignored. A faint
    mark leaves out the punctuation at its end, which would stand marked alone
    where the words before it have a mark of their own.
    """
    marks = tuple(_without_stop(text, mark) if mark.is_faint else mark for mark in marks)
    ends = {place for mark in marks for span in mark.spans for place in (span.start, span.end)}
    borders = sorted({0, len(text)} | {place for place in ends if 0 < place < len(text)})
    return tuple(_segment(text, start, end, marks) for start, end in pairwise(borders))


def _without_stop(text: str, mark: Mark) -> Mark:
    ends = (
        (span.start, span.start + len(text[span.start : span.end].rstrip(_STOPS)))
        for span in mark.spans
    )
    return replace(mark, spans=tuple(Span(start, end) for start, end in ends if start < end))


def _segment(text: str, start: int, end: int, marks: tuple[Mark, ...]) -> Segment:
    here = tuple(m for m in marks if any(s.start <= start and end <= s.end for s in m.spans))
    ends = tuple(m.number for m in here if any(s.end == end for s in m.spans))
    return Segment(text[start:end], here, ends)
