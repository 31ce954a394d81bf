"""Accounts and guests in a real browser, in every language, by keyboard and without script."""

import re

import pytest
from playwright.sync_api import expect

from moderation.core.letter import LetterKind
from moderation.storage import letters
from tests.browser.test_access_axe import assert_everybody_can_use
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser

TEXT = "La halle du marché mérite mieux qu’un parking, et le devis le montre bien."

#: What the pages say in each language: the button that sends, waiting, published, signing.
SAID = {
    "fr": ("Publier le commentaire", "Il reste à confirmer qui vous êtes", "est publié", "Signer"),
    "de": (
        "Kommentar",
        "Bitte bestätigen Sie noch, wer Sie sind",
        "veröffentlicht",
        "Unterschreiben",
    ),
    "it": ("commento", "Resta da confermare chi è lei", "pubblicato", "Firmare"),
    "en": ("comment", "It remains to confirm who you are", "published", "Sign"),
}


def letter_path(live_server, kind):
    """Return where the link of the only letter of a kind leads."""
    runtime = live_server.runtime
    with runtime.database.read() as session:
        due = letters.due_letters(session, now=runtime.clock(), limit=100)
    (letter,) = [letter for letter in due if letter.kind is kind]
    return re.sub(r"^https?://[^/]+", live_server.url, letter.facts["link"])


def write_as_guest(page, live_server, language):
    page.goto(f"{live_server.url}/article/exemple?lang={language}")
    page.fill("#author_name", "Rita Favre")
    page.fill("#author_email", "rita@example.org")
    page.fill("#body", TEXT)
    page.check("#accepted")
    page.click("form[data-composer] button.button-main")
    page.wait_for_url("**/suivi/**")
    expect(page.locator("h1")).to_contain_text(SAID[language][1])


@pytest.mark.parametrize("language", SAID)
def test_written_first_then_an_account_is_made_and_signs(page, live_server, language):
    write_as_guest(page, live_server, language)
    page.click("main .buttons a >> nth=1")
    page.fill("#name", "Rita Favre")
    page.fill("#email", "rita@example.org")
    page.fill("#password", PASSWORD)
    page.click("main button")
    expect(page.get_by_role("status").first).to_contain_text("rita@example.org")
    page.goto(letter_path(live_server, LetterKind.CONFIRM_ADDRESS))
    page.fill("#email", "rita@example.org")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/compte")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator(".unsigned")).to_contain_text(TEXT)
    page.click(f".unsigned button:has-text('{SAID[language][3]}')")
    page.wait_for_url("**/suivi/**")
    expect(page.locator("h1")).to_contain_text(SAID[language][2])
    page.goto(f"{live_server.url}/article/exemple")
    expect(page.locator(".comments")).to_contain_text(TEXT)


@pytest.mark.parametrize("language", SAID)
def test_a_guest_confirms_by_the_link_in_the_mail(browser, live_server, language):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    write_as_guest(page, live_server, language)
    page.goto(letter_path(live_server, LetterKind.CONFIRM_COMMENT))
    expect(page.locator("main")).to_contain_text(TEXT)
    page.click("main button")
    page.wait_for_url("**/suivi/**")
    expect(page.locator(".outcome-pending h1")).to_be_visible()
    context.close()


def test_everybody_can_use_the_pages_of_an_account(page, live_server):
    for path in ("connexion", "nouveau", "oubli", "confirmation"):
        page.goto(f"{live_server.url}/compte/{path}")
        assert_everybody_can_use(page)
        page.click("main button")
        assert_everybody_can_use(page)
    write_as_guest(page, live_server, "fr")
    assert_everybody_can_use(page)
    page.goto(letter_path(live_server, LetterKind.CONFIRM_COMMENT))
    assert_everybody_can_use(page)


def test_everybody_can_use_ones_own_page(amir, live_server):
    for path in ("/compte", "/compte/mot-de-passe", "/article/exemple"):
        amir.goto(live_server.url + path)
        assert_everybody_can_use(amir)
