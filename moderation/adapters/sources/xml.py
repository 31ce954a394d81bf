"""XML of others, read by expat as it comes: no document type, so no entity, inside or outside.

What is kept at any moment is the path of open elements and the text of the innermost.
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from typing import IO, Protocol
from xml.parsers import expat

from moderation.adapters.sources.files import CHUNK
from moderation.errors import InvalidInput

#: Text kept of one element, in code points. Nobody wants more of a comment; the rest is read past.
TEXT_CODE_POINTS = 1_000_001

#: Elements inside each other, and code points in one tag, that no exporter writes.
DEEPEST, LONGEST_TAG = 64, 4 << 20

#: Prefixes of names, by what their namespaces begin with.
_PREFIXES = {
    "http://wordpress.org/export/": "wp:",
    "http://disqus.com/disqus-internals": "dsq:",
    "http://disqus.com": "",
}

#: What XML 1.0 forbids, and WordPress lets through.
_CONTROL = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D})
_DECLARED = re.compile(rb"""^<\?xml[^>]{0,200}?encoding=["']([A-Za-z0-9._-]+)["']""")


class Records(Protocol):
    """Who is told of elements, and makes records of them."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str, text: str) -> None:
        """An element ends; *text* stands in it behind its last child."""


def parse(stream: IO[bytes], records: Records) -> Iterator[None]:
    """Tell *records* of the elements of *stream*; give a turn after each piece of it.

    Raises InvalidInput, naming the line, where it is no XML, has a document type, or is shaped
    as no export is.
    """
    parser = _parser(records)
    decoder, head = None, stream.read(CHUNK)
    piece, fed = head, 0
    try:
        while piece:
            decoder = decoder or _decoder(head)
            text = decoder.decode(piece)
            fed += len(text.encode("utf-8", "replace"))
            parser.Parse(text.encode("utf-8", "replace"), False)
            if fed - parser.CurrentByteIndex > LONGEST_TAG:
                raise InvalidInput(f"line {parser.CurrentLineNumber}: a tag that does not end")
            yield
            piece = stream.read(CHUNK)
        parser.Parse(b"", True)
        yield
    except UnicodeError as error:
        raise InvalidInput("it is not in the encoding that it says") from error
    except expat.ExpatError as error:
        told = expat.errors.messages[error.code]
        raise InvalidInput(f"line {error.lineno}: the XML is broken: {told}") from error


def _parser(records: Records) -> "expat.XMLParserType":
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.buffer_text = True
    names: dict[str, str] = {}
    state = _State()

    def start(name: str, attributes: dict[str, str]) -> None:
        state.depth += 1
        if state.depth > DEEPEST:
            raise InvalidInput(f"line {parser.CurrentLineNumber}: elements too deep in each other")
        state.clear()
        short = {_short(key, names): value for key, value in attributes.items()}
        records.start(_short(name, names), short)

    def end(name: str) -> None:
        state.depth -= 1
        text = state.text()
        state.clear()
        records.end(_short(name, names), text)

    def refuse(*_: object) -> int:
        line = parser.CurrentLineNumber
        raise InvalidInput(f"line {line}: a document type or an entity, which no export has")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = state.add
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = parser.UnparsedEntityDeclHandler = refuse
    return parser


class _State:
    """The text of the innermost element, and how many are open."""

    def __init__(self) -> None:
        self.depth, self._parts, self._length = 0, list[str](), 0

    def add(self, text: str) -> None:
        if self._length < TEXT_CODE_POINTS:
            self._parts.append(text[: TEXT_CODE_POINTS - self._length])
            self._length += len(text)

    def text(self) -> str:
        return "".join(self._parts)

    def clear(self) -> None:
        if self._parts:
            self._parts, self._length = [], 0


def _short(name: str, known: dict[str, str]) -> str:
    """Return *name*, "namespace local", with the prefix that it is known by."""
    if name not in known:
        space, _, local = name.rpartition(" ")
        prefix = next((p for uri, p in _PREFIXES.items() if space.startswith(uri)), "other:")
        if len(known) > 10_000:  # no export has so many names
            known.clear()
        known[name] = (prefix if space else "") + local
    return known[name]


class _Decoder:
    """Text of bytes: what is none is replaced, what XML forbids left out."""

    def __init__(self, encoding: str) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._is_wide = "16" in encoding or "32" in encoding

    def decode(self, piece: bytes) -> str:
        return self._decoder.decode(piece if self._is_wide else piece.translate(None, _CONTROL))


def _decoder(head: bytes) -> _Decoder:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _Decoder("utf-16")
    declared = _DECLARED.match(head.removeprefix(codecs.BOM_UTF8))
    name = declared[1].decode() if declared else "utf-8"
    try:
        is_text = codecs.lookup(name)._is_text_encoding
    except LookupError:
        is_text = False
    if not is_text:
        raise InvalidInput(f"its encoding, {name}, is not known")
    is_utf8 = codecs.lookup(name).name == "utf-8"
    return _Decoder("utf-8-sig" if is_utf8 else name)
