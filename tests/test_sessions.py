"""Sessions of accounts: listed, ended from elsewhere, over by themselves; each request asks."""

import re
from datetime import timedelta

import pytest

from moderation.core.login import device_words
from moderation.core.person import Role
from moderation.services import identity, retention
from moderation.storage import logins, people
from tests.conftest import NOW, PASSWORD, Browser, at_the_desk
from tests.storage.plans import plans_of, read_whole
from tests.test_access import passwords

PAGE = "/compte/sessions"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140 Safari/537.36",
            "Chrome, Linux",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Version/18 Safari/605",
            "Safari, macOS",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537.36 Edg/140", "Edge, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140 Safari/604",
            "Chrome, iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari/537.36", "Chrome, Android"),
        ("", ""),
        ("curl/8.5", ""),
    ],
)
def test_a_device_is_two_words(user_agent, words):
    assert device_words(user_agent) == words


@pytest.fixture
def elsewhere(app, mona):
    """Mona's other browser, in which she is logged in, too."""
    browser = Browser(app)
    browser.client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    browser.log_in("mona@example.org", PASSWORD)
    assert browser.get("/desk").status_code == 200
    return browser


def actions(page):
    return re.findall(r'action="(/compte/sessions/[^"]+)"', page.text)


def test_one_sees_where_one_is_logged_in_and_ends_it(mona, elsewhere):
    page = mona.get(PAGE)
    assert page.text.count("cette session") == 1
    assert "Firefox, Windows" in page.text
    end, _ = actions(page)
    assert mona.send(page, end, []).status_code == 303
    assert elsewhere.get("/desk").location.startswith("/compte/connexion")
    assert mona.get("/desk").status_code == 200
    assert "Firefox" not in mona.get(PAGE).text


def test_all_others_are_ended_at_once(app, mona, elsewhere):
    third = Browser(app)
    third.log_in("mona@example.org", PASSWORD)
    page = mona.get(PAGE)
    mona.send(page, f"{PAGE}/terminer-les-autres", [])
    assert elsewhere.get("/desk").status_code == third.get("/desk").status_code == 303
    assert actions(mona.get(PAGE)) == []


def test_nobody_ends_the_session_of_somebody_else(app, runtime, mona, elsewhere, max_):
    end, _ = actions(mona.get(PAGE))
    page = max_.get("/compte/mot-de-passe")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
    assert max_.client.post(end, data={"csrf_token": token}).status_code == 404
    assert elsewhere.get("/desk").status_code == 200


def test_a_session_that_is_logged_out_cannot_be_used_again(app, mona):
    kept = mona.client.get_cookie("charte").value
    mona.send(mona.get("/desk"), "/compte/deconnexion", [])
    thief = Browser(app)
    thief.client.set_cookie("charte", kept)
    assert thief.get("/desk").status_code == 303


def test_a_session_that_nobody_uses_is_over_and_goes(runtime, mona, elsewhere, clock):
    for _ in range(3):
        clock.move(days=15)
        assert mona.get("/desk").status_code == 200
    assert elsewhere.get("/desk").status_code == 303
    retention.retain(runtime)
    with runtime.database.read() as session:
        mona_ = people.person_by_email(session, "mona@example.org")
        rows = session.connection().exec_driver_sql("SELECT count(*) FROM login").scalar()
        assert rows == len(logins.logins_of(session, mona_.id, now=clock.now)) == 1


def test_that_it_is_used_is_noted_every_few_minutes_at_most(runtime, mona, clock):
    def seen():
        with runtime.database.read() as session:
            mona_ = people.person_by_email(session, "mona@example.org")
            return logins.logins_of(session, mona_.id, now=clock.now)[0].seen_at

    begun = seen()
    clock.move(minutes=4)
    mona.get("/desk")
    assert seen() == begun
    clock.move(minutes=1)
    mona.get("/desk")
    assert seen() == begun + timedelta(minutes=5)


def test_another_password_ends_the_others(runtime, mona, elsewhere):
    page = mona.get("/compte/mot-de-passe")
    mona.send(page, "/compte/mot-de-passe", passwords(PASSWORD, PASSWORD + " encore"))
    assert elsewhere.get("/desk").status_code == 303
    assert mona.get(PAGE).text.count("Commencée le") == 1


def test_a_password_that_is_reset_ends_all(runtime, mona):
    identity.reset_password(runtime, "mona@example.org")
    assert mona.get("/desk").status_code == 303
    with runtime.database.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM login").scalar() == 0


def test_readers_have_sessions_too(amir):
    assert "cette session" in amir.get(PAGE).text
    assert PAGE in amir.get("/compte").text


def test_looking_a_session_up_is_looking_into_an_index(runtime):
    with runtime.database.read() as session:
        (plan,) = plans_of(session, lambda one: logins.open_login(one, "x", 1, now=NOW))
    assert not read_whole(plan, "login"), plan


def test_somebody_whose_role_is_taken_is_logged_in_no_more_than_they_may(app, runtime):
    nina = at_the_desk(app, runtime, "Nina", Role.ADMINISTRATOR)
    assert nina.get("/desk/journal").status_code == 200
    with runtime.database.begin() as session:
        person = people.person_by_email(session, "nina@example.org")
        people.set_role(session, person.id, Role.MODERATOR)
    assert nina.get("/desk/journal").status_code == 403
