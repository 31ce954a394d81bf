"""Evidence in a text: cut where marks begin and end, and nothing of the text lost."""

from dataclasses import replace

import pytest

from moderation.core.normalise import Span
from moderation.web.evidence import Mark, cut

TEXT = "Ce vieux con ment."


def mark(number, *spans):
    return Mark(number, "insult", f"raison {number}", tuple(Span(*span) for span in spans))


@pytest.mark.parametrize(
    ("marks", "pieces"),
    [
        pytest.param([], [(TEXT, ())], id="nothing is marked"),
        pytest.param(
            [mark(1, (9, 12))],
            [("Ce vieux ", ()), ("con", (1,)), (" ment.", ())],
            id="one passage",
        ),
        pytest.param(
            [mark(1, (0, 12)), mark(2, (9, 17))],
            [("Ce vieux ", (1,)), ("con", (1, 2)), (" ment", (2,)), (".", ())],
            id="passages that overlap",
        ),
        pytest.param(
            [mark(1, (0, 2), (13, 17))],
            [("Ce", (1,)), (" vieux con ", ()), ("ment", (1,)), (".", ())],
            id="two passages of one reason",
        ),
        pytest.param(
            [mark(1, (13, 99))],
            [("Ce vieux con ", ()), ("ment.", (1,))],
            id="a passage longer than the text",
        ),
        pytest.param([mark(1, (0, 18))], [(TEXT, (1,))], id="the whole text"),
        pytest.param(
            [replace(mark(1, (0, 18)), is_faint=True), mark(2, (13, 17))],
            [("Ce vieux con ", (1,)), ("ment", (1, 2)), (".", ())],
            id="a full stop alone is no evidence",
        ),
    ],
)
def test_a_text_is_cut_where_its_marks_begin_and_end(marks, pieces):
    segments = cut(TEXT, marks)
    assert [(s.text, tuple(m.number for m in s.marks)) for s in segments] == pieces
    assert "".join(segment.text for segment in segments) == TEXT


def test_a_number_stands_where_its_passage_ends():
    segments = cut(TEXT, [mark(1, (0, 12)), mark(2, (9, 17))])
    assert [segment.ends for segment in segments] == [(), (1,), (2,), ()]


def test_an_empty_text_has_no_pieces():
    assert cut("", [mark(1, (0, 3))]) == ()
