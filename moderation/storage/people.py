"""People with an account, and programs' keys."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.person import Person, ReplyMail, Role
from moderation.storage.tables import PersonRow

#: Stands for whoever of the newsroom decided, once it no longer matters who, or where nobody knows.
NEWSROOM_EMAIL = "newsroom@closed.invalid"


def add_person(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    language: str,
    password: str | None,
    session_key: str,
    now: datetime,
    is_confirmed: bool = True,
) -> Person:
    """Store a person with the hash of a one-time *password*, or with none. Raises sqlalchemy's IntegrityError on a known e-mail."""
    row = PersonRow(
        email=email,
        name=name,
        role=role,
        language=language,
        active=True,
        password=password,
        must_change_password=password is not None,
        fs_uniquifier=session_key,
        created_at=now,
        confirmed_at=now if is_confirmed else None,
        reply_mail=ReplyMail.NEVER,
    )
    session.add(row)
    session.flush()
    return to_person(row)


def set_password(session: Session, email: str, *, password: str, session_key: str) -> Person | None:
    """Give a person a one-time password, end their sessions and ask for no code; None if there is nobody."""
    row = session.scalar(sa.select(PersonRow).where(PersonRow.email == email))
    if row is None:
        return None
    row.password, row.must_change_password, row.fs_uniquifier = password, True, session_key
    row.tf_primary_method = row.tf_totp_secret = row.mf_recovery_codes = None
    return to_person(row)


def password_is_own(session: Session, person_id: int) -> None:
    """Note that a person has chosen their password."""
    session.execute(
        sa.update(PersonRow).where(PersonRow.id == person_id).values(must_change_password=False)
    )


def has_password(session: Session, person_id: int) -> bool:
    """Tell whether a person has a password."""
    found = sa.select(PersonRow.id).where(
        PersonRow.id == person_id, PersonRow.password.is_not(None)
    )
    return session.scalar(found) is not None


def has_code(session: Session, person_id: int) -> bool:
    """Tell whether a person is asked for a code of an authenticator app."""
    found = sa.select(PersonRow.id).where(
        PersonRow.id == person_id, PersonRow.tf_primary_method.is_not(None)
    )
    return session.scalar(found) is not None


def last_code(session: Session, person_id: int) -> int | None:
    """Return the number of the code that was taken last from a person."""
    return session.scalar(sa.select(PersonRow.tf_counter).where(PersonRow.id == person_id))


def take_code(session: Session, person_id: int, number: int) -> bool:
    """Note that a code is taken; False if it, or a later one, was already."""
    taken = session.execute(
        sa.update(PersonRow)
        .where(
            PersonRow.id == person_id,
            PersonRow.tf_counter.is_(None) | (PersonRow.tf_counter < number),
        )
        .values(tf_counter=number)
        .returning(PersonRow.id)
    )
    return bool(taken.all())


def set_reply_mail(session: Session, person_id: int, wish: ReplyMail) -> None:
    """Note when a person wishes to hear of replies."""
    session.execute(sa.update(PersonRow).where(PersonRow.id == person_id).values(reply_mail=wish))


def newsroom(session: Session) -> tuple[Person, ...]:
    """Return the newsroom's people, by e-mail."""
    rows = session.scalars(
        sa.select(PersonRow)
        .where(PersonRow.role != Role.READER, PersonRow.closed_at.is_(None))
        .order_by("email")
    )
    return tuple(to_person(row) for row in rows)


def colleague(session: Session, person_id: int) -> Person | None:
    """Return somebody of the newsroom, whether their account is shut or not."""
    row = session.get(PersonRow, person_id)
    if row is None or row.role is Role.READER or row.closed_at is not None:
        return None
    return to_person(row)


def lock_administrators(session: Session) -> Sequence[int]:
    """Return the numbers of the administrators whose accounts are open; until the end of the transaction they stay so."""
    found = sa.select(PersonRow.id).where(
        PersonRow.role == Role.ADMINISTRATOR, PersonRow.active.is_(True)
    )
    return session.scalars(found.order_by(PersonRow.id).with_for_update()).all()


def set_role(session: Session, person_id: int, role: Role) -> None:
    """Give a person another role."""
    session.execute(sa.update(PersonRow).where(PersonRow.id == person_id).values(role=role))


def set_active(session: Session, person_id: int, *, active: bool) -> None:
    """Let a person log in, or not any more."""
    session.execute(sa.update(PersonRow).where(PersonRow.id == person_id).values(active=active))


def stand_in(session: Session, *, now: datetime) -> int:
    """Return the number of the person who stands for everybody of the newsroom."""
    known = session.scalar(sa.select(PersonRow.id).where(PersonRow.email == NEWSROOM_EMAIL))
    if known is not None:
        return known
    row = PersonRow(
        email=NEWSROOM_EMAIL,
        name="Rédaction",
        role=Role.MODERATOR,
        language="fr",
        active=False,
        password=None,
        must_change_password=False,
        fs_uniquifier=NEWSROOM_EMAIL,
        created_at=now,
        confirmed_at=None,
        reply_mail=ReplyMail.NEVER,
        closed_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def person_by_email(session: Session, email: str) -> Person | None:
    """Return whoever has the account at *email*."""
    row = session.scalar(sa.select(PersonRow).where(PersonRow.email == email))
    return to_person(row) if row is not None else None


def person_by_id(session: Session, person_id: int) -> Person:
    """Return the person with the number *person_id*."""
    return to_person(session.get_one(PersonRow, person_id))


def set_name(session: Session, person_id: int, name: str) -> Person:
    """Give a person another name."""
    row = session.get_one(PersonRow, person_id)
    row.name = name
    return to_person(row)


def names_of(session: Session, person_ids: Iterable[int]) -> Mapping[int, str]:
    """Return the names of people by their ids."""
    rows = session.execute(
        sa.select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(list(person_ids)))
    )
    return {row.id: row.name for row in rows}


def to_person(row: PersonRow) -> Person:
    """Return the person in *row*."""
    return Person(
        id=row.id,
        email=row.email,
        name=row.name,
        role=row.role,
        language=row.language,
        is_active=row.active,
        must_change_password=row.must_change_password,
        is_confirmed=row.confirmed_at is not None,
        reply_mail=row.reply_mail,
    )
