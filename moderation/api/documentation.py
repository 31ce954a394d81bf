"""The OpenAPI document and a page to read it, made from the document alone; for anyone, without a key."""

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

from apiflask import APIFlask
from flask import Blueprint, Response, current_app, render_template, request

from moderation.api.openapi import LIMIT_HEADERS, Document
from moderation.api.problems import API_LANGUAGES, KINDS, Kind
from moderation.api.texts import KIND_TEXTS

#: How JSON is laid out for people.
_JSON: Final[dict[str, Any]] = {"ensure_ascii": False, "indent": 2}

#: Where an application keeps its document.
EXTENSION = "charte-openapi"

reference = Blueprint("api_reference", __name__, url_prefix="/api")


@dataclass(frozen=True, slots=True)
class Cell:
    """A type as a table shows it: words, and the schemas it names."""

    words: str
    schema: str | None = None  # the name of a schema on the same page


@dataclass(frozen=True, slots=True)
class Row:
    """A field, a parameter or a header."""

    name: str
    types: tuple[Cell, ...]
    is_required: bool
    description: str
    place: str = ""  # path or header, of a parameter


@dataclass(frozen=True, slots=True)
class Schema:
    """A JSON object, field by field."""

    name: str
    description: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A response."""

    status: str
    description: str
    media_type: str
    schema: str | None
    headers: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one address."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    scope: str  # that its key must be for
    parameters: tuple[Row, ...]
    request_schema: str | None
    answers: tuple[Answer, ...]
    example_request: str  # for a shell
    example_answer: str | None  # JSON


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of problem that a caller may meet."""

    type: str
    status: int
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class ReferencePage:
    """All that templates/api/reference.html shows."""

    title: str
    version: str
    description: tuple[str, ...]  # paragraphs
    operations: tuple[Operation, ...]
    schemas: tuple[Schema, ...]
    problems: tuple[ProblemKind, ...]
    languages: tuple[str, ...]


@reference.get("/openapi.json")
def openapi() -> Response:
    """Return the OpenAPI document."""
    return Response(json.dumps(document()), content_type="application/json")


@reference.get("/")
def read() -> str:
    """Return the page to read the API."""
    spec = document()
    server = spec["servers"][0]["url"]
    # Without a public address, the one that the page itself was asked for at.
    page = reference_page(spec, server=request.url_root if server == "/" else server)
    return render_template("api/reference.html", page=page)


def document() -> Document:
    """Return the OpenAPI document of this application, made once."""
    app = cast(APIFlask, current_app)
    if EXTENSION not in app.extensions:
        # APIFlask 3.1 asks each blueprint that has a before_request for this; Flask's own lack it.
        for blueprint in app.blueprints.values():
            vars(blueprint).setdefault("enable_openapi", False)
        app.extensions[EXTENSION] = app.spec
    return cast(Document, app.extensions[EXTENSION])


def reference_page(spec: Document, *, server: str) -> ReferencePage:
    """Return the page that shows the OpenAPI document *spec* of the API at *server*."""
    return ReferencePage(
        title=spec["info"]["title"],
        version=spec["info"]["version"],
        description=tuple(spec["info"]["description"].strip().split("\n\n")),
        operations=tuple(_operations(spec, server)),
        schemas=tuple(
            _schema(name, schema) for name, schema in spec["components"]["schemas"].items()
        ),
        problems=tuple(_problem_kind(kind) for kind in KINDS),
        languages=API_LANGUAGES,
    )


def _operations(spec: Document, server: str) -> Iterator[Operation]:
    for path, item in spec["paths"].items():
        for method, operation in item.items():
            content = operation.get("requestBody", {}).get("content", {})
            body = content.get("application/json")
            yield Operation(
                id=operation["operationId"],
                method=method.upper(),
                path=path,
                summary=operation["summary"],
                description=operation.get("description", ""),
                scope=operation["security"][0]["ApiKey"][0],
                parameters=tuple(_parameter(p) for p in operation["parameters"]),
                request_schema=body and _name(body["schema"]["$ref"]),
                answers=tuple(_answer(s, a) for s, a in sorted(operation["responses"].items())),
                example_request=_curl(server, method, path, operation, body),
                example_answer=_example_answer(operation),
            )


def _curl(server: str, method: str, path: str, operation: Document, body: Document | None) -> str:
    path = path.format(**{p["name"]: p.get("example", "…") for p in operation["parameters"]})
    lines = [f"curl -X {method.upper()} {server.rstrip('/')}{path}"]
    lines.append('-H "Authorization: Bearer $KEY"')
    for parameter in operation["parameters"]:
        if parameter["in"] == "header" and "example" in parameter:
            lines.append(f"-H {shlex.quote(parameter['name'] + ': ' + parameter['example'])}")
    if body:
        lines.append("-H 'Content-Type: application/json'")
        lines.append("--data-binary " + shlex.quote(json.dumps(body["example"], **_JSON)))
    return " \\\n  ".join(lines)


def _example_answer(operation: Document) -> str | None:
    for status, answer in sorted(operation["responses"].items()):
        example = answer.get("content", {}).get("application/json", {}).get("example")
        if status.startswith("2") and example:
            return json.dumps(example, **_JSON)
    return None


def _parameter(parameter: Document) -> Row:
    return Row(
        name=parameter["name"],
        types=tuple(_types(parameter["schema"])),
        is_required=parameter.get("required", False),
        description=parameter.get("description", ""),
        place=parameter["in"],
    )


def _answer(status: str, answer: Document) -> Answer:
    media_type, content = next(iter(answer["content"].items()))
    headers = [
        Row(name, tuple(_types(header["schema"])), False, header["description"])
        for name, header in answer.get("headers", {}).items()
        if name not in LIMIT_HEADERS  # which every answer has
    ]
    reference = content["schema"]["$ref"]
    return Answer(status, answer["description"], media_type, _name(reference), tuple(headers))


def _schema(name: str, schema: Document) -> Schema:
    required = schema.get("required", [])
    rows = [
        Row(field, tuple(_types(value)), field in required, _description(value))
        for field, value in schema["properties"].items()
    ]
    return Schema(name, schema.get("description", ""), tuple(rows))


def _description(schema: Document) -> str:
    """A field's own words, or those of the one thing that it may be beside null."""
    if "description" in schema:
        return str(schema["description"])
    return next((s["description"] for s in schema.get("anyOf", ()) if "description" in s), "")


def _types(schema: Document) -> Iterator[Cell]:
    """Yield the alternatives of *schema*."""
    if "$ref" in schema:
        yield Cell(_name(schema["$ref"]), _name(schema["$ref"]))
    elif alternatives := schema.get("anyOf") or schema.get("oneOf"):
        for alternative in alternatives:
            yield from _types(alternative)
    elif "const" in schema or "enum" in schema:
        values = schema.get("enum") or [schema["const"]]
        yield from (Cell(json.dumps(value)) for value in values)
    elif schema["type"] == "array":
        yield from (Cell(f"list of {c.words}", c.schema) for c in _types(schema["items"]))
    elif schema["type"] == "object" and schema["additionalProperties"] is True:
        yield Cell("object")
    elif schema["type"] == "object":
        yield from (
            Cell(f"object of {c.words}", c.schema) for c in _types(schema["additionalProperties"])
        )
    else:
        yield Cell(schema["type"] + _limits(schema))


def _limits(schema: Document) -> str:
    """What else a value is held to, in brackets."""
    names = {
        "format": "{}",
        "minimum": "at least {}",
        "maximum": "at most {}",
        "maxLength": "at most {} code points",
    }
    said = [words.format(schema[name]) for name, words in names.items() if name in schema]
    return f" ({', '.join(said)})" if said else ""


def _name(reference: str) -> str:
    return reference.rsplit("/", 1)[-1]


def _problem_kind(kind: Kind) -> ProblemKind:
    title, detail = KIND_TEXTS[kind.name]
    return ProblemKind(kind.type, kind.status, title["en"], detail["en"])
