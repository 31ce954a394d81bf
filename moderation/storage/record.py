"""What an author has written here so far, in numbers."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.comment import Comment, Status
from moderation.core.record import RECORD_LIMIT, AuthorRecord
from moderation.core.sanction import SanctionKind
from moderation.storage.casework_tables import CommentClauseRow
from moderation.storage.sanction_tables import SanctionRow
from moderation.storage.tables import CommentRow


def author_record(session: Session, comment: Comment, key: str) -> AuthorRecord | None:
    """Return the record of whoever signed *comment*, with the author key *key*; None if that is erased.

    However much they wrote, no more than their newest RECORD_LIMIT comments are read.
    """
    if comment.erased_at is not None:
        return None
    theirs = newest(key, comment).subquery()
    counts = session.execute(sa.select(theirs.c.status, sa.func.count()).group_by(theirs.c.status))
    clauses = session.execute(
        sa.select(CommentClauseRow.clause_id, sa.func.count())
        .join(theirs, theirs.c.id == CommentClauseRow.comment_id)
        .where(theirs.c.status.in_((Status.REJECTED, Status.RETURNED)))
        .group_by(CommentClauseRow.clause_id)
        .order_by(sa.func.count().desc(), CommentClauseRow.clause_id)
    )
    bans = sa.select(sa.func.count()).where(
        SanctionRow.author_key == key, SanctionRow.kind == SanctionKind.NAME_BAN
    )
    return AuthorRecord(
        since=min(_firsts(session, key, comment), default=comment.submitted_at),
        counts={row[0]: row[1] for row in counts},
        refused_for={row[0]: row[1] for row in clauses},
        bans=session.scalar(bans) or 0,
    )


def newest(key: str, comment: Comment) -> sa.Select[tuple[int, Status]]:
    """Return the query of the comments counted: each half reads one index, from its newest end."""
    halves = [
        sa.select(CommentRow.id, CommentRow.status, CommentRow.submitted_at)
        .where(is_theirs, CommentRow.id != comment.id)
        .order_by(CommentRow.submitted_at.desc())
        .limit(RECORD_LIMIT)
        .subquery()
        for is_theirs in _ways(key, comment)
    ]
    both = sa.union(*(sa.select(half) for half in halves)).subquery()
    return (
        sa.select(both.c.id, both.c.status).order_by(both.c.submitted_at.desc()).limit(RECORD_LIMIT)
    )


def _firsts(session: Session, key: str, comment: Comment) -> Iterator[datetime]:
    for is_theirs in _ways(key, comment):
        first = session.scalar(sa.select(sa.func.min(CommentRow.submitted_at)).where(is_theirs))
        if first is not None:
            yield first


def _ways(key: str, comment: Comment) -> list[sa.ColumnElement[bool]]:
    """Return what is signed with a name, and what an account signed under any: an index each."""
    by_name: sa.ColumnElement[bool] = CommentRow.author_key == key
    if comment.person_id is None:
        return [by_name]
    return [by_name, CommentRow.person_id == comment.person_id]
