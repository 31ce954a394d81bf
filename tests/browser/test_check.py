"""The private check in a browser: in the same page, led to, by keyboard alone, and without a script."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_access_axe import assert_everybody_can_use
from tests.browser.test_form import fill, n_published
from tests.conftest import CLEAN, REFUSED

pytestmark = pytest.mark.browser

BUTTON = "button[name=check]"
TEXTS = [
    pytest.param(REFUSED, id="found"),
    pytest.param("La fontaine de la place coule de nouveau.", id="nothing found"),
]


def test_the_result_comes_in_the_same_page_with_the_focus_on_it(page, live_server):
    before = n_published(live_server)
    fill(page, live_server, REFUSED)
    page.evaluate("window.isSamePage = true")
    places = "['#author_name', '.masthead'].map((s) => document.querySelector(s).getBoundingClientRect().top + scrollY)"
    above = page.evaluate(places)
    page.click(BUTTON)
    page.wait_for_selector("#verification mark")
    assert page.evaluate("window.isSamePage")
    assert page.evaluate("document.activeElement.id") == "verification"
    assert "connard" in page.inner_text("#verification mark >> nth=0")
    assert page.evaluate(places) == above
    assert page.input_value("#body") == REFUSED
    assert page.input_value("#author_name") == "Amir Haddad"
    assert page.is_checked("#accepted")
    assert not page.is_visible(BUTTON)
    assert n_published(live_server) == before


def test_what_was_checked_is_rewritten_and_sent(amir, live_server):
    fill(amir, live_server, REFUSED)
    amir.click(BUTTON)
    amir.wait_for_selector("#verification mark")
    amir.fill("#body", "Relisez donc l’article sur la fontaine.")
    amir.click("text=Publier le commentaire")
    amir.wait_for_url("**/suivi/**")
    assert "Votre commentaire est publié" in amir.inner_text("h1")


def test_by_keyboard_alone(page, live_server):
    page.goto(f"{live_server.url}/article/exemple")
    page.focus("#body")
    page.keyboard.type("Un petit mot pour la fontaine.")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "check":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#verification-said")
    assert page.evaluate("document.activeElement.id") == "verification"
    assert "Rien, dans votre texte" in page.inner_text("#verification")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "body"


def test_enter_in_a_field_sends_and_does_not_check(page, live_server):
    fill(page, live_server, "La fontaine gèlera cet hiver, comme chaque année.")
    page.press("#author_name", "Enter")
    page.wait_for_url("**/suivi/**")


def test_two_clicks_check_once(page, live_server):
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    fill(page, live_server, REFUSED)
    page.dblclick(BUTTON)
    page.wait_for_selector("#verification mark")
    assert len(sent) == 1


def test_when_the_network_fails_the_page_says_so_and_may_try_again(page, live_server):
    fill(page, live_server, CLEAN)
    page.route("**/article/exemple", lambda route: route.abort())
    page.click(BUTTON)
    page.wait_for_selector("#verification-said")
    assert "La vérification n’a pas pu se faire." in page.inner_text("#verification")
    assert page.evaluate("document.activeElement.id") == "verification"
    assert page.input_value("#body") == CLEAN
    page.unroute("**/article/exemple")
    page.click(BUTTON)
    page.wait_for_selector("text=Rien, dans votre texte")


def test_who_has_no_session_is_answered_and_sends(page, live_server):
    fill(page, live_server, CLEAN)
    assert page.context.cookies() == []
    page.click(BUTTON)
    page.wait_for_selector("text=Rien, dans votre texte")
    page.fill("#body", "Une fontaine sans eau, est-ce encore une fontaine ?")
    page.click("text=Publier le commentaire")
    page.wait_for_url("**/suivi/**")


@pytest.mark.parametrize("body", TEXTS)
def test_without_script_the_browser_leads_to_the_result(browser, live_server, body):
    context = browser.new_context(locale="fr-CH", java_script_enabled=False)
    page = context.new_page()
    fill(page, live_server, body)
    page.click(BUTTON)
    page.wait_for_selector("#verification-said")
    assert page.url.endswith("#verification")
    expect(page.locator("#verification-title")).to_be_in_viewport()
    assert page.input_value("#body") == body
    assert page.input_value("#author_name") == "Amir Haddad"
    page.fill("#body", "La fontaine a été réparée par les apprentis.")
    page.click("text=Publier le commentaire")
    assert "/suivi/" in page.url
    context.close()


@pytest.mark.parametrize("body", TEXTS)
@pytest.mark.parametrize("language", ["fr", "de"])
def test_everybody_can_use_the_result(page, live_server, language, body):
    page.goto(f"{live_server.url}/charte?lang={language}")
    fill(page, live_server, body)
    page.click(BUTTON)
    page.wait_for_selector("#verification-said")
    assert_everybody_can_use(page)
