"""Connections, transactions and migrations."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from moderation.errors import InvalidInput, Unavailable
from moderation.storage import audit

#: How long a writer waits for another before it gives up, in milliseconds: for another thread of its
#: process, and then for another process.
BUSY_MS = 10_000

_MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """The one way in: `begin` to write, `read` to read."""

    def __init__(self, url: str) -> None:
        """Open the database at the SQLAlchemy *url*; connects at the first use."""
        self._engine = sa.create_engine(
            url,
            pool_pre_ping=not url.startswith("sqlite"),
            hide_parameters=True,  # an error that ends in a log must not quote a comment
        )
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _prepare_sqlite)
            sa.event.listen(self._engine, "begin", _begin_sqlite)
        self._writing = self._engine.execution_options(writes=True)
        self._turn = _Turn() if self._engine.dialect.name == "sqlite" else nullcontext()

    @property
    def engine(self) -> sa.Engine:
        """The engine, for the accounts library and for benchmarks."""
        return self._writing

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """Give a session whose work is committed at the end, or undone as a whole.

        Raises Unavailable if the database is locked, full or out of reach;
        nothing was stored then.
        """
        with self._turn, self._session(self._writing) as session, session.begin():
            sa.event.listen(session, "after_soft_rollback", audit.forget_undone)
            yield session
            audit.link(session)  # last: see there

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session for reading. Raises Unavailable if the database is out of reach."""
        with self._session(self._engine) as session:
            yield session

    @contextmanager
    def _session(self, engine: sa.Engine) -> Iterator[Session]:
        try:
            with Session(engine, expire_on_commit=False) as session:
                yield session
        except sa.exc.TimeoutError:
            raise Unavailable("all connections to the database are in use") from None
        except sa.exc.DataError:
            # Not what the driver says of it: that may quote the value.
            raise InvalidInput("a value is none that the database can hold") from None
        except (sa.exc.OperationalError, sa.exc.InterfaceError) as error:
            # The driver's own first line ("database or disk is full"); SQLAlchemy's
            # message would quote the statement's values, and logs must not have them.
            said = str(error.orig).partition("\n")[0]
            raise Unavailable(f"the database did not take it: {said}") from None

    def is_ready(self) -> bool:
        """Return whether it can be reached and has the tables of this version; makes nothing."""
        url = self._engine.url
        if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
            return False
        try:
            with self._engine.connect() as connection:
                return _revision(connection) == _head()
        except sa.exc.OperationalError:
            return False

    def upgrade(self) -> bool:
        """Bring the tables to this version; True if anything was done."""
        with self._engine.connect() as connection:
            if _revision(connection) == _head():
                return False
        with self.migrating() as config:
            command.upgrade(config, "head")
        return True

    @contextmanager
    def migrating(self) -> Iterator[Config]:
        """Give what Alembic's commands need; what they did is committed at the end, or undone as a whole."""
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        with self._writing.connect() as connection:
            config.attributes["connection"] = connection
            is_sqlite = connection.dialect.name == "sqlite"
            if is_sqlite:
                _let_go_of_references(connection)
            yield config
            if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("BUG: a migration left a reference to what is no longer there")
            connection.commit()

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def forget(self) -> None:
        """Let go of connections that a process inherited when it was forked, without closing them."""
        self._engine.dispose(close=False)
        if isinstance(self._turn, _Turn):
            self._turn = _Turn()  # another thread may have had it, which is not here


class _Turn:
    """Writers of one process wait for each other here, not at SQLite's door.

    SQLite has one writer at a time, and lets the others ask again and again, up to a tenth of a second
    apart, in no order: a few that decide at once lose half their time so, and one of them may never get
    in (ADR 34).
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=BUSY_MS / 1000):
            raise Unavailable("the database did not take it: others write for too long")

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _head() -> str | None:
    return ScriptDirectory(str(_MIGRATIONS)).get_current_head()


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return revision


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    # The driver must not begin transactions by itself: _begin_sqlite does.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_MS}",
        "journal_mode = WAL",
        # FULL: what was acknowledged survives a power cut, not just a crash.
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _let_go_of_references(connection: sa.Connection) -> None:
    # SQLite alters a table by making it anew, and that others refer to it would forbid that.
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.execute("PRAGMA foreign_keys = OFF")  # not within a transaction: none has begun
    connection.detach()  # it is closed at the end: nobody else is given it in this state


def _begin_sqlite(connection: sa.Connection) -> None:
    # A transaction that reads first and writes later could meet a writer in
    # between and fail at once, without waiting: writers take the lock first.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
