"""A moderator reads what waits as a list, and decides on several comments at once."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from moderation.core.audit import AuditKind
from moderation.core.batch import (
    BATCH_ACTIONS,
    MOST_IN_BATCH,
    Batch,
    Batched,
    Obstacle,
    Waiting,
    why_left_out,
)
from moderation.core.comment import is_text
from moderation.core.decision import Action, Decision
from moderation.core.person import Person
from moderation.core.view import EVERYTHING, View
from moderation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from moderation.runtime import Runtime
from moderation.services import review
from moderation.services.review import Answer
from moderation.services.submission import stored
from moderation.storage import audit, batches, comments, decisions, listing, queue, redress
from moderation.storage.listing import Place

#: How many comments are decided on in one transaction: other writers wait for its end.
PORTION = 25


def list_waiting(
    runtime: Runtime,
    moderator: Person,
    *,
    view: View = EVERYTHING,
    after: Place | None,
    limit: int,
) -> tuple[Waiting, ...]:
    """Return what waits for *moderator* in *view*, in the queue's order, after *after*; nothing is claimed."""
    with runtime.database.read() as session:
        return listing.waiting(
            session, moderator, now=runtime.clock(), view=view, after=after, limit=limit
        )


def decide_many(
    runtime: Runtime,
    moderator: Person,
    chosen: Mapping[str, int],
    *,
    form_key: str,
    action: Action,
    clause_ids: tuple[str, ...] = (),
    note: str = "",
) -> Batch:
    """Decide the same on each comment of *chosen*, public ids → the version seen of each.

    Each is an ordinary decision with a statement of its own, checked as it is
    when it is made alone; what cannot be decided on is left out, with the
    reason, and the others go through. What was asked is stored first and done
    in short transactions: cut short, `go_on` does the rest, and nothing twice.
    Sent again with the same *form_key*, it is the same batch.

    Raises NotFound if there is no such comment; InvalidInput if nothing or
    too much is chosen, or the decision makes no sense.
    """
    answer = review.answer_of(runtime, action, clause_ids, note)
    if action not in BATCH_ACTIONS:
        raise InvalidInput(f"{action} is done to one comment at a time")
    if not 1 <= len(chosen) <= MOST_IN_BATCH:
        raise InvalidInput(f"a batch has 1 to {MOST_IN_BATCH} comments")
    batch_id = _begin(runtime, moderator, chosen, answer, form_key)
    return go_on(runtime, moderator, batch_id)


def go_on(runtime: Runtime, moderator: Person, batch_id: int) -> Batch:
    """Decide on what a batch has not come to; nothing if it is done. Raises NotFound."""
    now = runtime.clock()
    while _decide_some(runtime, moderator, batch_id, now):
        pass
    return open_batch(runtime, moderator, batch_id)


def undo_many(runtime: Runtime, moderator: Person, batch_id: int) -> Batch:
    """Take back all decisions of one's batch that `review.undo` would; the others stand, with the reason.

    The comments go back into the queue, for whoever comes first. Raises NotFound.
    """
    now = runtime.clock()
    _log_undone(runtime, moderator, batch_id, now)
    while _undo_some(runtime, moderator, batch_id, now):
        pass
    return open_batch(runtime, moderator, batch_id)


def open_batch(runtime: Runtime, moderator: Person, batch_id: int) -> Batch:
    """Return a batch of *moderator*'s own. Raises NotFound."""
    with runtime.database.read() as session:
        return _own(session, moderator, batch_id)


def comments_of(
    runtime: Runtime, moderator: Person, batch_id: int, *, limit: int | None = None
) -> tuple[Batched, ...]:
    """Return the comments of a batch of *moderator*'s own. Raises NotFound."""
    with runtime.database.read() as session:
        _own(session, moderator, batch_id)
        return batches.batched(session, batch_id, limit=limit)


def batches_of(runtime: Runtime, moderator: Person, *, limit: int) -> tuple[Batch, ...]:
    """Return *moderator*'s batches, newest first."""
    with runtime.database.read() as session:
        return batches.batches_by(session, moderator.id, limit=limit)


def last_batch(runtime: Runtime, moderator: Person) -> Batch | None:
    """Return *moderator*'s last batch if it can still be undone."""
    last = next(iter(batches_of(runtime, moderator, limit=1)), None)
    return last if last is not None and undo_seconds_left(runtime, last) else None


def undo_seconds_left(runtime: Runtime, batch: Batch) -> int:
    """Return for how many seconds a batch can still be undone; 0: not any more."""
    if not batch.n_to_undo:
        return 0
    age = runtime.clock() - batch.made_at
    return max(runtime.settings.undo_seconds - int(age.total_seconds()), 0)


def _begin(
    runtime: Runtime, moderator: Person, chosen: Mapping[str, int], answer: Answer, form_key: str
) -> int:
    now = runtime.clock()
    try:
        with runtime.database.begin() as session:
            known = batches.batch_with_key(session, moderator.id, form_key)
            if known is not None:
                return known
            ids = comments.ids_of(session, [one for one in chosen if is_text(one)])
            if len(ids) < len(chosen):
                raise NotFound("there is no such comment")
            seen = {ids[one]: version for one, version in chosen.items()}
            batch_id = batches.add_batch(
                session,
                seen,
                form_key=form_key,
                made_by=moderator.id,
                made_at=now,
                action=answer.action,
                clause_ids=answer.clause_ids,
                note=answer.note,
            )
            audit.append(
                session,
                AuditKind.DECISION,
                by=moderator.id,
                about=f"batch {batch_id}",
                now=now,
                action=str(answer.action),
                clauses=list(answer.clause_ids),
                comments=len(seen),
            )
            return batch_id
    except IntegrityError:
        # The same form, sent twice at once: the other one was stored first.
        with runtime.database.read() as session:
            known = batches.batch_with_key(session, moderator.id, form_key)
        if known is None:
            raise
        return known


def _decide_some(runtime: Runtime, moderator: Person, batch_id: int, now: datetime) -> bool:
    """Decide on a portion; False: there is no more."""
    with runtime.database.begin() as session:
        batches.lock(session, batch_id)
        batch = _own(session, moderator, batch_id)
        answer = Answer(batch.action, batch.clause_ids, batch.note)
        portion = batches.not_come_to(session, batch_id, limit=PORTION)
        for public_id, seen in portion.items():
            _decide_one(session, runtime, moderator, batch_id, public_id, answer, seen, now)
    return len(portion) == PORTION


def _decide_one(
    session: Session,
    runtime: Runtime,
    moderator: Person,
    batch_id: int,
    public_id: str,
    answer: Answer,
    seen: int,
    now: datetime,
) -> None:
    found = stored(session, public_id)
    number = found.comment.id
    try:
        # What goes wrong with one comment undoes nothing of the others.
        with session.begin_nested():
            made = review.decide_within(
                session, runtime, moderator, found, answer, seen=seen, now=now
            )
    except (Conflict, NotAllowed):
        entry, is_barred = (
            queue.entry_of(session, number),
            queue.is_barred(session, number, moderator),
        )
        obstacle = why_left_out(found.comment, entry, moderator, is_barred=is_barred, now=now)
        batches.note_obstacle(session, batch_id, number, obstacle)
    else:
        batches.note_decided(session, batch_id, number, made.id)


def _log_undone(runtime: Runtime, moderator: Person, batch_id: int, now: datetime) -> None:
    with runtime.database.begin() as session:
        batch = _own(session, moderator, batch_id)
        if not batch.n_to_undo:
            return
        about, n = f"batch {batch_id}", batch.n_to_undo
        audit.append(session, AuditKind.UNDO, by=moderator.id, about=about, now=now, comments=n)


def _undo_some(runtime: Runtime, moderator: Person, batch_id: int, now: datetime) -> bool:
    with runtime.database.begin() as session:
        batches.lock(session, batch_id)
        _own(session, moderator, batch_id)
        batches.leave_out_the_rest(session, batch_id)
        portion = batches.to_undo(session, batch_id, limit=PORTION)
        for decision_id in portion:
            _undo_one(session, runtime, moderator, batch_id, decision_id, now)
    return len(portion) == PORTION


def _undo_one(
    session: Session,
    runtime: Runtime,
    moderator: Person,
    batch_id: int,
    decision_id: int,
    now: datetime,
) -> None:
    undone = decisions.decision_by_id(session, decision_id)
    if undone is None:
        raise RuntimeError("BUG: a batch has a decision that is not there")
    try:
        with session.begin_nested():
            review.undo_within(session, runtime, moderator, undone, now=now)
    except (Conflict, NotAllowed):
        obstacle = _why_it_stands(session, runtime, undone, now)
        batches.note_obstacle(session, batch_id, undone.comment_id, obstacle)


def _why_it_stands(session: Session, runtime: Runtime, undone: Decision, now: datetime) -> Obstacle:
    if now - undone.decided_at > timedelta(seconds=runtime.settings.undo_seconds):
        return Obstacle.LATE
    appeal = redress.last_appeal(session, undone.comment_id)
    is_appealed = appeal is not None and appeal.decision_id == undone.id
    return Obstacle.APPEALED if is_appealed else Obstacle.DECIDED


def _own(session: Session, moderator: Person, batch_id: int) -> Batch:
    batch = batches.batch_by_id(session, batch_id)
    if batch is None or batch.made_by != moderator.id:
        raise NotFound("there is no such batch of yours")
    return batch
