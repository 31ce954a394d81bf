"""The pages in a frame: the same as elsewhere, for the newsroom's sites alone."""

import gzip
import re
from dataclasses import replace

import pytest

from moderation.app import create_app
from tests.conftest import CLEAN, Browser
from tests.test_accounts import stored

SITES = "https://www.journal.example https://m.journal.example"
FRAME = "/cadre/article/budget"


@pytest.fixture
def app(runtime):
    settings = runtime.settings.model_copy(update={"sites": SITES})
    app = create_app(replace(runtime, settings=settings))
    app.testing = True
    return app


def policy(page):
    return page.headers["Content-Security-Policy"]


def test_only_the_newsrooms_sites_may_frame_and_only_what_is_for_a_frame(rita):
    framed = rita.get(FRAME)
    assert policy(framed).endswith(
        "frame-ancestors https://m.journal.example https://www.journal.example"
    )
    for path in ("/article/budget", "/compte/connexion", "/desk", "/embed.js", "/api/openapi.json"):
        assert policy(rita.get(path)).endswith("frame-ancestors 'none'"), path


def test_a_frame_has_the_thread_and_the_form_and_nothing_around(rita):
    page = rita.get(FRAME)
    assert page.status_code == 200
    assert 'data-frame="/cadre"' in page.text
    for around in ("masthead", "Signaler une erreur", "Rédaction"):
        assert around not in page.text
        assert around in rita.get("/article/budget").text
    assert "Publier un nouveau commentaire" in page.text


def test_whoever_only_reads_in_a_frame_gets_no_cookie(rita):
    for path in (FRAME, "/cadre/de/article/budget", "/cadre/charte", "/embed.js"):
        assert "Set-Cookie" not in rita.get(path).headers, path


def test_every_link_and_form_of_a_frame_stays_in_it(rita):
    page = rita.get("/cadre/de/article/budget").text
    addresses = re.findall(r'(?:href|action|src)="(/[^"]*)"', page)
    assert len(addresses) > 5
    assert [one for one in addresses if not one.startswith("/cadre/de/")] == []


def test_a_comment_is_written_in_a_frame_and_its_outcome_shown_there(rita, runtime):
    sent = rita.write(CLEAN, article="budget", author_email="rita@example.org")
    assert sent.location.startswith("/suivi/")
    page = rita.get(FRAME)
    fields = {"author_name": "Rita Favre", "author_email": "rita@example.org", "accepted": "y"}
    sent = rita.send(page, FRAME, [*fields.items(), ("body", CLEAN + " Autrement dit.")])
    assert sent.location.startswith("/cadre/suivi/")
    told = rita.get(sent.location)
    assert told.status_code == 200
    assert "frame-ancestors https:" in policy(told)
    assert len(stored(runtime)) == 2


def test_the_page_around_says_the_language(rita):
    page = rita.get("/cadre/it/article/budget", headers={"Accept-Language": "de"}).text
    assert '<html lang="it"' in page
    assert '<html lang="de"' in rita.get(FRAME, headers={"Accept-Language": "de"}).text


def test_the_ways_in_and_the_desk_open_outside(rita, mona):
    told = rita.get("/cadre/compte/connexion?next=/cadre/article/budget")
    assert 'href="/compte/connexion?next=/article/budget" target="_blank"' in told.text
    for path in ("/cadre/desk", "/cadre/desk/decisions", "/cadre/compte/cles"):
        told = mona.get(path)
        assert "Ouvrir la fenêtre" in told.text
        assert "frame-ancestors https:" in policy(told)
    assert rita.client.post("/cadre/compte/connexion").status_code == 404
    assert rita.client.post("/cadre/api/v1/check", json={}).status_code == 404
    assert rita.get("/cadre/api/v1/promise").status_code == 404
    assert rita.client.post("/cadre/v1/moderations").status_code == 404
    assert rita.get("/cadre/nothing").status_code == 404
    assert rita.get("/cadre/xx/article/budget").status_code == 404


def test_without_sites_nothing_is_framed(runtime):
    browser = Browser(create_app(runtime))
    assert browser.get(FRAME).status_code == 404


def test_the_scripts_of_an_embedding_weigh_little(rita):
    whole = 0
    page = rita.get(FRAME).text
    for address in ["/embed.js", *re.findall(r'src="([^"]*\.js[^"]*)"', page)]:
        sent = rita.get(address, headers={"Accept-Encoding": "gzip"})
        assert sent.status_code == 200
        assert sent.headers["Content-Encoding"] == "gzip", address
        assert gzip.decompress(sent.data).startswith(b"//")
        whole += len(sent.data)
    assert whole < 20_000


def test_the_script_is_for_every_page(rita):
    script = rita.get("/embed.js")
    assert script.mimetype == "text/javascript"
    assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "max-age=3600" in script.headers["Cache-Control"]
