"""Charte beside others: the arithmetic of the table, and what is said of those who are not there."""

import json
import os
import subprocess
import sys

import pytest

from moderation.errors import ArtifactError
from moderation.resources import resource
from moderation.services.benchmark import COMMENTS
from moderation.services.contenders import BATCH, CHARTE, PEERS, Contender
from moderation.services.peers import Comparison, Figures, compare, rounds


def figures(name, threads, *, p50, per_second, megabytes):
    return Figures(name, "1", threads, p50, 2 * p50, per_second, megabytes)


OURS = figures(CHARTE.name, 1, p50=5.0, per_second=200.0, megabytes=300.0)
OURS_ON_TWO = figures(CHARTE.name, 2, p50=5.0, per_second=400.0, megabytes=300.0)
SLOWER = figures("slower", 1, p50=100.0, per_second=10.0, megabytes=1200.0)
QUICKER = figures("quicker", 2, p50=2.5, per_second=4000.0, megabytes=150.0)


@pytest.mark.parametrize(
    ("one", "p50", "batch", "megabytes"),
    [
        pytest.param(OURS, 1, 1, 1, id="Charte needs what Charte needs"),
        pytest.param(SLOWER, 20, 20, 4, id="above 1 where Charte needs less"),
        pytest.param(QUICKER, 0.5, 0.1, 0.5, id="below 1 where it needs more, on as many threads"),
    ],
)
def test_a_ratio_says_how_many_times_what_charte_needs(one, p50, batch, megabytes):
    found = Comparison((OURS, SLOWER, OURS_ON_TWO, QUICKER), {}).ratios(one)
    assert (found.p50, found.batch, found.megabytes) == pytest.approx((p50, batch, megabytes))


@pytest.mark.parametrize("checks", [1, BATCH - 1, BATCH, BATCH + 1, 600])
def test_the_rounds_hold_each_comment_once(checks):
    assert [i for part in rounds(checks) for i in range(*part)] == list(range(checks))


@pytest.fixture
def shipped(monkeypatch, tmp_path):
    """The shipped classifier is the one that is set."""
    monkeypatch.setenv("CHARTE_HOME", str(tmp_path))
    monkeypatch.setenv("CHARTE_MODEL", str(resource("models") / "baseline"))


def test_charte_is_measured_and_who_is_not_installed_is_named_with_what_brings_it(shipped):
    absent = Contender("Absent", ("no_such_package_anywhere",), "pip install absent", CHARTE.load)
    told = []
    found = compare(BATCH + 1, peers=[absent], threads=[1, 2], done=told.append)
    assert found.missing == {"Absent": "not installed: pip install absent"}
    assert told == [0.25, 0.5, 0.75, 1]
    assert [(one.name, one.threads) for one in found.figures] == [("Charte", 1), ("Charte", 2)]
    for one in found.figures:
        assert one.version.startswith("baseline-")
        assert 0 < one.p50 <= one.p95
        assert one.per_second > 0
        assert one.megabytes > 0


def test_without_a_classifier_there_is_nothing_to_compare(monkeypatch, tmp_path):
    monkeypatch.setenv("CHARTE_HOME", str(tmp_path))
    monkeypatch.setenv("CHARTE_MODEL", "none")
    with pytest.raises(ArtifactError, match="switched off"):
        compare(1, peers=[], threads=[1], done=lambda share: None)


def test_a_peer_that_stops_while_it_is_loaded_is_said_to_have_stopped(shipped):
    # It is no contender that the other process knows: it ends there, with a traceback.
    unknown = Contender("Unknown", (), "", CHARTE.load)
    found = compare(1, peers=[unknown], threads=[1], done=lambda share: None)
    assert found.missing == {"Unknown": "stopped while it was loaded"}
    assert [one.name for one in found.figures] == ["Charte"]


def test_loading_is_counted_from_a_bare_interpreter():
    script = (
        "import sys, moderation.services.contenders\n"
        "print([n for n in ('numpy', 'sklearn', 'onnxruntime', 'torch') if n in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_a_peer_that_is_installed_answers(peer):
    for package in () if os.environ.get("TEST_EVERYTHING") else peer.packages:
        pytest.importorskip(package)
    asked = [[(text, 20) for text in COMMENTS], [0, 1]]
    ran = subprocess.run(
        [sys.executable, "-m", "moderation.services.contenders", peer.name, "1"],
        input="".join(f"{json.dumps(line)}\n" for line in asked),
        capture_output=True,
        text=True,
        check=True,
    )
    about, answer = (json.loads(line) for line in ran.stdout.splitlines())
    assert about["megabytes"] > 0
    assert len(answer["singles"]) == 1
