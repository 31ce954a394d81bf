"""Errors as Google's APIs tell them: one envelope, whose messages clients read word for word.

Sources: google.rpc.Code and google.rpc.ErrorInfo, and answers of the Comment Analyzer that its
clients recorded. They are English whatever the caller's language is, as they always were.
"""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, NoReturn

from flask import Blueprint, Response, abort, current_app, json
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from moderation.api.keys import current_runtime, seconds_to_wait
from moderation.api.problems import UNAVAILABLE_SECONDS
from moderation.errors import ModerationError, Unavailable

#: google.rpc.Code of each HTTP status that a caller may meet.
STATUSES: Mapping[int, str] = {
    400: "INVALID_ARGUMENT",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    413: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}

MESSAGES: Mapping[int, str] = {
    400: "Request contains an invalid argument.",
    403: (
        "Method doesn't allow unregistered callers (callers without established identity). Please "
        "use API Key or other form of API consumer identity to call this API."
    ),
    404: "Requested entity was not found.",
    413: "Request payload size exceeds the limit.",
    500: "Internal error encountered.",
    503: "The service is currently unavailable.",
}

WRONG_KEY = "API key not valid. Please pass a valid API key."
EXPIRED_KEY = "API key expired. Please renew the API key."
MISSING_SCOPE = "Request had insufficient authentication scopes."
NOT_JSON = "Invalid JSON payload received. Unexpected token."

_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
_HELP = "type.googleapis.com/google.rpc.Help"
_BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"

#: A field's name that can be told back without telling back what was sent.
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_.\[\]-]{1,64}\Z")

#: What a value that has the wrong type should have been, by pydantic's name of the mistake.
_TYPES = {
    "string_type": "TYPE_STRING",
    "bool_type": "TYPE_BOOL",
    "float_type": "TYPE_FLOAT",
    "finite_number": "TYPE_FLOAT",
    "literal_error": "TYPE_ENUM",
}

#: Says that an answer depends on nothing but the request, and is nobody else's.
_HEADERS = {"Cache-Control": "private, no-store", "Vary": "Origin, X-Origin, Referer"}

Details = Sequence[Mapping[str, Any]]


def answer(content: Mapping[str, Any], status: int = 200) -> Response:
    """Return *content* as Google's servers send JSON."""
    body = json.dumps(content, ensure_ascii=False)
    return Response(body, status, _HEADERS, content_type="application/json; charset=UTF-8")


def error(status: int, message: str | None = None, details: Details = ()) -> Response:
    """Return the envelope of an error; without *message*, what its status says."""
    content = {
        "code": status,
        "message": message or MESSAGES[status],
        "status": STATUSES[status],
        **({"details": details} if details else {}),
    }
    return answer({"error": content}, status)


def stop(status: int, message: str | None = None, details: Details = ()) -> NoReturn:
    """End the request with an error."""
    abort(error(status, message, details))


def stop_wrong_key(service: str, message: str = WRONG_KEY) -> NoReturn:
    """End the request whose key opens nothing."""
    metadata = {"service": f"{service}.googleapis.com"}
    stop(400, message, [_error_info("API_KEY_INVALID", metadata)])


def stop_missing_scope(service: str, scope: str) -> NoReturn:
    """End the request whose key is not for *scope*."""
    metadata = {"service": f"{service}.googleapis.com", "scope": scope}
    stop(403, MISSING_SCOPE, [_error_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", metadata)])


def stop_too_often(service: str, title: str, method: str) -> NoReturn:
    """End the request of a key that has used up its quota of *method*, "Analyze" say.

    *title* is the service's name in quotas, *service* that in addresses.
    """
    per_minute = current_runtime().settings.api_per_minute
    metric = f"{title}/{method.lower()}_requests"
    limit = f"{method}RequestsPerMinutePerProject"
    host = f"{service}.googleapis.com"
    message = (
        f"Quota exceeded for quota metric '{method} requests' and limit '{method} requests per "
        f"minute' of service '{host}'."
    )
    metadata = {
        "quota_metric": metric,
        "quota_limit": limit,
        "quota_limit_value": str(per_minute),
        "quota_location": "global",
        "quota_unit": "1/min/{project}",
        "service": host,
    }
    links = [{"description": "This installation", "url": _address_of_help()}]
    details = [
        _error_info("RATE_LIMIT_EXCEEDED", metadata),
        {"@type": _HELP, "links": links},
    ]
    response = error(429, message, details)
    response.headers["Retry-After"] = str(seconds_to_wait())
    abort(response)


def stop_unfit(cause: ValidationError) -> NoReturn:
    """End the request whose JSON does not fit its message; values are never told back."""
    violations = [_violation(one) for one in cause.errors(include_url=False, include_input=False)]
    message = "\n".join(violation["description"] for violation in violations)
    stop(400, message, [{"@type": _BAD_REQUEST, "fieldViolations": violations}])


def tell_errors_of(blueprint: Blueprint) -> None:
    """Make envelopes of all errors in *blueprint*."""
    blueprint.register_error_handler(ModerationError, _on_moderation_error)
    # By status as well: an application's handler of a status goes before a blueprint's of a class.
    places: tuple[type[HTTPException] | int, ...] = (HTTPException, *STATUSES)
    for place in places:
        blueprint.register_error_handler(place, _on_http_error)


def _on_http_error(cause: HTTPException) -> Response:
    status = cause.code or 500
    return error(status if status in MESSAGES else 400 if status < HTTPStatus(500) else 500)


def _on_moderation_error(cause: ModerationError) -> Response:
    if isinstance(cause, Unavailable):
        response = error(503)
        response.headers["Retry-After"] = str(UNAVAILABLE_SECONDS)
        return response
    current_app.logger.error("%s", cause, exc_info=cause)
    return error(500)


def _error_info(reason: str, metadata: Mapping[str, str]) -> Mapping[str, Any]:
    return {"@type": _INFO, "reason": reason, "domain": "googleapis.com", "metadata": metadata}


def _violation(one: Any) -> dict[str, str]:
    *place, name = [str(part) for part in one["loc"]] or [""]
    field = ".".join(place)
    if one["type"] == "extra_forbidden":
        named = f' "{name}"' if _PLAIN_NAME.match(name) else ""
        where = f" at '{field}'" if field and _PLAIN_NAME.match(field) else ""
        said = f"Invalid JSON payload received. Unknown name{named}{where}: Cannot find field."
        return {"field": field, "description": said}
    whole = f"{field}.{name}" if field else name
    whole = whole if _PLAIN_NAME.match(whole) else "?"
    kind = _TYPES.get(one["type"], "TYPE_MESSAGE")
    return {"field": whole, "description": f"Invalid value at '{whole}' ({kind})"}


def _address_of_help() -> str:
    return f"{(current_runtime().settings.public_url or '').rstrip('/')}/api/"
