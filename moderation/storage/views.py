"""The views of the queue: what waits in each, along one index in the order in which it is due."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.desk import Rank
from moderation.core.permission import Permission, may
from moderation.core.person import Person
from moderation.core.view import EVERYTHING, Need, View
from moderation.storage.queue_tables import QueueClauseRow, QueueRow
from moderation.storage.tables import ArticleRow

#: The ranks that a need is about; of those not named here it is about all, in one order.
_RANKS: dict[Need | None, tuple[Rank, ...]] = {
    None: tuple(Rank),
    Need.APPEALS: (Rank.APPEAL,),
    Need.REPORTS: (Rank.REPORT,),
    Need.READING: (Rank.PENDING,),
}

_FLAGS: dict[Need, Any] = {
    Need.WATCHED: QueueRow.is_watched,
    Need.ESCALATED: QueueRow.is_escalated,
    Need.SAMPLE: QueueRow.is_sampled,
}


def ranks_of(view: View) -> tuple[Rank | None, ...]:
    """Return the ranks that *view* shows one after the other; one None: all together."""
    return _RANKS.get(view.need, (None,))


def waiting_query(
    view: View, rank: Rank | None, person: Person, *, now: datetime
) -> sa.Select[int]:
    """Return the query for what waits for *person* in *view* with *rank*, what is due first in front.

    It goes along one index: of the article, the clause or the language that is
    asked for, the first of them in this order; of the need; or of the rank.
    A test looks at how the databases go about it.
    """
    by_clause = view.clause_id is not None and view.article is None and rank is not None
    table = QueueClauseRow if by_clause else QueueRow
    query = sa.select(QueueRow.comment_id)
    if by_clause:
        query = query.join(QueueClauseRow, _is_of_row()).where(
            QueueClauseRow.clause_id == view.clause_id
        )
    elif view.clause_id is not None:
        query = query.where(_has_clause(view.clause_id))
    if rank is not None:
        query = query.where(table.rank == rank)
    if view.need in _FLAGS:
        query = query.where(_FLAGS[view.need])
    if view.article is not None:
        column = QueueRow.article_id if rank is not None else _looked_at(QueueRow.article_id)
        query = query.where(column == _article(view.article))
    if view.language is not None:
        is_picked = rank is not None and view.article is None and view.clause_id is None
        column = QueueRow.language if is_picked else _looked_at(QueueRow.language)
        query = query.where(column == view.language)
    began_before = view.began_before(now)
    if began_before is not None:  # nothing is due after it began to wait: a range of the index
        query = query.where(table.due <= began_before, QueueRow.since <= began_before)
    return query.where(*is_for(now, person)).order_by(table.due, table.comment_id)


def count_waiting(
    session: Session, view: View, person: Person, *, now: datetime, limit: int
) -> int:
    """Count what waits for *person* in *view*, no further than *limit* + 1."""
    found = 0
    for rank in ranks_of(view):
        rows = waiting_query(view, rank, person, now=now).limit(limit + 1 - found)
        found += session.scalar(sa.select(sa.func.count()).select_from(rows.subquery())) or 0
        if found > limit:
            break
    return found


def leases(
    session: Session, person: Person, *, now: datetime, view: View = EVERYTHING
) -> tuple[int, ...]:
    """Return what *person* has claimed in *view*: what they read first, then what waits ahead."""
    query = sa.select(QueueRow.comment_id).where(
        QueueRow.claimed_by == person.id, _looked_at(QueueRow.claimed_until) > now
    )
    if view.need in _FLAGS:
        query = query.where(_looked_at(_FLAGS[view.need]))
    elif view.need is not None:
        query = query.where(_looked_at(QueueRow.rank).in_(_RANKS[view.need]))
    if view.clause_id is not None:
        query = query.where(_has_clause(view.clause_id))
    if view.language is not None:
        query = query.where(_looked_at(QueueRow.language) == view.language)
    if view.article is not None:
        query = query.where(_looked_at(QueueRow.article_id) == _article(view.article))
    began_before = view.began_before(now)
    if began_before is not None:
        query = query.where(_looked_at(QueueRow.since) <= began_before)
    order = (QueueRow.is_ahead, QueueRow.claimed_until, QueueRow.comment_id)
    return tuple(session.scalars(query.order_by(*order)))


def narrowed_to(view: View, *, now: datetime) -> list[sa.ColumnElement[bool]]:
    """Return the conditions of *view*, for a list that goes along the order of the ranks."""
    conditions: list[sa.ColumnElement[bool]] = []
    if view.need in _FLAGS:
        conditions.append(_FLAGS[view.need])
    elif view.need is not None:
        conditions.append(QueueRow.rank.in_(_RANKS[view.need]))
    if view.clause_id is not None:
        conditions.append(_has_clause(view.clause_id))
    if view.language is not None:
        conditions.append(_looked_at(QueueRow.language) == view.language)
    if view.article is not None:
        conditions.append(_looked_at(QueueRow.article_id) == _article(view.article))
    began_before = view.began_before(now)
    if began_before is not None:
        conditions.append(_looked_at(QueueRow.since) <= began_before)
    return conditions


def is_for(now: datetime, person: Person) -> list[sa.ColumnElement[bool]]:
    """Return the conditions under which a comment of the queue waits for *person*."""
    conditions = [
        sa.or_(QueueRow.held_until.is_(None), QueueRow.held_until <= now),
        sa.or_(QueueRow.not_for.is_(None), QueueRow.not_for != person.id),
    ]
    if not may(person, Permission.TAKE_ESCALATED):
        conditions.append(QueueRow.is_escalated.is_(False))
    if not may(person, Permission.DECIDE):
        conditions.append(_looked_at(QueueRow.rank) == Rank.APPEAL)
    return conditions


def _article(key: str) -> sa.ScalarSelect[int]:
    return sa.select(ArticleRow.id).where(ArticleRow.key == key).scalar_subquery()


def _is_of_row() -> sa.ColumnElement[bool]:
    return sa.and_(
        QueueClauseRow.comment_id == QueueRow.comment_id,
        _looked_at(QueueRow.rank) == QueueClauseRow.rank,
        _looked_at(QueueRow.due) == QueueClauseRow.due,
    )


def _has_clause(clause_id: str) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        QueueClauseRow.clause_id == clause_id,
        QueueClauseRow.rank == QueueRow.rank,
        QueueClauseRow.due == QueueRow.due,
        QueueClauseRow.comment_id == QueueRow.comment_id,
    )


def _looked_at(column: Any) -> Any:
    """Return *column* as no index knows it: it is looked at in the rows that another condition finds."""
    return sa.func.coalesce(column, column)
