"""The question about a name, and what follows from it, as people meet it in a browser."""

import pytest

from moderation.core.charter import LANGUAGES
from moderation.core.person import Role
from moderation.core.wording import PROBLEMS
from tests.browser.test_access_axe import assert_everybody_can_use
from tests.conftest import CLEAN, PASSWORD, hire

pytestmark = pytest.mark.browser

NAME = "Jean Haimard"


def write(page, live_server, language="fr"):
    """Write as a guest whose name raises a question, and send."""
    page.goto(f"{live_server.url}/article/exemple?lang={language}")
    page.fill("#author_name", NAME)
    page.fill("#author_email", "jean@example.org")
    page.fill("#body", CLEAN)
    page.check("#accepted")
    page.click("form[data-composer] .button-main")
    page.wait_for_selector("#question")


def at_the_desk(page, live_server, name):
    page.goto(f"{live_server.url}/compte/connexion")
    page.fill("#email", f"{name}@example.org")
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/desk")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_is_read_and_answered_by_keyboard_and_nothing_is_lost(
    page, live_server, language
):
    write(page, live_server, language)
    assert page.inner_text("#question-words") == PROBLEMS["name_doubted"][language]
    assert page.evaluate("document.activeElement.closest('#question') !== null")
    values = page.evaluate(
        "['author_name', 'author_email', 'body'].map((id) => document.getElementById(id).value)"
    )
    assert values == [NAME, "jean@example.org", CLEAN]
    assert page.is_checked("#accepted")
    assert page.query_selector(".problems") is None
    page.focus("#is_own_name")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suivi/**")


def test_the_question_works_without_a_script(browser, live_server):
    context = browser.new_context(locale="fr-CH", java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{live_server.url}/article/exemple")
    page.fill("#author_name", NAME)
    page.fill("#author_email", "jean@example.org")
    page.fill("#body", CLEAN)
    page.check("#accepted")
    page.click("form[data-composer] .button-main")
    page.wait_for_selector("#question")
    assert page.input_value("#body") == CLEAN
    page.fill("#author_name", "Bruno Wernli")
    page.click("form[data-composer] .button-main")
    page.wait_for_url("**/suivi/**")
    assert "Bruno Wernli" in page.inner_text("main")
    context.close()


def test_everybody_can_use_the_pages_on_which_names_are_asked_about(page, live_server):
    write(page, live_server)
    assert_everybody_can_use(page)
    page.goto(f"{live_server.url}/compte/nouveau")
    page.fill("#name", NAME)
    page.fill("#email", "jean@example.org")
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.wait_for_selector("#question")
    assert_everybody_can_use(page)


def test_a_name_is_checked_with_a_key_and_banned_and_its_author_appeals(page, browser, live_server):
    hire(live_server.runtime, NAME, Role.READER)
    page.goto(f"{live_server.url}/compte/connexion")
    page.fill("#email", "jean.haimard@example.org")
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/compte")
    page.goto(f"{live_server.url}/compte/nom")
    assert_everybody_can_use(page)
    page.check("#is_own_name")
    page.click("main form button")
    page.wait_for_url("**/compte")
    page.goto(f"{live_server.url}/article/exemple")
    page.fill("#body", CLEAN + " Vraiment.")
    page.check("#accepted")
    page.click("form[data-composer] .button-main")
    page.wait_for_url("**/suivi/**")
    outcome = page.url

    context = browser.new_context(locale="fr-CH")
    desk = context.new_page()
    desk.set_default_timeout(30_000)
    at_the_desk(desk, live_server, "mona")
    desk.click("[data-key~=s]")  # past the comment that was held before
    desk.wait_for_selector(".verify-name")
    assert_everybody_can_use(desk)
    desk.keyboard.press("i")
    desk.wait_for_selector("text=Vrai nom, vérifié par Mona")
    assert desk.query_selector(".signal") is None
    desk.click(".ban-name summary >> nth=-1")
    assert_everybody_can_use(desk)
    desk.fill("#reason", "Le vrai Jean Haimard nous a écrit.")
    desk.click("text=Bannir ce nom")
    desk.wait_for_selector("text=Nom banni le")
    desk.goto(f"{live_server.url}/desk/sanctions")
    assert_everybody_can_use(desk)

    page.goto(outcome)
    assert_everybody_can_use(page)
    page.fill("#objection", "C’est mon nom.")
    page.click("text=Envoyer le recours")
    page.wait_for_selector("text=Votre recours est en cours")
    page.goto(f"{live_server.url}/compte")
    assert_everybody_can_use(page)

    context.clear_cookies()
    at_the_desk(desk, live_server, "max")
    desk.goto(f"{live_server.url}/desk")
    assert "1 sanction vous attend" in desk.text_content("#desk")
    desk.goto(f"{live_server.url}/desk/sanctions")
    assert_everybody_can_use(desk)
    desk.fill("textarea[name=answer]", "Nous nous sommes parlé.")
    desk.click("button[value=lift]")
    desk.wait_for_selector("text=Aucune sanction")
    desk.click("main >> text=Passées")
    desk.wait_for_selector(".tag:text-is('levée')")
    context.close()
