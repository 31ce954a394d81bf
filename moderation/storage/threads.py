"""Threads: what stands under an article, in order."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.comment import Comment, Status
from moderation.storage.comments import to_comment
from moderation.storage.tables import CommentRow


def published_comments(
    session: Session, article_id: int, *, newest_first: bool, offset: int, limit: int
) -> tuple[Comment, ...]:
    """Return a stretch of an article's published comments."""
    order = (CommentRow.submitted_at, CommentRow.id)
    rows = session.scalars(
        sa.select(CommentRow)
        .where(CommentRow.article_id == article_id, CommentRow.status == Status.PUBLISHED)
        .order_by(*(column.desc() if newest_first else column for column in order))
        .offset(offset)
        .limit(limit)
    )
    return tuple(to_comment(row) for row in rows)


def count_published(session: Session, article_id: int) -> int:
    """Return how many comments of an article are published."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(CommentRow)
            .where(CommentRow.article_id == article_id, CommentRow.status == Status.PUBLISHED)
        )
        or 0
    )
