"""Errors of the API: problem details (RFC 9457), one table of kinds, in the caller's language.

A problem never holds what was sent: no text, no name, no value.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from apiflask import APIBlueprint, APIFlask, HTTPError
from flask import Response, abort, current_app, json, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from moderation.api.mistakes import MISTAKES, OTHER_MISTAKE
from moderation.api.payload import PayloadFault
from moderation.api.schemas import Mistake, Problem
from moderation.api.texts import FAULTS, KIND_TEXTS
from moderation.core.charter import Text, in_language
from moderation.core.wording import say_problem
from moderation.errors import (
    CommentError,
    Conflict,
    InvalidInput,
    ModerationError,
    NotAllowed,
    NotFound,
    Unavailable,
)

MEDIA_TYPE = "application/problem+json"

#: English first: what a caller gets that asks for no language.
API_LANGUAGES = ("en", "fr", "de", "it")

#: Seconds after which a caller may try again when the database was busy.
UNAVAILABLE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem; its words are in `texts.KIND_TEXTS` under its name."""

    name: str
    status: int
    registered: bool = False  # whether the type is one that IANA keeps for everybody

    @property
    def type(self) -> str:
        """The URI that names the kind, the same in every installation."""
        if self.registered:
            return f"https://iana.org/assignments/http-problem-types#{self.name}"
        return f"urn:charte:problem:{self.name}"


BAD_REQUEST = Kind("bad-request", 400)
MALFORMED_JSON = Kind("malformed-json", 400)
INVALID_IDEMPOTENCY_KEY = Kind("invalid-idempotency-key", 400)
INVALID_IF_MATCH = Kind("invalid-if-match", 400)
UNAUTHORIZED = Kind("unauthorized", 401)
FORBIDDEN = Kind("forbidden", 403)
INSUFFICIENT_SCOPE = Kind("insufficient-scope", 403)
NOT_FOUND = Kind("not-found", 404)
METHOD_NOT_ALLOWED = Kind("method-not-allowed", 405)
CONFLICT = Kind("conflict", 409)
TOO_LARGE = Kind("content-too-large", 413)
NOT_JSON = Kind("unsupported-media-type", 415)
INVALID_INPUT = Kind("invalid-input", 422)
KEY_REUSED = Kind("idempotency-key-reused", 422)
PRECONDITION_REQUIRED = Kind("precondition-required", 428)
RATE_LIMITED = Kind("quota-exceeded", 429, registered=True)
INTERNAL = Kind("internal-error", 500)
UNAVAILABLE = Kind("unavailable", 503)

#: All kinds, by status: what a caller may meet.
KINDS = (
    BAD_REQUEST, MALFORMED_JSON, INVALID_IDEMPOTENCY_KEY, INVALID_IF_MATCH, UNAUTHORIZED, FORBIDDEN,
    INSUFFICIENT_SCOPE, NOT_FOUND, METHOD_NOT_ALLOWED, CONFLICT, TOO_LARGE, NOT_JSON,
    INVALID_INPUT, KEY_REUSED, PRECONDITION_REQUIRED, RATE_LIMITED, INTERNAL, UNAVAILABLE,
)  # fmt: skip

#: What the service raises on purpose, and the kind that it is to a caller; the nearest class counts.
KIND_OF_ERROR: Mapping[type[ModerationError], Kind] = {
    InvalidInput: INVALID_INPUT,
    NotFound: NOT_FOUND,
    NotAllowed: FORBIDDEN,
    Conflict: CONFLICT,
    Unavailable: UNAVAILABLE,
    ModerationError: INTERNAL,
}

#: What the web framework raises.
KIND_OF_STATUS: Mapping[int, Kind] = {
    400: BAD_REQUEST,
    403: FORBIDDEN,
    404: NOT_FOUND,
    405: METHOD_NOT_ALLOWED,
    413: TOO_LARGE,
    415: NOT_JSON,
    429: RATE_LIMITED,
    503: UNAVAILABLE,
}

#: Fields of the core and what they are called in a request.
_POINTERS = {
    "body": "#/text",
    "author_name": "#/author_name",
    "author": "#/author_name",
    "answers": "#/answers",
    "article": "#/article",
}

#: A field's name that can be told back without telling back what was sent.
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


def caller_language() -> str:
    """Return the language that the caller asked for, one of API_LANGUAGES."""
    return request.accept_languages.best_match(API_LANGUAGES) or API_LANGUAGES[0]


def problem(
    kind: Kind,
    *,
    detail: Text | None = None,
    errors: Sequence[Mistake] = (),
    violated: Sequence[str] = (),
) -> Problem:
    """Return a problem in the caller's language; without *detail*, it says what its kind says.

    *violated* are the names of the limits that were reached.
    """
    language = caller_language()
    title, usual_detail = KIND_TEXTS[kind.name]
    return Problem(
        type=kind.type,
        title=in_language(title, language),
        status=kind.status,
        detail=in_language(detail or usual_detail, language),
        errors=list(errors),
        **{"violated-policies": list(violated)},
    )


def problem_of(error: ModerationError | ValidationError) -> Problem:
    """Return the problem that *error* is to a caller."""
    if isinstance(error, ValidationError):
        return problem(INVALID_INPUT, errors=_model_mistakes(error))
    mistakes = _comment_mistakes(error) if isinstance(error, CommentError) else []
    return problem(_kind_of(error), errors=mistakes)


def answer(content: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Return the response that tells of a problem."""
    body = json.dumps(content.model_dump())
    response = Response(body, content.status, headers, content_type=MEDIA_TYPE)
    response.headers["Content-Language"] = caller_language()
    return response


def stop(
    kind: Kind,
    *,
    detail: Text | None = None,
    errors: Sequence[Mistake] = (),
    violated: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
) -> NoReturn:
    """End the request with a problem; as `problem`."""
    abort(answer(problem(kind, detail=detail, errors=errors, violated=violated), headers))


def stop_unreadable(fault: PayloadFault) -> NoReturn:
    """End the request whose body could not be read."""
    stop(MALFORMED_JSON, detail=FAULTS[fault.fault])


def mistake(code: str, pointer: str, **facts: object) -> Mistake:
    """Return the mistake *code*, a name from `mistakes.MISTAKES`, in the caller's language."""
    sentence = in_language(MISTAKES.get(code, OTHER_MISTAKE), caller_language())
    return Mistake(detail=sentence.format(**facts), pointer=pointer)


def tell_problems_of(blueprint: APIBlueprint) -> None:
    """Make problems of all errors in *blueprint*."""
    blueprint.register_error_handler(ModerationError, _on_moderation_error)
    blueprint.register_error_handler(HTTPError, _on_invalid_request)
    # By status as well: an application's handler of a status goes before a blueprint's of a class.
    places: tuple[type[HTTPException] | int, ...] = (HTTPException, *KIND_OF_STATUS, 401, 500)
    for place in places:
        blueprint.register_error_handler(place, _on_http_error)


def tell_unknown_addresses(app: APIFlask) -> None:
    """Make problems of addresses under /api that are none, and of methods that they do not take."""
    app.before_request(_on_unknown_address)


def _on_unknown_address() -> Response | None:
    """An address that no route matches belongs to no blueprint, so that its handlers do not see it."""
    error = request.routing_exception
    if not request.path.startswith("/api/") or error is None or error.code not in (404, 405):
        return None
    return _on_http_error(error)


def _on_http_error(error: HTTPException) -> Response:
    kind = KIND_OF_STATUS.get(error.code or 500, INTERNAL)
    headers = {
        name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")
    }
    return answer(problem(kind), headers)


def _on_moderation_error(error: ModerationError) -> Response:
    kind = _kind_of(error)
    if kind is INTERNAL:
        current_app.logger.error("%s", error, exc_info=error)
    headers = {"Retry-After": str(UNAVAILABLE_SECONDS)} if kind is UNAVAILABLE else None
    return answer(problem_of(error), headers)


def _kind_of(error: ModerationError) -> Kind:
    return next(KIND_OF_ERROR[c] for c in type(error).__mro__ if c in KIND_OF_ERROR)


def _comment_mistakes(error: CommentError) -> list[Mistake]:
    language = caller_language()
    return [
        Mistake(detail=say_problem(p, language), pointer=_POINTERS.get(p.field, "#"))
        for p in error.problems
    ]


def _on_invalid_request(error: HTTPError) -> Response:
    """What APIFlask raises: a body that does not fit its model."""
    cause = error.__cause__
    if not isinstance(cause, ValidationError):
        return answer(problem(KIND_OF_STATUS.get(error.status_code, INTERNAL)))
    return answer(problem_of(cause))


def _model_mistakes(error: ValidationError) -> list[Mistake]:
    found = error.errors(include_url=False, include_input=False)
    return [mistake(str(one["type"]), _pointer(one["loc"]), **one.get("ctx", {})) for one in found]


def _pointer(place: tuple[int | str, ...]) -> str:
    """Return a JSON pointer to *place*, or to what holds it if its name is the caller's own prose."""
    names = [str(name) for name in place]
    plain = names if all(map(_PLAIN_NAME.match, names)) else names[:-1]
    return "/".join(["#", *plain])
