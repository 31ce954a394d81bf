"""A case: one comment with all that a moderator needs to decide on it."""

from sqlalchemy.orm import Session

from moderation.core.comment import Comment
from moderation.core.desk import Case, EarlierComment, QueueEntry, Rank
from moderation.core.priority import NO_RISK, Risk, report_weight, risk_of
from moderation.core.verdict import Verdict
from moderation.storage import (
    comments,
    decisions,
    inquiries,
    people,
    proofs,
    queue,
    record,
    redress,
    revisions,
    sanctions,
    signatures,
    tracing,
)
from moderation.storage.comments import StoredComment


def case_of(session: Session, found: StoredComment) -> Case:
    """Return all that a moderator needs to decide on a comment."""
    comment, person_id = found.comment, found.comment.person_id
    made = decisions.decisions_on(session, comment.id)
    appeal = redress.last_appeal(session, comment.id)
    signer = comments.signer_of(session, comment.id)
    entry = queue.entry_of(session, comment.id)
    reports = redress.open_reports(session, comment.id)
    claimant = entry.claimed_by if entry else None
    return Case(
        comment=comment,
        article=found.article,
        verdict=found.verdict,
        entry=entry,
        earlier=comments.earlier_comments(session, comment),
        decisions=made,
        deciders=dict(people.names_of(session, {d.decided_by for d in made if d.decided_by})),
        reports=reports,
        appeal=appeal if appeal and appeal.closed_by is None else None,
        answers=_answered(session, comment),
        signature=signatures.signature_of(session, signer),
        ban=sanctions.ban_on(session, signer.author_key)
        or sanctions.ban_on(session, signer.own_key),
        hold=tracing.hold_on(session, comment.id),
        revisions=revisions.revisions_of(session, comment.id),
        proofs=proofs.proofs_of(session, person_id) if person_id else (),
        inquiries=inquiries.inquiries_on(session, comment.id),
        same_phone=proofs.others_with_phone_of(session, person_id) if person_id else (),
        real_name=_real_name(session, comment),
        record=record.author_record(session, comment, signer.author_key),
        risk=_risk(entry, found.verdict, len(reports)),
        claimant=people.names_of(session, [claimant])[claimant] if claimant else None,
    )


def _risk(entry: QueueEntry | None, verdict: Verdict, n_reports: int) -> Risk | None:
    """Return what the comment's place was reckoned from (storage.queue)."""
    if entry is None:
        return None
    if entry.rank is Rank.APPEAL:
        return Risk(NO_RISK)
    return risk_of(verdict, [report_weight()] * n_reports if entry.rank is Rank.REPORT else ())


def _real_name(session: Session, comment: Comment) -> str | None:
    if not comment.is_pseudonym or comment.person_id is None:
        return None
    return people.names_of(session, [comment.person_id])[comment.person_id] or None


def _answered(session: Session, comment: Comment) -> tuple[EarlierComment, ...]:
    """Return what a reply hangs under and what it answers, oldest first."""
    numbers = {one for one in (comment.parent_id, comment.answers_id) if one is not None}
    if not numbers:
        return ()
    return comments.comments_decided_by(session, [(one, 0) for one in sorted(numbers)])
