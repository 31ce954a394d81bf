"""The queues of the desk: how many wait in each, what is read next, who is reading."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from moderation.core.audit import AuditKind
from moderation.core.comment import Article, checked_words
from moderation.core.desk import Case
from moderation.core.permission import Permission, require
from moderation.core.person import Person
from moderation.core.view import (
    EVERYTHING,
    VIEW_NAME_CODE_POINTS,
    Need,
    SavedView,
    View,
    needs_of,
)
from moderation.core.wellbeing import is_grave
from moderation.errors import NotFound
from moderation.runtime import Runtime
from moderation.services.review import open_case_by_number
from moderation.services.submission import stored
from moderation.services.wellbeing import is_due_lighter
from moderation.storage import (
    articles,
    audit,
    comments,
    people,
    queue,
    saved_views,
    views,
    watching,
)

#: Where counting what waits ends: it is shown as "999+".
QUEUE_COUNT_LIMIT = 999

#: For how long a comment that was loaded before it is needed is kept; a page in use extends it.
AHEAD_MINUTES = 2

#: How many articles a filter offers, the newest first.
ARTICLES_OFFERED = 20


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is read after the comment on the screen."""

    case: Case | None  # None: nothing else waits
    is_kept: bool  # the comment on the screen is with who reads it


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether what a page shows, and what it has loaded ahead, is still with its reader."""

    is_kept: bool
    reader: str | None  # who has it instead
    is_ahead_kept: bool


def count_waiting(runtime: Runtime, person: Person) -> Mapping[Need, int]:
    """Count what waits for *person* by need; each count ends at QUEUE_COUNT_LIMIT + 1."""
    now = runtime.clock()
    with runtime.database.read() as session:
        return {
            need: views.count_waiting(session, View(need), person, now=now, limit=QUEUE_COUNT_LIMIT)
            for need in needs_of(person)
        }


def load_ahead(runtime: Runtime, moderator: Person, reading: str, view: View = EVERYTHING) -> Ahead:
    """Claim, for a short while, what *moderator* reads in *view* after the comment *reading*.

    They hold two comments at most: the one on the screen, which stays theirs if nobody else has
    it, and this one. Raises NotFound.
    """
    now = runtime.clock()
    until = now + timedelta(minutes=runtime.settings.claim_minutes)
    with runtime.database.begin() as session:
        read = stored(session, reading)
        on_screen = read.comment.id
        is_kept = _keep(session, on_screen, moderator, now=now, until=until)
        lighter = is_due_lighter(
            session, runtime, moderator, now=now, on_screen=int(is_grave(read.verdict))
        )
        ahead = queue.next_in_queue(
            session, moderator, now=now, view=view, but=(on_screen,), avoid_grave=lighter
        )
        queue.give_back(session, moderator, but=[i for i in (on_screen, ahead) if i is not None])
        if ahead is None:
            return Ahead(None, is_kept)
        until = now + timedelta(minutes=AHEAD_MINUTES)
        queue.claim(session, ahead, moderator, now=now, until=until, is_ahead=True)
    # Other writers wait for the lock, and not for what follows.
    return Ahead(open_case_by_number(runtime, ahead), is_kept)


def be_present(
    runtime: Runtime, moderator: Person, *, reading: str | None, ahead: str | None
) -> Presence:
    """Extend the claims of a page that is open and in use; claim what it shows if nobody has it."""
    now = runtime.clock()
    minutes = runtime.settings.claim_minutes
    with runtime.database.begin() as session:
        ids = comments.ids_of(session, [i for i in (reading, ahead) if i])
        on_screen, next_one = ids.get(reading or ""), ids.get(ahead or "")
        is_kept = on_screen is None or _keep(
            session, on_screen, moderator, now=now, until=now + timedelta(minutes=minutes)
        )
        is_ahead_kept = next_one is not None and queue.keep(
            session,
            next_one,
            moderator,
            now=now,
            until=now + timedelta(minutes=AHEAD_MINUTES),
            is_ahead=True,
        )
        reader = None if is_kept or on_screen is None else _reader(session, on_screen)
    return Presence(is_kept, reader, is_ahead_kept)


def let_go(runtime: Runtime, moderator: Person, ahead: str) -> None:
    """Give back what was loaded ahead and is not needed: its page is left."""
    with runtime.database.begin() as session:
        comment_id = comments.ids_of(session, [ahead]).get(ahead)
        if comment_id is not None:
            queue.let_go(session, comment_id, moderator)


def articles_to_choose(runtime: Runtime, chosen: str | None) -> tuple[Article, ...]:
    """Return the articles that a filter offers: the newest, and the one that is *chosen*."""
    with runtime.database.read() as session:
        newest = articles.list_articles(session, is_open=None, before=None, limit=ARTICLES_OFFERED)
        offered = tuple(newest)
        if chosen is None or chosen in {article.key for article in offered}:
            return offered
        other = articles.article_by_key(session, chosen)
        return (other, *offered) if other else offered


def watch_article(runtime: Runtime, person: Person, key: str, watched: bool) -> None:
    """Have the comments under an article make a queue of their own, or no more.

    Raises NotFound; NotAllowed unless *person* runs articles.
    """
    require(person, Permission.RUN_ARTICLES)
    with runtime.database.begin() as session:
        article = articles.article_by_key(session, key)
        if article is None:
            raise NotFound("there is no such article")
        now = runtime.clock()
        if watched:
            watching.watch(session, article.id, person.id, now=now)
        else:
            watching.unwatch(session, article.id)
        step, about = "watched" if watched else "unwatched", f"article {article.id}"
        audit.append(session, AuditKind.ARTICLE, by=person.id, about=about, now=now, step=step)


def is_watched(runtime: Runtime, key: str) -> bool:
    """Return whether an article is watched."""
    with runtime.database.read() as session:
        article = articles.article_by_key(session, key)
        return article is not None and watching.is_watched(session, article.id)


def save_view(
    runtime: Runtime, person: Person, name: str, view: View, *, is_shared: bool = False
) -> None:
    """Keep *view* under *name*; what they kept under this name before is replaced.

    Raises InvalidInput if the name is none; NotAllowed if it is to be shared, but for seniors.
    """
    name = checked_words(" ".join(name.split()), VIEW_NAME_CODE_POINTS, what="a view's name")
    if is_shared:
        require(person, Permission.TAKE_ESCALATED)
    with runtime.database.begin() as session:
        saved_views.save_view(session, person.id, name, view, is_shared=is_shared)


def delete_view(runtime: Runtime, person: Person, view_id: int) -> None:
    """Delete a view of one's own. Raises NotFound."""
    with runtime.database.begin() as session:
        if not saved_views.delete_view(session, view_id, person.id):
            raise NotFound("this person has no such view")


def views_for(runtime: Runtime, person: Person) -> tuple[SavedView, ...]:
    """Return the views that *person* kept and those that others share, by name."""
    with runtime.database.read() as session:
        return saved_views.views_for(session, person.id)


def _keep(session: Session, comment_id: int, moderator: Person, **times: object) -> bool:
    """Keep what is on the screen; what waits for nobody cannot be taken away."""
    if queue.entry_of(session, comment_id) is None:
        return True
    return queue.keep(session, comment_id, moderator, **times)  # type: ignore[arg-type]


def _reader(session: Session, comment_id: int) -> str | None:
    entry = queue.entry_of(session, comment_id)
    if entry is None or entry.claimed_by is None:
        return None
    return people.names_of(session, [entry.claimed_by])[entry.claimed_by]
