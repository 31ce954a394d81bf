"""The reply about the promise: what is promised, what comes of it, what was measured."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from moderation.api.mistakes import OBSTACLES
from moderation.api.schemas import CharterReference, Received, Sent
from moderation.api.translation import PLACES, from_charter
from moderation.core.charter import Clause, Recommendation, in_language
from moderation.core.verdict import VIOLATION
from moderation.services.reporting import PromiseReport

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]


class PromiseQuery(Received):
    """Of which period the sample is looked at."""

    since: str | None = Field(
        None,
        description="A day, from its beginning in UTC on; left out: 90 days ago.",
        examples=["2026-09-01"],
        json_schema_extra={"format": "date"},
    )


class Promised(Sent):
    """What the charter states of what happens without a person, as shares."""

    published_wrongly: Share = Field(
        description="Of what is published unread, at most so much breaks the charter."
    )
    refused_rightly: Share = Field(
        description="Of what the classifier alone refuses on a clause, at least so much breaks it."
    )
    base_rate: Share = Field(description="Of what arrives, so much is assumed to break it.")
    confidence: Share = Field(description="How surely each of the two holds.")


class Obstacle(Sent):
    """Why something cannot be promised with this classifier, with the numbers that tell it."""

    reason: Literal["no_examples", "too_few", "too_many_errors", "no_classifier"]
    explanation: str = Field(description="In the language of the response.")
    violations: Count = Field(description="In the comments that the classifier was judged on.")
    others: Count = Field(description="In the same.")
    tolerated: Share = Field(description="The share of errors that the promise allows.")
    reached: Share = Field(description="The share of errors that can be excluded at best.")


class ReadShare(Sent):
    """How much a person must read, as shares; what only rules find comes on top."""

    all: Share = Field(description="Of what arrives, with the base rate that is assumed.")
    clean: Share = Field(description="Of what does not break the charter.")
    violating: Share = Field(description="Of what does.")


class ClausePromise(Sent):
    """What comes of the promise for one clause."""

    clause: str
    category: str = Field(examples=["insult"])
    review_at: Share | None = Field(
        description="The probability from which on a person reads for its sake; null: never."
    )
    refused_rightly: Share | None = Field(
        description="What is promised of refusals on it; null: the charter lets no machine refuse."
    )
    refuse_at: Share | None = Field(
        description="The probability from which on the classifier may refuse; null: never."
    )
    obstacle: Obstacle | None = Field(description="Why it may never; null: nothing is in the way.")


class Derived(Sent):
    """What comes of the promise with the classifier at hand."""

    review_at: Share = Field(
        description="The probability of any violation from which on a person reads; 0: everything."
    )
    published_wrongly: Share | None = Field(
        description="The bound that is reached; null: nothing is published unread."
    )
    obstacle: Obstacle | None = Field(
        description="Why nothing can be published unread; null: nothing is in the way."
    )
    read: ReadShare
    clauses: list[ClausePromise] = Field(description="Those that the classifier weighs.")


class Interval(Sent):
    """Two bounds (Clopper and Pearson's), which hold together with the promise's confidence."""

    low: Share
    high: Share


class Measured(Sent):
    """What people found among the comments that were drawn from what is published unread."""

    since: date = Field(description="From the beginning of this day in UTC on.")
    sampled: Count = Field(description="Drawn, but for what was taken back before it was read.")
    decided: Count = Field(description="Of these, by a person.")
    refused: Count = Field(description="Of these, by the last decision that stands.")
    rate: Share | None = Field(description="refused / decided; null: nothing is decided.")
    interval: Interval = Field(
        description="Between them lies the rate of all that is published unread."
    )


class Promise(Sent):
    """What is promised, what comes of it, and what was measured."""

    charter: CharterReference
    model: str | None = Field(description="The classifier; null if there is none.")
    promised: Promised
    derived: Derived
    sample: Share = Field(
        description="Of what is published unread, so much is drawn for a person to read."
    )
    measured: Measured


def from_promise(report: PromiseReport, *, language: str) -> Promise:
    """Return the reply about what is promised and measured; what it explains is in *language*."""
    promise, tally = report.charter.promise, report.measured
    low, high = tally.interval(promise.confidence)
    return Promise(
        charter=from_charter(report.charter),
        model=report.model_id,
        promised=Promised(
            published_wrongly=promise.published_wrongly,
            refused_rightly=promise.refused_rightly,
            base_rate=promise.base_rate,
            confidence=promise.confidence,
        ),
        derived=_from_derived(report, language),
        sample=report.charter.automation.sample,
        measured=Measured(
            since=report.since,
            sampled=tally.sampled,
            decided=tally.decided,
            refused=tally.refused,
            rate=_rounded(tally.rate),
            interval=Interval(low=round(low, PLACES), high=round(high, PLACES)),
        ),
    )


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, PLACES)


def _from_derived(report: PromiseReport, language: str) -> Derived:
    derived = report.derived
    weighed = derived.thresholds.clauses
    return Derived(
        review_at=derived.thresholds.review_at,
        published_wrongly=_rounded(derived.published_wrongly),
        obstacle=_obstacle(report, VIOLATION, language),
        read=ReadShare(
            all=round(derived.read.all, PLACES),
            clean=round(derived.read.clean, PLACES),
            violating=round(derived.read.violating, PLACES),
        ),
        clauses=[
            _from_clause(report, clause, language)
            for clause in report.charter.clauses
            if clause.category in weighed and clause.machine_may is not Recommendation.PUBLISH
        ],
    )


def _from_clause(report: PromiseReport, clause: Clause, language: str) -> ClausePromise:
    """Return what is promised of *clause*; where the charter lets no machine refuse, that is nothing."""
    may_refuse = clause.machine_may is Recommendation.REFUSE
    at = report.derived.thresholds.on(clause.category)
    promised = report.charter.promise.refused_rightly_on(clause.category)
    return ClausePromise(
        clause=clause.id,
        category=clause.category,
        review_at=at.review_at,
        refused_rightly=promised if may_refuse else None,
        refuse_at=at.refuse_at if may_refuse else None,
        obstacle=_obstacle(report, clause.category, language) if may_refuse else None,
    )


def _obstacle(report: PromiseReport, category: str, language: str) -> Obstacle | None:
    found = report.derived.obstacles.get(category)
    if found is None:
        return None
    return Obstacle(
        reason=found.reason.value,
        explanation=in_language(OBSTACLES[found.reason], language),
        violations=found.violations,
        others=found.others,
        tolerated=round(found.tolerated, PLACES),
        reached=round(found.reached, PLACES),
    )
