"""Articles that comments stand under."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.comment import Article
from moderation.storage.tables import ArticleRow


def article_by_key(session: Session, key: str, *, locks: bool = False) -> Article | None:
    """Return the article that the CMS calls *key*.

    With *locks* nobody else locks it until this transaction ends; comments are stored under it
    meanwhile as ever. SQLite has one writer at a time, and nothing to lock.
    """
    query = sa.select(ArticleRow).where(ArticleRow.key == key)
    if locks:
        # FOR NO KEY UPDATE: the reference of a comment to its article would wait for FOR UPDATE.
        query = query.with_for_update(key_share=True)
    row = session.scalar(query)
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


def save_article(session: Session, article: Article, *, now: datetime) -> Article:
    """Create *article*, or change the one with its key; its id is ignored."""
    row = session.scalar(sa.select(ArticleRow).where(ArticleRow.key == article.key))
    if row is None:
        row = ArticleRow(created_at=now)
        session.add(row)
    for name, value in asdict(article).items():
        if name != "id":
            setattr(row, name, value)
    session.flush()
    return to_article(row)


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
