"""Eve tries what nobody may do; and nothing that she sends breaks anything."""

import logging
import re
import socket
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest

from moderation.adapters.mail import MailError
from moderation.app import create_app
from moderation.core.comment import Draft, Status
from moderation.core.person import Role
from moderation.errors import Unavailable
from moderation.services import bans, keys, links, submission
from moderation.services.installation import with_secret_key
from moderation.settings import Settings
from moderation.storage.database import Database
from tests.conftest import (
    AMBIGUOUS,
    CLEAN,
    PASSWORD,
    REFUSED,
    Browser,
    hidden_fields,
    hire,
)
from tests.mails import mailer
from tests.servers import serving

SCRIPT = '<script>alert("eve")</script>'

#: One more than a database counts.
TOO_LARGE = 2**63


@pytest.fixture
def call(app, runtime):
    """A function: the newspaper's CMS sends JSON."""
    secret = keys.issue_api_key(runtime, "CMS").secret
    client = app.test_client(use_cookies=False)

    def send(method, path, content):
        headers = {"Authorization": f"Bearer {secret}"}
        return client.open(path, method=method, json=content, headers=headers)

    return send


def form_token(page):
    tag = re.search(r'<input[^>]*name="csrf_token"[^>]*>', page.text)[0]
    return re.search(r'value="([^"]*)"', tag)[1]


def write(browser, runtime, text):
    """Write a comment; the path of its author's page, and its public id."""
    path = browser.write(text).headers["Location"]
    return path, links.read_token(runtime, path.rsplit("/", 1)[1])


def decide(browser, public_id, action, **fields):
    page = browser.get(f"/desk/comment/{public_id}")
    path = f"/desk/comment/{public_id}/decision"
    answer = browser.send(page, path, {"action": action, **fields}.items())
    assert answer.status_code == 303, answer.text


# Coming in


def test_nothing_but_its_session_opens_the_desk(app, runtime, eve):
    """The accounts library would hand out a token that fits in an address and outlasts the log-out."""
    answer = eve.client.post(
        "/compte/connexion?include_auth_token",
        json={"email": hire(runtime, "Mona", Role.MODERATOR), "password": PASSWORD},
        headers={"X-CSRFToken": form_token(eve.get("/compte/connexion"))},
    )
    token = answer.json["response"]["user"].get("authentication_token", "")
    assert Browser(app).get(f"/desk?auth_token={token}").status_code == 303
    assert Browser(app).get("/desk", headers={"Authentication-Token": token}).status_code == 303


def test_a_form_token_planted_before_the_login_is_worth_nothing_after(app, runtime):
    mona = Browser(app)
    planted = form_token(mona.get("/compte/connexion"))
    mona.log_in(hire(runtime, "Mona", Role.MODERATOR), PASSWORD)
    assert mona.client.post("/compte/deconnexion", data={"csrf_token": planted}).status_code == 400
    assert mona.get("/desk").status_code == 200


@pytest.mark.parametrize(
    "place", ["//eve.example", "/\\eve.example", "https://eve.example", "\\\\eve.example"]
)
def test_a_login_leads_nowhere_else(runtime, eve, place):
    hidden = hidden_fields(eve.get("/compte/connexion"), "/compte/connexion")
    fields = {"email": hire(runtime, "Mona", Role.MODERATOR), "password": PASSWORD, **dict(hidden)}
    answer = eve.client.post("/compte/connexion", query_string={"next": place}, data=fields)
    target = urlsplit(answer.headers.get("Location", "/desk"))
    assert (target.scheme, target.netloc) == ("", "")
    assert "\\" not in target.path


@pytest.mark.parametrize("what", ["decision", "skip"])
def test_a_valid_form_token_gives_a_stranger_no_right_at_the_desk(amir, eve, runtime, what):
    _, public_id = write(amir, runtime, AMBIGUOUS)
    fields = {
        "csrf_token": form_token(eve.get("/compte/connexion")),
        "seen": 1,
        "action": "approve",
    }
    sent = eve.client.post(f"/desk/comment/{public_id}/{what}", data=fields)
    assert sent.headers["Location"].startswith("/compte/connexion")
    assert submission.find_comment(runtime, public_id).status is Status.PENDING


# Redress


def test_an_appeal_is_not_lost_by_undoing_what_it_is_against(amir, mona, max_, runtime):
    path, public_id = write(amir, runtime, AMBIGUOUS)
    decide(mona, public_id, "reject", clauses="INJURE")
    undo = re.search(r"/desk/decision/\d+/undo", mona.get("/desk").text)[0]
    page = mona.get("/desk")
    amir.send(amir.get(path), f"{path}/contester", [("words", "Relisez, s’il vous plaît.")])
    assert mona.send(page, undo, []).status_code == 409
    assert submission.find_comment(runtime, public_id).status is Status.REJECTED
    assert public_id not in mona.get("/desk").text
    assert "Relisez, s’il vous plaît." in max_.get("/desk").text


def test_a_decision_that_no_database_can_number_is_none(mona):
    token = form_token(mona.get("/desk"))
    sent = mona.client.post(f"/desk/decision/{TOO_LARGE}/undo", data={"csrf_token": token})
    assert sent.status_code == 404


@pytest.mark.parametrize(
    "spelling", ["Rene\u0301 Duc", "René\u200b Duc", "Ren\u00e9 Du\u2060c", "ＲＥＮＥ\u0301 ＤＵＣ"]
)
def test_a_ban_holds_for_every_spelling_that_looks_the_same(runtime, spelling):
    bans.ban_name(runtime, "René Duc", reason="does not exist")
    draft = Draft(CLEAN, spelling)
    sent = submission.submit_comment(
        runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
    )
    assert sent.comment.status is Status.PENDING


# What is written is shown, and runs nowhere


def test_markup_is_shown_as_it_was_written(amir, rita, mona, max_, runtime, call):
    call("PUT", "/api/v1/articles/budget", {"title": SCRIPT})
    path, public_id = write(amir, runtime, f"{CLEAN} {SCRIPT}")
    decide(mona, public_id, "approve", note=SCRIPT)
    report = f"/commentaire/{public_id}/signaler"
    token = form_token(rita.get(report))
    rita.client.post(report, data={"csrf_token": token, "reason": "other", "words": SCRIPT})
    reported = max_.get(f"/desk/comment/{public_id}")
    assert reported.text.count("&lt;script&gt;alert(") >= 3
    decide(max_, public_id, "reject", clauses="INJURE", note=SCRIPT)
    amir.send(amir.get(path), f"{path}/contester", [("words", SCRIPT)])
    pages = [reported, amir.get(path), mona.get("/desk"), mona.get("/desk/decisions")]
    pages += [rita.get("/article/budget"), amir.write(REFUSED, name=SCRIPT)]
    for page in pages:
        assert "<script>alert" not in page.text
        assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    assert "&lt;script&gt;alert(" in amir.get(path).text


# What is sent by programs


def test_an_article_s_key_has_no_line_end(call, runtime):
    assert call("PUT", "/api/v1/articles/budget%0A", {"title": "Budget"}).status_code == 422
    assert call("PUT", "/api/v1/articles/budget", {"title": "Budget"}).status_code == 200


@pytest.mark.parametrize(
    "email", ["root,amir@example.org", "<amir@example.org>", "amir@example.org;root", "a:b@c.ch"]
)
def test_a_mail_goes_to_one_address(call, runtime, email):
    content = {"article": {"key": "budget"}, "author_name": "Amir Haddad", "text": CLEAN}
    assert call("POST", "/api/v1/comments", {**content, "email": email}).status_code == 422
    # And should one be stored all the same:
    sent = submission.submit_comment(
        replace(runtime, settings=runtime.settings.model_copy(update={"automation": True})),
        "budget",
        Draft(CLEAN, "Amir Haddad"),
        idempotency_key=None,
        needs_acceptance=False,
    )
    found = submission.outcome(runtime, sent.comment.public_id)
    with pytest.raises(MailError) as error:
        mailer("smtp://127.0.0.1:9").send_statement(
            found.statement, found.comment, found.article, link="", to=email
        )
    assert error.value.is_permanent
    assert "amir" not in str(error.value)


# What is told, and to whom


def test_an_unforeseen_error_tells_neither_the_reader_nor_the_log_what_is_secret(
    runtime, amir, caplog, monkeypatch
):
    path, _ = write(amir, runtime, REFUSED)
    broken = Browser(create_app(runtime))
    monkeypatch.setattr("moderation.services.submission.outcome", lambda *_: next(iter([])))
    with caplog.at_level(logging.INFO):
        answer = broken.get(path)
    assert answer.status_code == 500
    assert "StopIteration" in caplog.text
    assert "StopIteration" not in answer.text
    for secret in (path.rsplit("/", 1)[1], "connard", "Haddad"):
        assert secret not in caplog.text


def test_a_new_home_is_its_owner_s_alone(tmp_path):
    home = tmp_path / "home"
    with_secret_key(Settings(home=home))
    assert home.stat().st_mode & 0o077 == 0


def test_a_database_whose_connections_are_all_taken_is_unavailable(tmp_path, monkeypatch):
    database = Database(f"sqlite:///{tmp_path / 'busy.db'}")
    monkeypatch.setattr(database.engine.pool, "_timeout", 0.01)
    taken = [database.engine.connect() for _ in range(15)]
    with pytest.raises(Unavailable), database.read() as session:
        session.connection()
    for connection in taken:
        connection.close()
    database.close()


@pytest.mark.slow
def test_a_server_s_log_names_no_address_and_no_proxy_header_moves_a_page(tmp_path):
    with serving(tmp_path, CHARTE_TRUSTED_PROXIES="1") as server:
        forwarded = {"X-Forwarded-For": "203.0.113.7"}
        with httpx.Client(base_url=server.url, headers=forwarded) as eve:
            login = eve.get("/compte/connexion")
            fields = {"csrf_token": form_token(login), "email": "eve@example.org"}
            tried = [eve.post("/compte/connexion", data=fields).status_code for _ in range(25)]
            assert 429 in tried
            moved = eve.get("/article/exemple", headers={"SCRIPT_NAME": "/article"})
            assert moved.status_code == 200
        place = urlsplit(server.url)
        with socket.create_connection((place.hostname, place.port)) as connection:
            connection.sendall(b"GET /suivi/a-signed-link\x00 HTTP/1.1\r\n\r\n")
            assert b" 400 " in connection.recv(100)
        server.stop()
    log = server.output[0].partition("Shown once.")[2]
    for secret in ("203.0.113.7", "127.0.0.1", "a-signed-link", "eve@example.org"):
        assert secret not in log
