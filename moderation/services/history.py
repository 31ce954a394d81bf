"""What a reader wrote, page by page, with what became of it; and the sanctions on their names."""

from dataclasses import dataclass

from moderation.core.desk import Outcome
from moderation.core.person import Person
from moderation.runtime import Runtime
from moderation.services.ladder import sanctions_on
from moderation.services.sanctions import ToldSanction, told_of
from moderation.services.submission import open_until
from moderation.storage import articles, comments, decisions, redress, sanctions

#: Comments on one page.
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Written:
    """A page of what somebody wrote."""

    outcomes: tuple[Outcome, ...]  # newest first
    page: int  # from 1
    n_pages: int  # at least 1


@dataclass(frozen=True, slots=True)
class OwnSanction:
    """A sanction on a reader, or on a name that they signed with."""

    told: ToldSanction
    public_id: (
        str | None
    )  # of the comment whose page states the reasons; None: it has a page of its own


def written(runtime: Runtime, person: Person, *, page: int) -> Written:
    """Return a page of what *person* signed; a page too far is the last one."""
    with runtime.database.read() as session:
        n_comments = comments.count_written(session, person.id)
        n_pages = max(1, -(-n_comments // PAGE_SIZE))
        page = min(max(page, 1), n_pages)
        shown = comments.written_by(
            session, person.id, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
        )
        ids = [comment.id for comment in shown]
        statements = decisions.last_statements(session, ids)
        appeals = redress.last_appeals(session, ids)
        about = articles.articles_by_id(session, {comment.article_id for comment in shown})
    now = runtime.clock()
    outcomes = []
    for comment in shown:
        statement, appeal = statements.get(comment.id), appeals.get(comment.id)
        until = open_until(comment, statement, appeal, now=now)
        outcomes.append(Outcome(comment, about[comment.article_id], statement, appeal, until))
    return Written(tuple(outcomes), page, n_pages)


def own_sanctions(runtime: Runtime, person: Person, *, language: str) -> tuple[OwnSanction, ...]:
    """Return the sanctions on *person* and on names that they signed with, in force and lifted."""
    with runtime.database.read() as session:
        found = [
            (ban, comments.public_id_of(session, ban.comment_id))
            for ban in sanctions.bans_of(session, person.id)
            if ban.comment_id is not None
        ]
    bans = [OwnSanction(told_of(runtime, ban, language=language), about) for ban, about in found]
    ladder = sanctions_on(runtime, person, language=language)
    return (*(OwnSanction(told, None) for told in ladder), *bans)
