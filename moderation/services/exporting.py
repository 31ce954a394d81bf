"""Everything is given back, in files that others read; services.export is one reader's own data."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from moderation import __version__
from moderation.adapters.exports import table_file, whole_folder, write_json
from moderation.core.audit import AuditKind
from moderation.core.charter import Charter
from moderation.core.dsa import PER_FILE, Told, Untold, tell
from moderation.core.exporting import FORMAT, TABLES, Form
from moderation.runtime import Runtime
from moderation.services.submission import charter_of
from moderation.storage import audit, exporting
from moderation.storage.exporting import StatedDecision

#: Rows read and written at once.
PORTION = 500

Done = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ToldStatements:
    """What was written for the database of the European Commission."""

    told: int
    untold: Mapping[Untold, int]
    files: int


def export_all(
    runtime: Runtime,
    folder: Path,
    form: Form,
    *,
    personal: bool = False,
    has_mark: bool = False,
    done: Done = lambda n, total: None,
) -> Mapping[str, int]:
    """Write every table to a file of its own in *folder*, and return how many rows each has.

    The folder appears when all of it is written.

    *personal*: e-mail addresses and names of those who reported, too. *has_mark*: CSV begins with a byte order mark, for old
    spreadsheets. *done* is told how many rows of how many are written. Each portion is as it
    was when it was read: what is written meanwhile may be in one table and not in another.

    Raises InvalidInput if *folder* is there already or cannot be written, or Parquet is not installed.
    """
    with runtime.database.read() as session:
        total = sum(exporting.count(session, table) for table in TABLES)
    with runtime.database.begin() as session:
        _log(session, runtime, "everything", personal=personal)
    rows = dict.fromkeys(TABLES, 0)
    with whole_folder(folder) as beside:
        for table, columns in TABLES.items():
            with table_file(beside, table, columns, form, has_mark=has_mark) as write:
                for found in _pages(runtime, table, personal=personal):
                    write(found)
                    rows[table] += len(found)
                    done(sum(rows.values()), total)
        manifest = {
            "charte": __version__,
            "format": FORMAT,
            "form": form,
            "exported_at": runtime.clock().isoformat(),
            "personal": personal,
            "rows": rows,
        }
        write_json(beside / "manifest.json", manifest)
    return rows


def export_statements(
    runtime: Runtime,
    folder: Path,
    *,
    territory: tuple[str, ...],
    since: date | None = None,
    done: Done = lambda n, total: None,
) -> ToldStatements:
    """Write the statements of reasons as the Commission's database takes them (DSA, Article 24(5)).

    Each file in *folder* is the body of one ``POST /api/v1/statements``. What cannot be told
    as it is, is listed in ``untold.jsonl`` with the reason. *territory*: codes of the countries
    in which a comment cannot be seen any more. *since*: of decisions from that day on, in UTC.

    Raises InvalidInput if *folder* is there already or cannot be written.
    """
    with runtime.database.read() as session:
        total = exporting.count(session, "statements")
    with runtime.database.begin() as session:
        _log(session, runtime, "statements", personal=False)
    charter = lru_cache(maxsize=64)(lambda digest: charter_of(runtime, digest))
    untold: dict[Untold, int] = {}
    n_told = n_files = 0
    with (
        whole_folder(folder) as beside,
        (beside / "untold.jsonl").open("w", encoding="utf-8") as list_file,
    ):

        def told() -> Iterator[Told]:
            for n, one in enumerate(_stated(runtime), 1):
                done(n, total)
                if since is not None and one.statement.decided_at.date() < since:
                    continue
                found = _tell(one, charter(one.statement.charter_digest), territory)
                if isinstance(found, Untold):
                    untold[found] = untold.get(found, 0) + 1
                    line = {"decision": one.statement.decision_id, "reason": found}
                    list_file.write(json.dumps(line) + "\n")
                else:
                    yield found

        stream = told()
        while some := list(islice(stream, PER_FILE)):
            n_files += 1
            n_told += len(some)
            write_json(beside / f"statements-{n_files:05}.json", {"statements": some})
    return ToldStatements(n_told, untold, n_files)


def _log(session: Session, runtime: Runtime, what: str, *, personal: bool) -> None:
    # Before anything is written: who begins an export has seen what they ended it for.
    audit.append(
        session, AuditKind.EXPORT, by=None, about=what, now=runtime.clock(), personal=personal
    )


def _pages(runtime: Runtime, table: str, *, personal: bool) -> Iterator[exporting.Rows]:
    last = 0
    while True:
        with runtime.database.read() as session:
            found = exporting.page(session, table, after=last, limit=PORTION, personal=personal)
        if found is None:
            return
        yield found.rows
        last = found.last


def _stated(runtime: Runtime) -> Iterator[StatedDecision]:
    last = 0
    while True:
        with runtime.database.read() as session:
            found = exporting.stated(session, after=last, limit=PORTION)
        if not found:
            return
        yield from found
        last = found[-1].statement.decision_id


def _tell(one: StatedDecision, charter: Charter, territory: tuple[str, ...]) -> Told | Untold:
    if one.is_undone:
        return Untold.UNDONE
    return tell(
        one.statement,
        puid=_puid(one),
        categories={clause.id: clause.category for clause in charter.clauses},
        content_date=one.submitted_at.date(),
        content_language=one.language,
        status_before=one.status_before,
        territory=territory,
    )


def _puid(one: StatedDecision) -> str:
    """Name a statement, for ever and alike at each export, without the comment's own name."""
    content = f"{one.public_id} {one.statement.decision_id}".encode()
    return hashlib.sha256(content).hexdigest()[:40]
