"""Articles: listed in pages, shown, closed with a reason, pre-moderated."""

from datetime import time

import pytest

from moderation.core.comment import Mode
from moderation.core.person import Role
from moderation.services import review
from moderation.services.identity import create_person
from moderation.services.pace import Run, run_article
from moderation.services.submission import put_article
from tests.api.test_access import TEXT

HARSH = "Ce conseiller est un connard, je le dis comme je le pense."


def put(caller, key, **article):
    return caller.put(f"/api/v1/articles/{key}", {"title": "Le budget", **article})


def send(caller, text=TEXT, key="budget"):
    comment = {"article": {"key": key}, "author_name": "Rita Favre", "text": text}
    return caller.post("/api/v1/comments", comment)


@pytest.fixture
def five(runtime):
    """Five articles, the second and the fourth closed."""
    for n in range(1, 6):
        put_article(runtime, key=f"a{n}", title="…", url=None, is_open=n % 2 == 1)


def test_a_list_is_read_to_its_end_page_by_page(caller, runtime, five):
    first = caller.get("/api/v1/articles?limit=2").json
    assert [article["key"] for article in first["items"]] == ["a5", "a4"]
    put_article(runtime, key="new", title="…", url=None)
    second = caller.get(f"/api/v1/articles?limit=2&cursor={first['next']}").json
    assert [article["key"] for article in second["items"]] == ["a3", "a2"]
    third = caller.get(f"/api/v1/articles?limit=2&cursor={second['next']}").json
    assert ([article["key"] for article in third["items"]], third["next"]) == (["a1"], None)


@pytest.mark.parametrize(
    ("asked", "keys"),
    [("is_open=true", ["a5", "a3", "a1"]), ("is_open=false", ["a4", "a2"]), ("limit=100", ...)],
)
def test_a_list_is_filtered(caller, five, asked, keys):
    found = caller.get(f"/api/v1/articles?{asked}").json
    keys = ["a5", "a4", "a3", "a2", "a1"] if keys is ... else keys
    assert ([article["key"] for article in found["items"]], found["next"]) == (keys, None)


def test_without_articles_the_list_is_empty(caller):
    assert caller.get("/api/v1/articles").json == {"items": [], "next": None}


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "#/limit"),
        ("limit=101", "#/limit"),
        ("limit=-1", "#/limit"),
        ("limit=many", "#/limit"),
        ("limit=" + "9" * 5_000, "#/limit"),
        ("limit=", "#/limit"),
        ("is_open=perhaps", "#/is_open"),
        ("cursor=", "#/cursor"),
        ("cursor=WyJhIl0", "#/cursor"),
        ("cursor=%00", "#/cursor"),
        ("cursor=%F0%9F%A6%8A", "#/cursor"),
        ("cursor=" + "W" * 501, "#/cursor"),
        ("page=2", "#/page"),
    ],
)
def test_a_list_that_cannot_be_asked_for(caller, five, query, pointer):
    answer = caller.get(f"/api/v1/articles?{query}", headers={"Accept-Language": "fr"})
    assert answer.status_code == 422
    assert [mistake["pointer"] for mistake in answer.json["errors"]] == [pointer]
    assert answer.json["errors"][0]["detail"] != "Cette valeur ne peut pas être utilisée."


def test_the_beginning_of_an_article_is_for_the_desk(caller):
    made = put(caller, "budget", excerpt="  Par 61 voix\n contre 58. ")
    assert made.json["excerpt"] == "Par 61 voix contre 58."
    assert put(caller, "budget").json["excerpt"] is None
    page = caller.client.get("/article/budget").text
    assert "61 voix" not in page


def test_an_article_is_shown_as_it_was_put(caller):
    made = put(caller, "budget", closed_reason="  Trop tard.  ", is_open=False)
    assert (made.status_code, made.json["closed_reason"]) == (201, "Trop tard.")
    assert caller.get("/api/v1/articles/budget").json == made.json
    assert caller.get("/api/v1/articles/unknown").status_code == 404
    assert caller.get("/api/v1/articles/%00").status_code == 404


@pytest.mark.parametrize(
    "article",
    [
        {"mode": "strict"},
        {"mode": None},
        {"closed_reason": "a" * 501},
        {"closed_reason": "a\nb"},
        {"closed_reason": "\x00"},
        {"closed_reason": "\ud800"},
        {"closed_reason": 17},
        {"excerpt": "a" * 601},
        {"excerpt": "\x00"},
        {"is_open": "false"},
        {"is_open": None},
        {"character_limit": 0},
        {"slow_minutes": 0},
        {"slow_minutes": 1441},
        {"slow_minutes": "10"},
        {"reader_limit": 1001},
        {"hours": "07:00-22:00"},
    ],
)
def test_an_article_that_cannot_be(caller, article):
    answer = put(caller, "budget", **article)
    [mistake] = answer.json["errors"]
    assert (answer.status_code, mistake["pointer"]) == (422, f"#/{next(iter(article))}")


@pytest.mark.parametrize(
    ("hours", "pointer"),
    [
        ({"opens": "07:00"}, "#/hours/closes"),
        ({"opens": "7:00", "closes": "22:00"}, "#/hours/opens"),
        ({"opens": "07:00", "closes": "24:00"}, "#/hours/closes"),
        ({"opens": "07:00", "closes": "22:00\n"}, "#/hours/closes"),
        ({"opens": "07:00", "closes": None}, "#/hours/closes"),
    ],
)
def test_hours_that_cannot_be(caller, hours, pointer):
    answer = put(caller, "budget", hours=hours)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)


#: How the desk runs an article, and the same as the API tells it.
RUN = Run(False, "Il est tard.", Mode.PREMODERATED, 500, time(7), time(22, 30), 10, 3)
TOLD = {
    "is_open": False,
    "closed_reason": "Il est tard.",
    "mode": "premoderated",
    "character_limit": 500,
    "hours": {"opens": "07:00", "closes": "22:30"},
    "slow_minutes": 10,
    "reader_limit": 3,
}
USUAL = {
    "is_open": True,
    "closed_reason": None,
    "mode": "charter",
    "character_limit": None,
    "hours": None,
    "slow_minutes": None,
    "reader_limit": None,
}


def test_a_program_that_tells_of_an_article_again_undoes_nothing_of_the_desks(caller, runtime):
    assert put(caller, "budget").json.items() >= USUAL.items()
    sam = create_person(runtime, email="sam@journal.example", name="Sam", role=Role.SENIOR)
    run_article(runtime, sam.person, "budget", RUN)
    again = put(caller, "budget", url="https://journal.example/budget")
    assert again.json.items() >= TOLD.items()
    assert caller.get("/api/v1/articles/budget").json == again.json
    assert (
        put(caller, "budget", slow_minutes=None).json.items()
        >= (TOLD | {"slow_minutes": None}).items()
    )


def test_a_program_runs_an_article_as_the_desk_does(caller):
    put(caller, "budget")
    assert put(caller, "budget", **TOLD).json.items() >= TOLD.items()
    assert put(caller, "budget", **USUAL).json.items() >= USUAL.items()
    assert put(caller, "budget", slow_minutes=10.0).json["slow_minutes"] == 10
    assert put(caller, "budget", slow_minutes=10.5).status_code == 422
    assert send(caller).status_code == 201
    assert send(caller, TEXT + " Vraiment.").json["errors"][0]["pointer"] == "#/article"


def test_readers_and_programs_are_told_why_an_article_is_closed(caller):
    put(caller, "budget", is_open=False, closed_reason="le débat <b>est clos</b>.")
    page = caller.client.get("/article/budget").text
    assert "sont fermés sous cet article\u00a0: le débat &lt;b&gt;est clos&lt;/b&gt;." in page
    refused = send(caller)
    assert refused.status_code == 422
    assert refused.json["errors"] == [
        {
            "detail": "Comments on this article are closed: le débat <b>est clos</b>.",
            "pointer": "#/article",
        }
    ]
    put(caller, "budget", is_open=True)
    assert send(caller).status_code == 201
    assert "le débat est clos" not in caller.client.get("/article/budget").text


@pytest.mark.parametrize(
    ("text", "advice", "usually"), [(TEXT, "publish", "published"), (HARSH, "refuse", "returned")]
)
def test_under_a_premoderated_article_a_person_reads_everything(
    caller, runtime, text, advice, usually
):
    put(caller, "budget")
    assert send(caller, text).json["status"] == usually
    put(caller, "budget", mode="premoderated")
    held = send(caller, text + " Vraiment.").json
    assert (held["status"], held["recommendation"], held["statement"]) == ("pending", advice, None)
    put(caller, "budget", mode="charter")
    case = review.open_case(runtime, held["id"])
    assert case.verdict.is_premoderated  # as it was when it came, whatever the article is now
