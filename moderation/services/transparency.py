"""The public report on a period: prepared by an editor, published once, and kept as it was."""

from collections.abc import Sequence
from datetime import datetime

from moderation.core.agreement import on_the_whole
from moderation.core.audit import AuditKind
from moderation.core.figures import bounds_of, day_of, total
from moderation.core.period import Period
from moderation.core.permission import Permission, require
from moderation.core.person import Person
from moderation.core.transparency import (
    ByHand,
    Content,
    compose,
    key_of,
    past_periods,
    period_called,
)
from moderation.errors import InvalidInput, NotFound
from moderation.runtime import Runtime
from moderation.services.figures import days_of
from moderation.storage import audit, figures, sample, second_readings, transparency


def published_reports(runtime: Runtime) -> Sequence[str]:
    """Return the keys of the published reports, the latest first."""
    with runtime.database.read() as session:
        return transparency.published_keys(session)


def published_report(runtime: Runtime, key: str) -> tuple[Content, datetime]:
    """Return a published report and when it was published. Raises NotFound."""
    with runtime.database.read() as session:
        found = transparency.published(session, key)
    if found is None:
        raise NotFound(f"there is no report called {key}")
    return found


def reportable(runtime: Runtime, person: Person) -> tuple[Period, ...]:
    """Return the periods that a report can be made of. Raises NotAllowed."""
    require(person, Permission.EDIT_CHARTER)
    today = day_of(runtime.clock())
    with runtime.database.read() as session:
        begins = figures.first_day(session)
    return past_periods(begins or today, today)


def draft(runtime: Runtime, person: Person, key: str) -> tuple[Content, ByHand]:
    """Return what a report would tell now, and what is told by hand. Raises NotAllowed, NotFound."""
    require(person, Permission.EDIT_CHARTER)
    period = _over(runtime, key)
    with runtime.database.read() as session:
        by_hand = transparency.by_hand(session, key)
    return _compose(runtime, period, by_hand), by_hand


def tell_by_hand(runtime: Runtime, person: Person, key: str, told: ByHand) -> None:
    """Keep what the newsroom knows and the database does not.

    Raises NotAllowed, NotFound; Conflict if the report is published.
    """
    require(person, Permission.EDIT_CHARTER)
    _over(runtime, key)
    with runtime.database.begin() as session:
        transparency.keep_by_hand(session, key, told)


def publish(runtime: Runtime, person: Person, key: str) -> None:
    """Publish a report as it would be now; what is erased later does not change it.

    Raises NotAllowed, NotFound; Conflict if it is published.
    """
    content, by_hand = draft(runtime, person, key)
    now = runtime.clock()
    with runtime.database.begin() as session:
        transparency.keep_by_hand(session, key, by_hand)
        transparency.publish(session, key, content, now=now)
        audit.append(session, AuditKind.TRANSPARENCY, by=person.id, about=f"report {key}", now=now)


def _over(runtime: Runtime, key: str) -> Period:
    period = period_called(key)
    if period is None:
        raise NotFound(f"there is no period called {key}")
    if period.last >= day_of(runtime.clock()):
        raise InvalidInput(f"{key_of(period)} is not over")
    return period


def _compose(runtime: Runtime, period: Period, by_hand: ByHand) -> Content:
    start, end = bounds_of(period.first, period.last)
    with runtime.database.read() as session:
        readings = second_readings.readings(session, since=start, until=end)
        sampled = sample.tally(session, since=start, until=end)
    return compose(
        period,
        total(days_of(runtime, period).values()),
        charter=runtime.charter,
        by_hand=by_hand,
        agreement=on_the_whole(readings),
        sampled=sampled,
    )
