"""`charte bench`."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from moderation.cli.failures import told
from moderation.runtime import Runtime, open_runtime
from moderation.services.benchmark import (
    Timing,
    empty_runtime,
    family,
    memory_megabytes,
    time_checks,
    time_http,
    time_queue,
)
from moderation.services.contenders import BATCH
from moderation.services.installation import prepare, with_secret_key
from moderation.services.keys import issue_api_key
from moderation.services.peers import Comparison, compare
from moderation.settings import Settings, load_settings

#: Seconds in which a server must have started.
START_SECONDS = 60


@click.command()
@click.option(
    "--checks",
    type=click.IntRange(min=1),
    default=600,
    show_default=True,
    help="Checks of each kind.",
)
@click.option("--clients", default=4, show_default=True, help="Connections over HTTP.")
@click.option(
    "--rows", default="10000,1000000", show_default=True, help="Pending rows; 0 leaves it out."
)
@click.option("--postgres", metavar="URL", help="Measure the queue on PostgreSQL too.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option(
    "--peers",
    is_flag=True,
    help="Measure the classifier beside alt-profanity-check and Detoxify, and nothing else.",
)
def bench(
    checks: int, clients: int, rows: str, postgres: str | None, as_json: bool, peers: bool
) -> None:
    """Measure speed and memory on this machine.

    Works in temporary homes and databases: nothing of yours is touched.
    """
    if peers:
        _bench_peers(checks, as_json)
        return
    console = Console(stderr=as_json)
    timings: list[Timing] = []
    facts: dict[str, float] = {}
    with told(), Progress(console=console) as progress:
        runtime = open_runtime(with_secret_key(load_settings()))
        step = progress.add_task("checks in process", total=1)
        timings += time_checks(runtime, checks)
        facts["this process, MB"] = memory_megabytes([os.getpid()])
        progress.update(step, completed=1)
        step = progress.add_task("over HTTP", total=1)
        served, more = _measure_server(checks, clients)
        timings, facts = timings + served, facts | more
        progress.update(step, completed=1)
        for url in (None, postgres) if postgres else (None,):
            for n_rows in (int(n) for n in rows.split(",") if int(n)):
                timings += _measure_queue(runtime, url, n_rows, progress)
    if as_json:
        click.echo(json.dumps({"timings": [asdict(t) for t in timings], "facts": facts}, indent=1))
    else:
        _show(console, timings, facts)


def _bench_peers(checks: int, as_json: bool) -> None:
    with told(), Progress(console=Console(stderr=True)) as progress:
        step = progress.add_task("beside others, in turn", total=1)
        # A first load leaves the audit's result in the cache: later starts take some 200 MB less.
        open_runtime(with_secret_key(load_settings())).database.close()
        found = compare(checks, done=lambda share: progress.update(step, completed=share))
    if as_json:
        figures = [{**asdict(f), "ratios": asdict(found.ratios(f))} for f in found.figures]
        click.echo(json.dumps({"figures": figures, "missing": dict(found.missing)}, indent=1))
    else:
        _show_peers(Console(), found)


def _measure_queue(
    runtime: Runtime, url: str | None, n_rows: int, progress: Progress
) -> list[Timing]:
    kind = "PostgreSQL" if url else "SQLite"
    step = progress.add_task(f"{kind} with {n_rows:,} pending", total=n_rows - 1)
    with empty_runtime(runtime, url) as empty:
        return time_queue(empty, n_rows, 200, done=lambda n: progress.advance(step, n))


def _measure_server(n: int, clients: int) -> tuple[list[Timing], dict[str, float]]:
    with TemporaryDirectory(prefix="charte-bench-") as home:
        with _serving(Path(home)) as first:
            pass
        settings = Settings(home=Path(home))
        key = issue_api_key(prepare(settings).runtime, "bench").secret
        with _serving(Path(home)) as second:
            timings = time_http("127.0.0.1", second.port, key, n, clients=clients)
            memory = memory_megabytes(family(second.pid))
    return timings, {
        "first start, s": first.seconds,
        "second start, s": second.seconds,
        "server with its processes, MB": memory,
    }


class _Server:
    """A server under way: its process, port and how long it took to be ready."""

    def __init__(self, pid: int, port: int, seconds: float) -> None:
        self.pid, self.port, self.seconds = pid, port, seconds


@contextmanager
def _serving(home: Path) -> Iterator[_Server]:
    port = _free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CHARTE_")}
    environment |= {"CHARTE_HOME": str(home), "PORT": str(port)}
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "moderation.cli", "serve"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until(lambda: _is_healthy(port), process)
        yield _Server(process.pid, port, time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=START_SECONDS)


def _wait_until(is_ready: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise click.ClickException("the server did not start")
        time.sleep(0.02)


def _is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _show(console: Console, timings: list[Timing], facts: dict[str, float]) -> None:
    table = Table("what", "n", "a second", "p50 ms", "p95 ms", "p99 ms")
    for column in table.columns[1:]:
        column.justify = "right"
    for t in timings:
        numbers = (f"{t.per_second:.0f}", *(f"{p:.2f}" for p in (t.p50, t.p95, t.p99)))
        table.add_row(t.name, str(t.n), *numbers)
    console.print(table)
    for name, value in facts.items():
        console.print(f"{name}: {value:.1f}")


def _show_peers(console: Console, found: Comparison) -> None:
    for threads in sorted({f.threads for f in found.figures}):
        console.print(_peers_table(found, threads))
    for name, version in {f.name: f.version for f in found.figures}.items():
        console.print(f"{name}: {version}", highlight=False, soft_wrap=True)
    for name, why in found.missing.items():
        console.print(f"{name}: {why}", highlight=False, soft_wrap=True)
    console.print(
        "p50, p95: milliseconds a comment, one at a time. A second: comments, in batches of "
        f"{BATCH}. MB: resident memory that loading adds. ×: times what Charte needs, of time or "
        "memory."
    )


def _peers_table(found: Comparison, threads: int) -> Table:
    title = f"on {threads} thread{'s' if threads > 1 else ''}"
    table = Table("what", "p50", "p95", "a second", "MB", title=title)
    for column in table.columns[1:]:
        column.justify = "right"
    for f in (f for f in found.figures if f.threads == threads):
        times = found.ratios(f)
        table.add_row(
            f.name,
            f"{f.p50:.1f} ({times.p50:.1f}×)",
            f"{f.p95:.1f}",
            f"{f.per_second:.1f} ({times.batch:.2f}×)",
            f"{f.megabytes:.0f} ({times.megabytes:.1f}×)",
        )
    for name in found.missing:
        table.add_row(name, *("–" for _ in range(4)))
    return table
