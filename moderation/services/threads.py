"""A thread is read: an article's comments with their replies, and one comment in its place."""

from collections.abc import Mapping
from dataclasses import dataclass

from moderation.core.comment import Article, Comment, Status
from moderation.core.thread import Branch, Order
from moderation.errors import NotFound
from moderation.runtime import Runtime
from moderation.services.submission import answerable, stored
from moderation.storage import threads
from moderation.storage.threads import Replies

#: Comments on one page of a thread, without their replies.
PAGE_SIZE = 20

#: Replies that a thread shows of one comment, folded or not; its own page shows them all.
REPLIES_IN_THREAD = 10

#: Replies on one page of a comment's own pages.
REPLIES_ON_PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a thread."""

    branches: tuple[Branch, ...]
    page: int  # from 1
    n_pages: int  # at least 1
    n_comments: int  # published under the article, replies too

    @property
    def comments(self) -> tuple[Comment, ...]:
        """The comments at the top that are shown."""
        return tuple(branch.top for branch in self.branches if branch.top)


@dataclass(frozen=True, slots=True)
class Place:
    """One comment where it stands: in its branch, and the branch in its thread."""

    comment: Comment | None  # None: it is no longer published, its replies are
    article: Article
    branch: Branch
    page: int  # of the replies, from 1
    n_pages: int  # at least 1
    thread_page: int  # of the thread, the newest first


def published(runtime: Runtime, article_id: int, *, order: Order, page: int) -> Page:
    """Return a page of an article's thread; a page too far is the last one."""
    with runtime.database.read() as session:
        size = threads.thread_size(session, article_id)
        n_pages = _pages(size.branches, PAGE_SIZE)
        page = min(max(page, 1), n_pages)
        ids = threads.branch_ids(
            session, article_id, order=order, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
        )
        tops = {top.id: top for top in threads.comments_by_id(session, ids)}
        replies = threads.replies_under(session, ids, limit=REPLIES_IN_THREAD)
    shown = tuple(_branch(tops[top_id], replies) for top_id in ids)
    return Page(shown, page, n_pages, size.comments)


def find_place(runtime: Runtime, public_id: str, *, page: int | None = None) -> Place:
    """Return a comment with its parent and replies; *page*: of the replies, else that of the comment.

    Raises NotFound if it is not published, nor any reply to it.
    """
    with runtime.database.read() as session:
        found = stored(session, public_id)
        comment = found.comment
        is_reply = comment.parent_id is not None
        top = comment
        if comment.parent_id is not None:
            (top,) = threads.comments_by_id(session, [comment.parent_id])
        n_replies = threads.count_replies(session, top.id)
        is_published = comment.status is Status.PUBLISHED
        if not is_published and (is_reply or not n_replies):
            raise NotFound("no such comment is published")
        n_pages = _pages(n_replies, REPLIES_ON_PAGE)
        if page is None and is_reply:
            page = threads.count_replies(session, top.id, before=comment) // REPLIES_ON_PAGE + 1
        page = min(max(page or 1, 1), n_pages)
        offset = (page - 1) * REPLIES_ON_PAGE
        replies = threads.replies_under(session, [top.id], limit=REPLIES_ON_PAGE, offset=offset)
        thread_page = threads.count_newer(session, top) // PAGE_SIZE + 1
    branch = _branch(top, replies)
    shown = comment if is_published else None
    return Place(shown, found.article, branch, page, n_pages, thread_page)


def find_answered(runtime: Runtime, article_id: int, public_id: str | None) -> Comment | None:
    """Return the comment that somebody wishes to answer, if it is published under the article."""
    if not public_id:
        return None
    with runtime.database.read() as session:
        return answerable(session, article_id, public_id)


def _branch(top: Comment, replies: Mapping[int, Replies]) -> Branch:
    """Return *top* with what is shown of its replies; of what is not published, nothing but them."""
    under = replies.get(top.id, Replies())
    return Branch(
        public_id=top.public_id,
        top=top if top.status is Status.PUBLISHED else None,
        is_waiting=top.status is Status.PENDING,
        replies=under.shown,
        n_replies=under.total,
    )


def _pages(n: int, size: int) -> int:
    return max(1, -(-n // size))
