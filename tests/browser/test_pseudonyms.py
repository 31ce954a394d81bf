"""A pseudonym in a real browser, in every language and without script: asked, granted, signed, given up."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from moderation.core.charter import Pseudonyms
from moderation.core.proof import Proof
from moderation.services import identity
from moderation.storage import people
from tests.browser.conftest import log_in
from tests.browser.test_access_axe import assert_everybody_can_use
from tests.browser.test_proofs import written_last

pytestmark = pytest.mark.browser

AMIR, NAME = "amir.haddad@example.org", "Hirondelle"
REASON = "Mon employeur siège dans la commission."
FIRST = "La halle du marché mérite mieux qu’un parking, et le devis le montre bien."
TEXT = "Le rapport de la commission arrive en janvier, on en saura alors davantage."


@dataclass(frozen=True)
class Said:
    """What pages say in one language."""

    ask: str
    grant: str
    give_up: str
    mark: str
    asked: str


SAID = {
    "fr": Said(
        ask="Demander ce pseudonyme",
        grant="Accorder",
        give_up="Renoncer à ce pseudonyme",
        mark="pseudonyme, identité connue de la rédaction",
        asked="Votre demande est envoyée.",
    ),
    "de": Said(
        ask="Um dieses Pseudonym ersuchen",
        grant="Bewilligen",
        give_up="Auf dieses Pseudonym verzichten",
        mark="Pseudonym, der Redaktion bekannt",
        asked="Ihr Gesuch ist gesendet.",
    ),
    "it": Said(
        ask="Chiedere questo pseudonimo",
        grant="Accordare",
        give_up="Rinunciare a questo pseudonimo",
        mark="pseudonimo, identità nota alla redazione",
        asked="La sua richiesta è inviata.",
    ),
    "en": Said(
        ask="Ask for this pseudonym",
        grant="Grant",
        give_up="Give up this pseudonym",
        mark="pseudonym, identity known to the newsroom",
        asked="Your request is sent.",
    ),
}


@pytest.fixture
def site_charter():
    return {"pseudonyms": Pseudonyms.CHECKED}


def write(page, live_server, text):
    page.goto(f"{live_server.url}/article/exemple")
    page.fill("#body", text)
    page.check("#accepted")
    page.click("main .send .button-main")
    page.wait_for_url("**/suivi/**")


def known(page, live_server):
    """Have the newsroom check the name under a first comment."""
    write(page, live_server, FIRST)
    with live_server.runtime.database.read() as session:
        mona = people.person_by_email(session, "mona@example.org")
    public_id = written_last(live_server.runtime, AMIR)
    identity.verify_name(live_server.runtime, mona, public_id, Proof.CALL)


def ask(page, live_server, button):
    page.goto(f"{live_server.url}/compte/identite")
    page.fill("#pseudonym", NAME)
    page.fill("#reason", REASON)
    page.click(f"button:has-text('{button}')")


@pytest.mark.parametrize("language", SAID)
def test_a_pseudonym_signs_until_it_is_given_up(browser, live_server, language):
    said = SAID[language]
    reader, desk = (
        browser.new_context(locale=language, java_script_enabled=False).new_page() for _ in range(2)
    )
    log_in(reader, live_server, AMIR)
    reader.goto(f"{live_server.url}/compte?lang={language}")
    known(reader, live_server)
    ask(reader, live_server, said.ask)
    expect(reader.locator(".news")).to_contain_text(said.asked)
    log_in(desk, live_server, "mona@example.org")
    desk.goto(f"{live_server.url}/desk/pseudonymes?lang={language}")
    desk.click(f"button:has-text('{said.grant}')")
    expect(desk.locator(".tag-published")).to_be_visible()
    reader.goto(f"{live_server.url}/article/exemple")
    expect(reader.locator(".signed-by")).to_contain_text(f"{NAME} {said.mark}")
    write(reader, live_server, TEXT)
    reader.goto(f"{live_server.url}/article/exemple")
    comment = reader.locator(".comment", has_text=TEXT)
    expect(comment.locator("header")).to_contain_text(NAME)
    expect(comment.get_by_text(said.mark)).to_be_visible()
    expect(comment).not_to_contain_text("Haddad")
    reader.goto(f"{live_server.url}/compte/identite")
    reader.click(f"button:has-text('{said.give_up}')")
    reader.goto(f"{live_server.url}/article/exemple")
    expect(reader.locator(".signed-by")).to_contain_text("Amir Haddad")
    expect(reader.locator(".comment", has_text=TEXT).locator("header")).to_contain_text(NAME)
    for page in (reader, desk):
        page.context.close()


def test_everybody_can_use_its_pages(amir, browser, live_server):
    url = live_server.url
    known(amir, live_server)
    amir.goto(f"{url}/compte/identite")
    assert_everybody_can_use(amir)
    amir.fill("#pseudonym", "Alain Berset")
    amir.click(f"button:has-text('{SAID['fr'].ask}')")
    amir.wait_for_selector(".problems")
    assert_everybody_can_use(amir)
    ask(amir, live_server, SAID["fr"].ask)
    expect(amir.locator(".news")).to_be_visible()
    assert_everybody_can_use(amir)
    desk = browser.new_context(locale="fr-CH").new_page()
    log_in(desk, live_server, "mona@example.org")
    desk.wait_for_url("**/desk")
    expect(desk.locator(".bench-head")).to_contain_text("1 demande de pseudonyme")
    desk.click("text=Plus")
    desk.click("text=Pseudonymes")
    assert_everybody_can_use(desk)
    desk.click(f"button:has-text('{SAID['fr'].grant}')")
    desk.click("text=Retirer ce pseudonyme")
    assert_everybody_can_use(desk)
    write(amir, live_server, TEXT)
    for path in ("/article/exemple", "/compte", "/compte/identite", "/compte/nom", "/charte"):
        amir.goto(url + path)
        assert_everybody_can_use(amir)
    desk.goto(f"{url}/desk/comment/{written_last(live_server.runtime, AMIR)}")
    expect(desk.locator(".name-known").first).to_contain_text("Amir Haddad")
    assert_everybody_can_use(desk)
    desk.goto(f"{url}/desk/pseudonymes")
    desk.click("text=Retirer ce pseudonyme")
    desk.fill("textarea", "Il n’y a plus de danger.")
    desk.click("details[open] button")
    expect(desk.locator(".note")).to_have_text("Il n’y a plus de danger.")
    amir.goto(f"{url}/article/exemple")
    expect(amir.locator(".lapsed")).to_contain_text("ne signe plus")
    assert_everybody_can_use(amir)
    desk.context.close()
