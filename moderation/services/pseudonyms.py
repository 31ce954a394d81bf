"""A reader whom the newsroom knows asks to sign with a pseudonym; it grants, declines, withdraws it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from moderation.core.audit import AuditKind
from moderation.core.charter import Charter, Pseudonyms
from moderation.core.comment import checked_words
from moderation.core.letter import LetterKind
from moderation.core.permission import Permission, require
from moderation.core.person import Person, Role
from moderation.core.proof import CHECKS, Proved
from moderation.core.pseudonym import (
    OPEN,
    REASON_CODE_POINTS,
    Pseudonym,
    PseudonymStatus,
    SigningName,
    pseudonym_problem,
    signing_name,
)
from moderation.errors import CommentError, Conflict, NotAllowed, NotFound, Problem
from moderation.runtime import Runtime
from moderation.services import throttling
from moderation.services.letters import post_letter
from moderation.storage import audit, people, proofs, pseudonyms

#: Requests a day of one account, whatever became of them: nobody finds out so who else comments.
REQUESTS_A_DAY = 10

_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class OwnPseudonym:
    """What a reader's own page tells of a pseudonym."""

    signs: SigningName
    last: Pseudonym | None  # that they asked for
    is_possible: bool  # by the charter
    is_checked: bool  # the newsroom knows the name that they have

    @property
    def may_ask(self) -> bool:
        """Whether they may ask for one now."""
        is_free = self.last is None or self.last.status not in OPEN
        return self.is_possible and self.is_checked and is_free


@dataclass(frozen=True, slots=True)
class ListedPseudonym:
    """A pseudonym as the newsroom sees it."""

    pseudonym: Pseudonym
    real_name: str
    check: Proved | None  # how the real name was checked; None: it is not, or no longer
    decided_by: str | None  # a name; None: nobody did


def signing_name_of(runtime: Runtime, person: Person) -> SigningName:
    """Return the name that *person* now signs with."""
    return own_pseudonym(runtime, person).signs


def own_pseudonym(runtime: Runtime, person: Person) -> OwnPseudonym:
    """Return what *person*'s own page tells of a pseudonym."""
    is_possible = _is_possible(runtime.charter)
    with runtime.database.read() as session:
        last = pseudonyms.last_of(session, person.id)
        is_checked = _check_of(session, person.id) is not None
    signs = signing_name(person.name, last, is_possible=is_possible, is_checked=is_checked)
    return OwnPseudonym(signs, last, is_possible, is_checked)


def ask(runtime: Runtime, person: Person, name: str, *, reason: str) -> None:
    """Ask for the pseudonym *name*, as *person*, with the reason.

    Raises NotAllowed if the charter or the newsroom's knowledge of *person* does not
    let them, or after too many requests; CommentError with what is wrong with the
    name; InvalidInput without a reason; Conflict if another request is open.
    """
    name = " ".join(name.split())
    reason = checked_words(reason, REASON_CODE_POINTS, what="a reason")
    own = own_pseudonym(runtime, person)
    if person.role is not Role.READER or not (own.is_possible and own.is_checked):
        raise NotAllowed("a pseudonym is for readers whose name was checked, if the charter has it")
    if not own.may_ask:
        raise Conflict("another pseudonym is asked for, or granted")
    if problem := pseudonym_problem(name, person.name, runtime.charter):
        raise CommentError((problem,))
    key = f"pseudonyms of {person.id}"
    if not throttling.take(runtime, key, limit=REQUESTS_A_DAY, amount=1, seconds=_DAY):
        raise NotAllowed("enough pseudonyms were asked for today")
    try:
        with runtime.database.begin() as session:
            _check_is_free(session, name, person.id)
            pseudonyms.add_pseudonym(
                session, person.id, name=name, reason=reason, now=runtime.clock()
            )
    except IntegrityError as error:
        raise Conflict("another pseudonym is asked for, or somebody was faster") from error


def give_up(runtime: Runtime, person: Person) -> None:
    """Take back *person*'s request, or give up their pseudonym: what it signed keeps it.

    Raises Conflict if there is neither.
    """
    with runtime.database.begin() as session:
        last = pseudonyms.last_of(session, person.id)
        if last is None or last.status not in OPEN:
            raise Conflict("there is no pseudonym to give up")
        pseudonyms.change_status(
            session,
            last.id,
            seen=last.status,
            to=PseudonymStatus.GIVEN_UP,
            now=runtime.clock(),
        )


def listed_pseudonyms(runtime: Runtime) -> tuple[ListedPseudonym, ...]:
    """Return the newest pseudonyms: those asked for first, then those granted."""
    with runtime.database.read() as session:
        found = pseudonyms.listed(session)
        ids = {one.person_id for one in found} | {one.decided_by for one in found if one.decided_by}
        names = people.names_of(session, ids)
        return tuple(
            ListedPseudonym(
                pseudonym=one,
                real_name=names[one.person_id],
                check=_check_of(session, one.person_id),
                decided_by=names.get(one.decided_by) if one.decided_by else None,
            )
            for one in found
        )


def count_asked(runtime: Runtime) -> int:
    """Return how many pseudonyms wait for an answer that the charter lets the newsroom give."""
    if not _is_possible(runtime.charter):
        return 0
    with runtime.database.read() as session:
        return pseudonyms.count_asked(session)


def grant(runtime: Runtime, moderator: Person, pseudonym_id: int, *, answer: str = "") -> None:
    """Grant a pseudonym, and tell the reader.

    Raises NotFound; NotAllowed if *moderator* may not, if the charter has none, or the reader's name is not checked
    any more; CommentError if the name is somebody's by now; Conflict if it is not asked for.
    """
    require(moderator, Permission.DECIDE)
    answer = checked_words(answer, REASON_CODE_POINTS, what="a reason", may_be_empty=True)
    with runtime.database.begin() as session:
        found = _found(session, pseudonym_id)
        if not _is_possible(runtime.charter) or _check_of(session, found.person_id) is None:
            raise NotAllowed("the newsroom must know the reader, and the charter must say so")
        _decide(
            session,
            runtime,
            moderator,
            found,
            PseudonymStatus.ASKED,
            PseudonymStatus.GRANTED,
            answer,
        )
        _check_is_free(session, found.name, found.person_id)


def decline(runtime: Runtime, moderator: Person, pseudonym_id: int, *, answer: str) -> None:
    """Decline a pseudonym, and tell the reader why.

    Raises NotAllowed unless *moderator* may; NotFound; InvalidInput without a reason; Conflict if it is not asked for.
    """
    require(moderator, Permission.DECIDE)
    answer = checked_words(answer, REASON_CODE_POINTS, what="a reason")
    with runtime.database.begin() as session:
        found = _found(session, pseudonym_id)
        _decide(
            session,
            runtime,
            moderator,
            found,
            PseudonymStatus.ASKED,
            PseudonymStatus.DECLINED,
            answer,
        )


def withdraw(runtime: Runtime, moderator: Person, pseudonym_id: int, *, answer: str) -> None:
    """Withdraw a pseudonym, and tell the reader why: what it signed keeps it.

    Raises NotAllowed unless *moderator* may; NotFound; InvalidInput without a reason; Conflict if it is not granted.
    """
    require(moderator, Permission.DECIDE)
    answer = checked_words(answer, REASON_CODE_POINTS, what="a reason")
    with runtime.database.begin() as session:
        found = _found(session, pseudonym_id)
        _decide(
            session,
            runtime,
            moderator,
            found,
            PseudonymStatus.GRANTED,
            PseudonymStatus.WITHDRAWN,
            answer,
        )


#: What the reader is told of a decision.
_LETTERS = {
    PseudonymStatus.GRANTED: LetterKind.PSEUDONYM_YES,
    PseudonymStatus.DECLINED: LetterKind.PSEUDONYM_NO,
    PseudonymStatus.WITHDRAWN: LetterKind.PSEUDONYM_OVER,
}


def _decide(
    session: Session,
    runtime: Runtime,
    moderator: Person,
    found: Pseudonym,
    seen: PseudonymStatus,
    to: PseudonymStatus,
    answer: str,
) -> None:
    now: datetime = runtime.clock()
    pseudonyms.change_status(
        session, found.id, seen=seen, to=to, now=now, by=moderator.id, answer=answer
    )
    about = f"pseudonym {found.id}"
    audit.append(session, AuditKind.NAME, by=moderator.id, about=about, now=now, step=str(to))
    reader = people.person_by_id(session, found.person_id)
    post_letter(
        session,
        runtime,
        kind=_LETTERS[to],
        to=reader.email,
        language=reader.language,
        facts={
            "pseudonym": found.name,
            "answer": answer,
            "link": f"{runtime.settings.base_url}/compte/identite#pseudonyme",
        },
        now=now,
    )


def _is_possible(charter: Charter) -> bool:
    return charter.pseudonyms is Pseudonyms.CHECKED


def _check_of(session: Session, person_id: int) -> Proved | None:
    """Return how the name that an account has was checked by a person."""
    given = proofs.proofs_of(session, person_id)
    return next((one for one in given if one.proof in CHECKS), None)


def _check_is_free(session: Session, name: str, person_id: int) -> None:
    # One answer, whoever has it: that somebody comments under a name is not told by this.
    if pseudonyms.is_taken(session, name, person_id):
        raise CommentError((Problem("pseudonym_taken", "pseudonym"),))


def _found(session: Session, pseudonym_id: int) -> Pseudonym:
    found = pseudonyms.pseudonym_by_id(session, pseudonym_id)
    if found is None:
        raise NotFound("there is no such pseudonym")
    return found
