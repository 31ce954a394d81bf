"""Comments as rows with named columns: CSV, JSON lines, and what `charte export` wrote.

docs/import-export.md says what each column holds.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from moderation.adapters.cells import read_cell
from moderation.adapters.sources.files import Lookup, Meter, opened
from moderation.adapters.sources.lines import objects
from moderation.core.charter import LANGUAGES
from moderation.core.importing import (
    Reason,
    Remark,
    SourceArticle,
    SourceComment,
    Standing,
    read_moment,
)
from moderation.errors import InvalidInput

#: Longest field of a CSV file, in code points.
FIELD_CODE_POINTS = 2_000_000

#: Columns that a comment cannot do without.
NEEDED = ("id", "article", "body", "submitted_at")

_MANIFEST = "manifest.json"
_ARTICLE = "article"
_YES, _NO = frozenset({"true", "1", "yes"}), frozenset({"false", "0", "no"})

Row = Mapping[str, Any]


def read_csv(path: Path, meter: Meter) -> Iterator[SourceComment | Remark]:
    """Give the comments of a CSV file; a row is a record, the head not counted. Raises InvalidInput."""
    meter.total = path.stat().st_size
    for number, row in _csv_rows(path, meter):
        yield _made(number, row, lookup=None)


def read_jsonl(path: Path, meter: Meter) -> Iterator[SourceComment | Remark]:
    """Give the comments of a file of JSON lines; a row is a line. Raises InvalidInput."""
    meter.total = path.stat().st_size
    for number, row in objects(path, meter):
        yield _made(number, row, lookup=None)


def read_charte(path: Path, meter: Meter) -> Iterator[SourceArticle | SourceComment | Remark]:
    """Give articles and comments of a folder that `charte export` wrote. Raises InvalidInput."""
    suffix = _suffix(path)
    articles, comments = path / f"articles.{suffix}", path / f"comments.{suffix}"
    rows = _own_csv_rows if suffix == "csv" else objects
    for file in (articles, comments):
        if not file.is_file():
            raise InvalidInput(f"{path} holds no {file.name}")
        meter.total += file.stat().st_size
    with Lookup() as lookup:
        for _, row in rows(articles, meter):
            if row is not None and (article := _article(row)) is not None:
                lookup.put(_ARTICLE, article.id, _facts(article))
                yield article
        for number, row in rows(comments, meter):
            yield _made(number, row, lookup=lookup)


def _suffix(folder: Path) -> str:
    try:
        manifest = json.loads((folder / _MANIFEST).read_text("utf-8"))
        form = manifest["form"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"{folder / _MANIFEST} is not what `charte export` writes") from error
    if form not in ("jsonl", "csv"):
        raise InvalidInput(f"an export in {form} cannot be read in again: make one in jsonl or csv")
    return str(form)


def _own_csv_rows(path: Path, meter: Meter) -> Iterator[tuple[int, Row]]:
    for number, row in _csv_rows(path, meter):
        yield number, {name: read_cell(value) for name, value in row.items()}


def _csv_rows(path: Path, meter: Meter) -> Iterator[tuple[int, dict[str, str]]]:
    csv.field_size_limit(FIELD_CODE_POINTS)
    with opened(path, meter) as stream:
        text = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="")
        first = text.readline(FIELD_CODE_POINTS)
        separator = ";" if first.count(";") > first.count(",") else ","
        head = next(csv.reader([first], delimiter=separator), [])
        columns = [name.strip().casefold() for name in head]
        try:
            for number, values in enumerate(csv.reader(text, delimiter=separator), 1):
                yield number, dict(zip(columns, values, strict=False))
        except csv.Error as error:
            raise InvalidInput(f"{path.name} is broken: {error}") from error


def _article(row: Row) -> SourceArticle | None:
    key = _text(row.get("key"))
    if not key:
        return None
    limit = _text(row.get("character_limit"))
    language = _text(row.get("language"))
    return SourceArticle(
        id=key,
        title=_text(row.get("title")),
        url=_text(row.get("url")),
        is_open=_flag(row.get("is_open"), otherwise=True),
        language=language if language in LANGUAGES else None,
        character_limit=int(limit)
        if limit.isdecimal() and len(limit) < 9 and limit != "0"
        else None,
        excerpt=_text(row.get("excerpt")),
    )


def _facts(article: SourceArticle) -> dict[str, object]:
    return {name: getattr(article, name) for name in SourceArticle.__slots__}


def _made(number: int, row: Row | None, *, lookup: Lookup | None) -> SourceComment | Remark:
    if row is None:
        return Remark(number, "", Reason.UNREADABLE)
    name = _text(row.get("id"))
    if any(column not in row for column in NEEDED):
        return Remark(number, name, Reason.UNREADABLE)
    try:
        standing = Standing(_text(row.get("status")).casefold() or Standing.PUBLISHED)
    except ValueError:
        return Remark(number, name, Reason.UNKNOWN_STATUS)
    key = _text(row["article"])
    known = lookup.get(_ARTICLE, key) if lookup else None
    is_decided = _text(row.get("decided_by"))
    if standing is Standing.PUBLISHED and is_decided == "person":
        standing = Standing.APPROVED
    return SourceComment(
        row=number,
        id=name,
        article=SourceArticle(**known) if known else _own_article(key, row),
        body=row["body"] if isinstance(row["body"], str) else "",
        written_at=read_moment(_text(row["submitted_at"])),
        standing=standing,
        parent=_text(row.get("parent")) or None,
        author_name=_text(row.get("author_name")),
        author_email=_text(row.get("author_email")) or None,
        language=_text(row.get("language")) or None,
        is_gone=bool(_text(row.get("erased_at"))),
        is_pseudonym=_flag(row.get("is_pseudonym"), otherwise=False),
        edited_at=read_moment(_text(row.get("edited_at"))),
        clause_ids=_names(row.get("clauses")),
        by_machine=is_decided in ("machine", "charter"),
    )


def _own_article(key: str, row: Row) -> SourceArticle:
    return SourceArticle(
        id=key,
        title=_text(row.get("article_title")),
        url=_text(row.get("article_url")),
        is_open=_flag(row.get("article_open"), otherwise=True),
    )


def _text(value: object) -> str:
    """Return a value as text: a number's digits, nothing for what is none of either."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def _flag(value: object, *, otherwise: bool) -> bool:
    if isinstance(value, bool):
        return value
    said = _text(value).casefold()
    return said in _YES if said in _YES | _NO else otherwise


def _names(value: object) -> tuple[str, ...]:
    """Return the names in a list, or in a cell that parts them by spaces."""
    found = value if isinstance(value, list) else _text(value).split()
    return tuple(name for name in found if isinstance(name, str))
