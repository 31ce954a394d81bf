"""Whoever reported a comment and left an address is told what was decided (Digital Services Act, art. 16(5))."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from moderation.core.charter import LANGUAGES, in_language
from moderation.core.comment import Status
from moderation.core.decision import Decision
from moderation.core.letter import Fact, LetterKind
from moderation.runtime import Runtime
from moderation.services.letters import post_letter
from moderation.services.links import comment_url
from moderation.storage import redress, reporters
from moderation.storage.comments import StoredComment
from moderation.storage.reporters import Awaited


def close_and_answer(
    session: Session, runtime: Runtime, found: StoredComment, decision: Decision
) -> None:
    """Note that *decision* answers what is open about a comment, and post the answers to its reports.

    They leave once it cannot be undone any more; one letter goes to an address,
    however often it reported. What its author took back themselves nobody can undo.
    """
    redress.close_all(session, found.comment.id, decision_id=decision.id)
    leaves_at = decision.decided_at
    if decision.decided_by is not None:
        leaves_at += timedelta(seconds=runtime.settings.undo_seconds)
    by_address: dict[str, list[Awaited]] = {}
    for one in reporters.awaited_after(session, decision.id):
        by_address.setdefault(one.email, []).append(one)
    for awaited in by_address.values():
        _answer(session, runtime, found, decision, awaited, leaves_at)


def take_back_answers(session: Session, decision_id: int) -> None:
    """Have the answers to reports never sent: the decision that they tell of is undone."""
    reporters.take_back_answers(session, decision_id)


def _answer(
    session: Session,
    runtime: Runtime,
    found: StoredComment,
    decision: Decision,
    awaited: list[Awaited],
    leaves_at: datetime,
) -> None:
    first = awaited[0]
    letter_id = post_letter(
        session,
        runtime,
        kind=LetterKind.REPORT_ANSWERED,
        to=first.email,
        language=first.language,
        facts=_facts(runtime, found, decision, first),
        now=decision.decided_at,
        leaves_at=leaves_at,
    )
    reporters.set_letter(session, [one.report_id for one in awaited], letter_id)


def _facts(
    runtime: Runtime, found: StoredComment, decision: Decision, awaited: Awaited
) -> dict[str, Fact]:
    charter = runtime.charter
    language = awaited.language if awaited.language in LANGUAGES else LANGUAGES[0]
    clauses = [charter.clause(clause_id) for clause_id in decision.clause_ids]
    stays = decision.status_after is Status.PUBLISHED
    link = f"{runtime.settings.base_url}/article/{found.article.key}"
    return {
        "title": found.article.title,
        "moment": awaited.reported_at.isoformat(),
        "outcome": str(decision.status_after),
        "clauses": [
            {"title": in_language(c.title, language), "words": in_language(c.words, language)}
            for c in clauses
        ],
        "mediator": in_language(charter.redress.mediator, language),
        "link": comment_url(runtime, found.comment.public_id) if stays else link,
    }
