"""Connecting in a real browser: under our policy, to another site and back, and no word is lost."""

import threading
from dataclasses import replace

import pytest
from werkzeug.serving import make_server

from moderation.app import create_app
from moderation.web import providers
from moderation.web.providers import Endpoints
from tests.browser.conftest import SilentHandler
from tests.browser.test_access_axe import assert_everybody_can_use
from tests.providers import CLIENT_ID, SECRET, providing
from tests.servers import free_port

pytestmark = pytest.mark.browser

WORDS = "La gare mérite mieux que ces trois panneaux, et la place aussi."


@pytest.fixture
def facebook(monkeypatch):
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    with providing(is_facebook=True) as provider:
        provider.asks = True
        url = provider.url
        ours = Endpoints(f"{url}/authorize", f"{url}/token", f"{url}/me")
        monkeypatch.setattr(providers, "FACEBOOK", ours)
        yield provider


@pytest.fixture
def romandie():
    with providing() as provider:
        provider.asks = True
        yield provider


@pytest.fixture
def newspaper(live_server, facebook, romandie):
    """The address of the application, with both ways to connect."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    facebook.client.callback = f"{url}/compte/avec/facebook/retour"
    ours = {"public_url": url, "facebook_id": CLIENT_ID, "facebook_secret": SECRET}
    romandie.client.callback = f"{url}/compte/avec/oidc/retour"
    ours |= {"oidc_name": "Romandie", "oidc_url": romandie.url}
    ours |= {"oidc_id": CLIENT_ID, "oidc_secret": SECRET}
    settings = live_server.runtime.settings.model_copy(update=ours)
    app = create_app(replace(live_server.runtime, settings=settings))
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=SilentHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield url
    server.shutdown()
    thread.join()
    server.server_close()


def write(page, newspaper):
    page.goto(f"{newspaper}/article/exemple")
    page.fill("#author_name", "Rita Favre")
    page.fill("#body", WORDS)


def test_a_draft_survives_the_way_to_facebook_and_back(page, newspaper, facebook):
    write(page, newspaper)
    page.click("text=Continuer avec Facebook")
    # Whoever only read has no session: a page of ours asks first.
    page.wait_for_url("**/compte/avec/facebook?**")
    page.click("text=Continuer avec Facebook")
    page.wait_for_url(f"{facebook.url}/authorize**")
    page.click("text=Oui")
    page.wait_for_url("**/compte/avec/facebook/compte")
    assert "Votre nom signe vos commentaires" in page.inner_text("h1")
    page.goto(f"{newspaper}/article/exemple")
    assert page.input_value("#body") == WORDS


def test_a_draft_survives_a_facebook_that_fails(page, newspaper, facebook):
    write(page, newspaper)
    facebook.is_refused = True
    page.click("text=Continuer avec Facebook")
    page.wait_for_url("**/compte/avec/facebook?**")
    page.click("text=Continuer avec Facebook")
    page.click("text=Oui")
    page.wait_for_url("**/compte/avec/facebook/echec**")
    assert page.inner_text("h1") == "La connexion avec Facebook a échoué. Veuillez réessayer."
    assert_everybody_can_use(page)
    page.click("text=Revenir à la page")
    page.wait_for_url("**/article/exemple**")
    assert page.input_value("#body") == WORDS


def test_a_comment_that_was_sent_stands_where_facebook_failed(page, newspaper, facebook):
    write(page, newspaper)
    page.fill("#author_email", "rita@example.org")
    page.check("#accepted")
    page.click("text=Publier le commentaire")
    page.wait_for_url("**/suivi/**")
    facebook.answers["/token"] = ("", 503)
    page.click("text=Continuer avec Facebook")
    page.click("text=Oui")
    page.wait_for_url("**/compte/avec/facebook/echec**")
    assert WORDS in page.inner_text("main")
    assert_everybody_can_use(page)
    page.click("text=Voir comment le confirmer")
    page.wait_for_url("**/suivi/**")


def test_everybody_can_use_the_pages_of_connecting(page, newspaper, facebook, romandie):
    for path in ("/compte/connexion", "/compte/nouveau", "/article/exemple", "/compte/avec/oidc"):
        page.goto(newspaper + path)
        assert_everybody_can_use(page)
    page.click("text=Continuer avec Romandie")
    page.click("text=Oui")
    page.wait_for_url("**/compte/avec/oidc/compte")
    assert_everybody_can_use(page)
    page.click("main button")
    page.wait_for_url("**/compte")
    assert page.inner_text("h1") == "Rita Favre"
    page.click("text=Ouvrir aussi avec Facebook")
    page.click("text=Oui")
    page.wait_for_url("**/compte/connexions/ajouter")
    assert_everybody_can_use(page)
    page.click("text=Oui, les deux sont à moi")
    page.wait_for_url("**/compte")
    assert_everybody_can_use(page)
    page.click("text=Se déconnecter")
    romandie.visitor["sub"] = "another"
    page.goto(f"{newspaper}/compte/connexion")
    page.click("text=Continuer avec Romandie")
    page.click("text=Oui")
    page.wait_for_url("**/compte/avec/oidc/compte")
    assert page.inner_text("h1") == "Vous avez déjà un compte"
    assert_everybody_can_use(page)
