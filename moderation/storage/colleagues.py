"""Memos: what people of the newsroom tell, ask and answer each other about a comment."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from moderation.core.colleague import Memo, MemoAbout, MemoKind, Vote, opinions_after
from moderation.storage.articles import to_article
from moderation.storage.colleague_tables import IS_OPEN, MemoRow
from moderation.storage.comments import to_comment
from moderation.storage.keeping import is_of_free_comment
from moderation.storage.queue_tables import QueueRow
from moderation.storage.tables import ArticleRow, CommentRow, PersonRow

#: Most memos that a case shows, the latest; and most lines in each list of a person's page.
MOST_SHOWN, MOST_LISTED = 100, 50

#: Where counting what one is asked ends.
MOST_COUNTED = 99

_TO = aliased(PersonRow)


def add_memo(
    session: Session,
    comment_id: int,
    kind: MemoKind,
    *,
    words: str,
    by: int,
    now: datetime,
    to: int | None = None,
    vote: Vote | None = None,
) -> None:
    """Store a memo; *to*: a person, or everybody."""
    session.add(
        MemoRow(
            comment_id=comment_id,
            kind=kind,
            words=words,
            written_by=by,
            to_person=to,
            vote=vote,
            written_at=now,
        )
    )


def memos_on(session: Session, comment_id: int) -> tuple[Memo, ...]:
    """Return the memos about a comment, oldest first: the latest, if there are many."""
    latest = _memos().where(MemoRow.comment_id == comment_id).order_by(MemoRow.id.desc())
    rows = session.execute(latest.limit(MOST_SHOWN)).all()
    return tuple(_to_memo(row.MemoRow, row.by_name, row.to_name) for row in reversed(rows))


def close_asks(
    session: Session, comment_id: int, *, now: datetime, answered_by: int | None = None
) -> tuple[int, ...]:
    """Note that nothing is asked about a comment any more; who had asked.

    *answered_by*: what asks somebody else than that person stays open.
    """
    asked = sa.and_(MemoRow.comment_id == comment_id, sa.text(IS_OPEN))
    if answered_by is not None:
        asked = sa.and_(asked, _asks(answered_by))
    closed = sa.update(MemoRow).where(asked).values(closed_at=now).returning(MemoRow.written_by)
    return tuple(dict.fromkeys(session.scalars(closed)))


def asked_of(session: Session, person_id: int) -> tuple[MemoAbout, ...]:
    """Return what a person is asked and nobody has answered, oldest first."""
    rows = session.execute(
        _about()
        .where(sa.text(_OPEN_MEMO), _asks(person_id))
        .order_by(MemoRow.id)
        .limit(MOST_LISTED)
    )
    return tuple(_to_about(row) for row in rows)


def handed_to(session: Session, person_id: int, *, now: datetime) -> tuple[MemoAbout, ...]:
    """Return the cases that were handed over to a person and still wait for them, oldest first."""
    latest = (
        sa.select(sa.func.max(MemoRow.id))
        .join(QueueRow, QueueRow.comment_id == MemoRow.comment_id)
        .where(
            QueueRow.claimed_by == person_id,
            QueueRow.claimed_until > now,
            MemoRow.to_person == person_id,
            MemoRow.kind == MemoKind.HAND_OVER,
        )
        .group_by(MemoRow.comment_id)
    )
    rows = session.execute(_about().where(MemoRow.id.in_(latest)).order_by(MemoRow.id))
    return tuple(_to_about(row) for row in rows)


def asked_by(session: Session, person_id: int) -> tuple[MemoAbout, ...]:
    """Return what a person asked lately, the newest first, with the opinions that came."""
    found = session.execute(
        _about()
        .where(MemoRow.written_by == person_id, MemoRow.kind == MemoKind.ASK)
        .order_by(MemoRow.id.desc())
        .limit(MOST_LISTED)
    ).all()
    opinions = _opinions_on(session, {row.MemoRow.comment_id for row in found})
    return tuple(_to_about(row, opinions) for row in found)


def count_waiting(session: Session, person_id: int, *, now: datetime) -> int:
    """Count what a person is asked and what was handed over to them, to MOST_COUNTED + 1."""
    asked = (
        sa.select(MemoRow.id)
        .where(sa.text(IS_OPEN), _asks(person_id))
        .limit(MOST_COUNTED + 1)
        .subquery()
    )
    n_asked = session.scalar(sa.select(sa.func.count()).select_from(asked)) or 0
    return min(n_asked + len(handed_to(session, person_id, now=now)), MOST_COUNTED + 1)


def due(before: datetime) -> sa.Select[int]:
    """Select the memos that were written before a moment, of comments that nothing keeps."""
    return sa.select(MemoRow.id).where(
        MemoRow.written_at <= before, is_of_free_comment(MemoRow.comment_id)
    )


#: As IS_OPEN, where there are other tables beside.
_OPEN_MEMO = "memo.kind = 'ask' AND memo.closed_at IS NULL"


def _asks(person_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        MemoRow.written_by != person_id,
        sa.or_(MemoRow.to_person.is_(None), MemoRow.to_person == person_id),
    )


def _opinions_on(session: Session, comment_ids: Iterable[int]) -> tuple[Memo, ...]:
    rows = session.execute(
        _memos()
        .where(MemoRow.comment_id.in_(list(comment_ids)), MemoRow.kind == MemoKind.OPINION)
        .order_by(MemoRow.id)
    )
    return tuple(_to_memo(row.MemoRow, row.by_name, row.to_name) for row in rows)


def _memos() -> sa.Select[MemoRow, str, str]:
    return (
        sa.select(MemoRow, PersonRow.name.label("by_name"), _TO.name.label("to_name"))
        .join(PersonRow, PersonRow.id == MemoRow.written_by)
        .outerjoin(_TO, _TO.id == MemoRow.to_person)
        .execution_options(populate_existing=True)
    )


def _about() -> sa.Select[MemoRow, str, str, CommentRow, ArticleRow]:
    return (
        _memos()
        .add_columns(CommentRow, ArticleRow)
        .join(CommentRow, CommentRow.id == MemoRow.comment_id)
        .join(ArticleRow, ArticleRow.id == CommentRow.article_id)
    )


def _to_memo(row: MemoRow, by_name: str, to_name: str | None) -> Memo:
    return Memo(
        id=row.id,
        comment_id=row.comment_id,
        kind=row.kind,
        words=row.words,
        by=row.written_by,
        by_name=by_name,
        to=row.to_person,
        to_name=to_name or "",
        vote=row.vote,
        written_at=row.written_at,
        closed_at=row.closed_at,
    )


def _to_about(
    row: sa.Row[MemoRow, str, str, CommentRow, ArticleRow], opinions: tuple[Memo, ...] = ()
) -> MemoAbout:
    memo = _to_memo(row.MemoRow, row.by_name, row.to_name)
    return MemoAbout(
        memo=memo,
        comment=to_comment(row.CommentRow),
        article=to_article(row.ArticleRow),
        opinions=opinions_after(memo, opinions),
    )
