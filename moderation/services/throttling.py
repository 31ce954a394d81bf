"""Counting what is limited: the same count in all server processes, and after a restart."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from moderation.runtime import Runtime
from moderation.services.digests import keyed_digest
from moderation.storage import counters


def take(runtime: Runtime, key: str, *, limit: int, amount: int, seconds: int) -> bool:
    """Count *amount* more on *key*, at most *limit* in *seconds*; False if that is too many.

    What is refused is not counted, and costs a reading only: a flood does not
    keep others from writing. *key* may name an address or an account; a digest
    of it is stored, made with the secret key, for as long as the window lasts.

    Raises Unavailable if the database cannot take it.
    """
    name, now = _name(runtime, key), runtime.clock()
    with runtime.database.read() as session:
        so_far = counters.counted(session, name, now=now)
    if so_far and so_far[0] + amount > limit:
        return False
    window = timedelta(seconds=seconds)
    with runtime.database.begin() as session:
        counters.sweep(session, now=now)
        return counters.count(session, name, limit=limit, amount=amount, now=now, window=window)


def take_within(
    session: Session, runtime: Runtime, key: str, *, limit: int, seconds: int, now: datetime
) -> bool:
    """Count one more on *key*, as `take`, in the caller's transaction."""
    counters.sweep(session, now=now)
    window = timedelta(seconds=seconds)
    return counters.count(
        session, _name(runtime, key), limit=limit, amount=1, now=now, window=window
    )


def taken(runtime: Runtime, key: str) -> tuple[int, datetime] | None:
    """Return how many were counted on *key*, and until when they count; None: none."""
    with runtime.database.read() as session:
        return counters.counted(session, _name(runtime, key), now=runtime.clock())


def _name(runtime: Runtime, key: str) -> str:
    return keyed_digest(runtime, f"counter {key}")
