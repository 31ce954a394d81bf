"""The audit log: what was done, by whom, each entry bound to the one before it.

An entry's hash is SHA-256 over its canonical form, which holds the hash of the
entry before it: whoever changes, removes or inserts one breaks the chain from
there on. The canonical form is JSON as RFC 8785 has it (keys sorted, no
spaces, UTF-8), of these fields and no others: about, actor, at, facts, kind,
number, previous. Moments are UTC in ISO 8601 with six decimals and a Z.
Facts hold texts, whole numbers, yes or no, nothing, and lists of texts, so
that there is one way to write each.

No entry holds a name, an address or a word that somebody wrote. Who did it is
an alias: whose it is stands apart and is forgotten when its time is over,
which leaves the chain whole.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

#: What the first entry names as the hash before it.
GENESIS = "0" * 64

#: Longest text among the facts, in code points: longer ones are words, and words are not facts.
FACT_CODE_POINTS = 120

Fact = str | int | bool | list[str] | None


class AuditKind(StrEnum):
    """What an entry is about."""

    DECISION = "decision"  # on a comment, by a person or by the charter alone; on a batch
    UNDO = "undo"
    CASE = "case"  # handed to a colleague
    SANCTION = "sanction"
    NAME = "name"  # of a reader: checked, asked about; a pseudonym granted, declined, withdrawn
    HOLD = "hold"  # that something is not erased: ordered, released
    IDENTITY = "identity"  # somebody saw who wrote a comment
    ACCOUNT = "account"  # of the newsroom: made, changed, shut
    PROGRAM = "program"  # keys of the API, webhooks
    CHARTER = "charter"
    ARTICLE = "article"
    GLOSSARY = "glossary"  # what the desk wrote down is deleted
    TRANSPARENCY = "transparency"  # a report is published
    LOG_IN = "log_in"  # of the newsroom
    FAILED_FACTOR = "failed_factor"  # the password was right, the second factor was not
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry of the log, in its place in the chain."""

    number: int  # from 1, without a gap
    at: datetime
    actor: str | None  # an alias; None: nobody of the newsroom, the service itself
    kind: AuditKind
    about: str  # what it was done to: "comment 8Qk…", "person 3f…", "webhook 4"
    facts: Mapping[str, Fact]
    previous: str  # the hash of the entry before, in hexadecimal
    hash: str


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """An entry with the name of who did it, while that is known; for staff alone."""

    entry: AuditEntry
    name: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries somebody looks for; None: all."""

    person_id: int | None = None
    kind: AuditKind | None = None
    since: datetime | None = None
    until: datetime | None = None  # itself excluded


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a chain as somebody wrote it down: with it, a cut-off end shows."""

    number: int
    hash: str

    def __str__(self) -> str:
        """Return it as `parse_head` reads it."""
        return f"{self.number}:{self.hash}"


class Break(StrEnum):
    """How a chain is broken at an entry."""

    MISSING = "missing"  # it is not there
    UNTIED = "untied"  # it does not name the hash of the entry before it
    CHANGED = "changed"  # its hash is not that of what it holds
    OTHER = "other"  # it is not the one that was written down as the head


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry that breaks a chain."""

    number: int
    how: Break


def parse_head(text: str) -> Head:
    """Return the head written as "number:hash". Raises ValueError.

    >>> parse_head("2:" + "ab" * 32).number
    2
    """
    number, _, digest = text.strip().partition(":")
    if not number.isascii() or not number.isdecimal() or int(number) < 1 or len(digest) != 64:
        raise ValueError("a head is a number, a colon and 64 hexadecimal digits")
    int(digest, 16)
    return Head(int(number), digest.lower())


def content_of(entry: AuditEntry) -> dict[str, Any]:
    """Return what an entry's hash is taken over."""
    return {
        "about": entry.about,
        "actor": entry.actor,
        "at": entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "facts": dict(entry.facts),
        "kind": str(entry.kind),
        "number": entry.number,
        "previous": entry.previous,
    }


def canonical(content: Mapping[str, Any]) -> str:
    """Return the one way to write *content*.

    >>> canonical({"b": ["é"], "a": 1})
    '{"a":1,"b":["é"]}'
    """
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hash_of(entry: AuditEntry) -> str:
    """Return the hash that *entry* must have, in hexadecimal."""
    return sha256(canonical(content_of(entry)).encode("utf-8")).hexdigest()


def as_json(one: NamedEntry) -> str:
    """Return an entry as a line of an export: what its hash is taken over, the hash, and the name if it is known."""
    return canonical(content_of(one.entry) | {"hash": one.entry.hash, "name": one.name})


def check_facts(facts: Mapping[str, Fact]) -> None:
    """Raise ValueError, which is a bug of the caller's, if *facts* have more than one form, or hold words."""
    for value in facts.values():
        texts = value if isinstance(value, list) else [value] if isinstance(value, str) else []
        if isinstance(value, float | dict) or any(len(text) > FACT_CODE_POINTS for text in texts):
            raise ValueError("BUG: an audit entry holds small facts, and no words")


class Walk:
    """A walk along a chain from its first entry, which stops at the first break."""

    def __init__(self, head: Head | None = None) -> None:
        """Begin; *head*: what the chain held at its end when somebody wrote it down."""
        self._head = head
        self.last = Head(0, GENESIS)
        self.broken: Broken | None = None

    def steps(self, entries: Iterable[AuditEntry]) -> Iterator[AuditEntry]:
        """Give *entries*, which come by number, as long as they hold; `broken` tells of the first that does not."""
        for entry in entries:
            self.broken = self._break_at(entry)
            if self.broken is not None:
                return
            self.last = Head(entry.number, entry.hash)
            yield entry
        if self._head is not None and self.last.number < self._head.number:
            self.broken = Broken(self.last.number + 1, Break.MISSING)

    def _break_at(self, entry: AuditEntry) -> Broken | None:
        expected = self.last.number + 1
        if entry.number > expected:
            return Broken(expected, Break.MISSING)
        if entry.number < expected:
            return Broken(entry.number, Break.UNTIED)
        if hash_of(entry) != entry.hash:
            return Broken(entry.number, Break.CHANGED)
        if entry.previous != self.last.hash:
            return Broken(entry.number, Break.UNTIED)
        if self._head is not None and entry.number == self._head.number:
            return Broken(entry.number, Break.OTHER) if entry.hash != self._head.hash else None
        return None
