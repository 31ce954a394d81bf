"""What a mail says: one template, rendered once, from which every form of it is written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from babel.dates import format_datetime, get_timezone
from jinja2 import Environment, FileSystemLoader, StrictUndefined

#: How a line of a template says that it is quoted.
INDENT = "    "

_TIME_ZONE = get_timezone("Europe/Zurich")

#: A moment as each language writes it.
_MOMENTS = {
    "fr": "d MMMM y 'à' HH'h'mm",
    "de": "d. MMMM y 'um' HH.mm 'Uhr'",
    "it": "d MMMM y 'alle' HH.mm",
    "en": "d MMMM y, HH:mm",
}

#: What would end a line, or be taken for one of the marks below.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

#: Stand around the two parts of a button in a rendered template; no fact can hold them.
_BUTTON, _BETWEEN = "\x1e", "\x1f"


class BlockKind(StrEnum):
    """How a block of a mail is set."""

    PARAGRAPH = "paragraph"
    QUOTE = "quote"
    BUTTON = "button"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of a mail that stand together; of a button, its label and its address."""

    kind: BlockKind
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What a mail says, before it is written as text or HTML."""

    language: str
    subject: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _Button:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class _Quoted:
    text: str


class Templates:
    """The templates of mails: the first line is the subject, what is indented is quoted."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Look in *folders* in turn: a newsroom's own go first."""
        self._environment = Environment(
            loader=FileSystemLoader(folders),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701 - plain text; HTML is escaped when it is written
            finalize=_finalise,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["button"] = _Button
        self._environment.filters["quoted"] = _Quoted

    def compose(self, name: str, language: str, facts: Mapping[str, Any]) -> Content:
        """Return what the template *name* says in a language, about *facts*."""
        template = self._environment.get_template(f"{name}.txt")
        moment = {"moment": _moment(str(facts["moment"]), language)} if "moment" in facts else {}
        subject, _, rest = template.render({**facts, **moment}).lstrip().partition("\n")
        return Content(language, subject.strip(), tuple(_read_blocks(rest)))


def write_text(content: Content) -> str:
    """Return *content* as plain text."""
    return "\n\n".join(_write_block(block) for block in content.blocks) + "\n"


def _write_block(block: Block) -> str:
    indent = INDENT if block.kind is BlockKind.QUOTE else ""
    return "\n".join(indent + line for line in block.lines)


def _read_blocks(text: str) -> list[Block]:
    blocks: list[Block] = []
    is_joined = False
    for line in text.split("\n"):
        if not line.strip():
            is_joined = False
            continue
        kind, lines = _read_line(line)
        if is_joined and blocks[-1].kind is kind is not BlockKind.BUTTON:
            lines = (*blocks.pop().lines, *lines)
        blocks.append(Block(kind, lines))
        is_joined = True
    return blocks


def _read_line(line: str) -> tuple[BlockKind, tuple[str, ...]]:
    if line.startswith(_BUTTON):
        label, url = line.strip(_BUTTON).split(_BETWEEN)
        return BlockKind.BUTTON, (label, url)
    if line.startswith(INDENT):
        return BlockKind.QUOTE, (line.strip(),)
    return BlockKind.PARAGRAPH, (line.strip(),)


def _finalise(value: object) -> str:
    """Return what a template shows for *value*: one line, but for what is quoted."""
    match value:
        case _Button(label, url):
            return f"{_BUTTON}{_clean(label)}{_BETWEEN}{_clean(url)}{_BUTTON}"
        case _Quoted(text):
            lines = (_clean(line) for line in text.splitlines())
            return "\n".join(INDENT + line for line in lines if line.strip())
    return _clean(str(value))


def _clean(text: str) -> str:
    return _CONTROLS.sub(" ", text)


def _moment(iso: str, language: str) -> str:
    moment = datetime.fromisoformat(iso)
    return format_datetime(moment, _MOMENTS[language], _TIME_ZONE, language)
