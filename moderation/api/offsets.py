"""From offsets in a checked text back to offsets in the text as it was sent.

`core.comment.check_draft` trims a text and makes each line end one ``\\n``; a
caller marks passages in what it sent.
"""

import re
from collections.abc import Sequence
from itertools import accumulate

from moderation.core.normalise import Span

#: One character of the checked text: a line end counts one.
_CHARACTER = re.compile(r"\r\n|[\s\S]")
_WORD = re.compile(r"\S+")


def places_in_text(sent: str) -> tuple[Span, ...]:
    r"""Return where each character of the checked text stands in the text as *sent*.

    >>> places_in_text("  a\r\nb ")
    (Span(start=2, end=3), Span(start=3, end=5), Span(start=5, end=6))
    """
    places = [Span(*match.span()) for match in _CHARACTER.finditer(sent)]
    kept = [i for i, place in enumerate(places) if not sent[place.start : place.end].isspace()]
    return tuple(places[kept[0] : kept[-1] + 1]) if kept else ()


def places_in_name(sent: str) -> tuple[Span, ...]:
    """Return where each character of the checked name stands in the name as *sent*.

    White space between two words, however long, is one character.

    >>> places_in_name(" A  B")
    (Span(start=1, end=2), Span(start=2, end=4), Span(start=4, end=5))
    """
    places: list[Span] = []
    for word in _WORD.finditer(sent):
        if places:
            places.append(Span(places[-1].end, word.start()))
        places += [Span(i, i + 1) for i in range(*word.span())]
    return tuple(places)


def as_sent(span: Span, places: Sequence[Span]) -> Span:
    """Return *span*, in code points of the checked text, in code points of what was sent."""
    return Span(places[span.start].start, places[span.end - 1].end)


def utf16_places(text: str) -> tuple[int, ...]:
    """Return where each code point of *text* begins, in UTF-16 code units, and where the text ends.

    >>> utf16_places("a👍b")
    (0, 1, 3, 4)
    """
    return tuple(accumulate((2 if char > "\uffff" else 1 for char in text), initial=0))
