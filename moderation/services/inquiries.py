"""Whoever bears the name under a comment, or nearly, is asked whether they sent it; they answer by a link."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from moderation.core.address import is_address
from moderation.core.audit import AuditKind
from moderation.core.comment import Comment, checked_words
from moderation.core.inquiry import (
    DAILY_INQUIRIES,
    INQUIRY_FOR,
    NEAR_FIGURE,
    NOTE_CODE_POINTS,
    WORDS_CODE_POINTS,
    Asked,
    Commenter,
    InquiryAbout,
    Said,
    Stage,
    near_names,
    tells_too_much,
)
from moderation.core.letter import LetterKind
from moderation.core.names.book import Figure
from moderation.core.names.key import name_key
from moderation.core.permission import Permission, require
from moderation.core.person import Person
from moderation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from moderation.runtime import Runtime
from moderation.services import throttling
from moderation.services.letters import post_letter
from moderation.services.links import inquiry_url, read_inquiry_token
from moderation.services.submission import stored
from moderation.storage import audit, comments, inquiries, people, queue, signatures
from moderation.storage.comments import StoredComment
from moderation.storage.inquiries import NewInquiry

#: Bytes of randomness in what the link of an inquiry holds.
PUBLIC_ID_BYTES = 16

_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a moderator wishes to ask."""

    asked: Asked
    person_id: int | None = None  # of COMMENTER
    email: str = ""  # of ADDRESS


@dataclass(frozen=True, slots=True)
class Askable:
    """A comment that somebody can be asked about, and who."""

    found: StoredComment
    commenters: tuple[Commenter, ...]  # accounts under such a name, oldest first
    figures: tuple[Figure, ...]  # known persons with such a name; some without a contact


@dataclass(frozen=True, slots=True)
class Counted:
    """How many inquiries there is something to know of."""

    awaited: int
    new: int


def askable(runtime: Runtime, moderator: Person, public_id: str) -> Askable:
    """Return who can be asked about a comment.

    Raises NotAllowed unless *moderator* may ask; NotFound; Conflict if nobody can be asked, or need be.
    """
    require(moderator, Permission.DECIDE)
    with runtime.database.read() as session:
        return _askable(session, runtime, stored(session, public_id))


def ask(
    runtime: Runtime, moderator: Person, public_id: str, *, whom: Whom, note: str, language: str
) -> None:
    """Write to *whom* and ask them whether a comment is theirs; it then waits behind the others.

    They are told the name as signed, the article and the date, and nothing of
    the author or the text. An account is written to in its language, others in
    *language*; *note* is added to the letter, if there is one.

    Raises NotFound; Conflict if nobody can be asked about the comment, or they
    were and may still answer; InvalidInput if nobody is there to write to, or the
    note is too long or tells too much; NotAllowed unless *moderator* may ask, and after too many inquiries.
    """
    require(moderator, Permission.DECIDE)
    note, now = checked_words(note, NOTE_CODE_POINTS, may_be_empty=True), runtime.clock()
    with runtime.database.begin() as session:
        found = stored(session, public_id)
        comment = found.comment
        inquiries.lock(session, comment.id)
        to, language, person_id = _recipient(
            session, _askable(session, runtime, found), whom, language
        )
        if tells_too_much(note, comment.body):
            raise InvalidInput("a note neither quotes the comment nor holds an address")
        email = to.casefold() if person_id is None else None
        if inquiries.is_awaited_from(
            session, comment.id, person_id=person_id, email=email, now=now
        ):
            raise Conflict("this person was asked already, and may still answer")
        if not throttling.take_within(
            session,
            runtime,
            f"inquiries by {moderator.id}",
            limit=DAILY_INQUIRIES,
            seconds=_DAY,
            now=now,
        ):
            raise NotAllowed("enough people were asked for today")
        until, inquiry_id = now + INQUIRY_FOR, runtime.random(PUBLIC_ID_BYTES)
        letter_id = post_letter(
            session,
            runtime,
            kind=LetterKind.INQUIRY,
            to=to,
            language=language,
            facts={
                "signed": comment.author_name,
                "title": found.article.title,
                "moment": comment.submitted_at.isoformat(),
                "note": note,
                "forgets": "yes" if person_id is None else "",
                "link": inquiry_url(runtime, inquiry_id, until=until),
                "days": str(INQUIRY_FOR.days),
            },
            now=now,
        )
        inquiries.add_inquiry(
            session,
            NewInquiry(
                public_id=inquiry_id,
                comment_id=comment.id,
                asked=whom.asked,
                person_id=person_id,
                email=email,
                asked_by=moderator.id,
                asked_at=now,
                until=until,
                note=note,
                letter_id=letter_id,
            ),
        )
        about = f"comment {comment.id}"
        audit.append(
            session,
            AuditKind.NAME,
            by=moderator.id,
            about=about,
            now=now,
            step="asked",
        )
        _step_back(session, comment, moderator)


def asked_by(runtime: Runtime, token: str) -> tuple[InquiryAbout | None, Stage]:
    """Return the inquiry that *token* is the link of, and what can be done with it.

    None, EXPIRED: it is too old, and perhaps nothing is left of it. Raises NotFound if it is not ours.
    """
    public_id, until = read_inquiry_token(runtime, token)
    now = runtime.clock()
    if now >= until:
        return None, Stage.EXPIRED
    with runtime.database.read() as session:
        found = _found(session, public_id)
    return found, _stage(runtime, found)


def answer(runtime: Runtime, token: str, *, said: Said, words: str) -> None:
    """Take the answer of whoever has the link *token*, in place of an earlier one.

    It decides nothing. Raises NotFound; NotAllowed if the link is too old, or
    the comment was decided on since they answered, or is withdrawn; InvalidInput
    if *words* are too long or no text.
    """
    words = checked_words(words, WORDS_CODE_POINTS, may_be_empty=True)
    public_id, until = read_inquiry_token(runtime, token)
    now = runtime.clock()
    if now >= until:
        raise NotAllowed("this link is too old")
    with runtime.database.begin() as session:
        inquiries.lock(session, _found(session, public_id).comment.id)
        found = _found(session, public_id)
        if _stage(runtime, found) is not Stage.OPEN:
            raise NotAllowed("there is nothing more to answer")
        inquiries.answer(session, found.inquiry.id, said=said, words=words, now=now)


def listed_inquiries(runtime: Runtime) -> tuple[InquiryAbout, ...]:
    """Return the inquiries: whose answer is new, then what is awaited, then the others."""
    with runtime.database.read() as session:
        return inquiries.listed(session, now=runtime.clock())


def count(runtime: Runtime) -> Counted:
    """Return how many answers are awaited, and how many are new."""
    with runtime.database.read() as session:
        return Counted(*inquiries.count(session, now=runtime.clock()))


def mark_read(runtime: Runtime, inquiry_id: int) -> None:
    """Note that the newsroom read an answer. Raises NotFound."""
    with runtime.database.begin() as session:
        if not inquiries.mark_read(session, inquiry_id, now=runtime.clock()):
            raise NotFound("there is no such inquiry")


def _askable(session: Session, runtime: Runtime, found: StoredComment) -> Askable:
    comment = found.comment
    signer = comments.signer_of(session, comment.id)
    near = near_names(found.verdict.hits)
    if not near or comment.erased_at is not None:
        raise Conflict("no name of somebody else's is near the one under this comment")
    if queue.entry_of(session, comment.id) is None:
        raise Conflict("this comment waits for no decision")
    if signatures.signature_of(session, signer).verified_at is not None:
        raise Conflict("the newsroom knows this name to be its author's own")
    book = runtime.charter.name_book.figures
    figures = [book.get(name_key(hit.facts[0])) for hit in near if hit.code == NEAR_FIGURE]
    return Askable(
        found=found,
        commenters=inquiries.commenters_like(session, comment.id),
        figures=tuple(figure for figure in figures if figure is not None),
    )


def _recipient(
    session: Session, askable: Askable, whom: Whom, language: str
) -> tuple[str, str, int | None]:
    """Return the address to write to, in which language, and whose account it is of.

    Raises InvalidInput if *whom* is nobody who can be asked.
    """
    if whom.asked is Asked.COMMENTER:
        for one in askable.commenters:
            if one.person_id == whom.person_id:
                person = people.person_by_id(session, one.person_id)
                return person.email, person.language, person.id
    elif whom.asked is Asked.FIGURE:
        contact = next((one.contact for one in askable.figures if one.contact), None)
        if contact is not None:
            return contact, language, None
    elif is_address(whom.email):
        return whom.email, language, None
    raise InvalidInput("nobody is there to be asked")


def _step_back(session: Session, comment: Comment, moderator: Person) -> None:
    """End the moderator's own claim: while an answer is awaited, others go first."""
    entry = queue.entry_of(session, comment.id)
    if entry is not None and entry.claimed_by == moderator.id:
        queue.release(session, comment.id)


def _found(session: Session, public_id: str) -> InquiryAbout:
    found = inquiries.inquiry_by_public_id(session, public_id)
    if found is None:
        raise NotFound("there is no such inquiry")
    return found


def _stage(runtime: Runtime, found: InquiryAbout) -> Stage:
    return found.inquiry.stage(
        is_decided=found.is_decided, is_withdrawn=found.is_withdrawn, now=runtime.clock()
    )
