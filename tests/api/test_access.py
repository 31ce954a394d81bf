"""Who may call: the ladder on each endpoint, and that nobody else may."""

import pytest

from moderation.services.keys import revoke_api_key

TEXT = "Merci pour cet article, je partage l’avis du Conseil."
ENDPOINTS = [
    ("POST", "/api/v1/check", {"text": TEXT}, 200),
    (
        "POST",
        "/api/v1/comments",
        {"article": {"key": "budget"}, "author_name": "Rita Favre", "text": TEXT},
        201,
    ),
    ("GET", "/api/v1/comments/unknown", None, 404),
    ("PUT", "/api/v1/articles/ecole", {"title": "L’école"}, 201),
    ("GET", "/api/v1/articles", None, 200),
    ("GET", "/api/v1/articles/budget", None, 200),
    ("POST", "/api/v1/checks", {"items": [{"id": "a", "text": TEXT}]}, 200),
    ("GET", "/api/v1/promise", None, 200),
]
everywhere = pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    ENDPOINTS,
    ids=lambda v: v if isinstance(v, str) else "",
)


@everywhere
def test_without_a_key_nothing_is_told(caller, article, method, path, content, status):
    answer = caller.send(method, path, content, key=None)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="charte"'
    assert answer.json["type"] == "urn:charte:problem:unauthorized"


@everywhere
@pytest.mark.parametrize("wrong", ["chk_wrong", "", "ünïcode\x00"])
def test_a_wrong_key_opens_nothing(caller, article, method, path, content, status, wrong):
    assert caller.send(method, path, content, key=wrong).status_code == 401


@everywhere
def test_another_scheme_is_no_key(caller, article, method, path, content, status):
    headers = {"Authorization": f"Basic {caller.key}"}
    assert caller.send(method, path, content, key=None, headers=headers).status_code == 401


@everywhere
def test_a_revoked_key_opens_nothing(caller, runtime, article, method, path, content, status):
    revoke_api_key(runtime, caller.key)
    assert caller.send(method, path, content).status_code == 401


@everywhere
def test_a_key_in_use_is_let_in(caller, article, method, path, content, status):
    assert caller.send(method, path, content).status_code == status


@pytest.mark.parametrize(("method", "path"), [e[:2] for e in ENDPOINTS if e[2]])
@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_what_is_not_json_is_not_read(caller, article, method, path, media_type):
    headers = {"Content-Type": media_type}
    assert caller.send(method, path, {"text": TEXT}, headers=headers).status_code == 415


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/api/v1/check", {"POST", "OPTIONS"}),
        ("DELETE", "/api/v1/comments/x", {"GET", "HEAD", "OPTIONS"}),
        ("PATCH", "/api/v1/articles/x", {"GET", "HEAD", "PUT", "OPTIONS"}),
    ],
)
def test_a_method_that_an_address_does_not_take(caller, method, path, allowed):
    answer = caller.send(method, path)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == allowed


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v2/check", "/api/nothing", "/api/v1/check/"])
def test_an_address_that_is_none_is_a_problem_too(caller, path):
    answer = caller.get(path)
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_cookies_count_for_nothing(caller):
    headers = {"Cookie": "lang=de; charte=forged"}
    assert (
        caller.post("/api/v1/check", {"text": TEXT}, headers=headers, key=None).status_code == 401
    )
    answer = caller.post("/api/v1/check", {"text": TEXT}, headers=headers)
    assert (answer.status_code, answer.headers["Content-Language"]) == (200, "en")
