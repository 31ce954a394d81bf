"""Batches: stored before the first of their decisions, and marked comment by comment."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from moderation.core.batch import Batch, Batched, Obstacle
from moderation.core.decision import Action, Decision
from moderation.storage.batch_tables import BatchCommentRow, BatchRow
from moderation.storage.comments import to_comment
from moderation.storage.decisions import decisions_by
from moderation.storage.tables import ArticleRow, CommentRow, DecisionRow


def add_batch(
    session: Session,
    chosen: Mapping[int, int],
    *,
    form_key: str,
    made_by: int,
    made_at: datetime,
    action: Action,
    clause_ids: tuple[str, ...],
    note: str,
) -> int:
    """Store a batch of *chosen*, comment ids → the version seen of each; its number.

    Raises sqlalchemy's IntegrityError if *made_by* has used *form_key*.
    """
    row = BatchRow(
        form_key=form_key,
        made_by=made_by,
        made_at=made_at,
        action=action,
        clause_ids=list(clause_ids),
        note=note,
    )
    session.add(row)
    session.flush()
    session.execute(
        sa.insert(BatchCommentRow),
        [{"batch_id": row.id, "comment_id": i, "seen": seen} for i, seen in chosen.items()],
    )
    return row.id


def batch_with_key(session: Session, made_by: int, form_key: str) -> int | None:
    """Return the number of the batch that *made_by* sent with *form_key*."""
    return session.scalar(
        sa.select(BatchRow.id).where(BatchRow.made_by == made_by, BatchRow.form_key == form_key)
    )


def lock(session: Session, batch_id: int) -> None:
    """Have others who would work on the same batch wait for the end of this transaction."""
    # SQLite has one writer at a time, and ignores the clause.
    session.execute(sa.select(BatchRow.id).where(BatchRow.id == batch_id).with_for_update())


def batch_by_id(session: Session, batch_id: int) -> Batch | None:
    """Return the batch with the number *batch_id*."""
    row = session.get(BatchRow, batch_id)
    return _to_batch(session, row) if row is not None else None


def batches_by(session: Session, person_id: int, *, limit: int) -> tuple[Batch, ...]:
    """Return a person's own batches, newest first."""
    rows = session.scalars(
        sa.select(BatchRow)
        .where(BatchRow.made_by == person_id)
        .order_by(BatchRow.made_at.desc(), BatchRow.id.desc())
        .limit(limit)
    )
    return tuple(_to_batch(session, row) for row in rows)


def batched(session: Session, batch_id: int, *, limit: int | None = None) -> tuple[Batched, ...]:
    """Return the comments of a batch, in the order in which they are decided on."""
    rows = session.execute(
        sa.select(BatchCommentRow, CommentRow, ArticleRow.title, _is_undone())
        .join(CommentRow, CommentRow.id == BatchCommentRow.comment_id)
        .join(ArticleRow, ArticleRow.id == CommentRow.article_id)
        .where(BatchCommentRow.batch_id == batch_id)
        .order_by(BatchCommentRow.comment_id)
        .limit(limit)
    )
    return tuple(
        Batched(to_comment(comment), title, row.seen, row.decision_id, row.obstacle, is_undone)
        for row, comment, title, is_undone in rows
    )


def not_come_to(session: Session, batch_id: int, *, limit: int) -> Mapping[str, int]:
    """Return comments of a batch that were neither decided on nor left out, and the version seen of each.

    By their numbers: two batches that have comments in common never wait for each other.
    """
    rows = session.execute(
        sa.select(CommentRow.public_id, BatchCommentRow.seen)
        .join(CommentRow, CommentRow.id == BatchCommentRow.comment_id)
        .where(
            BatchCommentRow.batch_id == batch_id,
            BatchCommentRow.decision_id.is_(None),
            BatchCommentRow.obstacle.is_(None),
        )
        .order_by(BatchCommentRow.comment_id)
        .limit(limit)
    )
    return {row.public_id: row.seen for row in rows}


def to_undo(session: Session, batch_id: int, *, limit: int) -> tuple[int, ...]:
    """Return the numbers of a batch's decisions that nobody has tried to undo."""
    return tuple(
        session.scalars(
            sa.select(BatchCommentRow.decision_id)
            .where(
                BatchCommentRow.batch_id == batch_id,
                BatchCommentRow.decision_id.is_not(None),
                BatchCommentRow.obstacle.is_(None),
                ~_is_undone(),
            )
            .order_by(BatchCommentRow.comment_id)
            .limit(limit)
        )
    )


def note_decided(session: Session, batch_id: int, comment_id: int, decision_id: int) -> None:
    """Note the decision on a comment of a batch."""
    _mark(session, batch_id, comment_id, decision_id=decision_id)


def note_obstacle(session: Session, batch_id: int, comment_id: int, obstacle: Obstacle) -> None:
    """Note why a comment is left out of a batch, or why its decision stands."""
    _mark(session, batch_id, comment_id, obstacle=obstacle)


def leave_out_the_rest(session: Session, batch_id: int) -> None:
    """Have nothing more decided in a batch that is undone."""
    session.execute(
        sa.update(BatchCommentRow)
        .where(
            BatchCommentRow.batch_id == batch_id,
            BatchCommentRow.decision_id.is_(None),
            BatchCommentRow.obstacle.is_(None),
        )
        .values(obstacle=Obstacle.CANCELLED)
    )


def decisions_made_alone(session: Session, person_id: int, *, limit: int) -> tuple[Decision, ...]:
    """Return a person's own decisions that neither were made in a batch nor took one of it back, newest first."""
    in_batch = sa.exists().where(
        BatchCommentRow.decision_id.in_((DecisionRow.id, DecisionRow.undoes))
    )
    return decisions_by(session, person_id, limit=limit, but=in_batch)


def is_in_batch(session: Session, decision_id: int) -> bool:
    """Return whether a decision was made in a batch."""
    found = sa.select(BatchCommentRow.batch_id).where(BatchCommentRow.decision_id == decision_id)
    return session.scalar(found) is not None


def _mark(session: Session, batch_id: int, comment_id: int, **values: object) -> None:
    session.execute(
        sa.update(BatchCommentRow)
        .where(BatchCommentRow.batch_id == batch_id, BatchCommentRow.comment_id == comment_id)
        .values(**values)
    )


def _is_undone() -> sa.ColumnElement[bool]:
    undoing = aliased(DecisionRow)
    return sa.exists().where(undoing.undoes == BatchCommentRow.decision_id)


def _to_batch(session: Session, row: BatchRow) -> Batch:
    has_decision = BatchCommentRow.decision_id.is_not(None)
    has_obstacle = BatchCommentRow.obstacle.is_not(None)

    def count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)

    counts = session.execute(
        sa.select(
            sa.func.count(),
            count(has_decision),
            count(sa.and_(~has_decision, has_obstacle)),
            count(sa.and_(has_decision, has_obstacle)),
        ).where(BatchCommentRow.batch_id == row.id)
    ).one()
    undoing = (
        sa.select(sa.func.count())
        .select_from(BatchCommentRow)
        .join(DecisionRow, DecisionRow.undoes == BatchCommentRow.decision_id)
        .where(BatchCommentRow.batch_id == row.id)
    )
    n_asked, n_decided, n_left_out, n_stand = counts
    return Batch(
        id=row.id,
        made_by=row.made_by,
        made_at=row.made_at,
        action=row.action,
        clause_ids=tuple(row.clause_ids),
        note=row.note,
        n_asked=n_asked,
        n_decided=n_decided,
        n_left_out=n_left_out,
        n_undone=session.scalar(undoing) or 0,
        n_stand=n_stand,
    )
