"""One comment on one screen: what a decision needs is there without scrolling."""

import pytest

from moderation.core.comment import Draft
from moderation.core.person import Role
from moderation.services import submission
from tests.browser.conftest import log_in, send
from tests.browser.test_access_axe import assert_everybody_can_use
from tests.conftest import hire
from tests.test_privacy import person_of

pytestmark = pytest.mark.browser

#: Six reasons and more, in as many characters as a comment may have.
HOSTILE = (
    "Cette histoire de budget est ambigu à souhait. " * 11
    + "Sale bougnoule, retourne dans ton pays, on va te casser la gueule à la sortie. "
    + "Vous n’êtes qu’un gros connard. APPELEZ-MOI AU 021 345 67 89. "
    + "Le reste, je le dirai de vive voix. " * 40
)[:1499]

LONG_PARENT = ("Le rapport de la commission arrive en janvier, et je le lirai. " * 24)[:1490]

#: What must be within the window, by its selector.
NEEDED = (
    ".case-text .body:visible",
    ".case-reasons h2",
    ".case-context h2",
    ".decide .button-approve",
    ".decide .button-reject",
    ".chip:first-child",
)


def is_within(page, selector, height=800):
    """Tell whether the top 40 pixels of an element lie in the window, under nothing else."""
    box = page.locator(selector).first.bounding_box()
    top, bottom = box["y"], min(box["y"] + box["height"], box["y"] + 40)
    return top >= 0 and bottom <= height and box["x"] >= 0 and box["x"] + box["width"] <= 1280


def publish(live_server, public_id):
    """Have a comment stand where readers answer it."""
    with live_server.runtime.database.begin() as session:
        query = "UPDATE comment SET status = 'published' WHERE public_id = ?"
        session.connection().exec_driver_sql(query, (public_id,))


@pytest.fixture
def hostile(live_server):
    """A comment with all there is to say of it, below another that is as long."""
    parent = send(live_server.runtime, LONG_PARENT, name="Nathalie Rochat", hours=3)
    publish(live_server, parent)
    return send(live_server.runtime, HOSTILE, name="Jean Haimard", answers=parent)


def test_what_a_decision_needs_is_on_the_screen_without_scrolling(desk, live_server, hostile):
    desk.set_viewport_size({"width": 1280, "height": 800})
    for public_id in (live_server.comments["held"], hostile):
        desk.goto(f"{live_server.url}/desk/comment/{public_id}")
        for selector in NEEDED:
            assert is_within(desk, selector), (public_id, selector)
        height = desk.evaluate("document.documentElement.scrollHeight")
        assert height <= 800, "the page itself is not scrolled"
    assert desk.locator(".case-reasons .reasons > li").count() >= 6
    is_scrolled = "one => one.scrollHeight > one.clientHeight"
    assert desk.locator(".case-text").evaluate(is_scrolled)  # the long text, in its own area
    assert desk.locator(".first-lines").bounding_box()["height"] < 60


def test_on_a_telephone_the_decision_is_at_hand_and_nothing_goes_sideways(
    desk, live_server, hostile
):
    desk.set_viewport_size({"width": 390, "height": 844})
    for public_id in (live_server.comments["held"], hostile):
        desk.goto(f"{live_server.url}/desk/comment/{public_id}")
        root = "document.documentElement"
        assert desk.evaluate(f"{root}.scrollWidth - {root}.clientWidth") == 0
        for selector in (".case-text .body:visible", *NEEDED[3:5]):
            assert is_within(desk, selector, height=844), (public_id, selector)


def test_the_head_takes_one_row_and_its_menus_need_no_mouse(page, live_server):
    hire(live_server.runtime, "Ada", Role.ADMINISTRATOR)
    log_in(page, live_server, "ada@example.org")
    page.wait_for_url("**/desk")
    page.set_viewport_size({"width": 1280, "height": 800})
    for language in ("fr", "de", "it", "en"):
        page.goto(f"{live_server.url}/desk?lang={language}")
        assert page.locator(".masthead").bounding_box()["height"] < 56, language
    page.goto(f"{live_server.url}/desk?lang=fr")
    page.focus(".menu summary >> text=Mon compte")
    page.keyboard.press("Enter")
    assert page.locator(".menu >> text=Mot de passe").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".menu >> text=Mot de passe").is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Mon compte"


def test_a_full_screen_is_for_everybody(desk, live_server, hostile):
    desk.goto(f"{live_server.url}/desk/comment/{hostile}")
    assert_everybody_can_use(desk)


def test_who_listens_meets_all_there_is_and_then_the_decision(desk, live_server, hostile):
    desk.goto(f"{live_server.url}/desk/comment/{hostile}")
    assert submission.find_comment(live_server.runtime, hostile)
    order = desk.evaluate(
        """() => [".case h1", ".case .body", ".case .reasons", ".case-context", ".decide"]
            .map((one) => document.querySelector(one))
            .every((one, n, all) => n === 0 ||
              all[n - 1].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)"""
    )
    assert order


@pytest.fixture
def below_a_threat(live_server, hostile):
    """A harmless reply to the hostile comment."""
    publish(live_server, hostile)
    return send(live_server.runtime, "C’est ambigu, mais poli.", name="Rita Rey", answers=hostile)


def test_what_is_veiled_beside_a_text_is_shown_by_the_same_key_and_hidden_again(
    desk, live_server, below_a_threat
):
    desk.goto(f"{live_server.url}/desk/comment/{below_a_threat}")
    assert desk.locator(".case .body").is_visible(), "the text itself is not grave"
    first_lines = desk.locator(".first-lines .veiled")
    assert not first_lines.is_visible()
    assert desk.locator(".first-lines .blurred").is_visible()
    desk.keyboard.press("g")
    assert first_lines.is_visible()
    assert not desk.locator(".first-lines .blurred").is_visible()
    desk.keyboard.press("g")
    desk.locator(".answered summary").click()
    assert not desk.locator(".quoted .veiled").first.is_visible()
    assert_everybody_can_use(desk)


def test_what_is_veiled_beside_a_text_is_shown_without_the_script(
    browser, live_server, below_a_threat
):
    context = browser.new_context(locale="fr-CH", java_script_enabled=False)
    window = context.new_page()
    log_in(window, live_server, "mona@example.org")
    window.goto(f"{live_server.url}/desk/comment/{below_a_threat}")
    assert not window.locator(".first-lines .veiled").is_visible()
    window.click(".veil summary")
    assert window.locator(".first-lines .veiled").is_visible()
    assert not window.locator(".first-lines .blurred").is_visible()
    context.close()


def test_the_ladder_is_in_sight_and_leads_to_what_can_be_set(page, live_server):
    amir = person_of(live_server.runtime, "amir.haddad@example.org")
    public_id = submission.submit_comment(
        live_server.runtime,
        "exemple",
        Draft("C’est ambigu, là.", "Amir Haddad"),
        idempotency_key=None,
        needs_acceptance=False,
        person=amir,
    ).comment.public_id
    log_in(page, live_server, "mona@example.org")
    page.wait_for_url("**/desk")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{live_server.url}/desk/comment/{public_id}")
    assert is_within(page, ".ladder ol")
    dock = page.locator(".dock").bounding_box()["y"]
    ladder = page.locator(".ladder").bounding_box()
    assert ladder["y"] + ladder["height"] <= dock, "whole, without scrolling"
    assert not page.locator(".ban-form #grounds").is_visible()
    page.click(".ladder a[href='#sanction']")
    assert page.locator(".ban-form #grounds").is_visible()
    assert page.evaluate("document.activeElement.matches('#sanction > summary')")
    assert page.url.endswith(public_id)


def test_a_grave_text_is_veiled_until_a_key_asks_for_it(desk, live_server, hostile):
    desk.goto(f"{live_server.url}/desk/comment/{hostile}")
    text = desk.locator(".veil .body")
    assert not text.is_visible()
    assert desk.locator(".blurred").get_attribute("aria-hidden") == "true"
    desk.keyboard.press("g")
    assert text.is_visible()
    assert not desk.locator(".blurred").is_visible()
    desk.keyboard.press("g")
    assert not text.is_visible()
    desk.goto(f"{live_server.url}/desk/preferences")
    assert_everybody_can_use(desk)
