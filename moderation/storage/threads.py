"""Threads: what stands under an article, in order, and what a comment answers.

A comment is *at the top* if it has no parent. Replies hang under one that is:
one that answers another reply, too, and `answers_id` says which.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from moderation.core.comment import Comment, Status
from moderation.core.thread import Answered, Order, Reply
from moderation.storage.comments import to_comment
from moderation.storage.tables import CommentRow


@dataclass(frozen=True, slots=True)
class ThreadSize:
    """How much there is to read under an article."""

    comments: int  # published, replies too
    branches: int  # comments at the top, and what is left of them where replies are


@dataclass(frozen=True, slots=True)
class Replies:
    """Some of the replies under one comment, oldest first, and how many there are."""

    shown: tuple[Reply, ...] = ()
    total: int = 0


def thread_size(session: Session, article_id: int) -> ThreadSize:
    """Return how much there is to read under an article."""
    published = sa.select(sa.func.count()).where(
        CommentRow.article_id == article_id, CommentRow.status == Status.PUBLISHED
    )
    branches = sa.select(sa.func.count()).where(*_at_the_top(article_id))
    row = session.execute(sa.select(published.scalar_subquery(), branches.scalar_subquery())).one()
    return ThreadSize(*row)


def branch_ids(
    session: Session, article_id: int, *, order: Order, offset: int, limit: int
) -> tuple[int, ...]:
    """Return the ids of the comments at the top of a stretch of a thread, in *order*."""
    by_age = (CommentRow.submitted_at.desc(), CommentRow.id.desc())
    ids = sa.select(CommentRow.id).where(*_at_the_top(article_id)).offset(offset).limit(limit)
    if order is Order.OLDEST:
        ids = ids.order_by(CommentRow.submitted_at, CommentRow.id)
    elif order is Order.MOST_DISCUSSED:
        counted = _replies_of(article_id)
        ids = ids.outerjoin(counted, counted.c.parent_id == CommentRow.id)
        ids = ids.order_by(sa.func.coalesce(counted.c.total, 0).desc(), *by_age)
    else:
        ids = ids.order_by(*by_age)
    return tuple(session.scalars(ids))


def replies_under(
    session: Session, top_ids: Sequence[int], *, limit: int, offset: int = 0
) -> Mapping[int, Replies]:
    """Return the published replies under each of *top_ids* that has some, *limit* of each at most."""
    numbered = (
        sa.select(
            CommentRow.id,
            sa.func.row_number()
            .over(
                partition_by=CommentRow.parent_id,
                order_by=(CommentRow.submitted_at, CommentRow.id),
            )
            .label("place"),
            sa.func.count().over(partition_by=CommentRow.parent_id).label("total"),
        )
        .where(CommentRow.parent_id.in_(top_ids), CommentRow.status == Status.PUBLISHED)
        .subquery()
    )
    answered = aliased(CommentRow)
    rows = session.execute(
        sa.select(CommentRow, numbered.c.total, answered.public_id, _name_of(answered))
        .join(numbered, numbered.c.id == CommentRow.id)
        .outerjoin(
            answered,
            sa.and_(answered.id == CommentRow.answers_id, answered.id != CommentRow.parent_id),
        )
        .where(numbered.c.place > offset, numbered.c.place <= offset + limit)
        .order_by(CommentRow.parent_id, numbered.c.place)
    )
    found: dict[int, Replies] = {}
    for row, total, public_id, name in rows:
        answers = Answered(public_id, name) if public_id else None
        before = found.get(row.parent_id, Replies(total=total))
        found[row.parent_id] = Replies((*before.shown, Reply(to_comment(row), answers)), total)
    return found


def count_replies(session: Session, top_id: int, *, before: Comment | None = None) -> int:
    """Return how many replies under a comment are published; only those *before* a reply."""
    counted = sa.select(sa.func.count()).where(
        CommentRow.parent_id == top_id, CommentRow.status == Status.PUBLISHED
    )
    if before is not None:
        counted = counted.where(_is_older(before))
    return session.scalar(counted) or 0


def count_newer(session: Session, top: Comment) -> int:
    """Return how many branches of its thread are newer than that of *top*."""
    newer = sa.and_(~_is_older(top), CommentRow.id != top.id)
    return (
        session.scalar(sa.select(sa.func.count()).where(*_at_the_top(top.article_id), newer)) or 0
    )


def answered_by(session: Session, comment: Comment) -> Answered | None:
    """Return what *comment* answers; None: it is no reply."""
    if comment.answers_id is None:
        return None
    row = session.execute(
        sa.select(CommentRow.public_id, _name_of(CommentRow)).where(
            CommentRow.id == comment.answers_id
        )
    ).one()
    return Answered(*row)


def comments_by_id(session: Session, ids: Iterable[int]) -> tuple[Comment, ...]:
    """Return the comments with the numbers *ids*, oldest first, whatever their status."""
    rows = session.scalars(
        sa.select(CommentRow).where(CommentRow.id.in_(list(ids))).order_by(CommentRow.id)
    )
    return tuple(to_comment(row) for row in rows)


def _at_the_top(article_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    """What has its place in a thread: comments without a parent, published or with replies that are."""
    return (
        CommentRow.article_id == article_id,
        CommentRow.parent_id.is_(None),
        sa.or_(
            CommentRow.status == Status.PUBLISHED,
            # Asked of the article as a whole, and only if something in it is not published.
            CommentRow.id.in_(sa.select(_replies_of(article_id).c.parent_id)),
        ),
    )


def _replies_of(article_id: int) -> sa.Subquery:
    """How many published replies each comment has under an article, those alone that have some."""
    return (
        sa.select(CommentRow.parent_id, sa.func.count().label("total"))
        .where(
            CommentRow.article_id == article_id,
            CommentRow.parent_id.is_not(None),
            CommentRow.status == Status.PUBLISHED,
        )
        .group_by(CommentRow.parent_id)
        .subquery()
    )


def _is_older(than: Comment) -> sa.ColumnElement[bool]:
    at = CommentRow.submitted_at
    return sa.or_(at < than.submitted_at, sa.and_(at == than.submitted_at, CommentRow.id < than.id))


def _name_of(row: type[CommentRow]) -> sa.ColumnElement[str | None]:
    """The author's name, if the comment is published."""
    return sa.case((row.status == Status.PUBLISHED, row.author_name))
