"""Passages are marked in what was sent, not in what was made of it."""

from hypothesis import given
from hypothesis import strategies as st

from moderation.api.offsets import as_sent, places_in_name, places_in_text
from moderation.core.comment import Draft, Limits, check_draft
from moderation.core.normalise import Span
from moderation.errors import CommentError

#: White space and line ends of every kind among letters, marks and emoji.
MIXED = st.text(st.sampled_from("ab é\u0301👏🏽 \t\r\n\u00a0\u2028\u3000\x1f"), max_size=40)


def checked(text, name="Rita Favre"):
    try:
        return check_draft(Draft(text, name), Limits(characters=1_000))
    except CommentError:
        return None


def test_a_passage_after_leading_spaces_and_line_ends():
    sent = "  Bonjour\r\n\r\nle connard \r\n"
    places = places_in_text(sent)
    start = checked(sent).body.index("connard")
    found = as_sent(Span(start, start + 7), places)
    assert sent[found.start : found.end] == "connard"


def test_a_passage_that_ends_with_a_line_end_takes_all_of_it():
    assert as_sent(Span(0, 2), places_in_text("a\r\nb")) == Span(0, 3)


@given(MIXED)
def test_each_character_of_the_checked_text_has_its_place(sent):
    draft = checked(sent)
    if draft is None:
        return
    unified = [
        sent[p.start : p.end].replace("\r\n", "\n").replace("\r", "\n")
        for p in places_in_text(sent)
    ]
    assert "".join(unified) == draft.body


@given(MIXED)
def test_each_character_of_the_checked_name_has_its_place(sent):
    draft = checked("Bonjour", sent)
    if draft is None:
        return
    folded = [
        " " if sent[p.start : p.end].isspace() else sent[p.start : p.end]
        for p in places_in_name(sent)
    ]
    assert "".join(folded) == draft.author_name
