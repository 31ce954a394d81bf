"""Editors work on drafts of the charter; nobody else sees any effect of them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from moderation.core.charter import Charter
from moderation.core.charter_file import NAME_BOOK
from moderation.core.charter_places import Place, place_of
from moderation.core.comment import checked_words, is_text
from moderation.core.permission import Permission, require
from moderation.core.person import Person
from moderation.core.workshop import (
    FILE_CHARACTERS,
    MAIN_FILE,
    MOST_FILES,
    NOTE_CHARACTERS,
    CharterDraft,
    DraftFile,
    FileDiff,
    Files,
    compare_files,
    files_of,
    is_list_name,
    read_files,
)
from moderation.errors import CharterError, CharterMistake, Conflict, InvalidInput, NotFound
from moderation.runtime import Runtime
from moderation.storage import drafts, people, trials

#: Most mistakes that are shown at once: who mends these sees the next.
MOST_MISTAKES = 50

#: What a new list begins with.
NEW_LIST = """\
category = "insult"

[[terms]]
grade = 2
words = []
"""


@dataclass(frozen=True, slots=True)
class PlacedMistake:
    """A mistake in a draft, and the line that it stands on."""

    mistake: CharterMistake
    place: Place


@dataclass(frozen=True, slots=True)
class ListedDraft:
    """A draft in the list of all."""

    draft: CharterDraft
    made_by: str  # a name


@dataclass(frozen=True, slots=True)
class OpenedDraft:
    """A draft with its files, what is wrong with them, and what they change."""

    draft: CharterDraft
    made_by: str
    files: tuple[DraftFile, ...]  # the charter's own first
    changed_by: dict[int, str]  # names of those who changed files, by their numbers
    mistakes: tuple[PlacedMistake, ...]
    diff: tuple[FileDiff, ...]  # against the charter in force
    is_behind: bool  # another charter came into force since it was begun

    @property
    def texts(self) -> Files:
        """The files by name."""
        return {file.name: file.text for file in self.files}

    def file(self, name: str) -> DraftFile:
        """Return the file *name*. Raises NotFound."""
        for file in self.files:
            if file.name == name:
                return file
        raise NotFound("the draft has no such file")


def begin_draft(runtime: Runtime, person: Person, *, note: str) -> int:
    """Begin a draft that is the charter in force; its number. Raises NotAllowed, InvalidInput."""
    require(person, Permission.EDIT_CHARTER)
    note = checked_words(note, NOTE_CHARACTERS, what="a note")
    with runtime.database.begin() as session:
        return drafts.add_draft(
            session,
            files_of(runtime.charter),
            note=note,
            based_on=runtime.charter.digest,
            made_by=person.id,
            now=runtime.clock(),
        )


def listed_drafts(runtime: Runtime) -> tuple[ListedDraft, ...]:
    """Return the newest drafts, the open ones first."""
    with runtime.database.read() as session:
        found = drafts.listed(session)
        names = people.names_of(session, {draft.made_by for draft in found})
    return tuple(ListedDraft(draft, names.get(draft.made_by, "")) for draft in found)


def open_draft(runtime: Runtime, draft_id: int) -> OpenedDraft:
    """Return a draft with all that is to be said of it. Raises NotFound."""
    with runtime.database.read() as session:
        draft = found(session, draft_id)
        files = drafts.files_of(session, draft_id)
        changers = {file.changed_by for file in files if file.changed_by is not None}
        names = people.names_of(session, {draft.made_by, *changers})
    texts = {file.name: file.text for file in files}
    return OpenedDraft(
        draft=draft,
        made_by=names.get(draft.made_by, ""),
        files=tuple(sorted(files, key=lambda file: file.name != MAIN_FILE)),
        changed_by=dict(names),
        mistakes=mistakes_in(texts),
        diff=compare_files(files_of(runtime.charter), texts),
        is_behind=draft.is_open and draft.based_on != runtime.charter.digest,
    )


def mistakes_in(files: Files) -> tuple[PlacedMistake, ...]:
    """Return what keeps *files* from being a charter: the first MOST_MISTAKES of it."""
    return placed(all_mistakes(files), files)


def all_mistakes(files: Files) -> tuple[CharterMistake, ...]:
    """Return all that keeps *files* from being a charter."""
    try:
        read_files(files)
    except CharterError as error:
        return error.mistakes
    return ()


def placed(mistakes: tuple[CharterMistake, ...], files: Files) -> tuple[PlacedMistake, ...]:
    """Return the first MOST_MISTAKES of *mistakes*, each with its line in *files*."""
    return tuple(PlacedMistake(one, place_of(one, files)) for one in mistakes[:MOST_MISTAKES])


def mistakes_with(
    runtime: Runtime, person: Person, draft_id: int, name: str, *, text: str
) -> tuple[PlacedMistake, ...]:
    """Return what would be wrong with a draft if *text* were its file *name*; stores nothing.

    Raises NotAllowed, NotFound; InvalidInput if it is too long or no text.
    """
    require(person, Permission.EDIT_CHARTER)
    with runtime.database.read() as session:
        texts = _texts(session, draft_id)
    if name not in texts:
        raise NotFound("the draft has no such file")
    return mistakes_in(texts | {name: checked_text(text)})


def stored_files(runtime: Runtime, draft_id: int) -> tuple[CharterDraft, dict[str, DraftFile]]:
    """Return a draft and its files by name. Raises NotFound."""
    with runtime.database.read() as session:
        draft = found(session, draft_id)
        files = drafts.files_of(session, draft_id)
    return draft, {file.name: file for file in files}


def read_draft(runtime: Runtime, draft_id: int) -> Charter:
    """Return the charter that a draft makes. Raises NotFound, CharterError."""
    with runtime.database.read() as session:
        texts = _texts(session, draft_id)
    return read_files(texts)


def save_file(
    runtime: Runtime, person: Person, draft_id: int, name: str, *, text: str, seen: int
) -> None:
    """Replace a file of a draft, mistakes and all: one may go on tomorrow.

    *seen* is the version that was on the screen. Raises NotAllowed, NotFound;
    Conflict if somebody else has saved another since, or the draft is closed;
    InvalidInput if it is too long or no text.
    """
    require(person, Permission.EDIT_CHARTER)
    text = checked_text(text)
    with runtime.database.begin() as session:
        _open(session, draft_id)
        if name not in _texts(session, draft_id):
            raise NotFound("the draft has no such file")
        now = runtime.clock()
        if not drafts.change_file(session, draft_id, name, text, seen=seen, by=person.id, now=now):
            raise Conflict("somebody else has saved this file meanwhile")


def add_list(runtime: Runtime, person: Person, draft_id: int, name: str) -> None:
    """Add an empty list to a draft. Raises NotAllowed, NotFound, Conflict, InvalidInput."""
    require(person, Permission.EDIT_CHARTER)
    if not is_list_name(name):
        raise InvalidInput("a list has a plain name: injures.fr.toml")
    with runtime.database.begin() as session:
        _open(session, draft_id)
        if len(_texts(session, draft_id)) >= MOST_FILES:
            raise InvalidInput("the draft has as many files as it may")
        drafts.add_file(session, draft_id, name, NEW_LIST, by=person.id, now=runtime.clock())


def remove_list(runtime: Runtime, person: Person, draft_id: int, name: str) -> None:
    """Take a list out of a draft. Raises NotAllowed, NotFound, Conflict, InvalidInput."""
    require(person, Permission.EDIT_CHARTER)
    if name in (MAIN_FILE, NAME_BOOK):
        raise InvalidInput("a charter cannot be without this file")
    with runtime.database.begin() as session:
        _open(session, draft_id)
        drafts.remove_file(session, draft_id, name)


def put_away(runtime: Runtime, person: Person, draft_id: int) -> None:
    """Close a draft that will not be published. Raises NotAllowed, NotFound, Conflict."""
    require(person, Permission.EDIT_CHARTER)
    with runtime.database.begin() as session:
        found(session, draft_id)
        drafts.close(session, draft_id, by=person.id, now=runtime.clock())
        trials.end_all_of(session, draft_id, now=runtime.clock())


def found(session: Session, draft_id: int) -> CharterDraft:
    """Return a draft. Raises NotFound."""
    draft = drafts.draft_by_id(session, draft_id)
    if draft is None:
        raise NotFound("there is no such draft")
    return draft


def _open(session: Session, draft_id: int) -> None:
    if not found(session, draft_id).is_open:
        raise Conflict("this draft is closed already")


def _texts(session: Session, draft_id: int) -> dict[str, str]:
    found(session, draft_id)
    return {file.name: file.text for file in drafts.files_of(session, draft_id)}


def checked_text(text: str) -> str:
    """Return a file's text with its line ends made ``\\n``. Raises InvalidInput if it cannot be taken."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > FILE_CHARACTERS or not is_text(text):
        raise InvalidInput(f"a file holds at most {FILE_CHARACTERS} characters, and text alone")
    return text
