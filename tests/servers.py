"""A real server: `charte serve` in a home of its own, as an operator starts it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

START_SECONDS = 60


@dataclass
class Server:
    """A server under way."""

    home: Path
    url: str
    process: subprocess.Popen[str]
    environment: dict[str, str]
    output: list[str] = field(default_factory=list)

    def stop(self, number: int = signal.SIGINT) -> int:
        """Send a signal to the server and all its processes; the exit status."""
        os.killpg(self.process.pid, number)
        printed, _ = self.process.communicate(timeout=30)
        self.output.append(printed)
        return self.process.returncode

    def charte(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `charte …` in the server's home."""
        return subprocess.run(
            [sys.executable, "-m", "moderation.cli", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )

    def one_time_password(self) -> str:
        """Return a new one-time password of the first administrator."""
        ran = self.charte("admin", "reset-password", "admin@charte.local")
        return re.search(r"one-time password: (\S+)", ran.stderr).group(1)


@contextmanager
def serving(home: Path, **settings: str) -> Iterator[Server]:
    """Start a server and give it when it answers; it is stopped at the end.

    On a free port, unless *settings* have one.
    """
    port = settings.pop("PORT", None) or free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CHARTE_")}
    environment |= {"CHARTE_HOME": str(home), "PORT": str(port), **settings}
    process = subprocess.Popen(
        [sys.executable, "-m", "moderation.cli", "serve"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    server = Server(home, f"http://127.0.0.1:{port}", process, environment)
    try:
        _wait(server)
        yield server
    finally:
        if process.poll() is None:
            server.stop()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise RuntimeError(f"the server ended: {server.process.stdout.read()}")
        try:
            with urllib.request.urlopen(f"{server.url}/health", timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not answer in time")
