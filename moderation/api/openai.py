"""The protocol of OpenAI's moderation endpoint, `POST /v1/moderations`, which many tools speak.

`flagged` is the verdict of this newsroom's charter: a person should read the text, or it should be
refused. Categories that no check of ours was measured on are false, with score 0, and no type of
input was applied to them, as `category_applied_input_types` says. A check that could not run is an
error and flags nobody.

Shapes: OpenAI's OpenAPI document, and what its Python client accepts in its strict mode.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from flask import Blueprint, Response, abort, current_app, g, json, request
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException

from moderation.api.keys import (
    admit,
    count_more,
    current_runtime,
    has_room,
    require_scope,
    seconds_to_wait,
)
from moderation.api.payload import TEXT_BYTES, PayloadFault, n_bytes, parse_object
from moderation.api.problems import UNAVAILABLE_SECONDS
from moderation.api.translation import PLACES
from moderation.core.charter import Category, Recommendation
from moderation.core.comment import Draft
from moderation.core.key import Scope
from moderation.core.rulebook import OTHER_SCRIPT
from moderation.core.verdict import Verdict
from moderation.errors import ExpiredKey, MissingScope, ModerationError, NotAllowed, Unavailable
from moderation.services.judging import VOUCHED_FOR, judge_many

#: What is harsh against a group, what against somebody, and what is violent.
_HATE = (Category.HATE, Category.RACISM)
_VIOLENT = (Category.THREAT, Category.INCITEMENT)

#: OpenAI's category → ours; of each group the highest counts, and of several groups the lowest:
#: "hate/threatening" is both. Without any it was not measured.
CATEGORIES: Mapping[str, Sequence[Sequence[str]]] = {
    "harassment": ((Category.INSULT,),),
    "harassment/threatening": ((Category.THREAT,),),
    "hate": (_HATE,),
    "hate/threatening": (_HATE, _VIOLENT),
    "illicit": (),
    "illicit/violent": (),
    "self-harm": (),
    "self-harm/instructions": (),
    "self-harm/intent": (),
    "sexual": (),
    "sexual/minors": (),
    "violence": (_VIOLENT,),
    "violence/graphic": (),
}

#: Names that clients ask for without thinking; all of them mean the classifier that serves.
ALIASES = (
    "omni-moderation-latest",
    "omni-moderation-2024-09-26",
    "text-moderation-latest",
    "text-moderation-stable",
    "text-moderation-007",
)

#: Texts in one request.
MOST_TEXTS = 256

#: Bytes of randomness in the number of an answer and of a request.
_NUMBER_BYTES = 12

#: HTTP status → the type that OpenAI gives its errors.
_TYPES = {429: "requests", 500: "server_error", 503: "server_error"}

openai = Blueprint("openai", __name__)


@openai.before_request
def _admit() -> None:
    g.request_id = "req_" + current_runtime().random(_NUMBER_BYTES)
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        _stop(401, "You didn't provide an API key: send it as Authorization: Bearer YOUR_KEY.")
    try:
        admit(given.token)
    except MissingScope as error:
        message = (
            f"You have insufficient permissions for this operation. Missing scopes: {error.scope}."
        )
        _stop(403, message)
    except ExpiredKey:
        _stop(401, "The API key provided has expired.", code="invalid_api_key")
    except NotAllowed:
        _stop(401, "Incorrect API key provided.", code="invalid_api_key")
    except RateLimitExceeded:
        _stop_too_often()


@openai.after_request
def _number(response: Response) -> Response:
    if "request_id" in g:  # not if it ended before it came here
        response.headers["x-request-id"] = g.request_id
    response.cache_control.no_store = True
    return response


@openai.post("/v1/moderations")
@require_scope(Scope.CHECK)
def moderate() -> Response:
    """Judge one text, or several, each counted as a request; nothing is stored."""
    runtime, asked = current_runtime(), _read()
    _check_model(asked.get("model"))
    texts = _texts(asked.get("input"))
    if not has_room(len(texts) - 1):
        _stop_too_often()
    count_more(len(texts) - 1)
    drafts = [Draft(text) for text in texts]
    verdicts = judge_many(runtime, drafts, VOUCHED_FOR, locates=False)
    for verdict in verdicts:
        _check_gaps(verdict)
    return _answer(
        {
            "id": "modr-" + runtime.random(_NUMBER_BYTES),
            "model": runtime.classifier.model_id,
            "results": [_result(verdict) for verdict in verdicts],
        }
    )


@openai.get("/v1/models")
@require_scope(Scope.CHECK)
def models() -> Response:
    """List the classifier that serves, under its own name and those that clients ask for."""
    return _answer({"object": "list", "data": [_model(name) for name in _names()]})


@openai.get("/v1/models/<name>")
@require_scope(Scope.CHECK)
def model(name: str) -> Response:
    """Tell of a model."""
    _check_model(name)
    return _answer(_model(name))


@openai.route("/v1/<path:unknown>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
@require_scope(Scope.CHECK)
def no_method(unknown: str) -> Response:
    """Say that there is nothing else."""
    return _error(404, f"Invalid URL ({request.method})")


@openai.errorhandler(ModerationError)
def _on_moderation_error(cause: ModerationError) -> Response:
    if isinstance(cause, Unavailable):
        response = _error(503, "The service is busy; try again.")
        response.headers["Retry-After"] = str(UNAVAILABLE_SECONDS)
        return response
    current_app.logger.error("%s", cause, exc_info=cause)
    return _error(500, "The server had an error while processing your request.")


def _on_http_error(cause: HTTPException) -> Response:
    messages = {413: "The request is too large.", 500: "The server had an error."}
    status = cause.code or 500
    return _error(status, messages.get(status, "The request cannot be understood."))


# By status: an application's handler of a status goes before a blueprint's of a class.
for _status in (400, 413, 500):
    openai.register_error_handler(_status, _on_http_error)


def _read() -> dict[str, Any]:
    try:
        asked = parse_object(request.get_data())
    except PayloadFault:
        _stop(400, "We could not parse the JSON body of your request.")
    if unknown := sorted(asked.keys() - {"input", "model"}):
        name = unknown[0] if unknown[0].isidentifier() and unknown[0].isascii() else "?"
        _stop(400, f"Unknown parameter: '{name}'.", param=name, code="unknown_parameter")
    return asked


def _names() -> tuple[str, ...]:
    own = current_runtime().classifier.model_id
    return (own, *ALIASES) if own else ALIASES


def _model(name: str) -> Mapping[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "charte"}


def _check_model(name: object) -> None:
    if name is not None and name not in _names():
        _stop(404, "The model does not exist.", param="model", code="model_not_found")


def _texts(given: object) -> list[str]:
    """Return the texts of an `input`; the parts of one text are joined."""
    if isinstance(given, str):
        return [_checked(given)]
    if not isinstance(given, list) or not given:
        _stop(400, "Missing required parameter: 'input'.", param="input")
    if len(given) > MOST_TEXTS:
        _stop(400, f"'input' holds more than {MOST_TEXTS} texts.", param="input")
    if all(isinstance(one, str) for one in given):
        return [_checked(one) for one in given]
    return [_checked("\n".join(map(_part, given)))]


def _part(part: object) -> str:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind == "image_url":
        message = "Images cannot be judged here: send text alone."
        _stop(400, message, param="input", code="unsupported_input")
    text = part.get("text") if isinstance(part, dict) and kind == "text" else None
    if not isinstance(text, str):
        _stop(400, "'input' is a string, a list of strings, or text parts.", param="input")
    return text


def _checked(text: str) -> str:
    size = n_bytes(text)
    if size is None:
        _stop(400, "'input' holds what is no Unicode text.", param="input")
    if size > TEXT_BYTES:
        message = f"'input' holds a text of more than {TEXT_BYTES} bytes."
        _stop(400, message, param="input", code="string_above_max_length")
    return text


def _check_gaps(verdict: Verdict) -> None:
    if OTHER_SCRIPT in verdict.gaps:
        message = "'input' holds a text in a script that cannot be judged here."
        _stop(400, message, param="input", code="unsupported_language")
    if verdict.gaps:
        _stop(503, "A check could not run; try again.")


def _result(verdict: Verdict) -> Mapping[str, Any]:
    called = {one.category for one in verdict.evidence}
    measured = [name for name, groups in CATEGORIES.items() if groups]
    scores = dict.fromkeys(CATEGORIES, 0.0)
    categories = dict.fromkeys(CATEGORIES, False)
    for name in measured:
        groups = CATEGORIES[name]
        lowest = min(max(verdict.probabilities[one] for one in group) for group in groups)
        scores[name] = round(lowest, PLACES)
        categories[name] = all(not called.isdisjoint(group) for group in groups)
    return {
        "flagged": verdict.recommendation is not Recommendation.PUBLISH,
        "categories": categories,
        "category_scores": scores,
        "category_applied_input_types": {
            name: ["text"] if name in measured else [] for name in CATEGORIES
        },
    }


def _answer(content: Mapping[str, Any], status: int = 200) -> Response:
    body = json.dumps(content, ensure_ascii=False)
    return Response(body, status, content_type="application/json")


def _error(
    status: int, message: str, *, param: str | None = None, code: str | None = None
) -> Response:
    kind = _TYPES.get(status, "invalid_request_error")
    told = {"message": message, "type": kind, "param": param, "code": code}
    return _answer({"error": told}, status)


def _stop_too_often() -> NoReturn:
    response = _error(429, "Rate limit reached for requests.", code="rate_limit_exceeded")
    response.headers["Retry-After"] = str(seconds_to_wait())
    abort(response)


def _stop(
    status: int, message: str, *, param: str | None = None, code: str | None = None
) -> NoReturn:
    abort(_error(status, message, param=param, code=code))
