"""Measure how threads of one process that write at once wait for each other, on SQLite.

    python -m tests.storage.measure_writers

In turn with the turn that `Database.begin` gives and without it, three times: transactions a second,
and how long one waited. It prints figures and judges nothing.
"""

import tempfile
import threading
import time
from contextlib import nullcontext
from itertools import product
from pathlib import Path

import sqlalchemy as sa

from moderation.storage.database import Database

N_THREADS, N_TIMES, TIMES = 8, 60, 3

#: How long one transaction computes, in seconds, as a decision does with its letter.
WORK_SECONDS = 0.005


def main() -> None:
    """Measure, and print."""
    for _, has_turns in product(range(TIMES), (False, True)):
        with tempfile.TemporaryDirectory(prefix="charte-writers-") as folder:
            database = Database(f"sqlite:///{Path(folder) / 'writers.db'}")
            if not has_turns:
                database._turn = nullcontext()
            waits, seconds = _write(database)
            database.close()
        print(  # noqa: T201 - what it is for
            f"{'in turn' if has_turns else 'without':>8}: {len(waits) / seconds:4.0f} a second; waited "
            f"p50 {waits[len(waits) // 2]:.0f}, p99 {waits[len(waits) * 99 // 100]:.0f}, "
            f"at most {waits[-1]:.0f} ms"
        )


def _write(database: Database) -> tuple[list[float], float]:
    """Return how long each transaction waited in milliseconds, sorted, and how many seconds all took."""
    waits: list[float] = []
    with database.begin() as session:
        session.execute(sa.text("CREATE TABLE mark (number INTEGER)"))

    def work() -> None:
        for number in range(N_TIMES):
            asked = time.perf_counter()
            with database.begin() as session:
                session.execute(sa.text("INSERT INTO mark VALUES (:number)"), {"number": number})
                waits.append((time.perf_counter() - asked) * 1000)
                done = time.perf_counter() + WORK_SECONDS
                while time.perf_counter() < done:
                    pass

    threads = [threading.Thread(target=work) for _ in range(N_THREADS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(waits), time.perf_counter() - started


if __name__ == "__main__":
    main()
