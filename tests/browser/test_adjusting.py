"""Settings and words of a draft in a real browser: told as one types, by keyboard alone, without a script."""

import pytest

from moderation.core.person import Role
from moderation.services import workshop
from tests.browser.conftest import log_in
from tests.conftest import hire, person_of

pytestmark = pytest.mark.browser


@pytest.fixture
def draft(live_server):
    """The address of a draft."""
    hire(live_server.runtime, "Edda", Role.EDITOR)
    edda = person_of(live_server.runtime, "edda@example.org")
    number = workshop.begin_draft(live_server.runtime, edda, note="Préciser le ton")
    return f"{live_server.url}/desk/charte/projet/{number}"


@pytest.fixture
def edda(page, live_server, draft):
    """A window of the editor-in-chief."""
    log_in(page, live_server, "edda@example.org")
    page.wait_for_url("**/desk")
    return page


def test_what_is_wrong_is_told_at_its_field_as_one_types(edda, draft):
    edda.goto(f"{draft}/reglages")
    edda.fill("#automation-sample", "1.5")
    edda.wait_for_selector("#automation-sample-error >> text=n’est pas une part")
    assert edda.get_attribute("#automation-sample", "aria-invalid") == "true"
    assert "Des changements ne sont pas enregistrés." in edda.inner_text("#unsaved")
    edda.click("#mistakes a")
    assert edda.evaluate("document.activeElement.id") == "automation-sample"
    edda.fill("#automation-sample", "0.05")
    edda.wait_for_selector(".mistakes-none")
    assert edda.is_hidden("#automation-sample-error")
    assert edda.get_attribute("#automation-sample", "aria-invalid") is None
    edda.press("#automation-sample", "Enter")
    edda.wait_for_selector("text=Rien n’en est publié")
    assert edda.input_value("#automation-sample") == "0.05"
    edda.click(".views >> text=Texte")
    assert "sample = 0.05\n" in edda.input_value("#text")


def test_words_are_added_and_taken_out_by_keyboard_alone(edda, draft):
    edda.goto(f"{draft}/mots/vulgar.fr.toml?cherche=merdique")
    edda.focus("#added")
    edda.keyboard.type("con(")
    edda.wait_for_selector("#added-error >> text=un crochet est ouvert")
    for _ in "con(":
        edda.keyboard.press("Backspace")
    edda.keyboard.type("schtroumpfement")
    edda.wait_for_selector(".mistakes-none")
    assert edda.is_hidden("#added-error")
    edda.keyboard.press("Tab")  # the entry
    edda.keyboard.press("Tab")
    assert edda.evaluate("document.activeElement.value") == "0:merdique(s)"
    edda.keyboard.press("Space")
    edda.keyboard.press("Tab")
    edda.keyboard.press("Enter")
    edda.wait_for_selector("text=Rien n’en est publié")
    edda.goto(f"{draft}/fichier/vulgar.fr.toml")
    text = edda.input_value("#text")
    assert '"schtroumpfement"' in text
    assert "merdique" not in text


def test_without_a_script_all_is_told_when_it_is_saved(browser, live_server, draft):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    log_in(page, live_server, "edda@example.org")
    page.goto(f"{draft}/reglages/8")
    page.fill("#clauses-7-title-it", "")
    page.click("text=Enregistrer le projet")
    assert "est vide" in page.inner_text("#clauses-7-title-it-error")
    page.fill("#clauses-7-title-it", "Insulti")
    page.click("text=Enregistrer le projet")
    assert "Rien n’en est publié" in page.inner_text("main, body")
    assert page.input_value("#clauses-7-title-it") == "Insulti"
    context.close()
