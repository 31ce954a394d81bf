"""The report of an import: a line for each row that was refused, or changed to be taken."""

import csv
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from moderation.adapters.cells import safe_cell
from moderation.core.importing import Remark
from moderation.errors import InvalidInput

COLUMNS = ("row", "id", "outcome", "reason")

#: Of a name that is too long for one no more is told, in code points.
_SHOWN = 200


@contextmanager
def report_in(path: Path) -> Iterator[Callable[[Remark], None]]:
    """Give what writes a remark; the file appears as a whole, cut short or not, if there is any.

    It is CSV if its name ends so, JSON lines otherwise. Raises InvalidInput if it cannot be written.
    """
    beside = path.with_name(f".{path.name}.part")
    n_written = 0
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file) if path.suffix.casefold() == ".csv" else None
            if table:
                table.writerow(COLUMNS)

            def write(remark: Remark) -> None:
                nonlocal n_written
                n_written += 1
                name = remark.id[:_SHOWN].encode("utf-8", "backslashreplace").decode()
                outcome = "refused" if remark.is_refusal else "taken"
                values = (remark.row, name, outcome, remark.reason.value)
                if table:
                    table.writerow([remark.row, safe_cell(name), *values[2:]])
                else:
                    content = dict(zip(COLUMNS, values, strict=True))
                    file.write(json.dumps(content, ensure_ascii=False) + "\n")

            try:
                yield write
            finally:
                file.flush()
                os.fsync(file.fileno())
        if n_written:
            beside.replace(path)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror}") from error
    finally:
        if n_written and beside.exists():
            beside.replace(path)
        beside.unlink(missing_ok=True)
