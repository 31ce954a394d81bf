"""Who calls, how often, and whether it has called before: API keys, limits, idempotency keys."""

import math
import re
import time
from typing import cast

from flask import Flask, current_app, g, request
from flask_limiter import Limiter, RateLimitExceeded
from flask_limiter.util import get_remote_address

from moderation.api.problems import INVALID_IDEMPOTENCY_KEY, RATE_LIMITED, UNAUTHORIZED, stop
from moderation.core.person import ApiKey
from moderation.errors import NotAllowed
from moderation.runtime import Runtime
from moderation.services.identity import authenticate

#: Where `register` leaves the runtime in an application.
EXTENSION = "charte"

#: Wrong keys that an address may try; like the limit of a key, in each server process.
WRONG_KEY_LIMIT = "30/minute"

#: An Idempotency-Key: a structured field's String (RFC 8941, 3.3.3), or bare as most clients send it.
_QUOTED = re.compile(r'"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,200})"\Z')
_BARE = re.compile(r"[\x21\x23-\x7e]{1,200}\Z")

limiter = Limiter(get_remote_address, storage_uri="memory://")


def install_limits(app: Flask) -> None:
    """Count the requests to *app*'s API, each application for itself."""
    limiter.init_app(app)


def current_runtime() -> Runtime:
    """Return what the application at work runs on."""
    return cast(Runtime, current_app.extensions[EXTENSION])


def require_key() -> None:
    """End the request unless it comes with an API key in use, and not too often."""
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        stop(UNAUTHORIZED, headers={"WWW-Authenticate": 'Bearer realm="charte"'})
    try:
        admit(given.token)
    except NotAllowed:
        challenge = 'Bearer realm="charte", error="invalid_token"'
        stop(UNAUTHORIZED, headers={"WWW-Authenticate": challenge})
    except RateLimitExceeded:
        stop(RATE_LIMITED, headers={"Retry-After": str(seconds_to_wait())})


def admit(secret: str) -> None:
    """Let a request in that comes with the API key *secret*.

    Raises NotAllowed if no such key is in use, RateLimitExceeded if the key, or an address that
    tries wrong ones, comes too often.
    """
    try:
        g.api_key = authenticate(current_runtime(), secret)
    except NotAllowed:
        _count_wrong_key()
        raise
    _count_request()


def seconds_to_wait() -> int:
    """Return after how many whole seconds the limit that was reached lets in again."""
    limit = limiter.current_limit
    return max(1, math.ceil(limit.reset_at - time.time())) if limit else 60


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


@limiter.shared_limit(
    lambda: f"{current_runtime().settings.api_per_minute}/minute",
    scope="api",
    key_func=lambda: f"key {calling_key().id}",
)
def _count_request() -> None:
    """Raise RateLimitExceeded when the limit of this request's key is reached."""


@limiter.shared_limit(WRONG_KEY_LIMIT, scope="api-wrong-key")
def _count_wrong_key() -> None:
    """Raise RateLimitExceeded when the caller's address tried too many wrong keys."""
