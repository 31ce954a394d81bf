"""What is written of the casework is true: the examples, and docs/casework.md.

``WRITE_EXAMPLES=1`` makes the examples again and puts them into docs/casework.md.
"""

import os
import re
from pathlib import Path

import pytest

from moderation.api import casework_examples as examples
from moderation.core.key import Scope
from moderation.core.person import Role
from moderation.services import bans
from moderation.services.keys import issue_api_key
from moderation.services.submission import put_article
from tests.api.conftest import Caller
from tests.api.test_casework import add_person
from tests.api.test_documentation import constant, laid_out, with_examples

WRITE = bool(os.environ.get("WRITE_EXAMPLES"))
EXAMPLES_FILE = Path(examples.__file__).with_name("casework_examples.json")
GUIDE = Path(__file__).parents[2] / "docs" / "casework.md"

#: What differs from one run to the next, beside what test_documentation knows.
VARIES = {"comment", "next", "charter", "machine", "comments"}


@pytest.fixture
def newsroom(runtime):
    for name, role in (
        ("mona", Role.MODERATOR),
        ("max", Role.MODERATOR),
        ("ada", Role.ADMINISTRATOR),
    ):
        add_person(runtime, f"{name}@journal.example", name.title(), role)


def test_the_examples_are_what_the_api_answers(caller, runtime, newsroom):
    key = issue_api_key(runtime, "notre outil", scopes=frozenset(Scope)).secret
    made = make_examples(Caller(caller.app, key), runtime)
    if WRITE:
        EXAMPLES_FILE.write_text(laid_out(made) + "\n", "utf-8")
        GUIDE.write_text(with_examples(GUIDE.read_text("utf-8"), made), "utf-8")
        return
    assert steady(made) == steady(examples.EXAMPLES)


def test_the_guide_shows_the_examples():
    text = GUIDE.read_text("utf-8")
    shown = re.findall(r"<!-- example: (\S+) -->", text)
    assert {name.partition(".")[0] for name in shown} == set(examples.EXAMPLES)
    assert with_examples(text, examples.EXAMPLES) == text


def make_examples(caller, runtime):
    """Make the requests of the examples, as a tool of a newsroom would in a day."""
    asked = {name: example.get("request") for name, example in examples.EXAMPLES.items()}
    put_article(runtime, key="budget", title="Le budget des écoles passe de justesse", url=None)
    returned = submitted(caller, "Ce conseiller est un connard, je le dis comme je le pense.")
    replies = {"listComments": caller.get("/api/v1/comments?status=returned").json}
    replies["appeal"] = caller.post(f"/api/v1/comments/{returned}/appeals", asked["appeal"]).json
    replies["listAppeals"] = caller.get("/api/v1/appeals?open=true").json
    replies["showAppeal"] = caller.get("/api/v1/appeals/1").json
    seen = {"If-Match": '"1"'}
    answer = caller.post("/api/v1/appeals/1/answer", asked["answerAppeal"], headers=seen)
    replies["answerAppeal"] = answer.json
    public = submitted(caller, "Le Conseil n’a rien compris à l’école, et cela se voit.")
    here = f"/api/v1/comments/{public}"
    replies["report"] = caller.post(f"{here}/reports", asked["report"]).json
    replies["listReports"] = caller.get("/api/v1/reports?open=true").json
    replies["decide"] = caller.post(f"{here}/decisions", asked["decide"], headers=seen).json
    replies["listDecisions"] = caller.get(f"{here}/decisions").json
    replies["showStatement"] = caller.get(f"{here}/statement").json
    replies["listStatements"] = caller.get("/api/v1/statements?restricting=true&limit=1").json
    asked["sanction"] = asked["sanction"] | {"comment": public}
    replies["sanction"] = caller.post("/api/v1/sanctions", asked["sanction"]).json
    replies["listSanctions"] = caller.get("/api/v1/sanctions?in_force=true").json
    confirmed = caller.post("/api/v1/sanctions/1/confirm", asked["confirmSanction"])
    replies["confirmSanction"] = confirmed.json
    bans.appeal_ban(runtime, public, words="C’est mon nom.")
    answer = caller.post("/api/v1/sanctions/1/answer", asked["answerSanctionAppeal"])
    replies["answerSanctionAppeal"] = answer.json
    replies["showSanction"] = caller.get("/api/v1/sanctions/1").json
    replies["liftSanction"] = caller.post("/api/v1/sanctions/1/lift", asked["liftSanction"]).json
    replies["exportPerson"] = caller.post("/api/v1/people/export", asked["exportPerson"]).json
    return {
        name: {"request": asked[name], "reply": replies[name]}
        if asked[name]
        else {"reply": replies[name]}
        for name in asked
    }


def submitted(caller, text):
    content = {
        "article": {"key": "budget"},
        "author_name": "Rita Favre",
        "text": text,
        "email": "rita.favre@example.ch",
    }
    return caller.post("/api/v1/comments", content).json["id"]


def steady(value):
    """Return *value* without what varies."""
    value = constant(value)
    if isinstance(value, dict):
        return {name: steady(inner) for name, inner in value.items() if name not in VARIES}
    return [steady(inner) for inner in value] if isinstance(value, list) else value
