"""Decisions, which are only ever appended, and the statements that explain them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from moderation.core.comment import Status
from moderation.core.decision import Action, Decision
from moderation.core.statement import Statement
from moderation.storage.casework_tables import CommentClauseRow, KeyDecisionRow
from moderation.storage.codec import decode_statement, encode_statement
from moderation.storage.imported_tables import ImportedRow
from moderation.storage.key_tables import ApiKeyRow
from moderation.storage.queue_tables import QueueRow
from moderation.storage.tables import CommentRow, DecisionRow, StatementRow

#: Actions after which nothing changes for the reader.
_INTERNAL = (Action.HOLD, Action.ESCALATE)


@dataclass(frozen=True, slots=True)
class HumanLabel:
    """A comment, and the decision by which a person has settled it."""

    body: str
    language: str
    decision: Decision


def append_decision(
    session: Session,
    *,
    comment_id: int,
    action: Action,
    clause_ids: tuple[str, ...],
    note: str,
    decided_by: int | None,
    decided_at: datetime,
    charter_digest: str,
    status_before: Status,
    status_after: Status,
    reviews: int | None = None,
    undoes: int | None = None,
) -> Decision:
    """Store a decision. Raises sqlalchemy's IntegrityError if *undoes* was undone already."""
    row = DecisionRow(
        comment_id=comment_id,
        action=action,
        clause_ids=list(clause_ids),
        note=note,
        decided_by=decided_by,
        decided_at=decided_at,
        charter_digest=charter_digest,
        status_before=status_before,
        status_after=status_after,
        reviews=reviews,
        undoes=undoes,
    )
    session.add(row)
    session.flush()
    _note_clauses(session, row)
    return _to_decision(row)


def note_key(session: Session, decision_id: int, api_key_id: int) -> None:
    """Note that a program handed a decision in."""
    session.add(KeyDecisionRow(decision_id=decision_id, api_key_id=api_key_id))


def keys_of(session: Session, comment_id: int) -> Mapping[int, str]:
    """Return the names of the API keys that handed in decisions on a comment, by the decision's id."""
    rows = session.execute(
        sa.select(KeyDecisionRow.decision_id, ApiKeyRow.name)
        .join(ApiKeyRow, ApiKeyRow.id == KeyDecisionRow.api_key_id)
        .join(DecisionRow, DecisionRow.id == KeyDecisionRow.decision_id)
        .where(DecisionRow.comment_id == comment_id)
    )
    return {row.decision_id: row.name for row in rows}


def decision_by_id(session: Session, decision_id: int) -> Decision | None:
    """Return the decision with the number *decision_id*."""
    row = session.get(DecisionRow, decision_id)
    return _to_decision(row) if row is not None else None


def decisions_on(session: Session, comment_id: int) -> tuple[Decision, ...]:
    """Return all decisions on a comment, oldest first."""
    rows = session.scalars(
        sa.select(DecisionRow).where(DecisionRow.comment_id == comment_id).order_by(DecisionRow.id)
    )
    return tuple(_to_decision(row) for row in rows)


def last_decisions(session: Session, comment_ids: Iterable[int]) -> Mapping[int, Decision]:
    """Return the last decision that a reader could notice, by comment id."""
    rows = session.scalars(
        sa.select(DecisionRow)
        .where(
            DecisionRow.comment_id.in_(list(comment_ids)),
            DecisionRow.action.not_in(_INTERNAL),
        )
        .order_by(DecisionRow.id)
    )
    return {row.comment_id: _to_decision(row) for row in rows}


def human_labels(session: Session) -> tuple[HumanLabel, ...]:
    """Return of each comment that a person has settled the decision that stands, oldest first.

    It is the last one, an appeal's answer included, but for what was undone
    and what changed nothing. Left out are comments whose last decision is
    automatic or their author's, those that wait for a person (an appeal or a
    report is open, or it was put aside), those whose text was erased, and
    what was decided in another system (storage.imported tells of that).
    """
    undoing = aliased(DecisionRow)
    last = (
        sa.select(sa.func.max(DecisionRow.id))
        .where(
            DecisionRow.action.not_in((*_INTERNAL, Action.UNDO)),
            ~sa.exists().where(undoing.undoes == DecisionRow.id),
        )
        .group_by(DecisionRow.comment_id)
    )
    rows = session.execute(
        sa.select(DecisionRow, CommentRow.body, CommentRow.language)
        .join(CommentRow, CommentRow.id == DecisionRow.comment_id)
        .where(
            DecisionRow.id.in_(last),
            DecisionRow.decided_by.is_not(None),
            sa.func.trim(CommentRow.body) != "",
            ~sa.exists().where(ImportedRow.decision_id == DecisionRow.id),
            ~sa.exists().where(QueueRow.comment_id == DecisionRow.comment_id),
        )
        .order_by(DecisionRow.id)
    )
    return tuple(HumanLabel(body, language, _to_decision(row)) for row, body, language in rows)


def decisions_by(
    session: Session, person_id: int, *, limit: int, but: sa.ColumnElement[bool] | None = None
) -> tuple[Decision, ...]:
    """Return a person's own decisions, newest first, without those of which *but* is true."""
    rows = session.scalars(
        sa.select(DecisionRow)
        .where(DecisionRow.decided_by == person_id, ~but if but is not None else sa.true())
        .order_by(DecisionRow.decided_at.desc(), DecisionRow.id.desc())
        .limit(limit)
    )
    return tuple(_to_decision(row) for row in rows)


def keep_statement(session: Session, statement: Statement, *, send_from: datetime | None) -> None:
    """Store *statement*, to be sent from *send_from* on; None: nobody to send it to."""
    session.add(
        StatementRow(
            decision_id=statement.decision_id,
            comment_id=statement.comment_id,
            content=encode_statement(statement),
            try_at=send_from,
            attempts=0,
            sent_at=None,
        )
    )


def last_statement(session: Session, comment_id: int) -> Statement | None:
    """Return the latest statement of reasons on a comment."""
    content = session.scalar(
        sa.select(StatementRow.content)
        .where(StatementRow.comment_id == comment_id)
        .order_by(StatementRow.decision_id.desc())
        .limit(1)
    )
    return content and decode_statement(content)


def last_statements(session: Session, comment_ids: Sequence[int]) -> Mapping[int, Statement]:
    """Return the latest statement of reasons on each comment that has one, by the comment's id."""
    rows = session.execute(
        sa.select(StatementRow.comment_id, StatementRow.content)
        .where(StatementRow.comment_id.in_(comment_ids))
        .order_by(StatementRow.decision_id)
    )
    latest = {row.comment_id: row.content for row in rows}
    return {comment_id: decode_statement(content) for comment_id, content in latest.items()}


def statements_on(
    session: Session, comment_id: int
) -> tuple[tuple[Statement, datetime | None], ...]:
    """Return all statements of reasons on a comment, oldest first, each with when it was mailed."""
    rows = session.execute(
        sa.select(StatementRow.content, StatementRow.sent_at)
        .where(StatementRow.comment_id == comment_id)
        .order_by(StatementRow.decision_id)
    )
    return tuple((decode_statement(row.content), row.sent_at) for row in rows)


def _note_clauses(session: Session, row: DecisionRow) -> None:
    """Have the comment found by the clauses that a decision on it names."""
    if not row.clause_ids:
        return
    of_it = sa.select(CommentRow.submitted_at).where(CommentRow.id == row.comment_id)
    submitted_at = session.scalars(of_it).one()
    for clause_id in dict.fromkeys(row.clause_ids):
        key = (clause_id, submitted_at, row.comment_id)
        if session.get(CommentClauseRow, key) is None:
            session.add(CommentClauseRow(clause_id=key[0], submitted_at=key[1], comment_id=key[2]))


def _to_decision(row: DecisionRow) -> Decision:
    return Decision(
        id=row.id,
        comment_id=row.comment_id,
        action=row.action,
        clause_ids=tuple(row.clause_ids),
        note=row.note,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        charter_digest=row.charter_digest,
        status_before=row.status_before,
        status_after=row.status_after,
        reviews=row.reviews,
        undoes=row.undoes,
    )
