"""A verdict's reasons as the API and `charte check` give them."""

from typing import TypedDict

from moderation.core.comment import Draft
from moderation.core.normalise import Span
from moderation.core.rules import Field, Hit
from moderation.core.verdict import Score, Verdict
from moderation.core.wording import explain, explain_score


class SpanOf(TypedDict):
    """A stretch of the text that was sent, in Unicode code points, *end* excluded."""

    start: int
    end: int
    text: str


class Reason(TypedDict):
    """One reason; *clause* is None for a hint that is for staff alone."""

    clause: str | None
    category: str
    source: str  # "rule" or "classifier"
    rule: str | None
    field: str
    calls_for: str
    probability: float | None
    spans: list[SpanOf]
    explanation: str


def reasons_of(verdict: Verdict, draft: Draft, *, language: str) -> list[Reason]:
    """Return the reasons of *verdict* on *draft*, worded in *language*, the rules' first."""
    hits = [_from_hit(hit, draft, language) for hit in verdict.hits]
    return hits + [_from_score(score, draft, language) for score in verdict.scores]


def _from_hit(hit: Hit, draft: Draft, language: str) -> Reason:
    text = draft.author_name if hit.field is Field.NAME else draft.body
    return Reason(
        clause=hit.clause_id,
        category=hit.category,
        source="rule",
        rule=hit.rule,
        field=hit.field,
        calls_for=hit.calls_for,
        probability=None,
        spans=_spans(hit.spans, text),
        explanation=explain(hit, language),
    )


def _from_score(score: Score, draft: Draft, language: str) -> Reason:
    return Reason(
        clause=score.clause_id,
        category=score.category,
        source="classifier",
        rule=None,
        field=Field.BODY,
        calls_for=score.calls_for,
        probability=round(score.probability, 6),
        spans=_spans(score.spans, draft.body),
        explanation=explain_score(score, language),
    )


def _spans(spans: tuple[Span, ...], text: str) -> list[SpanOf]:
    return [
        SpanOf(start=span.start, end=span.end, text=text[span.start : span.end]) for span in spans
    ]
