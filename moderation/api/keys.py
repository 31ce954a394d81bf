"""Who calls, for what, how often, and whether it has called before: API keys, limits, idempotency keys."""

import math
import re
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, NoReturn, TypeVar, cast

from flask import Flask, Response, after_this_request, current_app, g, request
from flask_limiter import Limiter, RateLimitExceeded
from flask_limiter.util import get_remote_address

from moderation.api.problems import (
    INSUFFICIENT_SCOPE,
    INVALID_IDEMPOTENCY_KEY,
    RATE_LIMITED,
    UNAUTHORIZED,
    stop,
)
from moderation.api.texts import EXPIRED
from moderation.core.key import USE_NOTED_EVERY, ApiKey, Scope
from moderation.errors import ExpiredKey, MissingScope, NotAllowed
from moderation.runtime import Runtime
from moderation.services.charter_in_force import InForce
from moderation.services.keys import authenticate, note_use

#: Where `register` leaves the runtime in an application.
EXTENSION = "charte"

#: Where the pages, if there are any, and the API keep what knows the charter in force.
IN_FORCE = "charte.in_force"

#: Where an application keeps when it last tried to note the use of each key, by the key's id.
_USES = "charte-uses-of-keys"

#: The challenge of who comes without a key, or with none that opens (RFC 6750, 3).
_CHALLENGE = 'Bearer realm="charte"'

#: Wrong keys that an address may try; like the limit of a key, in each server process.
WRONG_KEY_LIMIT = "30/minute"

#: Names of the limits, in the headers RateLimit and RateLimit-Policy and in problems.
KEY_POLICY, WRONG_KEY_POLICY = "key", "wrong-key"

#: An Idempotency-Key: a structured field's String (RFC 8941, 3.3.3), or bare as most clients send it.
_STRING = r'"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,200})"'
_WORD = r"[\x21\x23-\x7e]{1,200}"
_QUOTED, _BARE = re.compile(rf"{_STRING}\Z"), re.compile(rf"{_WORD}\Z")

#: Both, as the OpenAPI document has it.
IDEMPOTENCY_KEY = f"^(?:{_STRING}|{_WORD})$"

limiter = Limiter(get_remote_address, storage_uri="memory://")


def install_limits(app: Flask) -> None:
    """Count the requests to *app*'s API, each application for itself, and tell how many are left."""
    limiter.init_app(app)
    app.after_request(_tell_limits)


def current_runtime() -> Runtime:
    """Return what the application at work runs on; one request sees one charter, to its end."""
    if "runtime" not in g:
        runtime = cast(Runtime, current_app.extensions[EXTENSION])
        g.runtime = cast(InForce, current_app.extensions[IN_FORCE]).over(runtime)
    return cast(Runtime, g.runtime)


_View = TypeVar("_View", bound=Callable[..., Any])


def require_scope(scope: Scope) -> Callable[[_View], _View]:
    """Mark a view: a key opens it that is for *scope*. Every view behind a key has such a mark.

    It stands under the decorator of the route. `admit` reads it, and the OpenAPI document.
    """

    def marked(view: _View) -> _View:
        vars(view)["scope"] = scope
        return view

    return marked


def scope_of(endpoint: str) -> Scope:
    """Return the scope that opens *endpoint*. Raises KeyError if its view has no mark."""
    return cast(Scope, vars(current_app.view_functions[endpoint])["scope"])


def require_key() -> None:
    """End the request unless its API key opens what it asks for, and it comes not too often."""
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        stop(UNAUTHORIZED, headers={"WWW-Authenticate": _CHALLENGE})
    try:
        admit(given.token)
    except MissingScope as error:
        challenge = f'{_CHALLENGE}, error="insufficient_scope", scope="{error.scope}"'
        stop(INSUFFICIENT_SCOPE, headers={"WWW-Authenticate": challenge})
    except ExpiredKey:
        challenge = f'{_CHALLENGE}, error="invalid_token", error_description="expired"'
        stop(UNAUTHORIZED, detail=EXPIRED, headers={"WWW-Authenticate": challenge})
    except NotAllowed:
        challenge = f'{_CHALLENGE}, error="invalid_token"'
        stop(UNAUTHORIZED, headers={"WWW-Authenticate": challenge})
    except RateLimitExceeded:
        stop_too_often()


def admit(secret: str) -> None:
    """Let a request in that comes with the API key *secret*, if the key opens what it asks for.

    Raises NotAllowed if no such key is in use, ExpiredKey if its time is over, MissingScope if it
    is not for this; RateLimitExceeded if the key, or an address that tries wrong ones, comes too
    often.
    """
    try:
        key = g.api_key = authenticate(current_runtime(), secret)
    except NotAllowed:
        g.policy = WRONG_KEY_POLICY
        _count_wrong_key()
        raise
    g.policy = KEY_POLICY
    _count_request()
    _note_use(key)
    scope = scope_of(request.endpoint or "")
    if scope not in key.scopes:
        raise MissingScope(scope)


def stop_too_often() -> NoReturn:
    """End the request, which came too often."""
    wait = {"Retry-After": str(seconds_to_wait())}
    stop(RATE_LIMITED, violated=[g.policy], headers=wait)


def count_more(number: int) -> None:
    """Count *number* more requests of this one's key; ends it, and counts none, if that is too many."""
    if not has_room(number):
        stop_too_often()
    g.cost = number
    if number:
        _count_texts()


def has_room(number: int) -> bool:
    """Tell whether this request's key has *number* more requests left."""
    counted = limiter.current_limit
    return counted is None or counted.remaining >= number


def seconds_to_wait() -> int:
    """Return after how many whole seconds the limit that was reached lets in again."""
    limit = limiter.current_limit
    return max(1, math.ceil(limit.window.reset_time - time.time())) if limit else 60


def calling_key() -> ApiKey:
    """Return the key that this request came with."""
    return cast(ApiKey, g.api_key)


def idempotency_key() -> str | None:
    """Return the request's Idempotency-Key, its caller's own; None if it has none.

    Two callers that use the same word do not meet.
    """
    header = request.headers.get("Idempotency-Key")
    if header is None:
        return None
    return f"api:{calling_key().id}:{read_idempotency_key(header)}"


def read_idempotency_key(header: str) -> str:
    r"""Return the key in *header*, without its quotes; ends the request if it is none.

    >>> read_idempotency_key('"a \\"b\\""')
    'a "b"'
    """
    header = header.strip(" \t")
    if match := _QUOTED.match(header):
        return re.sub(r"\\(.)", r"\1", match[1])
    if not _BARE.match(header):
        stop(INVALID_IDEMPOTENCY_KEY)
    return header


def _limit_of_a_key() -> str:
    return f"{current_runtime().settings.api_per_minute}/minute"


def _caller() -> str:
    return f"key {calling_key().id}"


@limiter.shared_limit(_limit_of_a_key, scope="api", key_func=_caller)
def _count_request() -> None:
    """Raise RateLimitExceeded when the limit of this request's key is reached."""


@limiter.shared_limit(_limit_of_a_key, scope="api", key_func=_caller, cost=lambda: g.cost)
def _count_texts() -> None:
    """Raise RateLimitExceeded when a request's texts are too many for the limit of its key."""


@limiter.shared_limit(WRONG_KEY_LIMIT, scope="api-wrong-key")
def _count_wrong_key() -> None:
    """Raise RateLimitExceeded when the caller's address tried too many wrong keys."""


def _note_use(key: ApiKey) -> None:
    """Have the use of *key* noted once the answer is on its way: nobody waits for it.

    However a database may be, this process tries it no more than once a minute.
    """
    runtime = current_runtime()
    now = runtime.clock()
    tried: dict[int, datetime] = current_app.extensions.setdefault(_USES, {})
    last = tried.get(key.id)
    if not key.should_note_use(now) or (last is not None and now < last + USE_NOTED_EVERY):
        return
    tried[key.id] = now

    @after_this_request
    def note(response: Response) -> Response:
        response.call_on_close(lambda: note_use(runtime, key))
        return response


def _tell_limits(response: Response) -> Response:
    """Say in each answer of our own API how often its caller may ask, and how often still.

    Shapes: draft-ietf-httpapi-ratelimit-headers-10.
    """
    if not request.path.startswith("/api/v1/"):
        return response
    quota, window = current_runtime().settings.api_per_minute, 60
    name = g.get("policy", KEY_POLICY)
    if counted := limiter.current_limit:
        quota, window = counted.limit.amount, counted.limit.get_expiry()
        left = f'"{name}";r={max(0, counted.remaining)};t={seconds_to_wait()}'
        response.headers["RateLimit"] = left
    response.headers["RateLimit-Policy"] = f'"{name}";q={quota};w={window}'
    return response
