"""The same pages in Debian's Firefox: readers and moderators, with scripts and without."""

import os

import pytest

from moderation.core.comment import Status
from tests.browser.firefox import ENTER, Window, firefox, firefox_path
from tests.browser.test_form import n_published
from tests.browser.test_keys import status
from tests.conftest import PASSWORD, REFUSED

pytestmark = pytest.mark.browser

TEXT = "Le funiculaire pourrait circuler plus tard le samedi."
SEND = "form[data-composer] button.button-main"


@pytest.fixture(scope="module")
def installed_firefox():
    """Every test of Firefox is skipped, and says so, where there is none."""
    if firefox_path() is None:
        if os.environ.get("TEST_EVERYTHING"):
            pytest.fail("Firefox is not installed, and no test may be skipped")
        pytest.skip("needs Firefox: apt-get install firefox-esr")


@pytest.fixture(scope="module")
def started(installed_firefox, tmp_path_factory):
    """One Firefox for all tests."""
    with firefox(tmp_path_factory.mktemp("profile")) as window:
        yield window


@pytest.fixture
def window(started):
    """A window in which nobody is logged in and no draft is kept."""
    started.forget()
    started.size(1280, 900)
    return started


def write(window: Window, live_server, body: str = TEXT) -> None:
    window.open(f"{live_server.url}/article/exemple")
    window.fill(author_name="Amir Haddad", author_email="amir@example.org", body=body)
    window.click("#accepted")


def test_a_guest_writes_and_the_draft_goes(window, live_server):
    write(window, live_server)
    assert window.text("#remaining-number") == "1’447"
    window.click(SEND)
    window.until_at("/suivi/")
    assert "Il reste à confirmer qui vous êtes" in window.text("h1")
    window.open(f"{live_server.url}/article/exemple")
    assert window.value("body") == ""


def test_a_draft_is_back_after_leaving_the_page(window, live_server):
    write(window, live_server)
    window.open(f"{live_server.url}/charte")
    window.open(f"{live_server.url}/article/exemple")
    assert window.value("body") == TEXT
    assert window.text("#draft-said").endswith(" est de retour.")


def test_who_has_an_account_logs_in_checks_and_publishes(window, live_server):
    before = n_published(live_server)
    log_in(window, live_server, "amir.haddad@example.org", "/compte")
    window.open(f"{live_server.url}/article/exemple")
    window.fill(body=REFUSED)
    window.click("button[name=check]")
    window.until(lambda: "connard" in window.text("#verification mark"))
    assert window.script("document.activeElement.id") == "verification"
    window.fill(body=TEXT)
    window.click("#accepted")
    window.click(SEND)
    window.until_at("/suivi/")
    assert "Votre commentaire est publié" in window.text("h1")
    assert n_published(live_server) == before + 1


def test_a_reader_answers_a_comment(window, live_server):
    log_in(window, live_server, "amir.haddad@example.org", "/compte")
    window.open(f"{live_server.url}/article/exemple")
    window.click(".comment footer a[href*=repondre]")
    window.until(lambda: "Réponse à Amir Haddad" in window.text(".answering"))
    window.fill(body=TEXT)
    window.click("#accepted")
    window.click(SEND)
    window.until_at("/suivi/")
    window.open(f"{live_server.url}/article/exemple")
    assert TEXT in window.text(".replies")


def test_a_returned_comment_shows_the_words_and_is_written_again(window, live_server):
    window.open(live_server.outcome("returned"))
    assert "connard" in window.text("mark")
    window.click("a[href*=reprendre]")
    window.until(lambda: window.value("body") == REFUSED)


def test_a_moderator_decides_with_one_key(window, live_server):
    log_in(window, live_server, "mona@example.org", "/desk")
    assert "est ambigu" in window.text(".body")
    window.press("a")
    window.until(lambda: "Annuler" in window.text(".undo"))
    assert status(live_server) is Status.PUBLISHED


def test_narrow_and_wide_nothing_is_cut_off(window, live_server):
    for width in (450, 1280):
        window.size(width, 800)
        for path in ("/article/exemple", "/charte", "/compte/connexion", "/confidentialite"):
            window.open(live_server.url + path)
            assert window.script(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            ), (path, width)


def test_without_a_script_nothing_is_missing(installed_firefox, live_server, tmp_path):
    with firefox(tmp_path, javascript__enabled=False) as window:
        window.open(f"{live_server.url}/article/exemple")
        window.click(SEND)
        window.until(lambda: window.text(".problems") != "")
        window.fill(author_name="Amir Haddad", author_email="amir@example.org", body=TEXT)
        window.click("#accepted")
        window.click(SEND)
        window.until_at("/suivi/")
        assert "Il reste à confirmer qui vous êtes" in window.text("h1")
        window.open(f"{live_server.url}/article/exemple/erreur")
        window.fill(words="Le funiculaire a 130 ans, et non 120.")
        window.click("button.button-main")
        window.until_at("/merci")


def log_in(window: Window, live_server, address: str, lands_at: str) -> None:
    window.open(f"{live_server.url}/compte/connexion")
    window.fill(email=address, password=PASSWORD)
    window.press(ENTER, "#password")
    window.until(lambda: window.script("location.pathname") == lands_at)
