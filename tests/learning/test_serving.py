"""Which classifier serves: steps forward and back, and what becomes of a damaged file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from moderation.errors import ArtifactError, NotFound
from moderation.learning import serving
from moderation.learning.serving import go_back, promote, read_steps, was_left

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def serves(models: Path) -> str | None:
    step = serving.serving(read_steps(models))
    return step and step.model_id


def test_without_a_promotion_the_shipped_one_serves(tmp_path: Path) -> None:
    assert serves(tmp_path) is None
    with pytest.raises(NotFound, match="nothing to go back to"):
        go_back(tmp_path, now=NOW)


def test_each_step_back_undoes_one_promotion(tmp_path: Path) -> None:
    promote(tmp_path, "a-1", base=None, now=NOW)
    promote(tmp_path, "b-2", base="/models/own", now=NOW)
    assert serves(tmp_path) == "b-2"
    assert go_back(tmp_path, now=NOW).model_id == "a-1"
    promote(tmp_path, "c-3", base=None, now=NOW)
    assert go_back(tmp_path, now=NOW).model_id == "a-1"
    assert go_back(tmp_path, now=NOW).model_id is None
    assert serves(tmp_path) is None
    with pytest.raises(NotFound):
        go_back(tmp_path, now=NOW)


def test_what_happened_is_never_forgotten(tmp_path: Path) -> None:
    promote(tmp_path, "a-1", base=None, now=NOW)
    go_back(tmp_path, now=NOW)
    steps = read_steps(tmp_path)
    assert [(step.model_id, step.by) for step in steps] == [
        ("a-1", "charte retrain"),
        (None, "charte rollback"),
    ]
    assert was_left(steps, "a-1")
    assert not was_left(steps, "b-2")
    assert [path.name for path in tmp_path.iterdir()] == ["serving.json"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"schema": 2, "steps": []}',
        '{"schema": 1, "steps": [{"model_id": "a"}]}',
        # a path instead of a name, and a step back from nothing
        '{"schema": 1, "steps": [{"model_id": "../a", "since": "2026-11-02T09:30:00+00:00", "by": "charte retrain", "base": null}]}',
        '{"schema": 1, "steps": [{"model_id": null, "since": "2026-11-02T09:30:00+00:00", "by": "charte rollback", "base": null}]}',
    ],
)
def test_a_damaged_file_is_told_and_never_overwritten(tmp_path: Path, content: str) -> None:
    (tmp_path / "serving.json").write_text(content, "utf-8")
    with pytest.raises(ArtifactError, match=r"serving\.json is damaged"):
        read_steps(tmp_path)
    with pytest.raises(ArtifactError):
        promote(tmp_path, "a-1", base=None, now=NOW)
    assert (tmp_path / "serving.json").read_text("utf-8") == content
