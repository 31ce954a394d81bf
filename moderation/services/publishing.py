"""A draft becomes the charter in force, at once or at a moment; an earlier one comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from moderation.core.audit import FACT_CODE_POINTS, AuditKind, Fact
from moderation.core.comment import checked_words
from moderation.core.permission import Permission, require
from moderation.core.person import Person
from moderation.core.workshop import (
    NOTE_CHARACTERS,
    CharterVersion,
    Files,
    Obstacle,
    Publication,
    Standing,
    files_of,
    read_files,
    standing_of,
)
from moderation.errors import Conflict, NotFound, PublicationError
from moderation.runtime import Runtime
from moderation.services.workshop import found
from moderation.storage import audit, charters, drafts, people, publications, trials


@dataclass(frozen=True, slots=True)
class ListedPublication:
    """A publication as the newsroom sees it."""

    publication: Publication
    standing: Standing
    made_by: str | None  # a name; None: it was the file's


def publish(
    runtime: Runtime,
    person: Person,
    draft_id: int,
    *,
    from_at: datetime | None,
    reason: str,
) -> None:
    """Put a draft in force from a moment on, None: from now; the draft is closed.

    *runtime* has the charter in force. Raises NotAllowed, NotFound;
    CharterError if the draft has mistakes; Conflict if it is closed;
    InvalidInput without a reason; PublicationError if *from_at* is past, if another
    charter has the draft's version, or if it changes nothing.
    """
    require(person, Permission.EDIT_CHARTER)
    reason, now = checked_words(reason, NOTE_CHARACTERS, what="a reason"), runtime.clock()
    if from_at is not None and from_at < now:
        raise PublicationError(Obstacle.PAST)
    with runtime.database.read() as session:
        found(session, draft_id)
        files = {file.name: file.text for file in drafts.files_of(session, draft_id)}
    charter = read_files(files)
    with runtime.database.begin() as session:
        _check_new(session, runtime, charter.version, charter.digest, files)
        _keep_the_first(session, runtime, now)
        drafts.close(session, draft_id, by=person.id, now=now)
        trials.end_all_of(session, draft_id, now=now)
        charters.keep_charter(session, charter, adopted_at=from_at or now)
        publications.add_publication(
            session,
            digest=charter.digest,
            files=files,
            from_at=from_at or now,
            made_by=person.id,
            now=now,
            reason=reason,
            draft_id=draft_id,
        )
        later = {"from_at": from_at.isoformat()} if from_at else {}
        version = charter.version[:FACT_CODE_POINTS]
        facts: Mapping[str, Fact] = {"version": version, "draft": draft_id, **later}
        _log(session, person, charter.digest, "published", now, facts)


def bring_back(runtime: Runtime, person: Person, publication_id: int, *, reason: str) -> None:
    """Put an earlier charter in force again, at once.

    Raises NotAllowed, NotFound; InvalidInput without a reason; Conflict if it
    is in force, or never was; CharterError if it is of an earlier version of Charte.
    """
    require(person, Permission.EDIT_CHARTER)
    reason, now = checked_words(reason, NOTE_CHARACTERS, what="a reason"), runtime.clock()
    with runtime.database.read() as session:
        earlier = _found(session, publication_id)
        files = publications.files_of(session, publication_id)
    read_files(files)
    with runtime.database.begin() as session:
        standing = standing_of(earlier, publications.in_force(session, now), now)
        if standing is not Standing.PAST:
            raise Conflict("only a charter that was in force can be brought back")
        publications.add_publication(
            session,
            digest=earlier.digest,
            files=files,
            from_at=now,
            made_by=person.id,
            now=now,
            reason=reason,
            repeats=publication_id,
        )
        version = earlier.version[:FACT_CODE_POINTS]
        _log(session, person, earlier.digest, "brought back", now, {"version": version})


def cancel(runtime: Runtime, person: Person, publication_id: int) -> None:
    """Take a publication back before its charter is in force. Raises NotAllowed, NotFound, Conflict."""
    require(person, Permission.EDIT_CHARTER)
    now = runtime.clock()
    with runtime.database.begin() as session:
        planned = _found(session, publication_id)
        if not publications.cancel(session, publication_id, by=person.id, now=now):
            raise Conflict("this charter is in force already, or was taken back")
        version = planned.version[:FACT_CODE_POINTS]
        _log(session, person, planned.digest, "cancelled", now, {"version": version})


def listed_publications(runtime: Runtime) -> tuple[ListedPublication, ...]:
    """Return the newest publications, the latest to come into force first."""
    now = runtime.clock()
    with runtime.database.read() as session:
        listed = publications.listed(session)
        in_force = publications.in_force(session, now)
        makers = {one.made_by for one in listed if one.made_by is not None}
        names = people.names_of(session, makers)
    return tuple(
        ListedPublication(
            one,
            standing_of(one, in_force, now),
            names.get(one.made_by) if one.made_by is not None else None,
        )
        for one in listed
    )


def public_history(runtime: Runtime) -> tuple[CharterVersion, ...]:
    """Return each charter that was or is in force, the latest first.

    One that only changed word lists reads the same, and is not listed again.
    """
    with runtime.database.read() as session:
        listed = publications.listed(session)
        kept = charters.adopted(session) if not listed else ()
    now = runtime.clock()
    shown = [
        CharterVersion(one.version, one.digest, one.from_at)
        for one in listed
        if one.cancelled_at is None and one.from_at <= now
    ] or list(kept)
    return tuple(
        one
        for n, one in enumerate(shown)
        if n + 1 == len(shown) or shown[n + 1].digest != one.digest
    )


def _check_new(session: Session, runtime: Runtime, version: str, digest: str, files: Files) -> None:
    if files == files_of(runtime.charter):
        raise PublicationError(Obstacle.CHANGES_NOTHING)
    kept = charters.adopted(session)
    if any(one.version == version and one.digest != digest for one in kept):
        raise PublicationError(Obstacle.VERSION_TAKEN)


def _keep_the_first(session: Session, runtime: Runtime, now: datetime) -> None:
    """Before the first publication: have the file's charter among what can be brought back."""
    if publications.in_force(session, now) is not None:
        return
    charter = runtime.charter
    charters.keep_charter(session, charter, adopted_at=now)
    publications.add_publication(
        session,
        digest=charter.digest,
        files=files_of(charter),
        from_at=min(now, charters.adopted_at(session, charter.digest)),
        made_by=None,
        now=now,
        reason="",
    )


def _log(
    session: Session,
    person: Person,
    digest: str,
    step: str,
    now: datetime,
    facts: Mapping[str, Fact],
) -> None:
    about = f"charter {digest}"
    audit.append(session, AuditKind.CHARTER, by=person.id, about=about, now=now, step=step, **facts)


def _found(session: Session, publication_id: int) -> Publication:
    publication = publications.publication_by_id(session, publication_id)
    if publication is None:
        raise NotFound("there is no such publication")
    return publication
