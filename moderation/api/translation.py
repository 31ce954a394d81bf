"""From the API's requests to the core's dataclasses, and from those to its replies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from moderation.api import article_schemas, schemas
from moderation.api.offsets import as_sent, places_in_name, places_in_text
from moderation.core.charter import Charter
from moderation.core.comment import Article, Draft
from moderation.core.desk import Outcome
from moderation.core.normalise import Span
from moderation.core.rules import Field
from moderation.core.statement import Statement
from moderation.core.verdict import Verdict
from moderation.services.reasons import Reason

#: Decimal places of a probability; the sixth already says nothing.
PLACES = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """A text and a name as the caller has them, in which passages are to be marked."""

    text: str
    name: str

    def passages(self, field: Field, spans: Sequence[Span]) -> list[schemas.Passage]:
        """Return *spans* of the checked text, or name, as passages of the text as sent."""
        if not spans:
            return []
        is_body = field is Field.BODY
        whole = self.text if is_body else self.name
        places = places_in_text(whole) if is_body else places_in_name(whole)
        marked = [as_sent(span, places) for span in spans]
        return [
            schemas.Passage(start=m.start, end=m.end, text=whole[m.start : m.end]) for m in marked
        ]


def to_draft(request: schemas.CheckRequest | schemas.CommentRequest) -> Draft:
    """Return the draft that *request* holds."""
    return Draft(
        body=request.text,
        author_name=request.author_name or "",
        author_email=request.email if isinstance(request, schemas.CommentRequest) else None,
        language=request.language,
        answers=request.answers if isinstance(request, schemas.CommentRequest) else None,
    )


def from_article(article: Article) -> article_schemas.Article:
    """Return the reply about *article*."""
    return article_schemas.Article(
        key=article.key,
        title=article.title,
        url=article.url,
        language=article.language,
        is_open=article.is_open,
        character_limit=article.character_limit,
        closed_reason=article.closed_reason or None,
        mode=article.mode.value,
        excerpt=article.excerpt or None,
        hours=_hours(article),
        slow_minutes=article.slow_minutes,
        reader_limit=article.reader_limit,
    )


def _hours(article: Article) -> article_schemas.ArticleHours | None:
    if article.opens_at is None or article.closes_at is None:
        return None
    opens, closes = f"{article.opens_at:%H:%M}", f"{article.closes_at:%H:%M}"
    return article_schemas.ArticleHours(opens=opens, closes=closes)


def from_charter(charter: Charter) -> schemas.CharterReference:
    """Return the reply that names *charter*."""
    return schemas.CharterReference(id=charter.id, version=charter.version, digest=charter.digest)


def from_verdict(
    verdict: Verdict, charter: Charter, shown: Shown, reasons: Iterable[Reason]
) -> schemas.Verdict:
    """Return the reply that tells *verdict*, reached under *charter*, with its *reasons*."""
    return schemas.Verdict(
        recommendation=verdict.recommendation.value,
        reasons=[_from_reason(reason, shown) for reason in reasons],
        scores={name: round(p, PLACES) for name, p in verdict.probabilities.items()},
        gaps=list(verdict.gaps),
        charter=from_charter(charter),
        model=verdict.model_id,
        language=verdict.language,
    )


def from_outcome(
    outcome: Outcome, verdict: schemas.Verdict, *, outcome_url: str, stated_text: str
) -> schemas.Comment:
    """Return the reply about a stored comment: as it now stands, with the *verdict* on it.

    *stated_text*: what its statement of reasons is about, which its author may have replaced since.
    """
    comment = outcome.comment
    return schemas.Comment(
        id=comment.public_id,
        status=comment.status.value,
        version=comment.version,
        submitted_at=comment.submitted_at,
        article=outcome.article.key,
        answers=outcome.answers.public_id if outcome.answers else None,
        author_name=comment.author_name,
        author_is_pseudonym=comment.is_pseudonym,
        text=comment.body,
        outcome_url=outcome_url,
        statement=outcome.statement and from_statement(outcome.statement, stated_text),
        may_appeal_until=outcome.may_appeal_until,
        **dict(verdict),
    )


def _from_reason(reason: Reason, shown: Shown) -> schemas.RuleReason | schemas.ClassifierReason:
    field = Field(reason["field"])
    common = {
        "clause": reason["clause"],
        "category": reason["category"],
        "calls_for": reason["calls_for"],
        "spans": shown.passages(field, [Span(s["start"], s["end"]) for s in reason["spans"]]),
        "explanation": reason["explanation"],
    }
    if reason["source"] == "classifier":
        return schemas.ClassifierReason(
            source="classifier", probability=reason["probability"], **common
        )
    return schemas.RuleReason(
        source="rule",
        rule=reason["rule"],
        field="text" if field is Field.BODY else "author_name",
        **common,
    )


def from_statement(statement: Statement, body: str) -> schemas.Statement:
    """Return the reply about *statement*; *body*: the text that it is about, as it read then."""
    shown = Shown(body, "")
    return schemas.Statement(
        status=statement.status.value,
        grounds=[
            schemas.Ground(
                clause=ground.clause_id,
                title=ground.title,
                words=ground.words,
                explanation=ground.author_text,
                passages=shown.passages(Field.BODY, ground.passages),
            )
            for ground in statement.grounds
        ],
        note=statement.note,
        found_by_report=statement.found_by_report,
        detected_by_machine=statement.detected_by_machine,
        decided_by_machine=statement.decided_by_machine,
        appeal_months=statement.appeal_months,
        mediator=statement.mediator,
        charter_version=statement.charter_version,
        charter_digest=statement.charter_digest,
        language=statement.language,
        decided_at=statement.decided_at,
    )
