"""Prose is compared with golden files: write them anew with UPDATE_GOLDEN=1, and read the diff."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent


def check_golden(name: str, told: str) -> None:
    """Compare *told* with the golden file *name*."""
    path = FOLDER / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(told, "utf-8")
    assert told == path.read_text("utf-8")
