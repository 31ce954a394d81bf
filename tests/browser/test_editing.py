"""Editing in a real browser: with and without script, no word lost, for everybody."""

import pytest
from playwright.sync_api import expect

from moderation.services import submission
from tests.browser.conftest import log_in
from tests.browser.test_access_axe import assert_everybody_can_use
from tests.browser.test_drafts import LEFT
from tests.conftest import AMBIGUOUS, REFUSED

pytestmark = pytest.mark.browser

TEXT = "La halle du marché mérite mieux qu’un parking, et le devis le montre bien."
BETTER = TEXT.replace("parking", "parc à voitures")


def write(page, live_server, text=TEXT):
    page.goto(f"{live_server.url}/article/exemple")
    page.fill("#body", text)
    page.check("#accepted")
    page.click("text=Publier le commentaire")
    page.wait_for_url("**/suivi/**")


def begin(page, live_server, text=TEXT):
    write(page, live_server, text)
    page.click("text=Modifier mon commentaire")
    page.wait_for_url("**/modifier")
    assert page.input_value("#body") == text


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_a_comment_is_edited(browser, live_server, has_script):
    context = browser.new_context(locale="fr-CH", java_script_enabled=has_script)
    page = context.new_page()
    page.set_default_timeout(30_000)
    log_in(page, live_server, "amir.haddad@example.org")
    begin(page, live_server)
    page.fill("#body", BETTER)
    page.click("text=Enregistrer la modification")
    page.wait_for_url("**/suivi/**")
    expect(page.locator("h1")).to_have_text("Votre commentaire est publié")
    page.goto(f"{live_server.url}/article/exemple")
    comment = page.locator(".comment", has_text="parc à voitures")
    expect(comment).to_contain_text("modifié à")
    expect(page.locator(".comments")).not_to_contain_text("parking")
    context.close()


def test_an_edit_into_an_insult_is_sent_back(amir, live_server):
    begin(amir, live_server)
    amir.fill("#body", REFUSED)
    amir.click("text=Enregistrer la modification")
    amir.wait_for_url("**/suivi/**")
    expect(amir.locator("h1")).to_have_text("Votre commentaire vous revient")
    expect(amir.locator("mark").first).to_contain_text("connard")


def test_an_edit_survives_a_lost_connection_and_a_reload_and_then_leaves_nothing(amir, live_server):
    begin(amir, live_server)
    amir.fill("#body", BETTER)
    amir.reload()
    expect(amir.locator("#body")).to_have_value(BETTER)
    amir.context.set_offline(True)
    amir.click("text=Enregistrer la modification")
    expect(amir.locator("#sending")).to_contain_text("Connexion perdue.")
    amir.context.set_offline(False)
    amir.wait_for_url("**/suivi/**")
    assert amir.evaluate(LEFT) == "[]"


def test_what_is_final_by_now_is_said_beside_the_text(amir, live_server):
    begin(amir, live_server)
    amir.fill("#body", BETTER)
    submission.withdraw(live_server.runtime, amir.url.split("/")[-2])
    amir.click("text=Enregistrer la modification")
    expect(amir.locator(".problems")).to_contain_text("ne peut plus être modifié")
    assert amir.input_value("#body") == BETTER


def test_by_keyboard_alone_a_comment_is_withdrawn_from_ones_own_page(amir, live_server):
    write(amir, live_server, AMBIGUOUS)
    amir.goto(f"{live_server.url}/compte")
    amir.focus(".own-ways summary")
    amir.keyboard.press("Enter")
    amir.keyboard.press("Tab")
    amir.keyboard.press("Enter")
    amir.wait_for_url("**/suivi/**")
    expect(amir.locator("h1")).to_have_text("Vous avez retiré votre commentaire")


@pytest.mark.parametrize("language", ["fr", "de"])
def test_everybody_can_use_it(amir, live_server, language):
    amir.goto(f"{live_server.url}/charte?lang=fr")
    begin(amir, live_server)
    form = amir.url
    amir.goto(f"{form}?lang={language}")
    assert_everybody_can_use(amir)
    amir.fill("#body", "")
    amir.click(".send button")
    amir.wait_for_selector(".problems")
    assert_everybody_can_use(amir)
    amir.goto(f"{live_server.url}/compte")
    amir.click(".own-ways summary >> nth=0")
    assert_everybody_can_use(amir)
    submission.withdraw(live_server.runtime, form.split("/")[-2])
    amir.goto(form)
    assert_everybody_can_use(amir)


def test_everybody_can_use_the_changes_at_the_desk(browser, amir, live_server):
    begin(amir, live_server, AMBIGUOUS)
    public_id = amir.url.split("/")[-2]
    amir.fill("#body", AMBIGUOUS.replace("Votre argument", "Votre calcul"))
    amir.click("text=Enregistrer la modification")
    amir.wait_for_url("**/suivi/**")
    context = browser.new_context(locale="fr-CH")
    desk = context.new_page()
    log_in(desk, live_server, "mona@example.org")
    desk.goto(f"{live_server.url}/desk/comment/{public_id}")
    desk.click(".revisions summary")
    expect(desk.locator("ins")).to_have_text("calcul ")
    assert_everybody_can_use(desk)
    context.close()
