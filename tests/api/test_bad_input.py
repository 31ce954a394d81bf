"""Whatever is sent: a clear error, nothing stored, nothing told back, no failure here."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moderation.errors import NotFound
from moderation.services.submission import find_article
from moderation.storage.tables import ArticleRow, CommentRow

SECRET = "XYZZY-marque"  # what must not come back
GOOD = {"article": {"key": "budget"}, "author_name": "Rita Favre", "text": "Bien dit."}


def bad(**changes):
    return {**GOOD, **changes}


def rows(runtime):
    with runtime.database.read() as session:
        return session.query(CommentRow).count(), session.query(ArticleRow).count()


MISTAKES = [
    # (what is sent, where the mistake is)
    ({}, {"#/article", "#/author_name", "#/text"}),
    (bad(text=None), {"#/text"}),
    (bad(text=[SECRET]), {"#/text"}),
    (bad(text=17), {"#/text"}),
    (bad(text=True), {"#/text"}),
    (bad(text=""), {"#/text"}),
    (bad(text=" \u200b\u2060\n"), {"#/text"}),
    (bad(text="x" * 1_501), {"#/text"}),
    (bad(text=SECRET + "\x00"), {"#/text"}),
    (bad(text=SECRET + "\ud800"), {"#/text"}),
    (bad(text="e" + "\u0301" * 10_000), {"#/text"}),
    (bad(text="x" * 200_001), {"#/text"}),
    (bad(author_name=""), {"#/author_name"}),
    (bad(author_name="\u202e"), {"#/author_name"}),
    (bad(author_name="Rita\x00"), {"#/author_name"}),
    (bad(author_name="\udfff"), {"#/author_name"}),
    (bad(author_name="R" * 151), {"#/author_name"}),
    (bad(author_name="", text=""), {"#/author_name", "#/text"}),
    (bad(article=SECRET), {"#/article"}),
    (bad(article=None), {"#/article"}),
    (bad(article={}), {"#/article/key"}),
    (bad(article={"key": SECRET + " x"}), {"#/article/key"}),
    (bad(article={"key": "budget", "title": "\n"}), {"#/article/title"}),
    (bad(article={"key": "budget", "title": "T" * 501}), {"#/article/title"}),
    (bad(article={"key": "budget", "title": "a\x00"}), {"#/article/title"}),
    (bad(article={"key": "budget", "url": "javascript:alert(1)"}), {"#/article/url"}),
    (bad(article={"key": "budget", "id": 1}), {"#/article/id"}),
    (bad(language="FR"), {"#/language"}),
    (bad(language="français"), {"#/language"}),
    (bad(email=SECRET), {"#/email"}),
    (bad(email="a@b\nBcc: c@d"), {"#/email"}),
    (bad(unknown=SECRET), {"#/unknown"}),
    # A name that is prose is not told back
    ({**GOOD, SECRET + " et autre prose": 1}, {"#"}),
    ({**GOOD, "\ud800": 1}, {"#"}),
    ({**GOOD, "__proto__": {}}, {"#/__proto__"}),
]


def _named(value):
    # The same in every process: a set has no order of its own.
    return repr(sorted(value) if isinstance(value, set) else value)[:40]


@pytest.mark.parametrize(("content", "pointers"), MISTAKES, ids=_named)
def test_each_mistake_is_told_with_its_place(caller, runtime, article, content, pointers):
    before = rows(runtime)
    answer = caller.post("/api/v1/comments", content)
    assert answer.status_code == 422, answer.text
    assert {error["pointer"] for error in answer.json["errors"]} == pointers
    assert all(error["detail"] for error in answer.json["errors"])
    assert SECRET not in answer.text
    assert rows(runtime) == before


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        ({"title": "T", "character_limit": 0}, "#/character_limit"),
        ({"title": "T", "character_limit": 10**400}, "#/character_limit"),
        ({"title": "T", "character_limit": 12.5}, "#/character_limit"),
        ({"title": "T", "character_limit": "12"}, "#/character_limit"),
        ({"title": "T", "character_limit": True}, "#/character_limit"),
        ({"title": "T", "is_open": "no"}, "#/is_open"),
        ({"title": "T", "is_open": 0}, "#/is_open"),
        ({"title": "T", "language": "rm"}, "#/language"),
        ({}, "#/title"),
    ],
)
def test_an_article_with_a_mistake_is_not_kept(caller, runtime, content, pointer):
    answer = caller.put("/api/v1/articles/new", content)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]
    with pytest.raises(NotFound):
        find_article(runtime, "new")


@pytest.mark.parametrize(
    ("raw", "status", "kind"),
    [
        (b"", 400, "malformed-json"),
        (b"{", 400, "malformed-json"),
        (b"[]", 400, "malformed-json"),
        (b'{"text": "a", "text": "b"}', 400, "malformed-json"),
        (b'{"text": "\xff"}', 400, "malformed-json"),
        (b'{"text": NaN}', 400, "malformed-json"),
        (b'{"text": ' + b"[" * 100_000 + b"}", 400, "malformed-json"),
        (json.dumps({"text": "x" * 1_000_000}).encode(), 413, "content-too-large"),
    ],
    ids=lambda v: repr(v)[:24],
)
def test_a_body_that_cannot_be_read(caller, raw, status, kind):
    answer = caller.post("/api/v1/check", raw=raw)
    assert (answer.status_code, answer.json["type"]) == (status, f"urn:charte:problem:{kind}")


@pytest.mark.parametrize("language", ["fr", "de", "it"])
def test_problems_speak_the_callers_language(caller, language):
    def told(wished):
        answer = caller.post("/api/v1/check", {"text": 1}, headers={"Accept-Language": wished})
        return answer.json["title"], answer.json["detail"], answer.json["errors"][0]["detail"]

    pairs = zip(told(language), told("en"), strict=True)
    assert all(own != english for own, english in pairs)


#: JSON of any kind, often of the right shape.
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=8,
)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)
NEARLY_GOOD = st.fixed_dictionaries(
    {"text": ANY_TEXT | ANY_JSON},
    optional={
        "author_name": ANY_TEXT | ANY_JSON,
        "language": st.sampled_from(["fr", "de", "als", "xx"]) | ANY_JSON,
        "article": st.sampled_from(["budget", "none"]) | ANY_JSON,
        "more": ANY_JSON,
    },
)


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=NEARLY_GOOD | ANY_JSON)
def test_no_json_makes_the_service_fail(caller, article, content):
    answer = caller.post("/api/v1/check", raw=json.dumps(content))
    assert answer.status_code in (200, 400, 404, 422)
    if answer.status_code == 200:
        assert answer.json["gaps"] == []
