"""What was accepted is never lost, and never twice: not by a crash, not by a retry."""

import os
import re
import signal
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.servers import serving

N_SUBMISSIONS = 200
N_CLIENTS = 8


@pytest.mark.slow
def test_sigkill_while_200_submissions_come_in(tmp_path):
    with serving(tmp_path) as server:
        key = server.charte("admin", "issue-key", "crash").stdout.strip()
        answered: dict[int, str] = {}
        enough = threading.Event()

        def submit(number):
            try:
                answered[number] = send(client, number)
            except httpx.TransportError:
                return
            if len(answered) >= N_SUBMISSIONS // 4:
                enough.set()

        with connected(server, key) as client, ThreadPoolExecutor(N_CLIENTS) as pool:
            for number in range(N_SUBMISSIONS):
                pool.submit(submit, number)
            assert enough.wait(60)
            server.stop(signal.SIGKILL)
    assert len(answered) < N_SUBMISSIONS, "killed too late to prove anything"
    stored = read_comments(tmp_path)
    assert set(answered.values()) <= set(stored)
    assert len(stored) == len(set(stored))

    # Sending everything again adds what was missing, and nothing twice.
    with serving(tmp_path) as server, connected(server, key) as client:
        again = {number: send(client, number) for number in range(N_SUBMISSIONS)}
    assert answered.items() <= again.items()
    assert sorted(read_comments(tmp_path)) == sorted(again.values())


def connected(server, key):
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.Client(base_url=server.url, headers=headers, timeout=30)


def send(client, number):
    """Submit the comment with this number; the id that the server gives it."""
    answer = client.post(
        "/api/v1/comments", json=comment(number), headers={"Idempotency-Key": f'"n-{number}"'}
    )
    assert answer.is_success, answer.text
    return answer.json()["id"]


def comment(number):
    return {
        "article": {"key": "exemple"},
        "author_name": "Anne Rochat",
        "text": f"Le train de {number % 24} h {number % 60} a encore été supprimé, ligne {number}.",
    }


def read_comments(home):
    with sqlite3.connect(home / "charte.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [row[0] for row in connection.execute("SELECT public_id FROM comment")]


@pytest.mark.slow
def test_a_second_start_changes_nothing_and_ctrl_c_stops_cleanly(tmp_path):
    with serving(tmp_path) as server:
        assert server.stop() == 0
    first = server.output[0]
    assert re.search(r"one-time password: \S+", first)
    for path in ("/article/exemple", "/desk", "/api/"):
        assert f"{server.url}{path}" in first
    secret = tmp_path / "secret_key"
    key, mode = secret.read_text(), secret.stat().st_mode & 0o777
    assert mode == 0o600
    dump = dump_of(tmp_path)
    with serving(tmp_path) as server:
        assert server.stop() == 0
    assert "one-time password" not in server.output[0]
    assert secret.read_text() == key
    assert dump_of(tmp_path) == dump


def dump_of(home):
    with sqlite3.connect(home / "charte.db") as connection:
        return list(connection.iterdump())


@pytest.mark.slow
def test_the_server_alone_sends_mails(tmp_path):
    with serving(tmp_path, CHARTE_UNDO_SECONDS="0") as server:
        key = server.charte("admin", "issue-key", "mail").stdout.strip()
        with connected(server, key) as client:
            draft = comment(1) | {"email": "anne@example.org"}
            assert client.post("/api/v1/comments", json=draft).is_success
        deadline = time.monotonic() + 30
        while not list(tmp_path.glob("mail/*.eml")) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert server.stop() == 0
    (mail,) = tmp_path.glob("mail/*.eml")
    assert b"anne@example.org" in mail.read_bytes()
    assert f"mails are written to {tmp_path}/mail/" in server.output[0]


@pytest.mark.slow
def test_a_process_that_is_stopped_under_load_answers_what_it_has_and_leaves(tmp_path):
    over = threading.Event()

    def read():
        statuses = set()
        while not over.is_set():
            statuses.add(httpx.get(f"{server.url}/article/exemple", timeout=60).status_code)
        return statuses

    with serving(tmp_path) as server, ThreadPoolExecutor(N_CLIENTS) as pool:
        reading = [pool.submit(read) for _ in range(N_CLIENTS)]
        # One after the other and not the server, which would kill what does not leave.
        try:
            for process in processes(server):
                os.kill(process, signal.SIGTERM)
                assert leaves(process), "it hangs"
        finally:
            over.set()
        assert set().union(*(one.result() for one in reading)) == {200}
        assert server.stop(signal.SIGTERM) == 0
    assert "terminate" not in server.output[-1], "it was aborted"


def processes(server):
    """Return the processes that the server has forked."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    return [int(number) for number in children.read_text().split()]


def leaves(process):
    """Wait for a process of the server's to end, for a minute; whether it did."""
    for _ in range(600):
        if not Path(f"/proc/{process}").exists():
            return True
        time.sleep(0.1)
    return False
