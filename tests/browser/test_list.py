"""The list of the desk by keyboard: rows are chosen, decided on, and all taken back."""

import pytest
from playwright.sync_api import expect

from moderation.core.comment import Status
from moderation.services import submission
from tests.browser.conftest import decisions_of, send
from tests.browser.test_access_axe import assert_everybody_can_use

pytestmark = pytest.mark.browser


@pytest.fixture
def waiting(live_server):
    """Four more that wait, two with the same text."""
    texts = (
        "Un premier texte ambigu",
        "Un second, ambigu aussi",
        "Du même ambigu",
        "du MÊME ambigu",
    )
    return [
        send(live_server.runtime, text, hours=hours)
        for hours, text in zip((5, 4, 3, 2), texts, strict=True)
    ]


@pytest.fixture
def listed(desk, live_server, waiting):
    desk.goto(f"{live_server.url}/desk/liste")
    return desk


def status(live_server, public_id):
    return submission.find_comment(live_server.runtime, public_id).status


def test_rows_are_chosen_and_refused_by_keys_and_all_taken_back_by_one(
    listed, live_server, waiting
):
    press = listed.keyboard.press
    expect(listed.locator("#list-count")).to_have_text("Rien de choisi")
    press("a")
    assert status(live_server, waiting[0]) is Status.PENDING, "nothing was chosen"
    for key in ("j", "j", "k", "x", "j", "x"):
        press(key)
    expect(listed.locator("#list-count")).to_have_text("3 choisis")
    press("r")
    assert listed.evaluate("document.activeElement.name") == "clauses"
    press("3")
    press("r")
    listed.wait_for_selector(".undo")
    assert status(live_server, waiting[0]) is Status.PENDING
    assert {status(live_server, one) for one in waiting[1:]} == {Status.REJECTED}
    press("u")
    listed.wait_for_url("**/desk/lots/*")
    assert {status(live_server, one) for one in waiting} == {Status.PENDING}


def test_a_key_takes_all_back_where_nothing_is_left_to_choose(listed, live_server, waiting):
    listed.keyboard.press("*")
    listed.keyboard.press("a")
    listed.wait_for_selector(".undo")
    listed.goto(f"{live_server.url}/desk/liste")
    assert listed.locator("#list-form").count() == 0
    listed.keyboard.press("u")
    listed.wait_for_url("**/desk/lots/*")
    assert {status(live_server, one) for one in waiting} == {Status.PENDING}


def test_a_click_with_shift_chooses_all_between_and_a_star_the_page(listed):
    boxes = listed.locator("input[name=chosen]")
    expect(boxes).to_have_count(4)
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(listed.locator("input[name=chosen]:checked")).to_have_count(3)
    listed.keyboard.press("*")
    expect(listed.locator("input[name=chosen]:checked")).to_have_count(4)
    expect(listed.locator("#list-count")).to_have_text("5 choisis")
    listed.click("#choose-all")
    expect(listed.locator("input[name=chosen]:checked")).to_have_count(0)


def test_enter_in_a_box_and_typing_decide_nothing(listed, live_server, waiting):
    sent = decisions_of(listed)
    listed.keyboard.press("j")
    listed.keyboard.press("x")
    listed.keyboard.press("Enter")
    listed.keyboard.press("n")
    listed.keyboard.type("arvu1")
    assert listed.input_value("#note") == "arvu1"
    listed.click("button:has-text('Approuver')")
    listed.wait_for_selector(".undo")
    assert len(sent) == 1, "what was clicked on, and nothing before it"
    assert [status(live_server, one) for one in waiting].count(Status.PUBLISHED) == 1


def test_keys_that_are_off_at_the_desk_are_off_here(listed, live_server):
    listed.keyboard.press("?")
    listed.uncheck("#keys-on")
    listed.keyboard.press("Escape")
    listed.goto(f"{live_server.url}/desk/liste")
    listed.keyboard.press("j")
    listed.keyboard.press("x")
    expect(listed.locator("#list-count")).to_have_text("Rien de choisi")


@pytest.mark.parametrize("width", [1280, 390])
def test_everybody_can_use_the_list_and_the_page_of_a_batch(listed, waiting, width):
    listed.set_viewport_size({"width": width, "height": 800})
    assert_everybody_can_use(listed)
    listed.evaluate("document.getElementById('list-why').open = true")
    listed.locator("input[name=chosen]").first.check()
    assert_everybody_can_use(listed)
    listed.click("button:has-text('Approuver')")
    listed.click(".undo a")
    assert_everybody_can_use(listed)
    assert listed.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_a_script_boxes_and_buttons_do_the_same(browser, desk, live_server, waiting):
    context = browser.new_context(
        locale="fr-CH", java_script_enabled=False, storage_state=desk.context.storage_state()
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/desk/liste")
    page.click("text=Choisir toute la page")
    expect(page.locator("input[name=chosen]:checked")).to_have_count(4)
    page.click("button:has-text('Approuver')")
    expect(page.locator(".undo")).to_contain_text("5 décisions enregistrées")
    assert {status(live_server, one) for one in waiting} == {Status.PUBLISHED}
    page.click("text=Tout annuler")
    expect(page.locator("h2").first).to_contain_text("5 décisions annulées")
    context.close()
