"""Disqus: the XML of Admin → Export (docs.disqus.com/developers/export): threads, then posts.

Posts name their thread and what they answer by ``dsq:id``; a thread's own ``id`` is the
identifier that the site gave it.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from moderation.adapters.sources.files import Lookup, Meter, opened
from moderation.adapters.sources.markup import text_of
from moderation.adapters.sources.xml import parse
from moderation.core.importing import (
    Reason,
    Remark,
    SourceArticle,
    SourceComment,
    Standing,
    read_moment,
)

_THREAD = "thread"


def read_disqus(path: Path, meter: Meter) -> Iterator[SourceComment | Remark]:
    """Give the posts of an export; a row is a ``post``. Raises InvalidInput."""
    meter.total = path.stat().st_size
    with Lookup() as lookup, opened(path, meter) as stream:
        records = _Records(lookup)
        for _ in parse(stream, records):
            yield from records.found
            records.found.clear()


class _Records:
    def __init__(self, lookup: Lookup) -> None:
        self.found: list[SourceComment | Remark] = []
        self._lookup = lookup
        self._path: list[str] = []
        self._said: dict[str, str] = {}
        self._row = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._path.append(name)
        if len(self._path) == 2:
            self._said = {"dsq:id": attributes.get("dsq:id", "")}
        elif "dsq:id" in attributes:
            self._said[f"{name}/dsq:id"] = attributes["dsq:id"]

    def end(self, name: str, text: str) -> None:
        if len(self._path) == 2 and name == _THREAD:
            self._keep(self._said)
        elif len(self._path) == 2 and name == "post":
            self._row += 1
            self.found.append(self._made(self._said))
        elif len(self._path) > 2:
            self._said["/".join(self._path[2:])] = text
        self._path.pop()

    def _keep(self, said: Mapping[str, str]) -> None:
        facts = {
            "id": said.get("id", "").strip() or said["dsq:id"],
            "title": text_of(said.get("title", "")),
            "url": said.get("link", ""),
            "is_open": said.get("isClosed", "").strip() != "true",
        }
        self._lookup.put(_THREAD, said["dsq:id"], facts)

    def _made(self, said: Mapping[str, str]) -> SourceComment | Remark:
        thread = self._lookup.get(_THREAD, said.get("thread/dsq:id", ""))
        if thread is None:
            return Remark(self._row, said["dsq:id"], Reason.NO_ARTICLE)
        standing = _standing(said)
        return SourceComment(
            row=self._row,
            id=said["dsq:id"],
            article=SourceArticle(**thread),
            body=text_of(said.get("message", "")),
            written_at=read_moment(said.get("createdAt", "")),
            standing=standing,
            parent=said.get("parent/dsq:id") or None,
            author_name=said.get("author/name", "").strip() or said.get("author/username", ""),
            author_email=said.get("author/email"),
            is_gone=standing is Standing.WITHDRAWN,
        )


def _standing(said: Mapping[str, str]) -> Standing:
    if said.get("isSpam", "").strip() == "true":
        return Standing.SPAM
    if said.get("isDeleted", "").strip() == "true":
        return Standing.WITHDRAWN
    if said.get("isApproved", "").strip() == "false":  # older exports have it
        return Standing.PENDING
    return Standing.PUBLISHED
