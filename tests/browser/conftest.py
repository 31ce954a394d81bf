"""Debian's chromium on the real application, on a free port and a database of its own."""

import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import WSGIRequestHandler, make_server

from moderation.app import create_app
from moderation.core.comment import Draft
from moderation.core.person import Role
from moderation.runtime import Runtime
from moderation.services import submission
from moderation.services.links import outcome_token
from moderation.settings import Settings
from tests.charters import unsampled_file, with_sample
from tests.classifiers import FixedClassifier
from tests.conftest import AMBIGUOUS, ANSWERS, CLEAN, PASSWORD, REFUSED, hire, installed
from tests.servers import serving


class SilentHandler(WSGIRequestHandler):
    """Logs no request: addresses of authors' pages are secrets."""

    def log_request(self, *arguments):
        """Say nothing."""


@dataclass(frozen=True)
class Site:
    """The application under way, with something in it."""

    url: str
    app: Flask
    runtime: Runtime
    comments: dict[str, str]  # published, held, returned → public id

    def outcome(self, name):
        """Return the address of the author's page of a comment."""
        return f"{self.url}/suivi/{outcome_token(self.runtime, self.comments[name])}"


@pytest.fixture
def site_settings():
    """Settings of the site beside those that each has; a module may have others."""
    return {}


@pytest.fixture
def site_charter():
    """What the site's charter says otherwise than the shipped one; a module may have its own."""
    return {}


@pytest.fixture
def live_server(browser: Browser, installation, tmp_path_factory, site_settings, site_charter):
    """The application on a free port, with a published, a held and a returned comment."""
    home = tmp_path_factory.mktemp("home")
    settings = Settings(home=home, secret_key="s" * 32, model="none", **site_settings)
    prepared = installed(installation, settings)
    runtime = replace(
        prepared,
        charter=replace(with_sample(prepared.charter, 0.0), **site_charter),
        classifier=FixedClassifier(ANSWERS),
        clock=lambda: datetime.now(UTC),
    )
    hire(runtime, "Mona", Role.MODERATOR)
    hire(runtime, "Max", Role.MODERATOR)
    hire(runtime, "Amir Haddad", Role.READER)
    comments = {
        name: send(runtime, body)
        for name, body in (("published", CLEAN), ("held", AMBIGUOUS), ("returned", REFUSED))
    }
    app = create_app(runtime)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=SilentHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.port}", app, runtime, comments)
    server.shutdown()
    thread.join()
    server.server_close()
    runtime.database.close()


def send(runtime, body, *, name="Amir Haddad", answers=None, hours=1):
    earlier = replace(runtime, clock=lambda: datetime.now(UTC) - timedelta(hours=hours))
    draft = Draft(body, name, answers=answers)
    submitted = submission.submit_comment(
        earlier, "exemple", draft, idempotency_key=None, needs_acceptance=False
    )
    return submitted.comment.public_id


def n_stored(runtime, body):
    """Return how many comments with this *body* are stored."""
    with runtime.database.read() as session:
        query = "SELECT count(*) FROM comment WHERE body = ?"
        return session.connection().exec_driver_sql(query, (body,)).scalar()


@pytest.fixture(scope="session")
def server(browser: Browser, tmp_path_factory):
    """`charte serve` as an operator starts it, with the real classifier; tests share it."""
    home = tmp_path_factory.mktemp("served")
    with serving(home, CHARTE_CHARTER=str(unsampled_file(home))) as server:
        yield server


@pytest.fixture
def page(browser):
    """A window of a French-speaking Swiss; a script's error fails the test."""
    context = browser.new_context(locale="fr-CH")
    page = context.new_page()
    page.set_default_timeout(30_000)  # of a machine that does much else
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def desk(page, live_server):
    """A window in which Mona is at the desk."""
    log_in(page, live_server, "mona@example.org")
    page.wait_for_url("**/desk")
    return page


@pytest.fixture
def amir(page, live_server):
    """A window in which Amir is logged in."""
    log_in(page, live_server, "amir.haddad@example.org")
    page.wait_for_url("**/compte")
    return page


def decisions_of(page):
    """Return a list that grows with each decision that *page* sends, by its path."""
    sent = []

    def note(request):
        path = urlsplit(request.url).path
        if request.method == "POST" and path.endswith(("/decision", "/desk/lots")):
            sent.append(path)

    page.on("request", note)
    return sent


def log_in(page, live_server, address):
    """Log in with the password that everybody of the cast has."""
    page.goto(f"{live_server.url}/compte/connexion")
    page.fill("#email", address)
    page.fill("#password", PASSWORD)
    page.click("main button")
