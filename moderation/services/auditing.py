"""The audit log is read, exported, and walked along to see that nobody changed it."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from moderation.adapters.cells import safe_cell
from moderation.core.audit import (
    AuditEntry,
    AuditKind,
    Broken,
    Head,
    NamedEntry,
    Walk,
    Wanted,
    canonical,
    content_of,
)
from moderation.core.permission import Permission, require
from moderation.core.person import Person
from moderation.runtime import Runtime
from moderation.storage import audit, comments

#: What an entry says of who exported the log itself.
LOG_EXPORT = "audit log"

#: Every entry.
ALL = Wanted()


@dataclass(frozen=True, slots=True)
class Verified:
    """What a walk along the chain found."""

    head: Head  # the last entry that holds; number 0: there is none
    broken: Broken | None


@dataclass(frozen=True, slots=True)
class Journal:
    """A page of the audit log, newest first."""

    entries: tuple[NamedEntry, ...]
    comments: Mapping[str, str]  # what an entry is about → the comment's public id
    people: Mapping[str, str]  # the same → the name of somebody of the newsroom
    before: int | None  # where the next page begins; None: there is none


def verify(
    runtime: Runtime,
    *,
    head: Head | None = None,
    done: Callable[[int, int], None] = lambda n, total: None,
) -> Verified:
    """Walk along the whole chain, and stop at the first entry that breaks it.

    *head*: what the last entry was when somebody wrote it down, by which a cut-off end
    shows. *done* is told how many entries of how many are read.
    """
    walk = Walk(head)
    with runtime.database.read() as session:
        last = audit.head(session)
    total = last.number if last else 0
    for entry in walk.steps(_entries(runtime)):
        if entry.number % audit.PORTION == 0:
            done(entry.number, total)
    done(walk.last.number, total)
    return Verified(walk.last, walk.broken)


def export(runtime: Runtime, person: Person | None, wanted: Wanted = ALL) -> Iterator[NamedEntry]:
    """Give the entries that are *wanted* in the order of the chain, with the names that are still known.

    That it was exported is an entry, too, and the last one given. *person*: None for the operator.
    Raises NotAllowed unless *person* may read the log.
    """
    if person is not None:
        require(person, Permission.AUDIT)
    now = runtime.clock()
    with runtime.database.begin() as session:
        by = person.id if person is not None else None
        audit.append(session, AuditKind.EXPORT, by=by, about=LOG_EXPORT, now=now)
    return _named(runtime, wanted)


def export_table(runtime: Runtime, person: Person, wanted: Wanted) -> Iterator[str]:
    """Give the entries that are *wanted* as the lines of a CSV file that no spreadsheet calculates.

    Raises NotAllowed unless *person* may read the log.
    """
    return _table(export(runtime, person, wanted))


def _table(entries: Iterator[NamedEntry]) -> Iterator[str]:
    columns = ("number", "at", "name", "actor", "kind", "about", "facts", "previous", "hash")
    yield _line(columns)
    for one in entries:
        content = content_of(one.entry) | {"hash": one.entry.hash, "name": one.name or ""}
        content["facts"] = canonical(content["facts"])
        yield _line([safe_cell(str(content[column] or "")) for column in columns])


def _line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def journal(
    runtime: Runtime, person: Person, wanted: Wanted, *, before: int | None, limit: int
) -> Journal:
    """Return at most *limit* entries, newest first, older than the number *before*. Raises NotAllowed."""
    require(person, Permission.AUDIT)
    with runtime.database.read() as session:
        found = audit.newest(session, wanted, before=before, limit=limit + 1)
        shown = found[:limit]
        return Journal(
            entries=shown,
            comments=_comments(session, [one.entry for one in shown]),
            people=_people(session, [one.entry for one in shown]),
            before=shown[-1].entry.number if len(found) > limit else None,
        )


def actors(runtime: Runtime) -> Sequence[tuple[int, str]]:
    """Return the numbers and names of those who stand in the log and are still known, by name."""
    with runtime.database.read() as session:
        return audit.actors(session)


def _entries(runtime: Runtime) -> Iterator[AuditEntry]:
    last = -(2**63)  # what is numbered below 1 was put in by hand
    while True:
        with runtime.database.read() as session:
            found = audit.entries_after(session, last)
        if not found:
            return
        yield from found
        last = found[-1].number


def _named(runtime: Runtime, wanted: Wanted) -> Iterator[NamedEntry]:
    after = 0
    while True:
        with runtime.database.read() as session:
            found = audit.oldest(session, wanted, after=after, limit=audit.PORTION)
        yield from found
        if len(found) < audit.PORTION:
            return
        after = found[-1].entry.number


def _comments(session: Session, entries: Sequence[AuditEntry]) -> Mapping[str, str]:
    numbers = {
        int(number)
        for what, _, number in (entry.about.partition(" ") for entry in entries)
        if what == "comment" and number.isdecimal()
    }
    found = comments.public_ids_of(session, numbers)
    return {f"comment {number}": public_id for number, public_id in found.items()}


def _people(session: Session, entries: Sequence[AuditEntry]) -> Mapping[str, str]:
    aliases = [e.about.removeprefix("person ") for e in entries if e.about.startswith("person ")]
    found = audit.names_of_aliases(session, aliases)
    return {f"person {alias}": name for alias, name in found.items()}
