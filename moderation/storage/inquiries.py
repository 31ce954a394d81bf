"""Questions to those whose names comments are signed with, and what they answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.comment import Status
from moderation.core.correction import Delivery
from moderation.core.inquiry import Asked, Commenter, Inquiry, InquiryAbout, Said
from moderation.storage.articles import to_article
from moderation.storage.comments import to_comment
from moderation.storage.inquiry_tables import InquiryRow
from moderation.storage.keeping import is_of_free_comment
from moderation.storage.queue_tables import QueueRow
from moderation.storage.tables import ArticleRow, CommentRow, LetterRow, PersonRow

#: Most inquiries that are listed: what is new, what is awaited, the latest.
MOST_LISTED = 200

#: Most commenters among whom a moderator chooses.
MOST_COMMENTERS = 5


@dataclass(frozen=True, slots=True, repr=False)
class NewInquiry:
    """What is stored of an inquiry."""

    public_id: str
    comment_id: int
    asked: Asked
    person_id: int | None
    email: str | None  # in lower case
    asked_by: int
    asked_at: datetime
    until: datetime
    note: str
    letter_id: int | None


def commenters_like(session: Session, comment_id: int) -> tuple[Commenter, ...]:
    """Return the accounts that sign with a name sounding like the comment's, but its author's; oldest first."""
    own = sa.select(CommentRow).where(CommentRow.id == comment_id).subquery()
    since = sa.func.min(CommentRow.submitted_at)
    is_published = sa.case((CommentRow.status == Status.PUBLISHED, 1), else_=0)
    rows = session.execute(
        sa.select(
            PersonRow.id,
            sa.func.min(CommentRow.author_name).label("name"),
            since.label("since"),
            sa.func.sum(is_published).label("n_published"),
        )
        .select_from(CommentRow)
        .join(own, own.c.name_key == CommentRow.name_key)
        .join(PersonRow, PersonRow.id == CommentRow.person_id)
        .where(
            CommentRow.name_key != "",
            CommentRow.id != own.c.id,
            PersonRow.id.is_distinct_from(own.c.person_id),
            PersonRow.email.is_distinct_from(own.c.author_email),
            PersonRow.confirmed_at.is_not(None),
            PersonRow.closed_at.is_(None),
        )
        .group_by(PersonRow.id)
        .order_by(since, PersonRow.id)
        .limit(MOST_COMMENTERS)
    )
    return tuple(Commenter(row.id, row.name, row.since, row.n_published) for row in rows)


def lock(session: Session, comment_id: int) -> None:
    """Have others wait who ask about the same comment at the same time."""
    # SQLite has one writer at a time and ignores the clause.
    session.execute(sa.select(CommentRow.id).where(CommentRow.id == comment_id).with_for_update())


def is_awaited_from(
    session: Session, comment_id: int, *, person_id: int | None, email: str | None, now: datetime
) -> bool:
    """Return whether that person was asked about the comment and may still answer."""
    same = InquiryRow.person_id == person_id if person_id is not None else InquiryRow.email == email
    found = sa.select(InquiryRow.id).where(InquiryRow.comment_id == comment_id, same, _waits(now))
    return session.scalar(found.limit(1)) is not None


def add_inquiry(session: Session, new: NewInquiry) -> None:
    """Store an inquiry."""
    session.add(
        InquiryRow(
            public_id=new.public_id,
            comment_id=new.comment_id,
            asked=new.asked,
            person_id=new.person_id,
            email=new.email,
            asked_by=new.asked_by,
            asked_at=new.asked_at,
            until=new.until,
            note=new.note,
            letter_id=new.letter_id,
            words="",
        )
    )


def inquiries_on(session: Session, comment_id: int) -> tuple[Inquiry, ...]:
    """Return the inquiries about a comment, newest first."""
    rows = session.execute(
        _inquiries().where(InquiryRow.comment_id == comment_id).order_by(InquiryRow.id.desc())
    )
    return tuple(_to_inquiry(row).inquiry for row in rows)


def inquiry_by_public_id(session: Session, public_id: str) -> InquiryAbout | None:
    """Return the inquiry whose link holds *public_id*."""
    row = session.execute(_inquiries().where(InquiryRow.public_id == public_id)).first()
    return row and _to_inquiry(row)


def listed(session: Session, *, now: datetime) -> tuple[InquiryAbout, ...]:
    """Return inquiries: whose answer is new, then those that are awaited, then the others, the latest first."""
    order = sa.case((_is_new(), 0), (_waits(now), 1), else_=2)
    latest = sa.func.coalesce(InquiryRow.answered_at, InquiryRow.asked_at)
    found = _inquiries().order_by(order, latest.desc(), InquiryRow.id.desc()).limit(MOST_LISTED)
    return tuple(_to_inquiry(row) for row in session.execute(found))


def count(session: Session, *, now: datetime) -> tuple[int, int]:
    """Return how many answers are awaited, and how many are new."""
    row = session.execute(
        sa.select(
            sa.func.coalesce(sa.func.sum(sa.case((_waits(now), 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((_is_new(), 1), else_=0)), 0),
        )
    ).one()
    return row[0], row[1]


def answer(session: Session, inquiry_id: int, *, said: Said, words: str, now: datetime) -> None:
    """Store what was answered, in place of what was before; their address is not needed any more."""
    session.execute(
        sa.update(InquiryRow)
        .where(InquiryRow.id == inquiry_id)
        .values(said=said, words=words, answered_at=now, read_at=None, email=None)
    )


def mark_read(session: Session, inquiry_id: int, *, now: datetime) -> bool:
    """Note that the newsroom read an answer; False if there is no such inquiry."""
    session.execute(
        sa.update(InquiryRow).where(InquiryRow.id == inquiry_id, _is_new()).values(read_at=now)
    )
    return session.get(InquiryRow, inquiry_id) is not None


def mark_read_on(session: Session, comment_id: int, *, now: datetime) -> None:
    """Note that the newsroom read the answers about a comment: somebody decided on it."""
    session.execute(
        sa.update(InquiryRow)
        .where(InquiryRow.comment_id == comment_id, _is_new())
        .values(read_at=now)
    )


def answers_of(session: Session, person_id: int) -> tuple[InquiryAbout, ...]:
    """Return what a person's account was asked, oldest first."""
    rows = session.execute(
        _inquiries().where(InquiryRow.person_id == person_id).order_by(InquiryRow.id)
    )
    return tuple(_to_inquiry(row) for row in rows)


def addresses_due(before: datetime) -> sa.Select[int]:
    """Select the inquiries that need no address any more: answered, or lapsed before a moment."""
    return sa.select(InquiryRow.id).where(
        InquiryRow.email.is_not(None),
        sa.or_(InquiryRow.until <= before, InquiryRow.answered_at <= before),
    )


def due(before: datetime) -> sa.Select[int]:
    """Select the inquiries that lapsed before a moment, of comments that nothing keeps."""
    return sa.select(InquiryRow.id).where(
        InquiryRow.until <= before, is_of_free_comment(InquiryRow.comment_id)
    )


def forget_addresses(session: Session, ids: Sequence[int], _: datetime) -> None:
    """Take the addresses out of inquiries."""
    session.execute(sa.update(InquiryRow).where(InquiryRow.id.in_(ids)).values(email=None))


def _waits(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(InquiryRow.answered_at.is_(None), InquiryRow.until > now)


def _is_new() -> sa.ColumnElement[bool]:
    return sa.and_(InquiryRow.answered_at.is_not(None), InquiryRow.read_at.is_(None))


def _inquiries() -> sa.Select[InquiryRow, CommentRow, ArticleRow, str, LetterRow, int]:
    return (
        sa.select(
            InquiryRow,
            CommentRow,
            ArticleRow,
            PersonRow.name,
            LetterRow,
            QueueRow.comment_id,
        )
        .join(CommentRow, CommentRow.id == InquiryRow.comment_id)
        .join(ArticleRow, ArticleRow.id == CommentRow.article_id)
        .join(PersonRow, PersonRow.id == InquiryRow.asked_by)
        .outerjoin(LetterRow, LetterRow.id == InquiryRow.letter_id)
        .outerjoin(QueueRow, QueueRow.comment_id == InquiryRow.comment_id)
        .execution_options(populate_existing=True)
    )


def _to_inquiry(
    row: sa.Row[InquiryRow, CommentRow, ArticleRow, str, LetterRow, int],
) -> InquiryAbout:
    found, comment, article, asked_by, letter, waiting = row
    inquiry = Inquiry(
        id=found.id,
        asked=found.asked,
        asked_by=asked_by,
        asked_at=found.asked_at,
        until=found.until,
        note=found.note,
        said=found.said,
        words=found.words,
        answered_at=found.answered_at,
        read_at=found.read_at,
        delivery=_delivery(letter),
    )
    return InquiryAbout(inquiry, to_comment(comment), to_article(article), waiting is None)


def _delivery(letter: LetterRow | None) -> Delivery | None:
    if letter is None:
        return None
    if letter.sent_at is not None:
        return Delivery.SENT
    return Delivery.WAITS if letter.try_at is not None else Delivery.GIVEN_UP
