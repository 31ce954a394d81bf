"""How often one may: limits that hold over all server processes, and whom they count.

Flask-Limiter asks for the limits; what it counts lies in the database.
"""

import math
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Any, NoReturn, cast

from flask import Response, after_this_request, current_app, g, request
from flask_babel import gettext as _
from flask_limiter import Limiter
from limits.storage import MovingWindowSupport, Storage

from moderation.errors import Unavailable
from moderation.runtime import Runtime
from moderation.services import devices, throttling

#: Bits of an IPv6 address that tell subscribers apart: each has a network of its own (RFC 6177).
IPV6_SUBSCRIBER_BITS = 64

#: Comments from one address, new and edited ones together.
COMMENT_LIMIT = "30/minute"

#: Attempts to log in from one address, and from one address to one account.
LOGIN_FROM_ADDRESS, LOGIN_FROM_ADDRESS_TO_ACCOUNT = "10/minute;60/hour", "10/hour"

#: Attempts to log in to one account from all browsers that it has not been used from. More than
#: one address alone may make, or that one could use it up and shut newcomers out.
LOGIN_TO_ACCOUNT = "30/hour"

#: Attempts to log in from a browser that the account has been used from; the others do not count.
LOGIN_FROM_DEVICE = "10/hour"

#: The cookie that tells such a browser.
DEVICE_COOKIE = "charte_device"


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


@limiter.shared_limit(COMMENT_LIMIT, scope="comments")
def count_comment() -> None:
    """Count a comment that is sent or edited. Raises RateLimitExceeded if there were too many."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody tries to log in."""

    account: str  # a name for the address that they gave, whether it has an account or not
    device: str | None  # the browser, if the account has been used from it


def count_login(email: str) -> None:
    """Count an attempt to log in to *email*. Raises RateLimitExceeded if there were too many."""
    account = devices.account_key(_runtime(), email)
    cookie = request.cookies.get(DEVICE_COOKIE)
    g.attempt = Attempt(account, devices.device_of(_runtime(), cookie, account))
    _count_login()


def remember_device(email: str) -> None:
    """Let the browser of this request be known: it showed that *email* is its user’s own."""
    account = devices.account_key(_runtime(), email)
    cookie = devices.remember(_runtime(), request.cookies.get(DEVICE_COOKIE), account)

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(
            DEVICE_COOKIE,
            cookie,
            max_age=devices.KNOWN_FOR,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def seconds_to_wait() -> int:
    """Return when it is worth trying again what was just refused, in seconds from now."""
    limit = limiter.current_limit
    now = _runtime().clock().timestamp()
    return max(1, math.ceil(limit.window.reset_time - now)) if limit else 60


def _is_known() -> bool:
    return cast(Attempt, g.attempt).device is not None


def _account() -> str:
    return cast(Attempt, g.attempt).account


def _say_who_may() -> str:
    return str(
        _(
            "Pour que personne ne devine un mot de passe, les essais sont comptés. Depuis un navigateur où vous vous êtes déjà connecté·e, vous pouvez entrer sans attendre."
        )
    )


# The narrower limits first: what they refuse does not count on the account.
@limiter.shared_limit(
    LOGIN_TO_ACCOUNT,
    scope="log-in to an account",
    key_func=_account,
    exempt_when=_is_known,
    error_message=_say_who_may,
)
@limiter.shared_limit(
    LOGIN_FROM_ADDRESS_TO_ACCOUNT,
    scope="log-in from an address to an account",
    key_func=lambda: f"{address()} {_account()}",
    exempt_when=_is_known,
    error_message=_say_who_may,
)
@limiter.shared_limit(
    LOGIN_FROM_ADDRESS,
    scope="log-in from an address",
    exempt_when=_is_known,
    error_message=_say_who_may,
)
@limiter.shared_limit(
    LOGIN_FROM_DEVICE,
    scope="log-in from a known browser",
    key_func=lambda: str(cast(Attempt, g.attempt).device),
    exempt_when=lambda: not _is_known(),
)
def _count_login() -> None:
    """Raise RateLimitExceeded if there were too many attempts like `g.attempt`."""
