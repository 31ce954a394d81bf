"""What a key is for, until when, its rotation and its last use: in every protocol, in its own words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from moderation.api.keys import scope_of
from moderation.app import create_app
from moderation.core.key import Scope
from moderation.errors import InvalidInput, NotFound, Unavailable
from moderation.services import keys
from moderation.web.access import ACCESS, Door
from tests.api.conftest import NOW, Caller
from tests.api.test_access import ENDPOINTS, TEXT

NATIVE = {
    "/api/v1/check": Scope.CHECK,
    "/api/v1/comments": Scope.SUBMIT,
    "/api/v1/comments/unknown": Scope.READ,
    "/api/v1/articles/ecole": Scope.SUBMIT,
    "/api/v1/articles": Scope.READ,
    "/api/v1/articles/budget": Scope.READ,
    "/api/v1/checks": Scope.CHECK,
    "/api/v1/promise": Scope.READ,
}
ANALYZE = {"comment": {"text": TEXT}, "requestedAttributes": {"TOXICITY": {}}}
SUGGEST = {
    "comment": {"text": TEXT},
    "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}},
}


@pytest.fixture
def issue(runtime):
    """A function: issue a key for scopes; its secret."""

    def issued(*scopes, **options):
        return keys.issue_api_key(runtime, "CMS", scopes=scopes, **options).secret

    return issued


@pytest.fixture
def later(runtime):
    """A function: a caller at the same database, some time later."""

    def called(key, **passed):
        now = NOW + timedelta(**passed)
        return Caller(create_app(replace(runtime, clock=lambda: now)), key)

    return called


def only_key(runtime):
    [key] = keys.api_keys(runtime)
    return key


def test_every_view_behind_a_key_has_a_scope(caller):
    with caller.app.app_context():
        for rule in caller.app.url_map.iter_rules():
            blueprint = rule.endpoint.split(".")[0]
            if ACCESS[blueprint] is Door.KEY and blueprint != "coral":  # which signs
                assert scope_of(rule.endpoint) in Scope


@pytest.mark.parametrize(("method", "path", "content", "status"), ENDPOINTS)
def test_a_key_opens_what_it_is_for_and_nothing_else(
    caller, issue, article, method, path, content, status
):
    needed = NATIVE[path]
    assert caller.send(method, path, content, key=issue(needed)).status_code == status
    others = issue(*(scope for scope in Scope if scope is not needed))
    refused = caller.send(method, path, content, key=others)
    assert (refused.status_code, refused.json["type"]) == (
        403,
        "urn:charte:problem:insufficient-scope",
    )
    assert refused.headers["WWW-Authenticate"] == (
        f'Bearer realm="charte", error="insufficient_scope", scope="{needed}"'
    )


def test_the_problem_is_told_in_the_callers_language(caller, issue):
    headers = {"Accept-Language": "de"}
    refused = caller.get("/api/v1/promise", key=issue(Scope.CHECK), headers=headers)
    assert refused.json["title"] == "Der Schlüssel ist nicht dafür bestimmt"


def test_perspective_tells_it_as_google_does(caller, issue):
    def ask(method, content, key):
        return caller.client.post(f"/v1alpha1/comments:{method}?key={key}", json=content)

    check, submit = issue(Scope.CHECK), issue(Scope.SUBMIT)
    assert ask("analyze", ANALYZE, check).status_code == 200
    assert ask("suggestscore", SUGGEST, submit).status_code == 200
    for method, content, key in (("analyze", ANALYZE, submit), ("suggestscore", SUGGEST, check)):
        error = ask(method, content, key).json["error"]
        assert (error["code"], error["status"]) == (403, "PERMISSION_DENIED")
        assert error["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


def test_openai_tells_it_as_a_permission_error(caller, issue):
    def ask(key):
        headers = {"Authorization": f"Bearer {key}"}
        return caller.client.post("/v1/moderations", json={"input": TEXT}, headers=headers)

    assert ask(issue(Scope.CHECK)).status_code == 200
    refused = ask(issue(Scope.READ, Scope.SUBMIT))
    assert refused.status_code == 403
    assert refused.json["error"]["message"].endswith("Missing scopes: check.")
    assert refused.headers["x-request-id"]


def test_akismet_tells_it_as_an_invalid_key_and_why(caller, runtime, issue, later):
    def ask(caller, call, key):
        fields = {"api_key": key, "blog": "https://blog.example", "comment_content": TEXT}
        answer = caller.client.post(f"/1.1/{call}", data=fields)
        return answer.text, answer.headers.get("X-akismet-debug-help")

    check, submit = issue(Scope.CHECK), issue(Scope.SUBMIT)
    assert ask(caller, "verify-key", check) == ("valid", None)
    assert ask(caller, "submit-ham", check) == ("invalid", "The API key lacks the scope submit.")
    assert ask(caller, "comment-check", submit) == ("invalid", "The API key lacks the scope check.")
    short = keys.issue_akismet_key(runtime, "blog", lives=timedelta(days=1)).secret
    assert ask(caller, "submit-ham", short)[0].startswith("Thanks")
    assert ask(later(short, days=1), "verify-key", short) == ("invalid", "The API key has expired.")


def test_a_key_of_wordpress_is_rotated_to_another_of_its_kind(runtime, later):
    old = keys.issue_akismet_key(runtime, "blog").secret
    new = keys.rotate_api_key(runtime, old).secret
    assert len(new) == len(old) == 12

    def verify(key, **passed):
        return later(key, **passed).client.post("/1.1/verify-key", data={"key": key}).text

    assert [verify(old, hours=23), verify(old, hours=24)] == ["valid", "invalid"]
    assert verify(new, hours=24) == "valid"


def test_an_expired_key_is_as_a_wrong_one_and_told_so(issue, later):
    key = issue(*Scope, lives=timedelta(days=30))
    assert later(key, days=29, hours=23).get("/api/v1/promise").status_code == 200
    over = later(key, days=30)
    answer = over.get("/api/v1/promise")
    assert (answer.status_code, answer.json["type"]) == (401, "urn:charte:problem:unauthorized")
    assert answer.json["detail"].startswith("This API key has expired.")
    assert (
        'error="invalid_token", error_description="expired"' in answer.headers["WWW-Authenticate"]
    )
    google = over.client.post(f"/v1alpha1/comments:analyze?key={key}", json=ANALYZE).json["error"]
    assert google["message"] == "API key expired. Please renew the API key."
    assert google["details"][0]["reason"] == "API_KEY_INVALID"
    headers = {"Authorization": f"Bearer {key}"}
    openai = over.client.post("/v1/moderations", json={"input": TEXT}, headers=headers)
    assert (openai.status_code, openai.json["error"]["code"]) == (401, "invalid_api_key")
    assert "expired" in openai.json["error"]["message"]


def test_a_rotated_keys_old_secret_opens_until_the_overlap_is_over(runtime, issue, later):
    old = issue(Scope.READ)
    before = only_key(runtime)
    new = keys.rotate_api_key(runtime, old, overlap=timedelta(hours=2)).secret
    after = only_key(runtime)
    assert (after.id, after.scopes, after.old_prefix) == (before.id, before.scopes, before.prefix)
    for secret in (old, new):
        assert later(secret, hours=1, minutes=59).get("/api/v1/promise").status_code == 200
    assert later(old, hours=2).get("/api/v1/promise").status_code == 401
    assert later(new, hours=2).get("/api/v1/promise").status_code == 200


def test_a_leaked_key_is_rotated_without_an_overlap(runtime, issue, caller):
    old = issue(Scope.READ)
    new = keys.rotate_api_key(runtime, old, overlap=timedelta()).secret
    assert caller.get("/api/v1/promise", key=old).status_code == 401
    assert caller.get("/api/v1/promise", key=new).status_code == 200


def test_the_secret_before_the_last_opens_nothing(runtime, issue, caller):
    first = issue(Scope.READ)
    second = keys.rotate_api_key(runtime, first).secret
    third = keys.rotate_api_key(runtime, first).secret  # by either of those that open
    statuses = [
        caller.get("/api/v1/promise", key=key).status_code for key in (first, second, third)
    ]
    assert statuses == [401, 200, 200]


def test_revoking_ends_all_secrets_of_a_key(runtime, issue, caller):
    old = issue(Scope.READ)
    new = keys.rotate_api_key(runtime, old).secret
    keys.revoke_api_key(runtime, old)
    assert {caller.get("/api/v1/promise", key=key).status_code for key in (old, new)} == {401}
    with pytest.raises(NotFound):
        keys.rotate_api_key(runtime, new)


def test_both_secrets_of_a_key_share_its_idempotency_keys(runtime, issue, caller, article):
    old = issue(Scope.SUBMIT)
    new = keys.rotate_api_key(runtime, old).secret
    comment = {"article": {"key": "budget"}, "author_name": "Rita Favre", "text": TEXT}
    sent = [
        caller.post("/api/v1/comments", comment, key=key, headers={"Idempotency-Key": '"a"'})
        for key in (old, new)
    ]
    assert sent[0].json["id"] == sent[1].json["id"]


def test_the_last_use_is_noted_once_a_minute(runtime, issue, later):
    key = issue(Scope.READ)
    assert only_key(runtime).last_used_at is None

    def use(**passed):
        later(key, **passed).get("/api/v1/promise").close()
        return only_key(runtime).last_used_at - NOW

    assert use(seconds=10) == timedelta(seconds=10)
    assert use(seconds=69) == timedelta(seconds=10)
    assert use(seconds=70) == timedelta(seconds=70)


def test_a_use_that_cannot_be_noted_harms_nobody(runtime, issue, caller, caplog):
    class FullDatabase:
        def __getattr__(self, name):
            return getattr(runtime.database, name)

        def begin(self):
            raise Unavailable("database or disk is full")

    key = issue(Scope.READ)
    full = Caller(create_app(replace(runtime, database=FullDatabase())), key)
    for _ in range(3):
        with full.get("/api/v1/promise") as answer:
            assert answer.status_code == 200
    assert (
        [record.message for record in caplog.records]
        == [  # tried once in a minute
            f"the last use of key {key[:10]} could not be noted: database or disk is full"
        ]
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"scopes": ()},
        {"lives": timedelta()},
        {"lives": timedelta(days=3_651)},
    ],
)
def test_a_key_that_makes_no_sense_is_not_issued(runtime, wrong):
    with pytest.raises(InvalidInput):
        keys.issue_api_key(runtime, "CMS", **wrong)
    with pytest.raises(InvalidInput):
        keys.rotate_api_key(runtime, "chk_", overlap=timedelta(days=31))
