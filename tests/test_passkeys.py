"""Passkeys over HTTP: what opens an account, and what does not, however it is sent."""

import html
import json
import logging
import re
from dataclasses import replace

import pytest

from moderation.app import create_app
from moderation.core.letter import LetterKind
from moderation.core.person import Profile, Role
from moderation.services import closing, connecting, identity
from moderation.services.export import export_of
from moderation.storage import people
from moderation.web.passkeys import FRESH_MINUTES, PASSKEY_LIMIT
from moderation.web.throttle import LOGIN_FROM_DEVICE
from tests.authenticators import Device
from tests.conftest import PASSWORD, Browser, hidden_fields, hire, person_of
from tests.test_accounts import path_of, posted

KEYS, REMOVE, LOGIN, VERIFY = (
    "/compte/cles",
    "/compte/cles/retirer",
    "/compte/connexion/cle",
    "/compte/verification",
)
STILL_ME, STILL_ME_BY_KEY = f"{VERIFY}?next={KEYS}", f"{VERIFY}/cle?next={KEYS}"
AMIR = "amir.haddad@example.org"
OPENS_NOTHING = "n’ouvre aucun compte ici"
NOT_VERIFIED = "n’a pas pu être vérifiée"


def asked(page):
    """Return where the answer goes that *page* asks a device for, and what it asks."""
    form = re.search(r"<form[^>]*data-passkey=.*?>", page.text, re.DOTALL)[0]
    options = re.search(r'data-passkey-options="([^"]*)"', form)[1]
    return html.unescape(re.search(r'action="([^"]*)"', form)[1]), json.loads(
        html.unescape(options)
    )


def form_token(page):
    return re.search(r'name="csrf_token"[^>]*value="([^"]*)"', page.text)[1]


def send_answer(browser, page, credential, **fields):
    """Send what a device answers by the form of *page*, as the page's script does."""
    action, _ = asked(page)
    filled = dict(hidden_fields(page, action)) | {"credential": credential, **fields}
    return browser.client.post(action, data=filled)


def add(browser, device, name="Téléphone d’Amir & Cie"):
    """Add a passkey to the account of who is logged in; the answer."""
    page = browser.send(browser.get(KEYS), KEYS, [("name", name)])
    return send_answer(browser, page, device.create(asked(page)[1]))


def challenge(browser, query="", **fields):
    """Ask for a challenge; the page with it."""
    page = browser.get("/compte/connexion" + query)
    return browser.send(page, LOGIN + query, fields.items())


def answer(browser, page, device, **fields):
    """Let *device* answer the challenge of *page*; what the browser is told."""
    return send_answer(browser, page, device.get(asked(page)[1]), **fields)


def log_in(browser, device):
    return answer(browser, challenge(browser), device)


def said(browser, told):
    """Return the page to which the answer *told* leads."""
    assert told.status_code in (302, 303), told.text
    return html.unescape(browser.get(told.location).text)


def is_in(browser):
    return browser.get("/compte").status_code == 200


def grow_stale(browser):
    with browser.client.session_transaction() as session:
        session["fs_paa"] -= FRESH_MINUTES * 60 + 1


@pytest.fixture
def device(amir):
    device = Device()
    add(amir, device)
    return device


@pytest.fixture
def elsewhere(app):
    return Browser(app)


def test_a_passkey_is_added_named_told_used_and_removed(amir, elsewhere, runtime, clock):
    device = Device()
    assert "ouvre désormais votre compte" in said(amir, add(amir, device))
    (letter,) = posted(runtime, LetterKind.PASSKEY_ADDED)
    assert (letter.to, letter.facts["passkey"]) == (AMIR, "Téléphone d’Amir & Cie")
    assert letter.facts["link"].endswith(KEYS)
    assert "ajoutée le 2\u00a0novembre\u00a02026" in amir.get("/compte").text
    clock.move(days=1)
    assert log_in(elsewhere, device).location == "/compte"
    assert is_in(elsewhere)
    assert "utilisée le 3\u00a0novembre\u00a02026" in amir.get("/compte").text
    told = amir.send(amir.get("/compte"), REMOVE, [])
    assert "n’ouvre plus votre compte" in said(amir, told)
    assert "Téléphone" not in amir.get("/compte").text
    third = Browser(elsewhere.client.application)
    assert OPENS_NOTHING in said(third, log_in(third, device))
    assert not is_in(third)


def test_the_newsroom_comes_to_its_desk_by_passkey(mona, elsewhere):
    device = Device()
    add(mona, device)
    log_in(elsewhere, device)
    assert elsewhere.get("/desk").status_code == 200


def test_one_is_led_back_to_where_one_came_from(device, elsewhere):
    page = challenge(elsewhere, "?next=/charte")
    assert answer(elsewhere, page, device).location == "/charte"


@pytest.mark.parametrize("counts", [True, False], ids=["counted", "not counted"])
def test_an_answer_opens_once(amir, app, counts):
    device = Device(counts=counts)
    add(amir, device)
    owner, eve = Browser(app), Browser(app)
    page = challenge(owner)
    action, options = asked(page)
    overheard = device.get(options)
    assert send_answer(owner, page, overheard).location == "/compte"
    token = form_token(eve.get("/compte/connexion"))  # of a session of her own
    told = eve.client.post(action, data={"csrf_token": token, "credential": overheard})
    assert NOT_VERIFIED in said(eve, told)
    assert not is_in(eve)


def test_an_answer_to_another_challenge_opens_nothing(device, elsewhere):
    first, second = challenge(elsewhere), challenge(elsewhere)
    overheard = device.get(asked(first)[1])
    told = send_answer(elsewhere, second, overheard)
    assert NOT_VERIFIED in said(elsewhere, told)
    assert not is_in(elsewhere)


def test_an_answer_that_comes_too_late_opens_nothing(device, elsewhere, app):
    page = challenge(elsewhere)
    app.config["SECURITY_WAN_SIGNIN_WITHIN"] *= -1
    assert "Le temps de répondre est passé" in said(elsewhere, answer(elsewhere, page, device))
    assert not is_in(elsewhere)


def test_a_copy_of_a_passkey_that_counts_is_noticed(device, elsewhere, app):
    copy = replace(device)
    log_in(elsewhere, device)
    thief = Browser(app)
    assert NOT_VERIFIED in said(thief, log_in(thief, copy))
    assert not is_in(thief)


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "https://journal.example"},
        {"origin": "http://localhost:8000"},
        {"verifies": False},
        {"key": Device().key},
        {"user_handle": b"somebody else"},
    ],
    ids=["another site", "another port", "without its owner", "another key", "another account"],
)
def test_what_another_device_says_opens_nothing(device, elsewhere, changes):
    other = replace(device, sign_count=10, **changes)
    refused = OPENS_NOTHING if "user_handle" in changes else NOT_VERIFIED
    assert refused in said(elsewhere, log_in(elsewhere, other))
    assert not is_in(elsewhere)
    device.sign_count = 20
    assert log_in(elsewhere, device).location == "/compte"


@pytest.mark.parametrize("changes", [{"origin": "https://journal.example"}, {"verifies": False}])
def test_what_was_made_elsewhere_is_not_added(amir, runtime, changes):
    assert NOT_VERIFIED in said(amir, add(amir, Device(**changes)))
    assert "Téléphone" not in amir.get("/compte").text
    assert posted(runtime, LetterKind.PASSKEY_ADDED) == []


def test_the_origin_is_that_of_the_settings(runtime, amir):
    settings = runtime.settings.model_copy(update={"public_url": "https://journal.example/avis"})
    app = create_app(replace(runtime, settings=settings))
    app.testing = True
    browser = Browser(app)
    browser.client.environ_base |= {"HTTP_HOST": "journal.example", "wsgi.url_scheme": "https"}
    browser.log_in(AMIR, PASSWORD)
    assert NOT_VERIFIED in said(browser, add(browser, Device(origin="https://eve.example")))
    assert "ouvre désormais" in said(
        browser, add(browser, Device(origin="https://journal.example"))
    )
    # A site in between that names itself as the host has signatures for its own origin only.
    between = Browser(app)
    between.client.environ_base |= {"HTTP_HOST": "eve.example", "wsgi.url_scheme": "https"}
    between.log_in(AMIR, PASSWORD)
    assert NOT_VERIFIED in said(
        between, add(between, Device(origin="https://eve.example"), "autre")
    )


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", '{"id": 1}', "\x00", "é" * 500])
def test_nonsense_opens_nothing(elsewhere, credential):
    page = challenge(elsewhere)
    told = send_answer(elsewhere, page, credential)
    assert NOT_VERIFIED in said(elsewhere, told)


def test_a_forged_challenge_is_none(device, elsewhere):
    page = challenge(elsewhere)
    sent = {"csrf_token": form_token(page), "credential": device.get(asked(page)[1])}
    told = elsewhere.client.post(f"{LOGIN}/forged", data=sent)
    assert NOT_VERIFIED in said(elsewhere, told)
    assert not is_in(elsewhere)


def test_an_account_that_is_shut_stays_shut(device, elsewhere, runtime):
    with runtime.database.begin() as session:
        session.connection().exec_driver_sql("UPDATE person SET active = (1 = 0)")
    assert OPENS_NOTHING in said(elsewhere, log_in(elsewhere, device))
    assert not is_in(elsewhere)


@pytest.mark.parametrize("host", ["", "[::1", "canary:99999"])
def test_who_names_no_host_is_asked_for_no_passkey(amir, elsewhere, host):
    for browser, path in ((amir, "/compte/cles"), (elsewhere, "/compte/connexion/cle")):
        fields = {"csrf_token": form_token(browser.get(path)), "name": "Téléphone"}
        sent = browser.client.post(path, data=fields, headers={"Host": host})
        assert sent.status_code == 400


def test_a_stranger_does_not_learn_who_has_passkeys(device, runtime, app):
    hire(runtime, "Rita", Role.READER)
    told = []
    for email in (AMIR, "rita@example.org", "personne@example.org"):
        page = challenge(Browser(app), identity=email, email=email)
        assert asked(page)[1]["allowCredentials"] == []
        plain = re.sub(r'value="[^"]*"|action="[^"]*"|data-passkey-options="[^"]*"', "", page.text)
        told.append((page.status_code, plain))
    assert told[0] == told[1] == told[2]


def test_a_passkey_is_never_a_second_factor(amir, app):
    page = amir.send(amir.get(KEYS), KEYS, [("name", "clé"), ("usage", "secondary")])
    send_answer(amir, page, Device().create(asked(page)[1]))
    assert Browser(app).log_in(AMIR, PASSWORD).location == "/compte"
    assert amir.get("/compte/tf-select").status_code == 404


def test_no_browser_is_kept_logged_in_for_a_year(device, elsewhere):
    page = challenge(elsewhere, remember="y")
    assert answer(elsewhere, page, device, remember="True").location == "/compte"
    assert elsewhere.client.get_cookie("remember_token") is None


@pytest.mark.parametrize("name", ["", "   ", "a" * 65, "a\x00b"])
def test_a_passkey_has_a_name_that_can_be_read(amir, name):
    page = amir.send(amir.get(KEYS), KEYS, [("name", name)])
    assert 'class="problems"' in page.text
    assert "data-passkey-options" not in page.text


def test_two_passkeys_have_two_names(amir, device):
    page = amir.send(amir.get(KEYS), KEYS, [("name", " Téléphone  d’Amir & Cie")])
    assert "Vous avez déjà une clé d’accès de ce nom" in page.text


def test_a_device_is_told_which_of_its_passkeys_are_here_already(amir, device):
    page = amir.send(amir.get(KEYS), KEYS, [("name", "autre")])
    (known,) = asked(page)[1]["excludeCredentials"]
    assert known["id"] == json.loads(device.get({"rpId": "localhost", "challenge": ""}))["id"]
    again = send_answer(amir, page, device.create(asked(page)[1]))
    assert "déjà enregistrée" in said(amir, again)


def test_nobody_removes_the_passkey_of_another(amir, device, elsewhere, runtime):
    hire(runtime, "Rita", Role.READER)
    elsewhere.log_in("rita@example.org", PASSWORD)
    add(elsewhere, Device(), name="à Rita")
    fields = {"csrf_token": form_token(elsewhere.get("/compte")), "name": "Téléphone d’Amir & Cie"}
    assert "déjà retirée" in said(elsewhere, elsewhere.client.post(REMOVE, data=fields))
    assert "Téléphone" in amir.get("/compte").text


def test_who_logged_in_a_while_ago_shows_first_that_it_is_still_them(amir, device, elsewhere):
    page = amir.get("/compte")
    grow_stale(amir)
    for told in (amir.get(KEYS), amir.send(page, REMOVE, [])):
        assert told.location == STILL_ME
    asking = amir.get(told.location)
    wrong = amir.send(asking, STILL_ME, [("password", "faux")])
    assert "Ce n’est pas votre mot de passe actuel." in wrong.text
    assert amir.get(KEYS).status_code == 303
    again = amir.send(asking, STILL_ME, [("password", PASSWORD)])
    assert again.location == KEYS
    assert "Téléphone" in amir.get(KEYS).text


def test_a_passkey_shows_it_too_and_only_ones_own(amir, device, app, runtime):
    hire(runtime, "Rita", Role.READER)
    rita, ritas = Browser(app), Device()
    rita.log_in("rita@example.org", PASSWORD)
    add(rita, ritas)
    grow_stale(amir)
    asking = amir.get(STILL_ME)
    page = amir.send(asking, STILL_ME_BY_KEY, [])
    assert OPENS_NOTHING in said(amir, answer(amir, page, ritas))
    assert amir.get(KEYS).status_code == 303
    page = amir.send(asking, STILL_ME_BY_KEY, [])
    assert answer(amir, page, device).location == KEYS
    assert amir.get(KEYS).status_code == 200


def test_passkeys_are_asked_for_so_often_and_no_more(elsewhere):
    most = int(PASSKEY_LIMIT.partition("/")[0])
    page = elsewhere.get("/compte/connexion")
    statuses = [elsewhere.send(page, LOGIN, []).status_code for _ in range(most + 1)]
    assert (statuses[-2], statuses[-1]) == (200, 429)


def test_nobody_guesses_the_password_of_a_session_that_was_left_open(amir):
    grow_stale(amir)
    asking = amir.get(STILL_ME)
    most = int(LOGIN_FROM_DEVICE.partition("/")[0])
    told = [amir.send(asking, STILL_ME, [("password", "faux")]) for _ in range(most + 1)]
    assert (told[0].status_code, told[-1].status_code) == (200, 429)
    assert amir.send(asking, STILL_ME, [("password", PASSWORD)]).status_code == 429


def test_a_new_one_time_password_takes_passkeys_away(mona, elsewhere, runtime):
    device = Device()
    add(mona, device)
    identity.reset_password(runtime, "mona@example.org")
    assert OPENS_NOTHING in said(elsewhere, log_in(elsewhere, device))


@pytest.mark.parametrize("ends_others", [True, False])
def test_a_password_chosen_by_letter_ends_what_a_thief_added_if_its_owner_wishes(
    app, amir, elsewhere, runtime, ends_others
):
    # Amir's session is the thief's, who added a passkey and an account elsewhere.
    device, person = Device(), person_of(runtime, AMIR)
    add(amir, device, name="de passage")
    thiefs = Profile("facebook", "eve", "Eve", None, False)
    connecting.connect(runtime, person, thiefs)
    owner = Browser(app)
    owner.send(owner.get("/compte/oubli"), "/compte/oubli", [("email", AMIR)])
    (letter,) = posted(runtime, LetterKind.RESET_PASSWORD)
    path = path_of(letter.facts["link"])
    page = owner.get(path)
    for shown in ("facebook", "de passage", "ajoutée le 2\u00a0novembre\u00a02026"):
        assert shown in page.text
    too_short = owner.send(page, path, [("password", "court"), ("ends_others", "y")])
    assert re.search(r'<input checked[^>]*name="ends_others"', too_short.text)
    assert len(identity.passkeys_of(runtime, person.id)) == 1  # nothing is done yet
    fields = [("password", "une phrase toute neuve"), *[("ends_others", "y")] * ends_others]
    told = said(owner, owner.send(page, path, fields))
    assert "Votre nouveau mot de passe est enregistré." in told
    assert not is_in(amir)
    log_in(elsewhere, device)
    assert is_in(elsewhere) is not ends_others
    assert (connecting.whose(runtime, thiefs) is None) is ends_others
    (notice,) = posted(runtime, LetterKind.PASSWORD_CHANGED)
    left = [] if ends_others else [{"name": "facebook"}, {"name": "de passage"}]
    assert notice.facts["ways"] == left
    assert notice.facts["account"].endswith("/compte#security-title")


def test_who_changes_their_password_is_told_what_else_opens_the_account(amir, device, runtime):
    page, new = amir.get("/compte/mot-de-passe"), "une phrase toute neuve"
    fields = [("password", PASSWORD), ("new_password", new), ("new_password_confirm", new)]
    amir.send(page, "/compte/mot-de-passe", [*fields, ("ends_others", "y")])
    (notice,) = posted(runtime, LetterKind.PASSWORD_CHANGED)
    assert notice.facts["ways"] == [{"name": "Téléphone d’Amir & Cie"}]
    assert len(identity.passkeys_of(runtime, person_of(runtime, AMIR).id)) == 1


def test_passkeys_are_exported_and_go_with_the_account(amir, device, elsewhere, runtime):
    with runtime.database.read() as session:
        person = people.person_by_email(session, AMIR)
    (exported,) = export_of(runtime, person)["passkeys"]
    added = runtime.clock().isoformat()
    assert exported == {"name": "Téléphone d’Amir & Cie", "added_at": added, "used_at": None}
    closing.close_account(runtime, person, withdraws=False)
    assert OPENS_NOTHING in said(elsewhere, log_in(elsewhere, device))
    with runtime.database.read() as session:
        left = session.connection().exec_driver_sql(
            "SELECT (SELECT count(*) FROM passkey), count(fs_webauthn_user_handle) FROM person"
        )
        assert tuple(left.one()) == (0, 0)


def test_nothing_of_a_passkey_is_logged(device, elsewhere, caplog):
    caplog.set_level(logging.DEBUG)
    log_in(elsewhere, replace(device, key=Device().key))
    log_in(elsewhere, device)
    name = json.loads(device.get({"rpId": "localhost", "challenge": ""}))["id"]
    assert name not in caplog.text
    assert AMIR not in caplog.text
