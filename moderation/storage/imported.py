"""Comments that came out of other systems: stored many at once, found by their names there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.comment import Status
from moderation.core.decision import Action
from moderation.core.suggestion import Suggestion
from moderation.core.verdict import Verdict
from moderation.storage.casework_tables import CommentClauseRow
from moderation.storage.codec import encode_verdict
from moderation.storage.imported_tables import ImportedRow
from moderation.storage.queue import enqueue_new
from moderation.storage.tables import CommentRow, DecisionRow


@dataclass(frozen=True, slots=True)
class Known:
    """A comment of another system that is here already."""

    comment_id: int
    top_id: int  # the comment at the top that it hangs under; itself if it is that
    article_id: int
    digest: str  # of what its system said of it; empty: that was erased
    waits: bool  # for what it answers


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reply hangs."""

    reply_id: int
    answers_id: int
    top_id: int


@dataclass(frozen=True, slots=True)
class NewImported:
    """What is stored of a comment of another system."""

    source_id: str
    answers_ref: str | None
    public_id: str
    article_id: int
    author_name: str
    author_key: str
    name_key: str
    author_email: str | None
    is_pseudonym: bool
    body: str
    language: str
    status: Status
    submitted_at: datetime
    edited_at: datetime | None
    is_erased: bool
    verdict: Verdict
    digest: str
    action: Action | None  # what was decided there; None: nothing, or nobody knows
    clause_ids: tuple[str, ...]
    decided_by: int | None
    teaches: Mapping[str, bool] | None


def known(session: Session, source: str, names: Collection[str]) -> Mapping[str, Known]:
    """Return those comments of *source* that are here, by their names there."""
    rows = session.execute(
        sa.select(
            ImportedRow.source_id,
            ImportedRow.answers_ref,
            CommentRow.id,
            CommentRow.parent_id,
            CommentRow.article_id,
            CommentRow.payload_digest,
        )
        .join(CommentRow, CommentRow.id == ImportedRow.comment_id)
        .where(ImportedRow.source == source, ImportedRow.source_id.in_(names))
    )
    return {
        row.source_id: Known(
            comment_id=row.id,
            top_id=row.parent_id or row.id,
            article_id=row.article_id,
            digest=row.payload_digest,
            waits=row.answers_ref is not None,
        )
        for row in rows
    }


def own(session: Session, public_ids: Collection[str]) -> Mapping[str, Known]:
    """Return those comments that are here by their public ids, wherever they came from."""
    rows = session.execute(
        sa.select(
            CommentRow.public_id, CommentRow.id, CommentRow.parent_id, CommentRow.article_id
        ).where(CommentRow.public_id.in_(public_ids))
    )
    return {
        row.public_id: Known(row.id, row.parent_id or row.id, row.article_id, "", waits=False)
        for row in rows
    }


def add_imported(
    session: Session,
    source: str,
    new: Sequence[NewImported],
    *,
    charter_digest: str,
    now: datetime,
) -> list[int]:
    """Store *new*, at least one, and return the ids in their order.

    What is pending goes to the queue. Raises sqlalchemy's IntegrityError if one is here already.
    """
    # Most have the same verdict: that nobody has judged them.
    different = {id(one.verdict): one.verdict for one in new}
    verdicts = {key: encode_verdict(verdict) for key, verdict in different.items()}
    # Told apart by their public ids: to have them in order SQLite would take a statement for each.
    stored = session.execute(
        sa.insert(CommentRow).returning(CommentRow.public_id, CommentRow.id),
        [_comment(one, verdicts[id(one.verdict)], charter_digest, now) for one in new],
    )
    by_public_id = {row.public_id: row.id for row in stored}
    ids = [by_public_id[one.public_id] for one in new]
    decisions = _add_decisions(session, new, ids, charter_digest=charter_digest, now=now)
    session.execute(
        sa.insert(ImportedRow),
        [
            {
                "comment_id": comment_id,
                "source": source,
                "source_id": one.source_id,
                "answers_ref": one.answers_ref,
                "decision_id": decisions.get(comment_id),
                "teaches": dict(one.teaches) if one.teaches is not None else None,
                "imported_at": now,
            }
            for one, comment_id in zip(new, ids, strict=True)
        ],
    )
    waiting = [i for one, i in zip(new, ids, strict=True) if one.status is Status.PENDING]
    if waiting:
        enqueue_new(session, waiting, since=now)
    return ids


def hang(session: Session, places: Sequence[Place]) -> None:
    """Hang replies that waited for what they answer, some hundreds at once at most."""
    if not places:
        return
    # A core statement: one for many rows, and nothing of them in the session.
    session.connection().execute(
        sa.update(CommentRow)
        .where(CommentRow.id == sa.bindparam("reply"))
        .values(answers_id=sa.bindparam("answers"), parent_id=sa.bindparam("top")),
        [{"reply": p.reply_id, "answers": p.answers_id, "top": p.top_id} for p in places],
    )
    tops = {place.reply_id: place.top_id for place in places}
    leave_at_the_top(session, list(tops))
    # What already hung under one of them hangs under its top now.
    found = session.scalars(
        sa.select(CommentRow.parent_id).where(CommentRow.parent_id.in_(tops)).distinct()
    )
    for old_top in [parent for parent in found if parent is not None]:
        session.execute(
            sa.update(CommentRow)
            .where(CommentRow.parent_id == old_top)
            .values(parent_id=tops[old_top])
        )


def leave_at_the_top(session: Session, comment_ids: Collection[int]) -> None:
    """Have comments wait no more for what they answer."""
    session.execute(
        sa.update(ImportedRow)
        .where(ImportedRow.comment_id.in_(comment_ids))
        .values(answers_ref=None)
    )


def articles_that_wait(session: Session, source: str) -> tuple[int, ...]:
    """Return the articles under which replies of *source* wait for what they answer."""
    return tuple(
        session.scalars(
            sa.select(CommentRow.article_id)
            .join(ImportedRow, ImportedRow.comment_id == CommentRow.id)
            .where(ImportedRow.source == source, ImportedRow.answers_ref.is_not(None))
            .distinct()
            .order_by(CommentRow.article_id)
        )
    )


def waiting_under(session: Session, source: str, article_id: int) -> Mapping[str, tuple[int, str]]:
    """Return the replies under an article that wait: name there → (id, name of what it answers)."""
    rows = session.execute(
        sa.select(ImportedRow.source_id, ImportedRow.comment_id, ImportedRow.answers_ref)
        .join(CommentRow, CommentRow.id == ImportedRow.comment_id)
        .where(
            ImportedRow.source == source,
            ImportedRow.answers_ref.is_not(None),
            CommentRow.article_id == article_id,
        )
        .order_by(ImportedRow.comment_id)
    )
    return {row.source_id: (row.comment_id, row.answers_ref) for row in rows if row.answers_ref}


def imported_labels(session: Session) -> tuple[Suggestion, ...]:
    """Return what people in other systems decided on comments that are here now, oldest first.

    Left out are erased ones, and those that somebody here has decided on since.
    """
    decided_here = sa.exists().where(
        DecisionRow.comment_id == ImportedRow.comment_id,
        DecisionRow.decided_by.is_not(None),
        DecisionRow.id.is_distinct_from(ImportedRow.decision_id),
    )
    rows = session.execute(
        sa.select(CommentRow.body, CommentRow.language, ImportedRow.teaches, ImportedRow.source)
        .join(ImportedRow, ImportedRow.comment_id == CommentRow.id)
        .where(ImportedRow.teaches.is_not(None), CommentRow.body != "", ~decided_here)
        .order_by(CommentRow.id)
    )
    return tuple(Suggestion(row.body, row.language, row.teaches or {}, row.source) for row in rows)


def _comment(
    one: NewImported, verdict: dict[str, Any], charter_digest: str, now: datetime
) -> dict[str, Any]:
    return {
        "public_id": one.public_id,
        "article_id": one.article_id,
        "author_name": one.author_name,
        "author_key": one.author_key,
        "name_key": one.name_key,
        "author_email": one.author_email,
        "is_pseudonym": one.is_pseudonym,
        "body": one.body,
        "language": one.language,
        "status": one.status,
        "version": 1,
        "submitted_at": one.submitted_at,
        "edited_at": one.edited_at,
        "charter_digest": charter_digest,
        "payload_digest": one.digest,
        "verdict": verdict,
        "erased_at": now if one.is_erased else None,
    }


def _add_decisions(
    session: Session,
    new: Sequence[NewImported],
    ids: Sequence[int],
    *,
    charter_digest: str,
    now: datetime,
) -> Mapping[int, int]:
    """Store what was decided there; decision by comment."""
    decided = [(one, i) for one, i in zip(new, ids, strict=True) if one.action is not None]
    if not decided:
        return {}
    rows = [
        {
            "comment_id": comment_id,
            "action": one.action,
            "clause_ids": list(one.clause_ids),
            "note": "",
            "decided_by": one.decided_by,
            "decided_at": now,
            "charter_digest": charter_digest,
            "status_before": Status.PENDING,
            "status_after": one.status,
        }
        for one, comment_id in decided
    ]
    found = session.execute(
        sa.insert(DecisionRow).returning(DecisionRow.comment_id, DecisionRow.id), rows
    )
    named = [
        {"clause_id": clause_id, "submitted_at": one.submitted_at, "comment_id": comment_id}
        for one, comment_id in decided
        for clause_id in dict.fromkeys(one.clause_ids)
    ]
    by_comment = {row.comment_id: row.id for row in found}
    if named:
        session.execute(sa.insert(CommentClauseRow), named)
    return by_comment
