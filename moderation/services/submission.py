"""A reader submits a comment, follows it, takes it back."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Unpack

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from moderation.core.calendar import add_months
from moderation.core.charter import LANGUAGES, Charter, Guests
from moderation.core.comment import (
    Article,
    Comment,
    Draft,
    Status,
    check_draft,
    is_text,
)
from moderation.core.decision import Action, first_status, may_withdraw, next_status
from moderation.core.desk import Outcome
from moderation.core.letter import LetterKind
from moderation.core.names.key import name_key
from moderation.core.person import Person
from moderation.core.pseudonym import SigningName
from moderation.core.redress import Appeal
from moderation.core.statement import Statement
from moderation.core.tracing import Origin
from moderation.core.verdict import Verdict
from moderation.errors import CommentError, Conflict, NotFound, Problem
from moderation.runtime import Runtime, past_charter
from moderation.services.answering import close_and_answer
from moderation.services.judging import judge, limits_for
from moderation.services.letters import post_letter
from moderation.services.links import CONFIRM_HOURS, confirm_url
from moderation.services.names import ask_about_name, note_answer, signer_as, signer_named
from moderation.services.pace import RunFields, keep_article, paced, take_turn
from moderation.services.pseudonyms import signing_name_of
from moderation.services.settling import record, settle
from moderation.services.suspending import check_not_suspended
from moderation.storage import (
    articles,
    charters,
    comments,
    decisions,
    queue,
    redress,
    threads,
    tracing,
)
from moderation.storage.comments import NewComment, StoredComment

#: Bytes of randomness in a comment's public id: it cannot be guessed.
PUBLIC_ID_BYTES = 12

#: Comments that may wait for one address to be confirmed.
MOST_UNCONFIRMED = 3


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a submission."""

    comment: Comment
    verdict: Verdict
    is_new: bool  # False: it had been sent before, this is the first one


def find_article(runtime: Runtime, key: str) -> Article:
    """Return the article that the CMS calls *key*. Raises NotFound."""
    with runtime.database.read() as session:
        return _article(session, key)


def put_article(
    runtime: Runtime,
    *,
    key: str,
    title: str,
    url: str | None,
    language: str = "fr",
    excerpt: str = "",
    **run: Unpack[RunFields],
) -> Article:
    """Create the article *key*, or change it.

    *excerpt*, its first paragraph, is shown to moderators beside the comments. Of how it is *run*,
    what is not named stays as it is: who tells of an article again, because its title has changed,
    opens nothing that the desk has closed. Raises InvalidInput.
    """
    with runtime.database.begin() as session:
        before = articles.article_by_key(session, key, locks=True)
        usual = before or Article(0, key, title, url, language, is_open=True, character_limit=None)
        facts = replace(usual, title=title, url=url, language=language, excerpt=excerpt)
        return keep_article(session, before, replace(facts, **run), by=None, now=runtime.clock())


def list_articles(
    runtime: Runtime, *, is_open: bool | None, before: int | None, limit: int
) -> Sequence[Article]:
    """Return at most *limit* articles, the newest first, older than the one with the id *before*."""
    with runtime.database.read() as session:
        return articles.list_articles(session, is_open=is_open, before=before, limit=limit)


def submit_comment(
    runtime: Runtime,
    article_key: str,
    draft: Draft,
    *,
    idempotency_key: str | None,
    needs_acceptance: bool,
    person: Person | None = None,
    origin: Origin | None = None,
) -> Submitted:
    """Judge and store a comment; the machine's advice and what the charter made of it.

    *person* signs it with their account. A reader without one is a guest:
    what the machine lets pass waits until they have shown who they are
    (services.signing). Without *needs_acceptance* a CMS vouches for its reader.
    *origin* is kept apart, if the operator keeps any.

    Sent again with the same *idempotency_key*, the first comment is the answer.

    Raises NotFound without such an article, CommentError with all that is
    wrong with the draft, that they are suspended, or the one question about the name, Conflict if the key came with another text before,
    Unavailable if the database cannot take it: nothing is stored then.
    """
    now = runtime.clock()
    is_guest = needs_acceptance and person is None
    signs = signing_name_of(runtime, person) if person else None
    draft = _signed(runtime.charter, draft, signs, is_guest=is_guest)
    digest = _payload_digest(article_key, draft)
    with runtime.database.read() as session:
        if repeated := _sent_before(session, idempotency_key, digest):
            return repeated
        article = _article(session, article_key)
        if not is_guest:  # who is one confirms the address first
            check_not_suspended(session, runtime, person=person, email=draft.author_email)
        answers = answerable(session, article.id, draft.answers)
        limits = limits_for(runtime, article, needs_acceptance=needs_acceptance, is_guest=is_guest)
        limits = replace(limits, signs_as=signs.name if signs else None)
        limits = paced(session, runtime, article, limits, draft, person, now=now)
        draft = check_draft(draft, replace(limits, is_answerable=answers is not None))
        if is_guest and draft.author_email:
            _check_patience(session, draft.author_email)
        signer = (
            signer_as(signs, person)
            if person and signs
            else signer_named(draft.author_name, email=draft.author_email)
        )
        sound = name_key(draft.author_name)
        history = comments.author_history(session, signer, name_key=sound)
    if needs_acceptance:
        ask_about_name(runtime, draft.author_name, draft.name_answer, known=history.signature)
    verdict = judge(runtime, draft, history, article=article)
    automation = runtime.settings.automation
    status = first_status(runtime.charter, verdict, automation=automation, is_guest=is_guest)
    new = NewComment(
        public_id=runtime.random(PUBLIC_ID_BYTES),
        article_id=article.id,
        answers=answers,
        draft=draft,
        author_key=signer.author_key,
        name_key=sound,
        person_id=person.id if person else None,
        language=verdict.language if verdict.language in LANGUAGES else article.language,
        status=status,
        submitted_at=now,
        accepted_at=now if needs_acceptance else None,
        idempotency_key=idempotency_key,
        payload_digest=digest,
        verdict=verdict,
        is_pseudonym=signs is not None and signs.is_pseudonym,
    )
    try:
        with runtime.database.begin() as session:
            if article.slow_minutes or article.reader_limit:
                articles.article_by_key(session, article_key, locks=True)
                if repeated := _sent_before(session, idempotency_key, digest):
                    return repeated  # sent twice at once: it waits for no other than itself
                take_turn(session, runtime, article, limits, draft, person, now=now)
            comment = _store(session, runtime, new, article.title)
            note_answer(
                session, signer, draft.name_answer, is_confirmed=person is not None, now=now
            )
            if origin is not None and runtime.settings.keep_origin_days:
                tracing.keep_origin(session, comment.id, origin, now=now)
            return Submitted(comment, verdict, is_new=True)
    except IntegrityError:
        # The same submission, sent twice at once: the other one was stored first.
        with runtime.database.read() as session:
            if repeated := _sent_before(session, idempotency_key, digest):
                return repeated
        raise


def _signed(charter: Charter, draft: Draft, signs: SigningName | None, *, is_guest: bool) -> Draft:
    """Return *draft* under the name that the account signs with; what a guest's address is not asked for is dropped."""
    if signs is not None:
        return replace(draft, author_name=signs.name, author_email=None)
    if is_guest and charter.guests is Guests.NO:
        return replace(draft, author_email=None)
    return draft


def _check_patience(session: Session, email: str) -> None:
    """Raise CommentError if too much waits for *email* already: nobody's mailbox is filled through us."""
    if comments.count_unconfirmed(session, email) >= MOST_UNCONFIRMED:
        raise CommentError((Problem("address_waits", "author_email"),))


def _store(session: Session, runtime: Runtime, new: NewComment, title: str) -> Comment:
    comment = comments.add_comment(session, new)
    if new.status is Status.UNCONFIRMED:
        if new.draft.author_email:
            facts = {"name": comment.author_name, "title": title, "hours": str(CONFIRM_HOURS)}
            post_letter(
                session,
                runtime,
                kind=LetterKind.CONFIRM_COMMENT,
                to=new.draft.author_email,
                language=comment.language,
                facts={**facts, "link": confirm_url(runtime, comment.public_id)},
                now=new.submitted_at,
            )
    else:
        settle(session, runtime, comment, new.verdict, now=new.submitted_at)
    return comment


def written_by(runtime: Runtime, person: Person) -> tuple[Comment, ...]:
    """Return the comments that *person* signed, newest first."""
    with runtime.database.read() as session:
        return comments.written_by(session, person.id)


def find_comment(runtime: Runtime, public_id: str) -> Comment:
    """Return the comment with *public_id*. Raises NotFound."""
    with runtime.database.read() as session:
        return stored(session, public_id).comment


def stored_verdict(runtime: Runtime, public_id: str) -> Verdict:
    """Return the verdict that was reached when a comment was sent. Raises NotFound."""
    with runtime.database.read() as session:
        return stored(session, public_id).verdict


def outcome(runtime: Runtime, public_id: str) -> Outcome:
    """Return what became of a comment, for its author. Raises NotFound."""
    with runtime.database.read() as session:
        found = stored(session, public_id)
        statement = decisions.last_statement(session, found.comment.id)
        appeal = redress.last_appeal(session, found.comment.id)
        answers = threads.answered_by(session, found.comment)
    until = open_until(found.comment, statement, appeal, now=runtime.clock())
    return Outcome(found.comment, found.article, statement, appeal, until, answers)


def open_until(
    comment: Comment, statement: Statement | None, appeal: Appeal | None, *, now: datetime
) -> datetime | None:
    """Return until when the author may still object; None if they may not, or no longer."""
    deadline = appeal_deadline(comment, statement, appeal)
    return None if deadline is None or deadline < now else deadline


def appeal_deadline(
    comment: Comment, statement: Statement | None, appeal: Appeal | None
) -> datetime | None:
    """Return until when the author may object; None if there is nothing to object to.

    A decision that answers an appeal is final here: the mediator is next.
    """
    refused = comment.status in (Status.RETURNED, Status.REJECTED)
    if statement is None or appeal is not None or not refused:
        return None
    return add_months(statement.decided_at, statement.appeal_months)


def withdraw(runtime: Runtime, public_id: str) -> Comment:
    """Take a comment back, as its author. Raises NotFound, or Conflict if it is gone already."""
    now = runtime.clock()
    with runtime.database.begin() as session:
        found = stored(session, public_id)
        comment = found.comment
        if not may_withdraw(comment):
            raise Conflict(f"comment {comment.id} is withdrawn or erased")
        status = next_status(comment.status, Action.WITHDRAW)
        comments.change_status(session, comment.id, seen=comment.version, to=status)
        decision = record(
            session,
            runtime,
            comment_id=comment.id,
            action=Action.WITHDRAW,
            decided_by=None,
            decided_at=now,
            charter_digest=comment.charter_digest,
            status_before=comment.status,
            status_after=status,
        )
        close_and_answer(session, runtime, found, decision)
        queue.dequeue(session, comment.id)
        return stored(session, public_id).comment


def charter_of(runtime: Runtime, digest: str | None) -> Charter:
    """Return the charter with *digest*, or the one in force. Raises NotFound."""
    if digest is None or digest == runtime.charter.digest:
        return runtime.charter
    with runtime.database.read() as session:
        source = charters.charter_source(session, digest) if is_text(digest) else None
    if source is None:
        raise NotFound("no charter has this digest")
    return past_charter(source)


def stored(session: Session, public_id: str) -> StoredComment:
    """Return the comment with its article and verdict. Raises NotFound."""
    # Not every database can be asked for what is not text.
    found = comments.comment_by_public_id(session, public_id) if is_text(public_id) else None
    if found is None:
        raise NotFound("there is no such comment")
    return found


def answerable(session: Session, article_id: int, public_id: str | None) -> Comment | None:
    """Return the comment *public_id* if a reply may answer it: it is published under the article."""
    if public_id is None or not is_text(public_id):
        return None
    found = comments.comment_by_public_id(session, public_id)
    if found is None or found.comment.status is not Status.PUBLISHED:
        return None
    return found.comment if found.article.id == article_id else None


def _article(session: Session, key: str) -> Article:
    article = articles.article_by_key(session, key) if is_text(key) else None
    if article is None:
        raise NotFound("there is no such article")
    return article


def _sent_before(session: Session, key: str | None, digest: str) -> Submitted | None:
    if key is None:
        return None
    first = comments.comment_by_idempotency_key(session, key)
    if first is None:
        return None
    public_id, first_digest = first
    if first_digest != digest:
        raise Conflict("this idempotency key was used for another comment")
    found = stored(session, public_id)
    return Submitted(found.comment, found.verdict, is_new=False)


def _payload_digest(article_key: str, draft: Draft) -> str:
    payload = [article_key, draft.author_name, draft.author_email, draft.language, draft.body]
    # What is no reply has the digest that it had before there were any.
    payload += [draft.answers] if draft.answers is not None else []
    # "surrogatepass": what is not text is refused later, with a reason.
    content = json.dumps(payload, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()
