"""The charter workshop in a real browser: what is wrong is told as one types, and everybody can use it."""

import re

import pytest

from moderation.core.person import Role
from moderation.services import trying
from moderation.services.charter_in_force import with_charter_in_force
from tests.browser.conftest import log_in
from tests.browser.test_access_axe import assert_everybody_can_use
from tests.conftest import hire

pytestmark = pytest.mark.browser


@pytest.fixture
def edda(page, live_server):
    """A window in which the editor-in-chief has begun a draft."""
    hire(live_server.runtime, "Edda", Role.EDITOR)
    log_in(page, live_server, "edda@example.org")
    page.wait_for_url("**/desk")
    page.goto(f"{live_server.url}/desk/charte")
    page.fill("#note", "Préciser le ton")
    page.click("text=Commencer un projet")
    page.wait_for_url("**/projet/*")
    return page


def type_at(page, old, new):
    """Replace some words of the file by typing others over them."""
    page.eval_on_selector(
        "#text",
        "(text, old) => { const at = text.value.indexOf(old);"
        " text.focus(); text.setSelectionRange(at, at + old.length); }",
        old,
    )
    page.keyboard.type(new)


def test_mistakes_are_told_as_one_types_and_lead_to_their_line(edda):
    edda.click("text=charte.toml")
    edda.wait_for_selector(".mistakes-none")
    lines = edda.eval_on_selector("#text", "text => text.value.split('\\n').length")
    assert edda.locator(".editor-numbers span").count() == lines
    type_at(edda, "publish = true", 'publish = "oui"')
    edda.wait_for_selector("text=n’est ni true ni false")
    assert edda.locator(".editor-wrong").count() == 1
    assert "Des changements ne sont pas enregistrés." in edda.inner_text("#unsaved")
    edda.click("#mistakes button")
    line = edda.eval_on_selector(
        "#text", "text => text.value.slice(text.selectionStart).split('\\n')[0]"
    )
    assert line == 'publish = "oui"'
    type_at(edda, 'publish = "oui"', "publish = false")
    edda.wait_for_selector(".mistakes-none")
    edda.click("text=Enregistrer le projet")
    edda.wait_for_selector("text=Rien n’en est publié")
    edda.click("text=Retour au projet")
    assert "publish = false" in edda.inner_text(".diff-added")


def test_a_replay_shows_how_far_it_is_without_loading_again(edda, live_server):
    edda.click("text=charte.toml")
    type_at(edda, "publish = true", "publish = false")
    edda.click("text=Enregistrer le projet")
    edda.click("text=Retour au projet")
    edda.click("text=Rejouer les derniers")
    edda.wait_for_selector("text=0 commentaires sur 3")
    assert trying.advance_trials(with_charter_in_force(live_server.runtime)) == 3
    edda.wait_for_selector("text=3 commentaires sur 3")
    edda.wait_for_selector("text=L’essai est terminé.", state="attached")
    assert "publié" in edda.inner_text(".trial-table")


def test_everybody_can_use_the_workshop(edda, live_server):
    draft = edda.url
    edda.click("text=charte.toml")
    type_at(edda, "publish = true", 'publish = "oui"')
    edda.wait_for_selector("text=n’est ni true ni false")
    assert_everybody_can_use(edda)
    type_at(edda, 'publish = "oui"', "publish = false")
    type_at(edda, 'version = "1.0"', 'version = "1.1"')
    edda.wait_for_selector(".mistakes-none")
    edda.click("text=Enregistrer le projet")
    edda.goto(draft)
    assert_everybody_can_use(edda)
    edda.click("text=Rejouer les derniers")
    trying.advance_trials(with_charter_in_force(live_server.runtime))
    edda.reload()
    assert_everybody_can_use(edda)
    edda.goto(draft)
    edda.fill("#reason", "Le ton est précisé")
    edda.click("text=Publier cette charte")
    edda.wait_for_url(re.compile("/desk/charte$"))
    assert_everybody_can_use(edda)
    edda.goto(f"{live_server.url}/charte")
    assert_everybody_can_use(edda)
