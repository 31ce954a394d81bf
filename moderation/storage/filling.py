"""Fill a queue with copies of one comment, to measure it at its real size."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa

from moderation.core.desk import Rank
from moderation.storage.database import Database
from moderation.storage.queue_tables import QueueRow
from moderation.storage.tables import CommentRow

#: Rows in one transaction, which share one arrival time.
CHUNK = 10_000


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
            )
            .join_from(CommentRow, numbers, sa.true())
            .where(CommentRow.id == template_id)
        )
        names = [*(c.name for c in same), "id", "public_id", "submitted_at"]
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


_OWN = frozenset({"id", "public_id", "submitted_at", "idempotency_key"})
