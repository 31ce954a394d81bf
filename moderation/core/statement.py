"""The statement of reasons: what was decided, on what ground, and how to object.

Its fields follow Article 17(3) of the EU Digital Services Act (Regulation (EU)
2022/2065), the field's standard list, and keep its letters.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from moderation.core.charter import Charter, Recommendation, in_language
from moderation.core.comment import Status
from moderation.core.decision import Decision
from moderation.core.normalise import Span
from moderation.core.rules import Field
from moderation.core.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Ground:
    """A clause that a decision rests on, as it read that day (d, e)."""

    clause_id: str
    title: str
    words: str
    author_text: str
    passages: tuple[Span, ...]  # in the comment's body (b)
    is_reworded: bool = False  # author_text is a moderator's, written for this decision


@dataclass(frozen=True, slots=True)
class Statement:
    """What an author is told of a decision."""

    decision_id: int
    comment_id: int
    status: Status  # the measure (a); it lasts until another decision
    grounds: tuple[Ground, ...]  # empty when nothing was restricted
    note: str  # the moderator's own words
    found_by_report: bool  # whether a notice led to it (b)
    detected_by_machine: bool  # (c)
    decided_by_machine: bool  # (c)
    appeal_months: int  # (f)
    mediator: str  # (f)
    charter_version: str
    charter_digest: str
    language: str
    decided_at: datetime


def state_reasons(
    decision: Decision,
    verdict: Verdict,
    charter: Charter,
    *,
    language: str,
    automatic: bool,
    found_by_report: bool = False,
    texts: Mapping[str, str] | None = None,
) -> Statement:
    """Return the statement of reasons for *decision*.

    Each ground is a clause of *charter*, the version decided under, and points
    at the passages in which the verdict found evidence for that clause. Gaps
    and hints without a clause are never in it. *texts*: by clause id, what its
    author is told in place of the charter's sentence.

    Raises KeyError if the decision names a clause that the charter lacks.
    """
    grounds = tuple(
        _reworded(ground_on(clause_id, verdict, charter, language), texts or {})
        for clause_id in decision.clause_ids
    )
    return Statement(
        decision_id=decision.id,
        comment_id=decision.comment_id,
        status=decision.status_after,
        grounds=grounds,
        note=decision.note,
        found_by_report=found_by_report,
        detected_by_machine=_points_at(verdict, decision.clause_ids),
        decided_by_machine=automatic,
        appeal_months=charter.redress.appeal_months,
        mediator=in_language(charter.redress.mediator, language),
        charter_version=charter.version,
        charter_digest=charter.digest,
        language=language,
        decided_at=decision.decided_at,
    )


def _reworded(ground: Ground, texts: Mapping[str, str]) -> Ground:
    own = texts.get(ground.clause_id)
    if own is None or own == ground.author_text:
        return ground
    return replace(ground, author_text=own, is_reworded=True)


def _points_at(verdict: Verdict, clause_ids: tuple[str, ...]) -> bool:
    """Tell whether the machine had evidence for any of the clauses, with a passage or without."""
    found = {hit.clause_id for hit in verdict.hits} | {score.clause_id for score in verdict.scores}
    return not found.isdisjoint(clause_ids)


def ground_on(clause_id: str, verdict: Verdict, charter: Charter, language: str) -> Ground:
    """Return *clause_id* with the passages in which *verdict* found evidence for it.

    Raises KeyError if *charter* has no such clause.
    """
    clause = charter.clause(clause_id)
    # Words that the machine found to speak for the author (a quotation, say) are not held up.
    hits = [
        hit
        for hit in verdict.hits
        if hit.clause_id == clause_id and hit.field is Field.BODY
        if hit.calls_for is not Recommendation.PUBLISH
    ]
    scores = [s for s in verdict.scores if s.clause_id == clause_id]
    # A rule's words are sharper than the classifier's sentence.
    spans = {span for hit in hits for span in hit.spans} or {
        span for score in scores for span in score.spans
    }
    return Ground(
        clause_id=clause_id,
        title=in_language(clause.title, language),
        words=in_language(clause.words, language),
        author_text=in_language(clause.author_text, language),
        passages=tuple(sorted(spans)),
    )
