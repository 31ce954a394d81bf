"""Articles that a senior watches: what waits under them is a queue of its own."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.storage.queue_tables import QueueRow, WatchedArticleRow


def watch(session: Session, article_id: int, person_id: int, *, now: datetime) -> None:
    """Watch an article, and what waits under it already; done before, nothing changes."""
    if session.get(WatchedArticleRow, article_id) is None:
        session.add(WatchedArticleRow(article_id=article_id, watched_by=person_id, watched_at=now))
        _mark(session, article_id, is_watched=True)


def unwatch(session: Session, article_id: int) -> None:
    """Watch an article no more."""
    session.execute(sa.delete(WatchedArticleRow).where(WatchedArticleRow.article_id == article_id))
    _mark(session, article_id, is_watched=False)


def is_watched(session: Session, article_id: int) -> bool:
    """Return whether an article is watched."""
    return session.get(WatchedArticleRow, article_id) is not None


def _mark(session: Session, article_id: int, *, is_watched: bool) -> None:
    session.execute(
        sa.update(QueueRow).where(QueueRow.article_id == article_id).values(is_watched=is_watched)
    )
