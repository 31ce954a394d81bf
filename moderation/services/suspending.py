"""Whoever is suspended writes nothing meanwhile: they are told until when, why, and where to object."""

from sqlalchemy.orm import Session

from moderation.core.charter import LANGUAGES, in_language
from moderation.core.period import TIME_ZONE
from moderation.core.person import Person
from moderation.core.sanction import Sanction
from moderation.errors import CommentError, Problem
from moderation.runtime import Runtime, past_charter
from moderation.services.digests import keyed_digest
from moderation.services.links import sanction_url
from moderation.storage import charters, standing
from moderation.storage.sanctions import Target


def address_digest(runtime: Runtime, email: str | None) -> str | None:
    """Return what stands for an address among the sanctions; None for none."""
    return keyed_digest(runtime, f"sanctioned {email.casefold()}") if email else None


def target_of_person(runtime: Runtime, person: Person) -> Target:
    """Return whom a sanction on *person* is set on: the account, and its address once that is confirmed."""
    email = person.email if person.is_confirmed else None
    return Target(person.id, address_digest(runtime, email))


def check_not_suspended(
    session: Session, runtime: Runtime, *, person: Person | None = None, email: str | None = None
) -> None:
    """Raise CommentError if whoever writes is suspended: *person*, or whose confirmed address *email* is.

    Of an address that somebody only typed nothing may be told: ask once it is confirmed.
    """
    target = Target(address_digest=address_digest(runtime, email))
    if person is not None:
        target = target_of_person(runtime, person)
    suspension = standing.suspension_of(session, target, now=runtime.clock())
    if suspension is not None:
        raise CommentError((_problem(session, runtime, suspension),))


def _problem(session: Session, runtime: Runtime, suspension: Sanction) -> Problem:
    if suspension.until is None:
        raise RuntimeError("BUG: a suspension without an end")
    return Problem(
        "suspended",
        "author",
        {
            "until": f"{suspension.until.astimezone(TIME_ZONE):%d.%m.%Y}",
            "clause": _titles(session, runtime, suspension),
            "link": sanction_url(runtime, suspension.id),
        },
    )


def _titles(session: Session, runtime: Runtime, suspension: Sanction) -> dict[str, str]:
    """Return the titles of the clauses, as they read when it was set, by language."""
    charter, digest = runtime.charter, suspension.charter_digest
    if digest is not None and digest != charter.digest:
        source = charters.charter_source(session, digest)
        charter = past_charter(source) if source is not None else charter
    clauses = [one for one in charter.clauses if one.id in suspension.clause_ids]
    return {
        language: ", ".join(in_language(one.title, language) for one in clauses)
        for language in LANGUAGES
    }
