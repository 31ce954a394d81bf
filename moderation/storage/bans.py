"""Banned names, and what those who signed with them objected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from moderation.core.ban import Ban, BanAppeal
from moderation.errors import Conflict
from moderation.storage.tables import BanAppealRow, BanRow, CommentRow

#: Most bans that are listed, the newest.
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class NewBan:
    """What is stored of a ban."""

    name: str
    author_key: str
    reason: str
    banned_by: int | None
    banned_at: datetime
    charter_digest: str
    comment_id: int | None = None
    found_by_machine: bool = False


def add_ban(session: Session, new: NewBan) -> Ban:
    """Ban a name. Raises Conflict if it is banned already."""
    if ban_on(session, new.author_key) is not None:
        raise Conflict("this name is banned already")
    row = BanRow(
        name=new.name,
        author_key=new.author_key,
        reason=new.reason,
        banned_by=new.banned_by,
        banned_at=new.banned_at,
        charter_digest=new.charter_digest,
        comment_id=new.comment_id,
        found_by_machine=new.found_by_machine,
        lift_reason="",
    )
    session.add(row)
    session.flush()
    return _to_ban(row, None)


def ban_on(session: Session, author_key: str) -> Ban | None:
    """Return the ban in force on a name."""
    in_force = BanRow.author_key == author_key, BanRow.lifted_at.is_(None)
    return _first(session, _bans().where(*in_force))


def ban_by_id(session: Session, ban_id: int) -> Ban | None:
    """Return the ban with the number *ban_id*."""
    return _first(session, _bans().where(BanRow.id == ban_id))


def last_ban_told(session: Session, comment_id: int) -> Ban | None:
    """Return the last ban, lifted or not, that the author of a comment is told of.

    It is on the name under that comment, and was made on a comment of the
    same account or address: whoever else has that name is not its author.
    """
    theirs, banned = aliased(CommentRow), aliased(CommentRow)
    found = (
        _bans()
        .join(banned, banned.id == BanRow.comment_id)
        .join(theirs, theirs.author_key == BanRow.author_key)
        .where(
            theirs.id == comment_id,
            sa.or_(
                theirs.id == banned.id,
                theirs.person_id == banned.person_id,
                sa.and_(theirs.person_id.is_(None), theirs.author_email == banned.author_email),
            ),
        )
    )
    return _first(session, found)


def bans_of(session: Session, person_id: int) -> tuple[Ban, ...]:
    """Return the bans, lifted or not, on names that an account signed with, newest first."""
    theirs = (
        _bans()
        .join(CommentRow, CommentRow.id == BanRow.comment_id)
        .where(CommentRow.person_id == person_id)
    )
    return _all(session, theirs)


def bans_made_on(session: Session, comment_ids: Sequence[int]) -> tuple[Ban, ...]:
    """Return the bans, lifted or not, that were made on any of these comments, newest first."""
    return _all(session, _bans().where(BanRow.comment_id.in_(comment_ids)))


def listed(session: Session) -> tuple[Ban, ...]:
    """Return the newest bans: those whose authors object first, then those in force, then the lifted."""
    waits = BanAppealRow.id.is_not(None) & BanAppealRow.answered_at.is_(None)
    order = sa.case((waits, 0), (BanRow.lifted_at.is_(None), 1), else_=2)
    return _all(
        session, _bans().order_by(None).order_by(order, BanRow.id.desc()).limit(MOST_LISTED)
    )


def newest(
    session: Session, *, in_force: bool | None, after: int | None, limit: int
) -> tuple[Ban, ...]:
    """Return bans, the newest first, older than the number *after*; *in_force*: None for the lifted, too."""
    found = _bans()
    if in_force is not None:
        lifted = BanRow.lifted_at
        found = found.where(lifted.is_(None) if in_force else lifted.is_not(None))
    found = found.where(BanRow.id < after) if after is not None else found
    return _all(session, found.limit(limit))


def count_appeals(session: Session, person_id: int) -> int:
    """Return how many appeals against bans wait for an answer that *person_id* may give."""
    waiting = (
        sa.select(sa.func.count())
        .select_from(BanAppealRow)
        .join(BanRow, BanRow.id == BanAppealRow.ban_id)
        .where(
            BanAppealRow.answered_at.is_(None),
            sa.or_(BanRow.banned_by.is_(None), BanRow.banned_by != person_id),
        )
    )
    return session.scalar(waiting) or 0


def lift(session: Session, ban_id: int, *, by: int | None, reason: str, now: datetime) -> None:
    """Lift a ban. Raises Conflict if it was lifted already."""
    lifted = session.scalar(
        sa.update(BanRow)
        .where(BanRow.id == ban_id, BanRow.lifted_at.is_(None))
        .values(lifted_at=now, lifted_by=by, lift_reason=reason)
        .returning(BanRow.id)
    )
    if lifted is None:
        raise Conflict("this ban was lifted already")


def add_appeal(session: Session, ban_id: int, *, words: str, now: datetime) -> None:
    """Store what an author objects to a ban. Raises sqlalchemy's IntegrityError at the second."""
    session.add(BanAppealRow(ban_id=ban_id, words=words, opened_at=now, answer=""))
    session.flush()


def answer_appeal(session: Session, ban_id: int, *, by: int, words: str, now: datetime) -> None:
    """Store the answer to an appeal. Raises Conflict if there is none, or it was answered."""
    answered = session.scalar(
        sa.update(BanAppealRow)
        .where(BanAppealRow.ban_id == ban_id, BanAppealRow.answered_at.is_(None))
        .values(answered_by=by, answered_at=now, answer=words)
        .returning(BanAppealRow.id)
    )
    if answered is None:
        raise Conflict("no appeal against this ban waits for an answer")


def _bans() -> sa.Select[BanRow, BanAppealRow]:
    return (
        sa.select(BanRow, BanAppealRow)
        .outerjoin(BanAppealRow, BanAppealRow.ban_id == BanRow.id)
        .order_by(BanRow.id.desc())
        .execution_options(populate_existing=True)
    )


def _first(session: Session, found: sa.Select[BanRow, BanAppealRow]) -> Ban | None:
    row = session.execute(found.limit(1)).first()
    return _to_ban(row.BanRow, row.BanAppealRow) if row else None


def _all(session: Session, found: sa.Select[BanRow, BanAppealRow]) -> tuple[Ban, ...]:
    return tuple(_to_ban(row.BanRow, row.BanAppealRow) for row in session.execute(found))


def _to_ban(row: BanRow, appeal: BanAppealRow | None) -> Ban:
    return Ban(
        id=row.id,
        name=row.name,
        reason=row.reason,
        banned_by=row.banned_by,
        banned_at=row.banned_at,
        charter_digest=row.charter_digest,
        comment_id=row.comment_id,
        found_by_machine=row.found_by_machine,
        lifted_at=row.lifted_at,
        lift_reason=row.lift_reason,
        appeal=_to_appeal(appeal) if appeal else None,
    )


def _to_appeal(row: BanAppealRow) -> BanAppeal:
    return BanAppeal(row.words, row.opened_at, row.answered_at, row.answer)
