"""Fill a queue with copies of one comment, to measure it at its real size.

They differ in what views look for: one in a thousand is in Italian, on one in a hundred the
machine's evidence names a clause.
"""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa

from moderation.core.desk import Rank
from moderation.storage.database import Database
from moderation.storage.queue_tables import QueueClauseRow, QueueRow
from moderation.storage.tables import CommentRow

#: Rows in one transaction, which share one arrival time.
CHUNK = 10_000

#: Different people who wrote them: nobody's record is that of all.
AUTHORS = 20_000

#: One comment in so many is in a rare language, or breaks a clause.
RARE, BROKEN = 1_000, 100

RARE_LANGUAGE, BROKEN_CLAUSE = "it", "INJURE"


def fill_queue(
    database: Database, template_id: int, n_rows: int, *, done: Callable[[int], None]
) -> None:
    """Add *n_rows* pending copies of the comment *template_id*; *done* is told of each chunk."""
    for start in range(0, n_rows, CHUNK):
        size = min(CHUNK, n_rows - start)
        _add_chunk(database, template_id, start, size)
        done(size)


def _add_chunk(database: Database, template_id: int, start: int, size: int) -> None:
    numbers = sa.select(sa.literal(start).label("i")).cte("numbers", recursive=True)
    numbers = numbers.union_all(sa.select(numbers.c.i + 1).where(numbers.c.i < start + size - 1))
    with database.begin() as session:
        template = session.get_one(CommentRow, template_id)
        at = template.submitted_at - timedelta(minutes=start // CHUNK + 1)
        first_id = (session.scalar(sa.select(sa.func.max(CommentRow.id))) or 0) + 1
        same = [c for c in CommentRow.__table__.columns if c.name not in _OWN]
        copies = (
            sa.select(
                *same,
                (numbers.c.i - start + first_id).label("id"),
                (sa.literal("copy-") + sa.cast(numbers.c.i, sa.Text)).label("public_id"),
                sa.literal(at, CommentRow.submitted_at.type).label("submitted_at"),
                (sa.literal("author ") + sa.cast(numbers.c.i % AUTHORS, sa.Text)).label(
                    "author_key"
                ),
                sa.case((numbers.c.i % RARE == 0, RARE_LANGUAGE), else_=CommentRow.language).label(
                    "language"
                ),
            )
            .join_from(CommentRow, numbers, sa.true())
            .where(CommentRow.id == template_id)
        )
        names = [
            *(c.name for c in same),
            "id",
            "public_id",
            "submitted_at",
            "author_key",
            "language",
        ]
        session.execute(sa.insert(CommentRow).from_select(names, copies))
        moment = CommentRow.submitted_at
        waiting = sa.select(
            CommentRow.id,
            sa.literal(int(Rank.PENDING)),
            moment.label("since"),
            moment.label("due"),
            CommentRow.article_id,
            CommentRow.language,
            *[sa.false()] * 6,
        ).where(CommentRow.id >= first_id)
        columns = ["comment_id", "rank", "since", "due", "article_id", "language"]
        columns += ["is_sampled", "is_watched", "is_escalated", "is_ahead", "is_given", "is_grave"]
        session.execute(sa.insert(QueueRow).from_select(columns, waiting))
        broken = sa.select(
            sa.literal(BROKEN_CLAUSE), QueueRow.rank, QueueRow.due, QueueRow.comment_id
        ).where(QueueRow.comment_id >= first_id, QueueRow.comment_id % BROKEN == 0)
        columns = ["clause_id", "rank", "due", "comment_id"]
        session.execute(sa.insert(QueueClauseRow).from_select(columns, broken))


_OWN = frozenset({"id", "public_id", "submitted_at", "author_key", "language", "idempotency_key"})
