"""The desk asks, the mail is read, the person answers in their own browser, and the case shows it."""

import re

import pytest
from playwright.sync_api import expect

from moderation.core.names.book import parse_name_book
from moderation.services import letters
from moderation.services.inquiries import listed_inquiries
from tests.browser.conftest import log_in, send
from tests.browser.test_access_axe import assert_everybody_can_use
from tests.conftest import AMBIGUOUS, CLEAN

pytestmark = pytest.mark.browser

CONTACT = "henri.mathis@commune.example"
BOOK = f'[figures]\n"Henri Mathis" = {{ office = "syndic de Nyon", contact = "{CONTACT}" }}'

#: What the page says in each language: the two answers, and that one was taken.
SAID = {
    "fr": ("C’est moi", "Ce n’est pas moi", "Votre réponse"),
    "de": ("Das bin ich", "Das bin ich nicht", "Ihre Antwort"),
    "it": ("Sono io", "Non sono io", "La sua risposta"),
    "en": ("It is me", "It is not me", "Your answer"),
}


@pytest.fixture
def site_charter():
    """The charter of the site, with a known person who can be asked."""
    return {"name_book": parse_name_book(BOOK)}


def asked_link(live_server):
    letters.send_letters(live_server.runtime)
    (file,) = live_server.runtime.settings.mail_folder.glob("*.eml")
    mail = file.read_text("utf-8").replace("=\n", "")
    assert f"To: {CONTACT}" in mail
    assert AMBIGUOUS not in mail
    return live_server.url + re.search(r"/demande/[\w.~-]+", mail)[0]


def ask(desk, live_server, public_id):
    desk.goto(f"{live_server.url}/desk/comment/{public_id}")
    desk.click("text=Demander à cette personne")
    assert_everybody_can_use(desk)
    desk.fill("#note", "Nous nous sommes vus à la séance de mardi.")
    desk.click("text=Envoyer la lettre")
    desk.wait_for_url("**/desk/comment/*")


@pytest.mark.parametrize("language", SAID)
def test_a_known_person_says_that_it_is_not_them(desk, browser, live_server, language):
    mine, not_mine, told = SAID[language]
    public_id = send(live_server.runtime, AMBIGUOUS, name="Henry Mathys")
    ask(desk, live_server, public_id)
    expect(desk.locator(".kicker .tag")).to_have_text("en attente de réponse")
    assert_everybody_can_use(desk)
    context = browser.new_context(
        locale=language, java_script_enabled=False, viewport={"width": 390, "height": 800}
    )
    page = context.new_page()
    page.goto(asked_link(live_server))
    assert page.get_attribute("html", "lang") == language
    expect(page.locator(".facts-told dd").first).to_have_text("Henry Mathys")
    expect(page.locator(f"button:text-is('{mine}')")).to_be_visible()
    assert AMBIGUOUS not in page.content()
    assert listed_inquiries(live_server.runtime)[0].inquiry.said is None, "it was only opened"
    page.fill("#words", "Ce n’est pas ma plume.")
    page.click(f"button:text-is('{not_mine}')")
    expect(page.locator(".news")).to_contain_text(told)
    expect(page.locator(".news strong")).to_have_text(not_mine)
    context.close()
    desk.goto(f"{live_server.url}/desk")
    expect(desk.locator(".bench-head")).to_contain_text("1 nouvelle réponse sur un nom")
    desk.click("summary:has-text('Ailleurs')")
    desk.click("text=1 nouvelle réponse sur un nom")
    assert_everybody_can_use(desk)
    desk.click("h2 a:has-text('Henry Mathys')")
    expect(desk.locator(".inquiries")).to_contain_text("Ce n’est pas ma plume.")
    assert_everybody_can_use(desk)
    desk.goto(f"{live_server.url}/desk/demandes")
    desk.click("text=J’ai vu")
    expect(desk.locator("text=J’ai vu")).to_have_count(0)


def test_everybody_can_answer(page, browser, live_server):
    public_id = send(live_server.runtime, f"{CLEAN} C’est ambigu.", name="Henry Mathys")
    desk = browser.new_context(locale="fr-CH").new_page()
    log_in(desk, live_server, "mona@example.org")
    ask(desk, live_server, public_id)
    desk.context.close()
    page.goto(asked_link(live_server))
    assert_everybody_can_use(page)
    page.keyboard.press("Tab")
    page.click("text=Ce n’est pas moi")
    expect(page.locator(".news strong")).to_have_text("Ce n’est pas moi")
    assert_everybody_can_use(page)
    page.click("button:text-is('C’est moi')")
    expect(page.locator(".news strong")).to_have_text("C’est moi")
