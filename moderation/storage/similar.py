"""Comments that people decided on, found by the words that they share with another."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.decision import ANSWERS
from moderation.core.likeness import MOST_POSTINGS
from moderation.storage.similar_tables import LikenessCursorRow, LikenessRow
from moderation.storage.tables import CommentRow, DecisionRow

#: The number of the cursor's one row.
_CURSOR = 1


def cursor(session: Session) -> int:
    """Return the number of the last decision that was read; 0 at first."""
    row = session.get(LikenessCursorRow, _CURSOR)
    return row.decision_id if row is not None else 0


def advance(session: Session, *, after: int, to: int) -> bool:
    """Move the cursor on; False if somebody else has moved it from *after*."""
    if after == 0 and session.get(LikenessCursorRow, _CURSOR) is None:
        session.add(LikenessCursorRow(id=_CURSOR, decision_id=to))
        session.flush()
        return True
    moved = (
        sa.update(LikenessCursorRow)
        .where(LikenessCursorRow.id == _CURSOR, LikenessCursorRow.decision_id == after)
        .values(decision_id=to)
        .returning(LikenessCursorRow.id)
    )
    return session.scalar(moved) is not None


def decided_after(
    session: Session, after: int, *, before: datetime, limit: int
) -> tuple[int, Mapping[int, str]]:
    """Return where to go on, and the texts of comments by their numbers that people decided on.

    Looked at are *limit* decisions with higher numbers than *after*, made before a moment.
    """
    rows = session.execute(
        sa.select(
            DecisionRow.id, DecisionRow.comment_id, DecisionRow.action, DecisionRow.decided_by
        )
        .where(DecisionRow.id > after, DecisionRow.decided_at <= before)
        .order_by(DecisionRow.id)
        .limit(limit)
    ).all()
    settled = {
        row.comment_id for row in rows if row.decided_by is not None and row.action in ANSWERS
    }
    texts = session.execute(
        sa.select(CommentRow.id, CommentRow.body).where(
            CommentRow.id.in_(settled), CommentRow.erased_at.is_(None)
        )
    )
    return (rows[-1].id if rows else after), {row.id: row.body for row in texts}


def with_text(session: Session, comment_ids: Collection[int]) -> tuple[int, ...]:
    """Return those of some comments that are not erased; nobody erases them meanwhile."""
    # SQLite has one writer at a time and ignores the clause.
    found = sa.select(CommentRow.id).where(
        CommentRow.id.in_(list(comment_ids)), CommentRow.erased_at.is_(None)
    )
    return tuple(session.scalars(found.with_for_update()))


def put_keys(session: Session, keys: Mapping[int, Iterable[int]]) -> None:
    """Have comments found by their keys, and by no others: comment → keys."""
    session.execute(sa.delete(LikenessRow).where(LikenessRow.comment_id.in_(list(keys))))
    rows = [
        {"key": key, "comment_id": number} for number, each in keys.items() for key in set(each)
    ]
    if rows:
        session.execute(sa.insert(LikenessRow), rows)


def postings(session: Session, keys: Collection[int], *, but: int) -> Mapping[int, Sequence[int]]:
    """Return of each key the latest comments with it but one, newest first; keys with none are left out."""
    if not keys:
        return {}
    each = [
        sa.select(
            sa.select(LikenessRow.key, LikenessRow.comment_id)
            .where(LikenessRow.key == key, LikenessRow.comment_id != but)
            .order_by(LikenessRow.comment_id.desc())
            .limit(MOST_POSTINGS)
            .subquery()
        )
        for key in keys
    ]
    found: dict[int, list[int]] = {}
    for row in session.execute(sa.union_all(*each)):
        found.setdefault(row.key, []).append(row.comment_id)
    return {key: sorted(numbers, reverse=True) for key, numbers in found.items()}
