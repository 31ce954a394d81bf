"""Sanctions: found, set, lifted, reread, reviewed; and what those they are set on objected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from moderation.core.permission import Permission, may
from moderation.core.person import Person
from moderation.core.sanction import (
    ACKNOWLEDGED,
    STEPS,
    Sanction,
    SanctionAppeal,
    SanctionKind,
)
from moderation.errors import Conflict
from moderation.storage.sanction_tables import (
    SanctionAppealRow,
    SanctionCommentRow,
    SanctionRow,
)
from moderation.storage.tables import CommentRow

#: Most sanctions that are listed at once, the newest.
MOST_LISTED = 200

_REREAD = [kind for kind, step in STEPS.items() if step.is_reread]


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a sanction is set on: an account, a guest's address, or both; by digests alone."""

    person_id: int | None = None
    address_digest: str | None = None
    mailbox_digest: str | None = None
    phone_digest: str | None = None
    name_key: str = ""


@dataclass(frozen=True, slots=True)
class NewSanction:
    """What is stored of a sanction."""

    kind: SanctionKind
    name: str
    author_key: str
    reason: str
    set_by: int | None
    set_at: datetime
    charter_digest: str
    clause_ids: tuple[str, ...] = ()
    comment_ids: tuple[int, ...] = ()  # that it rests on; the first is the one it was set under
    found_by_machine: bool = False
    until: datetime | None = None
    review_at: datetime | None = None
    target: Target = Target()


def add_sanction(session: Session, new: NewSanction) -> Sanction:
    """Store a sanction."""
    row = SanctionRow(
        kind=new.kind,
        name=new.name,
        author_key=new.author_key,
        name_key=new.target.name_key,
        person_id=new.target.person_id,
        address_digest=new.target.address_digest,
        mailbox_digest=new.target.mailbox_digest,
        phone_digest=new.target.phone_digest,
        reason=new.reason,
        clause_ids=list(new.clause_ids),
        set_by=new.set_by,
        set_at=new.set_at,
        charter_digest=new.charter_digest,
        comment_id=new.comment_ids[0] if new.comment_ids else None,
        found_by_machine=new.found_by_machine,
        until=new.until,
        review_at=new.review_at,
        lift_reason="",
    )
    session.add(row)
    session.flush()
    session.add_all(SanctionCommentRow(sanction_id=row.id, comment_id=i) for i in new.comment_ids)
    session.flush()
    return to_sanction(row, None)


def ban_on(session: Session, author_key: str) -> Sanction | None:
    """Return the ban in force on a name."""
    return first_of(
        session, select_sanctions().where(is_banned(SanctionRow.author_key == author_key))
    )


def is_banned(names: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Tell that a sanction is a ban in force on one of *names*."""
    return SanctionRow.kind.in_([SanctionKind.NAME_BAN]) & SanctionRow.lifted_at.is_(None) & names


def sanction_by_id(session: Session, sanction_id: int) -> Sanction | None:
    """Return the sanction with the number *sanction_id*."""
    return first_of(session, select_sanctions().where(SanctionRow.id == sanction_id))


def last_ban_told(session: Session, comment_id: int) -> Sanction | None:
    """Return the last ban, lifted or not, that the author of a comment is told of.

    It is on the name under that comment, and was made on a comment of the
    same account or address: whoever else has that name is not its author.
    """
    theirs, banned = aliased(CommentRow), aliased(CommentRow)
    found = (
        select_sanctions()
        .join(banned, banned.id == SanctionRow.comment_id)
        .join(theirs, theirs.author_key == SanctionRow.author_key)
        .where(
            SanctionRow.kind == SanctionKind.NAME_BAN,
            theirs.id == comment_id,
            sa.or_(
                theirs.id == banned.id,
                theirs.person_id == banned.person_id,
                sa.and_(theirs.person_id.is_(None), theirs.author_email == banned.author_email),
            ),
        )
    )
    return first_of(session, found)


def bans_of(session: Session, person_id: int) -> tuple[Sanction, ...]:
    """Return the bans, lifted or not, on names that an account signed with, newest first."""
    theirs = (
        select_sanctions()
        .join(CommentRow, CommentRow.id == SanctionRow.comment_id)
        .where(SanctionRow.kind == SanctionKind.NAME_BAN, CommentRow.person_id == person_id)
    )
    return all_of(session, theirs)


def bans_made_on(session: Session, comment_ids: Sequence[int]) -> tuple[Sanction, ...]:
    """Return the bans, lifted or not, that were made on any of these comments, newest first."""
    made = SanctionRow.kind == SanctionKind.NAME_BAN, SanctionRow.comment_id.in_(comment_ids)
    return all_of(session, select_sanctions().where(*made))


def comments_of(session: Session, sanction_ids: Sequence[int]) -> Mapping[int, tuple[int, ...]]:
    """Return the numbers of the comments that sanctions rest on, oldest first, by the sanction's."""
    row = SanctionCommentRow
    rows = session.execute(
        sa.select(row.sanction_id, row.comment_id)
        .where(row.sanction_id.in_(sanction_ids))
        .order_by(row.comment_id)
    )
    found: dict[int, tuple[int, ...]] = {}
    for sanction_id, comment_id in rows:
        found[sanction_id] = (*found.get(sanction_id, ()), comment_id)
    return found


def listed(session: Session, *, now: datetime, over: bool) -> tuple[Sanction, ...]:
    """Return the newest sanctions: those that are *over*, or the others."""
    waits = SanctionAppealRow.id.is_not(None) & SanctionAppealRow.answered_at.is_(None)
    is_past = is_over(now) & ~waits
    found = select_sanctions().where(SanctionRow.name != "", is_past if over else ~is_past)
    if not over:  # what waits for somebody is never cut off
        first = sa.case((waits, 0), (_lacks_rereading(), 1), (SanctionRow.review_at <= now, 2))
        found = found.order_by(None).order_by(sa.func.coalesce(first, 3), SanctionRow.id.desc())
    return all_of(session, found.limit(MOST_LISTED))


def is_over(now: datetime) -> sa.ColumnElement[bool]:
    """Tell that a sanction is over, as core.sanction.Sanction.is_over does."""
    is_read = SanctionRow.kind.in_(ACKNOWLEDGED) & SanctionRow.acknowledged_at.is_not(None)
    is_past = sa.func.coalesce(SanctionRow.until <= now, sa.false())
    return sa.or_(SanctionRow.lifted_at.is_not(None), is_past, is_read)


def newest(
    session: Session, *, in_force: bool | None, after: int | None, limit: int, now: datetime
) -> tuple[Sanction, ...]:
    """Return sanctions, the newest first, older than the number *after*; *in_force*: None for those over, too."""
    found = select_sanctions().where(SanctionRow.name != "")
    if in_force is not None:
        found = found.where(~is_over(now) if in_force else is_over(now))
    found = found.where(SanctionRow.id < after) if after is not None else found
    return all_of(session, found.limit(limit))


def count_waiting(session: Session, person: Person, *, now: datetime) -> int:
    """Return how many sanctions wait for *person*: appeals, second readings, reviews that they may answer."""
    waits = SanctionAppealRow.id.is_not(None) & SanctionAppealRow.answered_at.is_(None)
    of_another = sa.or_(SanctionRow.set_by.is_(None), SanctionRow.set_by != person.id)
    due = sa.func.coalesce(SanctionRow.review_at <= now, sa.false())
    in_force = ~is_over(now)
    own_kinds = [kind for kind, step in STEPS.items() if may(person, step.permission)]
    rereads = may(person, Permission.SANCTION)
    waiting = (
        sa.select(sa.func.count())
        .select_from(SanctionRow)
        .outerjoin(SanctionAppealRow, SanctionAppealRow.sanction_id == SanctionRow.id)
        .where(
            sa.or_(
                waits & of_another,
                sa.and_(sa.literal(rereads), _lacks_rereading(), of_another, in_force),
                sa.and_(due, in_force, SanctionRow.kind.in_(own_kinds)),
            )
        )
    )
    return session.scalar(waiting) or 0


def lift(session: Session, sanction_id: int, *, by: int | None, reason: str, now: datetime) -> None:
    """Lift a sanction. Raises Conflict if it was lifted already, or has come to its end."""
    lifted = session.scalar(
        sa.update(SanctionRow)
        .where(
            SanctionRow.id == sanction_id,
            SanctionRow.lifted_at.is_(None),
            sa.or_(SanctionRow.until.is_(None), SanctionRow.until > now),
        )
        .values(lifted_at=now, lifted_by=by, lift_reason=reason)
        .returning(SanctionRow.id)
    )
    if lifted is None:
        raise Conflict("this sanction was lifted already, or is over")


def confirm(session: Session, sanction_id: int, *, by: int, now: datetime) -> None:
    """Note that a second person confirmed a sanction. Raises Conflict if one did, or it is over."""
    _set(session, sanction_id, SanctionRow.reread_at.is_(None), reread_at=now, reread_by=by)


def prolong(
    session: Session,
    sanction_id: int,
    *,
    seen: datetime,
    until: datetime | None,
    review_at: datetime | None,
) -> None:
    """Give a sanction another term, if its day of review is still the one that was *seen*. Raises Conflict."""
    is_same = SanctionRow.review_at == seen
    _set(session, sanction_id, is_same, until=until, review_at=review_at)


def acknowledge(session: Session, sanction_id: int, *, now: datetime) -> None:
    """Note that a note or a warning was read; the first time counts."""
    session.execute(
        sa.update(SanctionRow)
        .where(SanctionRow.id == sanction_id, SanctionRow.acknowledged_at.is_(None))
        .values(acknowledged_at=now)
    )


def add_appeal(session: Session, sanction_id: int, *, words: str, now: datetime) -> None:
    """Store what somebody objects to a sanction. Raises sqlalchemy's IntegrityError at the second."""
    session.add(SanctionAppealRow(sanction_id=sanction_id, words=words, opened_at=now, answer=""))
    session.flush()


def answer_appeal(
    session: Session, sanction_id: int, *, by: int, words: str, now: datetime
) -> None:
    """Store the answer to an appeal. Raises Conflict if there is none, or it was answered."""
    answered = session.scalar(
        sa.update(SanctionAppealRow)
        .where(
            SanctionAppealRow.sanction_id == sanction_id, SanctionAppealRow.answered_at.is_(None)
        )
        .values(answered_by=by, answered_at=now, answer=words)
        .returning(SanctionAppealRow.id)
    )
    if answered is None:
        raise Conflict("no appeal against this sanction waits for an answer")


def _set(
    session: Session, sanction_id: int, condition: sa.ColumnElement[bool], **values: object
) -> None:
    changed = session.scalar(
        sa.update(SanctionRow)
        .where(SanctionRow.id == sanction_id, SanctionRow.lifted_at.is_(None), condition)
        .values(**values)
        .returning(SanctionRow.id)
    )
    if changed is None:
        raise Conflict("this sanction has changed since")


def _lacks_rereading() -> sa.ColumnElement[bool]:
    return SanctionRow.kind.in_(_REREAD) & SanctionRow.reread_at.is_(None)


def select_sanctions() -> sa.Select[SanctionRow, SanctionAppealRow]:
    """Select sanctions, each with the appeal against it if there is one, newest first."""
    return (
        sa.select(SanctionRow, SanctionAppealRow)
        .outerjoin(SanctionAppealRow, SanctionAppealRow.sanction_id == SanctionRow.id)
        .order_by(SanctionRow.id.desc())
        .execution_options(populate_existing=True)
    )


def first_of(session: Session, found: sa.Select[SanctionRow, SanctionAppealRow]) -> Sanction | None:
    """Return the first sanction that *found* selects."""
    row = session.execute(found.limit(1)).first()
    return to_sanction(row.SanctionRow, row.SanctionAppealRow) if row else None


def all_of(
    session: Session, found: sa.Select[SanctionRow, SanctionAppealRow]
) -> tuple[Sanction, ...]:
    """Return the sanctions that *found* selects."""
    return tuple(
        to_sanction(row.SanctionRow, row.SanctionAppealRow) for row in session.execute(found)
    )


def to_sanction(row: SanctionRow, appeal: SanctionAppealRow | None) -> Sanction:
    """Return the sanction in *row*, with the appeal against it."""
    return Sanction(
        id=row.id,
        kind=row.kind,
        name=row.name,
        reason=row.reason,
        clause_ids=tuple(row.clause_ids),
        set_by=row.set_by,
        set_at=row.set_at,
        charter_digest=row.charter_digest,
        comment_id=row.comment_id,
        found_by_machine=row.found_by_machine,
        until=row.until,
        review_at=row.review_at,
        acknowledged_at=row.acknowledged_at,
        reread_at=row.reread_at,
        lifted_at=row.lifted_at,
        lift_reason=row.lift_reason,
        appeal=_to_appeal(appeal) if appeal else None,
        person_id=row.person_id,
    )


def _to_appeal(row: SanctionAppealRow) -> SanctionAppeal:
    return SanctionAppeal(row.words, row.opened_at, row.answered_at, row.answer)
