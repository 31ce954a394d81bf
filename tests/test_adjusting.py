"""A draft of the charter changed value by value: its text stays as it was written, and says what was typed."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from moderation.core.person import Role
from moderation.core.workshop import LineChange, compare_lines
from moderation.services import trying
from tests.conftest import at_the_desk, form_token
from tests.test_workshop import begin, change, seen, text_of, unescaped

MAIN = "charte.toml"
INSULTS = "insults.fr.toml"
INSULT = "Ce schtroumpfeur ferait mieux de relire l’article."


@pytest.fixture
def edda(app, runtime):
    """The editor-in-chief, logged in."""
    return at_the_desk(app, runtime, "Edda", Role.EDITOR)


@pytest.fixture
def draft(edda):
    """The address of a draft."""
    return begin(edda)


def stored(browser, draft, name=MAIN):
    return unescaped(text_of(browser.get(f"{draft}/fichier/{name}")))


def shown(page):
    """Return what the form of a page holds, as a browser would send it."""
    fields = {}
    for one in LexborHTMLParser(page.text).css("form.settings :is(input, select, textarea)"):
        name = one.attributes["name"]
        if one.tag == "select":
            fields[name] = one.css_first("option[selected]").attributes["value"]
        elif one.tag == "textarea":
            fields[name] = one.text()
        elif one.attributes.get("type") != "checkbox" or "checked" in one.attributes:
            fields[name] = one.attributes["value"]
    return fields


def send(browser, path, page=None, **typed):
    """Send the form of a page with some fields changed; where a name has __, the field's has -."""
    typed = {name.replace("__", "-"): value for name, value in typed.items()}
    fields = shown(page or browser.get(path))
    assert all(name in fields or name == "remove" for name in typed), typed
    return browser.client.post(path, data=fields | typed)


def wrong_at(page, field):
    """Return what is said at a field."""
    found = re.search(rf'id="{field}-error"([^>]*)>([^<]*)<', page.text)
    assert ("hidden" in found[1]) == (found[2] == "")
    return unescaped(found[2])


def test_saving_what_is_shown_changes_nothing(edda, draft):
    before = {name: stored(edda, draft, name) for name in (MAIN, INSULTS)}
    for path in ("reglages", "reglages/3", f"mots/{INSULTS}"):
        assert send(edda, f"{draft}/{path}").status_code == 303
    assert {name: stored(edda, draft, name) for name in (MAIN, INSULTS)} == before


def test_settings_are_changed_in_the_text_and_the_rest_of_it_stays(edda, draft):
    before = stored(edda, draft).splitlines()
    answer = send(
        edda,
        f"{draft}/reglages",
        version="1.1",
        automation__publish="no",
        automation__refuse="person",
        automation__sample="0,05",
        identity__pseudonyms="checked",
        clauses__2__machine_may="review",
        clauses__3__person_reads="yes",
        clauses__7__refused_rightly="0.99",
    )
    assert answer.status_code == 303
    after = stored(edda, draft).splitlines()
    changed = [line for hunk in compare_lines("\n".join(before), "\n".join(after)) for line in hunk]
    assert [one.text for one in changed if one.change is LineChange.ADDED] == [
        'version = "1.1"',
        "publish = false",
        'refuse = "person" # "person" : rien, une personne décide ; "return" : renvoyé à l’auteur ; "reject" : refusé',
        "sample = 0.05",
        'pseudonyms = "checked"',
        'machine_may = "review"',
        "person_reads = true",
        "refused_rightly = 0.99",
    ]
    assert sum(one.change is LineChange.REMOVED for one in changed) == 5
    comments = [line for line in before if "#" in line and "refuse =" not in line]
    assert [line for line in comments if line not in after] == []
    page = edda.get(f"{draft}/reglages")
    held = shown(page)
    assert held["clauses-2-machine_may"] == "review"
    assert held["clauses-3-person_reads"] == "yes"
    assert held["clauses-7-refused_rightly"] == "0.99"
    assert "Aucune erreur" in page.text
    assert send(edda, f"{draft}/reglages", clauses__7__refused_rightly="").status_code == 303
    assert "refused_rightly = 0.99" not in stored(edda, draft)


def test_the_texts_of_a_clause_are_changed_in_four_languages(edda, draft):
    page = edda.get(f"{draft}/reglages/8")
    assert "Injures" in page.text
    typed = {
        "clauses__7__title__de": "Schimpf",
        "clauses__7__author_text__it": "Prima riga.\r\nSeconda «riga».",
    }
    assert send(edda, f"{draft}/reglages/8", **typed).status_code == 303
    text = stored(edda, draft)
    assert 'de = "Schimpf"' in text
    assert 'it = "Prima riga.\\nSeconda «riga»."' in text
    assert shown(edda.get(f"{draft}/reglages/8"))["clauses-7-title-de"] == "Schimpf"


def test_what_is_out_of_range_is_told_at_its_field_and_not_saved(edda, draft):
    before, page = stored(edda, draft), edda.get(f"{draft}/reglages")
    for field, typed, told in (
        ("automation-sample", "1.5", "1.5 n’est pas une part"),
        ("promise-confidence", "1", "1 n’est pas une part"),
        ("promise-base_rate", "2 %", '"2 %" n’est pas une part'),
        ("limits-characters", "20000", "20000 est hors des limites"),
        ("limits-characters", "12.5", "12.5 est hors des limites"),
        ("redress-appeal_months", "", "manque"),
        ("version", " ", "est vide"),
        ("clauses-7-refused_rightly", "-0,1", "-0.1 n’est pas une part"),
        ("clauses-1-refused_rightly", "0.9", 'est sans effet tant que machine_may vaut "review"'),
    ):
        answer = send(edda, f"{draft}/reglages", page, **{field: typed})
        assert answer.status_code == 422, field
        assert wrong_at(answer, field) == told
        assert f'href="#{field}"' in answer.text
        assert shown(answer)[field] == typed
        said = edda.client.post(f"{draft}/reglages/controle", data=shown(answer))
        assert said.status_code == 200, field
        assert f'data-field="{field}"' in said.text
        assert told in unescaped(said.text)
    assert stored(edda, draft) == before


def test_other_mistakes_of_the_draft_are_told_and_hinder_nothing(edda, draft):
    assert change(edda, draft, 'opens = "00:00"', 'opens = "24:00"').status_code == 303
    page = edda.get(f"{draft}/reglages")
    assert "n’est pas une heure" in page.text
    assert send(edda, f"{draft}/reglages", automation__sample="0.1").status_code == 303
    assert "sample = 0.1\n" in stored(edda, draft)


def test_a_mistake_of_the_text_stands_at_its_field(edda, draft):
    assert change(edda, draft, "publish = true", 'publish = "oui"').status_code == 303
    assert change(edda, draft, 'refuse = "return"', 'refuse = "retour"').status_code == 303
    page = edda.get(f"{draft}/reglages")
    assert wrong_at(page, "automation-publish") == '"oui" n’est ni true ni false'
    assert shown(page)["automation-refuse"] == "retour"
    assert "n’existe pas ici" in wrong_at(page, "automation-refuse")
    fixed = send(edda, f"{draft}/reglages", automation__publish="yes", automation__refuse="return")
    assert fixed.status_code == 303
    assert "publish = true\n" in stored(edda, draft)


def test_a_file_that_cannot_be_read_is_left_to_its_text(edda, draft):
    page = edda.get(f"{draft}/fichier/{MAIN}")
    fields = {"csrf_token": form_token(page), "seen": seen(page), "text": "[[clause"}
    assert edda.client.post(f"{draft}/fichier/{MAIN}", data=fields).status_code == 303
    page = edda.get(f"{draft}/reglages")
    assert "Le fichier ne peut pas être lu" in page.text
    assert "Enregistrer le projet" not in page.text
    fields = {"csrf_token": form_token(page), "seen": seen(page), "automation-sample": "0.1"}
    assert edda.client.post(f"{draft}/reglages", data=fields).status_code == 422
    assert edda.client.post(f"{draft}/reglages/controle", data=fields).status_code == 422
    assert stored(edda, draft) == "[[clause"
    assert edda.get(f"{draft}/reglages/1").status_code == 404


def test_an_added_word_is_found_by_a_replay(edda, draft, amir, runtime):
    amir.write(INSULT)
    path = f"{draft}/mots/{INSULTS}"
    before = stored(edda, draft, INSULTS).splitlines()
    answer = send(edda, path, entry="0", added="schtroumpfeur(s)\r\n\r\n schtroumpfeuse(s) ")
    assert answer.status_code == 303
    after = stored(edda, draft, INSULTS).splitlines()
    assert [one for one in after if one not in before] == [
        '    "schtroumpfeur(s)",',
        '    "schtroumpfeuse(s)",',
    ]
    assert [one for one in before if one not in after] == []
    answer = edda.send(edda.get(draft), f"{draft}/rejouer", [("n", "10")])
    while trying.advance_trials(runtime):
        pass
    tally = trying.open_trial(runtime, int(answer.location.rsplit("/", 1)[1])).trial.tally
    assert tally.n_changed == 1


def test_words_are_searched_and_taken_out(edda, draft):
    path = f"{draft}/mots/{INSULTS}"
    found = edda.get(f"{path}?cherche=CONNARDS")
    assert "connard(s)" in found.text
    assert "abruti(s|e|es)" not in found.text
    everywhere = edda.get(f"{draft}/mots?cherche=connards")
    assert f"{draft}/mots/{INSULTS}?cherche=connards" in everywhere.text
    assert "Ce mot n’est dans aucune liste" in edda.get(f"{draft}/mots?cherche=xyzzy").text
    value = unescaped(re.search(r'name="remove" value="(\d+:connard\(s\))"', found.text)[1])
    answer = send(edda, f"{path}?cherche=CONNARDS", found, remove=value)
    assert answer.status_code == 303
    assert answer.location.endswith("?cherche=CONNARDS")
    assert '"connard(s)"' not in stored(edda, draft, INSULTS)


def test_what_is_no_word_is_told_at_its_field(edda, draft):
    path = f"{draft}/mots/{INSULTS}"
    before, page = stored(edda, draft, INSULTS), edda.get(path)
    for word, told in (
        ("con(", "un crochet est ouvert, seul ou dans un autre"),
        ("x", "a moins de deux lettres"),
        ("isl*", "est abrégé trop court"),
        ("connard", "y est déjà"),
    ):
        answer = send(edda, path, page, entry="0", added=f"schtroumpfeur\n{word}")
        assert answer.status_code == 422, word
        assert told in wrong_at(answer, "added")
        assert shown(answer)["added"].split() == ["schtroumpfeur", word]
        said = edda.client.post(f"{path}/controle", data=shown(answer))
        assert 'data-field="added"' in said.text
    assert stored(edda, draft, INSULTS) == before


def test_a_word_of_a_later_entry_is_told_at_the_field_though_its_mistake_stands_there(edda, draft):
    path = f"{draft}/mots/{INSULTS}"
    page = edda.get(path)
    last = re.findall(r'name="remove" value="(\d+):([^"(*|\[]+)"', page.text)[-1]
    assert int(last[0]) > 0
    answer = send(edda, path, entry="0", added=unescaped(last[1]))
    categories = re.findall(r'<option value="(\d+)"[^>]*>\d+\. (\w+)', page.text)
    same = len({name for n, name in categories if n in ("0", last[0])}) == 1
    assert answer.status_code == (422 if same else 303)
    assert not same or "y est déjà" in wrong_at(answer, "added")


def test_an_entry_cannot_be_left_without_a_word(edda, draft):
    name = "canton.fr.toml"
    edda.send(edda.get(draft), f"{draft}/listes", [("name", name)])
    path = f"{draft}/mots/{name}"
    assert send(edda, path, entry="0", added="zozo").status_code == 303
    answer = send(edda, path, remove="0:zozo")
    assert answer.status_code == 422
    assert "il manque" in wrong_at(answer, "removed")
    assert '"zozo"' in stored(edda, draft, name)


def test_whoever_is_slower_keeps_what_they_typed_and_undoes_nothing_unseen(
    app, runtime, edda, draft
):
    other = at_the_desk(app, runtime, "Ada", Role.ADMINISTRATOR)
    pages = {path: other.get(f"{draft}/{path}") for path in ("reglages", "reglages/8")}
    words = other.get(f"{draft}/mots/{INSULTS}")
    assert send(edda, f"{draft}/reglages", automation__sample="0.07").status_code == 303
    assert send(edda, f"{draft}/mots/{INSULTS}", entry="0", added="schtroumpf").status_code == 303

    slower = send(other, f"{draft}/reglages", pages["reglages"], promise__confidence="0.9")
    assert slower.status_code == 409
    assert "Quelqu’un d’autre a enregistré ce fichier entre-temps." in slower.text
    assert "<del>sample = 0.07</del>" in slower.text
    assert shown(slower)["promise-confidence"] == "0.9"
    assert "confidence = 0.9\n" not in stored(edda, draft)
    kept = send(other, f"{draft}/reglages", slower, automation__sample="0.07")
    assert kept.status_code == 303
    text = stored(edda, draft)
    assert "sample = 0.07\n" in text
    assert "confidence = 0.9\n" in text

    slower = send(other, f"{draft}/mots/{INSULTS}", words, entry="0", added="schtroumpfette")
    assert slower.status_code == 409
    assert shown(slower)["added"] == "schtroumpfette"
    assert send(other, f"{draft}/mots/{INSULTS}", slower).status_code == 303
    assert {'    "schtroumpf",', '    "schtroumpfette",'} <= set(
        stored(edda, draft, INSULTS).splitlines()
    )


def test_what_was_typed_for_a_clause_follows_it_if_another_took_its_place(
    app, runtime, edda, draft
):
    other = at_the_desk(app, runtime, "Ada", Role.ADMINISTRATOR)
    page = other.get(f"{draft}/reglages/8")
    text = stored(edda, draft)
    first, second = text.index("[[clauses]]"), text.index("[[clauses]]", text.index("NOM_COMPLET"))
    assert change(edda, draft, text[first:second], "").status_code == 303
    slower = send(other, f"{draft}/reglages/8", page, clauses__7__title__fr="Insultes")
    assert slower.status_code == 409
    assert shown(slower)["clauses-6-title-fr"] == "Insultes"
    assert "<del>fr = &#34;Injures&#34;</del>" in slower.text


def test_a_closed_draft_is_changed_no_more(app, runtime, edda, draft):
    page, words = edda.get(f"{draft}/reglages"), edda.get(f"{draft}/mots/{INSULTS}")
    edda.send(edda.get(draft), f"{draft}/fermer", [])
    late = send(edda, f"{draft}/reglages", page, automation__sample="0.5")
    assert late.status_code == 409
    assert "Ce projet a été fermé entre-temps." in late.text
    assert send(edda, f"{draft}/mots/{INSULTS}", words, added="schtroumpf").status_code == 409
    assert "Enregistrer le projet" not in edda.get(f"{draft}/reglages").text


def test_whoever_may_read_alone_finds_no_button(app, runtime, draft):
    mona = at_the_desk(app, runtime, "Mona", Role.MODERATOR)
    for path in ("reglages", "reglages/8", f"mots/{INSULTS}"):
        page = mona.get(f"{draft}/{path}")
        assert page.status_code == 200
        assert "Enregistrer le projet" not in page.text
        assert "data-check" not in page.text


def test_odd_settings_do_no_harm(edda, draft):
    before, page = stored(edda, draft), edda.get(f"{draft}/reglages")
    for fields in (
        {"automation-sample": "\x00"},
        {"clauses-7-title-fr": "x" * 100_000},
        {"clauses-999-title-fr": "x"},
        {"clauses-0-no_such-fr": "x"},
        {"limits-characters": "9" * 6_000},
    ):
        answer = edda.client.post(f"{draft}/reglages", data=shown(page) | fields)
        assert answer.status_code in (303, 409, 422), fields
    assert stored(edda, draft) == before


def test_odd_words_do_no_harm(edda, draft):
    path = f"{draft}/mots/{INSULTS}"
    before, page = stored(edda, draft, INSULTS), edda.get(path)
    for fields in (
        {"entry": "99", "added": "zozo"},
        {"entry": "-1", "added": "zozo"},
        {"entry": "0", "added": "zo\x00zo"},
        {"entry": "0", "added": "\n".join(f"zozo{n}" for n in range(301))},
        {"remove": "99:connard(s)"},
        {"remove": "connard(s)"},
    ):
        answer = edda.client.post(path, data=shown(page) | fields)
        assert answer.status_code in (303, 409, 422), fields
    assert stored(edda, draft, INSULTS) == before
    assert edda.get(f"{draft}/mots/names.toml").status_code == 404
    assert edda.get(f"{draft}/mots/{MAIN}").status_code == 404
