"""A telephone number is confirmed in a real browser, in every language and without script; the desk sees it."""

import re

import pytest
from playwright.sync_api import expect

from moderation.storage import people
from tests.browser.conftest import log_in
from tests.browser.test_access_axe import assert_everybody_can_use
from tests.sms import sms_provider

pytestmark = pytest.mark.browser

NUMBER = "079 812 34 67"
TEXT = "La halle du marché mérite mieux qu’un parking, et le devis le montre bien."

#: What the pages say in each language: to receive a code, to confirm it, and that it was.
SAID = {
    "fr": ("Recevoir un code par SMS", "Confirmer", "Votre numéro est confirmé."),
    "de": ("Code per SMS erhalten", "Bestätigen", "Ihre Nummer ist bestätigt."),
    "it": ("Ricevere un codice via SMS", "Confermare", "Il suo numero è confermato."),
    "en": ("Receive a code by text message", "Confirm", "Your number is confirmed."),
}


@pytest.fixture
def provider():
    with sms_provider() as provider:
        yield provider


@pytest.fixture
def site_settings(provider):
    return {"sms_url": provider.url}


@pytest.mark.parametrize("language", SAID)
def test_a_number_is_confirmed_without_script(browser, live_server, provider, language):
    receive, confirm, done = SAID[language]
    context = browser.new_context(locale=language, java_script_enabled=False)
    page = context.new_page()
    log_in(page, live_server, "amir.haddad@example.org")
    page.goto(f"{live_server.url}/compte/identite?lang={language}")
    page.fill("#number", NUMBER)
    page.click(f"text={receive}")
    page.fill("#code", provider.last_code())
    page.click(f"button:has-text('{confirm}')")
    expect(page.locator(".news")).to_have_text(done)
    context.close()


def test_everybody_can_use_the_ladder(amir, live_server, provider):
    amir.goto(f"{live_server.url}/compte")
    amir.click("text=Montrer qui je suis")
    assert_everybody_can_use(amir)
    amir.fill("#number", "rien")
    amir.keyboard.press("Enter")
    amir.wait_for_selector(".problems")
    assert_everybody_can_use(amir)
    amir.fill("#number", NUMBER)
    amir.keyboard.press("Enter")
    amir.wait_for_selector("#code:focus")
    assert_everybody_can_use(amir)
    amir.keyboard.type(provider.last_code())
    amir.keyboard.press("Enter")
    amir.wait_for_selector("text=Le numéro se termine par 67.")
    assert_everybody_can_use(amir)


def test_the_desk_notes_a_call_without_leaving_the_page(amir, browser, live_server):
    amir.goto(f"{live_server.url}/article/exemple")
    amir.fill("#body", TEXT)
    amir.check("#accepted")
    amir.click("text=Publier le commentaire")
    amir.wait_for_url("**/suivi/**")
    public_id = written_last(live_server.runtime, "amir.haddad@example.org")
    desk = browser.new_context(locale="fr-CH").new_page()
    log_in(desk, live_server, "mona@example.org")
    desk.goto(f"{live_server.url}/desk/comment/{public_id}")
    desk.click(".proofs summary")
    assert_everybody_can_use(desk)
    desk.click("button:has-text('Rappel de la rédaction')")
    expect(desk.locator(".name-known")).to_have_text(
        re.compile("Vrai nom, vérifié par Mona .* Rappel de la rédaction")
    )
    desk.context.close()


def written_last(runtime, email):
    with runtime.database.read() as session:
        person = people.person_by_email(session, email)
        query = "SELECT public_id FROM comment WHERE person_id = ? ORDER BY id DESC"
        return session.connection().exec_driver_sql(query, (person.id,)).scalar()
