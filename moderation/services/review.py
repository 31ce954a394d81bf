"""A moderator reads the queue and decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from moderation.core.comment import Status, is_text, trimmed
from moderation.core.decision import Action, Decision, check_clauses, next_status
from moderation.core.desk import Case, EarlierComment, Rank
from moderation.core.key import ApiKey
from moderation.core.permission import Permission, may, require
from moderation.core.person import Person
from moderation.core.statement import state_reasons
from moderation.core.view import EVERYTHING, View
from moderation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from moderation.runtime import Runtime
from moderation.services import events
from moderation.services.answering import close_and_answer, take_back_answers
from moderation.services.cases import case_of
from moderation.services.settling import keep_statement, record
from moderation.services.submission import stored
from moderation.services.wellbeing import is_due_lighter
from moderation.storage import (
    batches,
    colleagues,
    comments,
    decisions,
    inquiries,
    outbox,
    queue,
    redress,
    sample,
)
from moderation.storage.comments import StoredComment

#: Longest note to an author, in code points.
NOTE_CODE_POINTS = 2_000

#: For how long a comment that is put aside stays away.
HOLD_HOURS = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What a moderator asks for; made by `answer_of`."""

    action: Action
    clause_ids: tuple[str, ...]
    note: str
    texts: Mapping[str, str] = field(
        default_factory=dict
    )  # clause id → in place of its author_text


def next_case(runtime: Runtime, moderator: Person, view: View = EVERYTHING) -> Case | None:
    """Claim the next comment in *view* for *moderator* and return it; None if none waits.

    Whatever else they had claimed waits for others again: the page that showed it is gone.
    """
    now = runtime.clock()
    until = now + timedelta(minutes=runtime.settings.claim_minutes)
    with runtime.database.begin() as session:
        lighter = is_due_lighter(session, runtime, moderator, now=now)
        comment_id = queue.next_in_queue(
            session, moderator, now=now, view=view, avoid_grave=lighter
        )
        queue.give_back(session, moderator, but=() if comment_id is None else (comment_id,))
        if comment_id is None:
            return None
        queue.claim(session, comment_id, moderator, now=now, until=until)
    return open_case_by_number(runtime, comment_id)  # the lock is let go of by now


def open_case(runtime: Runtime, public_id: str) -> Case:
    """Return one comment's case without claiming it. Raises NotFound."""
    with runtime.database.read() as session:
        return case_of(session, stored(session, public_id))


def open_case_by_number(runtime: Runtime, comment_id: int) -> Case:
    """Return the case of the comment with this number, as `open_case` does."""
    with runtime.database.read() as session:
        return case_of(session, stored(session, comments.public_id_of(session, comment_id)))


def skip(runtime: Runtime, moderator: Person, public_id: str) -> None:
    """Give a claimed comment back, to return after the others that wait. Raises NotFound."""
    now = runtime.clock()
    with runtime.database.begin() as session:
        comment = stored(session, public_id).comment
        entry = queue.entry_of(session, comment.id)
        if entry is not None and entry.claimed_by == moderator.id:
            until = now + timedelta(minutes=runtime.settings.claim_minutes)
            queue.release(session, comment.id, held_until=until)


def decide(
    runtime: Runtime,
    moderator: Person,
    public_id: str,
    *,
    seen: int,
    action: Action,
    clause_ids: tuple[str, ...] = (),
    note: str = "",
    texts: Mapping[str, str] | None = None,
    key: ApiKey | None = None,
) -> Decision:
    """Decide on a comment in the version that *moderator* saw, and state the reasons.

    *texts*: by clause id, what the author is told in place of the charter's sentence, for this
    decision alone. *key*: of the program that hands it in; None: it is made at the desk.

    Raises NotFound; InvalidInput if a refusal names no clause of the charter
    or the note or a text is too long; Conflict if the comment has changed since or is
    with another moderator; NotAllowed if the appeal is against a decision of
    their own.
    """
    answer = answer_of(runtime, action, clause_ids, note, texts)
    now = runtime.clock()
    with runtime.database.begin() as session:
        found = stored(session, public_id)
        decision = decide_within(session, runtime, moderator, found, answer, seen=seen, now=now)
        if key is not None:
            decisions.note_key(session, decision.id, key.id)
    return decision


def answer_of(
    runtime: Runtime,
    action: Action,
    clause_ids: tuple[str, ...],
    note: str,
    texts: Mapping[str, str] | None = None,
) -> Answer:
    """Return what a moderator asks for. Raises InvalidInput if it makes no sense."""
    ids = tuple(dict.fromkeys(clause_ids))
    own = {i: trimmed(text) for i, text in (texts or {}).items() if i in ids and text.strip()}
    answer = Answer(action, ids, note.strip(), own)
    _check_answer(runtime, answer)
    return answer


def decide_within(
    session: Session,
    runtime: Runtime,
    moderator: Person,
    found: StoredComment,
    answer: Answer,
    *,
    seen: int,
    now: datetime,
) -> Decision:
    """Do what `decide` does within a transaction of the caller's, who undoes it if this raises."""
    _check_turn(session, found, moderator, now)
    if found.comment.erased_at is not None:
        raise Conflict(f"comment {found.comment.id} was erased: there is nothing to decide on")
    if found.comment.version != seen:
        raise Conflict(f"comment {found.comment.id} has changed since version {seen}")
    decision = _record(session, runtime, moderator, found, answer, now)
    if answer.action is Action.HOLD:
        held_until = now + timedelta(hours=HOLD_HOURS)
        queue.release(session, found.comment.id, held_until=held_until)
    elif answer.action is Action.ESCALATE:
        queue.release(session, found.comment.id, is_escalated=True)
    else:
        close_and_answer(session, runtime, found, decision)
        queue.dequeue(session, found.comment.id)
        inquiries.mark_read_on(session, found.comment.id, now=now)
        colleagues.close_asks(session, found.comment.id, now=now)
    return decision


def undo(
    runtime: Runtime, moderator: Person, decision_id: int, *, key: ApiKey | None = None
) -> Decision:
    """Take back one's own decision shortly after, by a new decision; nothing is erased.

    The comment goes back to where it stood, and into the queue, claimed. *key*: as for `decide`.

    Raises NotFound; NotAllowed if it is somebody else's or too late; Conflict
    if something was decided since, or its author has appealed.
    """
    now = runtime.clock()
    with runtime.database.begin() as session:
        undone = decisions.decision_by_id(session, decision_id)
        if undone is None:
            raise NotFound("there is no such decision")
        decision = undo_within(session, runtime, moderator, undone, now=now)
        until = now + timedelta(minutes=runtime.settings.claim_minutes)
        if queue.entry_of(session, undone.comment_id) is not None:
            queue.claim(session, undone.comment_id, moderator, now=now, until=until)
            queue.lay_aside(session, moderator, but=undone.comment_id)
        if key is not None:
            decisions.note_key(session, decision.id, key.id)
        return decision


def undo_within(
    session: Session, runtime: Runtime, moderator: Person, undone: Decision, *, now: datetime
) -> Decision:
    """Do what `undo` does, but for the claim, within a transaction of the caller's, who undoes it if this raises."""
    if not _may_undo(runtime, moderator, undone, now):
        raise NotAllowed("only one's own last decision can be undone, and only for a short time")
    found = stored(session, comments.public_id_of(session, undone.comment_id))
    if decisions.decisions_on(session, undone.comment_id)[-1].id != undone.id:
        raise Conflict("something was decided on this comment since")
    appeal = redress.last_appeal(session, undone.comment_id)
    if appeal is not None and appeal.decision_id == undone.id:
        # Its author heard of it: the answer is another person's.
        raise Conflict("this decision was appealed already")
    return _take_back(session, runtime, moderator, found, undone, now)


def last_decision(runtime: Runtime, moderator: Person) -> Decision | None:
    """Return *moderator*'s last decision if it was made alone and can still be undone."""
    with runtime.database.read() as session:
        last = next(iter(decisions.decisions_by(session, moderator.id, limit=1)), None)
        if last is None or last.undoes is not None or batches.is_in_batch(session, last.id):
            return None  # a batch is undone as a whole
        return last if _may_undo(runtime, moderator, last, runtime.clock()) else None


def recent_decisions(
    runtime: Runtime, moderator: Person, *, limit: int = 50
) -> tuple[EarlierComment, ...]:
    """Return the comments that *moderator* decided on one by one, newest first."""
    with runtime.database.read() as session:
        made = batches.decisions_made_alone(session, moderator.id, limit=limit)
        return comments.comments_decided_by(session, [(d.comment_id, d.id) for d in made])


def _check_answer(runtime: Runtime, answer: Answer) -> None:
    if answer.action in (Action.WITHDRAW, Action.UNDO):
        raise InvalidInput(f"a moderator does not {answer.action} a comment this way")
    if len(answer.note) > NOTE_CODE_POINTS or not is_text(answer.note):
        raise InvalidInput(f"a note is plain text of at most {NOTE_CODE_POINTS} characters")
    if any(len(text) > NOTE_CODE_POINTS or not is_text(text) for text in answer.texts.values()):
        raise InvalidInput(f"a sentence is plain text of at most {NOTE_CODE_POINTS} characters")
    check_clauses(runtime.charter, answer.action, answer.clause_ids)


def _check_turn(session: Session, found: StoredComment, moderator: Person, now: datetime) -> None:
    check_may_take(session, found.comment.id, moderator)
    entry = queue.entry_of(session, found.comment.id)
    is_claimed = entry and entry.claimed_until is not None and entry.claimed_until > now
    if entry and is_claimed and entry.claimed_by != moderator.id:
        raise Conflict(f"comment {found.comment.id} is with another moderator")


def check_may_take(session: Session, comment_id: int, moderator: Person) -> None:
    """Raise NotAllowed if it is for others than *moderator* to decide on a comment."""
    entry = queue.entry_of(session, comment_id)
    is_appeal = entry is not None and entry.rank is Rank.APPEAL
    require(moderator, Permission.ANSWER_APPEALS if is_appeal else Permission.DECIDE)
    if entry is None:
        return
    if queue.is_barred(session, comment_id, moderator):
        raise NotAllowed("another person must answer an appeal against one's own decision")
    if entry.is_escalated and not may(moderator, Permission.TAKE_ESCALATED):
        raise NotAllowed("this comment was handed to a senior")


def _record(
    session: Session,
    runtime: Runtime,
    moderator: Person,
    found: StoredComment,
    answer: Answer,
    now: datetime,
) -> Decision:
    comment = found.comment
    status = next_status(comment.status, answer.action)
    appeal = redress.last_appeal(session, comment.id)
    reports = redress.open_reports(session, comment.id)
    comments.change_status(session, comment.id, seen=comment.version, to=status)
    decision = record(
        session,
        runtime,
        comment_id=comment.id,
        action=answer.action,
        clause_ids=answer.clause_ids,
        note=answer.note,
        decided_by=moderator.id,
        decided_at=now,
        charter_digest=runtime.charter.digest,
        status_before=comment.status,
        status_after=status,
        reviews=appeal.decision_id if appeal and appeal.closed_by is None else None,
    )
    if answer.action not in (Action.HOLD, Action.ESCALATE):
        reported = bool(reports)
        _state(session, runtime, found, decision, found_by_report=reported, texts=answer.texts)
    return decision


def _state(
    session: Session,
    runtime: Runtime,
    found: StoredComment,
    decision: Decision,
    *,
    found_by_report: bool,
    texts: Mapping[str, str] | None = None,
) -> None:
    statement = state_reasons(
        decision,
        found.verdict,
        runtime.charter,
        language=found.comment.language,
        automatic=False,
        found_by_report=found_by_report,
        texts=texts,
    )
    # An author is not written to while a decision can still be undone, nor told
    # of an undoing: they never heard of what it undoes.
    is_told = decision.action is not Action.UNDO
    if _changes_nothing(decision) and not found_by_report:
        is_told = False  # they were told that it is published, and need not know that it was drawn
    send_from = decision.decided_at + timedelta(seconds=runtime.settings.undo_seconds)
    keep_statement(
        session, runtime, statement, send_from, is_told=is_told, has_email=found.comment.has_email
    )


def _changes_nothing(decision: Decision) -> bool:
    """Return whether *decision* leaves a published comment published, without a word to its author."""
    is_same = decision.status_before is decision.status_after is Status.PUBLISHED
    return is_same and not decision.note


def _may_undo(runtime: Runtime, moderator: Person, decision: Decision, now: datetime) -> bool:
    age = now - decision.decided_at
    return (
        decision.decided_by == moderator.id
        and decision.undoes is None
        and age <= timedelta(seconds=runtime.settings.undo_seconds)
    )


def _take_back(
    session: Session,
    runtime: Runtime,
    moderator: Person,
    found: StoredComment,
    undone: Decision,
    now: datetime,
) -> Decision:
    comment = found.comment
    comments.change_status(session, comment.id, seen=comment.version, to=undone.status_before)
    decision = record(
        session,
        runtime,
        comment_id=comment.id,
        action=Action.UNDO,
        decided_by=moderator.id,
        decided_at=now,
        charter_digest=runtime.charter.digest,
        status_before=comment.status,
        status_after=undone.status_before,
        undoes=undone.id,
    )
    # Its statement was not sent yet (see _state), and now never will be.
    outbox.try_again(session, undone.id, at=None)
    events.statement_withheld(session, undone.id)
    take_back_answers(session, undone.id)
    rank = redress.reopen_all(session, comment.id, decision_id=undone.id)
    is_held = decision.status_after is Status.PENDING
    if rank is None and (is_held or sample.is_unanswered(session, comment.id)):
        rank = Rank.PENDING
    queue.dequeue(session, comment.id)
    if rank is not None:
        not_for = _appealed_decider(session, comment.id) if rank is Rank.APPEAL else None
        queue.enqueue(session, comment.id, rank, since=comment.submitted_at, not_for=not_for)
    _state(session, runtime, found, decision, found_by_report=False)
    return decision


def _appealed_decider(session: Session, comment_id: int) -> int | None:
    appeal = redress.last_appeal(session, comment_id)
    appealed = appeal and decisions.decision_by_id(session, appeal.decision_id)
    return appealed.decided_by if appealed else None
