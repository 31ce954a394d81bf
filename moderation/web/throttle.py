"""How often one may: limits that hold over all server processes, and whom they count.

Flask-Limiter asks for the limits; what it counts lies in the database.
"""

from ipaddress import IPv6Address, ip_address
from typing import Any, NoReturn, cast

from flask import current_app, request
from flask_limiter import Limiter
from limits.storage import MovingWindowSupport, Storage

from moderation.errors import Unavailable
from moderation.runtime import Runtime
from moderation.services import throttling

#: Bits of an IPv6 address that tell subscribers apart: each has a network of its own (RFC 6177).
IPV6_SUBSCRIBER_BITS = 64


def _not_asked(*_: object) -> NoReturn:
    raise NotImplementedError("the moving window asks for nothing else")


class Counters(Storage, MovingWindowSupport):
    """Flask-Limiter's store, kept by services.throttling.

    For the one strategy that tells the store its limit: what is refused need
    not be written then. A window begins with the first that is counted.
    """

    STORAGE_SCHEME = ["charte"]  # noqa: RUF012 - as the library declares it

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong here."""
        return Unavailable

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count *amount* more, unless that is beyond *limit*."""
        return throttling.take(_runtime(), key, limit=limit, amount=amount, seconds=expiry)

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """Return when the window began, in seconds of Unix time, and how many it counted."""
        found = throttling.taken(_runtime(), key)
        if found is None:
            return _runtime().clock().timestamp(), 0
        n, until = found
        return until.timestamp() - expiry, n

    # What other strategies ask for; each store must have them.
    incr = get = get_expiry = check = reset = clear = cast(Any, _not_asked)


def address() -> str:
    """Return whom a limit by address counts: the caller's address, or network if it is IPv6."""
    given = request.remote_addr or "127.0.0.1"
    try:
        parsed = ip_address(given)
    except ValueError:  # a socket that is no network's
        return given
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return f"{int(parsed) >> (128 - IPV6_SUBSCRIBER_BITS):x}"


def _runtime() -> Runtime:
    return cast(Runtime, current_app.extensions["charte"])


limiter = Limiter(address, storage_uri="charte://", strategy="moving-window")
