"""How much one reader wrote under an article, and when; how much of what is sent there is held."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.comment import Status
from moderation.core.decision import Action
from moderation.core.heat import Counted
from moderation.storage.queue_tables import QueueRow
from moderation.storage.tables import CommentRow, DecisionRow

#: What of a reader's counts against their number of comments: what stands, or still may.
_COUNTS = (Status.UNCONFIRMED, Status.PENDING, Status.PUBLISHED)

#: What is of nobody yet, or was taken back, says nothing of a thread.
_SAYS_NOTHING = (Status.UNCONFIRMED, Status.WITHDRAWN)

#: All else, named one by one: so an index of an article's comments is read from a moment on.
_SAYS_SOMETHING = tuple(status for status in Status if status not in _SAYS_NOTHING)


def last_written(
    session: Session, article_id: int, *, person_id: int | None, email: str | None, author_key: str
) -> datetime | None:
    """Return when a reader last wrote under an article; None: never.

    A reader is an account, or else an address, or else a name without either.
    """
    is_theirs = _is_by(article_id, person_id, email, author_key)
    return session.scalar(sa.select(sa.func.max(CommentRow.submitted_at)).where(*is_theirs))


def count_written(
    session: Session, article_id: int, *, person_id: int | None, email: str | None, author_key: str
) -> int:
    """Return how many comments of a reader stand under an article, or wait there."""
    is_theirs = _is_by(article_id, person_id, email, author_key)
    counted = sa.select(sa.func.count()).where(*is_theirs, CommentRow.status.in_(_COUNTS))
    return session.scalar(counted) or 0


def waiting_under(session: Session, article_ids: Collection[int]) -> Mapping[int, int]:
    """Return how many comments wait for a person under each article that has some."""
    return _numbers(
        session,
        sa.select(QueueRow.article_id, sa.func.count())
        .where(QueueRow.article_id.in_(article_ids))
        .group_by(QueueRow.article_id),
    )


def published_under(session: Session, article_ids: Collection[int]) -> Mapping[int, int]:
    """Return how many comments are published under each article that has some."""
    return _numbers(
        session,
        sa.select(CommentRow.article_id, sa.func.count())
        .where(CommentRow.article_id.in_(article_ids), CommentRow.status == Status.PUBLISHED)
        .group_by(CommentRow.article_id),
    )


def held_since(
    session: Session, since: datetime, *, article_ids: Collection[int] | None = None
) -> Mapping[int, Counted]:
    """Count what was sent under each article since a moment, and what of it was held."""
    query = _counted().where(CommentRow.submitted_at >= since)
    if article_ids is not None:
        query = query.where(CommentRow.article_id.in_(article_ids))
    return _by_article(session, query)


def held_between(
    session: Session, since: datetime, until: datetime, *, article_ids: Collection[int]
) -> Mapping[int, Counted]:
    """Count the same for what was sent under articles from one moment to another."""
    query = _counted().where(
        CommentRow.submitted_at >= since,
        CommentRow.submitted_at < until,
        CommentRow.article_id.in_(article_ids),
    )
    return _by_article(session, query)


def held_lately(session: Session, until: datetime, *, limit: int) -> Counted:
    """Count the same among the house's last *limit* comments before a moment, whatever their article."""
    last = (
        sa.select(_was_held().label("held"))
        .where(CommentRow.submitted_at < until, CommentRow.status.not_in(_SAYS_NOTHING))
        .order_by(CommentRow.submitted_at.desc(), CommentRow.id.desc())
        .limit(limit)
        .subquery()
    )
    n_sent, n_held = session.execute(sa.select(sa.func.count(), sa.func.sum(last.c.held))).one()
    return Counted(int(n_held or 0), n_sent)


def _numbers(session: Session, query: sa.Select[int, int]) -> Mapping[int, int]:
    return {article_id: n for article_id, n in session.execute(query)}  # noqa: C416 - rows are no pairs


def _was_held() -> Any:
    """1 for a comment that the charter did not publish by itself; else 0."""
    unread = sa.exists().where(
        DecisionRow.comment_id == CommentRow.id,
        DecisionRow.decided_by.is_(None),
        DecisionRow.action == Action.APPROVE,
    )
    return sa.case((unread, 0), else_=1)


def _counted() -> Any:
    return (
        sa.select(CommentRow.article_id, sa.func.sum(_was_held()), sa.func.count())
        .where(CommentRow.status.in_(_SAYS_SOMETHING))
        .group_by(CommentRow.article_id)
    )


def _by_article(session: Session, query: Any) -> Mapping[int, Counted]:
    return {article_id: Counted(int(held), n) for article_id, held, n in session.execute(query)}


def _is_by(
    article_id: int, person_id: int | None, email: str | None, author_key: str
) -> tuple[sa.ColumnElement[bool], ...]:
    under = CommentRow.article_id == article_id
    if person_id is not None:
        return under, CommentRow.person_id == person_id
    if email is not None:
        return under, CommentRow.author_email == email
    nameless = CommentRow.person_id.is_(None), CommentRow.author_email.is_(None)
    return under, CommentRow.author_key == author_key, *nameless
