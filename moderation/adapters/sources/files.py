"""Files that are read in pieces, how far one is, and what is looked up on the way."""

import gzip
import io
import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, cast

from moderation.errors import InvalidInput

#: Bytes read at once.
CHUNK = 1 << 16

#: Bytes in which a format shows itself: WordPress puts comments of its own before its namespaces.
HEAD = 1 << 13

_GZIP = b"\x1f\x8b"


@dataclass(slots=True)
class Meter:
    """How much there is to read, and how much of it was: in bytes, or in rows of a database."""

    total: int = 0
    done: int = 0


class _Counted(io.RawIOBase):
    """A file that tells a meter what is read of it."""

    def __init__(self, file: IO[bytes], meter: Meter) -> None:
        self._file, self._meter = file, meter

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        content = self._file.read(len(buffer))
        buffer[: len(content)] = content
        self._meter.done += len(content)
        return len(content)


@contextmanager
def opened(path: Path, meter: Meter) -> Iterator[IO[bytes]]:
    """Give the file *path*, unpacked if gzip packed it.

    Raises InvalidInput if it cannot be read, or is cut off where it is packed.
    """
    try:
        with path.open("rb") as file:
            is_packed = file.read(2) == _GZIP
            file.seek(0)
            counted = io.BufferedReader(_Counted(file, meter), CHUNK)
            yield cast(IO[bytes], gzip.GzipFile(fileobj=counted) if is_packed else counted)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InvalidInput(f"{path.name} is damaged: its packing ends too early") from error
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}") from error


def head_of(path: Path) -> bytes:
    """Return the first bytes of the file *path*, unpacked. Raises InvalidInput if it cannot be read."""
    with opened(path, Meter()) as file:
        return file.read(HEAD)


class Lookup:
    """What was read of articles and authors, by their names: in a file, however many there are."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="charte-import-")
        self._file = sqlite3.connect(Path(self._folder.name) / "lookup.db", isolation_level=None)
        self._file.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE TABLE known (kind TEXT, id BLOB, value TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;"
            "BEGIN"
        )

    def __enter__(self) -> "Lookup":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._folder.cleanup()

    def put(self, kind: str, name: str, value: object) -> None:
        """Keep *value*, which JSON can hold, under a name."""
        row = (kind, _bytes(name), json.dumps(value))
        self._file.execute("INSERT OR REPLACE INTO known VALUES (?, ?, ?)", row)

    def get(self, kind: str, name: str) -> Any:
        """Return what was kept; None: nothing was."""
        found = self._file.execute(
            "SELECT value FROM known WHERE kind = ? AND id = ?", (kind, _bytes(name))
        ).fetchone()
        return found and json.loads(found[0])


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")  # JSON may hold half a pair
