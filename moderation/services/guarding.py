"""The guard at work: it counts what refuses, suspends what suddenly hits too much, and editors lift it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from moderation.core.audit import AuditKind
from moderation.core.charter import Charter
from moderation.core.comment import checked_words
from moderation.core.guard import (
    GRACE_HOURS,
    USUAL_DAYS,
    Suspension,
    is_sudden,
    triggers_of,
)
from moderation.core.normalise import normalise
from moderation.core.permission import Permission, require
from moderation.core.person import Person
from moderation.core.trial import SETTLING_SECONDS, PastComment
from moderation.core.workshop import NOTE_CHARACTERS
from moderation.errors import Conflict
from moderation.runtime import Runtime
from moderation.storage import audit, guard, people, trials

#: Comments that are counted between two short transactions.
CHUNK = 500

#: Past comments by which the guard learns what is usual when it begins.
LEARNT_FROM = 5_000


@dataclass(frozen=True, slots=True)
class ListedSuspension:
    """A suspension as the newsroom sees it."""

    suspension: Suspension
    lifted_by: str | None


def listed_suspensions(runtime: Runtime) -> tuple[ListedSuspension, ...]:
    """Return the newest suspensions, those that are not lifted first."""
    with runtime.database.read() as session:
        listed = guard.listed(session)
        names = people.names_of(session, {one.lifted_by for one in listed if one.lifted_by})
    return tuple(
        ListedSuspension(one, names.get(one.lifted_by) if one.lifted_by else None) for one in listed
    )


def lift(runtime: Runtime, person: Person, suspension_id: int, *, reason: str) -> None:
    """Give a rule or a word its effect back; it is left alone for a day then.

    Raises NotAllowed; InvalidInput without a reason; Conflict if somebody was faster.
    """
    require(person, Permission.EDIT_CHARTER)
    reason, now = checked_words(reason, NOTE_CHARACTERS, what="a reason"), runtime.clock()
    with runtime.database.begin() as session:
        if not guard.lift(session, suspension_id, by=person.id, reason=reason, now=now):
            raise Conflict("this suspension was lifted already")
        _log(session, suspension_id, by=person.id, step="lifted", now=now)


def watch(runtime: Runtime) -> int:
    """Count what refused the comments that came, and suspend what is sudden; how many were counted.

    Any number of workers may: each comment is counted once.
    """
    n = 0
    while chunk := _next_chunk(runtime):
        seen_id, comments = chunk
        counts = _counted(runtime.charter, comments)
        last = comments[-1]
        with runtime.database.begin() as session:
            to = last if isinstance(last, int) else last.id
            if not guard.move(session, seen_id=seen_id, to=to):
                return n
            guard.count(session, counts)
            _suspend_sudden(session, runtime.clock(), {trigger for trigger, _ in counts})
        n += len(comments)
    return n


def _next_chunk(runtime: Runtime) -> tuple[int, Sequence[PastComment | int]] | None:
    with runtime.database.read() as session:
        seen_id = guard.seen(session)
        first, _ = trials.before_the_last(session, LEARNT_FROM) if seen_id is None else (0, 0)
    if seen_id is None:
        with runtime.database.begin() as session:
            guard.begin(session, first)
        seen_id = first
    settled = runtime.clock() - timedelta(seconds=SETTLING_SECONDS)
    with runtime.database.read() as session:
        comments = trials.comments_after(
            session, seen_id, None, submitted_before=settled, limit=CHUNK
        )
    return (seen_id, comments) if comments else None


def _counted(
    charter: Charter, comments: Sequence[PastComment | int]
) -> Counter[tuple[str, datetime]]:
    counts: Counter[tuple[str, datetime]] = Counter()
    for comment in comments:
        if isinstance(comment, int):  # erased
            continue
        hour = _hour(comment.submitted_at)
        counts[guard.EVERY, hour] += 1
        found = triggers_of(comment.verdict.hits, charter.lexicon, normalise(comment.body))
        counts.update((trigger, hour) for trigger in found)
    return counts


def _suspend_sudden(session: Session, now: datetime, triggers: set[str]) -> None:
    hour = _hour(now)
    alone = guard.left_alone(session, now - timedelta(hours=GRACE_HOURS))
    for trigger, (sudden, usual) in guard.rates(session, triggers - alone, hour).items():
        if is_sudden(sudden, usual):
            suspension_id = guard.suspend(session, trigger, sudden, usual, now=now)
            _log(session, suspension_id, by=None, step="suspended", now=now)
    guard.forget_before(session, hour - timedelta(days=USUAL_DAYS))


def _log(session: Session, suspension_id: int, *, by: int | None, step: str, now: datetime) -> None:
    about = f"suspension {suspension_id}"
    audit.append(session, AuditKind.CHARTER, by=by, about=about, now=now, step=step)


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
