"""Which of the classifiers trained here serves: ``serving.json`` in their folder.

It holds every step in the order in which they were taken, none ever changed:
forward to a classifier that was promoted, or one back. Without the file the
shipped classifier serves.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from moderation.errors import ArtifactError, NotFound

FILE = "serving.json"

#: The shape of the file; another shape is another number.
SCHEMA = 1

#: What a step was taken by.
FORWARD, BACK = "charte retrain", "charte rollback"


@dataclass(frozen=True, slots=True)
class Step:
    """One change of what serves."""

    model_id: str | None  # what serves from then on; None: the shipped one
    since: datetime
    by: str  # FORWARD or BACK
    #: What decisions were added to: a folder, or a shipped one's name; None: the best shipped one.
    base: str | None


def read_steps(models: Path) -> tuple[Step, ...]:
    """Return all steps noted in the folder *models*, oldest first; none without a file.

    Raises ArtifactError if the file cannot be read.
    """
    path = models / FILE
    try:
        found = json.loads(path.read_text("utf-8"))
        if found["schema"] != SCHEMA:
            raise ValueError("another schema")
        steps = tuple(_parse(row) for row in found["steps"])
        _forward(steps)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError, KeyError, IndexError) as error:
        message = f"{path} is damaged: restore it from a backup, or remove it"
        raise ArtifactError(f"{message}, and the shipped classifier serves") from error
    return steps


def serving(steps: Sequence[Step]) -> Step | None:
    """Return the step by which what serves came to serve; None: the shipped one serves."""
    forward = _forward(steps)
    return forward[-1] if forward else None


def folder_of(models: Path, model_id: str) -> Path:
    """Return where the artifact called *model_id* is kept, of those trained here."""
    return models / model_id


def was_left(steps: Sequence[Step], model_id: str) -> bool:
    """Return whether somebody went back from *model_id*."""
    kept = {step.model_id for step in _forward(steps)}
    return model_id not in kept and any(step.model_id == model_id for step in steps)


def promote(models: Path, model_id: str, *, base: str | None, now: datetime) -> Step:
    """Note that the artifact *model_id* serves from *now* on.

    Raises ArtifactError if what was noted before cannot be read.
    """
    step = Step(model_id, now, FORWARD, base)
    _write(models, (*read_steps(models), step))
    return step


def go_back(models: Path, *, now: datetime) -> Step:
    """Note that from *now* on what served before the last promotion serves again.

    Raises NotFound if nothing was promoted that still serves, ArtifactError as `promote`.
    """
    steps = read_steps(models)
    forward = _forward(steps)
    if not forward:
        raise NotFound("there is nothing to go back to: the shipped classifier serves")
    before = forward[-2] if len(forward) > 1 else None
    model_id, base = (before.model_id, before.base) if before else (None, None)
    step = Step(model_id, now, BACK, base)
    _write(models, (*steps, step))
    return step


def _forward(steps: Sequence[Step]) -> list[Step]:
    """Return the promotions from which nobody went back, oldest first: the last one serves."""
    found: list[Step] = []
    for step in steps:
        if step.by == BACK:
            found.pop()
        else:
            found.append(step)
    return found


def _parse(row: dict[str, str | None]) -> Step:
    model_id, since = row["model_id"], row["since"]
    step = Step(model_id, datetime.fromisoformat(str(since)), str(row["by"]), row["base"])
    is_sound = step.by == BACK or (step.by == FORWARD and bool(model_id))
    if not is_sound or (model_id and Path(model_id).name != model_id):
        raise ValueError("no step of this version")
    return step


def _write(models: Path, steps: Sequence[Step]) -> None:
    """Replace the file as a whole: a server that starts meanwhile reads the old one or the new one."""
    rows = [asdict(step) | {"since": step.since.isoformat()} for step in steps]
    content = json.dumps({"schema": SCHEMA, "steps": rows}, ensure_ascii=False, indent=2) + "\n"
    unfinished = models / f"{FILE}.{os.getpid()}"
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(models / FILE)
    except OSError as error:
        raise ArtifactError(f"{models / FILE} cannot be written: {error.strerror}") from error
