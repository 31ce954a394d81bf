"""Webhooks by Standard Webhooks 1.0.0: whom we tell, how it is signed, when it is tried again.

The specification is at https://github.com/standard-webhooks/standard-webhooks.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from moderation.core.event import EventType

#: What a secret begins with.
SECRET_MARK = "whsec_"  # noqa: S105 - not one itself

#: Seconds from each attempt to the next: three days and some hours in all; after the last it is given up.
RETRY_SECONDS = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)

#: So much longer a wait may be, by chance: what failed together does not come back together.
JITTER = 0.2

#: Seconds after which what was taken to be delivered comes back, if nobody noted what became of it.
LEASE_SECONDS = 60

#: Seconds for which an endpoint that asks us to slow down, without saying for how long, is left alone.
SLOW_SECONDS = 60

#: The longest wait that an endpoint is given that asks for one, in seconds.
MOST_WAIT_SECONDS = 86_400

#: Hours for which the old secret signs beside the new one.
OVERLAP_HOURS = 24

#: How many endpoints there may be.
MOST_WEBHOOKS = 20

#: Longest description, in code points.
DESCRIPTION_CODE_POINTS = 200

_GONE, _TOO_MANY = 410, 429

#: Answers of an endpoint that has too much to do.
_BUSY = frozenset({_TOO_MANY, 502, 504})


class OffReason(StrEnum):
    """Why nothing is sent to an endpoint."""

    BY_HAND = "by_hand"
    GONE = "gone"  # it answered 410
    FAILING = "failing"  # one event's whole schedule went by, and nothing got through


@dataclass(frozen=True, slots=True)
class Webhook:
    """An endpoint: where a newsroom's other program is told of what happens here."""

    id: int
    url: str
    description: str
    events: tuple[EventType, ...]
    salt: str  # what its secret is made from, with a key that the database does not hold
    old_salt: str | None  # of the secret before, which signs too until *old_until*
    old_until: datetime | None
    created_at: datetime
    off_at: datetime | None  # None: it is told
    off_reason: OffReason | None
    failing_since: datetime | None  # the first failure after the last success; None: it works
    succeeded_at: datetime | None  # the last time; None: never
    rests_until: datetime | None  # it asked us to slow down

    @property
    def host(self) -> str:
        """The host alone: an address may hold a secret."""
        return re.split(r"[/?#\\]", self.url.partition("//")[2], maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event on its way to one endpoint."""

    id: int
    webhook_id: int
    message_id: str  # the same at each attempt, and at each endpoint
    kind: EventType
    body: str
    created_at: datetime
    attempts: int
    try_at: datetime | None  # None: delivered, or given up
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to deliver."""

    at: datetime
    status: int | None  # None: there was no answer
    trouble: str  # why not (adapters.posting.Trouble); empty if there was one
    milliseconds: int | None
    excerpt: str  # of an answer that was no success


@dataclass(frozen=True, slots=True)
class Ruling:
    """What follows from an answer, or from its absence."""

    is_delivered: bool
    is_gone: bool
    rests_until: datetime | None  # nothing is sent to the endpoint until then
    next_try: datetime | None  # None: delivered, or given up


def secret_of(key: str, salt: str) -> str:
    """Return the secret that is made from *salt* with the service's own *key*.

    So none is stored: whoever has the database alone can sign nothing.

    >>> secret_of("k" * 32, "a").startswith("whsec_"), len(secret_of("k" * 32, "a"))
    (True, 50)
    """
    made = hmac.digest(key.encode(), f"webhook secret {salt}".encode(), hashlib.sha256)
    return SECRET_MARK + base64.b64encode(made).decode()


def secrets_at(webhook: Webhook, key: str, now: datetime) -> tuple[str, ...]:
    """Return the secrets that sign *now*: one, or two while one takes the other's place."""
    salts = [webhook.salt]
    if webhook.old_salt is not None and webhook.old_until is not None and now < webhook.old_until:
        salts.append(webhook.old_salt)
    return tuple(secret_of(key, salt) for salt in salts)


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a body, sent at *timestamp* (seconds since 1970).

    >>> sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
    ...      1614265330, b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    key = base64.b64decode(secret.removeprefix(SECRET_MARK))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def headers_for(
    message_id: str, body: bytes, secrets: Sequence[str], now: datetime
) -> Mapping[str, str]:
    """Return the headers of one attempt."""
    timestamp = int(now.timestamp())
    signatures = [sign(secret, message_id, timestamp, body) for secret in secrets]
    return {
        "Content-Type": "application/json",
        "User-Agent": "Charte-Webhooks",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def rule(
    status: int | None, retry_after: str | None, *, attempts: int, now: datetime, chance: float
) -> Ruling:
    """Return what follows from an answer with *status*; None: there was none.

    *attempts* counts this one; *chance*, 0 to 1, is drawn for it.
    """
    if status is not None and 200 <= status < 300:
        return Ruling(is_delivered=True, is_gone=False, rests_until=None, next_try=None)
    wait = read_retry_after(retry_after, now) if status is not None else None
    if wait is None and status in _BUSY:
        wait = timedelta(seconds=SLOW_SECONDS)
    rests_until = now + wait if wait is not None else None
    later = next_try(attempts, now, chance=chance)
    if later is not None and rests_until is not None:
        later = max(later, rests_until)
    return Ruling(
        is_delivered=False, is_gone=status == _GONE, rests_until=rests_until, next_try=later
    )


def next_try(attempts: int, now: datetime, *, chance: float) -> datetime | None:
    """Return when what was tried *attempts* times is tried again; None: it is given up."""
    if attempts > len(RETRY_SECONDS):
        return None
    return now + timedelta(seconds=RETRY_SECONDS[attempts - 1] * (1 + JITTER * chance))


def is_given_up(attempts: int) -> bool:
    """Tell whether what was tried *attempts* times, now included, was tried too often: each try was cut short."""
    return attempts > len(RETRY_SECONDS) + 1


def read_retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Return the wait that a Retry-After asks for (RFC 9110, section 10.2.3), a day at most.

    None if it cannot be read, or asks for none.
    """
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        seconds = float(min(int(value[:9]), MOST_WAIT_SECONDS))
    else:
        try:
            at = parsedate_to_datetime(value)
        except (ValueError, OverflowError):  # the latter: a shift of more than the clock has
            return None
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        seconds = min((at - now).total_seconds(), MOST_WAIT_SECONDS)
    return timedelta(seconds=seconds) if seconds > 0 else None
