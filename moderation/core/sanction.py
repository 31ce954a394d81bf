"""Sanctions: the ladder on which an author stands, and the ban of a false name; always a person's.

The name is banned and not the person, who may come back under their own. An
author is noted, warned, suspended for a time; nobody is shut out for good (Swiss
Press Council, 11/2012), and no machine sets, lengthens or lifts anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from moderation.core.calendar import add_months
from moderation.core.charter import Category, Charter, in_language
from moderation.core.permission import Permission
from moderation.errors import InvalidInput

#: Months for which an earlier sanction counts, from its end.
RECORD_MONTHS = 12

#: Months, at most, after which a suspension without a fixed end is reviewed.
MOST_REVIEW_MONTHS = 6

#: Days after the day of review at which a suspension ends that nobody reviewed.
REVIEW_GRACE_DAYS = 30

#: Sanctions that one person may set within an hour before a senior has to; bans of names count.
SANCTIONS_AN_HOUR = 10


class SanctionKind(StrEnum):
    """What can be set."""

    NAME_BAN = "name_ban"  # a false identity; no step of the ladder
    NOTE = "note"
    WARNING = "warning"
    WEEK = "week"
    MONTH = "month"
    HALF_YEAR = "half_year"
    LONGER = "longer"


@dataclass(frozen=True, slots=True)
class Step:
    """What a kind of sanction asks for, and how long it lasts."""

    kind: SanctionKind
    permission: Permission
    days: int = 0
    months: int = 0
    review_months: int = 0  # after which somebody looks at it again; 0: nobody has to
    is_reread: bool = False  # another person confirms or lifts it

    @property
    def suspends(self) -> bool:
        """Whether whoever it is set on writes nothing meanwhile."""
        return self.kind in SUSPENSIONS


#: The ladder, from its foot; the last step has the end that its day of review gives it.
LADDER = (
    Step(SanctionKind.NOTE, Permission.SANCTION),
    Step(SanctionKind.WARNING, Permission.SANCTION),
    Step(SanctionKind.WEEK, Permission.SANCTION, days=7),
    Step(SanctionKind.MONTH, Permission.SUSPEND_LONG, days=30, is_reread=True),
    Step(
        SanctionKind.HALF_YEAR, Permission.SUSPEND_LONG, months=6, review_months=3, is_reread=True
    ),
    Step(SanctionKind.LONGER, Permission.SUSPEND_BEYOND, is_reread=True),
)

STEPS: Mapping[SanctionKind, Step] = MappingProxyType(
    {
        SanctionKind.NAME_BAN: Step(SanctionKind.NAME_BAN, Permission.SANCTION, is_reread=True),
        **{step.kind: step for step in LADDER},
    }
)

#: What an author reads and says so, and what keeps them from writing.
ACKNOWLEDGED = frozenset({SanctionKind.NOTE, SanctionKind.WARNING})
SUSPENSIONS = frozenset(
    {SanctionKind.WEEK, SanctionKind.MONTH, SanctionKind.HALF_YEAR, SanctionKind.LONGER}
)


@dataclass(frozen=True, slots=True)
class Term:
    """Until when a sanction holds, and when it is looked at again."""

    until: datetime | None  # None: a note or a warning; or a banned name, until it is lifted
    review_at: datetime | None


@dataclass(frozen=True, slots=True)
class SanctionAppeal:
    """Whoever is sanctioned objects; another person than the one who set it answers."""

    words: str
    opened_at: datetime
    answered_at: datetime | None
    answer: str  # in the words of whoever answered; empty: not yet


@dataclass(frozen=True, slots=True)
class Sanction:
    """What a person set; lifted by a person, or over by itself; never deleted before its period."""

    id: int
    kind: SanctionKind
    name: str  # as it was signed
    reason: str  # the facts, in the words of whoever set it
    clause_ids: tuple[str, ...]  # of the charter with `charter_digest`; none for a banned name
    set_by: int | None  # None: the operator
    set_at: datetime
    charter_digest: str | None  # of the charter in force then
    comment_id: int | None  # under which it was set; None: by the operator
    found_by_machine: bool  # whether the machine had drawn attention to it
    until: datetime | None
    review_at: datetime | None
    acknowledged_at: datetime | None  # by whoever a note or a warning is for
    reread_at: datetime | None  # by a second person, who confirmed it
    lifted_at: datetime | None
    lift_reason: str
    appeal: SanctionAppeal | None
    person_id: int | None = None  # whose account it is set on; None: a guest, or the operator's

    @property
    def waits_for_answer(self) -> bool:
        """Whether whoever it is set on objects, and nobody has answered yet."""
        return self.appeal is not None and self.appeal.answered_at is None

    def is_over(self, now: datetime) -> bool:
        """Tell whether it was lifted, has come to its end, or was read by whom it was for."""
        is_past = self.until is not None and self.until <= now
        is_read = self.kind in ACKNOWLEDGED and self.acknowledged_at is not None
        return self.lifted_at is not None or is_past or is_read

    def waits_for_rereading(self, now: datetime) -> bool:
        """Tell whether a second person has still to confirm or lift it."""
        return STEPS[self.kind].is_reread and self.reread_at is None and not self.is_over(now)

    def waits_for_review(self, now: datetime) -> bool:
        """Tell whether its day of review has come."""
        return self.review_at is not None and self.review_at <= now and not self.is_over(now)


class Sign(StrEnum):
    """By what somebody may be one who was sanctioned under another account, or another name."""

    NAME = "name"  # sounds the same
    ADDRESS = "address"  # the same mailbox
    PHONE = "phone"  # the same number


@dataclass(frozen=True, slots=True)
class Return:
    """A sanction on somebody who may be the author at hand: shown to people, and nothing else."""

    sanction: Sanction
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The step that an author's record suggests; a person takes it, or another."""

    kind: SanctionKind
    after: Sanction | None  # the highest step that counts; None: there is none


@dataclass(frozen=True, slots=True)
class StatedClause:
    """A clause in a statement, as it read that day."""

    title: str
    words: str


@dataclass(frozen=True, slots=True)
class SanctionStatement:
    """What whoever is sanctioned is told.

    Its fields follow Article 17(3) of the EU Digital Services Act, as those of a
    statement on a comment do (core.statement).
    """

    kind: SanctionKind  # what is restricted (a), and until when
    name: str
    until: datetime | None
    reason: str  # the facts, in the words of whoever decided (b)
    found_by_machine: bool  # (c)
    clauses: tuple[StatedClause, ...]  # (d, e); none if the charter has none on it
    appeal_months: int  # (f)
    mediator: str
    charter_version: str
    charter_digest: str
    set_at: datetime


def term_of(kind: SanctionKind, now: datetime, *, review_at: datetime | None = None) -> Term:
    """Return the term of a sanction set *now*; *review_at* is the editor's choice of a day for the last step.

    Raises InvalidInput if that step has no day of review, or it is not within
    MOST_REVIEW_MONTHS; it ends REVIEW_GRACE_DAYS later unless somebody reviews it.
    """
    step = STEPS[kind]
    if kind is SanctionKind.LONGER:
        if review_at is None or not now < review_at <= add_months(now, MOST_REVIEW_MONTHS):
            raise InvalidInput(f"this needs a day of review within {MOST_REVIEW_MONTHS} months")
        return Term(review_at + timedelta(days=REVIEW_GRACE_DAYS), review_at)
    if kind not in SUSPENSIONS:
        return Term(None, None)
    until = add_months(now, step.months) + timedelta(days=step.days)
    review = add_months(now, step.review_months) if step.review_months else None
    return Term(until, review)


def counts_until(sanction: Sanction) -> datetime:
    """Return when *sanction*, unless it is lifted, is no longer part of its author's record."""
    return add_months(sanction.until or sanction.set_at, RECORD_MONTHS)


def counts(sanction: Sanction, now: datetime) -> bool:
    """Tell whether *sanction* is part of its author's record: of the ladder, not lifted, not long over."""
    is_recent = counts_until(sanction) > now
    return sanction.kind in _HEIGHTS and sanction.lifted_at is None and is_recent


def suggest(record: Sequence[Sanction], now: datetime) -> Suggestion:
    """Return the step above the highest that counts in *record*; never the one that has no fixed end."""
    highest = max(
        (one for one in record if counts(one, now)),
        key=lambda one: _HEIGHTS[one.kind],
        default=None,
    )
    if highest is None:
        return Suggestion(SanctionKind.NOTE, None)
    next_step = min(_HEIGHTS[highest.kind] + 1, _HEIGHTS[SanctionKind.HALF_YEAR])
    return Suggestion(LADDER[next_step].kind, highest)


def state_sanction(sanction: Sanction, charter: Charter, *, language: str) -> SanctionStatement:
    """Return the statement of reasons for *sanction*, under the *charter* in force when it was set."""
    clauses = [one for one in charter.clauses if one.id in sanction.clause_ids]
    if sanction.kind is SanctionKind.NAME_BAN and (
        on_it := charter.clause_on(Category.FALSE_IDENTITY)
    ):
        clauses = [on_it]
    return SanctionStatement(
        kind=sanction.kind,
        name=sanction.name,
        until=sanction.until,
        reason=sanction.reason,
        found_by_machine=sanction.found_by_machine,
        clauses=tuple(
            StatedClause(in_language(one.title, language), in_language(one.words, language))
            for one in clauses
        ),
        appeal_months=charter.redress.appeal_months,
        mediator=in_language(charter.redress.mediator, language),
        charter_version=charter.version,
        charter_digest=charter.digest,
        set_at=sanction.set_at,
    )


_HEIGHTS: Mapping[SanctionKind, int] = {step.kind: height for height, step in enumerate(LADDER)}
