"""What a reader may send, and how its length is counted."""

import pytest

from moderation.core.comment import Draft, Limits, check_draft, checked_words, count_characters
from moderation.errors import CommentError, InvalidInput, Problem

DIGEST = "a" * 64
LIMITS = Limits(1500, charter_digest=DIGEST)


def draft(
    body: str = "Bonjour.", name: str = "Rita Rochat", accepted: str | None = DIGEST
) -> Draft:
    return Draft(body, name, accepted_charter=accepted)


def problems(a_draft: Draft, limits: Limits = LIMITS) -> list[Problem]:
    with pytest.raises(CommentError) as caught:
        check_draft(a_draft, limits)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("été", 3),
        ("e\u0301te\u0301", 3),  # accents as marks of their own
        ("👨‍👩‍👧‍👦", 1),  # a family
        ("🇨🇭", 1),  # a flag
        ("👍🏽", 1),  # a skin tone
        ("❤️", 1),  # a variation selector
        ("a\r\nb", 3),  # a line end, as a browser sends it
        ("a\nb", 3),
        ("\u0301" * 10_000, 1),
    ],
)
def test_characters_are_what_a_person_counts(text: str, count: int) -> None:
    assert count_characters(text) == count


@pytest.mark.parametrize(
    "body",
    [
        "Bonjour.",
        "?",
        "👍",
        "x" * 1500,
        "👨‍👩‍👧‍👦" * 1500,
        "e\u0301" * 1500,
        ("x" * 749 + "\r\n") * 2,  # 1500 with its line ends, counted as one each
        "<script>alert(1)</script>",  # text like any other; pages escape it
        "Ελληνικά, русский, 中文, עברית",
        "אבג\u200e (1)",  # a mark that only sorts neighbours
        "\u2067שלום\u2069 dit-il",  # an isolate, closed
        "à demain\u202c",  # the end of something cut off when copying
    ],
)
def test_what_can_be_read_can_be_sent(body: str) -> None:
    assert check_draft(draft(body), LIMITS).body == body.replace("\r\n", "\n").strip()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "body_empty"),
        (" \n\t\u00a0", "body_empty"),
        ("\u200b\u2060\ufeff", "body_empty"),  # nothing that shows
        ("\u0301\u0301", "body_empty"),  # marks on nothing
        ("\u3164\u2800", "body_empty"),  # blank letters
        ("a\x00b", "body_unreadable"),
        ("a\x1bb", "body_unreadable"),
        ("a\ud800b", "body_unreadable"),  # half a character
        ("a" + "\u0301" * 10_000, "body_marks"),
        ("a" + "\u0301" * 1_000_000, "body_marks"),
        ("\u202edrannoc\u202c", "body_direction"),
        ("\u2067ouvert", "body_direction"),
        ("\u2067ouvert\nfermé trop tard\u2069", "body_direction"),
    ],
)
def test_what_cannot_be_read_is_told_apart(body: str, code: str) -> None:
    assert [(p.code, p.field) for p in problems(draft(body))] == [(code, "body")]


@pytest.mark.parametrize(
    ("body", "count"), [("x" * 1501, 1501), ("👨‍👩‍👧‍👦" * 1600, 1600), ("x" * 1_000_000, 1_000_000)]
)
def test_a_text_too_long_is_told_limit_and_length(body: str, count: int) -> None:
    (problem,) = problems(draft(body))
    assert problem.code == "body_too_long"
    assert problem.facts == {"limit": 1500, "count": count}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name_missing"),
        (" \u00a0 ", "name_missing"),
        ("x" * 151, "name_too_long"),
        ("123", "name_unreadable"),
        ("\u200b", "name_unreadable"),
        ("Rita\x00Rochat", "name_unreadable"),
        ("Rita \u202etahcoR", "name_unreadable"),
        ("Ri" + "\u0301" * 60 + "ta", "name_unreadable"),
    ],
)
def test_a_name_must_be_there_and_readable(name: str, code: str) -> None:
    assert [(p.code, p.field) for p in problems(draft(name=name))] == [(code, "author_name")]


@pytest.mark.parametrize(
    "name",
    ["J. Dupont", "Marie", "Ó", "Nguyễn Thị Hoà", "Jean-Luc d’Ormesson", "Ли Вэй", "x" * 150],
)
def test_an_incomplete_or_unusual_name_is_no_error(name: str) -> None:
    assert check_draft(draft(name=name), LIMITS).author_name == name


def test_edges_are_trimmed_and_line_ends_are_one() -> None:
    checked = check_draft(draft(" a\r\nb\rc \n", name="  Rita \t Rochat "), LIMITS)
    assert (checked.body, checked.author_name) == ("a\nb\nc", "Rita Rochat")


def test_words_beside_comments_are_trimmed_before_they_are_counted() -> None:
    assert checked_words(" a\r\nb\rc \n", 5) == "a\nb\nc"
    assert checked_words(" \n", 5, may_be_empty=True) == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (" \r\n ", "a memo needs words"),
        ("abcdef", "a memo is plain text of at most 5 characters"),
        ("a\x00b", "a memo is plain text of at most 5 characters"),
        ("a\ud800b", "a memo is plain text of at most 5 characters"),
    ],
)
def test_words_beside_comments_are_some_are_short_and_are_text(words: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=f"^{told}$"):
        checked_words(words, 5, what="a memo")


def test_what_was_not_checked_is_kept() -> None:
    sent = Draft("Bonjour.", "Rita Rochat", "rita@example.org", "fr", DIGEST)
    assert check_draft(sent, LIMITS) == sent


def test_nothing_stops_at_the_first_problem() -> None:
    limits = Limits(1500, is_open=False, charter_digest=DIGEST)
    found = [(p.code, p.field) for p in problems(Draft(""), limits)]
    assert found == [
        ("name_missing", "author_name"),
        ("body_empty", "body"),
        ("not_accepted", "accepted"),
        ("article_closed", "article"),
    ]


def test_a_charter_that_changed_is_asked_again() -> None:
    assert [p.code for p in problems(draft(accepted="b" * 64))] == ["charter_changed"]


def test_outside_opening_hours_the_reader_is_told_when_to_come_back() -> None:
    (problem,) = problems(draft(), Limits(1500, opens_again="08:00"))
    assert (problem.code, problem.facts) == ("hours_closed", {"opens": "08:00"})


def test_a_closed_article_stays_closed_at_any_hour() -> None:
    limits = Limits(1500, is_open=False, opens_again="08:00")
    assert [p.code for p in problems(draft(), limits)] == ["article_closed"]


def test_a_text_to_judge_may_come_unsigned_but_not_with_half_a_name() -> None:
    limits = Limits(1500, needs_name=False)
    assert check_draft(draft(name=" "), limits).author_name == ""
    assert [p.code for p in problems(draft(name="123"), limits)] == ["name_unreadable"]


def test_a_limit_left_out_is_not_checked() -> None:
    assert check_draft(draft(accepted=None), Limits(1500)).accepted_charter is None


def test_an_error_holds_no_comment_text() -> None:
    with pytest.raises(CommentError) as caught:
        check_draft(draft("secret" * 1000), LIMITS)
    assert "secret" not in str(caught.value)
