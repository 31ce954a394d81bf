"""Accounts elsewhere that open a reader's account here."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.person import Connection, Person, Profile
from moderation.storage.people import to_person
from moderation.storage.tables import ConnectionRow, PersonRow, SignatureRow


def connected_person(session: Session, profile: Profile) -> Person | None:
    """Return whose account *profile* opens; None if it opens none."""
    row = session.scalar(
        sa.select(PersonRow)
        .join(ConnectionRow, ConnectionRow.person_id == PersonRow.id)
        .where(
            ConnectionRow.provider == profile.provider,
            ConnectionRow.subject == profile.subject,
        )
    )
    return to_person(row) if row is not None else None


def connections_of(session: Session, person_id: int) -> tuple[Connection, ...]:
    """Return a person's connections, oldest first."""
    rows = session.scalars(
        sa.select(ConnectionRow)
        .where(ConnectionRow.person_id == person_id)
        .order_by(ConnectionRow.id)
    )
    return tuple(Connection(row.id, row.provider, row.connected_at) for row in rows)


def add_connection(session: Session, person_id: int, profile: Profile, *, now: datetime) -> None:
    """Let *profile* open a person's account. Raises IntegrityError if it opens one already."""
    session.add(
        ConnectionRow(
            person_id=person_id,
            provider=profile.provider,
            subject=profile.subject,
            connected_at=now,
        )
    )
    session.flush()


def remove_connection(session: Session, person_id: int, connection_id: int) -> None:
    """Take away a connection, if it is that person's."""
    session.execute(
        sa.delete(ConnectionRow).where(
            ConnectionRow.id == connection_id, ConnectionRow.person_id == person_id
        )
    )


def remove_connections(session: Session, person_id: int) -> None:
    """Take all connections of a person away."""
    session.execute(sa.delete(ConnectionRow).where(ConnectionRow.person_id == person_id))


def forget_unconfirmed(session: Session, person_id: int) -> None:
    """Delete an account whose address nobody ever confirmed, with its connections and what it said of its name."""
    unconfirmed = session.scalar(
        sa.select(PersonRow.id)
        .where(PersonRow.id == person_id, PersonRow.confirmed_at.is_(None))
        .with_for_update()  # nobody confirms it in between
    )
    if unconfirmed is not None:
        session.execute(sa.delete(ConnectionRow).where(ConnectionRow.person_id == unconfirmed))
        session.execute(sa.delete(SignatureRow).where(SignatureRow.person_id == unconfirmed))
        session.execute(sa.delete(PersonRow).where(PersonRow.id == unconfirmed))
