"""What readers tell the newsroom of its articles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.comment import Article
from moderation.core.correction import Correction, CorrectionStatus, Delivery
from moderation.errors import Conflict
from moderation.storage.articles import to_article
from moderation.storage.correction_tables import CorrectionRow
from moderation.storage.tables import ArticleRow, LetterRow

#: Most corrections that are listed, the newest.
MOST_LISTED = 200


@dataclass(frozen=True, slots=True, repr=False)
class NewCorrection:
    """What is stored of what a reader tells."""

    article_id: int
    words: str
    passage: str
    email: str | None  # in lower case, as accounts have it
    language: str
    received_at: datetime


def add_correction(session: Session, new: NewCorrection) -> int | None:
    """Store what a reader tells; its number. None if the same waits already: a form sent twice."""
    same = (
        sa.select(CorrectionRow.id)
        .where(
            CorrectionRow.article_id == new.article_id,
            CorrectionRow.status == CorrectionStatus.OPEN,
            CorrectionRow.words == new.words,
            CorrectionRow.passage == new.passage,
            CorrectionRow.email.is_not_distinct_from(new.email),
        )
        .limit(1)
    )
    if session.scalar(same) is not None:
        return None
    row = CorrectionRow(
        article_id=new.article_id,
        words=new.words,
        passage=new.passage,
        email=new.email,
        language=new.language,
        received_at=new.received_at,
        status=CorrectionStatus.OPEN,
        note="",
    )
    session.add(row)
    session.flush()
    return row.id


def listed(session: Session) -> tuple[tuple[Correction, Article], ...]:
    """Return the newest corrections with their articles: the open ones first."""
    is_closed = CorrectionRow.status != CorrectionStatus.OPEN
    latest = sa.func.coalesce(CorrectionRow.closed_at, CorrectionRow.received_at)
    found = _corrections().order_by(is_closed, latest.desc(), CorrectionRow.id.desc())
    return tuple(_to_pair(row) for row in session.execute(found.limit(MOST_LISTED)))


def correction_by_id(session: Session, correction_id: int) -> tuple[Correction, Article] | None:
    """Return the correction with this number, with its article."""
    row = session.execute(_corrections().where(CorrectionRow.id == correction_id)).first()
    return _to_pair(row) if row else None


def of_address(session: Session, email: str) -> tuple[tuple[Correction, Article], ...]:
    """Return the corrections that were left with an address, oldest first."""
    found = _corrections().where(CorrectionRow.email == email).order_by(CorrectionRow.id)
    return tuple(_to_pair(row) for row in session.execute(found))


def address_of(session: Session, correction_id: int) -> tuple[str, str] | None:
    """Return where whoever told of an error is answered, and in which language."""
    row = session.get_one(CorrectionRow, correction_id)
    return (row.email, row.language) if row.email is not None else None


def count_open(session: Session) -> int:
    """Return how many corrections wait for the newsroom."""
    waiting = sa.select(sa.func.count()).where(CorrectionRow.status == CorrectionStatus.OPEN)
    return session.scalar(waiting) or 0


def close(
    session: Session,
    correction_id: int,
    *,
    status: CorrectionStatus,
    note: str,
    by: int,
    now: datetime,
) -> None:
    """Close a correction. Raises Conflict if it is closed."""
    closed = session.scalar(
        sa.update(CorrectionRow)
        .where(CorrectionRow.id == correction_id, CorrectionRow.status == CorrectionStatus.OPEN)
        .values(status=status, note=note, closed_by=by, closed_at=now)
        .returning(CorrectionRow.id)
    )
    if closed is None:
        raise Conflict("this correction is closed already")


def reopen(session: Session, correction_id: int) -> int | None:
    """Open a correction again; the number of the letter that took the note, if there is one.

    The note stays, to be gone on with. Raises Conflict if it is open.
    """
    reopened = session.execute(
        sa.update(CorrectionRow)
        .where(CorrectionRow.id == correction_id, CorrectionRow.status != CorrectionStatus.OPEN)
        .values(status=CorrectionStatus.OPEN, closed_by=None, closed_at=None)
        .returning(CorrectionRow.letter_id)
    ).first()
    if reopened is None:
        raise Conflict("this correction is open")
    letter_id: int | None = reopened.letter_id
    return letter_id


def set_letter(session: Session, correction_id: int, letter_id: int | None) -> None:
    """Note which letter takes the note to the reader; None: it was taken back."""
    session.execute(
        sa.update(CorrectionRow)
        .where(CorrectionRow.id == correction_id)
        .values(letter_id=letter_id)
    )


def closed_before(before: datetime) -> sa.Select[int]:
    """Select what was closed before a moment."""
    return sa.select(CorrectionRow.id).where(CorrectionRow.closed_at <= before)


def still_open(before: datetime) -> sa.Select[int]:
    """Select what was received before a moment and nobody has closed."""
    return sa.select(CorrectionRow.id).where(
        CorrectionRow.status == CorrectionStatus.OPEN, CorrectionRow.received_at <= before
    )


def with_address(before: datetime) -> sa.Select[int]:
    """Select what was received before a moment with an address."""
    return sa.select(CorrectionRow.id).where(
        CorrectionRow.email.is_not(None), CorrectionRow.received_at <= before
    )


def forget_addresses(session: Session, ids: Sequence[int], _: datetime) -> None:
    """Take the addresses out of corrections."""
    session.execute(sa.update(CorrectionRow).where(CorrectionRow.id.in_(ids)).values(email=None))


def _corrections() -> sa.Select[CorrectionRow, ArticleRow, LetterRow]:
    return (
        sa.select(CorrectionRow, ArticleRow, LetterRow)
        .join(ArticleRow, ArticleRow.id == CorrectionRow.article_id)
        .outerjoin(LetterRow, LetterRow.id == CorrectionRow.letter_id)
        .execution_options(populate_existing=True)
    )


def _to_pair(
    row: sa.Row[CorrectionRow, ArticleRow, LetterRow],
) -> tuple[Correction, Article]:
    found, article, letter = row
    correction = Correction(
        id=found.id,
        words=found.words,
        passage=found.passage,
        has_email=found.email is not None,
        received_at=found.received_at,
        status=found.status,
        note=found.note,
        closed_by=found.closed_by,
        closed_at=found.closed_at,
        delivery=_delivery(letter),
    )
    return correction, to_article(article)


def _delivery(letter: LetterRow | None) -> Delivery | None:
    if letter is None:
        return None
    if letter.sent_at is not None:
        return Delivery.SENT
    return Delivery.WAITS if letter.try_at is not None else Delivery.GIVEN_UP
