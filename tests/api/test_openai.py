"""Clients of OpenAI's moderation endpoint are answered from this newsroom's charter."""

from dataclasses import replace

import pytest
from openai import (
    APIStatusError,
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    OpenAI,
    RateLimitError,
)

from moderation.app import create_app
from moderation.learning.classifier import ClassifierGap
from tests import clients
from tests.classifiers import FixedClassifier
from tests.everything import places_of

PRAISE = "Merci pour cet article, je partage l’avis du Conseil."
INSULT = "Ce conseiller est un connard, qu’il démissionne enfin de son poste."
UNSURE = "Cet avis est ambigu, comme on dit chez nous."


@pytest.fixture
def ask(serve, runtime, key):
    """A function: a strict client of a server that runs on *runtime*, or as told."""

    def client(runtime=runtime, key=key):
        return OpenAI(
            base_url=f"{serve(runtime)}/v1",
            api_key=key,
            max_retries=0,
            _strict_response_validation=True,
        ).moderations

    return client


@pytest.fixture
def post(runtime, key):
    """A function: send a body as it is; the answer."""
    client = create_app(runtime).test_client(use_cookies=False)
    headers = {"Authorization": f"Bearer {key}"}

    def send(content=None, **options):
        return client.post("/v1/moderations", json=content, headers=headers, **options)

    return send


def test_a_text_is_flagged_as_the_charter_says(ask):
    moderations = ask()
    flags = {}
    for text in (PRAISE, UNSURE, INSULT):
        answer = moderations.create(input=text)
        (result,) = answer.results
        flags[text] = (result.flagged, result.categories.harassment)
        assert answer.model == "fixed"
        assert answer.id.startswith("modr-")
    assert flags == {PRAISE: (False, False), UNSURE: (True, True), INSULT: (True, True)}


def test_what_was_not_measured_says_so(ask):
    (result,) = ask().create(input=UNSURE).results
    assert result.category_scores.harassment == 0.6
    assert result.category_scores.sexual == 0
    applied = result.category_applied_input_types.model_dump(by_alias=True)
    assert {name for name, kinds in applied.items() if kinds} == {
        "harassment",
        "harassment/threatening",
        "hate",
        "hate/threatening",
        "violence",
    }


def test_several_texts_have_a_result_each_and_parts_of_one_have_one(ask):
    moderations = ask()
    several = moderations.create(input=[PRAISE, UNSURE, INSULT])
    assert [result.flagged for result in several.results] == [False, True, True]
    parts = [{"type": "text", "text": PRAISE}, {"type": "text", "text": INSULT}]
    assert [result.flagged for result in moderations.create(input=parts).results] == [True]


@pytest.mark.parametrize(
    ("said", "hate", "violence", "both"),
    [
        ({"hate": 0.8}, (True, 0.8), (False, 0.01), (False, 0.01)),
        ({"threat": 0.7}, (False, 0.01), (True, 0.7), (False, 0.01)),
        ({"hate": 0.8, "threat": 0.7}, (True, 0.8), (True, 0.7), (True, 0.7)),
    ],
)
def test_a_category_of_two_kinds_needs_both(ask, runtime, said, hate, violence, both):
    classifier = FixedClassifier({"zut": {"violation": 0.8, **said}})
    (result,) = ask(replace(runtime, classifier=classifier)).create(input="zut alors").results
    flags = result.categories.model_dump(by_alias=True)
    scores = result.category_scores.model_dump(by_alias=True)
    expected = {"hate": hate, "violence": violence, "hate/threatening": both}
    assert {name: (flags[name], scores[name]) for name in expected} == expected


def test_models_are_those_that_serve(serve, runtime, key):
    client = OpenAI(base_url=f"{serve(runtime)}/v1", api_key=key, max_retries=0)
    names = [model.id for model in client.models.list()]
    assert names[0] == "fixed"
    assert "omni-moderation-latest" in names
    assert client.models.retrieve("omni-moderation-latest").owned_by == "charte"
    assert client.moderations.create(input=PRAISE, model="omni-moderation-latest").model == "fixed"
    with pytest.raises(NotFoundError) as unknown:
        client.moderations.create(input=PRAISE, model="gpt-4")
    assert unknown.value.code == "model_not_found"


def test_images_are_refused_clearly(ask):
    parts = [
        {"type": "text", "text": PRAISE},
        {"type": "image_url", "image_url": {"url": "https://journal.example/a.png"}},
    ]
    with pytest.raises(BadRequestError) as refused:
        ask().create(input=parts)
    assert (refused.value.code, refused.value.param) == ("unsupported_input", "input")


def test_a_wrong_key_is_no_key(ask):
    with pytest.raises(AuthenticationError) as refused:
        ask(key="sk-of-somebody").create(input=PRAISE)
    assert refused.value.code == "invalid_api_key"
    assert refused.value.request_id.startswith("req_")
    assert "sk-of-somebody" not in str(refused.value)


def test_too_many_requests_are_told_when_to_come_again(ask, runtime):
    few = replace(runtime, settings=runtime.settings.model_copy(update={"api_per_minute": 1}))
    moderations = ask(few)
    moderations.create(input=PRAISE)
    with pytest.raises(RateLimitError) as refused:
        moderations.create(input=PRAISE)
    assert refused.value.code == "rate_limit_exceeded"
    assert 1 <= int(refused.value.response.headers["Retry-After"]) <= 61


def test_of_several_texts_each_is_a_request(ask, runtime):
    few = replace(runtime, settings=runtime.settings.model_copy(update={"api_per_minute": 4}))
    moderations = ask(few)
    with pytest.raises(RateLimitError):
        moderations.create(input=[PRAISE] * 5)
    assert len(moderations.create(input=[PRAISE] * 3).results) == 3
    with pytest.raises(RateLimitError):
        moderations.create(input=PRAISE)


def test_a_check_that_could_not_run_flags_nobody(ask, runtime):
    with pytest.raises(APIStatusError) as refused:
        ask(replace(runtime, classifier=ClassifierGap("none"))).create(input=PRAISE)
    assert refused.value.status_code == 503


def test_nothing_of_a_check_is_stored(post, runtime):
    assert post({"input": UNSURE}).status_code == 200
    assert not places_of(runtime.database, UNSURE)


@pytest.mark.parametrize(
    ("content", "status", "code", "param"),
    [
        ({}, 400, None, "input"),
        ({"input": []}, 400, None, "input"),
        ({"input": None}, 400, None, "input"),
        ({"input": 12}, 400, None, "input"),
        ({"input": [PRAISE, 12]}, 400, None, "input"),
        ({"input": [PRAISE, {"type": "text", "text": PRAISE}]}, 400, None, "input"),
        ({"input": [{"type": "text"}]}, 400, None, "input"),
        ({"input": ["a"] * 257}, 400, None, "input"),
        ({"input": "é" * 10_241}, 400, "string_above_max_length", "input"),
        ({"input": "Это неправда и это позор"}, 400, "unsupported_language", "input"),
        ({"input": PRAISE, "model": 12}, 404, "model_not_found", "model"),
        ({"input": PRAISE, "temperature": 1}, 400, "unknown_parameter", "temperature"),
        ({"input": PRAISE, "<b>": 1}, 400, "unknown_parameter", "?"),
    ],
)
def test_what_cannot_be_judged_is_told_in_openais_envelope(post, content, status, code, param):
    answer = post(content)
    assert answer.status_code == status, answer.text
    error = answer.json["error"]
    assert error["type"] == "invalid_request_error"
    assert (error["code"], error["param"]) == (code, param)
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize("raw", [b"{", b"[]", b"\xff", b'{"input":"\\ud83d"}', b" " * 300_000])
def test_what_is_no_json_is_told_too(post, raw):
    answer = post(data=raw, content_type="application/json")
    assert answer.status_code in (400, 413)
    assert answer.json["error"]["message"]


@pytest.mark.parametrize("text", ["", " ", "👍", "a" * 20_480])
def test_odd_texts_are_judged(post, text):
    assert post({"input": text}).status_code == 200


def test_there_is_nothing_else(runtime, key):
    client = create_app(runtime).test_client(use_cookies=False)
    headers = {"Authorization": f"Bearer {key}"}
    assert client.get("/v1/moderations", headers=headers).json["error"]["type"]
    assert client.post("/v1/chat/completions", headers=headers).status_code == 404


def test_the_javascript_client_is_answered(serve, runtime, key):
    told = clients.run("openai.mjs", serve(runtime), key, INSULT)
    assert told["one"]["answer"]["results"][0]["flagged"] is True
    assert len(told["parts"]["answer"]["results"]) == 1
    assert told["stranger"] == {
        "error": "AuthenticationError",
        "status": 401,
        "code": "invalid_api_key",
    }
