"""The charter workshop in the browser: drafts, mistakes, conflicts, publication, roll-back."""

import re
from datetime import timedelta

import pytest

from moderation.core.guard import Rate
from moderation.core.person import Role
from moderation.storage import guard
from moderation.web.charter_mistakes import SENTENCES
from tests.conftest import CLEAN, NOW, at_the_desk, form_token

PAGE = "/desk/charte"


@pytest.fixture
def edda(app, runtime):
    """The editor-in-chief, logged in."""
    return at_the_desk(app, runtime, "Edda", Role.EDITOR)


def begin(browser, note="Préciser le ton"):
    """Begin a draft and return its address."""
    answer = browser.send(browser.get(PAGE), PAGE, [("note", note)])
    assert answer.status_code == 303, answer.text
    return answer.location


def text_of(page):
    return re.search(r'<textarea id="text".*?>\n(.*?)</textarea>', page.text, re.DOTALL)[1]


def unescaped(text):
    return (
        text.replace("&#34;", '"')
        .replace("&#39;", "'")
        .replace("&gt;", ">")
        .replace("&lt;", "<")
        .replace("&amp;", "&")
    )


def change(browser, draft, old, new, name="charte.toml"):
    """Replace some words in a file of a draft and save it; the answer."""
    path = f"{draft}/fichier/{name}"
    page = browser.get(path)
    text = unescaped(text_of(page))
    assert old in text
    return save(browser, page, path, text.replace(old, new, 1))


def save(browser, page, path, text):
    fields = {"csrf_token": form_token(page), "seen": seen(page), "text": text}
    return browser.client.post(path, data=fields)


def seen(page):
    return re.search(r'name="seen"[^>]*value="(\d+)"', page.text)[1]


def publish(browser, draft, reason="Le ton est précisé", **fields):
    path = f"{draft}/publier"
    return browser.send(browser.get(draft), path, {"reason": reason, **fields}.items())


def test_an_editor_drafts_and_publishes_a_charter(edda, rita, clock):
    draft = begin(edda)
    assert "Aucune\u00a0: ce projet est la charte en vigueur." in edda.get(draft).text
    assert change(edda, draft, 'version = "1.0"', 'version = "1.1"').status_code == 303
    assert change(edda, draft, 'fr = "Injures"', 'fr = "Insultes"').status_code == 303
    page = edda.get(draft)
    assert "Aucune erreur" in page.text
    assert "<ins>fr = &#34;Insultes&#34;</ins>" in page.text
    assert "<del>fr = &#34;Injures&#34;</del>" in page.text
    assert "Insultes" in edda.get(f"{draft}/apercu").text
    assert "Insultes" not in rita.get("/charte").text
    assert publish(edda, draft).status_code == 303
    assert "Insultes" in rita.get("/charte").text
    overview = edda.get(PAGE).text
    assert "En vigueur\u00a0: version 1.1" in overview
    assert "Le ton est précisé" in overview
    assert "projet fermé" in edda.get(draft).text


def test_who_had_the_form_open_reads_the_new_charter_before_sending(edda, amir):
    form = amir.get("/article/budget")
    draft = begin(edda)
    change(edda, draft, 'version = "1.0"', 'version = "1.1"')
    publish(edda, draft)
    fields = [("author_name", "Amir Haddad"), ("body", CLEAN), ("accepted", "y")]
    answer = amir.send(form, "/article/budget", fields)
    assert answer.status_code == 422
    assert "Version 1.1" in answer.text or "charte" in answer.text
    again = amir.send(answer, "/article/budget", fields)
    assert again.status_code == 303


def test_a_charter_comes_into_force_at_its_moment(edda, rita, clock):
    draft = begin(edda)
    change(edda, draft, 'version = "1.0"', 'version = "1.1"')
    tomorrow = (NOW + timedelta(days=1, hours=1)).strftime("%Y-%m-%dT%H:%M")  # Swiss clocks
    assert publish(edda, draft, from_at=tomorrow).status_code == 303
    assert "prévue" in edda.get(PAGE).text
    assert "Version 1.0" in rita.get("/charte").text
    clock.move(days=1, seconds=1)
    assert "Version 1.1" in rita.get("/charte").text


def test_a_planned_charter_can_be_taken_back(edda, rita, clock):
    draft = begin(edda)
    change(edda, draft, 'version = "1.0"', 'version = "1.1"')
    publish(edda, draft, from_at="2026-11-03T08:00")
    overview = edda.get(PAGE)
    path = re.search(r'action="(/desk/charte/publication/\d+/annuler)"', overview.text)[1]
    assert edda.send(overview, path, []).status_code == 303
    clock.move(days=3)
    assert "Version 1.0" in rita.get("/charte").text
    assert edda.send(overview, path, []).status_code == 409


def test_a_charter_is_not_published_into_the_past(edda):
    draft = begin(edda)
    change(edda, draft, 'version = "1.0"', 'version = "1.1"')
    answer = publish(edda, draft, from_at="2026-11-01T08:00")
    assert answer.status_code == 422
    assert "Le moment choisi est passé." in answer.text
    for unheard_of in ("0001-01-01T00:00", "9999-12-31T23:59", "demain"):
        answer = publish(edda, draft, from_at=unheard_of)
        assert (answer.status_code, "Indiquez une date" in answer.text) == (422, True)


def test_an_earlier_charter_is_brought_back_with_a_reason(edda, rita):
    draft = begin(edda)
    change(edda, draft, 'version = "1.0"', 'version = "1.1"')
    publish(edda, draft)
    overview = edda.get(PAGE)
    path = re.search(r'action="(/desk/charte/publication/\d+/retablir)"', overview.text)[1]
    assert edda.send(overview, path, [("reason", "")]).status_code == 422
    assert edda.send(overview, path, [("reason", "Trop sévère")]).status_code == 303
    assert "Version 1.0" in rita.get("/charte").text
    assert "Trop sévère" in edda.get(PAGE).text
    history = rita.get("/charte").text
    assert history.count("depuis le") == 3
    assert "Edda" not in history


def test_words_alone_are_changed_without_another_version(edda, amir, rita):
    amir.write("Ce schtroumpfeur ferait mieux de relire l’article.")
    assert rita.get("/article/budget").text.count("schtroumpfeur") == 1
    draft = begin(edda)
    change(edda, draft, '"connard', '"schtroumpfeur(s)", "connard', "insults.fr.toml")
    assert publish(edda, draft).status_code == 303
    amir.write("Ce schtroumpfeur ferait bien de relire aussi les autres.")
    assert rita.get("/article/budget").text.count("schtroumpfeur") == 1


def test_two_charters_never_have_one_version(edda):
    draft = begin(edda)
    change(edda, draft, 'fr = "Injures"', 'fr = "Insultes"')
    answer = publish(edda, draft)
    assert answer.status_code == 422
    assert "porte déjà ce numéro" in answer.text


def test_a_draft_that_changes_nothing_is_not_published(edda):
    answer = publish(edda, begin(edda))
    assert answer.status_code == 422
    assert "ne change rien" in answer.text


def test_mistakes_are_saved_shown_and_not_published(edda):
    draft = begin(edda)
    change(edda, draft, "publish = true", "publish = oui")
    page = edda.get(f"{draft}/fichier/charte.toml")
    assert "1 erreur" in page.text
    assert re.search(r'data-line="\d+"', page.text)
    assert edda.get(f"{draft}/apercu").status_code == 422
    assert 'name="reason"' not in edda.get(draft).text


def test_two_editors_lose_nothing(app, runtime, edda, ada):
    draft = begin(edda)
    path = f"{draft}/fichier/charte.toml"
    page = ada.get(path)
    change(edda, draft, 'fr = "Injures"', 'fr = "Insultes"')
    mine = unescaped(text_of(page)).replace("publish = true", "publish = false")
    answer = save(ada, page, path, mine)
    assert answer.status_code == 409
    assert unescaped(text_of(answer)) == mine
    assert "<del>fr = &#34;Insultes&#34;</del>" in answer.text
    assert save(ada, answer, path, mine).status_code == 303


def test_a_moderator_reads_and_changes_nothing(mona, edda):
    draft = begin(edda)
    assert mona.get(draft).status_code == 200
    assert "Publier cette charte" not in mona.get(draft).text
    assert "readonly" in mona.get(f"{draft}/fichier/charte.toml").text
    page = edda.get(f"{draft}/fichier/charte.toml")
    hers = {
        "csrf_token": form_token(mona.get("/desk/preferences")),
        "seen": seen(page),
        "text": "x",
    }
    for path in (f"{draft}/fichier/charte.toml", f"{draft}/fermer", f"{draft}/listes", PAGE):
        fields = {**hers, "note": "Moi aussi", "name": "a.toml", "reason": "Oui"}
        assert mona.client.post(path, data=fields).status_code == 403, path


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000,
        "a = " + "9" * 50_000,
        "a" + ".a" * 20_000 + " = 1",
        'fr = "' + "\\u0000" * 100 + '"',
        "\n" * 60_000,
        "[[clauses]]\n" * 8_000,
    ],
)
def test_hostile_text_is_a_mistake_and_no_crash(edda, text):
    draft = begin(edda)
    path = f"{draft}/fichier/charte.toml"
    page = edda.get(path)
    fields = {"csrf_token": form_token(page), "seen": seen(page), "text": text}
    checked = edda.client.post(f"{path}/controle", data=fields)
    assert checked.status_code == 200
    assert "erreur" in checked.text


@pytest.mark.parametrize(
    ("text", "status"), [("é" * 100_001, 422), ("x" * 1_000_000, 413), ("a\x00b", 422)]
)
def test_what_is_too_long_or_no_text_is_not_taken(edda, text, status):
    draft = begin(edda)
    path = f"{draft}/fichier/charte.toml"
    page = edda.get(path)
    if len(text) == 100_001:
        text = "e" * 100_001
    fields = {"csrf_token": form_token(page), "seen": seen(page), "text": text}
    assert edda.client.post(f"{path}/controle", data=fields).status_code == status
    assert save(edda, page, path, text).status_code == status


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..",
        "names.toml",
        "charte.toml",
        "a/b.toml",
        "A.toml",
        "",
        "x" * 60 + ".toml",
        "é.toml",
    ],
)
def test_a_list_has_a_plain_name(edda, name):
    draft = begin(edda)
    page = edda.get(draft)
    answer = edda.send(page, f"{draft}/listes", [("name", name)])
    assert answer.status_code == 422
    assert edda.get(draft).text.count('class="draft-files"') == 1
    assert "../" not in edda.get(draft).text


def test_no_file_of_the_machine_is_read_by_its_name(edda):
    draft = begin(edda)
    change(edda, draft, "lexicons = [", 'lexicons = ["../../../etc/passwd", ')
    page = edda.get(draft)
    assert "passwd" in page.text
    assert "root:" not in page.text
    assert "1 erreur" in page.text


def test_a_list_is_added_and_taken_out(edda):
    draft = begin(edda)
    added = edda.send(edda.get(draft), f"{draft}/listes", [("name", "canton.fr.toml")])
    assert added.location.endswith("/fichier/canton.fr.toml")
    assert (
        edda.send(edda.get(draft), f"{draft}/listes", [("name", "canton.fr.toml")]).status_code
        == 409
    )
    removed = edda.send(edda.get(draft), f"{draft}/fichier/canton.fr.toml/retirer", [])
    assert removed.status_code == 303
    assert "canton.fr.toml" not in edda.get(draft).text


def test_every_sentence_of_a_mistake_is_known_once():
    assert len({str(theirs) for theirs in SENTENCES}) == len(SENTENCES)


def test_editors_are_told_of_what_is_suspended_and_lift_it(edda, mona, runtime, clock):
    with runtime.database.begin() as session:
        guard.suspend(session, "word:connard", Rate(12, 40), Rate(3, 9_000), now=NOW)
    clock.move(seconds=10)  # each process looks every few seconds
    assert "refuse soudain trop" in edda.get("/desk/decisions").text
    assert "refuse soudain trop" not in mona.get("/desk/decisions").text
    page = edda.get(PAGE)
    assert "le mot «\u00a0connard\u00a0»" in page.text
    assert "12 commentaires sur 40 dans l’heure, contre 3 sur 9’000 d’habitude" in page.text
    path = re.search(r'action="(/desk/charte/suspension/\d+/lever)"', page.text)[1]
    assert edda.send(page, path, [("reason", "")]).status_code == 422
    assert edda.send(page, path, [("reason", "À raison")]).status_code == 303
    assert "refuse soudain trop" not in edda.get("/desk/decisions").text
    assert edda.send(page, path, [("reason", "À raison")]).status_code == 409
