"""The draft in the browser: it survives, stays apart, is told of, and goes when it must."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

TEXT = "Le funiculaire pourrait circuler plus tard le samedi."
OTHER_TEXT = "Tout autre chose\u00a0: la fontaine fuit."

#: Everything that the browser still has when it was closed.
LEFT = "JSON.stringify(Object.entries(localStorage))"

SHIFTS = """new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntries().map((entry) => entry.value)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(resolve, 500, []);
})"""


#: Pixels that are set apart for the note, and that it takes.
ROOM = "[parseFloat(getComputedStyle(draft).minHeight), Math.floor(draft.getBoundingClientRect().height)]"


@pytest.fixture
def article(live_server):
    return f"{live_server.url}/article/exemple"


def write(page, article, body=TEXT):
    page.goto(article)
    page.fill("#author_name", "Amir Haddad")
    page.fill("#author_email", "amir@example.org")
    page.fill("#body", body)


def settled(page):
    """Wait until the page's script has asked for all the drafts that it could bring back."""
    page.evaluate("navigator.locks.query()")
    page.evaluate("new Promise(requestAnimationFrame)")


def another_window(page):
    window = page.context.new_page()
    window.set_default_timeout(30_000)
    return window


def test_a_draft_survives_leaving_the_page(page, article, live_server):
    write(page, article)
    page.goto(f"{live_server.url}/charte")
    page.goto(article)
    expect(page.locator("#body")).to_have_value(TEXT)
    assert page.input_value("#author_name") == "Amir Haddad"
    assert page.input_value("#author_email") == "amir@example.org"
    assert page.inner_text("#draft-said").startswith("Votre brouillon du ")
    assert page.inner_text("#draft-said").endswith(" est de retour.")


def test_a_draft_survives_the_window_and_the_address_does_not(page, article):
    write(page, article)
    assert "amir@example.org" not in page.evaluate(LEFT)
    page.close()
    window = another_window(page)
    window.goto(article)
    expect(window.locator("#body")).to_have_value(TEXT)
    assert window.input_value("#author_email") == ""
    assert not window.is_checked("#accepted")


def test_the_next_day_a_draft_greets_nobody(page, article):
    write(page, article)
    page.close()
    window = another_window(page)
    window.clock.install(time=datetime.now() + timedelta(hours=25))  # noqa: DTZ005 - the browser's own
    window.goto(article)
    assert window.input_value("#body") == ""
    assert window.inner_text("#draft-said") == ""
    assert window.evaluate(LEFT) == "[]"


def test_what_was_accepted_is_kept_no_longer(page, article):
    write(page, article)
    assert TEXT in page.evaluate(LEFT)
    page.check("#accepted")
    page.click("text=Publier le commentaire")
    page.wait_for_url("**/suivi/**")
    assert page.evaluate(LEFT) == "[]"
    assert page.evaluate("sessionStorage.length") == 0
    page.goto(article)
    assert page.input_value("#body") == ""


def test_a_look_at_an_earlier_comment_does_not_cost_the_draft(page, article, live_server):
    write(page, article)
    page.goto(live_server.outcome("held"))
    page.goto(article)
    expect(page.locator("#body")).to_have_value(TEXT)


def test_two_windows_keep_two_texts(page, article):
    write(page, article)
    other = another_window(page)
    other.goto(article)
    settled(other)
    assert other.input_value("#body") == ""
    other.fill("#body", OTHER_TEXT)
    page.fill("#body", f"{TEXT} Et le dimanche\u00a0?")
    for window, text in (page, f"{TEXT} Et le dimanche\u00a0?"), (other, OTHER_TEXT):
        window.reload()
        expect(window.locator("#body")).to_have_value(text)
    # One is sent, and the other's words stay where they are.
    page.check("#accepted")
    page.click("text=Publier le commentaire")
    page.wait_for_url("**/suivi/**")
    page.goto(article)
    settled(page)
    assert page.input_value("#body") == ""
    # Once their window is closed they are anybody's.
    other.close()
    page.reload()
    expect(page.locator("#body")).to_have_value(OTHER_TEXT)


def test_after_a_crash_the_right_text_comes_back(page, article):
    crashing = another_window(page)
    write(crashing, article, OTHER_TEXT)
    write(page, article)  # the newest; but its window is there
    with crashing.expect_event("crash"), suppress(PlaywrightError):
        crashing.goto("chrome://crash")
    new = another_window(page)
    new.goto(article)
    expect(new.locator("#body")).to_have_value(OTHER_TEXT)
    page.reload()
    expect(page.locator("#body")).to_have_value(TEXT)


def test_over_plain_http_too_a_draft_comes_back(page, article):
    page.context.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined });")
    write(page, article)
    page.close()
    window = another_window(page)
    window.goto(article)
    expect(window.locator("#body")).to_have_value(TEXT)


def test_of_two_that_were_closed_each_comes_back_once(page, article):
    write(page, article)
    other = another_window(page)
    other.goto(article)
    other.fill("#body", OTHER_TEXT)
    page.close()
    other.close()
    for text in (OTHER_TEXT, TEXT):  # the newest first
        window = another_window(page)
        window.goto(article)
        expect(window.locator("#body")).to_have_value(text)
    third = another_window(page)
    third.goto(article)
    settled(third)
    assert third.input_value("#body") == ""


def test_a_window_opened_as_a_copy_goes_on_by_itself(page, article):
    write(page, article)
    settled(page)
    with page.expect_popup() as opened:
        page.evaluate("void open(location.href)")  # it is given what sessionStorage holds
    copy = opened.value
    expect(copy.locator("#body")).to_have_value(TEXT)
    copy.fill("#body", OTHER_TEXT)
    for window, text in (page, TEXT), (copy, OTHER_TEXT):
        window.reload()
        expect(window.locator("#body")).to_have_value(text)


def test_a_draft_is_erased_by_one_click_and_that_click_undone(page, article):
    write(page, article)
    page.reload()
    page.click("text=Effacer le brouillon")
    assert page.inner_text("#draft-said") == "Brouillon effacé."
    for field in ("#body", "#author_name", "#author_email"):
        assert page.input_value(field) == ""
    assert page.inner_text("#remaining-number") == "1’500"
    assert page.evaluate(LEFT) == "[]"
    page.click("#draft-button:text('Annuler')")
    expect(page.locator("#body")).to_have_value(TEXT)
    page.reload()
    expect(page.locator("#body")).to_have_value(TEXT)
    page.click("text=Effacer le brouillon")
    page.reload()
    assert page.input_value("#body") == ""


def test_what_came_back_and_a_new_comment_are_two_drafts(page, article, live_server):
    write(page, article)
    page.goto(live_server.outcome("returned"))
    page.click("text=Réécrire mon commentaire")
    page.wait_for_selector("#body")
    returned = page.input_value("#body")
    assert returned.startswith("Vous n’êtes qu’un gros connard")
    page.fill("#body", "Relisez donc l’article, il dit le contraire.")
    page.reload()
    expect(page.locator("#body")).to_have_value("Relisez donc l’article, il dit le contraire.")
    page.goto(article)
    expect(page.locator("#body")).to_have_value(TEXT)


def test_nothing_moves_when_a_draft_returns(page, article):
    write(page, article)
    for language in ("fr", "de", "it", "en"):
        for width in (320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto("about:blank")  # not a mere jump to #body
            page.goto(f"{article}?lang={language}#body")
            page.wait_for_selector("#draft-button")
            expect(page.locator("#body")).to_have_value(TEXT)
            assert page.evaluate(SHIFTS) == [], (language, width)
            room, needed = page.evaluate(ROOM)
            assert needed <= room, (language, width)


def test_a_browser_that_keeps_nothing_still_sends(page, article):
    page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, { get() { throw new DOMException('', 'SecurityError'); } });"
    )
    write(page, article)
    page.check("#accepted")
    page.click("text=Publier le commentaire")
    page.wait_for_url("**/suivi/**")
