"""WordPress: the WXR file of Tools → Export (wp-admin/includes/export.php, versions 1.0 to 1.2).

Spam is not in it, and comments may come before what they answer.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from moderation.adapters.sources.files import Meter, opened
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

#: What ``comment_approved`` says.
STANDINGS: Mapping[str, Standing] = {
    "1": Standing.PUBLISHED,
    "approve": Standing.PUBLISHED,
    "0": Standing.PENDING,
    "hold": Standing.PENDING,
    "spam": Standing.SPAM,
    "trash": Standing.REJECTED,
    "post-trashed": Standing.REJECTED,
}

#: Values of ``comment_type`` that readers' comments have.
COMMENT_TYPES = frozenset({"", "comment", "review"})


def read_wordpress(path: Path, meter: Meter) -> Iterator[SourceComment | Remark]:
    """Give the comments of a WXR file; a row is a ``wp:comment``. Raises InvalidInput."""
    meter.total = path.stat().st_size
    records = _Records()
    with opened(path, meter) as stream:
        for _ in parse(stream, records):
            yield from records.found
            records.found.clear()


class _Records:
    def __init__(self) -> None:
        self.found: list[SourceComment | Remark] = []
        self._article: dict[str, str] = {}
        self._comment: dict[str, str] | None = None
        self._row = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "item":
            self._article = {}
        elif name == "wp:comment":
            self._comment = {}

    def end(self, name: str, text: str) -> None:
        if name == "wp:comment" and self._comment is not None:
            self._row += 1
            self.found.append(self._made(self._comment))
            self._comment = None
        elif self._comment is not None:
            self._comment.setdefault(name, text)
        elif name in ("title", "link", "wp:post_id", "wp:comment_status"):
            self._article.setdefault(name, text)

    def _made(self, said: Mapping[str, str]) -> SourceComment | Remark:
        name = said.get("wp:comment_id", "").strip()
        if said.get("wp:comment_type", "").strip() not in COMMENT_TYPES:
            return Remark(self._row, name, Reason.NOT_A_COMMENT)
        standing = STANDINGS.get(said.get("wp:comment_approved", "").strip())
        if standing is None:
            return Remark(self._row, name, Reason.UNKNOWN_STATUS)
        parent = said.get("wp:comment_parent", "").strip()
        at = read_moment(said.get("wp:comment_date_gmt", ""))
        return SourceComment(
            row=self._row,
            id=name,
            article=SourceArticle(
                id=self._article.get("wp:post_id", "").strip(),
                title=text_of(self._article.get("title", "")),
                url=self._article.get("link", ""),
                is_open=self._article.get("wp:comment_status", "").strip() != "closed",
            ),
            body=text_of(said.get("wp:comment_content", "")),
            written_at=at or read_moment(said.get("wp:comment_date", "")),
            standing=standing,
            parent=parent if parent not in ("", "0") else None,
            author_name=text_of(said.get("wp:comment_author", "")),
            author_email=said.get("wp:comment_author_email"),
        )
