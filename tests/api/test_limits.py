"""How often a program may call."""

import pytest

from moderation.services.keys import issue_api_key
from moderation.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(
        home=tmp_path, secret_key="not a secret, but long enough for one", api_per_minute=3
    )


def test_a_key_has_a_limit_of_its_own(caller, runtime):
    statuses = [caller.get("/api/v1/comments/unknown").status_code for _ in range(4)]
    assert statuses == [404, 404, 404, 429]
    answer = caller.post("/api/v1/check", {"text": "Merci."})
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    other = issue_api_key(runtime, "another program").secret
    assert caller.get("/api/v1/comments/unknown", key=other).status_code == 404


def test_guessing_keys_is_slowed_down(caller):
    answers = [caller.get("/api/v1/comments/x", key=f"chk_{n}") for n in range(40)]
    assert {answer.status_code for answer in answers} == {401, 429}
    assert answers[-1].json["violated-policies"] == ["wrong-key"]
    assert answers[-1].headers["RateLimit-Policy"] == '"wrong-key";q=30;w=60'


def test_every_answer_tells_how_often_one_may_ask_and_how_often_still(caller):
    def told(answer):
        left, reset = answer.headers["RateLimit"].split(";t=")
        assert 1 <= int(reset) <= 60
        assert answer.headers["RateLimit-Policy"] == '"key";q=3;w=60'
        return left

    assert told(caller.get("/api/v1/promise")) == '"key";r=2'
    assert told(caller.get("/api/v1/comments/unknown")) == '"key";r=1'
    assert told(caller.post("/api/v1/check", raw="{")) == '"key";r=0'
    refused = caller.get("/api/v1/promise")
    assert told(refused) == '"key";r=0'
    assert refused.json["type"] == "https://iana.org/assignments/http-problem-types#quota-exceeded"
    assert refused.json["violated-policies"] == ["key"]
    reset = refused.headers["RateLimit"].split(";t=")[1]
    assert int(refused.headers["Retry-After"]) >= int(reset)


def test_who_comes_without_a_key_is_told_the_limit_of_one(caller):
    for path in ("/api/v1/promise", "/api/v1/nothing"):
        answer = caller.get(path, key=None)
        assert answer.headers["RateLimit-Policy"] == '"key";q=3;w=60'
        assert "RateLimit" not in answer.headers
