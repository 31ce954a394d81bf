"""The databases that storage and journey tests run on: SQLite, and PostgreSQL where there is one."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]

POSTGRES = "TEST_POSTGRES_URL"


@contextmanager
def fresh_database(engine: str, folder: Path) -> Iterator[str]:
    """Give the URL of an empty database that nothing else uses."""
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'charte.db'}"
        return
    server = os.environ.get(POSTGRES)
    if server is None:
        if os.environ.get("TEST_EVERYTHING"):
            pytest.fail(f"{POSTGRES} is not set, and no test may be skipped")
        pytest.skip(f"needs a PostgreSQL database: set {POSTGRES}=postgresql+psycopg://…")
    schema = f"test_{uuid.uuid4().hex}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE SCHEMA {schema}"))
    try:
        yield f"{server}?options=-csearch_path%3D{schema}"
    finally:
        with admin.connect() as connection:
            connection.execute(sa.text(f"DROP SCHEMA {schema} CASCADE"))
        admin.dispose()
