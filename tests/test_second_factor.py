"""A code beside the password: set up, asked for, taken once, guessed by nobody; or a passkey, if it must be."""

import html
import re
from dataclasses import replace

import pytest
from passlib.totp import TOTP
from qrcode import QRCode

from moderation.app import create_app
from moderation.core.audit import AuditKind, Wanted
from moderation.core.person import Role
from moderation.services import auditing, identity
from moderation.storage import people
from tests.authenticators import Device
from tests.conftest import PASSWORD, Browser, at_the_desk
from tests.test_passkeys import add

SETUP, LOGIN, RECOVERY = "/compte/code", "/compte/connexion/code", "/compte/connexion/secours"
MONA = "mona@example.org"


class Phone:
    """Mona's telephone, with the app that shows codes."""

    def __init__(self, key, clock):
        self.totp, self.clock = TOTP(key=key), clock

    def code(self):
        return self.totp.generate(int(self.clock.now.timestamp())).token


def set_up(browser, clock):
    page = browser.send(browser.get(SETUP), SETUP, [("setup", "authenticator")])
    key = html.unescape(re.search(r'class="once">([^<]+)<', page.text)[1])
    phone = Phone(key, clock)
    action = re.search(r'action="(/compte/code/[^"]+)"', page.text)[1]
    answer = browser.send(page, action, [("code", phone.code())])
    assert answer.location == SETUP, answer.text
    return phone


@pytest.fixture
def phone(mona, clock):
    return set_up(mona, clock)


@pytest.fixture
def fresh(app, phone, clock):
    """Mona in another browser, who has given her password; the next code is another one."""
    clock.move(seconds=30)
    browser = Browser(app)
    assert browser.log_in(MONA, PASSWORD).location.startswith(LOGIN)
    return browser


def give(browser, code, path=LOGIN):
    return browser.send(browser.get(path), path, [("code", code)])


def test_the_key_is_a_picture_to_scan_within_the_page(mona):
    page = mona.send(mona.get(SETUP), SETUP, [("setup", "authenticator")])
    picture = re.search(
        r'<svg class="qr" role="img" aria-label="[^"]+" viewBox="0 0 (\d+) \1">', page.text
    )
    link = html.unescape(re.search(r'href="(otpauth:[^"]+)"', page.text)[1])
    made = QRCode()
    made.add_data(link)
    rows = made.get_matrix()
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+),(\d+)h1v1h-1z", page.text)}
    assert int(picture[1]) == len(rows)
    assert dark == {
        (x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    }
    assert "no-store" in page.headers["Cache-Control"]


def test_a_code_is_asked_for_after_the_password(fresh, phone):
    assert fresh.get("/desk").status_code == 303
    assert give(fresh, phone.code()).status_code == 302
    assert fresh.get("/desk").status_code == 200
    assert "par mot de passe et code" in fresh.get("/compte/sessions").text


def test_a_wrong_code_opens_nothing_and_is_in_the_log(runtime, fresh, phone):
    wrong = f"{(int(phone.code()) + 1) % 1_000_000:06}"
    for code in (wrong, "", "abcdef", "12"):
        assert "field-wrong" in give(fresh, code).text
    assert fresh.get("/desk").status_code == 303
    editor = identity.create_person(
        runtime, email="e@example.org", name="Eva", role=Role.EDITOR
    ).person
    wanted = Wanted(kind=AuditKind.FAILED_FACTOR)
    found = auditing.journal(runtime, editor, wanted, before=None, limit=9).entries
    assert [one.name for one in found] == ["Mona"] * 4


def test_a_code_is_taken_once(app, fresh, phone, clock):
    code = phone.code()
    give(fresh, code)
    thief = Browser(app)
    thief.log_in(MONA, PASSWORD)
    assert "a déjà servi" in give(thief, code).text
    assert thief.get("/desk").status_code == 303
    clock.move(seconds=30)
    assert give(thief, phone.code()).status_code == 302


def test_the_code_that_set_it_up_is_taken_too(app, phone):
    browser = Browser(app)
    browser.log_in(MONA, PASSWORD)
    assert "a déjà servi" in give(browser, phone.code()).text


def test_codes_are_not_guessed(fresh, phone, clock):
    wrong = f"{(int(phone.code()) + 1) % 1_000_000:06}"
    for _ in range(10):
        give(fresh, wrong)
    assert "Trop d’essais" in give(fresh, phone.code()).text
    assert fresh.get("/desk").status_code == 303
    clock.move(hours=1, seconds=1)
    assert give(fresh, phone.code()).status_code == 302


def test_a_recovery_code_opens_once(app, mona, fresh, phone):
    page = mona.send(
        mona.get("/compte/code/secours"), "/compte/code/secours", [("generate_new_codes", "1")]
    )
    codes = re.findall(r'class="once">([^<]+)<', page.text)
    assert len(set(codes)) == 8
    assert give(fresh, codes[0], RECOVERY).status_code == 302
    assert fresh.get("/desk").status_code == 200
    again = Browser(app)
    again.log_in(MONA, PASSWORD)
    assert "field-wrong" in give(again, codes[0], RECOVERY).text
    assert give(again, codes[1].upper(), RECOVERY).status_code == 302


def test_secrets_are_not_readable_in_the_database(runtime, mona, phone):
    with runtime.database.read() as session:
        secret = session.connection().exec_driver_sql(
            f"SELECT tf_totp_secret FROM person WHERE email = '{MONA}'"  # noqa: S608
        )
        assert phone.totp.base32_key not in str(secret.scalar())


def test_it_is_turned_off_and_asked_for_no_more(app, mona, phone):
    mona.send(mona.get(SETUP), SETUP, [("setup", "disable")])
    browser = Browser(app)
    browser.log_in(MONA, PASSWORD)
    assert browser.get("/desk").status_code == 200


def test_an_administrator_lets_somebody_in_who_lost_the_telephone(app, runtime, phone):
    password = identity.reset_password(runtime, MONA)
    browser = Browser(app)
    assert browser.log_in(MONA, password).status_code == 302
    assert browser.get("/desk").location == "/compte/mot-de-passe"


@pytest.fixture
def strict(runtime):
    """The application where the desk opens only to who has a second factor."""
    settings = runtime.settings.model_copy(update={"staff_second_factor": "required"})
    app = create_app(replace(runtime, settings=settings))
    app.testing = True
    return app


def test_where_it_is_required_one_is_led_to_set_it_up(strict, runtime, clock):
    nina = at_the_desk(strict, runtime, "Nina", Role.MODERATOR)
    assert nina.get("/desk").location == SETUP
    assert nina.get("/desk/decisions").status_code == 303
    set_up(nina, clock)
    assert nina.get("/desk").status_code == 200


def test_where_it_is_required_a_password_alone_does_not_open_who_has_a_passkey(strict, runtime):
    nina = at_the_desk(strict, runtime, "Nina", Role.MODERATOR)
    add(nina, Device())
    assert nina.get("/desk").status_code == 200
    answer = Browser(strict).log_in("nina@example.org", PASSWORD)
    assert "s’ouvre avec sa clé d’accès" in answer.text


def test_readers_need_none(strict, runtime):
    rita = at_the_desk(strict, runtime, "Rita", Role.READER)
    assert rita.get("/compte").status_code == 200
    with runtime.database.read() as session:
        assert people.person_by_email(session, "rita@example.org").role is Role.READER
