"""Published JavaScript clients, run by Node."""

import fcntl
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(__file__).parent


def installed() -> str:
    """Return the path of Node, with the clients installed; the test is skipped where there is none."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        if os.environ.get("TEST_EVERYTHING"):
            pytest.fail("Node is not installed, and no test may be skipped")
        pytest.skip("needs Node and npm")
    marker = _FOLDER / "node_modules" / ".package-lock.json"
    lock = _FOLDER / "package-lock.json"
    with lock.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # tests run side by side: one installs, the others wait
        if not marker.exists() or marker.stat().st_mtime < lock.stat().st_mtime:
            subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=_FOLDER, check=True)
    return node


def run(script: str, *arguments: str) -> Any:
    """Run *script* and return the JSON that it printed."""
    ran = subprocess.run(
        [installed(), script, *arguments], cwd=_FOLDER, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)
