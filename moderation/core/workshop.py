"""The charter workshop: a charter as the files it is made of, a draft of it, what changed, what is published."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum

from moderation.core.charter import Charter
from moderation.core.charter_file import NAME_BOOK, parse_charter

#: What the charter's own file is called in a draft; beside it stand its lexicons and NAME_BOOK.
MAIN_FILE = "charte.toml"

#: Longest file of a draft, in characters, and most files: ours are a third of either.
FILE_CHARACTERS, MOST_FILES = 100_000, 40

#: Longest note on a draft, and longest reason of a publication, in characters.
NOTE_CHARACTERS = 500

#: Lines that stay around a change when it is shown.
CONTEXT_LINES = 3

#: A charter as its files: file name → text.
Files = Mapping[str, str]

_LIST_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}(?:\.[a-z]{2})?\.toml")


def files_of(charter: Charter) -> dict[str, str]:
    """Return the files that *charter* was read from, its own first."""
    return {
        MAIN_FILE: charter.source,
        **{name: charter.files[name] for name in sorted(charter.files)},
    }


def read_files(files: Files) -> Charter:
    """Return the charter that *files* make.

    Raises CharterError with every mistake; KeyError without MAIN_FILE or NAME_BOOK.
    """
    lexicons = {name: text for name, text in files.items() if is_list_name(name)}
    return parse_charter(files[MAIN_FILE], lexicons=lexicons, name_book=files[NAME_BOOK])


def is_list_name(name: str) -> bool:
    """Return whether a lexicon may be called *name*: a plain name and never a path."""
    return name not in (MAIN_FILE, NAME_BOOK) and _LIST_NAME.fullmatch(name) is not None


# --- A draft -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DraftFile:
    """One file of a draft."""

    name: str
    text: str
    version: int  # rises with each change
    changed_by: int | None  # None: it is as it was taken from the charter in force
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class CharterDraft:
    """A charter that an editor works on; it has no effect."""

    id: int
    note: str  # what it is for, in the editor's words
    based_on: str  # the digest of the charter that was in force when it was begun
    made_by: int
    made_at: datetime
    closed_at: datetime | None  # published, or put away

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed."""
        return self.closed_at is None


# --- What is in force ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Publication:
    """A charter that is in force from a moment on, until another one is."""

    id: int
    digest: str
    version: str  # what people call the charter
    from_at: datetime
    made_by: int | None  # None: it was the file's, from before the workshop was used
    made_at: datetime
    reason: str
    repeats: int | None  # the earlier publication that it brings back
    cancelled_at: datetime | None  # before it came into force


@dataclass(frozen=True, slots=True)
class CharterVersion:
    """A charter that readers could read, and since when."""

    version: str
    digest: str
    from_at: datetime


class Standing(StrEnum):
    """How a publication stands now."""

    PLANNED = "planned"
    IN_FORCE = "in_force"
    PAST = "past"
    CANCELLED = "cancelled"


def standing_of(publication: Publication, in_force: int | None, now: datetime) -> Standing:
    """Return how *publication* stands at *now*, while the one with the id *in_force* is in force."""
    if publication.cancelled_at is not None:
        return Standing.CANCELLED
    if publication.id == in_force:
        return Standing.IN_FORCE
    return Standing.PLANNED if publication.from_at > now else Standing.PAST


class Obstacle(StrEnum):
    """Why a draft cannot be published, beside its mistakes."""

    CHANGES_NOTHING = "changes_nothing"
    VERSION_TAKEN = "version_taken"  # by another charter
    PAST = "past"  # the moment that was chosen


# --- What changed --------------------------------------------------------------------


class LineChange(StrEnum):
    """What has become of a line."""

    KEPT = " "
    REMOVED = "−"
    ADDED = "+"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a file or of the one that replaces it."""

    change: LineChange
    before: int | None  # its number in the one, counted from 1; None: it is not there
    after: int | None  # and in the other
    text: str


#: Some lines that stand together: the changed ones and their neighbours.
Hunk = tuple[DiffLine, ...]


@dataclass(frozen=True, slots=True)
class FileDiff:
    """What changed in a file."""

    name: str
    hunks: tuple[Hunk, ...]

    @property
    def n_added(self) -> int:
        """How many lines are new."""
        return self._count(LineChange.ADDED)

    @property
    def n_removed(self) -> int:
        """How many lines are gone."""
        return self._count(LineChange.REMOVED)

    def _count(self, change: LineChange) -> int:
        return sum(line.change is change for hunk in self.hunks for line in hunk)


def compare_files(before: Files, after: Files) -> tuple[FileDiff, ...]:
    """Return what changed from *before* to *after*, in the order of the names, MAIN_FILE first."""
    names = sorted({*before, *after}, key=lambda name: (name != MAIN_FILE, name))
    return tuple(
        FileDiff(name, compare_lines(before.get(name, ""), after.get(name, "")))
        for name in names
        if before.get(name) != after.get(name)
    )


def compare_lines(before: str, after: str) -> tuple[Hunk, ...]:
    """Return the lines that changed, with their neighbours."""
    old, new = before.splitlines(), after.splitlines()
    groups = SequenceMatcher(None, old, new).get_grouped_opcodes(CONTEXT_LINES)
    return tuple(
        tuple(line for code in group for line in _lines(old, new, *code)) for group in groups
    )


def _lines(
    old: Sequence[str], new: Sequence[str], tag: str, i: int, i_end: int, j: int, j_end: int
) -> Iterator[DiffLine]:
    if tag == "equal":
        for n in range(i_end - i):
            yield DiffLine(LineChange.KEPT, i + n + 1, j + n + 1, old[i + n])
        return
    for n in range(i, i_end):
        yield DiffLine(LineChange.REMOVED, n + 1, None, old[n])
    for n in range(j, j_end):
        yield DiffLine(LineChange.ADDED, None, n + 1, new[n])
