"""How an author stands: the sanctions on them, and those on others who may be they."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.comment import Status
from moderation.core.sanction import ACKNOWLEDGED, SUSPENSIONS, Return, Sanction, SanctionKind, Sign
from moderation.storage.proof_tables import PhoneRow
from moderation.storage.sanction_tables import SanctionRow
from moderation.storage.sanctions import (
    MOST_LISTED,
    Target,
    all_of,
    first_of,
    select_sanctions,
    to_sanction,
)
from moderation.storage.tables import CommentRow, PersonRow

#: Most sanctions on others that are shown beside an author.
MOST_RETURNS = 10


def record_of(session: Session, target: Target) -> tuple[Sanction, ...]:
    """Return the sanctions of the ladder on an author, over or not, newest first."""
    is_of_ladder = SanctionRow.kind != SanctionKind.NAME_BAN
    return all_of(
        session, select_sanctions().where(is_of_ladder, _is_on(target)).limit(MOST_LISTED)
    )


def suspension_of(session: Session, target: Target, *, now: datetime) -> Sanction | None:
    """Return the suspension in force on an author that ends last."""
    in_force = (
        SanctionRow.kind.in_(SUSPENSIONS),
        SanctionRow.lifted_at.is_(None),
        SanctionRow.until > now,
    )
    found = select_sanctions().where(_is_on(target), *in_force)
    return first_of(session, found.order_by(None).order_by(SanctionRow.until.desc()))


def unread_by(session: Session, target: Target) -> tuple[Sanction, ...]:
    """Return the notes and warnings that an author has still to read, oldest first."""
    waiting = (
        SanctionRow.kind.in_(ACKNOWLEDGED),
        SanctionRow.lifted_at.is_(None),
        SanctionRow.acknowledged_at.is_(None),
    )
    found = select_sanctions().where(_is_on(target), *waiting)
    return all_of(session, found.order_by(None).order_by(SanctionRow.id))


def returns_to(session: Session, target: Target) -> tuple[Return, ...]:
    """Return the sanctions on others who may be the author at hand, by name, mailbox or number; newest first.

    Those that were lifted accuse nobody, and are not among them.
    """
    phone = sa.select(PhoneRow.digest).where(PhoneRow.person_id == target.person_id)
    number = session.scalar(phone) if target.person_id is not None else None
    alike = {
        Sign.NAME: (SanctionRow.name_key, target.name_key or None),
        Sign.ADDRESS: (SanctionRow.mailbox_digest, target.mailbox_digest),
        Sign.PHONE: (SanctionRow.phone_digest, number or target.phone_digest),
    }
    conditions = {sign: column == key for sign, (column, key) in alike.items() if key is not None}
    if not conditions:
        return ()
    found = (
        select_sanctions()
        .add_columns(*(one.label(sign.value) for sign, one in conditions.items()))
        .where(
            sa.or_(*conditions.values()),
            SanctionRow.lifted_at.is_(None),
            ~sa.func.coalesce(_is_on(target), sa.false()),
        )
        .limit(MOST_RETURNS)
    )
    return tuple(
        Return(
            to_sanction(row.SanctionRow, row.SanctionAppealRow),
            tuple(sign for sign in conditions if row._mapping[sign.value]),
        )
        for row in session.execute(found)
    )


def _is_on(target: Target) -> sa.ColumnElement[bool]:
    """Tell that a sanction is on the author; an address that was confirmed is theirs wherever they use it."""
    ways = []
    if target.person_id is not None:
        ways.append(SanctionRow.person_id == target.person_id)
    if target.address_digest is not None:
        ways.append(SanctionRow.address_digest == target.address_digest)
    return sa.or_(sa.false(), *ways)


def address_digest_of(session: Session, sanction_id: int) -> str | None:
    """Return what stands for the address that a sanction is set on; None: an account without one, or a name."""
    return session.get_one(SanctionRow, sanction_id).address_digest


@dataclass(frozen=True, slots=True)
class Since:
    """A comment sent since a sanction, and the address of whoever wrote it."""

    public_id: str
    email: str | None  # of the account, or a guest's; None: it was not left, or is erased


def comments_since(
    session: Session, sanction_id: int, *, not_from: Collection[str] = ()
) -> tuple[Since, ...]:
    """Return the newest comments, sent since, that may be by whom a sanction is set on.

    Under another account or address: the name sounds the same, or the account has the same
    number. *not_from*: addresses, as they are stored, that are known to be theirs.
    """
    row = session.get_one(SanctionRow, sanction_id)
    with_number = sa.select(PhoneRow.person_id).where(PhoneRow.digest == (row.phone_digest or ""))
    # Nobody sounds like a name of which it was not kept how it sounds.
    sounds_alike = CommentRow.name_key == (row.name_key or "-")
    address = sa.func.coalesce(PersonRow.email, CommentRow.author_email)
    found = session.execute(
        sa.select(CommentRow.public_id, address)
        .outerjoin(
            PersonRow, sa.and_(PersonRow.id == CommentRow.person_id, PersonRow.closed_at.is_(None))
        )
        .where(
            sa.or_(sounds_alike, CommentRow.person_id.in_(with_number)),
            _is_other_than(row),
            sa.or_(address.is_(None), address.not_in(list(not_from))),
            CommentRow.submitted_at > row.set_at,
            CommentRow.status != Status.UNCONFIRMED,
            CommentRow.erased_at.is_(None),
        )
        .order_by(CommentRow.submitted_at.desc())
        .limit(MOST_RETURNS)
    )
    return tuple(Since(*each) for each in found)


def _is_other_than(row: SanctionRow) -> sa.ColumnElement[bool]:
    """Tell that a comment is not of the account that a sanction is set on; a guest has none, but an address."""
    if row.person_id is None:
        return CommentRow.id != row.comment_id
    return CommentRow.person_id.is_distinct_from(row.person_id)
