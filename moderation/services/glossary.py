"""The newsroom writes its glossary and its precedents; they stand beside the cases they are about."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from moderation.core.audit import AuditKind
from moderation.core.charter import LANGUAGES
from moderation.core.comment import checked_words
from moderation.core.glossary import (
    NAME_CODE_POINTS,
    TEXT_CODE_POINTS,
    Change,
    Entry,
    EntryText,
    Found,
    Precedent,
    PrecedentText,
    find_entries,
    spellings,
)
from moderation.core.permission import Permission, require
from moderation.core.person import Person
from moderation.errors import Conflict, InvalidInput, NotFound
from moderation.runtime import Runtime
from moderation.services.submission import stored
from moderation.storage import audit, glossary

#: Precedents shown beside a case.
MOST_BESIDE = 5


@dataclass(frozen=True, slots=True)
class Glossary:
    """All that the desk wrote down."""

    entries: tuple[Entry, ...]  # by their first letters
    precedents: tuple[Precedent, ...]  # newest first


@dataclass(frozen=True, slots=True)
class Known:
    """What the desk wrote down about the words and the clauses of one comment."""

    found: tuple[Found, ...]  # in the order of the text
    precedents: tuple[Precedent, ...]  # newest first


def whole_glossary(runtime: Runtime) -> Glossary:
    """Return all terms and precedents."""
    with runtime.database.read() as session:
        return Glossary(glossary.entries(session), glossary.precedents(session))


def known_of(runtime: Runtime, body: str, clause_ids: Collection[str]) -> Known:
    """Return the terms that stand in *body*, and precedents of the clauses."""
    with runtime.database.read() as session:
        entries = glossary.entries(session)
        precedents = (
            glossary.precedents(session, clause_ids=clause_ids, limit=MOST_BESIDE)
            if clause_ids
            else ()
        )
    return Known(find_entries(entries, body), precedents)


def entry_numbered(runtime: Runtime, entry_id: int) -> tuple[Entry, tuple[Change, ...]]:
    """Return a term with its changes, newest first. Raises NotFound."""
    with runtime.database.read() as session:
        entry = glossary.entry_by_id(session, entry_id)
        if entry is None:
            raise NotFound("there is no such entry")
        return entry, glossary.changes_of(session, entry_id=entry_id)


def precedent_numbered(runtime: Runtime, precedent_id: int) -> tuple[Precedent, tuple[Change, ...]]:
    """Return a precedent with its changes, newest first. Raises NotFound."""
    with runtime.database.read() as session:
        precedent = glossary.precedent_by_id(session, precedent_id)
        if precedent is None:
            raise NotFound("there is no such precedent")
        return precedent, glossary.changes_of(session, precedent_id=precedent_id)


def write_entry(
    runtime: Runtime, person: Person, text: EntryText, *, entry_id: int | None = None
) -> int:
    """Write a term, a new one or *entry_id*; its number.

    Raises NotAllowed; NotFound; InvalidInput without a term that can be looked for, or a
    meaning; Conflict if there are too many.
    """
    require(person, Permission.DECIDE)
    text = replace(
        text,
        term=_named(text.term),
        region=_named(text.region, may_be_empty=True),
        meaning=_worded(text.meaning),
        advice=_worded(text.advice, may_be_empty=True),
    )
    if not spellings(text.term):
        raise InvalidInput("a term has at least two letters or digits")
    if text.language not in (None, *LANGUAGES):
        raise InvalidInput("a term is of a language that is known here, or of none")
    with runtime.database.begin() as session:
        _check_known(glossary.entry_by_id(session, entry_id) if entry_id else text)
        _check_room(glossary.count(session)[0], is_new=entry_id is None)
        return glossary.save_entry(
            session, text, entry_id=entry_id, by=person.id, now=runtime.clock()
        )


def write_precedent(
    runtime: Runtime, person: Person, text: PrecedentText, *, precedent_id: int | None = None
) -> int:
    """Write a precedent, a new one or *precedent_id*; its number.

    Raises NotAllowed; NotFound; InvalidInput without a title or words, or with a clause or a
    comment that is none; Conflict if there are too many.
    """
    require(person, Permission.DECIDE)
    text = replace(text, title=_named(text.title), decided=_worded(text.decided))
    with runtime.database.begin() as session:
        known = glossary.precedent_by_id(session, precedent_id) if precedent_id else None
        _check_known(known if precedent_id else text)
        _check_clause(runtime, text, known)
        _check_room(glossary.count(session)[1], is_new=precedent_id is None)
        return glossary.save_precedent(
            session,
            text,
            comment_id=_comment_of(session, text),
            precedent_id=precedent_id,
            by=person.id,
            now=runtime.clock(),
        )


def delete_entry(runtime: Runtime, person: Person, entry_id: int) -> None:
    """Delete a term for good. Raises NotAllowed, NotFound."""
    require(person, Permission.CURATE)
    with runtime.database.begin() as session:
        if not glossary.delete_entry(session, entry_id):
            raise NotFound("there is no such entry")
        _log_deleted(session, runtime, person, f"term {entry_id}")


def delete_precedent(runtime: Runtime, person: Person, precedent_id: int) -> None:
    """Delete a precedent for good. Raises NotAllowed, NotFound."""
    require(person, Permission.CURATE)
    with runtime.database.begin() as session:
        if not glossary.delete_precedent(session, precedent_id):
            raise NotFound("there is no such precedent")
        _log_deleted(session, runtime, person, f"precedent {precedent_id}")


def _log_deleted(session: Session, runtime: Runtime, person: Person, about: str) -> None:
    audit.append(
        session, AuditKind.GLOSSARY, by=person.id, about=about, now=runtime.clock(), step="deleted"
    )


def _comment_of(session: Session, text: PrecedentText) -> int | None:
    if not text.public_id:
        return None
    try:
        comment = stored(session, text.public_id).comment
    except NotFound as error:
        raise InvalidInput("there is no such comment") from error
    return comment.id if comment.erased_at is None else None


def _check_clause(runtime: Runtime, text: PrecedentText, known: Precedent | None) -> None:
    of_before = known.text.clause_id if known else None
    clauses = {clause.id for clause in runtime.charter.clauses}
    if text.clause_id not in {None, of_before, *clauses}:
        raise InvalidInput("the charter has no such clause")


def _check_known(found: object) -> None:
    if found is None:
        raise NotFound("there is nothing with this number")


def _check_room(n_there: int, *, is_new: bool) -> None:
    if is_new and n_there >= glossary.MOST:
        raise Conflict(f"there are {glossary.MOST} already: more than a desk reads")


def _named(words: str, *, may_be_empty: bool = False) -> str:
    return checked_words(" ".join(words.split()), NAME_CODE_POINTS, may_be_empty=may_be_empty)


def _worded(words: str, *, may_be_empty: bool = False) -> str:
    return checked_words(words, TEXT_CODE_POINTS, may_be_empty=may_be_empty)
