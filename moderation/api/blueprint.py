"""The native API, /api/v1: its door, and what all its answers have."""

from apiflask import APIBlueprint
from flask import Response, request

from moderation.api.keys import require_key
from moderation.api.payload import PayloadFault, parse_object
from moderation.api.problems import (
    NOT_JSON,
    caller_language,
    stop,
    stop_unreadable,
    tell_problems_of,
)

api = APIBlueprint("api", __name__, url_prefix="/api/v1")
tell_problems_of(api)


@api.before_request
def _admit() -> None:
    require_key()
    # An ETag names a version, and not all that a reply holds (an appeal, a language): nothing is
    # told by a 304, which what compresses replies would send.
    request.environ.pop("HTTP_IF_NONE_MATCH", None)
    if request.method in ("POST", "PUT"):
        _read_strictly()


@api.after_request
def _mark(response: Response) -> Response:
    response.headers.setdefault("Content-Language", caller_language())
    response.vary.update(("Accept-Language", "Authorization"))
    response.cache_control.no_store = True
    return response


def _read_strictly() -> None:
    """End the request unless its body is one clear JSON object; the model reads it afterwards."""
    if not request.is_json:
        stop(NOT_JSON)
    try:
        parse_object(request.get_data())
    except PayloadFault as fault:
        stop_unreadable(fault)
