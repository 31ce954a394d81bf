"""Isso: its SQLite database, for it has no export (isso/db/comments.py).

Texts are Markdown as they were typed: that is text.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from moderation.adapters.sources.files import Meter
from moderation.core.importing import (
    Reason,
    Remark,
    SourceArticle,
    SourceComment,
    Standing,
    read_seconds,
)
from moderation.errors import InvalidInput

#: What ``mode`` says.
STANDINGS: Mapping[object, Standing] = {
    1: Standing.PUBLISHED,
    2: Standing.PENDING,
    4: Standing.WITHDRAWN,
}

_COMMENTS = """
    SELECT c.id, c.parent, c.created, c.mode, c.text, c.author, c.email, t.uri, t.title
    FROM comments AS c LEFT JOIN threads AS t ON t.id = c.tid ORDER BY c.id
"""


def read_isso(path: Path, meter: Meter) -> Iterator[SourceComment | Remark]:
    """Give the comments of a database; a row is one of its rows. Raises InvalidInput."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            database.text_factory = lambda content: content.decode("utf-8", "replace")
            database.execute("PRAGMA trusted_schema = OFF")
            (meter.total,) = database.execute("SELECT count(*) FROM comments").fetchone()
            for row in database.execute(_COMMENTS):
                meter.done += 1
                yield _made(meter.done, row)
    except sqlite3.Error as error:
        raise InvalidInput(f"{path.name} is no database of Isso’s: {error}") from error


def _made(number: int, row: tuple[object, ...]) -> SourceComment | Remark:
    name, parent, created, mode, text, author, email, uri, title = row
    if not isinstance(uri, str):
        return Remark(number, str(name), Reason.NO_ARTICLE)
    standing = STANDINGS.get(mode)
    if standing is None:
        return Remark(number, str(name), Reason.UNKNOWN_STATUS)
    return SourceComment(
        row=number,
        id=str(name),
        article=SourceArticle(id=uri, title=_text(title)),
        body=_text(text),
        written_at=read_seconds(created) if isinstance(created, int | float) else None,
        standing=standing,
        parent=str(parent) if parent is not None else None,
        author_name=_text(author),
        author_email=_text(email) or None,
        is_gone=standing is Standing.WITHDRAWN,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
