"""A thread is read: the published comments of an article, page by page."""

from dataclasses import dataclass

from moderation.core.comment import Comment
from moderation.runtime import Runtime
from moderation.storage import threads

#: Comments on one page of a thread.
PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a thread."""

    comments: tuple[Comment, ...]
    page: int  # from 1
    n_pages: int  # at least 1
    n_comments: int


def published(runtime: Runtime, article_id: int, *, newest_first: bool, page: int) -> Page:
    """Return a page of an article's published comments; a page too far is the last one."""
    with runtime.database.read() as session:
        n_comments = threads.count_published(session, article_id)
        n_pages = max(1, -(-n_comments // PAGE_SIZE))
        page = min(max(page, 1), n_pages)
        shown = threads.published_comments(
            session,
            article_id,
            newest_first=newest_first,
            offset=(page - 1) * PAGE_SIZE,
            limit=PAGE_SIZE,
        )
    return Page(shown, page, n_pages, n_comments)
