"""A person of the newsroom takes a step of the ladder with an author, who is told why and may object."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from moderation.core.comment import Comment, Status
from moderation.core.names.key import author_key
from moderation.core.permission import may, require
from moderation.core.person import Person
from moderation.core.rules import Hit
from moderation.core.sanction import (
    ACKNOWLEDGED,
    LADDER,
    STEPS,
    SUSPENSIONS,
    Return,
    Sanction,
    SanctionKind,
    Step,
    Suggestion,
    counts,
    suggest,
    term_of,
)
from moderation.core.verdict import Score
from moderation.errors import Conflict, InvalidInput, NotFound
from moderation.runtime import Runtime
from moderation.services import events
from moderation.services.notices import tell_set
from moderation.services.sanctions import (
    ListedSanction,
    ToldSanction,
    checked_reason,
    count_one_more,
    found_in,
    listed_for,
    log_step,
    open_appeal,
    target_of,
    told_of,
)
from moderation.services.submission import stored
from moderation.services.suspending import address_digest, target_of_person
from moderation.storage import comments, sanctions, standing
from moderation.storage.comments import StoredComment
from moderation.storage.sanctions import NewSanction, Target

#: Most comments that one sanction rests on.
MOST_COMMENTS = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody of the newsroom wishes to set on the author of a comment."""

    kind: SanctionKind
    clause_ids: tuple[str, ...]
    reason: str
    others: tuple[str, ...] = ()  # public ids of comments of the same author that it rests on, too
    review_at: datetime | None = None  # the day of review of one without a fixed end


@dataclass(frozen=True, slots=True)
class Standing:
    """How the author of a comment stands, as somebody of the newsroom sees it."""

    record: tuple[ListedSanction, ...]  # of the ladder, newest first
    suspension: Sanction | None  # in force
    suggestion: Suggestion
    choices: tuple[Step, ...]  # that the person may set
    returns: tuple[Return, ...]  # sanctions on others who may be they
    has_author: bool  # False: no account and no address, nobody to set anything on


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """What an author is shown before they write."""

    suspension: ToldSanction | None
    unread: tuple[ToldSanction, ...]  # notes and warnings, oldest first


def standing_of(runtime: Runtime, moderator: Person, public_id: str) -> Standing:
    """Return how the author of a comment stands. Raises NotFound."""
    now = runtime.clock()
    with runtime.database.read() as session:
        comment = stored(session, public_id).comment
        target = target_of(session, runtime, comment)
        record = standing.record_of(session, target)
        return Standing(
            record=listed_for(session, runtime, moderator, record),
            suspension=standing.suspension_of(session, target, now=now),
            suggestion=suggest(record, now),
            choices=tuple(step for step in LADDER if may(moderator, step.permission)),
            returns=standing.returns_to(session, target),
            has_author=_has_author(comment, target),
        )


def returns_of(runtime: Runtime, sanction: Sanction) -> tuple[str, ...]:
    """Return the public ids of the newest comments whose authors may be who *sanction* is set on.

    Whoever writes from the address that it is set on is they, account or not, and does not
    return; unless their name was banned: then it is told that they sign with one that sounds so.
    """
    theirs: set[str] = set()  # each spelling of that address
    with runtime.database.read() as session:
        digest = standing.address_digest_of(session, sanction.id)
        found = standing.comments_since(session, sanction.id)
        while sanction.kind is not SanctionKind.NAME_BAN and digest is not None:
            emails = {one.email for one in found if one.email}
            own = {one for one in emails if address_digest(runtime, one) == digest}
            if not own:
                break
            theirs |= own
            found = standing.comments_since(session, sanction.id, not_from=theirs)
    return tuple(one.public_id for one in found)


def sanction_author(runtime: Runtime, moderator: Person, public_id: str, asked: Asked) -> Sanction:
    """Set a sanction of the ladder on the author of a comment, and tell them why.

    Raises NotFound; NotAllowed for whom core.permission does not let, or after too many in an
    hour; InvalidInput without a reason, a clause, or a day of review where one is needed, or
    if a comment is another's; Conflict if the author is suspended already, or there is none.
    """
    step = STEPS[asked.kind]
    require(moderator, step.permission)
    if asked.kind is SanctionKind.NAME_BAN:
        raise InvalidInput("the ban of a name is no step of the ladder")
    reason, clause_ids = checked_reason(asked.reason), _checked_clauses(runtime, asked.clause_ids)
    now = runtime.clock()
    term = term_of(asked.kind, now, review_at=asked.review_at)
    with runtime.database.begin() as session:
        found = stored(session, public_id)
        target = target_of(session, runtime, found.comment)
        if found.comment.erased_at is not None or not _has_author(found.comment, target):
            raise Conflict("nobody is known on whom a sanction could be set")
        if asked.kind in SUSPENSIONS and standing.suspension_of(session, target, now=now):
            raise Conflict("this author is suspended already")
        cited = (found, *_cited(session, runtime, target, asked.others))
        count_one_more(session, runtime, moderator, now=now)
        sanction = sanctions.add_sanction(
            session,
            NewSanction(
                kind=asked.kind,
                name=found.comment.author_name,
                author_key=author_key(found.comment.author_name),
                reason=reason,
                set_by=moderator.id,
                set_at=now,
                charter_digest=runtime.charter.digest,
                clause_ids=clause_ids,
                comment_ids=tuple(dict.fromkeys(one.comment.id for one in cited)),
                found_by_machine=any(_is_evidence(one, clause_ids) for one in cited),
                until=term.until,
                review_at=term.review_at,
                target=target,
            ),
        )
        events.sanction_set(session, runtime, sanction, is_lifted=False, by_operator=False, now=now)
        log_step(session, sanction.id, by=moderator.id, step=f"set: {asked.kind}", now=now)
        tell_set(session, runtime, sanction, now=now)
    return sanction


def sanction_told(runtime: Runtime, sanction_id: int, *, language: str) -> ToldSanction:
    """Return a sanction of the ladder as whoever it is set on is told of it. Raises NotFound."""
    with runtime.database.read() as session:
        found = _of_ladder(session, sanction_id)
    return told_of(runtime, found, language=language)


def cited_by(runtime: Runtime, sanction_id: int) -> tuple[StoredComment, ...]:
    """Return the comments that a sanction rests on, oldest first."""
    with runtime.database.read() as session:
        numbers = sanctions.comments_of(session, [sanction_id]).get(sanction_id, ())
        return tuple(stored(session, comments.public_id_of(session, one)) for one in numbers)


def appeal_sanction(runtime: Runtime, sanction_id: int, *, words: str) -> None:
    """Take an objection to a sanction of the ladder.

    Raises NotFound; InvalidInput without words; NotAllowed if there is nothing
    to object to, or it is too late; Conflict if it was done already.
    """
    told = sanction_told(runtime, sanction_id, language="fr")
    open_appeal(runtime, told, words=checked_reason(words), comment_id=None)


def acknowledge(runtime: Runtime, sanction_id: int) -> None:
    """Note that whoever a note or a warning is for has read it. Raises NotFound."""
    with runtime.database.begin() as session:
        found = _of_ladder(session, sanction_id)
        if found.kind in ACKNOWLEDGED:
            sanctions.acknowledge(session, found.id, now=runtime.clock())


def own_standing(runtime: Runtime, person: Person, *, language: str) -> OwnStanding:
    """Return what *person* is shown before they write."""
    with runtime.database.read() as session:
        target = target_of_person(runtime, person)
        suspension = standing.suspension_of(session, target, now=runtime.clock())
        unread = standing.unread_by(session, target)
    return _own(runtime, suspension, unread, language=language)


def guest_standing(runtime: Runtime, comment: Comment, *, language: str) -> OwnStanding:
    """Return what whoever has the address of a guest's comment is shown before they confirm it."""
    with runtime.database.read() as session:
        target = target_of(session, runtime, comment)
        suspension = standing.suspension_of(session, target, now=runtime.clock())
        unread = standing.unread_by(session, target)
    return _own(runtime, suspension, unread, language=language)


def sanctions_on(runtime: Runtime, person: Person, *, language: str) -> tuple[ToldSanction, ...]:
    """Return the sanctions of the ladder on *person* that count still, newest first."""
    now = runtime.clock()
    with runtime.database.read() as session:
        record = standing.record_of(session, target_of_person(runtime, person))
    return tuple(
        told_of(runtime, one, language=language)
        for one in record
        if counts(one, now) or one.lifted_at is not None
    )


def _own(
    runtime: Runtime, suspension: Sanction | None, unread: Sequence[Sanction], *, language: str
) -> OwnStanding:
    told = told_of(runtime, suspension, language=language) if suspension else None
    return OwnStanding(told, tuple(told_of(runtime, one, language=language) for one in unread))


def _has_author(comment: Comment, target: Target) -> bool:
    """Tell whether somebody is known: an account, or an address that its owner confirmed."""
    is_known = target.person_id is not None or target.address_digest is not None
    return is_known and comment.status is not Status.UNCONFIRMED


def _checked_clauses(runtime: Runtime, clause_ids: Sequence[str]) -> tuple[str, ...]:
    known = {clause.id for clause in runtime.charter.clauses}
    asked = tuple(dict.fromkeys(clause_ids))
    if not asked or not known.issuperset(asked):
        raise InvalidInput("a sanction names at least one clause of the charter in force")
    return asked


def _cited(
    session: Session, runtime: Runtime, target: Target, public_ids: Sequence[str]
) -> tuple[StoredComment, ...]:
    """Return the comments so called. Raises InvalidInput if one is another author's, or they are too many."""
    if len(public_ids) >= MOST_COMMENTS:
        raise InvalidInput(f"a sanction rests on at most {MOST_COMMENTS} comments")
    try:
        found = tuple(stored(session, one) for one in public_ids)
    except NotFound as error:
        raise InvalidInput("a comment that the sanction rests on is not there") from error
    for one in found:
        of_one = target_of(session, runtime, one.comment)
        same = of_one.person_id is not None and of_one.person_id == target.person_id
        at_one = of_one.address_digest is not None
        if not same and not (at_one and of_one.address_digest == target.address_digest):
            raise InvalidInput("a comment that the sanction rests on is another author's")
    return found


def _is_evidence(found: StoredComment, clause_ids: Sequence[str]) -> bool:
    """Tell whether the machine had found what the sanction names in a comment."""
    evidence: list[Hit | Score] = [*found.verdict.hits, *found.verdict.scores]
    return any(one.clause_id in clause_ids for one in evidence)


def _of_ladder(session: Session, sanction_id: int) -> Sanction:
    found = found_in(session, sanction_id)
    if found.kind is SanctionKind.NAME_BAN:
        raise NotFound("there is no such sanction")
    return found
