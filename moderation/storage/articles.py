"""Articles that comments stand under."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.comment import Article
from moderation.storage.tables import ArticleRow

#: What the desk alone sets.
PACE = ("opens_at", "closes_at", "slow_minutes", "reader_limit")


def article_by_key(session: Session, key: str) -> Article | None:
    """Return the article that the CMS calls *key*."""
    row = session.scalar(sa.select(ArticleRow).where(ArticleRow.key == key))
    return to_article(row) if row is not None else None


def articles_by_id(session: Session, article_ids: Collection[int]) -> Mapping[int, Article]:
    """Return articles by their ids."""
    rows = session.scalars(sa.select(ArticleRow).where(ArticleRow.id.in_(article_ids)))
    return {row.id: to_article(row) for row in rows}


def list_articles(
    session: Session, *, is_open: bool | None, before: int | None, limit: int
) -> Sequence[Article]:
    """Return at most *limit* articles, the newest first.

    *is_open*: None for all. *before*: the id of an article; only those made before it.
    """
    query = sa.select(ArticleRow).order_by(ArticleRow.id.desc()).limit(limit)
    if is_open is not None:
        query = query.where(ArticleRow.is_open.is_(is_open))
    if before is not None:
        query = query.where(ArticleRow.id < before)
    return [to_article(row) for row in session.scalars(query)]


def any_article(session: Session) -> Article | None:
    """Return the oldest article; None if there is none."""
    row = session.scalar(sa.select(ArticleRow).order_by(ArticleRow.id).limit(1))
    return to_article(row) if row is not None else None


def lock_article(session: Session, article_id: int) -> None:
    """Let nobody else lock the article until this transaction ends.

    Comments are stored under it meanwhile as ever. SQLite has one writer at a time, and nothing to lock.
    """
    # FOR NO KEY UPDATE: the reference of a comment to its article waits for FOR UPDATE.
    locked = sa.select(ArticleRow.id).where(ArticleRow.id == article_id)
    session.execute(locked.with_for_update(key_share=True))


def save_article(session: Session, article: Article, *, now: datetime) -> Article:
    """Create *article*, or change the one with its key; its id is ignored.

    The pace that the desk gave it (`set_pace`) stays as it is: who tells us of an article
    again, because its title has changed, knows nothing of it.
    """
    row = session.scalar(sa.select(ArticleRow).where(ArticleRow.key == article.key))
    if row is None:
        row = ArticleRow(created_at=now)
        session.add(row)
    for name, value in asdict(article).items():
        if name not in ("id", *PACE):
            setattr(row, name, value)
    session.flush()
    return to_article(row)


def set_pace(
    session: Session,
    article_id: int,
    *,
    opens_at: time | None,
    closes_at: time | None,
    slow_minutes: int | None,
    reader_limit: int | None,
) -> None:
    """Give an article hours of its own, and a pace; None: none."""
    session.execute(
        sa.update(ArticleRow)
        .where(ArticleRow.id == article_id)
        .values(
            opens_at=opens_at,
            closes_at=closes_at,
            slow_minutes=slow_minutes,
            reader_limit=reader_limit,
        )
    )


def to_article(row: ArticleRow) -> Article:
    """Return the article in *row*."""
    return Article(
        id=row.id,
        key=row.key,
        title=row.title,
        url=row.url,
        language=row.language,
        is_open=row.is_open,
        character_limit=row.character_limit,
        closed_reason=row.closed_reason,
        mode=row.mode,
        excerpt=row.excerpt,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        slow_minutes=row.slow_minutes,
        reader_limit=row.reader_limit,
    )
