"""How the databases go about what is asked of them: step by step, what they read, and what they sort."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.storage.database import Database
from moderation.storage.tables import Table

#: Indexes of few of a table's rows: read from end to end, they grow with those alone.
_OF_FEW = {
    index.name
    for table in Table.metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}

#: What PostgreSQL prefers while a table has few rows, and gives up when it has many.
_OF_SMALL_TABLES = ("seqscan", "bitmapscan", "hashjoin", "mergejoin")

_SQLITE_READS = re.compile(
    r"(?P<how>SCAN|SEARCH) (?P<table>\w+)(?: USING (?P<made>AUTOMATIC )?.*?INDEX (?P<index>\w+))?"
)


@dataclass(frozen=True)
class Step:
    """What a database does once on its way to an answer."""

    words: str  # the database's own
    table: str | None = None  # that it reads
    index: str | None = None  # along which it reads
    is_bounded: bool = True  # by a condition that the index, or the primary key, answers
    sorts: bool = False  # all that comes to it, not only what is alike in the order that it has


Plan = list[Step]


def plans_of(
    session: Session, read: Callable[[Session], object], *, in_order: bool = False
) -> list[Plan]:
    """Return how the database goes about each statement that *read* runs, in their order.

    PostgreSQL takes the tables for large: it reads their few rows from end to end only where
    no index helps and, if an index is to have them *in_order*, sorts them only where none has.
    """
    connection = session.connection()
    ran: list[tuple[str, Any]] = []

    def note(connection, cursor, statement, parameters, context, executemany):
        ran.append((statement, parameters))

    sa.event.listen(connection, "before_cursor_execute", note)
    try:
        read(session)
    finally:
        sa.event.remove(connection, "before_cursor_execute", note)
    if connection.dialect.name == "sqlite":
        return [_plan_of_sqlite(connection, *one) for one in ran]
    for way in (*_OF_SMALL_TABLES, *(("sort",) if in_order else ())):
        connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    return [_plan_of_postgres(connection, *one) for one in ran]


def plan_of(database: Database, query: sa.Executable, *, in_order: bool = False) -> Plan:
    """Return how *database* goes about *query*: see `plans_of`."""
    with database.read() as session:
        (plan,) = plans_of(session, lambda one: one.execute(query).all(), in_order=in_order)
    return plan


def read_whole(plan: Plan, *tables: str, has_limit: bool = False) -> Plan:
    """Return the steps of *plan* that read one of *tables* from end to end, by an index or without.

    Where the first rows are asked for, in the order of an index and with nothing else said
    of them, a limit ends the reading (*has_limit*): it goes along the index without a bound.
    """
    return [
        step
        for step in plan
        if step.table in tables and not step.is_bounded and not (has_limit and step.index)
    ]


def sorted_whole(plan: Plan) -> Plan:
    """Return the steps of *plan* that need all of an answer before they give its first row."""
    return [step for step in plan if step.sorts]


def indexes_of(plan: Plan, table: str) -> list[str | None]:
    """Return along which indexes *plan* reads *table*, in their order."""
    return [step.index for step in plan if step.table == table]


def _plan_of_sqlite(connection: sa.Connection, statement: str, parameters: Any) -> Plan:
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return [_step_of_sqlite(row.detail) for row in rows]


def _step_of_sqlite(words: str) -> Step:
    if "TEMP B-TREE" in words:
        return Step(words, sorts="LAST" not in words)
    found = _SQLITE_READS.match(words)
    if found is None:
        return Step(words)
    # SQLAlchemy's own names of a table that is read twice end with a number.
    table = re.sub(r"_\d+$", "", found["table"])
    if table not in Table.metadata.tables:  # the rows of a query, or an alias that hides a table
        assert table.startswith(("anon", "CONSTANT")), words
    is_bounded = found["how"] == "SEARCH" and not found["made"]
    return Step(words, table, found["index"], is_bounded or found["index"] in _OF_FEW)


def _plan_of_postgres(connection: sa.Connection, statement: str, parameters: Any) -> Plan:
    told = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
    plans = json.loads(told) if isinstance(told, str) else told
    return [_step_of_postgres(node) for node in _nodes(plans[0]["Plan"])]


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", ()):
        yield from _nodes(inner)


def _step_of_postgres(node: dict[str, Any]) -> Step:
    kind, index = node["Node Type"], node.get("Index Name")
    conditions = {
        name: value for name, value in node.items() if name in ("Index Cond", "Filter", "Sort Key")
    }
    words = f"{kind} {node.get('Relation Name', '')} {index or ''} {conditions}"
    is_bounded = "Index Cond" in conditions or index in _OF_FEW
    # A row that is written stands in the plan of its statement as a table without a way to it.
    writes = kind in ("ModifyTable",)
    return Step(words, node.get("Relation Name"), index, is_bounded or writes, kind == "Sort")
