"""People of the newsroom tell, ask and answer each other about a comment, and hand cases over.

Nothing of this decides, and nobody outside the newsroom sees any of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from moderation.core.audit import AuditKind
from moderation.core.colleague import MEMO_CODE_POINTS, Memo, MemoAbout, MemoKind, Vote
from moderation.core.comment import Comment, checked_words
from moderation.core.permission import Permission, may, require
from moderation.core.person import Person
from moderation.errors import Conflict, InvalidInput, NotAllowed
from moderation.runtime import Runtime
from moderation.services.review import check_may_take
from moderation.services.submission import stored
from moderation.storage import audit, colleagues, people, queue

#: For how long a case about which somebody is asked stays away, if nobody answers.
ASK_HOURS = 2

#: For how long a case waits for one person alone: it was handed to them, or they have an answer.
HAND_OVER_MINUTES = 30


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was said among colleagues about a comment, and whom one of them can ask."""

    memos: tuple[Memo, ...]  # oldest first
    colleagues: tuple[Person, ...]  # whom one can ask, by name


@dataclass(frozen=True, slots=True)
class Waiting:
    """What colleagues want of a person, and what the person asked."""

    asked: tuple[MemoAbout, ...]  # oldest first
    handed: tuple[MemoAbout, ...]
    asked_by_me: tuple[MemoAbout, ...]  # newest first


def exchange_on(runtime: Runtime, person: Person, public_id: str) -> Exchange:
    """Return what was said about a comment. Raises NotFound."""
    with runtime.database.read() as session:
        memos = colleagues.memos_on(session, stored(session, public_id).comment.id)
        others = _others(session, person)
    return Exchange(memos, others)


def write_memo(runtime: Runtime, person: Person, public_id: str, *, words: str) -> None:
    """Tell whoever reads a comment next. Raises NotFound; Conflict if it was erased; InvalidInput without words."""
    words, now = checked_words(words, MEMO_CODE_POINTS, what="a memo"), runtime.clock()
    require(person, Permission.READ)
    with runtime.database.begin() as session:
        comment = _readable(session, public_id)
        colleagues.add_memo(session, comment.id, MemoKind.PLAIN, words=words, by=person.id, now=now)


def ask(
    runtime: Runtime, person: Person, public_id: str, *, words: str, whom: int | None = None
) -> None:
    """Ask a colleague, or all of them, for an opinion; the comment can be decided on meanwhile.

    If it was on the asker's screen it stays away from the queue until there is an answer,
    for two hours at most.

    Raises NotFound; Conflict if it was erased; InvalidInput without words, or if nobody has
    that number.
    """
    words, now = checked_words(words, MEMO_CODE_POINTS, what="a memo"), runtime.clock()
    require(person, Permission.READ)
    with runtime.database.begin() as session:
        comment = _readable(session, public_id)
        to = _colleague(session, person, whom).id if whom is not None else None
        colleagues.add_memo(
            session, comment.id, MemoKind.ASK, words=words, by=person.id, to=to, now=now
        )
        entry = queue.entry_of(session, comment.id)
        if entry is not None and entry.claimed_by == person.id:
            queue.release(session, comment.id, held_until=now + timedelta(hours=ASK_HOURS))


def give_opinion(
    runtime: Runtime, person: Person, public_id: str, *, words: str, vote: Vote | None
) -> None:
    """Answer what a colleague asks about a comment, which then waits for the asker first.

    Raises NotFound; Conflict if nobody asks this person any more; InvalidInput without either
    words or a vote.
    """
    words = checked_words(words, MEMO_CODE_POINTS, what="a memo", may_be_empty=vote is not None)
    now = runtime.clock()
    require(person, Permission.READ)
    with runtime.database.begin() as session:
        comment = _readable(session, public_id)
        askers = colleagues.close_asks(session, comment.id, now=now, answered_by=person.id)
        if not askers:
            raise Conflict("nobody asks this any more")
        colleagues.add_memo(
            session,
            comment.id,
            MemoKind.OPINION,
            words=words,
            by=person.id,
            to=askers[0],
            vote=vote,
            now=now,
        )
        _bring_back(session, comment.id, person, askers[0], now)


def hand_over(
    runtime: Runtime, person: Person, public_id: str, *, whom: int, words: str = ""
) -> None:
    """Give a colleague one's case: it waits for them alone for half an hour, then for all again.

    Raises NotFound; InvalidInput if nobody has that number; NotAllowed if that colleague may not
    decide on it; Conflict if it waits for nobody, or is with a third person.
    """
    words = checked_words(words, MEMO_CODE_POINTS, what="a memo", may_be_empty=True)
    now = runtime.clock()
    with runtime.database.begin() as session:
        comment = _readable(session, public_id)
        check_may_take(session, comment.id, person)
        to = _colleague(session, person, whom)
        check_may_take(session, comment.id, to)
        queue.give(session, comment.id, giver=person.id, to=to.id, now=now, until=_alone(now))
        colleagues.add_memo(
            session,
            comment.id,
            MemoKind.HAND_OVER,
            words=words,
            by=person.id,
            to=to.id,
            now=now,
        )
        audit.append(
            session, AuditKind.CASE, by=person.id, about=to.id, now=now, comment=comment.id
        )


def waiting_for(runtime: Runtime, person: Person) -> Waiting:
    """Return what colleagues want of *person*, and what *person* asked lately."""
    now = runtime.clock()
    with runtime.database.read() as session:
        return Waiting(
            asked=colleagues.asked_of(session, person.id),
            handed=colleagues.handed_to(session, person.id, now=now),
            asked_by_me=colleagues.asked_by(session, person.id),
        )


def count_waiting(runtime: Runtime, person: Person) -> int:
    """Count what colleagues want of *person*."""
    with runtime.database.read() as session:
        return colleagues.count_waiting(session, person.id, now=runtime.clock())


def _bring_back(
    session: Session, comment_id: int, person: Person, asker_id: int, now: datetime
) -> None:
    """Have a comment wait for whoever asked about it, unless others have it, or must."""
    entry = queue.entry_of(session, comment_id)
    if entry is None:
        return
    try:
        check_may_take(session, comment_id, people.person_by_id(session, asker_id))
        queue.give(session, comment_id, giver=person.id, to=asker_id, now=now, until=_alone(now))
    except (Conflict, NotAllowed):
        return


def _alone(now: datetime) -> datetime:
    return now + timedelta(minutes=HAND_OVER_MINUTES)


def _readable(session: Session, public_id: str) -> Comment:
    comment = stored(session, public_id).comment
    if comment.erased_at is not None:
        raise Conflict(f"comment {comment.id} was erased: there is nothing to say of it")
    return comment


def _others(session: Session, person: Person) -> tuple[Person, ...]:
    found = (one for one in people.newsroom(session) if one.id != person.id)
    return tuple(
        sorted((one for one in found if may(one, Permission.READ)), key=lambda one: one.name)
    )


def _colleague(session: Session, person: Person, number: int) -> Person:
    for other in _others(session, person):
        if other.id == number:
            return other
    raise InvalidInput("nobody of the newsroom has this number")
