"""Lists for programs: pages along an index, newest first.

The databases know little or nothing of how many rows a condition leaves; SQLite
guesses. So one condition of each list picks the index, and what else is asked
for is only looked at (`_looked_at`): no page reads a table from end to end.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from moderation.core.casework import (
    CommentFilter,
    ListedAppeal,
    ListedComment,
    ListedReport,
    ListedStatement,
    Place,
)
from moderation.core.comment import Status
from moderation.core.decision import Action
from moderation.storage.casework_tables import CommentClauseRow
from moderation.storage.codec import decode_statement
from moderation.storage.comments import to_comment
from moderation.storage.queue import to_entry
from moderation.storage.queue_tables import QueueRow
from moderation.storage.redress import to_appeal, to_report
from moderation.storage.revisions import RevisionRow
from moderation.storage.tables import (
    AppealRow,
    ArticleRow,
    CommentRow,
    DecisionRow,
    ReportRow,
    StatementRow,
)


def comment_ids(
    session: Session, wanted: CommentFilter, *, after: Place | None, limit: int
) -> tuple[int, ...]:
    """Return the numbers of comments, the newest first; what was never confirmed is nobody's yet."""
    return tuple(session.scalars(ids_query(wanted, after=after, limit=limit)))


def ids_query(wanted: CommentFilter, *, after: Place | None, limit: int) -> sa.Select[int]:
    """Return the query of `comment_ids`; a test looks at how the databases go about it."""
    moment, number = CommentRow.submitted_at, CommentRow.id
    query = sa.select(CommentRow.id)
    picks: tuple[Any, ...] = (CommentRow.article_id, CommentRow.status)
    if wanted.author_key is not None:
        picks = (CommentRow.author_key,)
    if wanted.clause_id is not None:
        query = query.join(CommentClauseRow, CommentClauseRow.comment_id == CommentRow.id)
        query = query.where(CommentClauseRow.clause_id == wanted.clause_id)
        moment, number, picks = CommentClauseRow.submitted_at, CommentClauseRow.comment_id, ()
    if wanted.waits:  # few, whatever else is asked for
        query = query.where(CommentRow.id.in_(sa.select(QueueRow.comment_id)))
        moment, picks = _looked_at(CommentRow.submitted_at), ()
    asked = (
        (CommentRow.article_id, wanted.article_id),
        (CommentRow.author_key, wanted.author_key),
        (CommentRow.status, wanted.status),
    )
    for column, value in asked:
        if value is not None:
            query = query.where((column if column in picks else _looked_at(column)) == value)
    if wanted.status is None:
        query = query.where(CommentRow.status != Status.UNCONFIRMED)
    query = _within(query, moment, wanted.submitted_from, wanted.submitted_before)
    page: sa.Select[int] = _older(query, moment, number, after).limit(limit)
    return page


def listed_comments(session: Session, ids: Sequence[int]) -> tuple[ListedComment, ...]:
    """Return the comments with the numbers *ids*, in their order."""
    answered = aliased(CommentRow)
    rows = session.execute(
        sa.select(CommentRow, ArticleRow.key, answered.public_id, QueueRow)
        .join(ArticleRow, ArticleRow.id == CommentRow.article_id)
        .outerjoin(answered, answered.id == CommentRow.answers_id)
        .outerjoin(QueueRow, QueueRow.comment_id == CommentRow.id)
        .where(CommentRow.id.in_(ids))
    )
    found = {
        comment.id: ListedComment(
            to_comment(comment), key, answers, to_entry(entry) if entry else None
        )
        for comment, key, answers, entry in rows
    }
    return tuple(found[i] for i in ids if i in found)


def statements(
    session: Session,
    *,
    decided_from: datetime | None,
    decided_before: datetime | None,
    restricting: bool,
    after: Place | None,
    limit: int,
) -> tuple[ListedStatement, ...]:
    """Return statements of reasons, the newest first: none that was undone before anybody was told."""
    query = statements_query(
        decided_from=decided_from,
        decided_before=decided_before,
        restricting=restricting,
        after=after,
        limit=limit,
    )
    return _listed_statements(session, session.execute(query).all())


def statements_query(
    *,
    decided_from: datetime | None,
    decided_before: datetime | None,
    restricting: bool,
    after: Place | None,
    limit: int,
) -> sa.Select[StatementRow, str, str, datetime]:
    """Return the query of `statements`; a test looks at how the databases go about it."""
    undoing = aliased(DecisionRow)
    query = _statements().where(
        DecisionRow.action != Action.UNDO, ~sa.exists().where(undoing.undoes == DecisionRow.id)
    )
    if restricting:
        query = query.where(
            _looked_at(DecisionRow.status_after).in_([Status.RETURNED, Status.REJECTED])
        )
    query = _within(query, DecisionRow.decided_at, decided_from, decided_before)
    page: sa.Select[StatementRow, str, str, datetime] = _older(
        query, DecisionRow.decided_at, DecisionRow.id, after
    ).limit(limit)
    return page


def last_statement(session: Session, comment_id: int) -> ListedStatement | None:
    """Return the latest statement of reasons on a comment, with the text that it is about."""
    query = (
        _statements()
        .where(StatementRow.comment_id == comment_id)
        .order_by(StatementRow.decision_id.desc())
    )
    found = _listed_statements(session, session.execute(query.limit(1)).all())
    return found[0] if found else None


def appeals(
    session: Session, *, is_open: bool | None, after: int | None, limit: int
) -> tuple[ListedAppeal, ...]:
    """Return appeals, the newest first; *is_open*: None for all."""
    query = _numbered(AppealRow, is_open=is_open, after=after)
    rows = session.execute(query.limit(limit))
    return tuple(ListedAppeal(to_appeal(row), public_id) for row, public_id in rows)


def appeal_by_id(session: Session, appeal_id: int) -> ListedAppeal | None:
    """Return the appeal with the number *appeal_id*."""
    query = _numbered(AppealRow, is_open=None, after=None).where(AppealRow.id == appeal_id)
    row = session.execute(query).one_or_none()
    return ListedAppeal(to_appeal(row[0]), row[1]) if row else None


def reports(
    session: Session, *, is_open: bool | None, after: int | None, limit: int
) -> tuple[ListedReport, ...]:
    """Return reports, the newest first; *is_open*: None for all."""
    query = _numbered(ReportRow, is_open=is_open, after=after)
    rows = session.execute(query.limit(limit))
    return tuple(ListedReport(to_report(row), public_id) for row, public_id in rows)


def _looked_at(column: Any) -> Any:
    """Return *column* as no index knows it: it is looked at in the rows that another condition finds."""
    return sa.func.coalesce(column, column)


def _within(query: Any, moment: Any, start: datetime | None, end: datetime | None) -> Any:
    query = query.where(moment >= start) if start is not None else query
    return query.where(moment < end) if end is not None else query


def _older(query: Any, moment: Any, number: Any, after: Place | None) -> Any:
    if after is not None:
        query = query.where(sa.tuple_(moment, number) < sa.tuple_(*after))
    return query.order_by(moment.desc(), number.desc())


def _statements() -> sa.Select[StatementRow, str, str, datetime]:
    return (
        sa.select(StatementRow, CommentRow.public_id, CommentRow.body, DecisionRow.decided_at)
        .select_from(DecisionRow)
        .join(StatementRow, StatementRow.decision_id == DecisionRow.id)
        .join(CommentRow, CommentRow.id == DecisionRow.comment_id)
    )


def _listed_statements(session: Session, rows: Sequence[Any]) -> tuple[ListedStatement, ...]:
    replaced = _replaced_texts(session, {row.StatementRow.comment_id for row in rows})

    def text(row: Any) -> str:
        texts = replaced.get(row.StatementRow.comment_id, ())
        return next((body for body, until in texts if row.decided_at < until), row.body)

    return tuple(
        ListedStatement(
            decode_statement(row.StatementRow.content),
            row.public_id,
            text(row),
            row.StatementRow.sent_at,
        )
        for row in rows
    )


def _replaced_texts(
    session: Session, ids: set[int]
) -> Mapping[int, Sequence[tuple[str, datetime]]]:
    """Return the texts that edits replaced, each with until when it stood, the oldest first."""
    rows = session.execute(
        sa.select(RevisionRow.comment_id, RevisionRow.body, RevisionRow.replaced_at)
        .where(RevisionRow.comment_id.in_(ids))
        .order_by(RevisionRow.version)
    )
    texts: dict[int, list[tuple[str, datetime]]] = {}
    for comment_id, body, replaced_at in rows:
        texts.setdefault(comment_id, []).append((body, replaced_at))
    return texts


def _numbered(
    table: type[AppealRow] | type[ReportRow], *, is_open: bool | None, after: int | None
) -> sa.Select[Any, str]:
    query = (
        sa.select(table, CommentRow.public_id)
        .join(CommentRow, CommentRow.id == table.comment_id)
        .order_by(table.id.desc())
    )
    if is_open is not None:
        closed = table.closed_by
        query = query.where(closed.is_(None) if is_open else closed.is_not(None))
    return query.where(table.id < after) if after is not None else query
