"""Readers report, authors appeal, statements of reasons are sent."""

from sqlalchemy.exc import IntegrityError

from moderation.adapters.mail import MailError
from moderation.core.comment import Status, is_text
from moderation.core.desk import Rank
from moderation.core.redress import REASON_CODE_POINTS, Appeal, Report, ReportReason
from moderation.core.statement import Statement
from moderation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from moderation.runtime import Runtime
from moderation.services import events
from moderation.services.links import outcome_url
from moderation.services.sending import send_one
from moderation.services.submission import appeal_deadline, stored
from moderation.storage import comments, decisions, outbox, queue, redress


def report(runtime: Runtime, public_id: str, *, reason: ReportReason, words: str) -> Report:
    """Take a reader's report on a published comment; it only puts it in the queue.

    Raises NotFound if no such comment is published, InvalidInput if *words*
    are too many.
    """
    words = _check_words(words)
    now = runtime.clock()
    with runtime.database.begin() as session:
        comment = stored(session, public_id).comment
        if comment.status is not Status.PUBLISHED:
            raise NotFound("there is no such published comment")
        made = redress.add_report(session, comment.id, reason=reason, words=words, now=now)
        queue.enqueue(session, comment.id, Rank.REPORT, since=now)
    return made


def appeal(runtime: Runtime, public_id: str, *, words: str) -> Appeal:
    """Take an author's appeal against the decision on their comment.

    Raises NotFound; NotAllowed if there is nothing to appeal or it is too
    late; Conflict if it was made already; InvalidInput if *words* are too many.
    """
    words = _check_words(words)
    now = runtime.clock()
    try:
        with runtime.database.begin() as session:
            comment = stored(session, public_id).comment
            statement = decisions.last_statement(session, comment.id)
            earlier = redress.last_appeal(session, comment.id)
            if earlier is not None:
                raise Conflict("this decision was appealed already")
            deadline = appeal_deadline(comment, statement, earlier)
            if statement is None or deadline is None or deadline < now:
                raise NotAllowed("there is no decision to appeal, or it is too late")
            decision_id = statement.decision_id
            made = redress.add_appeal(session, comment.id, decision_id, words=words, now=now)
            events.appeal_opened(session, runtime, comment.id, decision_id=decision_id, now=now)
            decision = decisions.decision_by_id(session, decision_id)
            queue.enqueue(
                session,
                comment.id,
                Rank.APPEAL,
                since=now,
                not_for=decision.decided_by if decision else None,
            )
    except IntegrityError as error:
        raise Conflict("this decision was appealed already") from error
    return made


def send_statements(runtime: Runtime, *, limit: int = 100) -> int:
    """Send the statements that are due; how many went out."""
    with runtime.database.read() as session:
        due = outbox.due_statements(session, now=runtime.clock(), limit=limit)
    return sum(_send(runtime, statement) for statement in due)


def count_unsent(runtime: Runtime) -> int:
    """Return how many statements wait to be sent."""
    with runtime.database.read() as session:
        return outbox.count_unsent(session)


def _send(runtime: Runtime, statement: Statement) -> bool:
    def send() -> None:
        with runtime.database.read() as session:
            public_id = comments.public_id_of(session, statement.comment_id)
            found = stored(session, public_id)
            address = comments.author_email(session, statement.comment_id)
        if address is None:
            raise MailError("its author closed their account since", is_permanent=True)
        link = outcome_url(runtime, public_id)
        runtime.notifier.send_statement(
            statement, found.comment, found.article, link=link, to=address
        )

    return send_one(runtime, outbox, statement.decision_id, send, name="statement")


def _check_words(words: str) -> str:
    words = words.replace("\r\n", "\n").strip()
    if len(words) > REASON_CODE_POINTS:
        raise InvalidInput(f"a reason has at most {REASON_CODE_POINTS} characters")
    if not is_text(words):
        raise InvalidInput("a reason is plain text")
    return words
