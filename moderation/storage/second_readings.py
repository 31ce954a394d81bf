"""Decisions that are read a second time."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from moderation.core.agreement import Blind, Reading, ReadTwice
from moderation.core.decision import ANSWERS
from moderation.errors import Conflict
from moderation.storage.articles import to_article
from moderation.storage.comments import to_comment
from moderation.storage.second_reading_tables import SecondReadingRow
from moderation.storage.tables import AppealRow, ArticleRow, CommentRow, DecisionRow


def drawable(session: Session, *, since: datetime, until: datetime) -> Sequence[int]:
    """Return people's answers, made from *since* to before *until*, that were not drawn.

    But for those that answer an appeal, which are second opinions, what was undone, and
    comments that are erased.
    """
    undoing = aliased(DecisionRow)
    return session.scalars(
        sa.select(DecisionRow.id)
        .join(CommentRow, CommentRow.id == DecisionRow.comment_id)
        .where(
            DecisionRow.decided_at >= since,
            DecisionRow.decided_at < until,
            DecisionRow.decided_by.is_not(None),
            DecisionRow.action.in_(ANSWERS),
            CommentRow.erased_at.is_(None),
            ~sa.exists().where(undoing.undoes == DecisionRow.id),
            ~sa.exists().where(AppealRow.closed_by == DecisionRow.id),
            ~sa.exists().where(SecondReadingRow.decision_id == DecisionRow.id),
        )
        .order_by(DecisionRow.id)
    ).all()


def draw(session: Session, decision_id: int, *, now: datetime) -> None:
    """Have a decision read again."""
    session.add(SecondReadingRow(decision_id=decision_id, drawn_at=now, clause_ids=[]))


def next_for(
    session: Session, person_id: int, *, drawn_since: datetime, after: int
) -> Blind | None:
    """Return the next comment that *person_id* has not decided on, whose reading is called more than *after*."""
    own = aliased(DecisionRow)
    row = session.execute(
        sa.select(SecondReadingRow.decision_id, CommentRow, ArticleRow)
        .join(DecisionRow, DecisionRow.id == SecondReadingRow.decision_id)
        .join(CommentRow, CommentRow.id == DecisionRow.comment_id)
        .join(ArticleRow, ArticleRow.id == CommentRow.article_id)
        .where(
            SecondReadingRow.read_at.is_(None),
            SecondReadingRow.drawn_at >= drawn_since,
            SecondReadingRow.decision_id > after,
            CommentRow.erased_at.is_(None),
            ~sa.exists().where(own.comment_id == CommentRow.id, own.decided_by == person_id),
        )
        .order_by(SecondReadingRow.decision_id)
        .limit(1)
    ).first()
    return row and Blind(row.decision_id, to_comment(row[1]), to_article(row[2]))


def keep(
    session: Session, decision_id: int, person_id: int, clause_ids: Sequence[str], *, now: datetime
) -> None:
    """Keep what *person_id* said. Raises Conflict if somebody has read it, or the first reading is theirs."""
    is_theirs = sa.exists().where(
        DecisionRow.id == SecondReadingRow.decision_id, DecisionRow.decided_by == person_id
    )
    read = session.scalar(
        sa.update(SecondReadingRow)
        .where(
            SecondReadingRow.decision_id == decision_id,
            SecondReadingRow.read_at.is_(None),
            ~is_theirs,
        )
        .values(read_by=person_id, read_at=now, clause_ids=list(clause_ids))
        .returning(SecondReadingRow.decision_id)
    )
    if read is None:
        raise Conflict(f"the reading of decision {decision_id} is not there to be given")


def readings(session: Session, *, since: datetime, until: datetime) -> tuple[Reading, ...]:
    """Return what was read a second time from *since* to before *until*, the latest first."""
    rows = session.execute(
        sa.select(
            SecondReadingRow.decision_id,
            DecisionRow.decided_by,
            SecondReadingRow.read_by,
            DecisionRow.clause_ids,
            SecondReadingRow.clause_ids,
        )
        .join(DecisionRow, DecisionRow.id == SecondReadingRow.decision_id)
        .where(SecondReadingRow.read_at >= since, SecondReadingRow.read_at < until)
        .order_by(SecondReadingRow.read_at.desc(), SecondReadingRow.decision_id.desc())
    )
    return tuple(
        Reading(decision_id, first_by or 0, second_by or 0, frozenset(first), frozenset(second))
        for decision_id, first_by, second_by, first, second in rows
    )


def cases_of(session: Session, found: Sequence[Reading]) -> tuple[ReadTwice, ...]:
    """Return the comments of *found*, in its order."""
    rows = session.execute(
        sa.select(DecisionRow.id, CommentRow, ArticleRow)
        .join(CommentRow, CommentRow.id == DecisionRow.comment_id)
        .join(ArticleRow, ArticleRow.id == CommentRow.article_id)
        .where(DecisionRow.id.in_([one.decision_id for one in found]))
    )
    known = {decision_id: (comment, article) for decision_id, comment, article in rows}
    return tuple(
        ReadTwice(one, to_comment(comment), to_article(article))
        for one in found
        for comment, article in [known[one.decision_id]]
    )
