"""The real-name policy: real names pass, odd ones raise a question, nothing is refused."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.core.charter import Category, Recommendation
from moderation.core.comment import AuthorHistory, Draft
from moderation.core.hints import recall_banned_identity
from moderation.core.names.book import parse_name_book
from moderation.core.names.policy import is_one_slip, name_rule
from moderation.core.names.question import question_about
from moderation.core.names.signature import NO_ANSWER, UNKNOWN, NameAnswer, Signature
from moderation.core.normalise import Span, normalise
from moderation.core.rules import Field
from moderation.errors import CharterError

PUBLISH, REVIEW = Recommendation.PUBLISH, Recommendation.REVIEW
TEXT = normalise("Bien dit.")
MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def signals(charter):
    """What the rule says of a name, among other commenters' names."""

    def look(name, *namesakes):
        history = AuthorHistory(namesakes=namesakes)
        return tuple(name_rule(TEXT, Draft("Bien dit.", name), history, charter))

    return look


REAL_NAMES = [
    # particles and case
    "Anne de Weck", "Urs von Rohr", "Vincent van der Meer", "Luca Di Stefano",
    "Maria dos Santos", "Ahmed Ben Ali", "Leïla El Amrani",
    # doubles, nom d'alliance, with and without hyphen
    "Sophie Rochat-Müller", "Léa Martin Keller",
    # apostrophes
    "Sinéad O'Neill", "Sinéad O’Neill", "Marco D'Andrea", "Marco D’Andrea", "Aya N'Guessan",
    "Josep Puig i Cadafalch",
    # one and two letters
    "Jae O", "Minh U", "Li Ng", "Bo Ek", "S. Sivakumar",
    # mononyms
    "Suharto", "Teller",
    # scripts and diacritics, composed and decomposed
    "Ольга Петрова", "李娜", "محمد علي", "ሰላም ተስፋይ", "Nguyễn Thị Hồng", "Çağla Şahin",
    "Łukasz Żółć", "João Conceição", "Zoe\u0301 Mu\u0308ller",
    # trouble words
    "Jennifer Null", "Steve Test", "True Smith", "Paul Weiner", "Kate Butts", "Jim Cummings",
    "Anil Dikshit", "Ann Cockburn", "Carole Medick", "Wei Wang", "Michel Connard", "Luigi Pipi",
    "Jean Grosmollard", "Luc Meurdesoif", "Rose Cornichon", "Alain Leporc", "Joël Couillon",
    # homonyms of celebrities, two first names
    "Claude François", "Didier Deschamps", "Jean Rochefort", "Marc Dutrou", "Thomas Simon",
    # nouns, chosen names
    "Shane Creepingbear", "Dana Lone Hill", "Sister Roma",
    # long, short, no vowel, capitals, trailing words
    "María del Carmen de la Santísima Trinidad Fernández-Villaverde y Aguirre de los Monteros",
    "A", "Ng", "Trn", "Maria Trn", "DUPONT jean", "JEAN DUPONT", "Jean Dupont fils", "Martin Hall Jr",
    "Jean Marie Paul Rochat", "Dr Anne Müller", "M. Sivakumar",
    # surnames that are words, roles or brands elsewhere
    "Olivier Français", "Hans Bürger", "Pierre Petit", "Claude Romand", "Maria Sá", "Enzo Ferrari",
    "Kaveh Roche", "Jonas Wert", "Reza Karimi", "Martina Pfister", "Jan Ziegler",
]  # fmt: skip


@pytest.mark.parametrize("name", REAL_NAMES)
def test_a_real_name_passes_without_a_signal(signals, name):
    assert signals(name) == ()


ORDINARY_NAMES = """
Jean-Marc Rochat, Sylvie Cuendet, Pierre-André Blanc, Françoise Jaccard, Olivier Chevalley,
Anne-Lise Guignard, Daniel Bovay, Christine Mermoud, Nicolas Dutoit, Véronique Pasche,
Luc Delessert, Mireille Golay, Yves Rapin, Éric Vuilleumier, Alain Regamey, Max Hürlimann,
Jean Bovard, Paul Ostermann, Marc Aubert, Laure Dénéréaz, Elvire Pache, Théo Courvoisier,
Alex Tercier, Sarah Crottaz, Guy Maurer, Tony Truffer, Gérard Menétrey, Yves Rémond,
Stéphane Fournier, Marie-Noëlle Bonvin, Jean-Michel Cina, Romaine Zufferey, Gabriel Bender,
Xavier Mottet, Raphaël Filliez, Chantal Balet, Norbert Roten, Beat Imboden, German Eyer,
Sandrine Salerno, Rémy Pagani, Esther Alder, Manuel Tornare, Antoine Vielliard, Laurent Seydoux,
Jean-Claude Cornu, Marie Garnier, Benoît Rey, Claude Lässer, Joseph Genoud, Solange Berset,
Laurent Kurth, Monika Maire, Alain Ribaux, Crystel Graf, Jean-Nat Karakash, Yvan Perrin,
Charles Juillard, Nathalie Barthoulot, Michel Thentz, Philippe Receveur, Pierre-Alain Fridez,
Urs Baumgartner, Regula Stämpfli, Hans-Peter Ammann, Ruedi Zgraggen, Vreni Schär, Ueli Kägi,
Margrit Brönnimann, Reto Tschümperlin, Andrin Caflisch, Ladina Heimgartner, Gian Caduff,
Flurina Badrutt, Jürg Stahl, Köbi Gantenbein, Heidi Abgottspon, Fritz Schmutz, Rosmarie Zapfl,
Marco Solari, Chiara Simoneschi, Fabio Regazzi, Giovanni Merlini, Marina Carobbio, Fulvio Pelli,
Norman Gobbi, Paolo Beltraminelli, Manuele Bertoli, Lorenzo Quadri, Ornella Bernasconi,
João Ferreira, Ana Paula Gonçalves, Rui Manuel dos Santos, Fátima da Silva Pereira, Nuno Moutinho,
Conceição Figueiredo, Tiago Carvalhal, Inês Brandão, Vasco Sardinha, Liliana Teixeira,
Arben Krasniqi, Shpresa Berisha, Blerim Gashi, Vjosa Osmani, Besart Hoxha, Fatmire Morina,
Agron Rexhepi, Dardan Thaçi, Lirije Ademi, Valdete Zeqiri, Bujar Mustafa, Drita Bytyqi,
Giuseppe Esposito, Concetta Lo Presti, Salvatore Di Maria, Antonella De Luca, Carmelo Schiavone,
Rosaria D'Amico, Pasquale Greco, Immacolata Russo, Gaetano Dell’Acqua, Nunzia Capobianco,
José Luis García Pérez, María Dolores Iglesias, Manuel Vázquez, Rosario Fernández Outeiral,
Xosé Castiñeira, Pilar Domínguez, Ángel Ruiz de Azúa, Begoña Etxeberria, Jordi Puigdemont,
Sivakumar Thambiah, Kandiah Selvarajah, Priya Nadarajah, T. Mahendran, Nirosha Pathmanathan,
Rajini Sothilingam, Thurairajah Ponnampalam, K. Yogeswaran, Abirami Ganeshalingam, Suganthini Raj,
Mehmet Yılmaz, Ayşe Öztürk, Hüseyin Çelik, Gülşen Doğan, Emre Şimşek, Fatma Kılıç, İbrahim Aydın,
Tesfay Gebremedhin, Selam Kidane, Yonas Habtemariam, Mehret Tekle, Filmon Ghebreyesus,
Abrehet Woldemichael, Semhar Tesfamariam, Merhawi Kudus, Luwam Andemariam, Dawit Isaak,
Nguyễn Văn Minh, Tran Thi Lan, Phạm Quốc Bảo, Le Van Duc, Hoang Anh Tuan, Võ Thị Sáu, Do Huu Loc,
Dragan Jovanović, Snežana Stojković, Zoran Đorđević, Branka Krstić, Miloš Trkulja, Vlk Smrž,
Agnieszka Wójcik, Zbigniew Brzęczyszczykiewicz, Ferenc Szűcs, Oksana Kovalchuk, Petr Krč,
Mohamed Ben Salah, Fatima Zahra El Idrissi, Youssef Aït Ahmed, Samira Bouzid, Karim Cherkaoui,
Aminata Diallo, Kouassi N'Goran, Mamadou Ba, Jean-Bosco Habyarimana, Chantal Uwimana,
Ali Reza Mohammadi, Shirin Ebadi, Zarifa Ghafari, Priyanka Sharma, Wei Zhang, Kim Ji Woo, Yuki Mori
""".replace("\n", " ").split(", ")


def test_the_table_of_ordinary_names_is_long_enough():
    assert len(set(ORDINARY_NAMES)) >= 150


@pytest.mark.parametrize("name", [name.strip() for name in ORDINARY_NAMES])
def test_an_ordinary_name_of_switzerland_raises_no_question(signals, name):
    assert signals(name) == ()


PUNS = [
    ("Jean Haimard", "j’en ai marre"),
    ("Jean Némar", "j’en ai marre"),
    ("Éric Laham", "réclame"),
    ("Guy Mauve", "guimauve"),
    ("Élie Coïdal", "hélicoïdal"),
    ("Tony Truand", "tonitruant"),
    ("Gérard Menvu", "j’ai rarement vu"),
    ("Gérard Manvussa", "j’ai rarement vu ça"),
    ("Cham Loth", "camelote"),
    ("Mélusine Enfaillite", "mes usines en faillite"),
    ("Alain Proviste", "à l’improviste"),
    ("Sarah Croche", "ça raccroche"),
    ("Yves Remord", "ivre mort"),
    ("Alain Térieur", "à l’intérieur"),
    ("Alex Térieur", "à l’extérieur"),
    ("Aubin Sahalor", "oh ben ça alors"),
    ("Anne Onyme", "anonyme"),
    ("Pat Réloin", "pas très loin"),
    ("Théo Courant", "t’es au courant"),
    ("Ali Gator", "alligator"),
    ("Paul Ochon", "polochon"),
    ("Marc Assin", "marcassin"),
    ("Laure Dinateur", "l’ordinateur"),
    ("Elvire Debord", "elle vire de bord"),
    # other spellings, found by their sound
    ("Jean Aymar", "j’en ai marre"),
    ("Haimard Jean", "j’en ai marre"),
    ("Jean Ai Marre", "j’en ai marre"),
    ("Elie Coidal", "hélicoïdal"),
    ("Gerard Menvu", "j’ai rarement vu"),
    ("Allain Prauviste", "à l’improviste"),
    ("Ive Remaur", "ivre mort"),
    ("Pol Ochon", "polochon"),
    ("Mark Assain", "marcassin"),
    ("Obin Saalaure", "oh ben ça alors"),
    ("Patt Reloin", "pas très loin"),
    # of the same kind
    ("Otto Psie", "autopsie"),
    ("Harry Covert", "haricot vert"),
    ("Justin Ptitcoup", "juste un p’tit coup"),
    ("Pacôme Toulemonde", "pas comme tout le monde"),
    ("Terry Dicule", "t’es ridicule"),
    ("Maud Érateur", "modérateur"),
]


@pytest.mark.parametrize(("name", "heard"), PUNS)
def test_a_pun_is_heard_and_a_person_is_asked(signals, name, heard):
    (hit,) = signals(name)
    assert (hit.code, hit.calls_for, hit.facts) == ("name_pun", REVIEW, (heard,))


@pytest.mark.parametrize("name", ["Jean Bonneau", "Max Hilaire"])
def test_a_pun_on_an_ordinary_name_is_published_with_one_question(signals, name):
    (hit,) = signals(name)
    assert (hit.code, hit.calls_for) == ("name_pun", PUBLISH)


@dataclass(frozen=True)
class Case:
    name: str
    code: str
    spans: tuple[tuple[int, int], ...]


INCOMPLETE = [
    Case("Marie", "name_single", ((0, 5),)),
    Case("Marie-Claude", "name_single", ((0, 12),)),
    Case("Mme Rochat", "name_single", ((0, 10),)),
    Case("J. D.", "name_initials", ((0, 1), (3, 4))),
    Case("J. Dupont", "name_initials", ((0, 1),)),
    Case("Dupont J.", "name_initials", ((7, 8),)),
    Case("Marie D.", "name_initials", ((6, 7),)),
    Case("Marie D", "name_initials", ((6, 7),)),
    Case("J. de Rougemont-Blanc", "", ()),  # a rare name is enough
]


@pytest.mark.parametrize("case", INCOMPLETE, ids=lambda case: case.name)
def test_an_incomplete_name_is_asked_for_and_never_held(signals, case):
    hits = signals(case.name)
    assert [h.code for h in hits] == [case.code] * bool(case.code)
    for hit in hits:
        assert (hit.category, hit.calls_for) == (Category.FULL_NAME, PUBLISH)
        assert hit.spans == tuple(Span(*span) for span in case.spans)


QUESTIONABLE = [
    Case("Citoyen Lambda", "name_role", ((0, 7),)),
    Case("Vaudois Enervé", "name_role", ((8, 14),)),
    Case("Stop UDC", "name_role", ((0, 4), (5, 8))),
    Case("Gros Petit Suisse", "name_role", ((0, 4), (5, 10), (11, 17))),
    Case("Garage Rossi", "name_role", ((0, 6),)),
    Case("Rossi Sàrl", "name_company", ((6, 10),)),
    Case("Migros", "name_company", ((0, 6),)),
    Case("Batman", "name_invention", ((0, 6),)),
    Case("Napoléon", "name_invention", ((0, 8),)),
    Case("Copernic", "name_invention", ((0, 8),)),
    Case("Père Noël", "name_invention", ((0, 9),)),
    Case("asdf qwer", "name_mash", ((0, 4), (5, 9))),
    Case("Xxxx Yyyy", "name_mash", ((0, 4), (5, 9))),
    Case("dfgdfg hjkhjk", "name_mash", ((0, 6), (7, 13))),
    Case("jean@exemple.ch", "name_address", ((0, 15),)),
    Case("@jeannot", "name_address", ((0, 8),)),
    Case("www.exemple.ch", "name_address", ((0, 14),)),
    Case("Voyages-Exemple.ch", "name_address", ((0, 18),)),
    Case("Jean Dupont2", "name_characters", ((11, 12),)),
    Case("★ Jean Dupont ★", "name_characters", ((0, 1), (14, 15))),
    Case("Jean Dupоnt", "name_scripts", ((5, 11),)),  # a Cyrillic о
    Case("Gros Connard", "name_rude", ((0, 4), (5, 12))),
]


#: Whatever an author is asked about, once: puns, what looks like no name, figures.
ASKED = [
    *(name for name, _ in PUNS),
    *("Jean Bonneau", "Max Hilaire", "Kevin Salope", "Alain Berset", "Henry Mathys"),
    *(case.name for case in QUESTIONABLE),
    *(case.name for case in INCOMPLETE if case.code),
]


@pytest.mark.parametrize("case", QUESTIONABLE, ids=lambda case: case.name)
def test_what_looks_like_no_name_is_for_a_person(signals, case):
    (hit,) = signals(case.name)
    assert (hit.code, hit.calls_for) == (case.code, REVIEW)
    assert (hit.category, hit.field) == (Category.FALSE_IDENTITY, Field.NAME)
    assert hit.spans == tuple(Span(*span) for span in case.spans)


def test_a_rude_word_beside_a_first_name_is_only_noted(signals):
    (hit,) = signals("Kevin Salope")
    assert (hit.code, hit.calls_for) == ("name_rude", PUBLISH)


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("Henry Mathys", "Henri Mathis"),  # the case of the Press Council, 16/2012
        ("Alain Berset", "Alain Berset"),
        ("BERSET Alain", "Alain Berset"),
        ("Alian Berset", "Alain Berset"),
        ("Alain Bersett", "Alain Berset"),
        ("Albert Roesti", "Albert Rösti"),
        ("Elisabeth Baume Schneider", "Élisabeth Baume-Schneider"),
    ],
)
def test_a_name_of_public_life_is_checked_by_a_person(signals, name, figure):
    (hit,) = signals(name)
    assert (hit.code, hit.calls_for, hit.facts[0]) == ("name_public_figure", REVIEW, figure)


@pytest.mark.parametrize(
    ("name", "namesakes", "calls"),
    [
        ("Jean Dupont", ("Jean Dupont",), []),  # two people may share a name
        ("Hélène Müller", ("Helene Muller",), []),
        ("Henry Mathieu", ("Henri Mathieu",), [PUBLISH]),
        ("Xhevat Krasnici", ("Xhevat Krasnici",), [PUBLISH]),  # alike, and rare
        ("Xhevat Krasnici", ("Xhevat Krasniqi",), [REVIEW]),
        ("Xhevat Krasnici", (), []),
    ],
)
def test_another_commenters_name_in_another_spelling_is_a_signal(signals, name, namesakes, calls):
    hits = signals(name, *namesakes)
    assert [hit.calls_for for hit in hits] == calls
    # A commenter's identity is protected: it is told to nobody.
    assert all(hit.facts == () for hit in hits)


def test_one_question_at_a_time(signals):
    # "Sàrl" and "Garage" are two findings; that a first name is missing is not a third.
    assert {hit.code for hit in signals("Garage Rossi Sàrl")} == {"name_role", "name_company"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Jean Dupont", None),
        ("Ольга Петрова", None),
        ("Jean Haimard", "name_doubted"),
        ("Jean Bonneau", "name_doubted"),
        ("Alain Berset", "name_doubted"),
        ("Gros Connard", "name_doubted"),
        ("Marie", "name_incomplete"),
        ("J. Dupont", "name_incomplete"),
        ("", None),
    ],
)
def test_a_name_that_is_odd_is_asked_about_and_one_that_is_incomplete_is_asked_for(
    charter, name, code
):
    question = question_about(name, charter, known=UNKNOWN, answer=NO_ANSWER)
    assert (question and question.code) == code


ASKED_BEFORE = Signature(asked_at=MOMENT)
ANSWERED = Signature(asked_at=MOMENT, answered_at=MOMENT)
ACCEPTED = Signature(asked_at=MOMENT, answered_at=MOMENT, is_accepted=True)
VERIFIED = Signature(verified_at=MOMENT, verified_by="Mona")


@pytest.mark.parametrize(
    ("known", "answer", "is_asked"),
    [
        (UNKNOWN, NO_ANSWER, True),
        (UNKNOWN, NameAnswer("Jean Haimard"), False),  # put, and left open
        (UNKNOWN, NameAnswer("Jean Haimard", is_own=True), False),
        (UNKNOWN, NameAnswer("Marie", is_own=True), True),  # that was another name
        (ASKED_BEFORE, NO_ANSWER, False),
        (ANSWERED, NO_ANSWER, False),
        (VERIFIED, NO_ANSWER, False),
    ],
)
def test_a_question_about_a_name_is_put_once(charter, known, answer, is_asked):
    question = question_about("Jean Haimard", charter, known=known, answer=answer)
    assert (question is not None) is is_asked


@pytest.mark.parametrize(
    ("known", "calls"),
    [
        (UNKNOWN, [REVIEW]),
        (ASKED_BEFORE, [REVIEW]),
        (ANSWERED, [REVIEW]),  # a person sees the answer with the first comment
        (ACCEPTED, [PUBLISH]),
        (VERIFIED, []),
    ],
)
@pytest.mark.parametrize("name", ["Jean Haimard", "Alain Berset", "Xhevat Krasnici"])
def test_what_a_name_signals_ends_with_what_is_known_of_it(charter, name, known, calls):
    history = AuthorHistory(namesakes=("Xhevat Krasniqi",) * (name[0] == "X"), signature=known)
    hits = name_rule(TEXT, Draft("Bien dit.", name), history, charter)
    assert [hit.calls_for for hit in hits] == calls


def test_a_banned_name_that_is_an_authors_own_is_no_false_identity(charter):
    draft = Draft("Bien dit.", "Alain Berset")
    for known, calls in ((ANSWERED, [REVIEW]), (VERIFIED, [])):
        history = AuthorHistory(is_banned=True, signature=known)
        hits = recall_banned_identity(TEXT, draft, history, charter)
        assert [hit.calls_for for hit in hits] == calls


def test_no_name_is_no_signal(signals):
    assert signals("") == ()


@given(name=st.text(max_size=400) | st.text("aeiouébdrsJ. -'’D@2", max_size=60))
def test_any_name_is_judged_and_none_refused(charter, name):
    hits = tuple(name_rule(TEXT, Draft("Bien dit.", name), AuthorHistory(), charter))
    for hit in hits:
        assert hit.calls_for is not Recommendation.REFUSE
        assert hit.category in {Category.FULL_NAME, Category.FALSE_IDENTITY}
        assert all(0 <= span.start < span.end <= len(name) for span in hit.spans)


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("given_names = ", "name book"),
        ("surname = 'Rochat'", "name book: surname"),
        ("given_names = ['Anne']", "name book: given_names"),
        ("roles = '--'", "name book: roles"),
        ("brands = [3]", "name book: brands"),
        ("figures = 3", "name book: figures"),
        ("[figures]\nBerset = 'conseiller'", "name book: figures: Berset"),
        ("[figures]\n'Alain Berset' = ''", "name book: figures: Alain Berset"),
        ("[puns]\n'ah' = []", "name book: puns: ah"),
        ("[puns]\n'polochon' = 'Paul Ochon'", "name book: puns: polochon"),
    ],
)
def test_a_mistake_in_the_name_book_names_its_place(source, place):
    with pytest.raises(CharterError) as caught:
        parse_name_book(source)
    assert [mistake.place for mistake in caught.value.mistakes] == [place]


def test_all_mistakes_in_the_name_book_are_told_at_once():
    with pytest.raises(CharterError) as caught:
        parse_name_book("roles = 3\nbrands = 'Migros'\n[puns]\n'ah' = []")
    assert len(caught.value.mistakes) == 3


def test_a_slip_is_one_letter():
    assert is_one_slip("alain berset", "alain besret")
    assert not is_one_slip("alain berset", "alain berset")
    assert not is_one_slip("alain berset", "alan bersat")
