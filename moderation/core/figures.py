"""What is counted of each day, and what is told of a period: shares, medians, hours of load.

A day is one of the newsroom's clocks. Each thing that happened gives entries, a
figure and a key; a day's counts are how often each entry was given. What was
imported is in none of them: it was not received here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from math import floor, log

from moderation.core.comment import Status
from moderation.core.decision import REFUSALS, Action
from moderation.core.period import TIME_ZONE

#: Each bucket of waiting times is longer by this factor than the one before: what is told of
#: them is 2.5 % off at most.
BUCKET_FACTOR = 1.05


class Figure(StrEnum):
    """What is counted, and what its keys are."""

    RECEIVED = "received"  # comments, by hour: "0" to "23"
    ANSWERED = "answered"  # answers by people, by hour
    OUTCOME = "outcome"  # first answers: "published.machine"
    CLAUSE = "clause"  # clauses of refusals: "person.INJURE"
    WAIT = "wait"  # from sending to the first answer, where a person gave it: a bucket
    REMOVED = "removed"  # published, then refused: "reported", "unreported"
    REPORT = "report"  # by what it says
    REPORT_ANSWER = "report_answer"  # "upheld", "dismissed"
    REPORT_WAIT = "report_wait"
    APPEAL = "appeal"  # by whose decision it is against: "machine", "person"
    APPEAL_ANSWER = "appeal_answer"  # "person.overturned", "machine.kept"
    APPEAL_WAIT = "appeal_wait"
    SANCTION = "sanction"  # by its kind


#: Of a day or a period: how often each key of each figure was counted.
Counts = Mapping[str, Mapping[str, int]]

Entry = tuple[Figure, str]

_OUTCOMES = {Action.APPROVE: "published", Action.REJECT: "rejected", Action.RETURN: "returned"}

#: Where readers do not see a comment that was not refused.
_NOT_YET = (Status.PENDING, Status.UNCONFIRMED)


@dataclass(frozen=True, slots=True)
class Answer:
    """A decision that answers whether a comment may stand, and that nobody took back."""

    action: Action  # one of ANSWERS
    clause_ids: tuple[str, ...]
    by_machine: bool
    submitted_at: datetime
    decided_at: datetime
    status_before: Status
    is_first: bool  # on its comment
    on_report: bool  # it answers one


@dataclass(frozen=True, slots=True)
class Closed:
    """A report or an appeal, and the decision that answered it."""

    opened_at: datetime
    closed_at: datetime
    action: Action
    against_machine: bool  # what an appeal is against


def entries_of_answer(answer: Answer) -> Iterator[Entry]:
    """Give what *answer* adds to the day that it was made on."""
    who = "machine" if answer.by_machine else "person"
    if not answer.by_machine:
        yield Figure.ANSWERED, str(answer.decided_at.astimezone(TIME_ZONE).hour)
    if answer.is_first:
        yield Figure.OUTCOME, f"{_OUTCOMES[answer.action]}.{who}"
        if not answer.by_machine:
            yield Figure.WAIT, bucket_of(answer.decided_at - answer.submitted_at)
    if answer.action not in REFUSALS:
        return
    was_seen = answer.status_before is Status.PUBLISHED
    if was_seen and not answer.is_first:
        yield Figure.REMOVED, "reported" if answer.on_report else "unreported"
    if was_seen or answer.status_before in _NOT_YET:
        for clause_id in answer.clause_ids:
            yield Figure.CLAUSE, f"{who}.{clause_id}"


def entries_of_report(closed: Closed) -> Iterator[Entry]:
    """Give what a report adds to the day that it was answered on."""
    yield Figure.REPORT_ANSWER, "upheld" if closed.action in REFUSALS else "dismissed"
    yield Figure.REPORT_WAIT, bucket_of(closed.closed_at - closed.opened_at)


def entries_of_appeal(closed: Closed) -> Iterator[Entry]:
    """Give what an appeal adds to the day that it was answered on."""
    who = "machine" if closed.against_machine else "person"
    if closed.action is Action.WITHDRAW:
        yield Figure.APPEAL_ANSWER, f"{who}.withdrawn"
        return
    what = "overturned" if closed.action is Action.APPROVE else "kept"
    yield Figure.APPEAL_ANSWER, f"{who}.{what}"
    yield Figure.APPEAL_WAIT, bucket_of(closed.closed_at - closed.opened_at)


def day_of(moment: datetime) -> date:
    """Return the day in Switzerland that an aware *moment* belongs to."""
    return moment.astimezone(TIME_ZONE).date()


def bounds_of(first: date, last: date) -> tuple[datetime, datetime]:
    """Return when *first* begins and when the day after *last* does, in UTC."""
    ends = [datetime.combine(d, time(), TIME_ZONE) for d in (first, last + timedelta(days=1))]
    return ends[0].astimezone(UTC), ends[1].astimezone(UTC)


def bucket_of(wait: timedelta) -> str:
    """Return the bucket of a waiting time; less than a second is a second.

    >>> bucket_of(timedelta(0)), bucket_of(timedelta(minutes=10))
    ('0', '131')
    """
    return str(floor(log(max(wait.total_seconds(), 1.0)) / log(BUCKET_FACTOR)))


def quantile(buckets: Mapping[str, int], share: float) -> timedelta | None:
    """Return the time that *share*, 0 to 1, of what is in *buckets* did not exceed; None: it is empty.

    >>> round(quantile({"0": 1, "131": 1}, 0.9).total_seconds())
    611
    """
    total, seen = sum(buckets.values()), 0
    for bucket in sorted(buckets, key=int):
        seen += buckets[bucket]
        if seen >= share * total:
            return timedelta(seconds=BUCKET_FACTOR ** (int(bucket) + 0.5))
    return None


def within(buckets: Mapping[str, int], limit: timedelta) -> int:
    """Return how many of *buckets* waited less than *limit*, as exactly as buckets tell."""
    return sum(n for bucket, n in buckets.items() if int(bucket) < int(bucket_of(limit)))


def total(days: Iterable[Counts]) -> Counts:
    """Return the counts of several days together."""
    summed: dict[str, Counter[str]] = {}
    for counts in days:
        for figure, keys in counts.items():
            summed.setdefault(figure, Counter()).update(keys)
    return summed


def of(counts: Counts, figure: Figure) -> Mapping[str, int]:
    """Return the keys of *figure*, and how often each was counted."""
    return counts.get(figure, {})


def many(counts: Counts, figure: Figure, *, starts: str = "", ends: str = "") -> int:
    """Return how often keys of *figure* that start and end so were counted."""
    found = of(counts, figure).items()
    return sum(n for key, n in found if key.startswith(starts) and key.endswith(ends))


def by_clause(counts: Counts) -> Mapping[str, int]:
    """Return how many refusals named each clause, the most named first."""
    named: Counter[str] = Counter()
    for key, n in of(counts, Figure.CLAUSE).items():
        named[key.partition(".")[2]] += n
    return dict(sorted(named.items(), key=lambda one: (-one[1], one[0])))


def week_by_hour(days: Mapping[date, Counts], figure: Figure) -> tuple[tuple[int, ...], ...]:
    """Return *figure*, one that is counted by hour, by weekday (Monday first) and hour."""
    grid = [[0] * 24 for _ in range(7)]
    for day, counts in days.items():
        for hour, n in of(counts, figure).items():
            grid[day.weekday()][int(hour)] += n
    return tuple(map(tuple, grid))


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a period in one line each; times are 2.5 % off at most."""

    received: int
    published: int  # by the first answer
    returned: int
    rejected: int
    by_machine: int  # of these three together, with no person
    removed: int  # published first, then refused
    reports: int
    appeals: int
    answered_appeals: int  # by a person; those that were taken back are not among them
    overturned: int  # of these
    median_wait: timedelta | None  # where a person gave the first answer; None: nobody did
    long_wait: timedelta | None  # that nine of ten did not exceed

    @property
    def answered(self) -> int:
        """First answers."""
        return self.published + self.returned + self.rejected


def summarise(counts: Counts) -> Summary:
    """Return what is told first of a period with these *counts*."""

    def outcome(starts: str = "", ends: str = "") -> int:
        return many(counts, Figure.OUTCOME, starts=starts, ends=ends)

    overturned = many(counts, Figure.APPEAL_ANSWER, ends=".overturned")
    return Summary(
        received=many(counts, Figure.RECEIVED),
        published=outcome("published."),
        returned=outcome("returned."),
        rejected=outcome("rejected."),
        by_machine=outcome(ends=".machine"),
        removed=many(counts, Figure.REMOVED),
        reports=many(counts, Figure.REPORT),
        appeals=many(counts, Figure.APPEAL),
        answered_appeals=overturned + many(counts, Figure.APPEAL_ANSWER, ends=".kept"),
        overturned=overturned,
        median_wait=quantile(of(counts, Figure.WAIT), 0.5),
        long_wait=quantile(of(counts, Figure.WAIT), 0.9),
    )
