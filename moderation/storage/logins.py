"""Sessions of accounts: their table, and who may still come by one."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from moderation.core.login import IDLE, SEEN_EVERY, Login
from moderation.storage.tables import BigId, Table


class LoginRow(Table):
    """One session: deleted when it ends. It holds no address and no more of a browser than two words."""

    __tablename__ = "login"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # in the browser's signed cookie
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="RESTRICT"), index=True
    )
    way: Mapped[str]
    device: Mapped[str]
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)


def begin(
    session: Session, person_id: int, *, key: str, way: str, device: str, now: datetime
) -> None:
    """Store a session that begins."""
    session.add(
        LoginRow(key=key, person_id=person_id, way=way, device=device, begun_at=now, seen_at=now)
    )


def open_login(session: Session, key: str, person_id: int, *, now: datetime) -> Login | None:
    """Return the session with *key* if it is that person's, and not over."""
    row = session.scalar(
        sa.select(LoginRow).where(
            LoginRow.key == key, LoginRow.person_id == person_id, LoginRow.seen_at > now - IDLE
        )
    )
    return _to_login(row) if row is not None else None


def note_seen(session: Session, login_id: int, *, now: datetime) -> None:
    """Note that a session is used *now*, unless that was noted just before."""
    session.execute(
        sa.update(LoginRow)
        .where(LoginRow.id == login_id, LoginRow.seen_at <= now - SEEN_EVERY)
        .values(seen_at=now)
    )


def change_way(session: Session, login_id: int, way: str) -> None:
    """Note by which *way* a session has shown whose it is."""
    session.execute(sa.update(LoginRow).where(LoginRow.id == login_id).values(way=way))


def logins_of(session: Session, person_id: int, *, now: datetime) -> tuple[Login, ...]:
    """Return a person's sessions, the last used first."""
    rows = session.scalars(
        sa.select(LoginRow)
        .where(LoginRow.person_id == person_id, LoginRow.seen_at > now - IDLE)
        .order_by(LoginRow.seen_at.desc(), LoginRow.id.desc())
    )
    return tuple(_to_login(row) for row in rows)


def end(session: Session, person_id: int, login_id: int) -> bool:
    """End one session of a person; False if there is none."""
    ended = session.execute(
        sa.delete(LoginRow)
        .where(LoginRow.person_id == person_id, LoginRow.id == login_id)
        .returning(LoginRow.id)
    )
    return bool(ended.all())


def end_all(session: Session, person_id: int, *, but: str | None = None) -> int:
    """End all sessions of a person, *but* the one with this key; how many it was."""
    ended = sa.delete(LoginRow).where(LoginRow.person_id == person_id).returning(LoginRow.id)
    if but is not None:
        ended = ended.where(LoginRow.key != but)
    return len(session.execute(ended).all())


def unused_since(before: datetime) -> sa.Select[int]:
    """Select the sessions that were not used since a moment."""
    return sa.select(LoginRow.id).where(LoginRow.seen_at <= before)


def _to_login(row: LoginRow) -> Login:
    return Login(row.id, row.device, row.way, row.begun_at, row.seen_at)
