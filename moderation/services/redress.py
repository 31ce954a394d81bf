"""Readers report, authors appeal, statements of reasons are sent."""

import json
from dataclasses import astuple, dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from moderation.adapters.mail import MailError
from moderation.core.address import is_address
from moderation.core.comment import Status, checked_words, is_text
from moderation.core.desk import Rank
from moderation.core.letter import LetterKind
from moderation.core.redress import (
    REASON_CODE_POINTS,
    REPORTER_CODE_POINTS,
    Allegation,
    Appeal,
    Report,
    Reporter,
    ReportReason,
    needs_good_faith,
)
from moderation.core.statement import Statement
from moderation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from moderation.runtime import Runtime
from moderation.services import events
from moderation.services.digests import keyed_digest, reporter_key
from moderation.services.letters import post_letter
from moderation.services.links import comment_url, outcome_url
from moderation.services.sending import send_one
from moderation.services.submission import appeal_deadline, stored
from moderation.storage import comments, decisions, outbox, queue, redress, reporters
from moderation.storage.comments import StoredComment

#: What a report says at least, and of whom.
NOTHING_MORE, NOBODY = Allegation(), Reporter()


@dataclass(frozen=True, slots=True)
class TakenReport:
    """A report that was taken."""

    report: Report
    is_new: bool  # False: it had been taken before, under the same idempotency key


def report(
    runtime: Runtime,
    public_id: str,
    *,
    reason: ReportReason,
    words: str,
    said: Allegation = NOTHING_MORE,
    by: Reporter = NOBODY,
    idempotency_key: str | None = None,
) -> TakenReport:
    """Take a reader's report on a published comment; it only puts it in the queue.

    Its receipt is posted to whoever left an address, and the answer once the
    newsroom has decided (services.answering). Sent again with the same
    *idempotency_key*, the first report is the answer, as it now stands.

    Raises NotFound if no such comment is published; InvalidInput if *words* or
    the name are too many, the address is none, the charter has no such point,
    or a statement of good faith is needed and missing; Conflict if the key came
    with another report before.
    """
    sent_as = None
    if idempotency_key is not None:
        payload = [public_id, reason, words, *astuple(said), by.name, by.email]
        sent_as = idempotency_key, keyed_digest(runtime, f"report {json.dumps(payload)}")
        if repeated := _sent_before(runtime, *sent_as):
            return repeated
    words = checked_words(words, REASON_CODE_POINTS, what="a reason", may_be_empty=True)
    _check_said(runtime, said, by)
    try:
        made = _store_report(runtime, public_id, reason, words, said, by, sent_as)
    except IntegrityError:
        # The same report, sent twice at once: the other one was stored first.
        if sent_as and (repeated := _sent_before(runtime, *sent_as)):
            return repeated
        raise
    return TakenReport(made, is_new=True)


def appeal(runtime: Runtime, public_id: str, *, words: str) -> Appeal:
    """Take an author's appeal against the decision on their comment.

    Raises NotFound; NotAllowed if there is nothing to appeal or it is too
    late; Conflict if it was made already; InvalidInput if *words* are too many.
    """
    words = checked_words(words, REASON_CODE_POINTS, what="a reason", may_be_empty=True)
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


def _store_report(
    runtime: Runtime,
    public_id: str,
    reason: ReportReason,
    words: str,
    said: Allegation,
    by: Reporter,
    sent_as: tuple[str, str] | None,
) -> Report:
    now = runtime.clock()
    with runtime.database.begin() as session:
        found = stored(session, public_id)
        if found.comment.status is not Status.PUBLISHED:
            raise NotFound("there is no such published comment")
        made = redress.add_report(
            session,
            found.comment.id,
            reason=reason,
            words=words,
            said=said,
            now=now,
            sent_as=sent_as,
        )
        _keep_reporter(session, runtime, made, found, by)
        queue.enqueue(session, found.comment.id, Rank.REPORT, since=now)
    return made


def _sent_before(runtime: Runtime, key: str, digest: str) -> TakenReport | None:
    with runtime.database.read() as session:
        first = redress.report_sent_as(session, key)
    if first is None:
        return None
    made, first_digest = first
    if first_digest != digest:
        raise Conflict("this idempotency key was used for another report")
    return TakenReport(made, is_new=False)


def _check_said(runtime: Runtime, said: Allegation, by: Reporter) -> None:
    if len(by.name) > REPORTER_CODE_POINTS or not is_text(by.name):
        raise InvalidInput(f"a name is plain text of at most {REPORTER_CODE_POINTS} characters")
    if by.email is not None and not is_address(by.email):
        raise InvalidInput("this is not an e-mail address")
    if said.clause_id is not None and said.clause_id not in {c.id for c in runtime.charter.clauses}:
        raise InvalidInput("the charter has no such point")
    if needs_good_faith(is_illegal=said.is_illegal, email=by.email) and not said.in_good_faith:
        raise InvalidInput("such a report needs the statement that it is made in good faith")


def _keep_reporter(
    session: Session, runtime: Runtime, made: Report, found: StoredComment, by: Reporter
) -> None:
    """Store who reports, if they say anything of it, and post the receipt."""
    key = reporter_key(runtime, by)
    if key is None and not by.name:
        return
    language = by.language or found.article.language
    reporters.add_reporter(session, made.id, by, language=language, key=key)
    if by.email is None:
        return
    post_letter(
        session,
        runtime,
        kind=LetterKind.REPORT_RECEIVED,
        to=by.email,
        language=language,
        facts={
            "title": found.article.title,
            "moment": made.opened_at.isoformat(),
            "link": comment_url(runtime, found.comment.public_id),
        },
        now=made.opened_at,
    )
