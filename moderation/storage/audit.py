"""The audit log: appended to in the transaction of what it tells, and read in portions.

The chain has one end, and whoever adds to it must wait for whoever else does.
So that nobody waits long, and two never wait for each other, entries are kept
until all else of their transaction is written; `link` then takes the end,
last, and the commit follows at once (docs/decisions/0027-audit-log.md).
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, SessionTransaction

from moderation.core.audit import (
    GENESIS,
    AuditEntry,
    AuditKind,
    Fact,
    Head,
    NamedEntry,
    Wanted,
    check_facts,
    hash_of,
)
from moderation.storage.audit_tables import AuditAliasRow, AuditRow
from moderation.storage.tables import PersonRow

#: The lock of the chain's end in PostgreSQL; SQLite has one writer anyway.
HEAD_LOCK = 0x6368617274650001

#: Bytes of randomness in an alias.
ALIAS_BYTES = 8

#: Entries read at once by whoever walks along the chain.
PORTION = 1_000

#: Longest that a transaction lasts from the reading of its clock to its place in the chain.
_SLACK = timedelta(minutes=5)

#: Where a session keeps what `link` has still to write.
_WAITING = "audit"


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An entry without its place in the chain."""

    kind: AuditKind
    by: int | None
    about: str | int  # an int: a person, by their number
    facts: Mapping[str, Fact]
    now: datetime
    within: SessionTransaction | None  # the savepoint it was appended in


def append(
    session: Session,
    kind: AuditKind,
    *,
    by: int | None,
    about: str | int,
    now: datetime,
    **facts: Fact,
) -> None:
    """Add an entry to the log with what this transaction does; if that is undone, so is this.

    *by*: the person's number; None: the service itself. *about*: "comment 8Qk…",
    or the number of a person of the newsroom. *facts*: small, and no words that
    somebody wrote. Raises ValueError otherwise.
    """
    check_facts(facts)
    waiting = session.info.setdefault(_WAITING, [])
    within = session.get_nested_transaction()
    waiting.append(_Waiting(kind, by, about, facts, now, within))


def forget_undone(session: Session, undone: SessionTransaction) -> None:
    """Let go of what was appended within a savepoint that is taken back; an event of the session's."""
    waiting = session.info.get(_WAITING)
    if waiting:
        waiting[:] = [one for one in waiting if not _is_within(one.within, undone)]


def link(session: Session) -> None:
    """Write what was appended at the end of the chain; the commit must follow at once."""
    waiting: list[_Waiting] = session.info.pop(_WAITING, [])
    if not waiting:
        return
    session.flush()  # all other rows are taken before the chain's end: no two wait for each other
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(HEAD_LOCK)))
    last = head(session) or Head(0, GENESIS)
    rows = []
    for one in waiting:
        entry = _placed(session, one, last)
        rows.append({field.name: getattr(entry, field.name) for field in fields(entry)})
        last = Head(entry.number, entry.hash)
    session.execute(sa.insert(AuditRow), rows)


def head(session: Session) -> Head | None:
    """Return the last entry's number and hash; None: there is none yet."""
    row = session.execute(
        sa.select(AuditRow.number, AuditRow.hash).order_by(AuditRow.number.desc()).limit(1)
    ).first()
    return Head(row.number, row.hash) if row else None


def entries_after(session: Session, number: int, *, limit: int = PORTION) -> Sequence[AuditEntry]:
    """Return the entries that follow *number*, in the order of the chain."""
    rows = session.scalars(
        sa.select(AuditRow)
        .where(AuditRow.number > number)
        .order_by(AuditRow.number)
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return [_to_entry(row) for row in rows]


def newest(
    session: Session, wanted: Wanted, *, before: int | None, limit: int
) -> tuple[NamedEntry, ...]:
    """Return entries that are *wanted*, newest first, with the names that are still known.

    *before*: the number of the last one of the page before this.
    """
    found = _named(wanted).order_by(AuditRow.number.desc()).limit(limit)
    if before is not None:
        found = found.where(AuditRow.number < before)
    return tuple(NamedEntry(_to_entry(row), name) for row, name in session.execute(found))


def oldest(session: Session, wanted: Wanted, *, after: int, limit: int) -> tuple[NamedEntry, ...]:
    """Return entries that are *wanted* and follow the number *after*, in the order of the chain."""
    found = _named(wanted).where(AuditRow.number > after).order_by(AuditRow.number).limit(limit)
    return tuple(NamedEntry(_to_entry(row), name) for row, name in session.execute(found))


def _named(wanted: Wanted) -> sa.Select[AuditRow, str]:
    return (
        sa.select(AuditRow, PersonRow.name)
        .outerjoin(AuditAliasRow, AuditAliasRow.alias == AuditRow.actor)
        .outerjoin(PersonRow, PersonRow.id == AuditAliasRow.person_id)
        .where(*_conditions(wanted))
    )


def names_of_aliases(session: Session, aliases: Sequence[str]) -> Mapping[str, str]:
    """Return the names behind aliases, of those that are still known."""
    rows = session.execute(
        sa.select(AuditAliasRow.alias, PersonRow.name)
        .join(PersonRow, PersonRow.id == AuditAliasRow.person_id)
        .where(AuditAliasRow.alias.in_(aliases))
    )
    return {row.alias: row.name for row in rows}


def actors(session: Session) -> Sequence[tuple[int, str]]:
    """Return the numbers and names of those who stand in the log and are still known, by name."""
    rows = session.execute(
        sa.select(PersonRow.id, PersonRow.name)
        .where(PersonRow.id.in_(sa.select(AuditAliasRow.person_id)))
        .order_by(PersonRow.name, PersonRow.id)
    )
    return [(row.id, row.name) for row in rows]


def aliases_before(before: datetime) -> sa.Select[str]:
    """Select the aliases of months that were over at a moment."""
    first = before.astimezone(UTC).date().replace(day=1)
    return sa.select(AuditAliasRow.alias).where(AuditAliasRow.month < first)


def _placed(session: Session, one: _Waiting, last: Head) -> AuditEntry:
    about = one.about
    if isinstance(about, int):
        about = f"person {_alias(session, about, one.now)}"
    entry = AuditEntry(
        number=last.number + 1,
        at=one.now,
        actor=_alias(session, one.by, one.now) if one.by is not None else None,
        kind=one.kind,
        about=about,
        facts=dict(one.facts),
        previous=last.hash,
        hash="",
    )
    return replace(entry, hash=hash_of(entry))


def _alias(session: Session, person_id: int, now: datetime) -> str:
    """Return a person's alias of this month; whoever asks has the chain's end, so that nobody else makes one."""
    month = now.astimezone(UTC).date().replace(day=1)
    known = session.scalar(
        sa.select(AuditAliasRow.alias).where(
            AuditAliasRow.person_id == person_id, AuditAliasRow.month == month
        )
    )
    if known is not None:
        return known
    alias = secrets.token_hex(ALIAS_BYTES)
    session.execute(sa.insert(AuditAliasRow).values(alias=alias, person_id=person_id, month=month))
    return alias


def _conditions(wanted: Wanted) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.person_id is not None:
        aliases = sa.select(AuditAliasRow.alias).where(AuditAliasRow.person_id == wanted.person_id)
        yield AuditRow.actor.in_(aliases)
    if wanted.kind is not None:
        yield AuditRow.kind == wanted.kind
    # Numbers rise with time, but for the length of a transaction: by the period's ends in
    # numbers, looked up along the index of moments, no page walks through other years.
    if wanted.since is not None:
        yield AuditRow.at >= wanted.since
        first = sa.select(AuditRow.number).where(AuditRow.at >= wanted.since - _SLACK)
        yield AuditRow.number >= first.order_by(AuditRow.at).limit(1).scalar_subquery()
    if wanted.until is not None:
        yield AuditRow.at < wanted.until
        last = sa.select(AuditRow.number).where(AuditRow.at < wanted.until + _SLACK)
        yield AuditRow.number <= last.order_by(AuditRow.at.desc()).limit(1).scalar_subquery()


def _is_within(inner: SessionTransaction | None, outer: SessionTransaction) -> bool:
    while inner is not None:
        if inner is outer:
            return True
        inner = inner.parent
    return False


def _to_entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        number=row.number,
        at=row.at,
        actor=row.actor,
        kind=row.kind,
        about=row.about,
        facts=row.facts,
        previous=row.previous,
        hash=row.hash,
    )
