"""Where in its file a mistake stands: the line that an editor is led to."""

import re
from dataclasses import dataclass

from moderation.core.charter_file import NAME_BOOK
from moderation.core.workshop import MAIN_FILE, Files
from moderation.errors import CharterMistake

_LINE = re.compile(r"\bline (\d+)")
_HEADER = re.compile(r"\s*\[(\[?)\s*([\w.-]+)\s*\]")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")
_CLAUSE = re.compile(r"clause (\S+?)(?:, (.+))?")


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file of a charter."""

    file: str
    line: int | None  # counted from 1; None: the file as a whole


def place_of(mistake: CharterMistake, files: Files) -> Place:
    """Return the line that *mistake* is about, as near as it can be told."""
    name = mistake.place.partition(",")[0]
    told = _LINE.search(mistake.place) or _LINE.search(mistake.message)
    if name in files:
        return Place(name, int(told[1]) if told else None)
    if mistake.place.startswith("name book"):
        key = mistake.place.partition(": ")[2].partition(":")[0]
        line = int(told[1]) if told else _line_of_key(files[NAME_BOOK], key) if key else None
        return Place(NAME_BOOK, line)
    if mistake.place.startswith("line ") and told:
        return Place(MAIN_FILE, int(told[1]))
    return Place(MAIN_FILE, _line_of_key(files[MAIN_FILE], mistake.place))


def _line_of_key(source: str, place: str) -> int | None:
    """Return the line of ``hours.time_zone``, or of ``clause INJURE, title.it``; or of what holds it."""
    wanted = _names(source, place)
    lines = _keys(source)
    while wanted:
        if wanted in lines:
            return lines[wanted]
        wanted = wanted.rpartition(".")[0]
    return None


def _names(source: str, place: str) -> str:
    """Return *place* as `_keys` writes it."""
    clause = _CLAUSE.fullmatch(place)
    if clause is None:
        return place
    number = clause[1] if clause[1].isdecimal() else str(_number_of(source, clause[1]))
    path = re.sub(r"clauses\.legal (\d+), ", "legal.", clause[2] or "")
    return f"clauses.{number}.{path}".rstrip(".")


def _number_of(source: str, clause_id: str) -> int:
    n = 0
    for line in source.splitlines():
        if (header := _HEADER.match(line)) and header[2] == "clauses" and header[1]:
            n += 1
        elif re.match(rf"""\s*id\s*=\s*["']{re.escape(clause_id)}["']""", line) and n:
            return n
    return 0


def _keys(source: str) -> dict[str, int]:
    """Return the line of each key and table; clauses are counted: ``clauses.3.title.fr``."""
    found: dict[str, int] = {}
    table, n_clauses, is_within_text = "", 0, False
    for number, line in enumerate(source.splitlines(), 1):
        was_within_text = is_within_text
        is_within_text ^= bool((line.count('"""') + line.count("'''")) % 2)
        if was_within_text:
            continue
        if header := _HEADER.match(line):
            name = header[2]
            n_clauses += name == "clauses" and bool(header[1])
            table = re.sub(r"^clauses\b", f"clauses.{n_clauses}", name)
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault(f"{table}.{key[1]}".lstrip("."), number)
    return found
