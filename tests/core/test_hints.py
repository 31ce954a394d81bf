"""Hints: what staff should look at, and what they need not."""

from collections.abc import Callable, Iterable
from datetime import time

import pytest

from moderation.core import hints
from moderation.core.charter import (
    Automation,
    Category,
    Charter,
    Guests,
    OpeningHours,
    Pseudonyms,
    Recommendation,
    Redress,
    RefusalBy,
)
from moderation.core.comment import AuthorHistory, Draft
from moderation.core.lexicon import Lexicon
from moderation.core.names.book import parse_name_book
from moderation.core.normalise import Span, normalise
from moderation.core.promise import Promise
from moderation.core.proof import Rung
from moderation.core.rules import Field, Hit, Rule

TEXT = {"fr": "…"}
CHARTER = Charter(
    id="essai",
    version="1",
    title=TEXT,
    introduction=TEXT,
    signature=TEXT,
    clauses=(),
    character_limit=1500,
    hours=OpeningHours(time(6), time(23), "Europe/Zurich"),
    automation=Automation(publish=True, refuse=RefusalBy.PERSON),
    guests=Guests.NO,
    publish_from=Rung.EMAIL,
    pseudonyms=Pseudonyms.NO,
    promise=Promise(0.1, 0.02, 0.97, 0.95),
    redress=Redress(6, TEXT),
    lexicon_names=(),
    source="",
    digest="0",
    lexicon=Lexicon(()),
    name_book=parse_name_book(""),
)
NOBODY = AuthorHistory()


def run(rule: Rule, draft: Draft, history: AuthorHistory = NOBODY) -> list[Hit]:
    return list(rule(normalise(draft.body), draft, history, CHARTER))


def seen(rule: Rule, body: str) -> list[str]:
    """Return what *rule* highlights in *body*."""
    return [body[s.start : s.end] for hit in run(rule, Draft(body)) for s in hit.spans]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Voir https://exemple.org/a?b=c.", ["https://exemple.org/a?b=c"]),
        ("voir HTTPS://EXEMPLE.ORG", ["HTTPS://EXEMPLE.ORG"]),
        ("(www.exemple.ch)", ["www.exemple.ch"]),
        ("achetez sur bonus-casino.com/fr !", ["bonus-casino.com/fr"]),
        ("a.exemple.ch et b.exemple.ch", ["a.exemple.ch", "b.exemple.ch"]),
        # Naming a source is not linking to it.
        ("Selon rts.ch et 24heures.ch, c'est faux.", []),
        ("https://www.rts.ch/info/1", ["https://www.rts.ch/info/1"]),
        # A space is missing, no more.
        ("C'est fini.Le reste, etc.De même", []),
        ("J.-C., p.ex., art. 3.2", []),
        ("jean.dupont@bluewin.ch", []),  # an e-mail address
        ("jean.dupont (at) bluewin.ch", []),
    ],
)
def test_links(body: str, found: list[str]) -> None:
    assert seen(hints.find_links, body) == found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Son adresse : jean.dupont@bluewin.ch.", ["jean.dupont@bluewin.ch"]),
        ("jean (at) exemple.ch", ["jean (at) exemple.ch"]),
        ("jean[arobase]exemple.ch", ["jean[arobase]exemple.ch"]),
        ("@Anne, tu as raison", []),
        ("rendez-vous @ Lausanne", []),
        ("@rabe", []),
    ],
)
def test_email_addresses(body: str, found: list[str]) -> None:
    assert seen(hints.find_emails, body) == found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Appelez-le au 079 123 45 67 !", ["079 123 45 67"]),
        ("tél. 021/349.11.11", ["021/349.11.11"]),
        ("+41 (0)79 123 45 67", ["+41 (0)79 123 45 67"]),
        ("0041791234567", ["0041791234567"]),
        ("en France +33 6 12 34 56 78", ["+33 6 12 34 56 78"]),
        # Amounts, years, dates, articles of law.
        ("100'000'000 francs, 2023-2024, 1 000 000 000", []),
        ("le 01.02.2023 à 18h30", []),
        ("0,791234567 %", []),
        ("079 123", []),
        ("079 999 99 99 99 99", []),
        # Helplines are there to be called.
        ("Pro Juventute, 147 ; La Main tendue, 143 ; police, 117", []),
        ("0800 554 443", []),
        ("0848 133 133", []),
    ],
)
def test_phone_numbers(body: str, found: list[str]) -> None:
    assert seen(hints.find_phone_numbers, body) == found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Versez sur CH93 0076 2011 6238 5295 7 merci", ["CH93 0076 2011 6238 5295 7"]),
        ("ch9300762011623852957", ["ch9300762011623852957"]),
        ("DE89 3704 0044 0532 0130 00.", ["DE89 3704 0044 0532 0130 00"]),
        ("CH93 0076 2011 6238 5295 8", []),  # wrong check digits
        ("CH93 est une référence parmi d'autres ici", []),
    ],
)
def test_bank_accounts_have_right_check_digits(body: str, found: list[str]) -> None:
    assert seen(hints.find_account_numbers, body) == found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Son AVS : 756.9217.0769.85", ["756.9217.0769.85"]),
        ("7569217076985", ["7569217076985"]),
        ("756 9217 0769 85", ["756 9217 0769 85"]),
        ("756.9217.0769.84", []),  # wrong check digit
        ("17569217076985", []),
        ("756 francs en 2024", []),
    ],
)
def test_social_security_numbers_have_a_right_check_digit(body: str, found: list[str]) -> None:
    assert seen(hints.find_social_security_numbers, body) == found


@pytest.mark.parametrize(
    ("body", "shouts"),
    [
        ("TOUT LE MONDE SAIT QUE CE GOUVERNEMENT MENT", True),
        ("C'EST TOUJOURS LA MÊME CHOSE À LAUSANNE, bravo", True),
        ("BRAVO FEDERER", False),  # short: joy
        ("Le PLR, l'UDC, le PS, la RTS, la SRF, la NZZ et les CFF.", False),
        ("PLR UDC PS RTS SRF NZZ CFF BNS AVS", False),
        ("Je le répète : c'est FAUX et personne ici ne le voit, hélas.", False),
        ("", False),
    ],
)
def test_capitals(body: str, shouts: bool) -> None:
    assert bool(run(hints.find_capitals, Draft(body))) == shouts


def test_capitals_tell_their_share_in_percent() -> None:
    (hit,) = run(hints.find_capitals, Draft("PERSONNE NECOUTE JAMAIS ah ah ah"))
    assert hit.facts == ("77",)  # 21 of 27 letters


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Bravo!!!", ["!!!"]),
        ("Quoi ? ? ?", ["? ? ?"]),
        ("Non mais !?!?", ["!?!?"]),
        ("Vraiment ?!", []),
        ("Oui ! Non ! Peut-être ?", []),
    ],
)
def test_rows_of_exclamation_marks(body: str, found: list[str]) -> None:
    assert seen(hints.find_exclamations, body) == found


LONG = (
    "La route de contournement promise depuis vingt ans n'est toujours pas construite, "
    "et les habitants du quartier respirent chaque matin les gaz de six mille voitures."
)


@pytest.mark.parametrize(
    ("body", "earlier", "repeats"),
    [
        ("Il faut fermer cette route maintenant.", "il faut fermer cette route maintenant !", True),
        (LONG, LONG, True),
        (LONG + " Merci de publier.", LONG, True),
        (LONG, "Bonjour. " + LONG.replace("six mille", "dix mille"), True),
        # Short replies repeat by themselves.
        ("Bravo à toute l'équipe", "Merci à toute l'équipe", False),
        ("Tout à fait d'accord.", "Tout autre chose.", False),
        ("Bravo !", "Bravo !", False),
        (LONG, "La route de contournement promise sera bientôt construite, dit le canton.", False),
        (LONG, "", False),
    ],
)
def test_repetition_of_an_earlier_comment(body: str, earlier: str, repeats: bool) -> None:
    history = AuthorHistory(earlier_bodies=("Autre chose, sans rapport.", earlier))
    assert bool(run(hints.find_repetition, Draft(body), history)) == repeats


@pytest.mark.parametrize(
    ("body", "is_gibberish"),
    [
        ("sdfkjh sdkjfh sdf", True),
        ("asdfghjkl", True),
        ("qwertz", True),
        ("azertyuiop", True),
        ("aaaaaaaaa", True),
        ("..........", True),
        ("sdfjkhasdkfjh", True),
        # Words, sounds, abbreviations, other alphabets.
        ("Un clavier azerty serait mieux pour écrire", False),
        ("Pfffff", False),
        ("Hahahahaha", False),
        ("Hmmmmm brrrr grrrr", False),
        ("👍👍👍👍👍👍", False),
        ("...", False),
        ("Angstschweiss, Rechtsschutzversicherung, schrumpfst", False),
        ("rhythms, strengths", False),
        ("Krzysztof Brzęczyszczykiewicz", False),
        ("SNCF RATP", False),
        ("Grüezi mitenand, s Wätter isch schlächt", False),
        ("Спасибо большое всем", False),
        ("", False),
    ],
)
def test_gibberish(body: str, is_gibberish: bool) -> None:
    assert bool(run(hints.find_gibberish, Draft(body))) == is_gibberish


@pytest.mark.parametrize(
    "body",
    [
        "Pour en profiter, cliquez ici",
        "Offre de prêt entre particuliers sérieux",
        "Gagnez jusqu'à 5000 francs par mois",
        "Placement avec rendement garanti",
        "Retour de l'être aimé en 24 h",
        "Contactez-moi sur WhatsApp",
        "Cl1quez ici",
        "Klicken Sie hier",
        "Clicca qui",
        "Earn $500 per day",
    ],
)
def test_sales_talk(body: str) -> None:
    assert seen(hints.find_sales_talk, body)


@pytest.mark.parametrize(
    "body",
    [
        "Le crédit à la consommation ruine les ménages.",
        "Le travail à domicile a changé nos vies.",
        "Le bitcoin est une escroquerie.",
        "Rien n'est garanti dans cette réforme.",
        "WhatsApp et Telegram doivent être régulés.",
        "Vous gagnez à être connu.",
        "La banque m'a refusé un prêt.",
        "Il suffit de cliquer pour voter.",
        "Ihr verdient mehr als wir.",
    ],
)
def test_a_subject_is_no_sales_talk(body: str) -> None:
    assert not seen(hints.find_sales_talk, body)


SPANISH = "No entiendo por qué nadie habla de este problema."


@pytest.mark.parametrize(
    ("body", "language", "is_noted"),
    [
        (SPANISH, "es", True),
        ("Mir wei das nid, so geit das nid wiiter.", "als", True),
        (SPANISH, "fr", False),
        (SPANISH, "de-CH", False),
        (SPANISH, None, False),  # nobody detected it: nothing is known
        ("Bravo !", "pt", False),  # too short to tell
    ],
)
def test_foreign_language(body: str, language: str | None, is_noted: bool) -> None:
    hits = run(hints.find_foreign_language, Draft(body, language=language))
    assert [hit.facts for hit in hits] == ([(language,)] if is_noted else [])


def test_a_banned_identity_goes_to_a_person() -> None:
    draft = Draft("Bonjour.", author_name="Jean Haimard")
    (hit,) = run(hints.recall_banned_identity, draft, AuthorHistory(is_banned=True))
    assert (hit.category, hit.field) == (Category.FALSE_IDENTITY, Field.NAME)
    assert hit.calls_for is Recommendation.REVIEW
    assert hit.spans == (Span(0, len("Jean Haimard")),)
    assert run(hints.recall_banned_identity, draft, AuthorHistory()) == []


ORDINARY = (
    "La Suisse n’a jamais été aussi divisée : « Tout va bien », nous dit-on. Mais à Lausanne, "
    "l’essence coûte 1,85 fr. et le loyer 2'300 francs. L’UDC et le PS devraient s’entendre !"
)


def test_an_ordinary_comment_gets_no_hint() -> None:
    draft = Draft(ORDINARY, author_name="Anne-Marie de Watteville", language="fr")
    history = AuthorHistory(earlier_bodies=(LONG,))
    assert [hit for rule in hints.HINT_RULES for hit in run(rule, draft, history)] == []


def everything() -> Iterable[Hit]:
    body = (
        "TOUT LE MONDE DOIT CLIQUER MAINTENANT: CLIQUEZ ICI ET GAGNEZ 1000 FRANCS!!! www.exemple.ch, 079 123 45 67, a@exemple.ch, "
        "CH93 0076 2011 6238 5295 7, 756.9217.0769.85"
    )
    history = AuthorHistory(earlier_bodies=(body,), is_banned=True)
    for rule in hints.HINT_RULES:
        yield from run(rule, Draft(body, "X", language="es"), history)
    yield from run(hints.find_gibberish, Draft("asdfghjkl"))


def test_no_hint_refuses_and_shouting_and_language_are_only_notes() -> None:
    called = {hit.category: hit.calls_for for hit in everything()}
    notes = {Category.SHOUTING, Category.LANGUAGE}
    assert {c for c, call in called.items() if call is Recommendation.PUBLISH} == notes
    assert Recommendation.REFUSE not in called.values()
    assert len({hit.rule for hit in everything()}) == len(hints.HINT_RULES)


def test_no_hint_repeats_the_data_it_found() -> None:
    """Facts are worded for people: an address or a number must not leave the text."""
    personal = [hit for hit in everything() if hit.category is Category.PERSONAL_DATA]
    assert len(personal) == 4
    assert all(hit.facts == () for hit in personal)


@pytest.mark.parametrize("rule", hints.HINT_RULES)
@pytest.mark.parametrize("body", ["", "\x00", "\ud800", "\u0301" * 999, "7" * 5000, "A@" * 2000])
def test_no_text_stops_a_hint(rule: Callable[..., Iterable[Hit]], body: str) -> None:
    for hit in run(rule, Draft(body)):
        assert all(0 <= s.start < s.end <= len(body) for s in hit.spans)
