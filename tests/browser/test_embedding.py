"""Comments in a page of another site, whose policy is strict: the example, as it stands in examples/static."""

import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, Response, redirect, request
from playwright.sync_api import expect
from werkzeug.serving import make_server

from moderation.app import create_app
from tests.browser.conftest import SilentHandler
from tests.conftest import CLEAN, PASSWORD, REFUSED
from tests.servers import free_port
from tests.test_single_sign_on import SECRET, token

pytestmark = pytest.mark.browser

EXAMPLE = Path(__file__).parents[2] / "examples" / "static"
ITS_CHARTE = "http://127.0.0.1:8000"
WORDS = "La gare mérite mieux que ces trois panneaux, et la place aussi."


@dataclass
class Newspaper:
    """The newspaper's own site: one page, the example's, and its sign-in."""

    url: str = ""
    charte: str = ""
    reader: dict[str, object] | None = None  # who is signed in there
    html: str = (EXAMPLE / "index.html").read_text("utf-8")

    def application(self):
        site = Flask("newspaper")

        @site.get("/")
        def page():
            answer = Response(self.html.replace(ITS_CHARTE, self.charte), mimetype="text/html")
            answer.headers["Content-Security-Policy"] = (
                f"default-src 'none'; style-src 'self'; connect-src 'self'; "
                f"script-src {self.charte}; frame-src {self.charte}"
            )
            return answer

        @site.get("/style.css")
        def style():
            return Response((EXAMPLE / "style.css").read_text("utf-8"), mimetype="text/css")

        @site.get("/jeton")
        def signed_token():
            return token(self.reader) if self.reader else Response(status=401)

        @site.get("/connexion")
        def sign_in():
            return redirect(request.args["next"]) if "next" in request.args else "Qui êtes-vous ?"

        return site


def served(application, port):
    server = make_server(
        "127.0.0.1", port, application, threaded=True, request_handler=SilentHandler
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def newspaper(live_server):
    site, port = Newspaper(), free_port()
    host = served(site.application(), 0)
    site.url, site.charte = f"http://127.0.0.1:{host.port}", f"http://127.0.0.1:{port}"
    ours = {"public_url": site.charte, "sites": site.url, "sso_name": "Le Journal"}
    settings = live_server.runtime.settings.model_copy(update=ours | {"sso_secret": SECRET})
    charte = served(create_app(replace(live_server.runtime, settings=settings)), port)
    yield site
    for server in (host, charte):
        server.shutdown()
        server.server_close()


def frame_of(page):
    page.wait_for_selector("iframe")
    frame = page.frames[-1]
    frame.wait_for_selector(".composer")
    return frame


def assert_it_fits(page, frame):
    """The frame is as tall as what is in it."""
    page.wait_for_function(
        "height => Math.abs(document.querySelector('iframe').clientHeight - height) < 2",
        arg=frame.evaluate("Math.ceil(document.documentElement.getBoundingClientRect().height)"),
    )
    overflow = "document.documentElement.scrollHeight - document.documentElement.clientHeight"
    assert frame.evaluate(overflow) <= 0


@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_with_a_strict_policy_shows_the_comments(page, newspaper, width):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(newspaper.url)
    frame = frame_of(page)
    assert frame.locator(".comment-body").inner_text() == CLEAN
    assert page.locator("#comments").count() == 0
    assert_it_fits(page, frame)
    assert page.context.cookies() == []
    frame.fill("#body", "Une ligne\n" * 40)
    assert_it_fits(page, frame)
    assert [one for one in complaints if "Content Security" in one or "Refused" in one] == []
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []


def test_a_comment_is_written_in_the_frame_and_what_stands_in_its_way_shown_there(page, newspaper):
    page.goto(newspaper.url)
    frame = frame_of(page)
    frame.fill("#author_name", "Rita Favre")
    frame.fill("#author_email", "rita@example.org")
    frame.fill("#body", REFUSED)
    frame.check("#accepted")
    frame.click("button[type=submit]:has-text('Publier')")
    frame.wait_for_selector("mark")
    assert page.url == newspaper.url + "/"
    assert "/cadre/fr/suivi/" in frame.url
    assert "connard" in " ".join(frame.locator("mark").all_inner_texts())
    # What the frame shows now is in view, though the form was far below.
    page.wait_for_function(
        "() => document.querySelector('iframe').getBoundingClientRect().top >= -1"
    )


def test_the_page_around_decides_on_the_look(page, newspaper):
    page.emulate_media(color_scheme="light")
    page.goto(newspaper.url)
    frame = frame_of(page)
    link = frame.locator(".colophon a").first
    expect(link).to_have_css("color", "rgb(122, 31, 61)")
    page.emulate_media(color_scheme="dark")
    expect(link).to_have_css("color", "rgb(240, 166, 189)")
    # A switch on the page, whatever the system says.
    page.evaluate("document.documentElement.style.colorScheme = 'light'")
    expect(link).to_have_css("color", "rgb(122, 31, 61)")
    expect(frame.locator("textarea")).to_have_css("background-color", "rgb(255, 255, 255)")


def claims(newspaper, **more):
    now = int(time.time())
    told = {"sub": "7", "name": "Rita Favre", "email": "rita@example.org", "email_verified": True}
    told |= {"aud": newspaper.charte, "iat": now, "exp": now + 60, "jti": f"{now}"}
    return told | more


def with_token(newspaper):
    newspaper.html = newspaper.html.replace(
        'data-lang="fr"', 'data-lang="fr" data-token="/jeton" data-login="/connexion"'
    )


def test_whoever_is_signed_in_at_the_newspaper_writes_under_their_name(page, newspaper):
    with_token(newspaper)
    newspaper.reader = claims(newspaper)
    page.goto(newspaper.url)
    frame = frame_of(page)
    frame.fill("#body", WORDS)
    frame.click("button:has-text('Continuer avec Le Journal')")
    frame.wait_for_selector(".signed-by:has-text('Rita Favre')")
    assert frame.input_value("#body") == WORDS
    frame.check("#accepted")
    frame.click("button[type=submit]:has-text('Publier')")
    frame.wait_for_selector("text=Votre commentaire est publié")


def test_whoever_is_not_signed_in_there_is_led_to_its_sign_in(page, newspaper):
    with_token(newspaper)
    page.goto(newspaper.url)
    frame_of(page).click("button:has-text('Continuer avec Le Journal')")
    page.wait_for_url("**/connexion")


def test_without_a_token_there_is_no_such_button(page, newspaper):
    page.goto(newspaper.url)
    assert not frame_of(page).locator("button:has-text('Le Journal')").is_visible()


def test_a_reader_comes_in_by_another_window_and_finds_themselves_in_the_frame(page, newspaper):
    page.goto(newspaper.url)
    frame = frame_of(page)
    frame.fill("#body", WORDS)
    with page.context.expect_page() as opened:
        frame.click(".ways-in a:has-text('Se connecter')")
    window = opened.value
    assert "/cadre" not in window.url
    window.fill("#email", "amir.haddad@example.org")
    window.fill("#password", PASSWORD)
    window.click("main button")
    window.wait_for_url("**/article/exemple*")
    window.close()
    page.bring_to_front()
    # Headless windows are never hidden: what the browser tells on coming back is told here.
    frame.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    frame.wait_for_selector(".signed-by:has-text('Amir Haddad')")
    assert frame.input_value("#body") == WORDS


def test_another_site_shows_nothing_of_it(page, newspaper, live_server):
    blocked = []
    page.on("console", lambda message: blocked.append(message.text))
    other = Newspaper(charte=newspaper.charte)
    server = served(other.application(), 0)
    page.goto(f"http://127.0.0.1:{server.port}")
    page.wait_for_selector("iframe")
    page.wait_for_timeout(300)
    assert any("frame-ancestors" in one for one in blocked)
    assert page.frames[-1].locator(".composer").count() == 0
    server.shutdown()
    server.server_close()


def test_without_a_script_there_is_a_link(browser, newspaper):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(newspaper.url)
    page.click("text=Lire et écrire les commentaires")
    assert page.url == f"{newspaper.charte}/article/exemple"
    context.close()
