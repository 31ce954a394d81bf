"""The OpenAPI document: what APIFlask gathers from the views, completed from the models."""

import re
from collections.abc import Mapping
from typing import Any

from apiflask import APIFlask
from flask import current_app
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from moderation import __version__
from moderation.api import (
    article_schemas,
    casework_schemas,
    event_schemas,
    people_schemas,
    redress_schemas,
    schemas,
)
from moderation.api.examples import EXAMPLES
from moderation.api.keys import IDEMPOTENCY_KEY as IDEMPOTENCY_KEY_PATTERN
from moderation.api.keys import scope_of
from moderation.api.preconditions import IF_MATCH as IF_MATCH_PATTERN
from moderation.api.problems import KINDS, MEDIA_TYPE
from moderation.api.promise import Promise
from moderation.api.texts import KIND_TEXTS
from moderation.settings import Settings

Document = dict[str, Any]

#: Every model that a caller meets.
MODELS: tuple[type[BaseModel], ...] = (
    schemas.CheckRequest,
    schemas.ChecksRequest,
    schemas.CheckItem,
    schemas.CommentRequest,
    schemas.Verdict,
    schemas.ChecksReply,
    schemas.Comment,
    *article_schemas.MODELS,
    Promise,
    *casework_schemas.MODELS,
    *redress_schemas.MODELS,
    *people_schemas.MODELS,
    *event_schemas.BODIES.values(),
    schemas.Problem,
)

DESCRIPTION = """\
A newspaper's comment charter, enforced: judge a text, submit a comment, learn what became of it.

Requests and replies are JSON in UTF-8. Offsets count Unicode code points, the end excluded. \
A name may stand once in an object, and a field that is not described here is an error.

Each request carries an API key, `Authorization: Bearer chk_…`, that is for the scope which the operation names. Each key may make {per_minute} \
requests a minute, of many texts to judge each as one; past that comes a 429, and `Retry-After` \
says how long to wait. Every answer tells in `RateLimit-Policy` and `RateLimit` how many are left. \
No cookie is looked at.

Errors are problem details (RFC 9457). Their sentences, and the explanations of reasons, come in the \
language of `Accept-Language`: en, fr, de or it; English if none is asked for.
"""


def links(parameter: str, *operations: str) -> Document:
    """Return what the `id` of a reply opens: each of *operations*, as their *parameter*."""
    given = {parameter: "$response.body#/id"}
    return {name: {"operationId": name, "parameters": given} for name in operations}


LANGUAGE: Document = {
    "name": "Accept-Language",
    "in": "header",
    "description": "The language of explanations and problems: en, fr, de or it.",
    "schema": {"type": "string", "default": "en"},
}
IDEMPOTENCY_KEY: Document = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The caller's own name for this submission, 1 to 200 visible ASCII characters, in double quotes or bare.",
    "schema": {"type": "string", "pattern": IDEMPOTENCY_KEY_PATTERN},
    "example": '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
}
IF_MATCH: Document = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The version of the comment that was seen: its ETag.",
    "schema": {"type": "string", "pattern": IF_MATCH_PATTERN},
    "example": '"1"',
}
ETAG: Document = {
    "description": "The comment's version, in double quotes: what `If-Match` names.",
    "schema": {"type": "string", "pattern": IF_MATCH_PATTERN},
}
LOCATION: Document = {
    "description": "Where it can be asked for.",
    "schema": {"type": "string", "format": "uri-reference"},
}
COMMENT_LINKS: Document = links(
    "comment_id", "showComment", "decide", "listDecisions", "showStatement", "appeal", "report"
)
REPLAYED: Document = {
    "description": "There when the same request had been answered before.",
    "schema": {"type": "string", "const": "true"},
}

#: The comment that examples ask for.
COMMENT_EXAMPLE: str = EXAMPLES["showComment"]["reply"]["id"]

_ROW_NUMBER: Document = {"schema": {"type": "integer", "minimum": 1}, "example": 1}
_PATH_PARAMETERS: Mapping[str, Document] = {
    "comment_id": {
        "description": "The comment's id.",
        "schema": {"type": "string"},
        "example": COMMENT_EXAMPLE,
    },
    "appeal_id": {"description": "The appeal's number.", **_ROW_NUMBER},
    "sanction_id": {"description": "The sanction's number.", **_ROW_NUMBER},
    "key": {
        "description": "The CMS's own name for the article.",
        "example": "2026-11-23-budget-ecoles",
        "schema": {"type": "string", "pattern": schemas.ARTICLE_KEY},
    },
}
_WHAT = {
    400: "The body is no JSON that can be read, or a header is malformed.",
    401: "There is no API key, or it is not in use.",
    403: "The API key is not for this.",
    404: "There is no such comment, article, or other thing that is asked for.",
    409: "Something changed meanwhile, or somebody else has it; nothing was done.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "What was sent cannot be used; errors names each place.",
    428: "The header If-Match is missing.",
    429: "Too many requests.",
    500: "Something failed here.",
    503: "The database cannot take it now; nothing was stored.",
}
_RETRY_AFTER: Document = {
    "description": "Seconds to wait.",
    "schema": {"type": "integer", "minimum": 0},
}
_FAILURE_HEADERS: Mapping[int, Document] = {
    401: {
        "WWW-Authenticate": {
            "description": "How to identify oneself (RFC 6750).",
            "schema": {"type": "string"},
        }
    },
    403: {
        "WWW-Authenticate": {
            "description": "The scope that is missing (RFC 6750).",
            "schema": {"type": "string"},
        }
    },
    429: {"Retry-After": _RETRY_AFTER},
    503: {"Retry-After": _RETRY_AFTER},
}


_POLICY: Document = {
    "RateLimit-Policy": {
        "description": "How often a caller may ask: `q` requests in `w` seconds.",
        "schema": {"type": "string"},
        "example": '"key";q=6000;w=60',
    }
}
#: In every answer; how many requests are left is told in those that were counted.
LIMIT_HEADERS: Document = {
    "RateLimit": {
        "description": "How many requests are left, `r`, for `t` seconds.",
        "schema": {"type": "string"},
        "example": '"key";r=5999;t=42',
    },
    **_POLICY,
}


def failures(*statuses: int) -> dict[int | str, Any]:
    """Return the responses, for OpenAPI, that tell of problems with *statuses*."""
    return {status: _failure(status) for status in statuses}


def configure_openapi(app: APIFlask, settings: Settings) -> None:
    """Have *app* describe its API, and nothing else of it, as OpenAPI 3.1."""
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        DESCRIPTION=DESCRIPTION.format(per_minute=settings.api_per_minute),
        LICENSE={"name": "Apache License 2.0", "identifier": "Apache-2.0"},
        SERVERS=[{"url": settings.public_url or "/"}],
        SECURITY_SCHEMES={
            "ApiKey": {
                "type": "http",
                "scheme": "bearer",
                "description": (
                    "An API key, made with `charte admin`. It begins with chk_, and is for scopes: "
                    "each operation names the one that it asks for."
                ),
            }
        },
        TAGS=["comments"],
        AUTO_SERVERS=False,
        AUTO_TAGS=False,
        AUTO_200_RESPONSE=False,
        AUTO_404_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
    )
    app.title, app.version = "Charte", __version__
    app.spec_processor(_complete)


def _complete(document: Any) -> Any:
    """Put the models' own schemas, each once, in place of those that APIFlask gathered."""
    paths = {p: item for p, item in document["paths"].items() if p.startswith("/api/v1/")}
    endpoints = _endpoints()
    for path, item in paths.items():
        for method, operation in item.items():
            endpoint = endpoints[method, path]
            # In OpenAPI 3.1 a scheme that is not OAuth's names what a key must be for, too.
            operation["security"] = [{"ApiKey": [scope_of(endpoint)]}]
            operation["responses"].setdefault("403", _failure(403))
            for status, response in operation["responses"].items():
                headers = LIMIT_HEADERS if _is_counted(status) else _POLICY
                response["headers"] = response.get("headers", {}) | headers
            described = [_described(parameter) for parameter in operation["parameters"]]
            operation["parameters"] = [*_query_of(endpoint), *described]
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
    _, definitions = models_json_schema(
        [(model, "validation") for model in MODELS], ref_template="#/components/schemas/{model}"
    )
    document["components"]["schemas"] = definitions["$defs"]
    document.pop("tags", None)
    return {**document, "paths": paths, "webhooks": event_schemas.webhooks()}


def _endpoints() -> Mapping[tuple[str, str], str]:
    """Return method and path of each operation → its endpoint."""
    return {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)): rule.endpoint
        for rule in current_app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in rule.methods or ()
    }


def _query_of(endpoint: str) -> list[Document]:
    """Return the parameters of a query, from its model.

    APIFlask gathers them, too, but parameters that a view adds take their place.
    """
    gathered = vars(current_app.view_functions[endpoint])["_spec"].get("args", ())
    return [
        _parameter(name, schema)
        for model, location in gathered
        if location == "query"
        for name, schema in model.model_json_schema()["properties"].items()
    ]


def _parameter(name: str, schema: Document) -> Document:
    """Return a parameter of a query; that it may be null is said of JSON, and of no address."""
    known, told = ("description", "examples", "title"), schema
    if alternatives := schema.get("anyOf"):
        [value] = [one for one in alternatives if one != {"type": "null"}]
        told = value | {key: schema[key] for key in schema if key not in ("anyOf", "default")}
    return {
        "name": name,
        "in": "query",
        "description": told.get("description", ""),
        "schema": {key: value for key, value in told.items() if key not in known},
    }


def _is_counted(status: str) -> bool:
    """Whether every answer with *status* was counted; one without a key is not, say."""
    return status not in ("401", "500", "503")


def _described(parameter: Document) -> Document:
    if parameter["in"] == "path":
        return {**parameter, **_PATH_PARAMETERS[parameter["name"]]}
    return parameter


def _failure(status: int) -> Document:
    examples = {
        kind.name: {
            "value": {
                "type": kind.type,
                "title": KIND_TEXTS[kind.name][0]["en"],
                "status": kind.status,
                "detail": KIND_TEXTS[kind.name][1]["en"],
            }
        }
        for kind in KINDS
        if kind.status == status
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    response: Document = {
        "description": _WHAT[status],
        "content": {MEDIA_TYPE: {"schema": schema, "examples": examples}},
    }
    headers = _FAILURE_HEADERS.get(status)
    return {**response, "headers": headers} if headers else response
