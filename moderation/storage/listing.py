"""What waits, as a list: pages along the index of the queue, in its order."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.batch import Waiting
from moderation.core.person import Person
from moderation.core.view import View
from moderation.storage import people
from moderation.storage.articles import to_article
from moderation.storage.codec import decode_verdict
from moderation.storage.comments import to_comment
from moderation.storage.queue import to_entry
from moderation.storage.queue_tables import QueueRow
from moderation.storage.tables import ArticleRow, CommentRow, ReportRow
from moderation.storage.views import is_for, narrowed_to

#: Where a page ended: rank, when it is due, and the comment's number.
Place = tuple[int, datetime, int]


def waiting(
    session: Session,
    person: Person,
    *,
    now: datetime,
    view: View,
    after: Place | None,
    limit: int,
) -> tuple[Waiting, ...]:
    """Return what waits for *person*, first what is to be read first: *limit* at most."""
    rows = session.execute(waiting_query(person, now=now, view=view, after=after, limit=limit))
    found = [(row.QueueRow, row.CommentRow, row.ArticleRow) for row in rows]
    n_reports = _open_reports(session, [entry.comment_id for entry, _, _ in found])
    others = {
        entry.claimed_by
        for entry, _, _ in found
        if entry.claimed_by not in (None, person.id)
        and entry.claimed_until
        and entry.claimed_until > now
    }
    names = people.names_of(session, others)
    return tuple(
        Waiting(
            comment=to_comment(comment),
            article=to_article(article),
            verdict=decode_verdict(comment.verdict),
            entry=to_entry(entry),
            n_reports=n_reports.get(comment.id, 0),
            claimed_by=_holder(entry, person, names, now),
        )
        for entry, comment, article in found
    )


def waiting_query(
    person: Person, *, now: datetime, view: View, after: Place | None, limit: int
) -> sa.Select[QueueRow, CommentRow, ArticleRow]:
    """Return the query of `waiting`; a test looks at how the databases go about it."""
    order = (QueueRow.rank, QueueRow.due, QueueRow.comment_id)
    query = (
        sa.select(QueueRow, CommentRow, ArticleRow)
        .join(CommentRow, CommentRow.id == QueueRow.comment_id)
        .join(ArticleRow, ArticleRow.id == CommentRow.article_id)
        .where(*narrowed_to(view, now=now), *is_for(now, person))
        .order_by(*order)
        .limit(limit)
    )
    if after is not None:
        query = query.where(sa.tuple_(*order) > sa.tuple_(*after))
    return query


def _holder(entry: QueueRow, person: Person, names: Mapping[int, str], now: datetime) -> str | None:
    if entry.claimed_by in (None, person.id):
        return None
    is_claimed = entry.claimed_until is not None and entry.claimed_until > now
    return names.get(entry.claimed_by or 0) if is_claimed else None


def _open_reports(session: Session, comment_ids: Sequence[int]) -> Mapping[int, int]:
    rows = session.execute(
        sa.select(ReportRow.comment_id, sa.func.count().label("n"))
        .where(ReportRow.comment_id.in_(comment_ids), ReportRow.closed_by.is_(None))
        .group_by(ReportRow.comment_id)
    )
    return {row.comment_id: row.n for row in rows}
