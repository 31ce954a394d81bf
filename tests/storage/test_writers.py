"""Several threads write at once: each has its turn, and none is sent away while its turn comes."""

import threading

import pytest
import sqlalchemy as sa

from moderation.errors import Unavailable
from moderation.storage import database as module
from moderation.storage.database import Database

N_THREADS, N_TIMES = 4, 10


@pytest.fixture
def impatient(tmp_path):
    """A database of SQLite's that does not wait by itself at all."""
    database = Database(f"sqlite:///{tmp_path / 'turns.db'}")
    sa.event.listen(
        database.engine, "connect", lambda driver, _: driver.execute("PRAGMA busy_timeout = 0")
    )
    with database.begin() as session:
        session.execute(sa.text("CREATE TABLE mark (thread INTEGER)"))
    yield database
    database.close()


def mark(database, thread):
    with database.begin() as session:
        session.execute(sa.text("INSERT INTO mark VALUES (:thread)"), {"thread": thread})


def test_writers_wait_for_each_other(impatient):
    failures = []

    def work(thread):
        try:
            for _ in range(N_TIMES):
                mark(impatient, thread)
        except Unavailable as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(N_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with impatient.read() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM mark")) == N_THREADS * N_TIMES


def test_who_waits_too_long_is_told_and_the_next_one_writes(impatient, monkeypatch):
    begun, may_end = threading.Event(), threading.Event()

    def hold():
        with impatient.begin() as session:
            session.execute(sa.text("INSERT INTO mark VALUES (0)"))
            begun.set()
            may_end.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    assert begun.wait(30)
    monkeypatch.setattr(module, "BUSY_MS", 20)
    with pytest.raises(Unavailable):
        mark(impatient, 1)
    may_end.set()
    holder.join()
    monkeypatch.undo()
    mark(impatient, 1)


def test_a_writer_that_fails_leaves_the_turn_to_the_next(impatient):
    with pytest.raises(ZeroDivisionError), impatient.begin():
        raise ZeroDivisionError
    written = threading.Thread(target=mark, args=(impatient, 1))
    written.start()
    written.join(30)
    assert not written.is_alive()


def test_a_process_that_was_forked_is_not_kept_waiting_by_a_thread_it_has_not(impatient):
    begun, may_end = threading.Event(), threading.Event()

    def hold():
        with impatient.begin():
            begun.set()
            may_end.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    assert begun.wait(30)
    impatient.forget()  # as a child does first
    mark(impatient, 1)
    may_end.set()
    holder.join()
