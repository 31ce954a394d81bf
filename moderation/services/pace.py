"""Articles at the desk: opened, closed, slowed down; which of them heat up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from moderation.core.audit import AuditKind, Fact
from moderation.core.comment import Article, Draft, Limits, Mode, is_text, why_not_yet
from moderation.core.heat import FEWEST, HEAT_HOURS, NOTHING, USUAL_DAYS, Heat, Level, heat_of
from moderation.core.names.key import author_key
from moderation.core.period import TIME_ZONE
from moderation.core.permission import Permission, require
from moderation.core.person import Person
from moderation.errors import CommentError, InvalidInput, NotFound
from moderation.runtime import Runtime
from moderation.services.judging import hours_of
from moderation.storage import articles, audit, pace

#: Minutes between two comments of a reader: of the one button, and at most.
SLOW_MINUTES, MOST_SLOW_MINUTES = 10, 24 * 60

#: Most comments that a reader may be limited to, and most characters of a comment.
MOST_READER_LIMIT, MOST_CHARACTERS = 1_000, 20_480

#: Longest reason for closing an article, in code points.
REASON_CODE_POINTS = 500

#: By how many of the house's last comments its usual share is told.
HOUSE_COMMENTS = 2_000


@dataclass(frozen=True, slots=True)
class Run:
    """How an article is run, as the desk sets it."""

    is_open: bool
    closed_reason: str  # told to readers while it is closed
    mode: Mode
    character_limit: int | None
    opens_at: time | None
    closes_at: time | None
    slow_minutes: int | None
    reader_limit: int | None


class RunFields(TypedDict, total=False):
    """What of an article says how it is run, as far as somebody says anything of it."""

    is_open: bool
    closed_reason: str
    mode: Mode
    character_limit: int | None
    opens_at: time | None
    closes_at: time | None
    slow_minutes: int | None
    reader_limit: int | None


@dataclass(frozen=True, slots=True)
class RunArticle:
    """An article with what the desk looks at."""

    article: Article
    n_waiting: int
    n_published: int
    heat: Heat | None  # None: a person reads all under it, and all is held


def list_run(runtime: Runtime, *, before: int | None, limit: int) -> Sequence[RunArticle]:
    """Return at most *limit* articles, the newest first, made before the one with the id *before*."""
    now = runtime.clock()
    with runtime.database.read() as session:
        found = articles.list_articles(session, is_open=None, before=before, limit=limit)
        return _looked_at(session, found, now)


def list_heating(runtime: Runtime) -> Sequence[RunArticle]:
    """Return the articles of which more than usual was held in the last hours, the hottest first."""
    now = runtime.clock()
    with runtime.database.read() as session:
        heats = _heats(session, None, now)
        heating = {i: heat for i, heat in heats.items() if heat.level is not Level.USUAL}
        found = articles.articles_by_id(session, list(heating))
        measured = [one for one in found.values() if one.mode is Mode.CHARTER]
        ordered = sorted(measured, key=lambda article: heating[article.id].chance)
        return _looked_at(session, ordered, now)


def open_run(runtime: Runtime, key: str) -> RunArticle:
    """Return an article with what the desk looks at. Raises NotFound."""
    with runtime.database.read() as session:
        return _looked_at(session, [_article(session, key)], runtime.clock())[0]


def run_article(runtime: Runtime, person: Person, key: str, run: Run) -> None:
    """Open or close an article, and give it a pace. Raises NotFound, NotAllowed, InvalidInput."""
    require(person, Permission.RUN_ARTICLES)
    with runtime.database.begin() as session:
        before = _article(session, key, locks=True)
        closed_reason = run.closed_reason.strip()
        changed = replace(before, **(asdict(run) | {"closed_reason": closed_reason}))
        keep_article(session, before, changed, by=person, now=runtime.clock())


def slow_down(runtime: Runtime, person: Person, key: str) -> None:
    """Let each reader write once every SLOW_MINUTES under an article. Raises NotFound, NotAllowed."""
    require(person, Permission.RUN_ARTICLES)
    with runtime.database.begin() as session:
        before = _article(session, key, locks=True)
        slowed = replace(before, slow_minutes=max(before.slow_minutes or 0, SLOW_MINUTES))
        keep_article(session, before, slowed, by=person, now=runtime.clock())


def keep_article(
    session: Session, before: Article | None, after: Article, *, by: Person | None, now: datetime
) -> Article:
    """Store an article; that it was changed, in what and by whom, is logged. Raises InvalidInput.

    *before* None: it is new. *by* None: a program.
    """
    _check(after)
    saved = articles.save_article(session, after, now=now)
    old, new = asdict(before or saved), asdict(saved)
    if changed := [name for name in new if new[name] != old[name]]:
        facts: dict[str, Fact] = {"changed": [name for name in changed if name != "is_open"]}
        if "is_open" in changed:
            facts["step"] = "opened" if saved.is_open else "closed"
        about = f"article {saved.id}"
        who = by.id if by else None
        audit.append(session, AuditKind.ARTICLE, by=who, about=about, now=now, **facts)
    return saved


def paced(
    session: Session,
    runtime: Runtime,
    article: Article,
    limits: Limits,
    draft: Draft,
    person: Person | None,
    *,
    now: datetime,
) -> Limits:
    """Return *limits* with whether whoever sends *draft* has still to wait, or has written enough."""
    key, person_id = author_key(draft.author_name), person.id if person else None
    email = None if person else draft.author_email
    if article.slow_minutes:
        last = pace.last_written(
            session, article.id, person_id=person_id, email=email, author_key=key
        )
        again = last and last + timedelta(minutes=article.slow_minutes)
        if again and again > now:
            limits = replace(limits, writes_again=_clock_time(runtime, article, again))
    if article.reader_limit:
        n_written = pace.count_written(
            session, article.id, person_id=person_id, email=email, author_key=key
        )
        limits = replace(limits, is_limit_reached=n_written >= article.reader_limit)
    return limits


def take_turn(
    session: Session,
    runtime: Runtime,
    article: Article,
    limits: Limits,
    draft: Draft,
    person: Person | None,
    *,
    now: datetime,
) -> None:
    """Look again, where *draft* is stored: two texts that one reader sent at once were both in time before.

    *article* is locked by then. Raises CommentError for whichever comes second.
    """
    if problem := why_not_yet(paced(session, runtime, article, limits, draft, person, now=now)):
        raise CommentError((problem,))


def _clock_time(runtime: Runtime, article: Article, moment: datetime) -> str:
    """Return the minute in which *moment* is past, on the clocks by which *article* opens and closes."""
    hours = hours_of(runtime, article)
    zone = ZoneInfo(hours.time_zone) if hours else TIME_ZONE
    local = (moment + timedelta(seconds=59)).astimezone(zone)
    return f"{local:%H:%M}"


def _check(run: Article) -> None:
    if (run.opens_at is None) != (run.closes_at is None):
        raise InvalidInput("hours have a beginning and an end")
    if len(run.closed_reason) > REASON_CODE_POINTS or not is_text(run.closed_reason):
        raise InvalidInput(f"a reason is plain text of at most {REASON_CODE_POINTS} characters")
    for value, most in (
        (run.slow_minutes, MOST_SLOW_MINUTES),
        (run.reader_limit, MOST_READER_LIMIT),
        (run.character_limit, MOST_CHARACTERS),
    ):
        if value is not None and not 1 <= value <= most:
            raise InvalidInput(f"a limit is 1 to {most}")


def _looked_at(session: Session, found: Sequence[Article], now: datetime) -> Sequence[RunArticle]:
    ids = [article.id for article in found]
    waiting, published = pace.waiting_under(session, ids), pace.published_under(session, ids)
    heats = _heats(session, ids, now)
    return [
        RunArticle(
            one, waiting.get(one.id, 0), published.get(one.id, 0), _shown(one, heats[one.id])
        )
        for one in found
    ]


def _shown(article: Article, heat: Heat) -> Heat | None:
    return heat if article.mode is Mode.CHARTER else None


def _heats(
    session: Session, article_ids: Collection[int] | None, now: datetime
) -> Mapping[int, Heat]:
    """Measure articles, or all of which enough was held in the last hours."""
    since = now - timedelta(hours=HEAT_HOURS)
    recent = pace.held_since(session, since, article_ids=article_ids)
    if article_ids is None:
        article_ids = [i for i, counted in recent.items() if counted.held >= FEWEST]
    house = pace.held_lately(session, since, limit=HOUSE_COMMENTS)
    began = since - timedelta(days=USUAL_DAYS)
    before = pace.held_between(session, began, since, article_ids=article_ids)
    return {i: heat_of(recent.get(i, NOTHING), before.get(i, NOTHING), house) for i in article_ids}


def heat_under(runtime: Runtime, article: Article) -> Heat | None:
    """Return the heat of one article if it is more than usual; mostly it needs one short look."""
    if article.mode is not Mode.CHARTER:
        return None
    now = runtime.clock()
    since = now - timedelta(hours=HEAT_HOURS)
    with runtime.database.read() as session:
        recent = pace.held_since(session, since, article_ids=[article.id])
        if recent.get(article.id, NOTHING).held < FEWEST:
            return None
        heat = _heats(session, [article.id], now)[article.id]
    return None if heat.level is Level.USUAL else heat


def is_ablaze(runtime: Runtime, article: Article) -> bool:
    """Return whether a thread is hot."""
    heat = heat_under(runtime, article)
    return heat is not None and heat.level is Level.HOT


def _article(session: Session, key: str, *, locks: bool = False) -> Article:
    article = articles.article_by_key(session, key, locks=locks) if is_text(key) else None
    if article is None:
        raise NotFound("there is no such article")
    return article
