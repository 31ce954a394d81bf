"""Tables in Parquet files, a row group for each portion; pyarrow comes with the extra ``parquet``."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from moderation.core.exporting import Columns, Kind

_TYPES: Mapping[Kind, Any] = {
    Kind.TEXT: pa.string(),
    Kind.NUMBER: pa.int64(),
    Kind.FLAG: pa.bool_(),
    Kind.MOMENT: pa.timestamp("us", tz="UTC"),
    Kind.NAMES: pa.list_(pa.string()),
    Kind.JSON: pa.string(),  # its text
}


@contextmanager
def parquet_file(
    path: Path, columns: Columns
) -> Iterator[Callable[[Sequence[Mapping[str, Any]]], None]]:
    """Give what appends rows with *columns* to the file *path*."""
    schema = pa.schema([(name, _TYPES[kind]) for name, kind in columns.items()])

    def write(rows: Sequence[Mapping[str, Any]]) -> None:
        arrays = {name: [_value(row[name], kind) for row in rows] for name, kind in columns.items()}
        file.write_table(pa.Table.from_pydict(arrays, schema=schema))

    with parquet.ParquetWriter(path, schema, compression="zstd") as file:
        yield write


def _value(value: Any, kind: Kind) -> Any:
    if kind is Kind.JSON and value is not None:
        return json.dumps(value, ensure_ascii=False)
    if kind is Kind.TEXT and value is not None:
        return str(value)
    return list(value) if isinstance(value, tuple) else value
