"""Who wrote a comment, kept apart; who looked; and what must not be erased."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.audit import AuditKind
from moderation.core.tracing import (
    Account,
    Connection,
    Disclosure,
    Hold,
    Identity,
    Origin,
)
from moderation.storage import audit
from moderation.storage.proof_tables import PhoneRow
from moderation.storage.proofs import proofs_of
from moderation.storage.signatures import to_name_check
from moderation.storage.tables import (
    CommentRow,
    ConnectionRow,
    PersonRow,
    SignatureRow,
)
from moderation.storage.tracing_tables import (
    DisclosureRow,
    HoldRow,
    OriginRow,
    TraceRow,
)


def keep_origin(session: Session, comment_id: int, origin: Origin, *, now: datetime) -> None:
    """Store where a comment came from."""
    session.add(
        OriginRow(
            comment_id=comment_id, ip=origin.ip, user_agent=origin.user_agent, received_at=now
        )
    )


def origin_of(session: Session, comment_id: int) -> Origin | None:
    """Return where a comment came from, while that is kept."""
    row = session.get(OriginRow, comment_id)
    return Origin(row.ip, row.user_agent) if row is not None else None


def keep_trace(session: Session, person_id: int, *, with_connections: bool, now: datetime) -> None:
    """Keep apart who has the account, which is about to be closed."""
    row, phone = session.get_one(PersonRow, person_id), session.get(PhoneRow, person_id)
    session.add(
        TraceRow(
            person_id=row.id,
            name=row.name,
            email=row.email,
            phone_digest=phone and phone.digest,
            phone_ending=phone and phone.ending,
            closed_at=now,
            connections=(with_connections and _connections(session, person_id)) or None,
        )
    )


def identity_of(session: Session, comment_id: int) -> Identity:
    """Return all that is still known of who wrote a comment."""
    comment, person, trace, phone = session.execute(
        sa.select(CommentRow, PersonRow, TraceRow, PhoneRow.ending)
        .outerjoin(PersonRow, PersonRow.id == CommentRow.person_id)
        .outerjoin(PhoneRow, PhoneRow.person_id == CommentRow.person_id)
        .outerjoin(TraceRow, TraceRow.person_id == CommentRow.person_id)
        .where(CommentRow.id == comment_id)
    ).one()
    person_id = comment.person_id
    known = trace or (person if person is not None and person.closed_at is None else None)
    return Identity(
        name=known.name if known else comment.author_name,
        email=known.email if known else comment.author_email,
        email_is_confirmed=trace is not None
        or (person is not None and person.confirmed_at is not None),
        connections=tuple((trace and trace.connections) or _connections(session, person_id)),
        phone_ending=trace.phone_ending if trace else phone,
        closed_at=person.closed_at if person is not None else None,
        origin=origin_of(session, comment_id),
    )


def _connections(session: Session, person_id: int | None) -> list[str]:
    rows = session.scalars(
        sa.select(ConnectionRow)
        .where(ConnectionRow.person_id == person_id)
        .order_by(ConnectionRow.id)
    )
    return [f"{row.provider}: {row.subject}" for row in rows]


def add_disclosure(
    session: Session,
    comment_id: int | None,
    *,
    person_id: int | None,
    seen_by: int,
    what: tuple[str, ...],
    reason: str,
    now: datetime,
) -> None:
    """Note that somebody sees who wrote a comment; *comment_id*: None for an export."""
    session.add(
        DisclosureRow(
            comment_id=comment_id,
            person_id=person_id,
            seen_by=seen_by,
            what=list(what),
            reason=reason,
            seen_at=now,
        )
    )
    # Whatever shows an identity comes by here: none goes unlogged.
    about = f"comment {comment_id}" if comment_id is not None else "export"
    audit.append(session, AuditKind.IDENTITY, by=seen_by, about=about, now=now, what=list(what))


def account_of(session: Session, person_id: int) -> Account:
    """Return what is stored of an account beside who has it."""
    row = session.get_one(PersonRow, person_id)
    connections = session.scalars(
        sa.select(ConnectionRow)
        .where(ConnectionRow.person_id == person_id)
        .order_by(ConnectionRow.id)
    )
    names = session.scalars(
        sa.select(SignatureRow).where(SignatureRow.person_id == person_id).order_by(SignatureRow.id)
    )
    return Account(
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        proofs=proofs_of(session, person_id),
        connections=tuple(
            Connection(one.provider, one.subject, one.connected_at) for one in connections
        ),
        names=tuple(to_name_check(one) for one in names),
    )


def accepted_at(session: Session, comment_id: int) -> datetime | None:
    """Return when the author accepted the charter for a comment, while that is kept."""
    return session.scalar(sa.select(CommentRow.accepted_at).where(CommentRow.id == comment_id))


def disclosures(session: Session, *, limit: int) -> tuple[Disclosure, ...]:
    """Return who saw what, newest first."""
    return _disclosures(session, sa.true(), limit=limit)


def disclosures_about(session: Session, person_id: int) -> tuple[Disclosure, ...]:
    """Return who saw the identity of a person, newest first."""
    return _disclosures(session, DisclosureRow.person_id == person_id, limit=None)


def _disclosures(
    session: Session, condition: sa.ColumnElement[bool], *, limit: int | None
) -> tuple[Disclosure, ...]:
    rows = session.execute(
        sa.select(DisclosureRow, PersonRow.name, CommentRow.public_id)
        .join(PersonRow, PersonRow.id == DisclosureRow.seen_by)
        .outerjoin(CommentRow, CommentRow.id == DisclosureRow.comment_id)
        .where(condition)
        .order_by(DisclosureRow.id.desc())
        .limit(limit)
    )
    return tuple(
        Disclosure(public_id, name, tuple(row.what), row.reason, row.seen_at)
        for row, name, public_id in rows
    )


def add_hold(
    session: Session, comment_id: int, *, reason: str, placed_by: int, now: datetime
) -> None:
    """Order that nothing of a comment is erased."""
    session.add(HoldRow(comment_id=comment_id, reason=reason, placed_by=placed_by, placed_at=now))


def hold_on(session: Session, comment_id: int) -> Hold | None:
    """Return the hold on a comment that is not released."""
    held = _holds(session, HoldRow.comment_id == comment_id)
    return held[0] if held else None


def open_holds(session: Session) -> tuple[Hold, ...]:
    """Return the holds that are not released, oldest first."""
    return _holds(session, sa.true())


def release_hold(session: Session, comment_id: int, *, released_by: int, now: datetime) -> bool:
    """Release the hold on a comment; False if there is none."""
    released = session.execute(
        sa.update(HoldRow)
        .where(HoldRow.comment_id == comment_id, HoldRow.released_at.is_(None))
        .values(released_by=released_by, released_at=now)
        .returning(HoldRow.id)
    )
    return bool(released.all())


def _holds(session: Session, condition: sa.ColumnElement[bool]) -> tuple[Hold, ...]:
    rows = session.execute(
        sa.select(HoldRow, PersonRow.name, CommentRow.public_id)
        .join(PersonRow, PersonRow.id == HoldRow.placed_by)
        .join(CommentRow, CommentRow.id == HoldRow.comment_id)
        .where(condition, HoldRow.released_at.is_(None))
        .order_by(HoldRow.id)
    )
    return tuple(Hold(public_id, row.reason, name, row.placed_at) for row, name, public_id in rows)
