"""Words in disguise and without accents, read as they are spelt."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.core.normalise import normalise
from moderation.learning.features import as_read
from moderation.learning.spelling import (
    MOST_WORDS,
    WORDS,
    Spelling,
    bare,
    known_words,
)
from moderation.services.retraining import words_taught

WORDS_KNOWN = ["connard", "dégage", "peste", "passe", "ans", "été", "cœur", "pote", "poste"]


def restored(text: str, words: list[str] = WORDS_KNOWN) -> str:
    return Spelling(words).restored(normalise(text))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Quel c*nn4rd !", "Quel connard !"),
        ("Quel C O N N A R D.", "Quel CONNARD."),
        ("P o t e P e s t e, p o t e p a s s e", "Pote Peste, pote passe"),  # words run together
        ("z e r g l", "zergl"),
        ("Quel conn.rd !", "Quel connard !"),
        ("Connaaaard, va", "Connard, va"),
        ("d3g4ge-toi de là", "dégage-toi de là"),
        ("une p3st3, P3STE, P.ste", "une peste, PESTE, Peste"),
        ("con\u200bdamné, dég\u200bage", "condamné, dégage"),  # accents that are to be seen stay
        ("4ns, qu1", "ans, qu1"),
        ("il a 5ans", "il a 5ans"),  # a number beside a word
        ("fini.On passe", "fini.On passe"),  # a full stop without its space
        ("Genève 2026, 18h30", "Genève 2026, 18h30"),
        ("degage d'ici", "dégage d'ici"),
        ("Degage, DEGAGE !", "Dégage, DÉGAGE !"),
        ("l'ete, le coeur", "l'été, le cœur"),
        ("Élodie a une Peste", "Élodie a une Peste"),  # nothing to mend, nothing changed
        ("z*rgl", "z*rgl"),  # unknown: as the normaliser leaves it
        ("voir https://exemple.ch/p3ste.html", "voir https://exemple.ch/p3ste.html"),
        ("", ""),
    ],
)
def test_known_words_are_restored_and_nothing_else(written: str, read: str) -> None:
    assert restored(written) == read


def test_the_likeliest_word_behind_a_mask_comes_first() -> None:
    assert restored("p*ste", ["poste", "peste"]) == "poste"
    assert restored("p*ste", ["peste", "poste"]) == "peste"


def test_words_of_violations_are_likelier_behind_a_mask() -> None:
    comments = [("à la poste", False)] * 9 + [("cette peste", True)] * 3
    words = known_words(comments)
    assert words.index("peste") < words.index("poste")


def test_an_accent_is_put_back_only_where_the_word_is_clearly_written_with_it() -> None:
    often = known_words([("une pêche", False)] * 8 + [("une peche", False)])
    seldom = known_words([("une côte", False)] * 2 + [("une cote", False)])
    ending = known_words([("il a condamné", False)] * 9)  # "il condamne" is right, too
    assert "pêche" in often
    assert "cote" in seldom
    assert "condamne" in ending


@pytest.mark.parametrize(
    "text",
    [
        "Je condamne cet acte : on le prive d'une cure, il expose son plan",
        "he is a general member, present at the last education election",
        "Keine Energie, keine Idee, in der Region",
        "La regione di Presidente e la sua generale",
        "C.N. F.P. U.E. P.S. K.O. p.ex. i.e.",
        "le 1er août, né.e, fier.e, lu.e, voisin.es, acteur.rice, No1, no1, MI5",
        "fini.mais, les.autres, p.s., rts.ch, la 4me, 10cts, 1.75, 5ch, 7es",
        "il n'a pas pu.Et na.Is",
        "voir www.exemple.ch/energie/region ou jean.energie@exemple.ch, @Region_energie",
        "H1N1 G7 4x4 A380 B2B 5G 3e 18h30 20min",
        "S***e",
    ],
)
def test_what_is_written_well_is_left_alone(text: str) -> None:
    assert as_read(text).casefold() == text.casefold()


def test_both_forms_of_unicode_are_read_alike() -> None:
    text = "Genève, la santé, sale nègre"
    assert as_read(unicodedata.normalize("NFD", text)) == as_read(text) == text


def test_neither_disguised_nor_rare_harmless_words_are_learnt() -> None:
    words = known_words([("c0nnard conn*rd", True), ("un hapax", False), ("un pécore", True)])
    assert words == ["pecore", "un"]


@pytest.mark.parametrize(
    "body",
    [
        *("2a" * 24_000 + "_", "2a" * 24_000 + "@", "1a*********b " * 3_000, "c*nn4rd " * 6_000),
        *("@4x3x1x0x5x7x " * 3_000, "*a" * 24_000, "a.b.c.d" * 7_000, "é.a1" * 12_000),
        *("*abcd*efgh " * 4_000, "a.1" * 16_000 + ".", ("a" * 90 + "*") * 500),
    ],
    ids=lambda body: repr(body[:6]),
)
def test_the_longest_hostile_text_is_read_at_once(body: str) -> None:
    """Were anything quadratic, this would take minutes."""
    assert as_read(body)


@given(st.text(st.sampled_from("caeno é*#.@$3415|^~-_[]\\ \u0301\u200bс’!\n"), max_size=40))
def test_every_text_can_be_read(text: str) -> None:
    assert isinstance(as_read(text), str)


def test_only_the_first_disguised_words_are_looked_up() -> None:
    looked_up = restored("c*nnard " * (MOST_WORDS + 5))
    assert looked_up.split().index("c*nnard") == MOST_WORDS


def test_the_shipped_words_are_those_of_the_comments_that_teach() -> None:
    words = words_taught(WORDS.parents[2] / "training_data")
    assert WORDS.read_text("utf-8").split() == words, "make them anew: `charte words`"


def test_letters_are_folded_as_the_normaliser_folds_them() -> None:
    for word in WORDS.read_text("utf-8").split()[:3000]:
        normal = normalise(word)
        assert normal.oddities or bare(word) == normal.text  # "www" is a stretched w
