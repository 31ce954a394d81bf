"""Who may come in: the desk's door, logging in, form tokens, cookies."""

import re

import pytest

from moderation.core.person import Role
from moderation.services import identity
from moderation.web.access import ACCESS, Door
from tests.conftest import PASSWORD, Browser, hidden_fields, hire

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

#: Pages that take a form without its token: the text must not be lost; the address is signed.
TOKENLESS = (
    "reader.submit",
    "correction.tell",
    "report.tell",
    "editing.edit",
    "unsubscribing.unsubscribe",
    "single_sign_on.take",
)

#: A value for each argument that a route may have.
ARGUMENTS = {
    "public_id": "abc",
    "decision_id": 1,
    "batch_id": 1,
    "sanction_id": 1,
    "correction_id": 1,
    "pseudonym_id": 1,
    "inquiry_id": 1,
    "entry_id": 1,
    "precedent_id": 1,
    "connection_id": 1,
    "login_id": 1,
    "colleague_id": 1,
    "webhook_id": 1,
    "view_id": 1,
    "delivery_id": 1,
    "draft_id": 1,
    "clause": 1,
    "publication_id": 1,
    "trial_id": 1,
    "suspension_id": 1,
    "name": "charte.toml",
    "key": "budget",
    "prefix": "chk_abcdef",
    "token": "abc",
}


def rules(app, door):
    for rule in app.url_map.iter_rules():
        if ACCESS[rule.endpoint.split(".")[0]] is door:
            yield rule


def paths(app, door):
    with app.test_request_context():
        for rule in rules(app, door):
            values = {name: ARGUMENTS.get(name, "abc") for name in rule.arguments}
            yield rule, app.url_for(rule.endpoint, **values)


def test_every_page_belongs_to_somebody(app):
    blueprints = {rule.endpoint.split(".")[0] for rule in app.url_map.iter_rules()}
    assert blueprints == set(ACCESS)


def test_the_desk_is_shut_to_whoever_is_not_of_the_newsroom(app, eve):
    tried = 0
    for _, path in paths(app, Door.NEWSROOM):
        for method in METHODS:
            answer = eve.client.open(path, method=method)
            assert answer.status_code in (302, 303, 400, 401, 403, 405), (method, path)
            if answer.status_code in (302, 303):
                assert answer.location.startswith("/compte/connexion")
            tried += 1
    assert tried >= 6 * len(METHODS)


def test_a_form_without_its_token_changes_nothing(app, mona, eve):
    for door, browser in ((Door.NEWSROOM, mona), (Door.ANYONE, eve)):
        for rule, path in paths(app, door):
            if "POST" in rule.methods and rule.endpoint not in TOKENLESS:
                answer = browser.client.post(path, data={"csrf_token": "forged"})
                assert answer.status_code == 400, path


def test_one_logs_in_and_is_led_back(app, runtime, eve):
    email = hire(runtime, "Mona", Role.MODERATOR)
    turned_away = eve.get("/desk/decisions")
    assert turned_away.status_code == 303
    page = eve.get(turned_away.location)
    fields = [("email", email), ("password", PASSWORD)]
    answer = eve.send(page, "/compte/connexion", fields)
    assert answer.location == "/desk/decisions"
    assert eve.get("/desk/decisions").status_code == 200


@pytest.mark.parametrize("target", ["https://ailleurs.example/", "//ailleurs.example/"])
def test_logging_in_never_leads_elsewhere(app, runtime, eve, target):
    email = hire(runtime, "Mona", Role.MODERATOR)
    page = eve.get("/compte/connexion", query_string={"next": target})
    answer = eve.send(page, "/compte/connexion", [("email", email), ("password", PASSWORD)])
    assert "ailleurs" not in (answer.location or "")


def test_a_wrong_password_and_a_stranger_get_the_same_answer(runtime, eve):
    email = hire(runtime, "Mona", Role.MODERATOR)
    answers = [eve.log_in(email, "faux"), eve.log_in("eve@example.org", "faux")]
    texts = [
        re.search(r'<div class="problems".*?</div>', answer.text, re.DOTALL)[0]
        for answer in answers
    ]
    assert texts[0] == texts[1]
    assert "Adresse e-mail ou mot de passe incorrect." in texts[0]
    assert eve.get("/desk").status_code == 303


@pytest.mark.parametrize("email", ["mona\x00@example.org", "x" * 300, "", "' OR 1=1 --"])
def test_nonsense_does_not_log_in(eve, email):
    answer = eve.log_in(email, "faux")
    assert answer.status_code == 200
    assert 'class="problems"' in answer.text


def test_attempts_are_limited(eve):
    statuses = [eve.log_in("eve@example.org", "faux").status_code for _ in range(12)]
    assert statuses[9] == 200
    assert statuses[-1] == 429
    assert "Trop d’essais" in eve.log_in("eve@example.org", "faux").text


def test_somebody_who_left_is_shut_out_at_once(mona, runtime):
    assert mona.get("/desk").status_code == 200
    with runtime.database.begin() as session:
        session.connection().exec_driver_sql("UPDATE person SET active = (1 = 0)")
    assert mona.get("/desk").status_code == 303


def test_a_one_time_password_must_be_replaced_first(app, runtime):
    new = identity.create_person(runtime, email="max@example.org", name="Max", role=Role.MODERATOR)
    max_ = Browser(app)
    max_.log_in("max@example.org", new.password)
    assert max_.get("/desk").location == "/compte/mot-de-passe"
    page = max_.get("/compte/mot-de-passe")
    short = max_.send(page, "/compte/mot-de-passe", passwords(new.password, "court"))
    assert "au moins 15 caractères" in short.text
    differing = [("password", new.password), ("new_password", PASSWORD)]
    assert "ne sont pas les mêmes" in max_.send(page, "/compte/mot-de-passe", differing).text
    wrong = max_.send(page, "/compte/mot-de-passe", passwords("faux", PASSWORD))
    assert "Ce n’est pas votre mot de passe actuel." in wrong.text
    assert max_.get("/desk").location == "/compte/mot-de-passe"
    changed = max_.send(page, "/compte/mot-de-passe", passwords(new.password, PASSWORD))
    assert changed.location == "/compte"
    assert max_.get("/desk").status_code == 200
    assert Browser(app).log_in("max@example.org", PASSWORD).status_code == 302


def passwords(old, new):
    return [("password", old), ("new_password", new), ("new_password_confirm", new)]


def test_a_new_password_ends_the_other_sessions(app, runtime, mona):
    elsewhere = Browser(app)
    elsewhere.log_in("mona@example.org", PASSWORD)
    assert elsewhere.get("/desk").status_code == 200
    page = mona.get("/compte/mot-de-passe")
    mona.send(page, "/compte/mot-de-passe", passwords(PASSWORD, PASSWORD + " encore"))
    assert mona.get("/desk").status_code == 200
    assert elsewhere.get("/desk").status_code == 303


def test_logging_out_is_a_button_and_not_a_link(mona):
    page = mona.get("/desk")
    assert mona.get("/compte/deconnexion").status_code == 405
    assert mona.send(page, "/compte/deconnexion", []).status_code == 302
    assert mona.get("/desk").status_code == 303


def test_the_session_is_kept_from_scripts_and_other_sites(eve):
    cookie = eve.get("/compte/connexion").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_desk_is_kept_by_nobody(mona):
    for path in ("/desk", "/desk/decisions", "/compte/connexion", "/compte/mot-de-passe"):
        assert mona.get(path).headers["Cache-Control"] == "no-store"


def test_no_page_of_who_is_logged_in_is_kept(app, mona):
    own = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if ACCESS[rule.endpoint.split(".")[0]] in (Door.ACCOUNT, Door.NEWSROOM)
        and "GET" in rule.methods
        and not rule.arguments
    ]
    assert "/compte/identite" in own
    for path in own:
        assert mona.get(path).headers["Cache-Control"] == "no-store", path


def test_the_login_page_speaks_four_languages(eve):
    words = {"fr": "Mot de passe", "de": "Passwort", "it": "Password", "en": "Password"}
    for language, word in words.items():
        page = eve.get(f"/compte/connexion?lang={language}")
        assert f'<html lang="{language}">' in page.text
        assert word in page.text
        wrong = eve.log_in("eve@example.org", "faux")
        hidden = hidden_fields(wrong, "/compte/connexion")
        assert any(name == "csrf_token" for name, _ in hidden)
