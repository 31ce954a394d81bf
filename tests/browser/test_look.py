"""What a page weighs and how it stands: small, still, at any width, zoom and direction of writing."""

import pytest

from tests.browser.conftest import send
from tests.browser.test_access_axe import assert_everybody_can_use
from tests.browser.test_drafts import SHIFTS

pytestmark = pytest.mark.browser

#: Bytes that a reader may be sent before the thread is there.
FIRST_VIEW = 50_000

SENTENCES = (
    "Le rapport de la commission arrive en janvier, et il faudra le lire avant de trancher.",
    "Je prends ce train tous les matins\u00a0; les horaires de la ligne ne tiennent qu’une fois sur deux.",
    "هذا رأيي: le rapport de la commission arrive en janvier, et je le lirai avant de trancher.",
    "https://exemple.example/" + "unchemintreslong" * 12,
)

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
        send(live_server.runtime, f"{SENTENCES[n % 4]} {SENTENCES[n % 3]} ({n})", hours=2)
    return live_server


def test_the_first_view_is_light(page, full):
    sent = []
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    page.goto(f"{full.url}/article/exemple", wait_until="networkidle")
    assert 0 < sum(sent) < FIRST_VIEW


@pytest.mark.parametrize("width", [320, 640, 1280])  # 1280 pixels at 400, 200 and 100 %
def test_nothing_is_cut_off_and_nothing_moves(page, full, width):
    page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        page.goto(full.url + path)
        assert page.evaluate(FITS), (path, width)
        assert page.evaluate(SHIFTS) == [], (path, width)


def test_nothing_moves_while_one_writes(page, full):
    page.goto(f"{full.url}/article/exemple")
    page.focus("#body")
    page.keyboard.type("Une phrase assez longue pour que le compteur et le brouillon paraissent.")
    page.wait_for_selector("#draft-said:has-text('Brouillon gardé')")
    assert page.evaluate(SHIFTS) == []


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
