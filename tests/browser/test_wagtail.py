"""The example of examples/wagtail: a real Wagtail publishes articles, a real browser comments on them."""

import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect
from selectolax.lexbor import LexborHTMLParser

from moderation.app import create_app
from moderation.core.casework import CommentFilter
from moderation.core.decision import Action
from moderation.core.key import Scope
from moderation.core.person import Role
from moderation.errors import NotFound
from moderation.runtime import Runtime
from moderation.services import casework, keys, pace, review
from moderation.services.submission import find_article
from moderation.settings import Settings
from moderation.storage import people
from tests.browser.test_embedding import WORDS, frame_of, served
from tests.charters import with_sample
from tests.classifiers import FixedClassifier
from tests.conftest import AMBIGUOUS, ANSWERS, REFUSED, hire, installed
from tests.servers import START_SECONDS, free_port
from tests.test_single_sign_on import SECRET

pytestmark = pytest.mark.browser

EXAMPLE = Path(__file__).parents[2] / "examples" / "wagtail"


@dataclass
class Charte:
    """The service that the site asks, at one address, answering or not."""

    runtime: Runtime
    port: int
    _server: object = None

    def start(self):
        self._server = served(create_app(self.runtime), self.port)

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def article(self, number):
        """What is known here of the page *number* of the site; None if nothing is."""
        try:
            return find_article(self.runtime, f"wagtail-{number}")
        except NotFound:
            return None


@dataclass
class Site:
    """A Wagtail under way, filled by its own command."""

    folder: Path
    url: str
    environment: dict[str, str]
    passwords: dict[str, str] = field(default_factory=dict)
    admin: httpx.Client | None = None

    def manage(self, *arguments):
        """Run `manage.py …`; what it prints."""
        command = [sys.executable, "manage.py", *arguments]
        ran = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    def enter(self):
        """Sign the editor in."""
        self.admin = httpx.Client(base_url=self.url, follow_redirects=True, timeout=60)
        told = {"username": "redaction", "password": self.passwords["redaction"]}
        entered = self.send("/admin/login/", **told)
        assert "/login" not in entered.url.path

    def send(self, path, **changes):
        """Send the page's form with *changes* as an editor does; None clears a field."""
        page = LexborHTMLParser(self.admin.get(path).text)
        form = page.css_first("#page-edit-form") or page.css_first("form")
        values = {}
        for one in form.css("input[name], textarea[name]"):
            told = one.attributes
            if told.get("type") not in ("checkbox", "radio", "submit"):
                text = one.text() if one.tag == "textarea" else told.get("value")
                values[told["name"]] = text or ""
            elif "checked" in told:
                values[told["name"]] = told.get("value", "on")
        values |= changes
        return self.admin.post(path, data={k: v for k, v in values.items() if v is not None})

    def publish(self, number, **changes):
        """Publish the page *number* anew, with *changes*; what the editor then reads."""
        changes |= {"action-publish": "action-publish"}
        answer = self.send(f"/admin/pages/{number}/edit/", **changes)
        assert answer.status_code == 200
        return answer.text


@pytest.fixture(scope="module")
def charte(installation, tmp_path_factory):
    port, site = free_port(), free_port()
    settings = Settings(
        home=tmp_path_factory.mktemp("charte"),
        secret_key="s" * 32,
        model="none",
        public_url=f"http://127.0.0.1:{port}",
        sites=f"http://127.0.0.1:{site}",
        sso_name="Le Journal",
        sso_secret=SECRET,
    )
    prepared = installed(installation, settings)
    runtime = replace(
        prepared,
        charter=with_sample(prepared.charter, 0.0),
        classifier=FixedClassifier(ANSWERS),
        clock=lambda: datetime.now(UTC),
    )
    charte = Charte(runtime, port)
    charte.start()
    yield charte
    charte.stop()
    runtime.database.close()


@pytest.fixture(scope="module")
def site(browser, charte, tmp_path_factory):
    """One Wagtail for all of them, set up by the commands of its README."""
    folder = tmp_path_factory.mktemp("wagtail") / "site"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("*.sqlite3", "__pycache__"))
    settings = charte.runtime.settings
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {
        "CHARTE_URL": settings.public_url,
        "CHARTE_KEY": keys.issue_api_key(charte.runtime, "Wagtail", scopes={Scope.SUBMIT}).secret,
        "CHARTE_SSO_SECRET": SECRET,
        "SITE_URL": settings.sites,
    }
    site = Site(folder, settings.sites, environment)
    site.manage("migrate", "-v0")
    site.passwords = dict(line.split() for line in site.manage("try_out").splitlines()[:2])
    port = site.url.rpartition(":")[2]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", "--noreload", "--skip-checks", port],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            _wait(int(port), process)
            site.enter()
            yield site
        finally:
            if site.admin:
                site.admin.close()
            process.kill()
            process.wait()


def _wait(port, process):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("Wagtail did not start")


@pytest.fixture
def number(site):
    """The number of the page that is in the site."""
    page = LexborHTMLParser(httpx.get(f"{site.url}/budget/").text)
    key = page.css_first("[data-article]").attributes["data-article"]
    return int(key.removeprefix("wagtail-"))


def test_what_is_published_is_known_to_charte(site, charte, number):
    known = charte.article(number)
    assert (known.title, known.language, known.is_open) == ("Le budget passe la rampe", "fr", True)
    assert known.url == f"{site.url}/budget/"
    answer = site.publish(number, title="Le budget passe « largement » la rampe")
    assert charte.article(number).title == "Le budget passe « largement » la rampe"
    assert charte.article(number).is_open
    assert "Charte" not in answer


def test_closed_in_wagtail_is_closed_in_charte_until_it_is_opened(site, charte, number):
    site.publish(number, comments_open=None)
    assert not charte.article(number).is_open
    site.publish(number, comments_open="on")
    assert charte.article(number).is_open


def run_at_the_desk(charte, number, *, by, is_open):
    """Close or open an article as somebody of the newsroom does."""
    runtime = charte.runtime
    with runtime.database.read() as session:
        senior = people.person_by_email(session, by)
    before = pace.open_run(runtime, f"wagtail-{number}").article
    run = pace.Run(**{one.name: getattr(before, one.name) for one in fields(pace.Run)})
    pace.run_article(runtime, senior, before.key, replace(run, is_open=is_open))


def test_what_the_newsroom_closes_stays_closed_when_the_page_is_published_anew(
    site, charte, number
):
    sara = hire(charte.runtime, "Sara", Role.SENIOR)
    run_at_the_desk(charte, number, by=sara, is_open=False)
    site.publish(number, title="Le budget, corrigé")
    known = charte.article(number)
    assert (known.title, known.is_open) == ("Le budget, corrigé", False)
    site.publish(number, comments_open=None)
    run_at_the_desk(charte, number, by=sara, is_open=True)
    site.publish(number, title="Le budget, corrigé deux fois")
    assert charte.article(number).is_open
    site.publish(number, comments_open="on")
    site.publish(number, comments_open=None)
    assert not charte.article(number).is_open
    site.publish(number, comments_open="on")
    assert charte.article(number).is_open


def test_what_is_taken_back_takes_no_comments(site, charte, number):
    # A draft from before remembers nothing of what Charte is told meanwhile.
    site.send(f"/admin/pages/{number}/edit/", title="Le budget, un brouillon")
    site.send(f"/admin/pages/{number}/unpublish/")
    assert httpx.get(f"{site.url}/budget/").status_code == 404
    assert not charte.article(number).is_open
    site.publish(number)
    assert charte.article(number).is_open


def test_publishing_goes_on_without_charte_which_is_told_later(site, charte, number):
    charte.stop()
    try:
        answer = site.publish(number, title="Charte est en panne")
    finally:
        charte.start()
    assert "Charte n’a pas pu en être informée" in answer
    assert "<h1>Charte est en panne</h1>" in httpx.get(f"{site.url}/budget/").text
    assert charte.article(number).title != "Charte est en panne"
    assert "Charte est en panne" in site.manage("tell_charte")
    assert charte.article(number).title == "Charte est en panne"


def test_nobody_has_a_token_who_is_not_signed_in(site):
    answer = httpx.get(f"{site.url}/jeton")
    assert (answer.status_code, answer.text) == (401, "")


def write(page, site, text):
    """Write a comment in the frame, as a reader who is signed in there; the frame with the answer."""
    page.goto(f"{site.url}/budget/")
    frame = frame_of(page)
    frame.fill("#body", text)
    frame.check("#accepted")
    frame.click("button[type=submit]:has-text('Publier')")
    frame.wait_for_url("**/suivi/**")
    return frame


def test_a_reader_of_the_site_signs_in_and_writes(page, site, charte):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{site.url}/budget/")
    frame_of(page).click("button:has-text('Continuer avec Le Journal')")
    page.wait_for_url("**/connexion/?next=/budget/")
    page.fill("#id_username", "rita")
    page.fill("#id_password", site.passwords["rita"])
    page.click("main button")
    page.wait_for_url("**/budget/")
    frame = frame_of(page)
    frame.fill("#body", WORDS)
    frame.click("button:has-text('Continuer avec Le Journal')")
    frame.wait_for_selector(".signed-by:has-text('Rita Favre')")
    assert frame.input_value("#body") == WORDS
    frame.check("#accepted")
    frame.click("button[type=submit]:has-text('Publier')")
    frame.wait_for_selector("text=Votre commentaire est publié")
    page.goto(f"{site.url}/budget/")
    expect(frame_of(page).locator(".comment-body")).to_have_text(WORDS)
    assert [one for one in complaints if "Content Security" in one or "Refused" in one] == []
    # What the charter refuses comes back with the words, what it doubts waits for a moderator.
    refused = write(page, site, REFUSED)
    expect(refused.locator("mark").first).to_contain_text("connard")
    held = write(page, site, AMBIGUOUS)
    expect(held.locator("main")).to_contain_text("attend")
    page.goto(f"{site.url}/budget/")
    expect(frame_of(page).locator(".comment-body")).to_have_count(1)
    approve_what_waits(charte.runtime)
    page.goto(f"{site.url}/budget/")
    expect(frame_of(page).locator(".comment-body").first).to_have_text(AMBIGUOUS)


def approve_what_waits(runtime):
    hire(runtime, "Mona", Role.MODERATOR)
    with runtime.database.read() as session:
        mona = people.person_by_email(session, "mona@example.org")
    (waiting,) = casework.list_comments(runtime, CommentFilter(waits=True), after=None, limit=2)
    review.decide(
        runtime,
        mona,
        waiting.comment.public_id,
        seen=waiting.comment.version,
        action=Action.APPROVE,
    )
