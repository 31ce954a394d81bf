"""Many texts judged in one call: each for itself, whatever stands beside it."""

import pytest

from moderation.api.schemas import MOST_CHECKS
from moderation.settings import Settings
from tests.api.test_access import TEXT


def check(caller, *items, **options):
    return caller.post("/api/v1/checks", {"items": list(items)}, **options)


def test_each_text_is_judged_as_if_it_were_alone(caller, article):
    texts = [
        {"text": TEXT},
        {"text": "  Bravo 👏,\r\nmais ce conseiller est un connard !", "author_name": "Rita Favre"},
        {"text": "C’est net et clair.", "article": "budget", "language": "fr"},
    ]
    alone = [caller.post("/api/v1/check", text).json for text in texts]
    answer = check(caller, *({"id": f"cms-{n}", **text} for n, text in enumerate(texts)))
    assert answer.status_code == 200
    assert answer.json["items"] == [
        {"id": f"cms-{n}", "verdict": verdict, "problem": None} for n, verdict in enumerate(alone)
    ]


def test_a_bad_item_has_the_problem_that_it_would_have_alone_and_spoils_no_other(caller, article):
    bad = [
        {"text": ""},
        {"text": TEXT, "authorname": "Rita Favre"},
        {"text": 17},
        {"text": TEXT, "article": "unknown"},
        {"text": "half a character: \ud800"},
        {"text": "\u0000 " + TEXT},
        {"text": "a" * 200_001},
        {},
    ]
    alone = [caller.post("/api/v1/check", text).json for text in bad]
    assert {problem["status"] for problem in alone} == {404, 422}
    items = [{"id": str(n), **text} for n, text in enumerate(bad)]
    answer = check(caller, *items, {"id": "good", "text": TEXT}, headers={"Accept-Language": "en"})
    *refused, good = answer.json["items"]
    assert [item["problem"] for item in refused] == alone
    assert [item["id"] for item in answer.json["items"]] == [*"01234567", "good"]
    assert good["verdict"]["recommendation"] == "publish"


@pytest.mark.parametrize(
    "item",
    [
        None,
        17,
        "text",
        [],
        {"text": TEXT},
        {"id": 17, "text": TEXT},
        {"id": "\ud800", "text": TEXT},
        {"id": "a" * 201, "text": TEXT},
    ],
)
def test_what_has_no_name_of_the_callers_comes_back_in_its_place(caller, item):
    refused, good = check(caller, item, {"id": "b", "text": TEXT}).json["items"]
    assert (refused["id"], refused["verdict"]) == (None, None)
    assert refused["problem"]["type"] == "urn:charte:problem:invalid-input"
    assert good["verdict"]


def test_two_items_of_the_same_name_come_in_their_order(caller):
    items = check(caller, {"id": "a", "text": TEXT}, {"id": "a", "text": ""}).json["items"]
    assert [item["problem"] is None for item in items] == [True, False]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            {"items": [{}] * (MOST_CHECKS + 1)},
            "Das sind 257; auf einmal werden höchstens 256 angenommen.",
        ),
        ({"items": []}, "Mindestens 1 wird gebraucht."),
        ({"items": {"id": "a"}}, "Hier wird eine Liste erwartet."),
        ({}, "Dieses Feld ist erforderlich."),
    ],
)
def test_too_many_or_none_are_refused_as_a_whole(caller, content, sentence):
    answer = caller.post("/api/v1/checks", content, headers={"Accept-Language": "de"})
    assert answer.status_code == 422
    assert answer.json["errors"] == [{"detail": sentence, "pointer": "#/items"}]


def test_as_many_as_may_come_are_taken(caller):
    items = check(caller, *({"id": str(n), "text": ""} for n in range(MOST_CHECKS))).json["items"]
    assert len(items) == MOST_CHECKS


def test_a_body_that_is_too_large_is_not_read(caller):
    answer = check(caller, *({"id": str(n), "text": "é" * 600} for n in range(100)))
    assert (answer.status_code, answer.json["type"]) == (
        413,
        "urn:charte:problem:content-too-large",
    )


class TestLimits:
    """Of the limit of a key each text counts as a request."""

    @pytest.fixture
    def settings(self, tmp_path):
        secret = "not a secret, but long enough for one"
        return Settings(home=tmp_path, secret_key=secret, api_per_minute=5)

    def test_texts_are_counted_and_too_many_count_nothing(self, caller):
        def left(*items):
            answer = check(caller, *({"id": "a", "text": text} for text in items))
            return answer.status_code, answer.headers["RateLimit"].partition(";t=")[0]

        assert left("", "", "") == (200, '"key";r=2')
        assert left("", "", "") == (429, '"key";r=1')
        assert left("") == (200, '"key";r=0')
        assert left("") == (429, '"key";r=0')
