"""The databases that storage and journey tests run on: SQLite, and PostgreSQL where there is one.

Each test has one of its own, a copy of one that was migrated once.
"""

import atexit
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa

from moderation.storage.database import Database

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]

POSTGRES = "TEST_POSTGRES_URL"


@contextmanager
def fresh_database(engine: str, folder: Path) -> Iterator[str]:
    """Give the URL of a migrated database with nothing in it, that nothing else uses."""
    if engine == "sqlite":
        shutil.copy(_migrated_file(), folder / "charte.db")
        yield f"sqlite:///{folder / 'charte.db'}"
        return
    server = os.environ.get(POSTGRES)
    if server is None:
        if os.environ.get("TEST_EVERYTHING"):
            pytest.fail(f"{POSTGRES} is not set, and no test may be skipped")
        pytest.skip(f"needs a PostgreSQL database: set {POSTGRES}=postgresql+psycopg://…")
    name = f"test_{uuid.uuid4().hex}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {_migrated_database(server)}")
    try:
        yield _url(server, name)
    finally:
        _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def on_sqlite_alone(tmp_path: Path) -> Iterator[str]:
    """What a module takes for its `database_url` if the engine makes no difference to it."""
    with fresh_database("sqlite", tmp_path) as url:
        yield url


@cache
def _migrated_file() -> Path:
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)
    path = Path(folder, "charte.db")
    _migrate(f"sqlite:///{path}")
    return path


@cache
def _migrated_database(server: str) -> str:
    name = f"template_{uuid.uuid4().hex}"
    _administer(server, f"CREATE DATABASE {name}")
    atexit.register(_administer, server, f"DROP DATABASE {name} WITH (FORCE)")
    _migrate(_url(server, name))
    return name


def _migrate(url: str) -> None:
    database = Database(url)
    database.upgrade()
    database.close()


def _url(server: str, name: str) -> str:
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


def _administer(server: str, statement: str) -> None:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        try:
            connection.execute(sa.text(statement))
        except sa.exc.OperationalError:  # the server itself was at work on the database
            connection.execute(sa.text(statement))
    engine.dispose()
