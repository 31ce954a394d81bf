"""Guessing a password is slow from anywhere, and its owner gets in meanwhile."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from flask_limiter import RateLimitExceeded

from moderation.core.letter import HOURLY_LETTERS, LetterKind
from moderation.core.person import Role
from moderation.services import devices
from moderation.storage import letters
from moderation.web.throttle import (
    DEVICE_COOKIE,
    LOGIN_FROM_ADDRESS,
    LOGIN_FROM_ADDRESS_TO_ACCOUNT,
    LOGIN_FROM_DEVICE,
    LOGIN_TO_ACCOUNT,
    count_login,
)
from tests.conftest import PASSWORD, Browser, hire

LOGIN, FORGOTTEN, CHANGE = "/compte/connexion", "/compte/oubli", "/compte/mot-de-passe"


def most(limit):
    """Return the number of the last limit: "10/minute;60/hour" is 60."""
    return int(limit.split(";")[-1].partition("/")[0])


def at(app, address):
    browser = Browser(app)
    browser.client.environ_base["REMOTE_ADDR"] = address
    return browser


def known(app, email, address="198.51.100.1"):
    """Return a browser in which *email* has logged in before, and is logged out again."""
    browser = at(app, address)
    assert browser.log_in(email, PASSWORD).status_code == 302
    browser.send(browser.get("/desk"), "/compte/deconnexion", [])
    return browser


def attack(app, email, times):
    """Try *times* wrong passwords, each from an address of its own."""
    eve = Browser(app)
    page = eve.get(LOGIN)
    fields = [("email", email), ("password", "faux")]
    return [
        eve.send(page, LOGIN, fields, environ_base={"REMOTE_ADDR": f"203.0.113.{n}"}).status_code
        for n in range(times)
    ]


def is_counted(app, email, address):
    """Count an attempt as the form does, without the time that a password takes."""
    place = {"REMOTE_ADDR": address}
    with app.test_request_context(LOGIN, method="POST", environ_base=place):
        try:
            count_login(email)
        except RateLimitExceeded:
            return False
        return True


def use_up(app, email):
    """Let attackers from everywhere make all attempts that newcomers to *email* have."""
    for n in range(most(LOGIN_TO_ACCOUNT)):
        is_counted(app, email, f"203.0.113.{n}")
    assert not is_counted(app, email, "203.0.113.250")


@pytest.fixture
def mona_at(runtime):
    return hire(runtime, "Mona", Role.MODERATOR)


def test_many_addresses_against_one_account_are_stopped(app, mona_at):
    tried = attack(app, mona_at, most(LOGIN_TO_ACCOUNT) + 3)
    assert tried == [200] * most(LOGIN_TO_ACCOUNT) + [429] * 3
    # The right password would not help the guesser either.
    assert at(app, "203.0.113.251").log_in(mona_at, PASSWORD).status_code == 429


def test_the_owner_gets_in_meanwhile_from_a_browser_that_has_logged_in(app, mona_at):
    own = known(app, mona_at)
    attack(app, mona_at, most(LOGIN_TO_ACCOUNT) + 1)
    # From another address, too: the cookie tells the browser.
    own.client.environ_base["REMOTE_ADDR"] = "203.0.113.99"
    assert own.log_in(mona_at, PASSWORD).status_code == 302


def test_others_are_not_punished(app, runtime, mona_at):
    max_at = hire(runtime, "Max", Role.MODERATOR)
    use_up(app, mona_at)
    assert at(app, "198.51.100.7").log_in(max_at, PASSWORD).status_code == 302


def test_one_address_alone_shuts_nobody_out(app, mona_at, clock):
    eve = at(app, "203.0.113.5")
    tried = []
    for _ in range(5):
        tried += [eve.log_in(mona_at, "faux").status_code for _ in range(4)]
        clock.move(minutes=11)
    assert tried.count(200) == most(LOGIN_FROM_ADDRESS_TO_ACCOUNT)
    assert at(app, "198.51.100.7").log_in(mona_at, PASSWORD).status_code == 302


def test_one_address_cannot_try_account_after_account(app, clock):
    counted = []
    for minute in range(10):
        emails = [f"{minute}.{n}@example.org" for n in range(12)]
        counted += [is_counted(app, email, "203.0.113.5") for email in emails]
        clock.move(minutes=1)
    assert counted[:12] == [True] * 10 + [False] * 2
    assert sum(counted) == most(LOGIN_FROM_ADDRESS)


def test_after_an_hour_newcomers_may_again(app, mona_at, clock):
    use_up(app, mona_at)
    clock.move(minutes=59)
    assert at(app, "198.51.100.7").log_in(mona_at, PASSWORD).status_code == 429
    clock.move(minutes=1)
    assert at(app, "198.51.100.8").log_in(mona_at, PASSWORD).status_code == 302


def test_a_known_browser_may_not_guess_for_ever(app, mona_at):
    own = known(app, mona_at)
    tried = [own.log_in(mona_at, f"faux {n}").status_code for n in range(12)]
    assert tried == [200] * most(LOGIN_FROM_DEVICE) + [429] * 2


def test_to_be_known_for_one_account_helps_against_no_other(app, runtime, mona_at):
    eve = known(app, hire(runtime, "Eve", Role.MODERATOR))
    use_up(app, mona_at)
    assert eve.log_in(mona_at, PASSWORD).status_code == 429


@pytest.mark.parametrize(
    "made", ["", "x", "W10.sig", "é", "x" * 4000, pytest.param(None, id="signed elsewhere")]
)
def test_a_cookie_that_is_not_ours_is_no_cookie(app, runtime, mona_at, made):
    use_up(app, mona_at)
    if made is None:
        settings = runtime.settings.model_copy(update={"secret_key": "t" * 32})
        account = devices.account_key(runtime, mona_at)
        made = devices.remember(replace(runtime, settings=settings), None, account)
    eve = at(app, "203.0.113.252")
    eve.client.set_cookie(DEVICE_COOKIE, made)
    assert eve.log_in(mona_at, PASSWORD).status_code == 429


def test_a_browser_is_forgotten_in_the_end(app, mona_at, clock):
    own = known(app, mona_at)
    clock.move(days=devices.KNOWN_FOR.days)
    use_up(app, mona_at)
    assert own.log_in(mona_at, PASSWORD).status_code == 429


def test_people_who_share_a_computer_are_both_known(app, runtime, mona_at):
    max_at = hire(runtime, "Max", Role.MODERATOR)
    shared = known(app, mona_at)
    shared.log_in(max_at, PASSWORD)
    shared.send(shared.get("/desk"), "/compte/deconnexion", [])
    use_up(app, mona_at)
    assert shared.log_in(mona_at, PASSWORD).status_code == 302


@pytest.mark.parametrize(
    "spelling", ["MONA@EXAMPLE.ORG", " mona@example.org ", "ｍona@example.org"]
)
def test_another_spelling_is_the_same_account(app, mona_at, spelling):
    use_up(app, mona_at)
    assert at(app, "198.51.100.7").log_in(spelling, PASSWORD).status_code == 429


def test_an_open_session_is_no_place_to_guess_the_password(app, mona_at):
    own = at(app, "198.51.100.1")
    assert own.log_in(mona_at, PASSWORD).status_code == 302
    page = own.get(CHANGE)
    new = PASSWORD + " encore"
    guess = [("password", "faux"), ("new_password", new), ("new_password_confirm", new)]
    answers = [
        own.send(page, CHANGE, guess).status_code for _ in range(most(LOGIN_FROM_DEVICE) + 1)
    ]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_json_is_counted_as_well(app, mona_at):
    use_up(app, mona_at)
    eve = at(app, "203.0.113.252")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', eve.get(LOGIN).text)[1]
    for given in (mona_at, [mona_at], mona_at.upper()):
        answer = eve.client.post(
            LOGIN,
            json={"email": given, "password": PASSWORD},
            headers={"X-CSRFToken": token},
        )
        assert answer.status_code == 429, given
    assert eve.get("/desk").status_code == 303


def test_whether_there_is_an_account_makes_no_difference(app, mona_at):
    pages = []
    for email in (mona_at, "nobody@example.org"):
        use_up(app, email)
        pages.append(at(app, "198.51.100.9").log_in(email, "faux"))
    assert [page.status_code for page in pages] == [429, 429]
    assert pages[0].text == pages[1].text


def test_who_is_refused_reads_how_long_and_what_else_to_do(app, mona_at, clock):
    use_up(app, mona_at)
    clock.move(minutes=18)
    page = at(app, "198.51.100.7").log_in(mona_at, PASSWORD)
    assert "Trop d’essais" in page.text
    assert "Attendez 42 minutes" in page.text
    assert "vous vous êtes déjà connecté·e" in page.text
    assert int(page.headers["Retry-After"]) == 42 * 60


def test_the_cookie_is_kept_from_scripts_and_tells_no_address(app, mona_at):
    answer = at(app, "198.51.100.1").log_in(mona_at, PASSWORD)
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith(DEVICE_COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age=15552000" in cookie
    assert "mona" not in cookie


def test_a_failed_log_in_makes_no_browser_known(app, mona_at):
    answer = at(app, "198.51.100.1").log_in(mona_at, "faux")
    assert not any(DEVICE_COOKIE in c for c in answer.headers.getlist("Set-Cookie"))


def asks_for_a_link(app, email, address):
    browser = at(app, address)
    return browser.send(browser.get(FORGOTTEN), FORGOTTEN, [("email", email)])


def reset_links(runtime):
    with runtime.database.read() as session:
        due = letters.due_letters(session, now=runtime.clock(), limit=100)
    return [
        urlsplit(letter.facts["link"]).path
        for letter in due
        if letter.kind is LetterKind.RESET_PASSWORD
    ]


def test_a_mailbox_is_not_flooded_and_nobody_told_so(app, runtime, mona_at):
    answers = [asks_for_a_link(app, mona_at, f"203.0.113.{n}") for n in range(HOURLY_LETTERS + 3)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({re.sub('value="[^"]*"', "", answer.text) for answer in answers}) == 1
    assert len(reset_links(runtime)) == HOURLY_LETTERS


def test_while_others_guess_and_ask_for_links_the_owner_comes_in_by_one(app, runtime, mona_at):
    """From a browser that is not known: the letter shows whose account it is."""
    for n in range(HOURLY_LETTERS + 1):
        asks_for_a_link(app, mona_at, f"203.0.113.{n}")
    use_up(app, mona_at)
    new = at(app, "198.51.100.7")
    assert new.log_in(mona_at, PASSWORD).status_code == 429
    link = reset_links(runtime)[-1]
    changed = new.send(new.get(link), link, [("password", "une phrase toute neuve")])
    assert changed.status_code == 302
    assert new.log_in(mona_at, "une phrase toute neuve").status_code == 302


def test_a_link_that_is_none_makes_no_browser_known(app, mona_at):
    use_up(app, mona_at)
    eve = at(app, "198.51.100.7")
    assert eve.get("/compte/oubli/forged").status_code == 302
    assert eve.client.get_cookie(DEVICE_COOKIE) is None
