"""The cast, the clock, and the application on a database of its own.

Rita reads, Amir writes, Mona moderates, Max moderates too, Ada administers,
Eve attacks. What reaches the classifier is in `ANSWERS`; the rules are real.
"""

import html
import os
import re
import secrets
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from playwright.sync_api import sync_playwright
from werkzeug.datastructures import MultiDict

from moderation.app import create_app
from moderation.core.person import Role
from moderation.runtime import open_notifier
from moderation.services import submission
from moderation.services.installation import prepare
from moderation.settings import Settings
from moderation.storage import people
from moderation.storage.database import Database
from tests.charters import with_sample
from tests.classifiers import FixedClassifier
from tests.databases import ENGINES, fresh_database

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)

#: Words to which the classifier reacts; the rules know nothing of them.
ANSWERS = {
    "ambigu": {"violation": 0.6, "insult": 0.6},
}

CLEAN = "Le Grand Conseil a bien fait de reporter le vote : le rapport arrive en janvier."
AMBIGUOUS = "Votre argument est ambigu, et vous le savez aussi bien que moi"
REFUSED = "Vous n’êtes qu’un gros connard, relisez donc l’article."

PASSWORD = "une phrase que Mona retient"

TRANSLATIONS = Path(__file__).parent.parent / "moderation" / "translations"


class Clock:
    """Stands still until a test moves it."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def move(self, **ahead):
        self.now += timedelta(**ahead)


@pytest.fixture(scope="session", autouse=True)
def catalogues():
    """Compile the message catalogues as an installation does: none is older than its source."""
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            # Under its name only when it is whole: other tests run beside.
            fresh = compiled.with_suffix(f".{os.getpid()}")
            with source.open("rb") as po, fresh.open("wb") as mo:
                write_mo(mo, read_po(po))
            fresh.replace(compiled)


@pytest.fixture(scope="session")
def browser():
    """A browser; every test of it is skipped, and says so, where there is none."""
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("TEST_EVERYTHING"):
            pytest.fail("chromium is not installed, and no test may be skipped")
        pytest.skip("needs Debian's chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--accept-lang=fr-CH,fr"]
        )
        yield launched
        launched.close()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=ENGINES)
def database_url(request, tmp_path):
    with fresh_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture(scope="session")
def installation(tmp_path_factory):
    """An installation on SQLite, made once; tests take copies of its database."""
    home = tmp_path_factory.mktemp("installation")
    runtime = prepare(Settings(home=home, secret_key="s" * 32, model="none")).runtime
    runtime.database.close()
    return runtime


def installed(installation, settings):
    """Return what `prepare` makes of *settings*; on SQLite, by copying."""
    if not settings.resolved_database_url.startswith("sqlite"):
        return prepare(settings).runtime
    shutil.copy(installation.settings.home / "charte.db", settings.home / "charte.db")
    return replace(
        installation,
        settings=settings,
        database=Database(settings.resolved_database_url),
        notifier=open_notifier(settings),
    )


@pytest.fixture
def runtime(installation, database_url, tmp_path, clock):
    """What the product runs on, with an article to write under."""
    settings = Settings(home=tmp_path, database_url=database_url, secret_key="s" * 32, model="none")
    prepared = installed(installation, settings)
    runtime = replace(
        prepared,
        charter=with_sample(prepared.charter, 0.0),
        clock=clock,
        classifier=FixedClassifier(ANSWERS),
    )
    submission.put_article(runtime, key="budget", title="Le budget passe la rampe", url=None)
    yield runtime
    runtime.database.close()


@pytest.fixture
def app(runtime):
    app = create_app(runtime)
    app.testing = True
    return app


class Browser:
    """A person's browser: it fills in the forms that it was shown, as a person does."""

    def __init__(self, app):
        self.client = app.test_client()
        # Every browser says so of a form that its person was shown.
        self.client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"

    def get(self, path, **options):
        return self.client.get(path, buffered=True, **options)

    def send(self, page, action, fields, **options):
        """Send the form of *page* that goes to *action*, with its hidden fields and *fields*."""
        return self.client.post(
            action, data=MultiDict([*hidden_fields(page, action), *fields]), **options
        )

    def write(self, body, *, name="Amir Haddad", article="budget", accepted=True, **fields):
        """Fill in the comment form of an article and send it."""
        path = f"/article/{article}"
        filled = {"author_name": name, "body": body, **fields}
        filled |= {"accepted": "y"} if accepted else {}
        return self.send(self.get(path), path, filled.items())

    def log_in(self, email, password):
        page = self.get("/compte/connexion")
        return self.send(page, "/compte/connexion", [("email", email), ("password", password)])


def form_token(page):
    """Return the token that the forms of *page* carry."""
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]


def hidden_fields(page, action):
    """Return the hidden fields of the form of *page* that goes to *action*."""
    for form in re.findall(r"<form.*?</form>", page.text, re.DOTALL):
        if re.search(rf'action="{re.escape(action)}[?#"]', form) or "action=" not in form:
            names = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form)
            return [(attribute("name", tag), attribute("value", tag)) for tag in names]
    raise AssertionError(f"the page has no form for {action}")


def attribute(name, tag):
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


@pytest.fixture
def amir(app, runtime):
    """A reader who writes, logged in."""
    return signed_up(app, runtime, "Amir Haddad")


@pytest.fixture
def rita(app):
    """A reader who reads."""
    return Browser(app)


@pytest.fixture
def eve(app):
    """Somebody without any right, who tries."""
    return Browser(app)


def hire(runtime, name, role):
    """Add a person who has chosen their password."""
    address = f"{name.casefold().replace(' ', '.')}@example.org"
    with runtime.database.begin() as session:
        person = people.add_person(
            session,
            email=address,
            name=name,
            role=role,
            language="fr",
            password=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD),
            session_key=secrets.token_urlsafe(16),
            now=runtime.clock(),
        )
        people.password_is_own(session, person.id)
    return address


def person_of(runtime, email):
    """Return the person with this address."""
    with runtime.database.read() as session:
        return people.person_by_email(session, email)


def signed_up(app, runtime, name):
    """Return the browser of a reader with an account in this *name*, logged in."""
    browser = Browser(app)
    answer = browser.log_in(hire(runtime, name, Role.READER), PASSWORD)
    assert answer.status_code == 302, answer.text
    return browser


def at_the_desk(app, runtime, name, role):
    browser = Browser(app)
    answer = browser.log_in(hire(runtime, name, role), PASSWORD)
    assert answer.status_code == 302, answer.text
    return browser


@pytest.fixture
def mona(app, runtime):
    """A moderator, logged in."""
    return at_the_desk(app, runtime, "Mona", Role.MODERATOR)


@pytest.fixture
def max_(app, runtime):
    """Another moderator, logged in."""
    return at_the_desk(app, runtime, "Max", Role.MODERATOR)


@pytest.fixture
def ada(app, runtime):
    """An administrator, logged in."""
    return at_the_desk(app, runtime, "Ada", Role.ADMINISTRATOR)
