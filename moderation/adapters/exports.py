"""Folders that appear as a whole, and the files of tables in them."""

import csv
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from moderation.adapters.cells import safe_cell
from moderation.core.exporting import Columns, Form, Kind
from moderation.errors import InvalidInput

Rows = Sequence[Mapping[str, Any]]
Write = Callable[[Rows], None]


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Give a folder to write in, which becomes *path* at the end; cut short, there is none.

    Only its owner can read it: it holds what readers wrote. Raises InvalidInput if *path* is there
    already, or cannot be written.
    """
    if path.exists():
        raise InvalidInput(f"{path} is there already")
    try:
        beside = Path(mkdtemp(dir=path.absolute().parent, prefix=f".{path.name}-"))
        try:
            yield beside
            for file in beside.iterdir():
                _flush(file)
            beside.rename(path)
            _flush(path.absolute().parent)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror}") from error


@contextmanager
def table_file(
    folder: Path, name: str, columns: Columns, form: Form, *, has_mark: bool
) -> Iterator[Write]:
    """Give what appends rows to the file of a table. *has_mark*: CSV begins with a byte order mark.

    Raises InvalidInput if what Parquet needs is not installed.
    """
    path = folder / f"{name}.{form}"
    if form is Form.PARQUET:
        with _parquet().parquet_file(path, columns) as write:
            yield write
        return
    encoding = "utf-8-sig" if has_mark and form is Form.CSV else "utf-8"
    with path.open("w", encoding=encoding, newline="") as file:
        if form is Form.CSV:
            table = csv.writer(file)
            table.writerow(columns)
            yield lambda rows: table.writerows(
                [_cell(row[column], kind) for column, kind in columns.items()] for row in rows
            )
        else:
            yield lambda rows: file.writelines(
                json.dumps({column: _plain(row[column]) for column in columns}, ensure_ascii=False)
                + "\n"
                for row in rows
            )


def write_json(path: Path, content: object) -> None:
    """Write *content* to a file."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _cell(value: Any, kind: Kind) -> str:
    if value is None:
        return ""
    if kind is Kind.NAMES:
        return safe_cell(" ".join(value))
    if kind is Kind.JSON:
        return safe_cell(json.dumps(value, ensure_ascii=False))
    if kind is Kind.FLAG:
        return "true" if value else "false"
    return safe_cell(value) if isinstance(value, str) else str(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _parquet() -> Any:
    try:
        # Imported when called: pyarrow comes with an extra.
        return import_module("moderation.adapters.parquet")
    except ModuleNotFoundError as error:
        what = f"to write Parquet, {error.name} is needed"
        raise InvalidInput(f"{what}: pip install 'charte[parquet]'") from error


def _flush(path: Path) -> None:
    """Have what was written survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
