"""Blind second readings, and how far people agree: with each other, with appeals, with the machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from moderation.core.agreement import (
    Agreement,
    Blind,
    ReadTwice,
    by_clause,
    by_pair,
    chance_of,
    on_the_whole,
)
from moderation.core.comment import Comment
from moderation.core.decision import Action, check_clauses
from moderation.core.figures import Counts, day_of, total
from moderation.core.period import Period, Span
from moderation.core.permission import Permission, may, require
from moderation.core.person import Person
from moderation.core.sample import is_drawn
from moderation.runtime import Runtime
from moderation.services.figures import days_of
from moderation.services.reporting import PromiseReport, report_promise
from moderation.storage import people, second_readings, threads

#: How far back decisions are looked at that may be drawn, and how long a drawn one waits.
DRAWN_FROM_DAYS, WAITS_DAYS = 2, 30

#: How far back agreement is measured.
MEASURED_DAYS = 365

#: Of fewer common readings nothing is said of two people.
LEAST_OF_A_PAIR = 20

#: Cases to discuss that are shown.
MOST_CASES = 50


@dataclass(frozen=True, slots=True)
class ToRead:
    """A comment to be read blind, with what it answers."""

    blind: Blind
    answered: tuple[Comment, ...]  # what it hangs under, and what it answers if that is a reply


@dataclass(frozen=True, slots=True)
class Evenness:
    """How far people agree, over the last MEASURED_DAYS."""

    whole: Agreement
    clauses: Mapping[str, Agreement]
    pairs: (
        Mapping[tuple[str, str], Agreement] | None
    )  # by names, sorted; None: not for whoever asks
    cases: tuple[ReadTwice, ...]  # that two read differently, the latest first
    counts: Counts  # of appeals and their answers
    promise: PromiseReport


def draw_readings(runtime: Runtime) -> int:
    """Draw decisions to be read again by another person; how many.

    Chance is a keyed digest of the decision's number: drawn twice, it draws the same.
    """
    share, secret = runtime.settings.second_reading, runtime.settings.secret_key or ""
    now = runtime.clock()
    until = now - timedelta(seconds=runtime.settings.undo_seconds)
    with runtime.database.read() as session:
        found = second_readings.drawable(
            session, since=now - timedelta(days=DRAWN_FROM_DAYS), until=until
        )
    drawn = [one for one in found if is_drawn(share, chance_of(secret, one))]
    if drawn:
        with runtime.database.begin() as session:
            for decision_id in drawn:
                second_readings.draw(session, decision_id, now=now)
    return len(drawn)


def next_reading(runtime: Runtime, person: Person, *, after: int = 0) -> ToRead | None:
    """Return the next comment for *person* to read blind; None: there is none. Raises NotAllowed.

    *after*: skip the readings up to this one.
    """
    require(person, Permission.DECIDE)
    since = runtime.clock() - timedelta(days=WAITS_DAYS)
    with runtime.database.read() as session:
        blind = second_readings.next_for(session, person.id, drawn_since=since, after=after)
        if blind is None:
            return None
        above = (blind.comment.parent_id, blind.comment.answers_id)
        ids = dict.fromkeys(one for one in above if one is not None)
        return ToRead(blind, threads.comments_by_id(session, ids))


def keep_reading(
    runtime: Runtime, person: Person, decision_id: int, *, clause_ids: tuple[str, ...]
) -> None:
    """Keep what *person* would have decided: no clause, it may stand. Nothing changes for the comment.

    Raises NotAllowed, InvalidInput if the charter lacks a clause, Conflict if somebody has
    read it or the first reading is theirs.
    """
    require(person, Permission.DECIDE)
    check_clauses(runtime.charter, Action.REJECT if clause_ids else Action.APPROVE, clause_ids)
    with runtime.database.begin() as session:
        second_readings.keep(
            session, decision_id, person.id, tuple(dict.fromkeys(clause_ids)), now=runtime.clock()
        )


def measure(runtime: Runtime, person: Person) -> Evenness:
    """Return how far people agree. Raises NotAllowed. Pairs are for who leads, and never in an order."""
    require(person, Permission.READ)
    now = runtime.clock()
    with runtime.database.read() as session:
        readings = second_readings.readings(
            session, since=now - timedelta(days=MEASURED_DAYS), until=now
        )
        differing = [one for one in readings if one.first != one.second]
        cases = second_readings.cases_of(session, differing[:MOST_CASES])
        pairs = by_pair(readings, at_least=LEAST_OF_A_PAIR)
        names = people.names_of(session, {one for pair in pairs for one in pair})
    today = day_of(now)
    year = Period(Span.CUSTOM, today - timedelta(days=MEASURED_DAYS), today)
    named = {tuple(sorted(names[one] for one in pair)): pairs[pair] for pair in pairs}
    return Evenness(
        whole=on_the_whole(readings),
        clauses=by_clause(readings),
        pairs={(k[0], k[-1]): named[k] for k in sorted(named)}
        if may(person, Permission.TAKE_ESCALATED)
        else None,
        cases=cases,
        counts=total(days_of(runtime, year).values()),
        promise=report_promise(runtime),
    )
