"""Replies of which somebody wishes to be told, and those of which they were."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from moderation.core.comment import Status
from moderation.core.person import ReplyMail
from moderation.core.reply import UntoldReply
from moderation.storage.tables import (
    ArticleRow,
    CommentRow,
    DecisionRow,
    PersonRow,
    ToldReplyRow,
)


def untold_replies(
    session: Session,
    wish: ReplyMail,
    *,
    since: datetime,
    until: datetime,
    written_until: datetime,
) -> tuple[UntoldReply, ...]:
    """Return the replies, published from *since* until before *until*, to be told to who has that wish.

    Those alone that were sent before *written_until*. By person, oldest first. Nobody is told of their own reply, nor of one to a
    comment that is itself not published.
    """
    answered, published = aliased(CommentRow), aliased(DecisionRow)
    rows = session.execute(
        sa.select(CommentRow, ArticleRow.title, PersonRow)
        .join(published, published.comment_id == CommentRow.id)
        .join(answered, answered.id == CommentRow.answers_id)
        .join(PersonRow, PersonRow.id == answered.person_id)
        .join(ArticleRow, ArticleRow.id == CommentRow.article_id)
        .outerjoin(ToldReplyRow, ToldReplyRow.comment_id == CommentRow.id)
        .where(
            published.decided_at >= since,
            published.decided_at < until,
            CommentRow.submitted_at < written_until,
            published.status_after == Status.PUBLISHED,
            published.status_before != Status.PUBLISHED,
            CommentRow.status == Status.PUBLISHED,
            CommentRow.person_id.is_distinct_from(PersonRow.id),
            answered.status == Status.PUBLISHED,
            PersonRow.reply_mail == wish,
            PersonRow.active.is_(True),
            PersonRow.confirmed_at.is_not(None),
            ToldReplyRow.comment_id.is_(None),
        )
        .order_by(PersonRow.id, published.decided_at, published.id)
    )
    # A reply that was published twice stands here twice.
    found = {reply.id: _untold(reply, title, person) for reply, title, person in rows}
    return tuple(found.values())


def mark_told(session: Session, comment_id: int, *, now: datetime) -> bool:
    """Note that a reply is told; False if another worker was faster."""
    statement = sa.select(ToldReplyRow.comment_id).where(ToldReplyRow.comment_id == comment_id)
    if session.scalar(statement) is not None:
        return False
    session.add(ToldReplyRow(comment_id=comment_id, told_at=now))
    session.flush()
    return True


def _untold(reply: CommentRow, title: str, person: PersonRow) -> UntoldReply:
    return UntoldReply(
        comment_id=reply.id,
        public_id=reply.public_id,
        author=reply.author_name,
        body=reply.body,
        title=title,
        person_id=person.id,
        name=person.name,
        email=person.email,
        language=person.language,
    )
