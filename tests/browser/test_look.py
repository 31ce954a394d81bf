"""What a page weighs and how it stands: small, still, at any width, zoom and direction of writing."""

import pytest

from moderation.services.threads import PAGE_SIZE
from tests.browser.conftest import send
from tests.browser.test_access_axe import assert_everybody_can_use
from tests.browser.test_drafts import SHIFTS

pytestmark = pytest.mark.browser

#: Bytes that a reader may be sent before the thread is there.
FIRST_VIEW = 30_000

SENTENCES = (
    "Le rapport de la commission arrive en janvier, et il faudra le lire avant de trancher.",
    "Je prends ce train tous les matins\u00a0; les horaires de la ligne ne tiennent qu’une fois sur deux.",
    "هذا رأيي: le rapport de la commission arrive en janvier, et je le lirai avant de trancher.",
    "https://exemple.example/" + "unchemintreslong" * 12,
)

NAMES = ("Amir Haddad", "Nathalie Rochat-Meier", "ليلى منصور", "Jean-Luc von Siebenthal")

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"

PAGES = (
    "/article/exemple",
    "/article/exemple/erreur",
    "/charte",
    "/confidentialite",
    "/compte/connexion",
    "/compte/nouveau",
)


@pytest.fixture
def full(live_server):
    """An article with a page full of comments, long words and another direction among them."""
    for n in range(48):
        text = f"{SENTENCES[n % 4]} {SENTENCES[n % 3]} ({n})"
        send(live_server.runtime, text, name=f"{NAMES[n % 4]} {NAMES[n % 3]}", hours=2)
    with live_server.runtime.database.begin() as session:  # whatever the charter holds of it
        session.connection().exec_driver_sql("UPDATE comment SET status = 'published'")
    return live_server


def test_the_first_view_is_light(page, full):
    sent = []
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    page.goto(f"{full.url}/article/exemple", wait_until="networkidle")
    assert page.locator(".comments > li").count() == PAGE_SIZE
    assert 0 < sum(sent) < FIRST_VIEW
    sent.clear()
    page.goto(f"{full.url}/article/exemple?tri=anciens", wait_until="networkidle")
    assert sum(n > 0 for n in sent) == 1, "the style and the scripts are kept"


@pytest.mark.parametrize("width", [320, 640, 1280])  # 1280 pixels at 400, 200 and 100 %
def test_nothing_is_cut_off_and_nothing_moves(page, full, width):
    page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        page.goto(full.url + path)
        assert page.evaluate(FITS), (path, width)
        assert page.evaluate(SHIFTS) == [], (path, width)


@pytest.mark.parametrize("width", [320, 390])
def test_the_orders_of_a_thread_stand_in_one_row(page, full, width):
    page.set_viewport_size({"width": width, "height": 800})
    for language in ("fr", "de", "it", "en"):
        page.goto(f"{full.url}/article/exemple?lang={language}")
        boxes = [link.bounding_box() for link in page.locator(".order a").all()]
        assert len(boxes) == 3
        assert len({round(box["y"] + box["height"]) for box in boxes}) == 1, language
        assert page.evaluate(FITS), language


def test_nothing_moves_while_one_writes(page, full):
    page.goto(f"{full.url}/article/exemple")
    page.focus("#body")
    page.keyboard.type("Une phrase assez longue pour que le compteur et le brouillon paraissent.")
    page.wait_for_selector("#draft-said:has-text('Brouillon gardé')")
    assert page.evaluate(SHIFTS) == []


def test_nothing_moves_while_a_sending_fails_and_is_tried_again(page, full):
    """What is said of it has its room from the beginning."""
    page.goto(f"{full.url}/article/exemple")
    page.fill("#author_name", "Amir Haddad")
    page.fill("#author_email", "amir@example.org")
    page.fill("#body", "Bonjour.")
    page.check("#accepted")
    page.context.set_offline(True)
    page.click("text=Publier le commentaire")
    page.wait_for_selector("#sending-said:not(:empty)")
    assert page.evaluate(SHIFTS) == []
    page.context.set_offline(False)


@pytest.mark.parametrize("body", ["Merci de ces précisions.", "شكرا على هذا التوضيح."])
def test_a_name_in_another_direction_moves_nothing_beside_it(page, live_server, body):
    """Its letters are neutral neighbours of the moment and of "répond à": the line stays in order."""
    answered = live_server.comments["published"]
    public_id = send(live_server.runtime, body, name="ليلى منصور (1)", answers=answered)
    with live_server.runtime.database.begin() as session:
        session.connection().exec_driver_sql("UPDATE comment SET status = 'published'")
    page.goto(f"{live_server.url}/commentaire/{public_id}")
    header = f"#commentaire-{public_id} header"
    lefts = page.eval_on_selector_all(
        f"{header} > h3 bdi, {header} > span, {header} > a, {header} > h4 bdi",
        "all => all.map((one) => one.getBoundingClientRect().left)",
    )
    assert len(lefts) >= 2
    assert lefts == sorted(lefts)
    name = page.locator(f"{header} bdi").first
    assert name.evaluate("one => getComputedStyle(one).unicodeBidi") == "isolate"
    assert name.evaluate("one => getComputedStyle(one).direction") == "rtl"


@pytest.mark.parametrize(("motion", "behavior"), [("reduce", "auto"), ("no-preference", "smooth")])
def test_who_wants_no_motion_sees_none(page, live_server, motion, behavior):
    page.emulate_media(reduced_motion=motion)
    page.goto(f"{live_server.url}/article/exemple")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behavior
    moving = (
        "[...document.querySelectorAll('*')].filter((one) => { const style = getComputedStyle(one);"
    )
    moving += (
        " return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0 })"
    )
    assert page.evaluate(f"{moving}.length") == 0


def test_a_comment_is_written_in_its_own_direction(page, full):
    page.goto(f"{full.url}/article/exemple")
    bodies = ".comment-body p"
    directions = page.eval_on_selector_all(
        bodies, "all => all.map((one) => [getComputedStyle(one).direction, one.innerText])"
    )
    assert {way for way, text in directions if text.startswith("هذا")} == {"rtl"}
    assert {way for way, text in directions if text.startswith("Le rapport")} == {"ltr"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it_by_day_and_by_night(page, full, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for path in PAGES:
        page.goto(full.url + path)
        assert_everybody_can_use(page)


def test_by_keyboard_alone_from_the_article_to_the_sent_comment(page, full):
    """Everything that takes the focus shows it, and the keys of a form are enough."""
    page.goto(f"{full.url}/article/exemple")
    written = {"author_name": "Amir Haddad", "author_email": "amir@example.org", "body": "Bonjour."}
    for _ in range(200):
        page.keyboard.press("Tab")
        name, is_shown = page.evaluate(
            "[document.activeElement.id || document.activeElement.textContent.trim(),"
            " document.activeElement.matches(':focus-visible')"
            " && getComputedStyle(document.activeElement).outlineStyle !== 'none']"
        )
        assert is_shown, name
        if name in written:
            page.keyboard.type(written.pop(name))
        elif name == "accepted":
            page.keyboard.press("Space")
        elif name == "Publier le commentaire":
            page.keyboard.press("Enter")
            break
    page.wait_for_url("**/suivi/**")
