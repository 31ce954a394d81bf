"""Everybody can use every page: axe finds nothing, in light and dark, on a telephone and a desk."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from moderation.core.person import Role
from moderation.services import corrections, webhooks
from moderation.services.delivering import try_webhook
from moderation.services.keys import issue_api_key
from moderation.services.links import unsubscribe_url
from tests.browser.conftest import log_in
from tests.conftest import hire
from tests.receivers import receiving

pytestmark = pytest.mark.browser

VIEWS = [(scheme, size) for scheme in ("light", "dark") for size in ((1280, 900), (390, 844))]


def assert_everybody_can_use(page):
    for scheme, (width, height) in VIEWS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": height})
        found = Axe().run(page).response["violations"]
        told = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
        assert told == [], (page.url, scheme, width)
    assert_fits(page)


def assert_fits(page):
    """WCAG 2.2, 1.4.10: at 320 pixels nothing has to be scrolled sideways."""
    page.set_viewport_size({"width": 320, "height": 640})
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") == 0, page.url


@pytest.mark.parametrize("language", ["fr", "de"])
def test_readers_pages(page, live_server, language):
    paths = ["/article/exemple", "/charte", "/nulle-part", "/compte/connexion", "/api/"]
    comment = live_server.comments["published"]
    paths += [f"/commentaire/{comment}", f"/commentaire/{comment}/signaler"]
    paths += [f"/commentaire/{comment}/merci"]
    paths += ["/article/exemple/erreur", "/article/exemple/erreur/merci"]
    addresses = [live_server.url + path for path in paths]
    addresses += [live_server.outcome(name) for name in live_server.comments]
    addresses += [live_server.url + urlsplit(unsubscribe_url(live_server.runtime, 1)).path]
    page.goto(f"{live_server.url}/charte?lang={language}")
    for address in addresses:
        page.goto(address)
        assert_everybody_can_use(page)


def test_a_form_with_problems(page, live_server):
    page.goto(f"{live_server.url}/article/exemple")
    page.fill("#body", "a" * 1501)
    page.click("text=Publier le commentaire")
    page.wait_for_selector(".problems")
    assert_everybody_can_use(page)


def test_the_desk(desk, live_server):
    corrections.tell(
        live_server.runtime,
        "exemple",
        words="Le vote a eu lieu mardi.",
        passage="mercredi",
        email="rita@example.org",
        language="fr",
    )
    for path in (
        "/desk",
        "/desk/decisions",
        "/desk/corrections",
        "/compte/mot-de-passe",
        "/desk/chiffres",
        "/desk/accord",
        "/desk/transparence",
        "/desk/relecture",
    ):
        desk.goto(live_server.url + path)
        assert_everybody_can_use(desk)
    desk.goto(f"{live_server.url}/desk/comment/{live_server.comments['returned']}")
    assert_everybody_can_use(desk)
    desk.set_viewport_size({"width": 1280, "height": 900})
    desk.keyboard.press("?")
    desk.wait_for_selector("dialog[open]")
    assert_everybody_can_use(desk)


def test_keys_of_programs(page, live_server):
    hire(live_server.runtime, "Ada", Role.ADMINISTRATOR)
    issue_api_key(live_server.runtime, "notre CMS", lives=timedelta(days=30))
    log_in(page, live_server, "ada@example.org")
    page.wait_for_url("**/desk")
    page.goto(f"{live_server.url}/desk/cles")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert_everybody_can_use(page)
    page.click("text=Faire la clé")
    page.wait_for_selector(".problems")
    assert_everybody_can_use(page)
    page.fill("#name", "le forum")
    page.click("text=Faire la clé")
    page.wait_for_selector(".secret")
    assert_everybody_can_use(page)


def test_webhooks(page, live_server):
    runtime = live_server.runtime
    runtime = replace(
        runtime, settings=runtime.settings.model_copy(update={"webhooks_private": "127.0.0.0/8"})
    )
    hire(runtime, "Ada", Role.ADMINISTRATOR)
    log_in(page, live_server, "ada@example.org")
    page.wait_for_url("**/desk")
    with receiving() as receiver:
        receiver.status, receiver.body = 410, b"x" * 300
        url = receiver.url + "?token=" + "x" * 200
        new = webhooks.add_webhook(runtime, url=url, events=["decision.made"])
        try_webhook(runtime, new.webhook.id)
    for path in ("/desk/webhooks", f"/desk/webhooks/{new.webhook.id}"):
        page.goto(live_server.url + path)
        assert page.locator(".notice-bar").is_visible()
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert_everybody_can_use(page)
    page.goto(f"{live_server.url}/desk/webhooks")
    page.click("text=Ajouter >> nth=-1")
    page.wait_for_selector(".problems")
    assert_everybody_can_use(page)


def test_the_journal_the_team_and_ones_own_account(page, live_server):
    hire(live_server.runtime, "Ada", Role.ADMINISTRATOR)
    log_in(page, live_server, "ada@example.org")
    page.wait_for_url("**/desk")
    identity = f"/desk/comment/{live_server.comments['held']}/identite"
    paths = ("/desk/journal", "/desk/equipe", identity, "/compte/sessions", "/compte/code")
    for path in (*paths, "/compte/code/secours"):
        page.goto(live_server.url + path)
        assert_everybody_can_use(page)
