"""The desk writes its own glossary and precedents; they stand beside the comments they are about."""

import re

import pytest

from moderation.core.comment import Draft
from moderation.core.decision import Action
from moderation.core.glossary import Entry, EntryText, PrecedentText, find_entries, spellings
from moderation.core.person import Role
from moderation.core.retention import Kind
from moderation.errors import Conflict, InvalidInput, NotAllowed
from moderation.services import glossary, retention, review, submission
from moderation.storage import glossary as storage
from tests.conftest import REFUSED, at_the_desk, hire, person_of
from tests.everything import places_of

MONA = "mona@example.org"
TEXT = EntryText("frouze, frouzes", "fr", "Genève", "Français, dit d’un ton moqueur.", "Seul, non.")
DECIDED = "Refusé : l’injure vise une personne et non son propos."


def entry(number, term):
    return Entry(number, EntryText(term, None, "", "…", ""))


# What is found


@pytest.mark.parametrize(
    ("term", "body", "written"),
    [
        ("totché", "Quel TOTCHE, celui-là", ["TOTCHE"]),
        ("totché", "C’est un tot.ché", ["tot.ché"]),
        ("totché", "une totchée", []),
        ("totché*", "une totchée", ["totchée"]),
        ("frouze, frouzes", "Les fr0uzes et le frouze", ["fr0uzes", "frouze"]),
        ("1291", "Souvenez-vous de 1291 !", ["1291"]),
        ("1291", "en 12910 ans", []),
        ("quatre heures", "à Quatre-Heures on mange", ["Quatre-Heures"]),
        ("œil", "mon oeil", ["oeil"]),
    ],
)
def test_a_term_is_found_whatever_its_case_accents_and_disguise(term, body, written):
    found = [span for one in find_entries([entry(1, term)], body) for span in one.spans]
    assert [body[span.start : span.end] for span in found] == written


def test_of_two_entries_that_overlap_both_are_found():
    entries = [entry(1, "quatre"), entry(2, "quatre heures"), entry(3, "midi")]
    found = find_entries(entries, "À quatre heures, donc.")
    assert {one.entry.id for one in found} == {1, 2}


def test_of_spellings_those_that_say_nothing_are_left_out():
    assert spellings(" totché,  totche ,, a, !!") == ("totché", "totche")
    # Two that are the same once accents are gone do no harm.
    assert len(find_entries([entry(1, "totché, totche")], "totche")[0].spans) == 1


# Terms


@pytest.fixture
def senior(app, runtime):
    return at_the_desk(app, runtime, "Sam", Role.SENIOR)


def write(desk, path, **fields):
    return desk.send(desk.get(path), path, fields.items())


def write_term(desk, path="/desk/lexique/mot", **fields):
    filled = {"term": "totché", "term_language": "fr", "region": "Jura", "meaning": "Maladroit."}
    return write(desk, path, **(filled | {"advice": ""} | fields))


def test_a_new_glossary_is_empty_and_says_what_it_is_for(mona, runtime):
    page = mona.get("/desk/lexique").text
    assert "Le lexique est vide" in page
    assert "Aucun précédent" in page
    assert glossary.whole_glossary(runtime).entries == ()


def test_a_term_is_written_stands_beside_the_text_and_is_rewritten(mona, max_, amir):
    page = write_term(mona, advice="Affectueux, le plus souvent.")
    assert page.location == "/desk/lexique#mot-1"
    amir.write("Ce conseiller est un TOTCHÉ ambigu.")
    case = max_.get("/desk").text
    beside = re.search(r'<section class="known-words".*?</section>', case, re.DOTALL)[0]
    for words in ("TOTCHÉ", "Jura", "Maladroit.", "Affectueux, le plus souvent."):
        assert words in beside
    assert write_term(max_, "/desk/lexique/mot/1", meaning="Empoté.").status_code == 303
    history = mona.get("/desk/lexique/mot/1").text
    assert history.index("Max") < history.index("Mona")
    assert re.search(r"<del[^>]*>Maladroit\.</del> <ins[^>]*>Empoté\.</ins>", history)


def test_nothing_of_it_reaches_a_reader(mona, amir, rita, runtime):
    write_term(mona, meaning="Une phrase pour la rédaction.")
    sent = amir.write("Quel totché, et quel débat.")
    assert "Une phrase pour la rédaction" not in rita.get("/article/budget").text
    assert "Une phrase pour la rédaction" not in amir.get(sent.location).text
    assert places_of(runtime.database, "Une phrase pour la rédaction") == {
        ("glossary_entry", "meaning"),
        ("glossary_change", "content"),
    }


@pytest.mark.parametrize(
    "wrong", [{"term": ""}, {"term": " , a, !"}, {"meaning": " "}, {"region": "x" * 121}]
)
def test_a_term_that_cannot_be_found_or_says_nothing_is_not_taken(mona, runtime, wrong):
    answer = write_term(mona, **wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert glossary.whole_glossary(runtime).entries == ()


def test_seniors_delete(mona, senior, runtime):
    write_term(mona)
    assert "Supprimer ce mot" not in mona.get("/desk/lexique/mot/1").text
    with pytest.raises(NotAllowed):
        glossary.delete_entry(runtime, person_of(runtime, MONA), 1)
    path = "/desk/lexique/mot/1"
    assert senior.send(senior.get(path), f"{path}/supprimer", []).status_code == 303
    assert senior.get(path).status_code == 404
    assert places_of(runtime.database, "Maladroit.") == set()


def test_an_advocate_reads_and_writes_nothing(app, runtime, mona):
    ruth = at_the_desk(app, runtime, "Ruth", Role.ADVOCATE)
    write_term(mona)
    page = ruth.get("/desk/lexique").text
    assert "Maladroit." in page
    assert "Ajouter un mot" not in page
    assert "<textarea" not in ruth.get("/desk/lexique/mot/1").text
    with pytest.raises(NotAllowed):
        glossary.write_entry(runtime, person_of(runtime, "ruth@example.org"), TEXT)


def test_a_glossary_ends_somewhere(runtime, monkeypatch):
    mona = person_of(runtime, hire(runtime, "Mona", Role.MODERATOR))
    monkeypatch.setattr(storage, "MOST", 1)
    number = glossary.write_entry(runtime, mona, TEXT)
    with pytest.raises(Conflict):
        glossary.write_entry(runtime, mona, TEXT)
    glossary.write_entry(runtime, mona, TEXT, entry_id=number)


# Precedents


def write_precedent(desk, path="/desk/lexique/precedent", **fields):
    filled = {"precedent_title": "Injure à un élu", "clause": "INJURE", "decided": DECIDED}
    return write(desk, path, **(filled | {"comment": ""} | fields))


@pytest.fixture
def refused(runtime):
    """The public id of a comment that a person refused for an insult."""
    draft = Draft(REFUSED.replace("gros", "vieux"), "Amir Haddad", "amir@example.net")
    sent = submission.submit_comment(
        runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
    )
    mona = person_of(runtime, hire(runtime, "Paul", Role.MODERATOR))
    review.decide(
        runtime,
        mona,
        sent.comment.public_id,
        seen=sent.comment.version,
        action=Action.REJECT,
        clause_ids=("INJURE",),
    )
    return sent.comment.public_id


def test_a_precedent_is_made_of_a_case_and_stands_beside_cases_of_its_clause(
    mona, refused, amir, runtime
):
    begun = f"/desk/lexique/precedent?commentaire={refused}"
    assert begun.replace("?", "?") in mona.get(f"/desk/comment/{refused}").text
    assert f'value="{refused}"' in mona.get(begun).text
    assert write_precedent(mona, comment=f"http://x/desk/comment/{refused}").status_code == 303
    (kept,) = glossary.whole_glossary(runtime).precedents
    assert kept.text == PrecedentText("Injure à un élu", "INJURE", DECIDED, refused)
    amir.write("Votre argument est ambigu, et vous aussi.")
    beside = mona.get("/desk").text
    assert DECIDED in beside
    assert f'href="/desk/comment/{refused}"' in beside
    write_precedent(mona, clause="HAINE", path="/desk/lexique/precedent/1")
    assert DECIDED not in mona.get("/desk").text


@pytest.mark.parametrize(
    "wrong",
    [{"comment": "nulle-part"}, {"clause": "RIEN"}, {"decided": ""}, {"precedent_title": ""}],
)
def test_a_precedent_names_what_there_is(mona, runtime, wrong):
    assert write_precedent(mona, **wrong).status_code == 422
    assert glossary.whole_glossary(runtime).precedents == ()


def test_the_clause_of_an_older_charter_stays(runtime):
    mona = person_of(runtime, hire(runtime, "Mona", Role.MODERATOR))
    with runtime.database.begin() as session:
        text = PrecedentText("Ancien", "VIEUX", DECIDED, None)
        number = storage.save_precedent(
            session, text, comment_id=None, precedent_id=None, by=mona.id, now=runtime.clock()
        )
    glossary.write_precedent(runtime, mona, text, precedent_id=number)
    with pytest.raises(InvalidInput):
        glossary.write_precedent(runtime, mona, text)


def test_an_erased_comment_is_named_by_no_precedent(mona, refused, runtime, clock):
    write_precedent(mona, comment=refused)
    clock.move(days=200)
    assert retention.retain(runtime).erased[Kind.REFUSED] == 1
    (kept,) = glossary.whole_glossary(runtime).precedents
    assert (kept.text.public_id, kept.text.decided) == (None, DECIDED)
    # Made of it now, another is taken and names none.
    text = PrecedentText("Injure à un élu", "INJURE", DECIDED, refused)
    glossary.write_precedent(runtime, person_of(runtime, MONA), text)
    assert glossary.whole_glossary(runtime).precedents[0].text.public_id is None


def test_who_wrote_is_forgotten_after_its_period(mona, runtime, clock):
    write_term(mona)
    clock.move(days=750)
    assert retention.retain(runtime).erased[Kind.GLOSSARIST] == 1
    _, (change,) = glossary.entry_numbered(runtime, 1)
    assert change.by_name == "Rédaction"
