"""The moderators' queue: appeals, then reports, then what is read for the first time.

Within each what is due first goes first (moderation.core.priority). Every view
goes along one index in its own order, however many wait; see moderation.storage.views.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.desk import QueueEntry, Rank
from moderation.core.person import Person
from moderation.core.priority import NO_RISK, Risk, due, report_weight, risk_of
from moderation.core.view import EVERYTHING, View
from moderation.core.wellbeing import is_grave
from moderation.errors import Conflict
from moderation.storage.codec import decode_verdict
from moderation.storage.inquiry_tables import InquiryRow
from moderation.storage.queue_tables import QueueClauseRow, QueueRow, WatchedArticleRow
from moderation.storage.tables import CommentRow, ReportRow, SampleRow
from moderation.storage.views import is_for, leases, ranks_of, waiting_query

#: What a row says when nobody has claimed it.
_UNCLAIMED = {"claimed_by": None, "claimed_until": None, "is_ahead": False, "is_given": False}


def enqueue(
    session: Session, comment_id: int, rank: Rank, *, since: datetime, not_for: int | None = None
) -> None:
    """Put a comment in the queue, or forward if it waits there with a lesser rank.

    Its place is reckoned anew either way: another report, or another text, changes what it risks.
    """
    row = session.get(QueueRow, comment_id)
    if row is None:
        row = QueueRow(comment_id=comment_id, rank=rank, since=since, is_escalated=False)
        row.not_for = not_for
    elif rank < row.rank:
        row.rank, row.since, row.held_until = rank, since, None
        row.not_for = not_for or row.not_for
    comment = session.execute(_facts((comment_id,))).one()
    session.execute(sa.delete(QueueClauseRow).where(QueueClauseRow.comment_id == comment_id))
    session.add_all((row, *_placed(row, comment)))


def enqueue_new(session: Session, comment_ids: Sequence[int], *, since: datetime) -> None:
    """Put comments that nobody has read in the queue: some hundreds at once, none of which waits yet."""
    for comment in session.execute(_facts(comment_ids)):
        row = QueueRow(comment_id=comment.id, rank=Rank.PENDING, since=since, is_escalated=False)
        session.add_all((row, *_placed(row, comment)))


def dequeue(session: Session, comment_id: int) -> None:
    """Take a comment out of the queue."""
    for table in (QueueClauseRow, QueueRow):
        session.execute(sa.delete(table).where(table.comment_id == comment_id))


def next_in_queue(
    session: Session,
    person: Person,
    *,
    now: datetime,
    view: View = EVERYTHING,
    but: Collection[int] = (),
    avoid_grave: bool = False,
) -> int | None:
    """Return the id of the comment in *view* that *person* should read next; None if none waits.

    Their own claims come first, so that reloading a page shows the same case; what
    somebody was asked about, and has still to answer, comes last. *but*: none of these.
    *avoid_grave*: one that is not grave, if any waits.
    """
    own = leases(session, person, now=now, view=view)
    found = next((comment_id for comment_id in own if comment_id not in but), None)
    if found is not None:
        return found
    is_awaited = sa.exists().where(
        InquiryRow.comment_id == QueueRow.comment_id,
        InquiryRow.answered_at.is_(None),
        InquiryRow.until > now,
    )
    waits = (~is_awaited, is_awaited)
    lighter = [sa.and_(way, QueueRow.is_grave.is_(False)) for way in waits] if avoid_grave else []
    for condition in (*lighter, *waits):
        for rank in ranks_of(view):
            query = waiting_query(view, rank, person, now=now)
            query = query.where(
                condition, _is_free(now, person), QueueRow.comment_id.not_in(but)
            ).limit(1)
            # On PostgreSQL a row that another transaction is claiming is passed over;
            # SQLite has one writer at a time and ignores the clause.
            found = session.scalar(query.with_for_update(skip_locked=True, of=QueueRow))
            if found is not None:
                return found
    return None


def claim(
    session: Session,
    comment_id: int,
    person: Person,
    *,
    now: datetime,
    until: datetime,
    is_ahead: bool = False,
) -> None:
    """Give *person* a comment until *until*. Raises Conflict if another has it.

    *is_ahead*: it is loaded before it is needed, and not read yet.
    """
    claimed = session.scalar(
        sa.update(QueueRow)
        .where(QueueRow.comment_id == comment_id, _is_free(now, person))
        .values(_claimed(person, until=until, is_ahead=is_ahead))
        .returning(QueueRow.comment_id)
    )
    if claimed is None:
        raise Conflict(f"comment {comment_id} is with another moderator")


def keep(
    session: Session,
    comment_id: int,
    person: Person,
    *,
    now: datetime,
    until: datetime,
    is_ahead: bool = False,
) -> bool:
    """Extend *person*'s claim, or claim what nobody has; False if it is not, or no more, theirs."""
    mine = is_for(now, person)
    kept = session.scalar(
        sa.update(QueueRow)
        .where(QueueRow.comment_id == comment_id, _is_free(now, person), *mine)
        .values(_claimed(person, until=until, is_ahead=is_ahead))
        .returning(QueueRow.comment_id)
    )
    return kept is not None


def give_back(session: Session, person: Person, *, but: Collection[int] = ()) -> None:
    """End all claims of *person* *but* on these, and on what was handed to them."""
    # What another transaction is at work on is not waited for: it has lapsed, or is being decided.
    theirs = session.scalars(
        sa.select(QueueRow.comment_id)
        .where(
            QueueRow.claimed_by == person.id,
            QueueRow.is_given.is_(False),
            QueueRow.comment_id.not_in(but),
        )
        .with_for_update(skip_locked=True)
    ).all()
    if theirs:
        session.execute(
            sa.update(QueueRow).where(QueueRow.comment_id.in_(theirs)).values(_UNCLAIMED)
        )


def let_go(session: Session, comment_id: int, person: Person) -> None:
    """End *person*'s claim on a comment that they have loaded ahead; what was handed to them stays theirs."""
    session.execute(
        sa.update(QueueRow)
        .where(
            QueueRow.comment_id == comment_id,
            QueueRow.claimed_by == person.id,
            QueueRow.is_ahead,
            QueueRow.is_given.is_(False),
        )
        .values(_UNCLAIMED)
    )


def give(
    session: Session, comment_id: int, *, giver: int, to: int, now: datetime, until: datetime
) -> None:
    """Have a comment wait for one person alone until *until*. Raises Conflict if a third person has it."""
    is_free = sa.or_(
        QueueRow.claimed_until.is_(None),
        QueueRow.claimed_until <= now,
        QueueRow.claimed_by.in_((giver, to)),
    )
    # It waits until what is on that person's screen is done.
    values = {"claimed_by": to, "claimed_until": until, "is_ahead": True, "is_given": True}
    given = session.scalar(
        sa.update(QueueRow)
        .where(QueueRow.comment_id == comment_id, is_free)
        .values(held_until=None, **values)
        .returning(QueueRow.comment_id)
    )
    if given is None:
        raise Conflict(f"comment {comment_id} is with another moderator, or waits for nobody")


def lay_aside(session: Session, person: Person, *, but: int) -> None:
    """What *person* was reading waits ahead of them, *but* for this one; what waited ahead is given back."""
    session.execute(
        sa.update(QueueRow)
        .where(
            QueueRow.claimed_by == person.id,
            QueueRow.comment_id != but,
            QueueRow.is_ahead,
            QueueRow.is_given.is_(False),
        )
        .values(_UNCLAIMED)
    )
    session.execute(
        sa.update(QueueRow)
        .where(QueueRow.claimed_by == person.id, QueueRow.comment_id != but)
        .values(is_ahead=True)
    )


def release(
    session: Session,
    comment_id: int,
    *,
    held_until: datetime | None = None,
    is_escalated: bool = False,
) -> None:
    """End the claim on a comment; it waits on, until *held_until* or with a senior."""
    values: dict[str, object] = dict(_UNCLAIMED)
    values |= {"held_until": held_until} if held_until else {}
    values |= {"is_escalated": True, "held_until": None} if is_escalated else {}
    session.execute(sa.update(QueueRow).where(QueueRow.comment_id == comment_id).values(**values))


def entry_of(session: Session, comment_id: int) -> QueueEntry | None:
    """Return a comment's place in the queue; None if it waits for nobody."""
    row = session.get(QueueRow, comment_id)
    return to_entry(row) if row is not None else None


def is_barred(session: Session, comment_id: int, person: Person) -> bool:
    """Return whether somebody else than *person* must decide: the appeal is against theirs."""
    not_for = session.scalar(sa.select(QueueRow.not_for).where(QueueRow.comment_id == comment_id))
    return not_for == person.id


def to_entry(row: QueueRow) -> QueueEntry:
    """Return the place in the queue that *row* holds."""
    return QueueEntry(
        comment_id=row.comment_id,
        rank=Rank(row.rank),
        since=row.since,
        is_escalated=row.is_escalated,
        held_until=row.held_until,
        claimed_by=row.claimed_by,
        claimed_until=row.claimed_until,
        due=row.due,
        is_watched=row.is_watched,
        is_ahead=row.is_ahead,
    )


def _claimed(person: Person, *, until: datetime, is_ahead: bool) -> dict[str, Any]:
    """Return what a claim writes; one that *person* has already is never shortened."""
    is_theirs = QueueRow.claimed_by == person.id
    lasts = sa.and_(is_theirs, QueueRow.claimed_until > until)
    return {
        "claimed_by": person.id,
        "claimed_until": sa.case(
            (lasts, QueueRow.claimed_until), else_=sa.literal(until, QueueRow.claimed_until.type)
        ),
        "is_ahead": is_ahead,
        "is_given": sa.and_(QueueRow.is_given, is_theirs, QueueRow.claimed_until.is_not(None)),
    }


def _facts(comment_ids: Collection[int]) -> sa.Select[Any]:
    """Select what places comments in the queue."""
    n_reports = sa.select(sa.func.count()).where(
        ReportRow.comment_id == CommentRow.id, ReportRow.closed_by.is_(None)
    )
    return sa.select(
        CommentRow.id,
        CommentRow.article_id,
        CommentRow.language,
        CommentRow.verdict,
        _is_watched(CommentRow.article_id).label("is_watched"),
        sa.exists().where(SampleRow.comment_id == CommentRow.id).label("is_drawn"),
        n_reports.scalar_subquery().label("n_reports"),
    ).where(CommentRow.id.in_(comment_ids))


def _placed(row: QueueRow, comment: sa.Row[Any]) -> list[QueueClauseRow]:
    """Write to *row* when it is due and whatever else the views look for; the clauses it waits by."""
    verdict = decode_verdict(comment.verdict)
    rank = Rank(row.rank)
    weights = [report_weight()] * comment.n_reports
    risk = risk_of(verdict, weights if rank is Rank.REPORT else ())
    # Authors who appeal wait in turn, whatever they are said to have written.
    row.due = due(row.since, Risk(NO_RISK) if rank is Rank.APPEAL else risk)
    row.article_id, row.language = comment.article_id, comment.language
    row.is_watched, row.is_grave = comment.is_watched, is_grave(verdict)
    row.is_sampled = comment.is_drawn and rank is Rank.PENDING
    return [
        QueueClauseRow(clause_id=clause_id, rank=rank, due=row.due, comment_id=row.comment_id)
        for clause_id in {one.clause_id for one in verdict.evidence if one.clause_id}
    ]


def _is_watched(article_id: Any) -> sa.ColumnElement[bool]:
    return sa.exists().where(WatchedArticleRow.article_id == article_id)


def _is_free(now: datetime, person: Person) -> sa.ColumnElement[bool]:
    return sa.or_(
        QueueRow.claimed_until.is_(None),
        QueueRow.claimed_until <= now,
        QueueRow.claimed_by == person.id,
    )
