"""An author edits a comment shortly after sending it; the new text is judged as a new comment is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from moderation.core.charter import LANGUAGES
from moderation.core.comment import Article, Comment, Draft, Limits, Status, check_draft, trimmed
from moderation.core.decision import first_status
from moderation.core.names.key import name_key
from moderation.core.person import Person
from moderation.core.revision import edit_until, is_author, why_final
from moderation.errors import CommentError, Conflict, NotAllowed, Problem
from moderation.runtime import Runtime
from moderation.services.judging import judge, limits_for
from moderation.services.settling import settle, unsettle
from moderation.services.submission import stored
from moderation.services.suspending import check_not_suspended
from moderation.storage import comments, revisions
from moderation.storage.comments import StoredComment
from moderation.storage.revisions import NewText


@dataclass(frozen=True, slots=True)
class Editable:
    """A comment as its author finds it who wishes to edit it."""

    comment: Comment
    article: Article
    limits: Limits
    why_final: Problem | None  # None: it can be edited


def find_editable(
    runtime: Runtime, public_id: str, *, person: Person | None, has_sent: bool
) -> Editable:
    """Return a comment for its author: see core.revision.is_author.

    Raises NotFound; NotAllowed if it is somebody else's.
    """
    with runtime.database.read() as session:
        found = _own(session, public_id, person=person, has_sent=has_sent)
        final = _why_final(session, found.comment, runtime.clock())
    return Editable(found.comment, found.article, _limits(runtime, found), final)


def may_edit_until(
    runtime: Runtime, comment: Comment, *, person: Person | None, has_sent: bool
) -> datetime | None:
    """Return until when who is here may edit *comment*; None if they may not."""
    now = runtime.clock()
    if now >= edit_until(comment) or not is_author(comment, person, has_sent=has_sent):
        return None
    with runtime.database.read() as session:
        return None if _why_final(session, comment, now) else edit_until(comment)


def edit_comment(
    runtime: Runtime,
    public_id: str,
    draft: Draft,
    *,
    seen: int,
    person: Person | None,
    has_sent: bool,
) -> Comment:
    """Give a comment the text of *draft*, as its author, who saw its version *seen*.

    The new text is judged by itself and stands where a new comment would: a
    published comment may be held or sent back. The old one is kept, with the
    verdict on it. The same text sent again changes nothing.

    Raises NotFound; NotAllowed if the comment is somebody else's; CommentError
    with all that is wrong with the text, or why it is no longer edited;
    Conflict if it has changed since, by another edit or a decision.
    """
    now = runtime.clock()
    with runtime.database.read() as session:
        found = _own(session, public_id, person=person, has_sent=has_sent)
        comment = found.comment
        if _is_done(session, comment, draft, seen):
            return comment
        if final := _why_final(session, comment, now):
            raise CommentError((final,))
        check_not_suspended(session, runtime, person=person)
        if comment.version != seen:
            raise Conflict(f"comment {comment.id} has changed since version {seen}")
        draft = check_draft(_whole(draft, comment), _limits(runtime, found))
        signer = comments.signer_of(session, comment.id)
        sound = name_key(comment.author_name)
        history = comments.author_history(session, signer, name_key=sound, but=comment.id)
    verdict = judge(runtime, draft, history, article=found.article)
    new = NewText(
        body=draft.body,
        language=verdict.language if verdict.language in LANGUAGES else found.article.language,
        status=first_status(
            runtime.charter,
            verdict,
            automation=runtime.settings.automation,
            is_guest=comment.status is Status.UNCONFIRMED,
        ),
        verdict=verdict,
        accepted_at=None if _has_accepted(runtime, comment) else now,
    )
    try:
        with runtime.database.begin() as session:
            return _store(session, runtime, comment, new, now)
    except Conflict:
        # The same text, sent twice at once: the other one was stored first.
        with runtime.database.read() as session:
            changed = stored(session, public_id).comment
            if _is_done(session, changed, draft, seen):
                return changed
        raise


def _own(
    session: Session, public_id: str, *, person: Person | None, has_sent: bool
) -> StoredComment:
    found = stored(session, public_id)
    if not is_author(found.comment, person, has_sent=has_sent):
        raise NotAllowed("a comment is edited by its author alone")
    return found


def _why_final(session: Session, comment: Comment, now: datetime) -> Problem | None:
    return why_final(
        comment,
        n_edits=revisions.count_edits(session, comment.id),
        is_decided=revisions.is_decided(session, comment.id),
        now=now,
    )


def _is_done(session: Session, comment: Comment, draft: Draft, seen: int) -> bool:
    """Tell whether *comment* has the text of *draft*, by an edit of version *seen* or without one."""
    if comment.body != trimmed(draft.body):
        return False
    replaced = {revision.version for revision in revisions.revisions_of(session, comment.id)}
    return seen in replaced | {comment.version}


def _has_accepted(runtime: Runtime, comment: Comment) -> bool:
    """Tell whether the charter in force is the one that was accepted when *comment* was sent."""
    return comment.charter_digest == runtime.charter.digest


def _whole(draft: Draft, comment: Comment) -> Draft:
    """Return the new text under the name that *comment* is signed with."""
    accepted = draft.accepted_charter or comment.charter_digest
    return Draft(draft.body, comment.author_name, accepted_charter=accepted)


def _limits(runtime: Runtime, found: StoredComment) -> Limits:
    return limits_for(runtime, found.article, needs_acceptance=True)


def _store(
    session: Session, runtime: Runtime, before: Comment, new: NewText, now: datetime
) -> Comment:
    revisions.replace_text(session, before, new, now=now)
    comment = stored(session, before.public_id).comment
    if comment.status is not before.status:
        unsettle(session, before)
    if comment.status is not Status.UNCONFIRMED:
        settle(session, runtime, comment, new.verdict, now=now, before=before.status)
    return comment
