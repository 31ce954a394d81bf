"""False names are banned, always by a person; those who signed with them are told why, and may object."""

from moderation.core.comment import name_problems_of
from moderation.core.names.key import author_key, name_key
from moderation.core.permission import Permission, require
from moderation.core.person import Person
from moderation.core.rules import Field
from moderation.core.sanction import Sanction, SanctionKind
from moderation.errors import Conflict, InvalidInput, NotFound
from moderation.runtime import Runtime
from moderation.services import events
from moderation.services.notices import tell_set
from moderation.services.sanctions import (
    ToldSanction,
    checked_reason,
    count_one_more,
    lift_sanction,
    log_step,
    open_appeal,
    target_of,
    told_of,
)
from moderation.services.submission import stored
from moderation.storage import comments, sanctions, signatures
from moderation.storage.sanctions import NewSanction, Target


def ban_author(runtime: Runtime, moderator: Person, public_id: str, *, reason: str) -> Sanction:
    """Ban the name under a comment, and tell its author why.

    Raises NotFound; NotAllowed for whom core.permission does not let, or after too many sanctions
    in an hour; InvalidInput without a reason; Conflict if the name is banned already.
    """
    require(moderator, Permission.SANCTION)
    reason, now = checked_reason(reason), runtime.clock()
    with runtime.database.begin() as session:
        found = stored(session, public_id)
        comment = found.comment
        if comment.erased_at is not None:
            raise Conflict(f"comment {comment.id} was erased, and its name with it")
        key = author_key(comment.author_name)
        if sanctions.ban_on(session, key) is not None:
            raise Conflict("this name is banned already")
        count_one_more(session, runtime, moderator, now=now)
        ban = sanctions.add_sanction(
            session,
            NewSanction(
                kind=SanctionKind.NAME_BAN,
                name=comment.author_name,
                author_key=key,
                reason=reason,
                set_by=moderator.id,
                set_at=now,
                charter_digest=runtime.charter.digest,
                comment_ids=(comment.id,),
                found_by_machine=any(hit.field is Field.NAME for hit in found.verdict.hits),
                target=target_of(session, runtime, comment),
            ),
        )
        events.sanction_set(session, runtime, ban, is_lifted=False, by_operator=False, now=now)
        log_step(session, ban.id, by=moderator.id, step="banned", now=now)
        signatures.doubt(session, comments.signer_of(session, comment.id))
        tell_set(session, runtime, ban, now=now)
    return ban


def ban_name(runtime: Runtime, name: str, *, reason: str) -> Sanction:
    """Ban a name, as the operator: nobody is known who signed with it, and nobody is told.

    Raises InvalidInput without a reason, or if no name is like this; Conflict if it is banned already.
    """
    name = " ".join(name.split())
    if name_problems_of(name):
        raise InvalidInput("nobody can sign with this name")
    new = NewSanction(
        kind=SanctionKind.NAME_BAN,
        name=name,
        author_key=author_key(name),
        reason=checked_reason(reason),
        set_by=None,
        set_at=runtime.clock(),
        charter_digest=runtime.charter.digest,
        target=Target(name_key=name_key(name)),
    )
    with runtime.database.begin() as session:
        if sanctions.ban_on(session, new.author_key) is not None:
            raise Conflict("this name is banned already")
        ban = sanctions.add_sanction(session, new)
        events.sanction_set(
            session, runtime, ban, is_lifted=False, by_operator=True, now=new.set_at
        )
        log_step(session, ban.id, by=None, step="banned", now=new.set_at)
    return ban


def lift_ban_on(runtime: Runtime, name: str) -> None:
    """Lift the ban on a name, as the operator. Raises NotFound if it is not banned."""
    with runtime.database.read() as session:
        ban = sanctions.ban_on(session, author_key(name))
    if ban is None:
        raise NotFound("this identity is not banned")
    lift_sanction(runtime, None, ban.id, reason="levé par l’administration du service")


def appeal_ban(runtime: Runtime, public_id: str, *, words: str) -> None:
    """Take the objection of whoever signed a comment with a name that was banned for it.

    Raises NotFound; InvalidInput without words; NotAllowed if there is nothing
    to object to, or it is too late; Conflict if it was done already.
    """
    words = checked_reason(words)
    told = ban_told(runtime, public_id, language="fr")
    with runtime.database.read() as session:
        comment_id = stored(session, public_id).comment.id
    open_appeal(runtime, told, words=words, comment_id=comment_id)


def ban_told(runtime: Runtime, public_id: str, *, language: str) -> ToldSanction | None:
    """Return the last ban that the author of a comment is told of. Raises NotFound without such a comment."""
    with runtime.database.read() as session:
        ban = sanctions.last_ban_told(session, stored(session, public_id).comment.id)
    return told_of(runtime, ban, language=language) if ban is not None else None
