"""Files of one JSON object a line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from moderation.adapters.sources.files import Meter, opened

#: Longest line taken, in bytes; of a longer one no more is kept in memory.
LINE_BYTES = 8 << 20

Json = dict[str, Any]


def objects(path: Path, meter: Meter) -> Iterator[tuple[int, Json | None]]:
    """Give the objects of a file with the numbers of their lines, from 1; None: a line that is none.

    Empty lines are passed over. Raises InvalidInput if the file cannot be read.
    """
    with opened(path, meter) as stream:
        number = 0
        while line := stream.readline(LINE_BYTES):
            number += 1
            is_whole = line.endswith(b"\n") or len(line) < LINE_BYTES
            while not line.endswith(b"\n") and (rest := stream.readline(LINE_BYTES)):
                line = rest  # of what is too long only its end is looked for
            if line.strip() or not is_whole:
                yield number, _object(line) if is_whole else None


def _object(line: bytes) -> Json | None:
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
