"""Whatever fails on the way: no word is lost, none is doubled, and the page says what happens."""

import re
import signal
import sqlite3
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from moderation.runtime import past_charter
from moderation.storage import charters
from moderation.storage.database import Database
from tests.browser.conftest import n_stored
from tests.classifiers import FixedClassifier
from tests.conftest import ANSWERS, PASSWORD
from tests.servers import serving

pytestmark = pytest.mark.browser

TEXT = "Le passage sous voies devrait rester ouvert la nuit."

UNSENT = "Votre commentaire n’a pas pu être transmis. Veuillez réessayer."

#: What the page says while it waits, and at the end, in each language.
SENTENCES = {
    "fr": ("Connexion perdue. Votre commentaire partira dès qu’elle revient.", UNSENT),
    "de": (
        "Verbindung unterbrochen. Ihr Kommentar geht ab, sobald sie wieder da ist.",
        "Ihr Kommentar konnte nicht übermittelt werden. Bitte versuchen Sie es noch einmal.",
    ),
    "it": (
        "Connessione interrotta. Il suo commento partirà appena torna.",
        "Il suo commento non ha potuto essere trasmesso. Riprovi.",
    ),
    "en": (
        "Connection lost. Your comment will be sent as soon as it is back.",
        "Your comment could not be sent. Please try again.",
    ),
}

SAID = "#sending-said"

#: Shows one of the sentences as the script would.
SHOW = """([name, isFailure]) => {
  sending.children[1].textContent = sending.dataset[name];
  sending.children[2].hidden = isFailure || name === "stopped";
  sending.children[1].classList.toggle("problems", isFailure);
}"""

#: More than all the waits between tries, in milliseconds.
PATIENCE = 200_000


@pytest.fixture
def article(live_server):
    return f"{live_server.url}/article/exemple"


@pytest.fixture
def unscripted(browser):
    """A window of somebody whose browser runs no script."""
    context = browser.new_context(locale="fr-CH", java_script_enabled=False)
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def fill(page, address, body=TEXT, author_email="amir@example.org"):
    page.goto(address)
    page.fill("#author_name", "Amir Haddad")
    page.fill("#author_email", author_email)
    page.fill("#body", body)
    page.check("#accepted")


def publish(page):
    page.click("#commenter button[type=submit]")


def wait_until_said(page, sentence):
    page.wait_for_function(
        "([place, text]) => document.querySelector(place).textContent === text",
        arg=[SAID, sentence],
    )


def posts(page):
    """Give the list of sendings, as it grows."""
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    return sent


def serve(live_server, **parts):
    """Let the application run on other *parts* of a runtime from now on."""
    live_server.app.extensions["charte"] = replace(live_server.runtime, **parts)


def arrived(page, live_server):
    """The author reaches their page, and the comment is there once."""
    page.wait_for_url("**/suivi/**")
    assert page.is_visible("[data-accepted]")
    assert n_stored(live_server.runtime, TEXT) == 1
    if page.evaluate("Boolean(window.localStorage)"):
        assert page.evaluate("localStorage.length") == 0


def test_offline_the_comment_waits_and_goes_by_itself(page, article, live_server):
    fill(page, article)
    page.context.set_offline(True)
    publish(page)
    wait_until_said(page, "Connexion perdue. Votre commentaire partira dès qu’elle revient.")
    assert page.get_attribute(SAID, "role") == "status"
    assert page.evaluate("document.activeElement.type") == "submit"  # the focus stays where it was
    assert page.input_value("#body") == TEXT
    assert page.evaluate("body.readOnly")  # what is on its way is not changed
    page.context.set_offline(False)
    arrived(page, live_server)


def test_a_try_that_fails_is_repeated_with_a_bound_then_left_to_the_reader(
    page, article, live_server
):
    page.clock.install()
    fill(page, article)
    sent = posts(page)
    page.route("**/article/exemple", lambda route: route.abort())
    publish(page)
    for _ in range(6):
        page.wait_for_function(
            f"() => /perdue|pas pu/.test(document.querySelector('{SAID}').textContent)"
        )
        page.clock.fast_forward(PATIENCE)
    wait_until_said(page, UNSENT)
    page.clock.fast_forward(PATIENCE)
    assert len(sent) == 6
    assert page.evaluate("document.activeElement.id") == "sending-said"
    assert page.get_attribute("#sending-said", "class") == "problems"
    assert page.input_value("#body") == TEXT
    assert page.evaluate("!body.readOnly")
    assert page.is_hidden("#sending-ways")
    page.unroute("**/article/exemple")
    publish(page)
    arrived(page, live_server)


def test_the_reader_may_send_by_hand_or_stop(page, article, live_server):
    fill(page, article)
    sent = posts(page)
    page.route("**/article/exemple", lambda route: route.abort())
    publish(page)
    page.focus("#sending-now")
    page.keyboard.press("Enter")
    page.wait_for_function(f"() => /perdue/.test(document.querySelector('{SAID}').textContent)")
    assert len(sent) == 2
    assert page.evaluate("document.activeElement.id") == "sending-now"
    page.focus("#sending-stop")
    page.keyboard.press("Enter")
    wait_until_said(
        page,
        "Envoi arrêté. Votre texte est toujours là\u00a0; envoyé sans changement, il ne paraîtra pas deux fois.",
    )
    assert page.evaluate("document.activeElement.id") == "sending-said"
    assert page.evaluate("!body.readOnly")
    page.unroute("**/article/exemple")
    publish(page)
    arrived(page, live_server)


def test_whoever_reads_on_meanwhile_is_not_called_away(page, article, live_server):
    page.clock.install()
    fill(page, article)
    page.context.set_offline(True)
    publish(page)
    wait_until_said(page, SENTENCES["fr"][0])
    page.focus("#thread-title ~ .order a, .comment a")
    serve(live_server, random=fail)
    page.context.set_offline(False)
    wait_until_said(page, UNSENT)
    assert page.evaluate("document.activeElement.closest('.thread') !== null")


def test_an_answer_lost_on_the_way_doubles_nothing(page, article, live_server):
    fill(page, article)

    def lose(route):
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.route("**/article/exemple", lose, times=1)
    publish(page)
    wait_until_said(page, SENTENCES["fr"][0])
    assert n_stored(live_server.runtime, TEXT) == 1
    arrived(page, live_server)


def test_an_answer_lost_with_the_window_doubles_nothing(page, article, live_server):
    fill(page, article)

    def lose(route):
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.route("**/article/exemple", lose)
    publish(page)
    wait_until_said(page, SENTENCES["fr"][0])
    page.close()
    window = page.context.new_page()
    window.goto(article)
    assert window.input_value("#body") == TEXT
    window.fill("#author_email", "amir@example.org")
    window.check("#accepted")
    publish(window)
    arrived(window, live_server)


def test_a_server_that_takes_the_comment_and_dies_is_found_again(page, tmp_path):
    with serving(tmp_path, CHARTE_MODEL="none") as server:
        fill(page, f"{server.url}/article/exemple")

        def die(route):
            route.fetch(max_redirects=0)
            server.stop(signal.SIGKILL)
            route.abort("connectionreset")

        page.route("**/article/exemple", die, times=1)
        publish(page)
        wait_until_said(page, SENTENCES["fr"][0])
    with serving(tmp_path, CHARTE_MODEL="none", PORT=server.url.rsplit(":", 1)[1]):
        page.click("#sending-now")
        page.wait_for_url("**/suivi/**")
        with sqlite3.connect(tmp_path / "charte.db") as database:
            query = "SELECT count(*) FROM comment WHERE body = ?"
            assert database.execute(query, [TEXT]).fetchone() == (1,)


class SlowOnce(FixedClassifier):
    """Answers its first question only when it is let go."""

    def __init__(self):
        super().__init__(ANSWERS)
        self.is_asked, self.may_answer = threading.Event(), threading.Event()

    def probabilities(self, texts):
        if not self.is_asked.is_set():
            self.is_asked.set()
            self.may_answer.wait(30)
        return super().probabilities(texts)


def test_an_answer_that_tarries_is_given_up_and_the_comment_not_doubled(page, article, live_server):
    page.clock.install()
    fill(page, article)
    classifier = SlowOnce()
    serve(live_server, classifier=classifier)
    publish(page)
    assert classifier.is_asked.wait(10)
    page.clock.fast_forward(21_000)
    wait_until_said(
        page,
        "La réponse tarde. Votre commentaire va être renvoyé\u00a0; il ne paraîtra pas deux fois.",
    )
    assert page.input_value("#body") == TEXT
    page.clock.fast_forward(3_000)
    arrived(page, live_server)
    classifier.may_answer.set()
    page.goto(article)
    assert n_stored(live_server.runtime, TEXT) == 1


def test_too_many_from_one_address_wait_for_as_long_as_the_server_says(
    page, article, live_server, unscripted
):
    page.clock.install()
    for number in range(30):
        fill(unscripted, article, f"Remarque numéro {number}.", f"reader{number}@example.org")
        publish(unscripted)
    # Without a script, the form comes back with the text in it.
    fill(unscripted, article, "Encore un mot.")
    publish(unscripted)
    told = unscripted.inner_text(".problems")
    assert told == f"{UNSENT} Attendez 1 minute, puis essayez encore une fois."
    assert unscripted.input_value("#body") == "Encore un mot."

    fill(page, article)
    with page.expect_response(lambda answer: answer.request.method == "POST") as caught:
        publish(page)
    assert caught.value.status == 429
    seconds = int(caught.value.headers["retry-after"])
    assert 2 < seconds <= 61
    wait_until_said(
        page,
        "Beaucoup d’envois à la fois. Votre commentaire repartira de lui-même dans un instant.",
    )
    sent = posts(page)
    page.clock.fast_forward((seconds - 2) * 1000)
    assert sent == []
    serve(live_server, clock=lambda: datetime.now(UTC) + timedelta(seconds=seconds))
    page.clock.fast_forward(3_000)
    arrived(page, live_server)


def test_when_the_database_is_out_of_reach_the_comment_goes_once_it_is_back(
    page, article, live_server, tmp_path, unscripted
):
    page.clock.install()
    fill(page, article)
    fill(unscripted, article)
    away = Database(f"sqlite:///{tmp_path}/away/charte.db")
    serve(live_server, database=away)
    publish(unscripted)
    assert unscripted.inner_text(".problems") == UNSENT
    assert unscripted.input_value("#body") == TEXT
    publish(page)
    wait_until_said(
        page,
        "Le service ne répond pas en ce moment. Votre commentaire repartira de lui-même dans un instant.",
    )
    assert page.input_value("#body") == TEXT
    serve(live_server)
    page.clock.fast_forward(12_000)
    arrived(page, live_server)
    away.close()


def fail(n_bytes):
    raise OSError("no randomness")


def test_an_error_of_ours_keeps_the_text(page, article, live_server, unscripted):
    fill(page, article)
    fill(unscripted, article)
    serve(live_server, random=fail)
    for window, place in (page, SAID), (unscripted, ".problems"):
        publish(window)
        window.wait_for_selector(".problems")
        assert window.inner_text(place).strip() == UNSENT
        assert window.input_value("#body") == TEXT
        assert window.is_checked("#accepted")
    assert page.evaluate("document.activeElement.id") == "sending-said"
    serve(live_server)
    publish(page)
    arrived(page, live_server)


def test_a_text_beyond_what_the_server_takes_is_kept(page, article, live_server, unscripted):
    endless = "Je recommence. " * 20_000
    fill(page, article, endless)
    publish(page)
    wait_until_said(
        page,
        "Ce texte est bien trop long pour un commentaire. Il est toujours là\u00a0: raccourcissez-le, puis envoyez-le.",
    )
    assert page.evaluate("document.activeElement.id") == "sending-said"
    assert page.input_value("#body") == endless
    page.fill("#body", TEXT)
    publish(page)
    arrived(page, live_server)

    fill(unscripted, article, endless)
    publish(unscripted)
    assert "C’est trop long" in unscripted.inner_text("h1")
    unscripted.go_back()
    assert unscripted.input_value("#body") == endless


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without"])
def test_a_guest_whose_session_is_over_sends_all_the_same(
    page, article, live_server, unscripted, has_script
):
    window = page if has_script else unscripted
    fill(window, article)
    window.context.clear_cookies()
    publish(window)
    arrived(window, live_server)


def test_whoever_was_logged_out_meanwhile_logs_in_and_finds_the_text(amir, live_server, article):
    page = amir
    page.goto(article)
    page.fill("#body", TEXT)
    page.check("#accepted")
    page.context.clear_cookies()
    publish(page)
    page.wait_for_selector(".problems")
    assert page.input_value("#body") == TEXT
    page.click("#commenter >> text=Se connecter")
    page.fill("#email", "amir.haddad@example.org")
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/article/exemple**")
    assert page.input_value("#body") == TEXT
    page.check("#accepted")
    publish(page)
    arrived(page, live_server)
    assert "Votre commentaire est publié" in page.inner_text("h1")


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without"])
def test_a_charter_that_changed_meanwhile_is_asked_for_again(
    page, article, live_server, unscripted, has_script
):
    window = page if has_script else unscripted
    fill(window, article)
    runtime = live_server.runtime
    source = runtime.charter.source.replace('version = "1.0"', 'version = "1.1"')
    changed = replace(past_charter(source), automation=runtime.charter.automation)
    assert changed.digest != runtime.charter.digest
    with runtime.database.begin() as session:
        charters.keep_charter(session, changed, adopted_at=runtime.clock())
    serve(live_server, charter=changed)
    publish(window)
    window.wait_for_selector(".problems")
    told = window.inner_text(".problems").replace("\u00a0", " ")
    assert "Votre texte est conservé : veuillez relire la charte et l’accepter à nouveau." in told
    assert window.input_value("#body") == TEXT
    assert not window.is_checked("#accepted")
    if has_script:
        assert window.evaluate("document.activeElement.className") == "problems"
        window.click(".problems a")
        assert window.evaluate("document.activeElement.id") == "accepted"
    window.check("#accepted")
    publish(window)
    arrived(window, live_server)


@pytest.mark.parametrize("language", SENTENCES)
def test_each_language_says_it_and_nothing_moves(page, article, live_server, language):
    page.clock.install()
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        fill(page, f"{article}?lang={language}")
        heights = "[document.documentElement.scrollHeight, accepted.getBoundingClientRect().top + scrollY]"
        before = page.evaluate(heights)
        page.context.set_offline(True)
        publish(page)
        wait_until_said(page, SENTENCES[language][0])
        assert page.evaluate(heights) == before
        serve(live_server, random=fail)
        page.context.set_offline(False)
        wait_until_said(page, SENTENCES[language][1])
        assert page.evaluate(heights) == before
        serve(live_server)
        # Every sentence has room, and none is left in another language.
        for name, sentence in page.evaluate("({ ...sending.dataset })").items():
            page.evaluate(SHOW, [name, name in ("failure", "large")])
            assert page.evaluate(heights) == before, (name, width)
            assert language == "fr" or not re.search("Votre|Envoi|réponse", sentence), sentence
