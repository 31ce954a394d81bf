"""What follows from the status that the machine gave a text: a decision, a statement, the queue."""

from datetime import datetime

from sqlalchemy.orm import Session

from moderation.core.audit import AuditKind
from moderation.core.charter import Recommendation
from moderation.core.comment import Comment, Status
from moderation.core.decision import Action, Decision
from moderation.core.desk import Rank
from moderation.core.rules import Hit
from moderation.core.sample import is_drawn
from moderation.core.statement import Statement, state_reasons
from moderation.core.verdict import Score, Verdict
from moderation.runtime import Runtime
from moderation.services import events
from moderation.storage import audit, decisions, outbox, queue, redress, sample

#: Bytes of randomness that decide whether a comment is in the sample. Its public id would do
#: as well, but whoever reads the id could then tell.
SAMPLE_BYTES = 12


def settle(
    session: Session,
    runtime: Runtime,
    comment: Comment,
    verdict: Verdict,
    *,
    now: datetime,
    before: Status = Status.PENDING,
) -> None:
    """Do what follows from the status that a comment was given: a decision, or a place in the queue.

    *before* is where it stood until then. What was published and still is was
    drawn for the sample, or not, when it was new, and its author has been told.
    """
    is_held, is_still = comment.status is Status.PENDING, comment.status is before
    is_sampled = not is_still and _is_sampled(runtime, comment.status)
    if not is_held:
        statement = _decide_automatically(session, runtime, comment, verdict, before, now)
        keep_statement(
            session, runtime, statement, now, is_told=not is_still, has_email=comment.has_email
        )
    if is_sampled:
        sample.add_to_sample(session, comment.id, now=now)
    if is_held or is_sampled:
        # In the same words: whoever reads the one must not know it from the other.
        queue.enqueue(session, comment.id, Rank.PENDING, since=now)


def unsettle(session: Session, comment: Comment) -> None:
    """Take back what followed from a text that its author has replaced; open reports wait on."""
    sample.drop(session, comment.id)
    outbox.cancel(session, comment.id)
    if not redress.open_reports(session, comment.id):
        queue.dequeue(session, comment.id)


def _is_sampled(runtime: Runtime, status: Status) -> bool:
    share = runtime.charter.automation.sample
    return status is Status.PUBLISHED and is_drawn(share, runtime.random(SAMPLE_BYTES))


#: What the charter itself did, told from the status it gave.
_AUTOMATIC = {
    Status.PUBLISHED: Action.APPROVE,
    Status.RETURNED: Action.RETURN,
    Status.REJECTED: Action.REJECT,
}


def _decide_automatically(
    session: Session,
    runtime: Runtime,
    comment: Comment,
    verdict: Verdict,
    before: Status,
    now: datetime,
) -> Statement:
    charter = runtime.charter
    decision = record(
        session,
        runtime,
        comment_id=comment.id,
        action=_AUTOMATIC[comment.status],
        clause_ids=refusing_clauses(verdict),
        note="",
        decided_by=None,
        decided_at=now,
        charter_digest=charter.digest,
        status_before=before,
        status_after=comment.status,
    )
    return state_reasons(decision, verdict, charter, language=comment.language, automatic=True)


def record(
    session: Session,
    runtime: Runtime,
    *,
    comment_id: int,
    action: Action,
    decided_by: int | None,
    decided_at: datetime,
    charter_digest: str,
    status_before: Status,
    status_after: Status,
    clause_ids: tuple[str, ...] = (),
    note: str = "",
    reviews: int | None = None,
    undoes: int | None = None,
) -> Decision:
    """Store a decision, and tell of it whoever wants to hear.

    Raises sqlalchemy's IntegrityError if *undoes* was undone already.
    """
    decision = decisions.append_decision(
        session,
        comment_id=comment_id,
        action=action,
        clause_ids=clause_ids,
        note=note,
        decided_by=decided_by,
        decided_at=decided_at,
        charter_digest=charter_digest,
        status_before=status_before,
        status_after=status_after,
        reviews=reviews,
        undoes=undoes,
    )
    events.decision_made(session, runtime, decision)
    _log(session, decision)
    return decision


def _log(session: Session, decision: Decision) -> None:
    audit.append(
        session,
        AuditKind.UNDO if decision.action is Action.UNDO else AuditKind.DECISION,
        by=decision.decided_by,
        about=f"comment {decision.comment_id}",
        now=decision.decided_at,
        decision=decision.id,
        action=str(decision.action),
        clauses=list(decision.clause_ids),
        before=str(decision.status_before),
        after=str(decision.status_after),
        charter=decision.charter_digest,
        reviews=decision.reviews,
        undoes=decision.undoes,
    )


def keep_statement(
    session: Session,
    runtime: Runtime,
    statement: Statement,
    send_from: datetime,
    *,
    is_told: bool,
    has_email: bool,
) -> None:
    """Store *statement*; if its author *is_told* of it, it is mailed where there is an address."""
    mailed = send_from if is_told and has_email else None
    decisions.keep_statement(session, statement, send_from=mailed)
    if is_told:
        events.statement_issued(session, runtime, statement, leaves_at=send_from)


def refusing_clauses(verdict: Verdict) -> tuple[str, ...]:
    """Return the clauses for which *verdict* calls to refuse, the rules' first."""
    evidence: list[Hit | Score] = [*verdict.hits, *verdict.scores]
    found = [e.clause_id for e in evidence if e.calls_for is Recommendation.REFUSE]
    return tuple(dict.fromkeys(clause_id for clause_id in found if clause_id))
