"""Inquiries: what a note may say, what whoever has the link may do, what the name book takes."""

from datetime import timedelta

import pytest

from moderation.core.address import is_address
from moderation.core.inquiry import INQUIRY_FOR, Asked, Inquiry, Said, Stage, tells_too_much
from moderation.core.names.book import parse_name_book
from moderation.core.names.key import name_key
from moderation.errors import CharterError
from tests.conftest import NOW

BODY = "Le syndic a menti sur le devis de la halle, et il le sait très bien."


def inquiry(*, said=None, answered=False):
    return Inquiry(
        id=1,
        asked=Asked.ADDRESS,
        asked_by="Mona",
        asked_at=NOW,
        until=NOW + INQUIRY_FOR,
        note="",
        said=said,
        words="",
        answered_at=NOW if answered or said else None,
        read_at=None,
        delivery=None,
    )


@pytest.mark.parametrize(
    ("note", "is_too_much"),
    [
        ("", False),
        ("Nous vous connaissons de la séance de mardi.", False),
        ("Il s’agit du devis de la halle.", False),  # four words of it are no quotation
        ("On y lit : a menti sur le devis !", True),
        ("ON Y LIT A MENTI\nSUR LE DEVIS", True),
        ("L’auteur écrit de eve@example.org.", True),
        ("Écrivez à zoé@zürich.example", True),
    ],
)
def test_a_note_tells_nothing_of_the_text_or_an_address(note, is_too_much):
    assert tells_too_much(note, BODY) is is_too_much


def test_a_comment_of_few_words_is_quoted_by_them_all():
    assert tells_too_much("Il a écrit : « Honte à vous ».", "Honte à vous !")
    assert not tells_too_much("Avez-vous honte ?", "Honte à vous !")
    assert not tells_too_much("Bonjour", "!!!")


@pytest.mark.parametrize(
    ("said", "is_decided", "is_withdrawn", "stage"),
    [
        (None, False, False, Stage.OPEN),
        (Said.MINE, False, False, Stage.OPEN),  # changed until somebody decides
        (Said.MINE, True, False, Stage.CLOSED),
        (None, True, False, Stage.OPEN),  # the newsroom should know, even late
        (None, False, True, Stage.CLOSED),
    ],
)
def test_what_the_link_is_good_for(said, is_decided, is_withdrawn, stage):
    asked = inquiry(said=said)
    stages = {
        asked.stage(is_decided=is_decided, is_withdrawn=is_withdrawn, now=now)
        for now in (NOW, NOW + INQUIRY_FOR - timedelta(seconds=1))
    }
    assert stages == {stage}
    late = NOW + INQUIRY_FOR
    assert asked.stage(is_decided=is_decided, is_withdrawn=is_withdrawn, now=late) is Stage.EXPIRED


def test_an_answer_is_awaited_until_it_came_or_the_link_lapsed():
    assert inquiry().awaits(NOW)
    assert not inquiry().awaits(NOW + INQUIRY_FOR)
    assert not inquiry(said=Said.NOT_MINE).awaits(NOW)


@pytest.mark.parametrize(
    "text",
    ["anne", "anne@", "Anne <a@b.ch>", "a@b.ch, c@d.ch", "a@b", "a\x00@b.ch", "x" * 250 + "@b.ch"],
)
def test_what_is_no_address(text):
    assert not is_address(text)


def test_a_figure_may_have_a_contact():
    book = parse_name_book(
        "[figures]\n'Alain Berset' = 'ancien conseiller fédéral'\n"
        "'Henri Mathis' = { office = 'syndic', contact = 'henri.mathis@commune.example' }\n"
        "'Anne Rochat' = { office = 'députée' }"
    )
    found = {figure.name: (figure.office, figure.contact) for figure in book.figures.values()}
    assert found == {
        "Alain Berset": ("ancien conseiller fédéral", None),
        "Henri Mathis": ("syndic", "henri.mathis@commune.example"),
        "Anne Rochat": ("députée", None),
    }
    assert book.figures[name_key("Henry Mathys")].contact == "henri.mathis@commune.example"


@pytest.mark.parametrize(
    "told",
    [
        "{ contact = 'a@b.ch' }",
        "{ office = 'syndic', contact = 'le greffe' }",
        "{ office = 'syndic', contact = 3 }",
        "{ office = 'syndic', contact = 'a@b.ch, c@d.ch' }",
        "{ office = 'syndic', phone = '079' }",
        "{ office = '' }",
    ],
)
def test_a_mistake_in_what_is_told_of_a_figure_names_its_place(told):
    with pytest.raises(CharterError) as caught:
        parse_name_book(f"[figures]\n'Henri Mathis' = {told}")
    assert [one.place for one in caught.value.mistakes] == ["name book: figures: Henri Mathis"]
