"""What is written of the API is true: the document, the page, the examples, docs/api.md.

``WRITE_EXAMPLES=1`` makes the examples again, with the shipped
classifier, and puts them into docs/api.md.
"""

import json
import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from moderation.api import examples
from moderation.api.problems import KINDS
from moderation.app import create_app
from moderation.core.comment import Draft
from moderation.core.decision import Action
from moderation.core.key import Scope
from moderation.core.person import Role
from moderation.learning.classifier import ClassifierGap
from moderation.runtime import open_classifier, read_charter
from moderation.services.identity import create_person
from moderation.services.review import decide
from moderation.services.submission import put_article, submit_comment
from tests.api.conftest import Caller
from tests.charters import with_sample

WRITE = bool(os.environ.get("WRITE_EXAMPLES"))
EXAMPLES_FILE = Path(examples.__file__).with_name("examples.json")
GUIDE = Path(__file__).parents[2] / "docs" / "api.md"

#: What differs from one run to the next, or with the classifier.
VARIES = {
    "id", "digest", "charter_digest", "model", "scores", "outcome_url", "submitted_at",
    "decided_at", "may_appeal_until", "derived",
}  # fmt: skip

#: What the example measures: drawn, decided, refused.
SAMPLED, DECIDED, REFUSED = 46, 44, 1


class Page(HTMLParser):
    """What a page links to, loads and names."""

    def __init__(self, text):
        super().__init__()
        self.targets, self.loads, self.ids, self.tags = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.append(tag)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.targets.append(found.get("href", ""))
        if tag in ("link", "script", "img"):
            self.loads.append(found.get("href") or found.get("src") or "")


@pytest.fixture
def page(caller):
    answer = caller.client.get("/api/")
    assert answer.status_code == 200
    return answer.text


def test_the_document_is_openapi_3_1(caller):
    validate(caller.document)
    assert caller.document["openapi"].startswith("3.1.")


def test_the_document_describes_every_address_of_the_api_and_nothing_else(caller):
    rules = [r for r in caller.app.url_map.iter_rules() if r.endpoint.startswith("api.")]
    routed = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method)
        for rule in rules
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    described = {
        (path, method.upper()) for path, item in caller.document["paths"].items() for method in item
    }
    assert described == routed


def test_the_document_tells_what_a_query_may_hold(caller):
    told = {
        parameter["name"]: parameter["schema"]
        for parameter in caller.document["paths"]["/api/v1/articles"]["get"]["parameters"]
        if parameter["in"] == "query"
    }
    assert told == {
        "limit": {"type": "integer", "default": 50, "minimum": 1, "maximum": 100},
        "cursor": {"type": "string", "maxLength": 500},
        "is_open": {"type": "boolean"},
    }
    for path, item in caller.document["paths"].items():
        for operation in item.values():
            places = {(one["in"], one["name"]) for one in operation["parameters"]}
            assert {name for place, name in places if place == "path"} == set(
                re.findall(r"{(\w+)}", path)
            )
            assert all("$ref" not in str(one["schema"]) for one in operation["parameters"])
    since = caller.document["paths"]["/api/v1/promise"]["get"]["parameters"][0]
    assert (since["name"], since["schema"]["format"]) == ("since", "date")


def test_every_operation_asks_for_a_key_and_explains_itself(caller):
    for item in caller.document["paths"].values():
        for operation in item.values():
            [needed] = operation["security"]
            assert set(needed["ApiKey"]) < set(Scope)
            assert operation["summary"]
            assert operation["description"]
            assert {"401", "403", "429", "500", "503"} <= set(operation["responses"])


def test_document_and_page_are_for_anyone(caller):
    assert caller.client.get("/api/openapi.json").status_code == 200
    assert caller.client.get("/api/").status_code == 200


def test_the_page_shows_every_operation_schema_and_problem(caller, page):
    ids = set(Page(page).ids)
    for path, item in caller.document["paths"].items():
        for method, operation in item.items():
            assert operation["operationId"] in ids
            assert f"{method.upper()} {path}" in page
    assert {f"schema-{name}" for name in caller.document["components"]["schemas"]} <= ids
    assert all(kind.type in page for kind in KINDS)
    assert page.count("curl -X") == sum(map(len, caller.document["paths"].values()))


def test_the_pages_own_links_lead_somewhere(page):
    parsed = Page(page)
    assert len(parsed.ids) == len(set(parsed.ids))
    inner = {target[1:] for target in parsed.targets if target.startswith("#")}
    assert inner <= set(parsed.ids)


def test_the_page_loads_nothing_from_elsewhere(page):
    assert all(re.match(r"/(?!/)|\?", load) for load in Page(page).loads)


def test_the_examples_are_what_the_api_answers(runtime, key):
    if WRITE:
        classifier = open_classifier(runtime.settings.model_copy(update={"model": None}))
        assert not isinstance(classifier, ClassifierGap), "there is no classifier to make them with"
        runtime = replace(runtime, classifier=classifier)
    measure(runtime)
    runtime = replace(runtime, charter=read_charter(None))
    made = make_examples(Caller(create_app(runtime), key))
    if WRITE:
        EXAMPLES_FILE.write_text(laid_out(made) + "\n", "utf-8")
        GUIDE.write_text(with_examples(GUIDE.read_text("utf-8"), made), "utf-8")
        return
    assert constant(made) == constant(examples.EXAMPLES)


def test_the_examples_fit_their_schemas(caller):
    for item in caller.document["paths"].values():
        for operation in item.values():
            contents = [operation.get("requestBody", {}), *operation["responses"].values()]
            for media in (m for c in contents for m in c.get("content", {}).values()):
                name = media["schema"]["$ref"].rsplit("/", 1)[1]
                shown = [e["value"] for e in media.get("examples", {}).values()]
                for example in [*shown, *([media["example"]] if "example" in media else [])]:
                    caller.hold_against_schema(name, example)


def test_the_guide_shows_the_examples():
    text = GUIDE.read_text("utf-8")
    parts = {f"{name}.{part}" for name, shown in examples.EXAMPLES.items() for part in shown}
    assert set(re.findall(r"<!-- example: (\S+) -->", text)) == parts
    assert with_examples(text, examples.EXAMPLES) == text


def test_the_guide_names_every_operation_and_problem(caller):
    text = GUIDE.read_text("utf-8")
    for path, item in caller.document["paths"].items():
        for method in item:
            assert f"`{method.upper()} {path}`" in text
    for kind in KINDS:
        assert f"`{kind.name}`" in text


def make_examples(caller):
    """Make the requests of the examples, in the order in which a CMS would."""
    asked = {name: example.get("request") for name, example in examples.EXAMPLES.items()}
    article = asked["submitComment"]["article"]["key"]
    replies = {
        "check": caller.post("/api/v1/check", asked["check"]).json,
        "checkMany": caller.post("/api/v1/checks", asked["checkMany"]).json,
        "putArticle": caller.put(f"/api/v1/articles/{article}", asked["putArticle"]).json,
        "submitComment": caller.post("/api/v1/comments", asked["submitComment"]).json,
        "problem": caller.post("/api/v1/check", asked["problem"]).json,
    }
    replies["showArticle"] = caller.get(f"/api/v1/articles/{article}").json
    replies["listArticles"] = caller.get("/api/v1/articles?limit=1").json
    replies["showPromise"] = caller.get("/api/v1/promise").json
    location = f"/api/v1/comments/{replies['submitComment']['id']}"
    replies["showComment"] = caller.get(location, headers={"Accept-Language": "fr"}).json
    return {
        name: {"request": asked[name], "reply": replies[name]}
        if asked[name]
        else {"reply": replies[name]}
        for name in asked
    }


def measure(runtime):
    """Have a sample drawn, and people decide on most of it."""
    everything = replace(runtime, charter=with_sample(runtime.charter, 1.0))
    put_article(runtime, key="sample", title="Le vote est reporté", url=None)
    mona = create_person(
        runtime, email="mona@journal.example", name="Mona", role=Role.MODERATOR
    ).person
    for number in range(SAMPLED):
        draft = Draft(f"Le train de {number} heures a encore été supprimé.", "Anne Rochat")
        comment = submit_comment(
            everything, "sample", draft, idempotency_key=None, needs_acceptance=False
        ).comment
        is_refused = number < REFUSED
        if number < DECIDED:
            decide(
                everything,
                mona,
                comment.public_id,
                seen=1,
                action=Action.REJECT if is_refused else Action.APPROVE,
                clause_ids=("TON",) if is_refused else (),
            )


def constant(value):
    """Return *value* without what varies, nor the classifier's reasons."""
    if isinstance(value, dict):
        return {name: constant(inner) for name, inner in value.items() if name not in VARIES}
    if isinstance(value, list):
        kept = [v for v in value if not (isinstance(v, dict) and v.get("source") == "classifier")]
        return [constant(inner) for inner in kept]
    return value


def with_examples(text, made):
    """Return the guide with the example that each marker names in the block below it."""

    def block(match):
        name, part = match[1].split(".")
        return f"<!-- example: {match[1]} -->\n```json\n{laid_out(made[name][part])}\n```"

    return re.sub(r"<!-- example: ([\w.]+) -->\n```json\n(?:(?!```).*\n)*```", block, text)


def laid_out(value):
    return json.dumps(value, ensure_ascii=False, indent=2)
