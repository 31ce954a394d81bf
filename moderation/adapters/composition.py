"""What a mail says: one template, rendered once, from which every form of it is written."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from moderation.core.normalise import Span
from moderation.core.period import TIME_ZONE

#: How a line of a template says that it is quoted.
INDENT = "    "


#: A moment as each language writes it.
_MOMENTS = {
    "fr": "d MMMM y 'à' HH'h'mm",
    "de": "d. MMMM y 'um' HH.mm 'Uhr'",
    "it": "d MMMM y 'alle' HH.mm",
    "en": "d MMMM y, HH:mm",
}

#: What would end a line, or be taken for one of the marks below.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

#: A line that is an address of a page and nothing else.
_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f]+")

#: A passage, on light and dark ground alike.
_MARKED = "background:#ffe08a;color:#1b1a18"

#: Stand around a passage in a line; no fact can hold them.
MARK, UNMARK = "\x0e", "\x0f"

#: How far around a passage a comment is quoted, in code points.
_AROUND = 60

#: Stand around and between the three parts of a link in a rendered template; no fact can hold them.
_LINK, _BETWEEN = "\x1e", "\x1f"


class BlockKind(StrEnum):
    """How a block of a mail is set."""

    PARAGRAPH = "paragraph"
    QUOTE = "quote"
    BUTTON = "button"  # what the mail is for
    LINK = "link"


#: Lines of these kinds that follow each other are one block.
_JOINED = frozenset({BlockKind.PARAGRAPH, BlockKind.QUOTE})


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of a mail that stand together; of a button or link, its label and its address.

    Passages in them stand between MARK and UNMARK.
    """

    kind: BlockKind
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What a mail says, before it is written as text or HTML."""

    language: str
    subject: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What a template shows of a comment: some of it, passages marked."""

    pieces: tuple[tuple[str, bool], ...]  # text, and whether it is a passage


@dataclass(frozen=True, slots=True)
class _Link:
    kind: BlockKind
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class _Quoted:
    text: str


class Templates:
    """The templates of mails: the first line is the subject, what is indented is quoted."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Look in *folders* in turn: a newsroom's own go first."""
        self._texts = Environment(
            loader=FileSystemLoader(folders),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701 - plain text; HTML is escaped when it is written
            finalize=_finalise,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._texts.globals["button"] = partial(_Link, BlockKind.BUTTON)
        self._texts.globals["hyperlink"] = partial(_Link, BlockKind.LINK)
        self._texts.filters["quoted"] = _Quoted
        self._pages = Environment(
            loader=FileSystemLoader(folders),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._pages.filters["marked"] = _marked
        self._pages.filters["linked"] = _linked

    def compose(self, name: str, language: str, facts: Mapping[str, Any]) -> Content:
        """Return what the template *name* says in a language, about *facts*."""
        template = self._texts.get_template(f"{name}.txt")
        moment = {"moment": _moment(str(facts["moment"]), language)} if facts.get("moment") else {}
        subject, _, rest = template.render({**facts, **moment}).lstrip().partition("\n")
        return Content(language, subject.strip(), tuple(_read_blocks(rest)))

    def write_html(self, content: Content) -> str:
        """Return *content* as an HTML page."""
        return self._pages.get_template("letters/mail.html").render(mail=content)


def excerpts(body: str, spans: Iterable[Span]) -> tuple[Excerpt, ...]:
    """Return what of *body* stands around *spans*; those close to each other share an excerpt."""
    groups: list[list[Span]] = []
    for span in _apart(spans):
        if groups and span.start - groups[-1][-1].end < 2 * _AROUND:
            groups[-1].append(span)
        else:
            groups.append([span])
    return tuple(_excerpt(body, group) for group in groups)


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Return *spans* in order, those that overlap as one."""
    apart: list[Span] = []
    for span in sorted(spans):
        if apart and span.start <= apart[-1].end:
            last = apart.pop()
            span = Span(last.start, max(last.end, span.end))
        apart.append(span)
    return apart


def _excerpt(body: str, spans: list[Span]) -> Excerpt:
    start = max(0, spans[0].start - _AROUND)
    end = min(len(body), spans[-1].end + _AROUND)
    if start:  # at a word's beginning, unless that word is as long as the excerpt
        start = body.find(" ", start, spans[0].start) + 1 or start
    if end < len(body):
        found = body.rfind(" ", spans[-1].end, end)
        end = found if found >= 0 else end
    pieces = [("… " if start else "", False)]
    at = start
    for span in spans:
        pieces += [(body[at : span.start], False), (body[span.start : span.end], True)]
        at = span.end
    pieces += [(body[at:end], False), (" …" if end < len(body) else "", False)]
    return Excerpt(tuple(piece for piece in pieces if piece[0]))


def write_text(content: Content) -> str:
    """Return *content* as plain text."""
    return "\n\n".join(_write_block(block) for block in content.blocks) + "\n"


def _write_block(block: Block) -> str:
    indent = INDENT if block.kind is BlockKind.QUOTE else ""
    lines = "\n".join(indent + line for line in block.lines)
    return lines.replace(MARK, "[").replace(UNMARK, "]")


def _marked(line: str) -> Markup:
    """Return a line as HTML, its passages marked."""
    shown = str(escape(line)).replace(MARK, f'<mark style="{_MARKED}">').replace(UNMARK, "</mark>")
    return Markup(shown)  # noqa: S704 - escaped above


def _linked(line: str) -> Markup:
    """Return a line as HTML: an address alone is a link."""
    if _ADDRESS.fullmatch(line):
        return Markup('<a href="{0}">{0}</a>').format(line)
    return _marked(line)


def _read_blocks(text: str) -> list[Block]:
    blocks: list[Block] = []
    is_joined = False
    for line in text.split("\n"):
        if not line.strip():
            is_joined = False
            continue
        kind, lines = _read_line(line)
        if is_joined and blocks[-1].kind is kind and kind in _JOINED:
            lines = (*blocks.pop().lines, *lines)
        blocks.append(Block(kind, lines))
        is_joined = True
    return blocks


def _read_line(line: str) -> tuple[BlockKind, tuple[str, ...]]:
    if line.startswith(_LINK):
        kind, label, url = line.strip(_LINK).split(_BETWEEN)
        return BlockKind(kind), (label, url)
    if line.startswith(INDENT):
        return BlockKind.QUOTE, (line.strip(),)
    return BlockKind.PARAGRAPH, (line.strip(),)


def _finalise(value: object) -> str:
    """Return what a template shows for *value*: one line, but for what is quoted."""
    match value:
        case _Link(kind, label, url):
            return _LINK + _BETWEEN.join((kind, _clean(label), _clean(url))) + _LINK
        case _Quoted(text):
            lines = (_clean(line) for line in text.splitlines())
            return "\n".join(INDENT + line for line in lines if line.strip())
        case Excerpt(pieces):
            return "".join(
                f"{MARK}{_clean(text)}{UNMARK}" if is_passage else _clean(text)
                for text, is_passage in pieces
            )
    return _clean(str(value))


def _clean(text: str) -> str:
    return _CONTROLS.sub(" ", text)


def _moment(iso: str, language: str) -> str:
    moment = datetime.fromisoformat(iso)
    return format_datetime(moment, _MOMENTS[language], TIME_ZONE, language)
