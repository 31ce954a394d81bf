"""Other systems' comments, read from what they export: one after the other, never a whole file."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from moderation.adapters.sources.coral import read_coral
from moderation.adapters.sources.disqus import read_disqus
from moderation.adapters.sources.files import Meter, head_of
from moderation.adapters.sources.isso import read_isso
from moderation.adapters.sources.tables import read_charte, read_csv, read_jsonl
from moderation.adapters.sources.wordpress import read_wordpress
from moderation.core.importing import Format, Remark, SourceArticle, SourceComment
from moderation.errors import InvalidInput

#: What a source gives: comments, what it could not read, and articles that may have no comment.
Item = SourceArticle | SourceComment | Remark

Reader = Callable[[Path, Meter], Iterator[Item]]


READERS: Mapping[Format, Reader] = {
    Format.WORDPRESS: read_wordpress,
    Format.DISQUS: read_disqus,
    Format.CORAL: read_coral,
    Format.ISSO: read_isso,
    Format.CHARTE: read_charte,
    Format.CSV: read_csv,
    Format.JSONL: read_jsonl,
}

_SUFFIXES = {".csv": Format.CSV, ".jsonl": Format.JSONL, ".ndjson": Format.JSONL}


def detect(path: Path) -> Format:
    """Return what *path* holds. Raises InvalidInput if that cannot be told."""
    if path.is_dir():
        if (path / "manifest.json").is_file():
            return Format.CHARTE
        if any(path.glob("comments.json*")):
            return Format.CORAL
        raise InvalidInput(f"{path} holds neither manifest.json nor comments.json")
    head = head_of(path)
    if head.startswith(b"SQLite format 3\x00"):
        return Format.ISSO
    if b"http://wordpress.org/export/" in head:
        return Format.WORDPRESS
    if b"http://disqus.com" in head:
        return Format.DISQUS
    suffixes = [suffix for suffix in path.suffixes if suffix.casefold() != ".gz"]
    found = _SUFFIXES.get(suffixes[-1].casefold()) if suffixes else None
    if found is None:
        raise InvalidInput(f"it cannot be told what {path} is: say it with --format")
    return found
