"""What speaks for the author of a harsh word."""

import pytest

from moderation.core.normalise import normalise
from moderation.core.safety.context import (
    is_about_a_thing,
    is_denied,
    is_discussed,
    is_game,
    is_question,
    of_oneself,
    others_words,
    quotations,
    sentence,
)
from moderation.core.safety.reading import languages_of


def where(body, words):
    """Return the normalised text and the place of *words* in it."""
    text = normalise(body)
    start = text.text.index(normalise(words).text)
    return text, start, start + len(normalise(words).text)


@pytest.mark.parametrize(
    ("body", "words", "whose"),
    [
        ("Il a crié « sale juif » dans le tram.", "sale juif", "quoted"),
        ('Il a crié "sale juif" dans le tram.', "sale juif", "quoted"),
        ("On m'a traité de bougnoule à l'école.", "bougnoule", "quoted"),
        ("Dire qu'ils sont des parasites est une honte.", "parasites", "denounced"),
        ("« Sale pédé » : des propos homophobes, à condamner.", "sale pede", "denounced"),
        ("Je dis que ce sont des parasites.", "parasites", None),
        ("Ce n'est pas du racisme, ce sont des parasites.", "parasites", None),
        ("Sale juif !", "sale juif", None),
        ("« Sale juif ! »", "sale juif", None),
    ],
)
def test_words_are_their_authors_unless_quoted_or_reported(body, words, whose):
    assert others_words(*where(body, words)) == whose


@pytest.mark.parametrize(
    ("body", "words", "is_self"),
    [
        ("Je suis un gros con.", "gros con", True),
        ("Quel con je suis", "con", True),
        ("On nous prend pour des cons", "cons", True),
        ("Je me sens comme un idiot", "idiot", True),
        ("Tu es un gros con.", "gros con", False),
        ("Je suis sûr que tu es un con", "con", False),
        ("Je ne suis pas raciste mais ces bougnoules", "bougnoules", False),
        ("Je suis suisse. Espèce de con", "con", False),
    ],
)
def test_who_speaks_ill_of_himself_insults_nobody(body, words, is_self):
    text, start, end = where(body, words)
    assert of_oneself(text.text, start, end) is is_self


def test_a_text_that_is_one_quotation_is_its_authors_own():
    assert quotations(normalise("« Tous des voleurs »")) == ()
    assert len(quotations(normalise("Il écrit « tous des voleurs » sur les murs"))) == 1


def test_a_lost_quote_mark_quotes_nothing():
    assert quotations(normalise("Il écrit « tous des voleurs sur les murs de la ville")) == ()


def test_a_sentence_ends_with_its_mark_but_not_with_a_title():
    text = "bonjour. m. dupont est la. au revoir"
    start = text.index("dupont")
    assert text[slice(*sentence(text, start, start + 6))].strip() == "m. dupont est la."


def test_a_question_is_one_only_where_its_mark_is():
    text = "des parasites ? non. des voleurs."
    assert is_question(text, 4, 13)
    assert not is_question(text, 25, 32)


def test_sport_is_a_game():
    assert is_game("on va les massacrer samedi 5-1")
    assert not is_game("on va les massacrer")


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("vous etes un abruti", {"fr"}),
        ("du bist ein idiot und das ist nicht gut", {"de"}),
        ("siete degli idioti e non sono il solo che lo dice", {"it"}),
        ("you are the worst of them", {"en"}),
        ("connard", {"fr", "de", "it", "en"}),
    ],
)
def test_small_words_tell_the_language(text, languages):
    assert languages_of(text) == languages


@pytest.mark.parametrize(
    ("body", "words", "is_talk"),
    [
        ("Sale juif veut dire quoi, au juste ?", "sale juif", True),
        ("Youpin, c'est une insulte.", "youpin", True),
        ("Sale arabe ou sale suisse, même combat.", "sale arabe", True),
        ("Une liste (sale arabe) de plus.", "sale arabe", True),
        ("Du style sale noir, je vois.", "sale noir", True),
        ("Sale juif, dégage d'ici.", "sale juif", False),
        ("Je ne suis pas raciste mais sale arabe quand même.", "sale arabe", False),
        ("Un trottoir sale, un sale arabe et voilà.", "sale arabe", False),
    ],
)
def test_talk_about_a_word_is_no_use_of_it(body, words, is_talk):
    text, start, end = where(body, words)
    assert is_discussed(text.text, start, end) is is_talk


@pytest.mark.parametrize(
    ("body", "words", "denied"),
    [
        ("Aucun Rom n'est un voleur ici.", "rom n'est", True),
        ("Personne ici ne dit que les Serbes sont des criminels.", "les serbes", True),
        ("Not all immigrants are criminals.", "immigrants", True),
        ("Nicht alle Muslime sind Terroristen.", "muslime", True),
        ("Il n'est pas idiot.", "est pas", True),
        ("Il n'est qu'un idiot.", "est qu'un", False),
        ("Tous les Serbes sont des criminels.", "les serbes", False),
    ],
)
def test_a_denial_reaches_what_it_denies_and_no_more(body, words, denied):
    text, start, _ = where(body, words)
    assert is_denied(text.text, start) is denied


def test_a_thing_cannot_be_offended_but_its_owner_can():
    text, start, end = where(
        "La guêpe m'a piqué, cette peste. Quelle peste, ce type.", "cette peste"
    )
    assert is_about_a_thing(text.text, start, end)
    later = text.text.index("quelle peste")
    assert not is_about_a_thing(text.text, later, later + 12)
