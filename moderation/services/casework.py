"""What the desk does, done by a program for a person of the newsroom; and what it lists."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from moderation.core.casework import (
    CommentFilter,
    Decider,
    ListedAppeal,
    ListedComment,
    ListedReport,
    ListedSanction,
    ListedStatement,
    MadeDecision,
    Place,
)
from moderation.core.comment import Status, is_text
from moderation.core.decision import Action, Decision
from moderation.core.key import ApiKey
from moderation.core.permission import Permission, may
from moderation.core.person import Person
from moderation.core.sanction import Sanction
from moderation.core.statement import Statement
from moderation.errors import Conflict, NotAllowed, NotFound
from moderation.runtime import Runtime
from moderation.services import review
from moderation.services.sanctions import found_in
from moderation.services.submission import stored
from moderation.storage import casework, comments, decisions, people, sanctions
from moderation.storage.comments import StoredComment


def moderator_at(runtime: Runtime, email: str) -> Person:
    """Return the person of the newsroom with the account at *email*.

    Raises NotAllowed if there is none, whether or not somebody else has the address.
    """
    address = email.strip().casefold()
    with runtime.database.read() as session:
        person = people.person_by_email(session, address) if is_text(address) else None
    if person is None or not may(person, Permission.READ):
        raise NotAllowed("nobody of the newsroom has this e-mail address")
    return person


def check_known(runtime: Runtime, public_id: str) -> None:
    """Raise NotFound if programs know no such comment."""
    with runtime.database.read() as session:
        _found(session, public_id)


def list_comments(
    runtime: Runtime, wanted: CommentFilter, *, after: Place | None, limit: int
) -> tuple[ListedComment, ...]:
    """Return comments, the newest first, older than *after*: *limit* at most."""
    with runtime.database.read() as session:
        ids = casework.comment_ids(session, wanted, after=after, limit=limit)
        return casework.listed_comments(session, ids)


def decisions_on(runtime: Runtime, public_id: str) -> tuple[MadeDecision, ...]:
    """Return all decisions on a comment, oldest first. Raises NotFound."""
    with runtime.database.read() as session:
        comment_id = _found(session, public_id).comment.id
        return _made(session, comment_id, decisions.decisions_on(session, comment_id))


def decide(
    runtime: Runtime,
    moderator: Person,
    public_id: str,
    *,
    seen: int,
    action: Action,
    clause_ids: tuple[str, ...],
    note: str,
    key: ApiKey,
) -> MadeDecision:
    """Hand in what *moderator* decided on a comment in the version *seen*; `Action.UNDO` takes it back.

    Raises what `review.decide` and `review.undo` raise.
    """
    check_known(runtime, public_id)
    if action is Action.UNDO:
        made = review.undo(runtime, moderator, _last_decision(runtime, public_id, seen), key=key)
    else:
        made = review.decide(
            runtime,
            moderator,
            public_id,
            seen=seen,
            action=action,
            clause_ids=clause_ids,
            note=note,
            key=key,
        )
    with runtime.database.read() as session:
        return _made(session, made.comment_id, [made])[0]


def statement_on(runtime: Runtime, public_id: str) -> ListedStatement:
    """Return the statement of reasons of the last decision on a comment. Raises NotFound without one."""
    with runtime.database.read() as session:
        found = casework.last_statement(session, _found(session, public_id).comment.id)
    if found is None:
        raise NotFound("nothing was decided on this comment")
    return found


def list_statements(
    runtime: Runtime,
    *,
    decided_from: datetime | None,
    decided_before: datetime | None,
    restricting: bool,
    after: Place | None,
    limit: int,
) -> tuple[ListedStatement, ...]:
    """Return statements of reasons, the newest first, older than *after*; *restricting*: refusals alone."""
    with runtime.database.read() as session:
        return casework.statements(
            session,
            decided_from=decided_from,
            decided_before=decided_before,
            restricting=restricting,
            after=after,
            limit=limit,
        )


def appeal_numbered(runtime: Runtime, appeal_id: int) -> ListedAppeal:
    """Return the appeal with the number *appeal_id*. Raises NotFound."""
    with runtime.database.read() as session:
        found = casework.appeal_by_id(session, appeal_id)
    if found is None:
        raise NotFound("there is no such appeal")
    return found


def list_appeals(
    runtime: Runtime, *, is_open: bool | None, after: int | None, limit: int
) -> tuple[ListedAppeal, ...]:
    """Return appeals, the newest first, older than *after*; *is_open*: None for all."""
    with runtime.database.read() as session:
        return casework.appeals(session, is_open=is_open, after=after, limit=limit)


def list_reports(
    runtime: Runtime, *, is_open: bool | None, after: int | None, limit: int
) -> tuple[ListedReport, ...]:
    """Return reports, the newest first, older than *after*; *is_open*: None for all."""
    with runtime.database.read() as session:
        return casework.reports(session, is_open=is_open, after=after, limit=limit)


def list_sanctions(
    runtime: Runtime, *, in_force: bool | None, after: int | None, limit: int
) -> tuple[ListedSanction, ...]:
    """Return sanctions, the newest first, older than *after*; *in_force*: None for those over, too."""
    now = runtime.clock()
    with runtime.database.read() as session:
        found = sanctions.newest(session, in_force=in_force, after=after, limit=limit, now=now)
        return _listed_sanctions(session, found)


def sanction_numbered(runtime: Runtime, sanction_id: int) -> ListedSanction:
    """Return the sanction with the number *sanction_id*. Raises NotFound."""
    with runtime.database.read() as session:
        return _listed_sanctions(session, [found_in(session, sanction_id)])[0]


def _listed_sanctions(session: Session, found: Iterable[Sanction]) -> tuple[ListedSanction, ...]:
    found = tuple(found)
    names = people.names_of(session, {one.set_by for one in found if one.set_by})
    rest_on = sanctions.comments_of(session, [one.id for one in found])
    numbers = {i for several in rest_on.values() for i in several}
    ids = comments.public_ids_of(session, numbers | {one.comment_id or 0 for one in found})
    return tuple(
        ListedSanction(
            sanction=one,
            public_id=ids.get(one.comment_id or 0),
            moderator=names.get(one.set_by or 0),
            public_ids=tuple(ids[i] for i in rest_on.get(one.id, ())),
        )
        for one in found
    )


def _found(session: Session, public_id: str) -> StoredComment:
    """Return the comment *public_id*; to programs, one that was never confirmed is none."""
    found = stored(session, public_id)
    if found.comment.status is Status.UNCONFIRMED:
        raise NotFound("there is no such comment")
    return found


def _last_decision(runtime: Runtime, public_id: str, seen: int) -> int:
    with runtime.database.read() as session:
        comment = _found(session, public_id).comment
        made = decisions.decisions_on(session, comment.id)
    if comment.version != seen:
        raise Conflict(f"comment {comment.id} has changed since version {seen}")
    if not made:
        raise NotAllowed("nothing was decided on this comment")
    return made[-1].id


def _made(session: Session, comment_id: int, made: Sequence[Decision]) -> tuple[MadeDecision, ...]:
    names = people.names_of(session, {one.decided_by for one in made if one.decided_by})
    keys = decisions.keys_of(session, comment_id)
    stated = {one.decision_id: one for one, _ in decisions.statements_on(session, comment_id)}
    return tuple(
        MadeDecision(
            decision=one,
            decider=_decider(one, stated.get(one.id)),
            moderator=names.get(one.decided_by or 0) or None,
            key=keys.get(one.id),
        )
        for one in made
    )


#: What people do of which nobody is told.
_BY_PEOPLE = frozenset({Action.HOLD, Action.ESCALATE})


def _decider(decision: Decision, statement: Statement | None) -> Decider:
    """Return who decided. Which person it was is forgotten after a time; that it was one is not."""
    if decision.action is Action.WITHDRAW:
        return Decider.AUTHOR
    if statement is not None and statement.decided_by_machine:
        return Decider.CHARTER
    if statement is None and decision.decided_by is None and decision.action not in _BY_PEOPLE:
        return Decider.ELSEWHERE
    return Decider.PERSON
