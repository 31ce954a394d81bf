"""Names are banned, always by a person; those who signed with them are told why, and may object."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from moderation.core.audit import AuditKind
from moderation.core.ban import Ban, BanStatement, state_ban
from moderation.core.calendar import add_months
from moderation.core.comment import Comment, is_text, name_problems_of
from moderation.core.letter import Fact, LetterKind
from moderation.core.names.key import author_key
from moderation.core.permission import Permission, require
from moderation.core.person import Person
from moderation.core.redress import REASON_CODE_POINTS
from moderation.core.rules import Field
from moderation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from moderation.runtime import Runtime
from moderation.services import events
from moderation.services.letters import post_letter
from moderation.services.links import outcome_url
from moderation.services.submission import charter_of, stored
from moderation.storage import audit, bans, comments, people, signatures
from moderation.storage.bans import NewBan


@dataclass(frozen=True, slots=True)
class ToldBan:
    """A ban as its author is told of it."""

    ban: Ban
    statement: BanStatement
    may_appeal_until: datetime | None  # None: done already, too late, or lifted


@dataclass(frozen=True, slots=True)
class ListedBan:
    """A ban as the newsroom sees it."""

    ban: Ban
    banned_by: str | None  # a name; None: the operator
    public_id: str | None  # of the comment that was signed with it
    may_answer: bool  # whether the appeal waits for whoever looks at it


def ban_author(runtime: Runtime, moderator: Person, public_id: str, *, reason: str) -> Ban:
    """Ban the name under a comment, and tell its author why.

    Raises NotAllowed unless *moderator* may; NotFound; InvalidInput without a reason; Conflict
    if the name is banned already.
    """
    require(moderator, Permission.SANCTION)
    reason, now = _checked(reason), runtime.clock()
    with runtime.database.begin() as session:
        found = stored(session, public_id)
        comment = found.comment
        if comment.erased_at is not None:
            raise Conflict(f"comment {comment.id} was erased, and its name with it")
        ban = bans.add_ban(
            session,
            NewBan(
                name=comment.author_name,
                author_key=author_key(comment.author_name),
                reason=reason,
                banned_by=moderator.id,
                banned_at=now,
                charter_digest=runtime.charter.digest,
                comment_id=comment.id,
                found_by_machine=any(hit.field is Field.NAME for hit in found.verdict.hits),
            ),
        )
        events.sanction_set(session, runtime, ban, is_lifted=False, by_operator=False, now=now)
        _log(session, ban.id, by=moderator.id, step="banned", now=now)
        signatures.doubt(session, comments.signer_of(session, comment.id))
        _tell(session, runtime, ban, comment, LetterKind.NAME_BANNED, now=now)
    return ban


def ban_name(runtime: Runtime, name: str, *, reason: str) -> Ban:
    """Ban a name, as the operator: nobody is known who signed with it, and nobody is told.

    Raises InvalidInput without a reason, or if no name is like this; Conflict if it is banned already.
    """
    name = " ".join(name.split())
    if name_problems_of(name):
        raise InvalidInput("nobody can sign with this name")
    new = NewBan(
        name=name,
        author_key=author_key(name),
        reason=_checked(reason),
        banned_by=None,
        banned_at=runtime.clock(),
        charter_digest=runtime.charter.digest,
    )
    with runtime.database.begin() as session:
        ban = bans.add_ban(session, new)
        events.sanction_set(
            session, runtime, ban, is_lifted=False, by_operator=True, now=new.banned_at
        )
        _log(session, ban.id, by=None, step="banned", now=new.banned_at)
    return ban


def lift_ban(runtime: Runtime, moderator: Person | None, ban_id: int, *, reason: str) -> None:
    """Lift a ban; its author is told. Raises NotFound; InvalidInput without a reason; Conflict if it is lifted.

    An appeal against it is answered by that. *moderator*: None for the operator; NotAllowed unless they may.
    """
    if moderator is not None:
        require(moderator, Permission.SANCTION)
    reason, now = _checked(reason), runtime.clock()
    with runtime.database.begin() as session:
        ban = _found(session, ban_id)
        if moderator is not None and ban.waits_for_answer:
            _answer(session, runtime, ban, moderator, words=reason, lifts=True)
            return
        _lift(session, runtime, ban, by=moderator.id if moderator else None, reason=reason, now=now)
        _tell_of(session, runtime, ban.id, LetterKind.BAN_LIFTED, now=now)


def lift_ban_on(runtime: Runtime, name: str) -> None:
    """Lift the ban on a name, as the operator. Raises NotFound if it is not banned."""
    with runtime.database.read() as session:
        ban = bans.ban_on(session, author_key(name))
    if ban is None:
        raise NotFound("this identity is not banned")
    lift_ban(runtime, None, ban.id, reason="levé par l’administration du service")


def appeal_ban(runtime: Runtime, public_id: str, *, words: str) -> None:
    """Take the objection of whoever signed a comment with a name that was banned for it.

    Raises NotFound; InvalidInput without words; NotAllowed if there is nothing
    to object to, or it is too late; Conflict if it was done already.
    """
    words, now = _checked(words), runtime.clock()
    told = ban_told(runtime, public_id, language="fr")
    if told is not None and told.ban.appeal is not None:
        raise Conflict("this ban was appealed already")
    if told is None or told.may_appeal_until is None:
        raise NotAllowed("there is no ban to appeal, or it is too late")
    try:
        with runtime.database.begin() as session:
            bans.add_appeal(session, told.ban.id, words=words, now=now)
            comment_id = stored(session, public_id).comment.id
            events.appeal_opened(session, runtime, comment_id, sanction_id=told.ban.id, now=now)
    except IntegrityError as error:
        raise Conflict("this ban was appealed already") from error


def answer_appeal(
    runtime: Runtime, moderator: Person, ban_id: int, *, words: str, lifts: bool
) -> None:
    """Answer an appeal against another person's ban: it is lifted, or it stays.

    Raises NotFound; InvalidInput without words; NotAllowed if the ban is one's
    own; Conflict if no appeal waits for an answer.
    """
    require(moderator, Permission.ANSWER_APPEALS)
    words = _checked(words)
    with runtime.database.begin() as session:
        _answer(session, runtime, _found(session, ban_id), moderator, words=words, lifts=lifts)


def ban_told(runtime: Runtime, public_id: str, *, language: str) -> ToldBan | None:
    """Return the last ban that the author of a comment is told of. Raises NotFound without such a comment."""
    with runtime.database.read() as session:
        ban = bans.last_ban_told(session, stored(session, public_id).comment.id)
    return told_of(runtime, ban, language=language) if ban is not None else None


def told_of(runtime: Runtime, ban: Ban, *, language: str) -> ToldBan:
    """Return *ban* as its author is told of it."""
    charter = charter_of(runtime, ban.charter_digest)
    statement = state_ban(ban, charter, language=language)
    until = add_months(ban.banned_at, statement.appeal_months)
    is_open = ban.appeal is None and ban.lifted_at is None and runtime.clock() <= until
    return ToldBan(ban, statement, until if is_open else None)


def listed_bans(runtime: Runtime, moderator: Person) -> tuple[ListedBan, ...]:
    """Return the newest bans for *moderator*: what waits for an answer first."""
    with runtime.database.read() as session:
        found = bans.listed(session)
        names = people.names_of(session, {ban.banned_by for ban in found if ban.banned_by})
        return tuple(
            ListedBan(
                ban=ban,
                banned_by=names.get(ban.banned_by) if ban.banned_by else None,
                public_id=comments.public_id_of(session, ban.comment_id)
                if ban.comment_id
                else None,
                may_answer=ban.waits_for_answer and ban.banned_by != moderator.id,
            )
            for ban in found
        )


def count_appeals(runtime: Runtime, moderator: Person) -> int:
    """Return how many appeals against bans wait for *moderator*."""
    with runtime.database.read() as session:
        return bans.count_appeals(session, moderator.id)


def _answer(
    session: Session, runtime: Runtime, ban: Ban, moderator: Person, *, words: str, lifts: bool
) -> None:
    if ban.banned_by == moderator.id:
        raise NotAllowed("another person must answer an appeal against one's own ban")
    now = runtime.clock()
    bans.answer_appeal(session, ban.id, by=moderator.id, words=words, now=now)
    _log(session, ban.id, by=moderator.id, step="appeal answered", now=now)
    if lifts:
        _lift(session, runtime, ban, by=moderator.id, reason=words, now=now)
    kind = LetterKind.BAN_LIFTED if lifts else LetterKind.BAN_KEPT
    _tell_of(session, runtime, ban.id, kind, now=now)


def _lift(
    session: Session, runtime: Runtime, ban: Ban, *, by: int | None, reason: str, now: datetime
) -> None:
    bans.lift(session, ban.id, by=by, reason=reason, now=now)
    _log(session, ban.id, by=by, step="lifted", now=now)
    events.sanction_set(session, runtime, ban, is_lifted=True, by_operator=by is None, now=now)


def _log(session: Session, ban_id: int, *, by: int | None, step: str, now: datetime) -> None:
    audit.append(session, AuditKind.SANCTION, by=by, about=f"ban {ban_id}", now=now, step=step)


def _tell_of(
    session: Session, runtime: Runtime, ban_id: int, kind: LetterKind, *, now: datetime
) -> None:
    ban = _found(session, ban_id)
    if ban.comment_id is not None:
        comment = stored(session, comments.public_id_of(session, ban.comment_id)).comment
        _tell(session, runtime, ban, comment, kind, now=now)


def _tell(
    session: Session,
    runtime: Runtime,
    ban: Ban,
    comment: Comment,
    kind: LetterKind,
    *,
    now: datetime,
) -> None:
    """Write to whoever signed *comment*, if it is known where."""
    address = comments.author_email(session, comment.id)
    if address is None:
        return
    charter = charter_of(runtime, ban.charter_digest)
    told = state_ban(ban, charter, language=comment.language)
    answer = ban.appeal.answer if ban.appeal else ""
    facts: dict[str, Fact] = {"name": ban.name, "link": outcome_url(runtime, comment.public_id)}
    if kind is LetterKind.NAME_BANNED:
        facts |= {"reason": told.reason, "clause": told.words, "months": str(told.appeal_months)}
        facts |= {"mediator": told.mediator, "machine": "yes" if told.found_by_machine else ""}
    else:
        facts |= {"answer": answer or ban.lift_reason}
        facts |= {"mediator": told.mediator} if kind is LetterKind.BAN_KEPT else {}
    post_letter(
        session, runtime, kind=kind, to=address, language=comment.language, facts=facts, now=now
    )


def _found(session: Session, ban_id: int) -> Ban:
    ban = bans.ban_by_id(session, ban_id)
    if ban is None:
        raise NotFound("there is no such ban")
    return ban


def _checked(words: str) -> str:
    words = words.replace("\r\n", "\n").strip()
    if not words:
        raise InvalidInput("this needs a reason, in words")
    if len(words) > REASON_CODE_POINTS or not is_text(words):
        raise InvalidInput(f"a reason is plain text of at most {REASON_CODE_POINTS} characters")
    return words
