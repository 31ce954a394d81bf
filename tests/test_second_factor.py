"""A code beside the password: set up, asked for, taken once, guessed by nobody; or a passkey, if it must be."""

import html
import re
from dataclasses import replace

import pytest
from passlib.totp import TOTP
from qrcode import QRCode

from moderation.app import create_app
from moderation.core.audit import AuditKind, Wanted
from moderation.core.permission import NEWSROOM
from moderation.core.person import Role
from moderation.services import auditing, identity, keys
from moderation.services.installation import FIRST_ADMINISTRATOR
from moderation.storage import people
from tests.authenticators import Device
from tests.conftest import CLEAN, PASSWORD, Browser, at_the_desk, hidden_fields
from tests.test_access import ARGUMENTS, passwords
from tests.test_passkeys import add
from tests.test_roles import pages

SETUP, LOGIN, RECOVERY = "/compte/code", "/compte/connexion/code", "/compte/connexion/secours"
MONA = "mona@example.org"
PUT_OFF = "/desk/preferences/second-facteur"
REMINDER = "Seul un mot de passe protège votre compte"
WHY = "La rédaction ne s’ouvre qu’avec une seconde protection"


class Phone:
    """Mona's telephone, with the app that shows codes."""

    def __init__(self, key, clock):
        self.totp, self.clock = TOTP(key=key), clock

    def code(self):
        return self.totp.generate(int(self.clock.now.timestamp())).token


def set_up(browser, clock, then=SETUP):
    """Connect an app; *then* is where it leads."""
    page = browser.send(browser.get(SETUP), SETUP, [("setup", "authenticator")])
    key = html.unescape(re.search(r'class="once">([^<]+)<', page.text)[1])
    phone = Phone(key, clock)
    action = re.search(r'action="(/compte/code/[^"]+)"', page.text)[1]
    answer = browser.send(page, action, [("code", phone.code())])
    assert answer.location == then, answer.text
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


def test_the_desk_reminds_whoever_has_none_until_they_put_it_off(app, runtime):
    for role in sorted(NEWSROOM):
        browser = at_the_desk(app, runtime, f"Une {role}", role)
        page = browser.get("/desk")
        assert REMINDER in page.text
        assert f'<a href="{SETUP}">Ajouter' in page.text
        assert REMINDER not in browser.get("/desk/decisions").text
        assert browser.send(page, PUT_OFF, []).location == "/desk"
        assert REMINDER not in browser.get("/desk").text


def test_the_reminder_is_back_after_the_next_log_in(mona):
    mona.send(mona.get("/desk"), PUT_OFF, [])
    page = mona.get("/desk")
    assert REMINDER not in page.text
    mona.send(page, "/compte/deconnexion", [])
    mona.log_in(MONA, PASSWORD)
    assert REMINDER in mona.get("/desk").text


def test_whoever_has_one_is_not_reminded(app, runtime, mona, phone):
    assert REMINDER not in mona.get("/desk").text
    nina = at_the_desk(app, runtime, "Nina", Role.MODERATOR)
    assert REMINDER in nina.get("/desk").text
    add(nina, Device())
    assert REMINDER not in nina.get("/desk").text


def test_where_it_is_required_one_is_led_to_set_it_up_and_back(strict, runtime, clock):
    for role in sorted(NEWSROOM):
        browser = at_the_desk(strict, runtime, f"Une {role}", role)
        assert browser.get("/desk/decisions?page=1").location == SETUP
        assert WHY in browser.get(SETUP).text
        set_up(browser, clock, then="/desk/decisions?page=1")
        page = browser.get("/desk/decisions?page=1")
        assert page.status_code == 200
        assert '<a href="/compte/code/secours">Codes de secours' in page.text
        assert "par mot de passe et code" in browser.get("/compte/sessions").text
        assert WHY not in browser.get(SETUP).text
        assert REMINDER not in browser.get("/desk").text


def test_a_passkey_that_is_set_up_leads_back_too(strict, runtime):
    nina = at_the_desk(strict, runtime, "Nina", Role.MODERATOR)
    assert nina.get("/desk/liste?par=50").location == SETUP
    assert WHY in nina.get("/compte/cles").text
    assert add(nina, Device()).location == "/desk/liste?par=50"
    assert nina.get("/desk/liste?par=50").status_code == 200


def test_nothing_of_the_desk_opens_before(strict, runtime):
    ada = at_the_desk(strict, runtime, "Ada", Role.ADMINISTRATOR)
    token = dict(hidden_fields(ada.get(SETUP), SETUP))["csrf_token"]
    values = ARGUMENTS | {"public_id": "a" * 16, "decision_id": 1}
    for endpoint, reached in pages(strict).items():
        for method, rule in reached:
            with strict.test_request_context():
                path = strict.url_for(endpoint, **{one: values[one] for one in rule.arguments})
            answer = ada.client.open(path, method=method, data={"csrf_token": token})
            assert (answer.status_code, answer.location) == (303, SETUP), f"{method} {endpoint}"


def test_ones_account_and_the_way_out_stay_open(strict, runtime):
    nina = at_the_desk(strict, runtime, "Nina", Role.MODERATOR)
    for path in (SETUP, "/compte/cles", "/compte/mot-de-passe", "/compte/sessions"):
        page = nina.get(path)
        assert page.status_code == 200, path
        assert "desk-nav" not in page.text  # a menu of which nothing opens
    nina.send(nina.get(SETUP), "/compte/deconnexion", [])
    assert nina.get(SETUP).location.startswith("/compte/connexion")


def test_the_first_administrator_sets_it_up(strict, runtime, clock):
    password = identity.reset_password(runtime, FIRST_ADMINISTRATOR)
    first = Browser(strict)
    first.log_in(FIRST_ADMINISTRATOR, password)
    assert first.get("/desk").location == "/compte/mot-de-passe"
    page = first.get("/compte/mot-de-passe")
    first.send(page, "/compte/mot-de-passe", passwords(password, PASSWORD))
    assert first.get("/compte").location == "/desk"
    assert first.get("/desk").location == SETUP
    set_up(first, clock, then="/desk")
    assert first.get("/desk").status_code == 200
    assert first.get("/desk/equipe").status_code == 200


def test_a_session_that_a_password_alone_began_is_over_once_there_is_more(strict, runtime, clock):
    nina = at_the_desk(strict, runtime, "Nina", Role.MODERATOR)
    older = Browser(strict)
    older.log_in("nina@example.org", PASSWORD)
    assert older.get("/desk").location == SETUP
    phone = set_up(nina, clock)
    assert nina.get("/desk").status_code == 200
    for path in ("/desk", SETUP, "/compte/cles"):
        assert older.get(path).location.startswith("/compte/connexion"), path
    newer = Browser(strict)
    assert newer.log_in("nina@example.org", PASSWORD).location.startswith(LOGIN)
    assert newer.get("/desk").location.startswith("/compte/connexion")
    clock.move(seconds=30)
    give(newer, phone.code())
    assert newer.get("/desk").status_code == 200


def test_a_password_and_a_recovery_code_open_the_desk(strict, runtime, clock):
    nina = at_the_desk(strict, runtime, "Nina", Role.MODERATOR)
    set_up(nina, clock)
    page = nina.get("/compte/code/secours")
    page = nina.send(page, "/compte/code/secours", [("generate_new_codes", "1")])
    newer = Browser(strict)
    newer.log_in("nina@example.org", PASSWORD)
    give(newer, re.search(r'class="once">([^<]+)<', page.text)[1], RECOVERY)
    assert newer.get("/desk").status_code == 200


def test_whoever_turns_it_off_is_led_to_set_it_up_again(strict, runtime, clock):
    nina = at_the_desk(strict, runtime, "Nina", Role.MODERATOR)
    set_up(nina, clock)
    nina.send(nina.get(SETUP), SETUP, [("setup", "disable")])
    assert nina.get("/desk").location == SETUP
    clock.move(seconds=30)
    set_up(nina, clock, then="/desk")
    assert nina.get("/desk").status_code == 200


def test_where_it_is_required_a_password_alone_does_not_open_who_has_a_passkey(strict, runtime):
    nina = at_the_desk(strict, runtime, "Nina", Role.MODERATOR)
    older = Browser(strict)
    older.log_in("nina@example.org", PASSWORD)
    assert older.get("/compte/cles").status_code == 200
    add(nina, Device())
    assert nina.get("/desk").status_code == 200
    assert older.get("/compte/cles").location.startswith("/compte/connexion")
    answer = Browser(strict).log_in("nina@example.org", PASSWORD)
    assert "s’ouvre avec sa clé d’accès" in answer.text


def test_programs_need_none(strict, runtime):
    key = keys.issue_api_key(runtime, "the newspaper's CMS").secret
    headers = {"Authorization": f"Bearer {key}"}
    assert strict.test_client().get("/api/v1/articles/budget", headers=headers).status_code == 200


def test_readers_need_none(strict, runtime):
    rita = at_the_desk(strict, runtime, "Rita Favre", Role.READER)
    assert rita.get("/compte").status_code == 200
    assert rita.write(CLEAN, name="Rita Favre").status_code == 303
    add(rita, Device())
    again = Browser(strict)
    again.log_in("rita.favre@example.org", PASSWORD)  # a passkey of a reader shuts out no password
    assert again.get("/compte").status_code == 200
    with runtime.database.read() as session:
        assert people.person_by_email(session, "rita.favre@example.org").role is Role.READER
