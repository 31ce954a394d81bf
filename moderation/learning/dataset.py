"""Labelled comments: how they are read, written and digested.

A file holds one JSON object a line. Labels are severities: 0 none, 1 mild or
borderline (a careful moderator would look), 2 clear (would be refused), 3
grave; ``training_data/README.md`` tells how they were given.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from moderation.errors import InvalidInput

#: What a person labels, in the order of the files' keys.
LABELS = (
    "hate",
    "racism",
    "defamation",
    "insult",
    "threat",
    "incitement",
    "disrespect",
    "spam",
    "vulgarity",
)

#: The labels for which a comment is refused; coarse or curt alone is not.
VIOLATIONS = ("hate", "racism", "defamation", "insult", "threat", "incitement", "spam")

#: From this severity on a label holds; a mild one is neither yes nor no.
CLEAR, MILD = 2, 1

#: The theme of a newsroom's own comments, whose labels are its decisions.
DECIDED = "decisions"

#: What else a line may hold, all of it text.
_NOTES = ("target", "theme", "register", "pair")


@dataclass(frozen=True, slots=True)
class LabelledComment:
    """A comment and what is said of it.

    *labels*: name → severity, 0 to 3; a name that it lacks was not annotated. "violation": some
    violation, of which it is not known which.
    *pair* joins comments that differ by a minimal edit; empty: none.
    *notes*: target, theme and register, for the data statement.
    """

    text: str
    language: str  # ISO 639-1
    labels: Mapping[str, int]
    pair: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)

    def severity(self, category: str) -> int | None:
        """Return the severity of *category*, or of any violation; None: not annotated."""
        if category != "violation":
            return self.labels.get(category)
        names = ("violation", *VIOLATIONS)
        return max((self.labels[name] for name in names if name in self.labels), default=None)


def read_dataset(paths: Iterable[Path]) -> list[LabelledComment]:
    """Return the comments of all files, in their order.

    Raises InvalidInput if a line is not a labelled comment: it names the file,
    the line and the mistake, never the text.
    """
    return [
        _parse(line, f"{path.name}, line {number}")
        for path in paths
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if line.strip()
    ]


def write_dataset(path: Path, comments: Iterable[LabelledComment]) -> None:
    """Write *comments* to the file *path*, one JSON object a line."""
    path.write_text("".join(f"{_line(comment)}\n" for comment in comments), "utf-8")


def digest(comments: Iterable[LabelledComment]) -> str:
    """Return the SHA-256 of *comments* in their order, as 64 hexadecimal digits."""
    lines = "".join(f"{_line(comment)}\n" for comment in comments)
    return hashlib.sha256(lines.encode()).hexdigest()


def _parse(line: str, place: str) -> LabelledComment:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InvalidInput(f"{place}: not JSON") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not row["text"]:
        raise InvalidInput(f'{place}: "text" is missing or empty')
    if not isinstance(row.get("lang"), str):
        raise InvalidInput(f'{place}: "lang" is missing')
    unknown = row.keys() - {"text", "lang", *LABELS, *_NOTES}
    if unknown:
        raise InvalidInput(f"{place}: unknown keys {', '.join(sorted(unknown))}")
    notes = {name: str(row[name]) for name in _NOTES if name in row}
    pair = notes.pop("pair", "")
    return LabelledComment(row["text"], row["lang"], _labels(row, place), pair, notes)


def _labels(row: Mapping[str, Any], place: str) -> dict[str, int]:
    labels = {name: row[name] for name in LABELS if name in row}
    for name, severity in labels.items():
        if type(severity) is not int or not 0 <= severity <= 3:
            raise InvalidInput(f'{place}: "{name}" is not 0, 1, 2 or 3')
    return labels


def _line(comment: LabelledComment) -> str:
    row: dict[str, object] = {"text": comment.text, "lang": comment.language}
    row |= {**comment.labels, **comment.notes, "pair": comment.pair}
    return json.dumps(row, ensure_ascii=False)
