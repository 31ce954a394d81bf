"""Readers tell the newsroom of errors in its articles; it deals with each, and may answer."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from moderation.core.comment import Article, checked_words
from moderation.core.correction import (
    NOTE_CODE_POINTS,
    PASSAGE_CODE_POINTS,
    WORDS_CODE_POINTS,
    Correction,
    CorrectionStatus,
)
from moderation.core.letter import LetterKind
from moderation.core.person import Person
from moderation.errors import InvalidInput, NotFound
from moderation.runtime import Runtime
from moderation.services import throttling
from moderation.services.letters import post_letter
from moderation.services.submission import find_article
from moderation.storage import corrections, letters, people
from moderation.storage.corrections import NewCorrection

#: Letters an hour to the newsroom; what is beyond waits in the inbox all the same.
HOURLY_LETTERS_TO_NEWSROOM = 30


@dataclass(frozen=True, slots=True)
class ListedCorrection:
    """A correction as the newsroom sees it."""

    correction: Correction
    article: Article
    closed_by: str | None  # a name; None: it is open


def tell(
    runtime: Runtime, key: str, *, words: str, passage: str, email: str | None, language: str
) -> None:
    """Store what a reader tells of the article *key*, and write to the newsroom's address of the settings.

    *email*: where they would be answered. Raises NotFound without such an
    article; InvalidInput without words, or if what they sent is too long or no text.
    """
    words = checked_words(words, WORDS_CODE_POINTS, what="a correction")
    passage = checked_words(passage, PASSAGE_CODE_POINTS, what="a passage", may_be_empty=True)
    article = find_article(runtime, key)
    new = NewCorrection(
        article_id=article.id,
        words=words,
        passage=passage,
        email=email.casefold() if email else None,
        language=language,
        received_at=runtime.clock(),
    )
    with runtime.database.begin() as session:
        correction_id = corrections.add_correction(session, new)
        if correction_id is not None:
            _tell_newsroom(session, runtime, correction_id, article, new)


def listed_corrections(runtime: Runtime) -> tuple[ListedCorrection, ...]:
    """Return the newest corrections: the open ones first."""
    with runtime.database.read() as session:
        found = corrections.listed(session)
        names = people.names_of(session, {one.closed_by for one, _ in found if one.closed_by})
    return tuple(
        ListedCorrection(one, article, names.get(one.closed_by) if one.closed_by else None)
        for one, article in found
    )


def count_open(runtime: Runtime) -> int:
    """Return how many corrections wait for the newsroom."""
    with runtime.database.read() as session:
        return corrections.count_open(session)


def close_correction(
    runtime: Runtime,
    moderator: Person,
    correction_id: int,
    *,
    status: CorrectionStatus,
    note: str,
    sends: bool,
) -> None:
    """Close a correction, *status* done or put aside; *sends*: the note goes to whoever told of it.

    A note leaves once it can no longer be undone. Raises NotFound; Conflict if
    it is closed; InvalidInput if there is no note to send, or nobody to send it to.
    """
    note = checked_words(note, NOTE_CODE_POINTS, what="a note", may_be_empty=True)
    now = runtime.clock()
    with runtime.database.begin() as session:
        correction, article = _found(session, correction_id)
        corrections.close(
            session, correction_id, status=status, note=note, by=moderator.id, now=now
        )
        if not sends:
            return
        address = corrections.address_of(session, correction_id)
        if address is None or not note:
            raise InvalidInput("there is no note to send, or nobody to send it to")
        email, language = address
        letter_id = post_letter(
            session,
            runtime,
            kind=LetterKind.CORRECTION_NOTE,
            to=email,
            language=language,
            facts={
                "title": article.title,
                "note": note,
                "words": correction.words,
                "link": f"{runtime.settings.base_url}/article/{article.key}",
            },
            now=now,
            leaves_at=now + timedelta(seconds=runtime.settings.undo_seconds),
        )
        corrections.set_letter(session, correction_id, letter_id)


def reopen_correction(runtime: Runtime, correction_id: int) -> None:
    """Open a correction again; its note is not sent, if it has not left yet.

    Raises NotFound; Conflict if it is open.
    """
    with runtime.database.begin() as session:
        _found(session, correction_id)
        letter_id = corrections.reopen(session, correction_id)
        if letter_id is not None and letters.take_back(session, letter_id):
            corrections.set_letter(session, correction_id, None)


def _tell_newsroom(
    session: Session, runtime: Runtime, correction_id: int, article: Article, new: NewCorrection
) -> None:
    to = runtime.settings.corrections_to
    if to is None or not throttling.take_within(
        session,
        runtime,
        "corrections to the newsroom",
        limit=HOURLY_LETTERS_TO_NEWSROOM,
        seconds=3600,
        now=new.received_at,
    ):
        return
    post_letter(
        session,
        runtime,
        kind=LetterKind.CORRECTION,
        to=to,
        language=article.language,
        facts={
            "title": article.title,
            "words": new.words,
            "passage": new.passage,
            "link": f"{runtime.settings.base_url}/desk/corrections#correction-{correction_id}",
        },
        now=new.received_at,
    )


def _found(session: Session, correction_id: int) -> tuple[Correction, Article]:
    found = corrections.correction_by_id(session, correction_id)
    if found is None:
        raise NotFound("there is no such correction")
    return found
