"""What holds of every sanction: its statement and letters, second readers, reviews, appeals, its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from moderation.core.address import mailbox_of
from moderation.core.audit import AuditKind
from moderation.core.calendar import add_months
from moderation.core.comment import Comment, checked_words
from moderation.core.names.key import name_key
from moderation.core.permission import Permission, may, require
from moderation.core.person import Person
from moderation.core.redress import REASON_CODE_POINTS
from moderation.core.sanction import (
    SANCTIONS_AN_HOUR,
    STEPS,
    Sanction,
    SanctionKind,
    SanctionStatement,
    Term,
    state_sanction,
    term_of,
)
from moderation.errors import Conflict, NotAllowed, NotFound
from moderation.runtime import Runtime
from moderation.services import events, throttling
from moderation.services.digests import keyed_digest
from moderation.services.notices import tell_kept, tell_lifted
from moderation.services.submission import charter_of
from moderation.services.suspending import address_digest
from moderation.storage import audit, comments, people, proofs, sanctions
from moderation.storage.sanctions import Target


@dataclass(frozen=True, slots=True)
class ToldSanction:
    """A sanction as whoever it is set on is told of it."""

    sanction: Sanction
    statement: SanctionStatement
    may_appeal_until: datetime | None  # None: done already, too late, or lifted


@dataclass(frozen=True, slots=True)
class ListedSanction:
    """A sanction as somebody of the newsroom sees it."""

    sanction: Sanction
    set_by: str | None  # a name; None: the operator, or forgotten
    comments: tuple[str, ...]  # public ids of what it rests on
    may_answer: bool  # the appeal waits for whoever looks at it
    may_reread: bool
    may_review: bool
    may_lift: bool
    is_over: bool


class TooMany(NotAllowed):
    """Somebody set as many sanctions within an hour as one person may without a senior."""


def lift_sanction(
    runtime: Runtime, moderator: Person | None, sanction_id: int, *, reason: str
) -> None:
    """Lift a sanction; whoever it is set on is told.

    An appeal against it is answered by that. *moderator*: None for the operator.

    Raises NotFound; InvalidInput without a reason; Conflict if it is lifted or over; NotAllowed
    for whom core.permission does not let, and for an appeal against one's own.
    """
    if moderator is not None:
        require(moderator, Permission.SANCTION)
    reason, now = checked_reason(reason), runtime.clock()
    with runtime.database.begin() as session:
        found = found_in(session, sanction_id)
        if moderator is not None and found.waits_for_answer:
            _answer(session, runtime, found, moderator, words=reason, lifts=True)
            return
        if moderator is not None and not _may_lift(moderator, found, now):
            raise NotAllowed(f"a {moderator.role} does not lift this sanction")
        by = moderator.id if moderator else None
        _lift(session, runtime, found, by=by, reason=reason, now=now)
        tell_lifted(session, runtime, found, answer=reason, now=now)


def confirm_sanction(runtime: Runtime, moderator: Person, sanction_id: int) -> None:
    """Confirm a sanction as its second reader.

    Raises NotFound; NotAllowed if it is one's own; Conflict if somebody did, or it is over.
    """
    require(moderator, Permission.SANCTION)
    now = runtime.clock()
    with runtime.database.begin() as session:
        found = found_in(session, sanction_id)
        if found.set_by == moderator.id:
            raise NotAllowed("another person must reread one's own sanction")
        if not found.waits_for_rereading(now):
            raise Conflict("this sanction waits for no second reader")
        sanctions.confirm(session, found.id, by=moderator.id, now=now)
        log_step(session, found.id, by=moderator.id, step="reread", now=now)


def maintain_sanction(
    runtime: Runtime,
    moderator: Person,
    sanction_id: int,
    *,
    reason: str,
    review_at: datetime | None = None,
) -> None:
    """Review a suspension whose day has come, and keep it; whoever it is set on is told why.

    *review_at*: the next day of review of one without a fixed end.

    Raises NotFound; NotAllowed for whom core.permission does not let; InvalidInput without a
    reason or that day; Conflict if its day has not come, or somebody was faster.
    """
    require(moderator, Permission.SANCTION)
    reason, now = checked_reason(reason), runtime.clock()
    with runtime.database.begin() as session:
        found = found_in(session, sanction_id)
        require(moderator, STEPS[found.kind].permission)
        if not found.waits_for_review(now) or found.review_at is None:
            raise Conflict("this sanction waits for no review")
        term = Term(found.until, None)
        if found.kind is SanctionKind.LONGER:
            term = term_of(found.kind, now, review_at=review_at)
        sanctions.prolong(
            session, found.id, seen=found.review_at, until=term.until, review_at=term.review_at
        )
        log_step(session, found.id, by=moderator.id, step="maintained", now=now)
        kept = found_in(session, found.id)
        tell_kept(session, runtime, kept, answer=reason, on_appeal=False, now=now)


def answer_appeal(
    runtime: Runtime, moderator: Person, sanction_id: int, *, words: str, lifts: bool
) -> None:
    """Answer an appeal against another person's sanction: it is lifted, or it stays.

    Raises NotFound; InvalidInput without words; NotAllowed if the sanction is one's
    own; Conflict if no appeal waits for an answer, or if it is to stay and was lifted meanwhile.
    """
    require(moderator, Permission.ANSWER_APPEALS)
    words = checked_reason(words)
    with runtime.database.begin() as session:
        found = found_in(session, sanction_id)
        _answer(session, runtime, found, moderator, words=words, lifts=lifts)


def open_appeal(
    runtime: Runtime, told: ToldSanction | None, *, words: str, comment_id: int | None
) -> None:
    """Take the objection of whoever is *told* of a sanction; *comment_id*: from whose page.

    Raises NotAllowed if there is nothing to object to, or it is too late; Conflict if it was done already.
    """
    now = runtime.clock()
    if told is not None and told.sanction.appeal is not None:
        raise Conflict("this sanction was appealed already")
    if told is None or told.may_appeal_until is None:
        raise NotAllowed("there is no sanction to appeal, or it is too late")
    number = told.sanction.id
    about = comment_id if comment_id is not None else told.sanction.comment_id
    try:
        with runtime.database.begin() as session:
            sanctions.add_appeal(session, number, words=words, now=now)
            if about is not None:
                events.appeal_opened(session, runtime, about, sanction_id=number, now=now)
    except IntegrityError as error:
        raise Conflict("this sanction was appealed already") from error


def told_of(runtime: Runtime, sanction: Sanction, *, language: str) -> ToldSanction:
    """Return *sanction* as whoever it is set on is told of it."""
    charter = charter_of(runtime, sanction.charter_digest)
    statement = state_sanction(sanction, charter, language=language)
    until = add_months(sanction.set_at, statement.appeal_months)
    is_open = sanction.appeal is None and sanction.lifted_at is None and runtime.clock() <= until
    return ToldSanction(sanction, statement, until if is_open else None)


def list_sanctions(
    runtime: Runtime, moderator: Person, *, over: bool = False
) -> tuple[ListedSanction, ...]:
    """Return the newest sanctions as *moderator* sees them: those that are *over*, or the others."""
    with runtime.database.read() as session:
        found = sanctions.listed(session, now=runtime.clock(), over=over)
        return listed_for(session, runtime, moderator, found)


def count_waiting(runtime: Runtime, moderator: Person) -> int:
    """Return how many sanctions wait for *moderator*: appeals, second readings, reviews."""
    with runtime.database.read() as session:
        return sanctions.count_waiting(session, moderator, now=runtime.clock())


def listed_for(
    session: Session, runtime: Runtime, moderator: Person, found: Sequence[Sanction]
) -> tuple[ListedSanction, ...]:
    """Return the sanctions *found* as *moderator* sees them."""
    now = runtime.clock()
    names = people.names_of(session, {one.set_by for one in found if one.set_by})
    rest_on = sanctions.comments_of(session, [one.id for one in found])
    ids = comments.public_ids_of(session, {i for numbers in rest_on.values() for i in numbers})
    return tuple(
        ListedSanction(
            sanction=one,
            set_by=names.get(one.set_by) if one.set_by else None,
            comments=tuple(ids[i] for i in rest_on.get(one.id, ())),
            may_answer=one.waits_for_answer
            and one.set_by != moderator.id
            and may(moderator, Permission.ANSWER_APPEALS),
            may_reread=one.waits_for_rereading(now)
            and one.set_by != moderator.id
            and may(moderator, Permission.SANCTION),
            may_review=one.waits_for_review(now) and may(moderator, STEPS[one.kind].permission),
            may_lift=not (one.waits_for_answer or one.is_over(now))
            and _may_lift(moderator, one, now),
            is_over=one.is_over(now),
        )
        for one in found
    )


def target_of(session: Session, runtime: Runtime, comment: Comment) -> Target:
    """Return whom a sanction on the author of *comment* is set on."""
    email = comments.author_email(session, comment.id)
    person_id = comment.person_id
    return Target(
        person_id=person_id,
        address_digest=address_digest(runtime, email),
        mailbox_digest=email and keyed_digest(runtime, f"mailbox {mailbox_of(email)}"),
        phone_digest=proofs.phone_digest_of(session, person_id) if person_id else None,
        name_key=name_key(comment.author_name),
    )


def count_one_more(session: Session, runtime: Runtime, moderator: Person, *, now: datetime) -> None:
    """Count a sanction that *moderator* sets. Raises TooMany beyond SANCTIONS_AN_HOUR, unless they are a senior."""
    key = f"sanctions by {moderator.id}"
    within = throttling.take_within(
        session, runtime, key, limit=SANCTIONS_AN_HOUR, seconds=3600, now=now
    )
    if not within and not may(moderator, Permission.SUSPEND_LONG):
        raise TooMany(f"more than {SANCTIONS_AN_HOUR} sanctions in an hour need a senior")


def log_step(
    session: Session, sanction_id: int, *, by: int | None, step: str, now: datetime
) -> None:
    """Write a step with a sanction to the audit log; *by*: None for the operator."""
    about = f"sanction {sanction_id}"
    audit.append(session, AuditKind.SANCTION, by=by, about=about, now=now, step=step)


def found_in(session: Session, sanction_id: int) -> Sanction:
    """Return the sanction with that number. Raises NotFound."""
    found = sanctions.sanction_by_id(session, sanction_id)
    if found is None or not found.name:
        raise NotFound("there is no such sanction")
    return found


def checked_reason(words: str) -> str:
    """Return *words*, trimmed. Raises InvalidInput if there are none, too many, or they are no text."""
    return checked_words(words, REASON_CODE_POINTS, what="a reason")


def _may_lift(moderator: Person, sanction: Sanction, now: datetime) -> bool:
    """Tell whether *moderator* may lift a sanction: who may set one like it, or rereads it, or set it."""
    rereads = sanction.waits_for_rereading(now) and may(moderator, Permission.SANCTION)
    return rereads or may(moderator, STEPS[sanction.kind].permission)


def _answer(
    session: Session,
    runtime: Runtime,
    sanction: Sanction,
    moderator: Person,
    *,
    words: str,
    lifts: bool,
) -> None:
    if sanction.set_by == moderator.id:
        raise NotAllowed("another person must answer an appeal against one's own sanction")
    if sanction.lifted_at is not None and not lifts:
        raise Conflict("this sanction was lifted meanwhile: it cannot stay")
    now = runtime.clock()
    sanctions.answer_appeal(session, sanction.id, by=moderator.id, words=words, now=now)
    log_step(session, sanction.id, by=moderator.id, step="appeal answered", now=now)
    is_past = sanction.until is not None and sanction.until <= now
    if lifts and not is_past and sanction.lifted_at is None:
        _lift(session, runtime, sanction, by=moderator.id, reason=words, now=now)
    if lifts:
        tell_lifted(session, runtime, sanction, answer=words, now=now)
    else:
        tell_kept(session, runtime, sanction, answer=words, on_appeal=True, now=now)


def _lift(
    session: Session,
    runtime: Runtime,
    sanction: Sanction,
    *,
    by: int | None,
    reason: str,
    now: datetime,
) -> None:
    sanctions.lift(session, sanction.id, by=by, reason=reason, now=now)
    log_step(session, sanction.id, by=by, step="lifted", now=now)
    events.sanction_set(session, runtime, sanction, is_lifted=True, by_operator=by is None, now=now)
