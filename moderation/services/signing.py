"""A reader shows who wrote a comment: with an account, or by the address of a guest."""

from moderation.core.comment import Comment, Draft, Status
from moderation.core.decision import first_status
from moderation.core.desk import Rank
from moderation.core.names.key import name_key
from moderation.core.names.signature import NO_ANSWER
from moderation.core.person import Person
from moderation.errors import Conflict, NotAllowed
from moderation.runtime import Runtime
from moderation.services.judging import judge
from moderation.services.links import read_confirm_token
from moderation.services.names import ask_about_name, signer_as
from moderation.services.pseudonyms import signing_name_of
from moderation.services.settling import settle
from moderation.services.submission import stored
from moderation.services.suspending import check_not_suspended
from moderation.storage import comments, queue, signatures


def sign(
    runtime: Runtime, public_id: str, person: Person, *, seen: int, signs_as: str | None = None
) -> Comment:
    """Sign an unconfirmed comment with *person*'s account; it then stands where the charter says.

    It is judged again, for it now bears the account's name. Signed by the
    same person already, it is returned as it is. *seen* is its version that
    *person* saw, and *signs_as* the name that the page said would sign it.

    Raises NotFound; NotAllowed if the account's address is not confirmed;
    CommentError if it is suspended, or with the question about its name, if that is still to be asked;
    Conflict if the comment is somebody else's, waits for no signature, or was
    edited since it was seen, or if another name would sign it.
    """
    if not person.is_confirmed:
        raise NotAllowed("the account's e-mail address is not confirmed")
    signs = signing_name_of(runtime, person)
    signer, sound = signer_as(signs, person), name_key(signs.name)
    with runtime.database.read() as session:
        check_not_suspended(session, runtime, person=person)
        whole = stored(session, public_id)
        found = whole.comment
        history = comments.author_history(session, signer, name_key=sound, but=found.id)
    if found.person_id == person.id:
        return found
    if found.status is not Status.UNCONFIRMED:
        raise Conflict(f"comment {found.id} waits for no signature")
    if found.version != seen:
        raise Conflict(f"comment {found.id} has changed since version {seen}")
    if signs_as is not None and signs_as != signs.name:
        raise Conflict("another name would sign this comment")
    ask_about_name(runtime, signs.name, NO_ANSWER, known=history.signature)
    draft = Draft(found.body, signs.name, language=found.language)
    verdict = judge(runtime, draft, history, article=whole.article)
    status = first_status(runtime.charter, verdict, automation=runtime.settings.automation)
    now = runtime.clock()
    with runtime.database.begin() as session:
        keys = signer.author_key, sound
        comments.sign(
            session, found, person, signs=signs, keys=keys, status=status, verdict=verdict
        )
        comment = stored(session, public_id).comment
        settle(session, runtime, comment, verdict, now=now)
    return comment


def confirmed_by(runtime: Runtime, token: str) -> Comment:
    """Return the comment that the link in a guest's mail confirms. Raises NotFound."""
    public_id = read_confirm_token(runtime, token)
    with runtime.database.read() as session:
        return stored(session, public_id).comment


def confirm(runtime: Runtime, token: str, *, seen: int) -> Comment:
    """Take a guest's address as theirs: a person now reads their comment.

    Confirmed already, or withdrawn, it is returned as it is. Raises NotFound; CommentError if
    whoever has the address is suspended; Conflict if it was edited since its version *seen*: whoever sent it need not
    be who has the mailbox.
    """
    public_id = read_confirm_token(runtime, token)
    now = runtime.clock()
    with runtime.database.begin() as session:
        comment = stored(session, public_id).comment
        if comment.status is not Status.UNCONFIRMED:
            return comment
        email = comments.author_email(session, comment.id)
        check_not_suspended(session, runtime, email=email)
        comments.change_status(session, comment.id, seen=seen, to=Status.PENDING)
        queue.enqueue(session, comment.id, Rank.PENDING, since=now)
        signatures.confirm(session, comments.signer_of(session, comment.id), now=now)
        return stored(session, public_id).comment
