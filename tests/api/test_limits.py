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
    assert 1 <= int(answer.headers["Retry-After"]) <= 61
    other = issue_api_key(runtime, "another program").secret
    assert caller.get("/api/v1/comments/unknown", key=other).status_code == 404


def test_guessing_keys_is_slowed_down(caller):
    statuses = {caller.get("/api/v1/comments/x", key=f"chk_{n}").status_code for n in range(40)}
    assert statuses == {401, 429}
