"""Fill a queue with copies of one comment, to measure it at its real size.

They are spread over articles and over weeks, as a newspaper's are, and differ in what views look for:
one in a thousand is in Italian, on one in a hundred the machine's evidence names a clause.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import sqlalchemy as sa

from moderation.core.desk import Rank
from moderation.storage.database import Database
from moderation.storage.queue_tables import QueueClauseRow, QueueRow
from moderation.storage.tables import ArticleRow, CommentRow

#: Rows in one transaction, which share one arrival time.
CHUNK = 10_000

#: How long one chunk arrived before the next: a million comments are the eight months of a large house.
CHUNK_HOURS = 60

#: Articles that they were written under, ten in a row under each.
ARTICLES = 5_000

#: Different people who wrote them: nobody's record is that of all.
AUTHORS = 20_000

#: One comment in so many is in a rare language, or breaks a clause.
RARE, BROKEN = 1_000, 100

RARE_LANGUAGE, BROKEN_CLAUSE = "it", "INJURE"


def fill_queue(
    database: Database, template_id: int, n_rows: int, *, done: Callable[[int], None]
) -> None:
    """Add *n_rows* pending copies of the comment *template_id*; *done* is told of each chunk."""
    first_article = _add_articles(database, template_id)
    for start in range(0, n_rows, CHUNK):
        size = min(CHUNK, n_rows - start)
        _add_chunk(database, template_id, first_article, start, size)
        done(size)
    if database.engine.dialect.name == "postgresql":
        # Its autovacuum does this within a minute of a load; until then its plans are guesses.
        with database.begin() as session:
            session.execute(sa.text("ANALYZE"))


def _add_articles(database: Database, template_id: int) -> int:
    """Add copies of the article of the comment *template_id*; the first one's id, the others follow it."""
    with database.begin() as session:
        of_template = session.get_one(CommentRow, template_id).article_id
        same = [c for c in ArticleRow.__table__.columns if c.name not in {"id", "key"}]
        numbers = _numbers(0, ARTICLES)
        copies = (
            sa.select(*same, (sa.literal("copy-") + sa.cast(numbers.c.i, sa.Text)).label("key"))
            .join_from(ArticleRow, numbers, sa.true())
            .where(ArticleRow.id == of_template)
            .order_by(numbers.c.i)
        )
        names = [*(c.name for c in same), "key"]
        session.execute(sa.insert(ArticleRow).from_select(names, copies))
        return session.execute(
            sa.select(ArticleRow.id).where(ArticleRow.key == "copy-0")
        ).scalar_one()


def _numbers(start: int, size: int) -> sa.CTE:
    numbers = sa.select(sa.literal(start).label("i")).cte("numbers", recursive=True)
    return numbers.union_all(sa.select(numbers.c.i + 1).where(numbers.c.i < start + size - 1))


def _add_chunk(
    database: Database, template_id: int, first_article: int, start: int, size: int
) -> None:
    numbers = _numbers(start, size)
    with database.begin() as session:
        template = session.get_one(CommentRow, template_id)
        at = template.submitted_at - timedelta(hours=CHUNK_HOURS * start // CHUNK, minutes=1)
        last_id = session.scalar(sa.select(sa.func.max(CommentRow.id))) or 0
        same = [c for c in CommentRow.__table__.columns if c.name not in _OWN]
        text = partial(sa.cast, type_=sa.Text)
        own = {
            "public_id": sa.literal("copy-") + text(numbers.c.i),
            "submitted_at": sa.literal(at, CommentRow.submitted_at.type),
            "article_id": first_article + numbers.c.i // 10 % ARTICLES,
            "author_key": sa.literal("author ") + text(numbers.c.i % AUTHORS),
            "language": sa.case(
                (numbers.c.i % RARE == 0, RARE_LANGUAGE), else_=CommentRow.language
            ),
        }
        copies = (
            sa.select(*same, *(value.label(name) for name, value in own.items()))
            .join_from(CommentRow, numbers, sa.true())
            .where(CommentRow.id == template_id)
            .order_by(numbers.c.i)
        )
        names = [*(c.name for c in same), *own]
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
        ).where(CommentRow.id > last_id)
        columns = ["comment_id", "rank", "since", "due", "article_id", "language"]
        columns += ["is_sampled", "is_watched", "is_escalated", "is_ahead", "is_given", "is_grave"]
        session.execute(sa.insert(QueueRow).from_select(columns, waiting))
        broken = sa.select(
            sa.literal(BROKEN_CLAUSE), QueueRow.rank, QueueRow.due, QueueRow.comment_id
        ).where(QueueRow.comment_id > last_id, QueueRow.comment_id % BROKEN == 0)
        columns = ["clause_id", "rank", "due", "comment_id"]
        session.execute(sa.insert(QueueClauseRow).from_select(columns, broken))


_OWN = frozenset(
    {
        "id",
        "public_id",
        "submitted_at",
        "article_id",
        "author_key",
        "language",
        "idempotency_key",
    }
)
