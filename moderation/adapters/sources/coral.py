"""Coral (5 and later): a folder with what mongoexport writes of three collections.

``comments.json``, ``stories.json`` and ``users.json``, a document a line; Coral itself
exports one reader's comments at most.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from moderation.adapters.sources.files import Lookup, Meter
from moderation.adapters.sources.lines import objects
from moderation.adapters.sources.markup import text_of
from moderation.core.importing import (
    Reason,
    Remark,
    SourceArticle,
    SourceComment,
    Standing,
    read_moment,
    read_seconds,
)
from moderation.errors import InvalidInput

#: What ``status`` says. NONE is published, and nobody has read it.
STANDINGS: Mapping[object, Standing] = {
    "NONE": Standing.PUBLISHED,
    "APPROVED": Standing.APPROVED,
    "REJECTED": Standing.REJECTED,
    "PREMOD": Standing.PENDING,
    "SYSTEM_WITHHELD": Standing.PENDING,
}

_STORY, _USER = "story", "user"

#: A number of 64 bits, as extended JSON writes it; and what is none.
_LONG, _NO_LONG = re.compile(r"-?[0-9]{1,19}"), 2**63


def read_coral(path: Path, meter: Meter) -> Iterator[SourceComment | Remark]:
    """Give the comments in the folder *path*; a row is a line of ``comments.json``. Raises InvalidInput."""
    stories, users, comments = (_file(path, n) for n in ("stories", "users", "comments"))
    meter.total = sum(file.stat().st_size for file in (stories, users, comments))
    with Lookup() as lookup:
        for _, found in objects(stories, meter):
            if found is not None:
                lookup.put(_STORY, _text(found.get("id")), _story(found))
        for _, found in objects(users, meter):
            if found is not None:
                who = {"name": _text(found.get("username")), "email": _text(found.get("email"))}
                lookup.put(_USER, _text(found.get("id")), who)
        for number, found in objects(comments, meter):
            yield _made(number, found, lookup)


def _file(folder: Path, name: str) -> Path:
    for suffix in (".json", ".jsonl", ".json.gz", ".jsonl.gz"):
        if (folder / f"{name}{suffix}").is_file():
            return folder / f"{name}{suffix}"
    raise InvalidInput(f"{folder} holds no {name}.json")


def _story(said: Mapping[str, Any]) -> dict[str, object]:
    metadata = said.get("metadata")
    title = _text(metadata.get("title")) if isinstance(metadata, dict) else ""
    return {
        "id": _text(said.get("id")),
        "title": text_of(title),
        "url": _text(said.get("url")),
        "is_open": not said.get("closedAt"),
    }


def _made(number: int, said: Mapping[str, Any] | None, lookup: Lookup) -> SourceComment | Remark:
    if said is None:
        return Remark(number, "", Reason.UNREADABLE)
    name = _text(said.get("id"))
    story = lookup.get(_STORY, _text(said.get("storyID")))
    if story is None:
        return Remark(number, name, Reason.NO_ARTICLE)
    status = said.get("status")
    standing = STANDINGS.get(status) if isinstance(status, str) else None
    if standing is None:
        return Remark(number, name, Reason.UNKNOWN_STATUS)
    author = lookup.get(_USER, _text(said.get("authorID"))) or {"name": "", "email": ""}
    is_gone = bool(said.get("deletedAt"))
    return SourceComment(
        row=number,
        id=name,
        article=SourceArticle(**story),
        body=text_of(_last_body(said.get("revisions"))),
        written_at=_moment(said.get("createdAt")),
        standing=Standing.WITHDRAWN if is_gone else standing,
        parent=_text(said.get("parentID")) or None,
        author_name=author["name"],
        author_email=author["email"] or None,
        is_gone=is_gone,
    )


def _last_body(revisions: object) -> str:
    last = revisions[-1] if isinstance(revisions, list) and revisions else None
    return _text(last.get("body")) if isinstance(last, dict) else ""


def _moment(value: object) -> datetime | None:
    """Return the moment of extended JSON: ``{"$date": "…Z"}``, or ``{"$date": {"$numberLong": "…"}}``."""
    date = value.get("$date") if isinstance(value, dict) else value
    if isinstance(date, dict):
        date = date.get("$numberLong")
        date = int(date) if isinstance(date, str) and _LONG.fullmatch(date) else None
    if isinstance(date, int):
        return read_seconds(date / 1000) if abs(date) < _NO_LONG else None
    return read_moment(date) if isinstance(date, str) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
