"""Comments: stored, found, listed; their status changes by compare-and-set alone."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.comment import Article, AuthorHistory, Comment, Draft, Status
from moderation.core.desk import EarlierComment
from moderation.core.names.key import author_key
from moderation.core.names.signature import Signer
from moderation.core.person import Person
from moderation.core.proof import rung_of
from moderation.core.pseudonym import SigningName
from moderation.core.verdict import Verdict
from moderation.core.wellbeing import is_grave
from moderation.errors import Conflict
from moderation.storage.articles import to_article
from moderation.storage.codec import decode_verdict, encode_verdict
from moderation.storage.decisions import last_decisions
from moderation.storage.proofs import proofs_of
from moderation.storage.sanction_tables import SanctionRow
from moderation.storage.sanctions import is_banned
from moderation.storage.signatures import signature_of
from moderation.storage.tables import ArticleRow, CommentRow, PersonRow

#: How many of an author's comments are looked at when a new one is judged.
HISTORY_LENGTH = 20

#: How many like-sounding names are shown to a moderator.
NAMESAKES = 5


@dataclass(frozen=True, slots=True)
class NewComment:
    """What is stored of a draft."""

    public_id: str
    article_id: int
    draft: Draft
    author_key: str
    name_key: str
    person_id: int | None
    language: str
    status: Status
    submitted_at: datetime
    accepted_at: datetime | None
    idempotency_key: str | None
    payload_digest: str
    verdict: Verdict
    answers: Comment | None = None  # None: the comment is no reply
    is_pseudonym: bool = False  # the name that it is signed with


@dataclass(frozen=True, slots=True)
class StoredComment:
    """A comment with its article and the verdict on it."""

    comment: Comment
    article: Article
    verdict: Verdict


def add_comment(session: Session, new: NewComment) -> Comment:
    """Store *new*. Raises sqlalchemy's IntegrityError if its idempotency key was used."""
    row = CommentRow(
        public_id=new.public_id,
        article_id=new.article_id,
        parent_id=new.answers and (new.answers.parent_id or new.answers.id),
        answers_id=new.answers and new.answers.id,
        author_name=new.draft.author_name,
        author_key=new.author_key,
        name_key=new.name_key,
        is_pseudonym=new.is_pseudonym,
        author_email=new.draft.author_email,
        person_id=new.person_id,
        body=new.draft.body,
        language=new.language,
        status=new.status,
        version=1,
        submitted_at=new.submitted_at,
        charter_digest=new.verdict.charter_digest,
        accepted_at=new.accepted_at,
        idempotency_key=new.idempotency_key,
        payload_digest=new.payload_digest,
        verdict=encode_verdict(new.verdict),
    )
    session.add(row)
    session.flush()
    return to_comment(row)


def comment_by_idempotency_key(session: Session, key: str) -> tuple[str, str] | None:
    """Return the public id and the payload digest of the comment sent with *key*."""
    row = session.execute(
        sa.select(CommentRow.public_id, CommentRow.payload_digest).where(
            CommentRow.idempotency_key == key
        )
    ).one_or_none()
    return row and (row.public_id, row.payload_digest)


def comment_by_public_id(session: Session, public_id: str) -> StoredComment | None:
    """Return the comment, its article and its verdict."""
    row = session.execute(
        sa.select(CommentRow, ArticleRow)
        .join(ArticleRow, ArticleRow.id == CommentRow.article_id)
        .where(CommentRow.public_id == public_id)
    ).one_or_none()
    if row is None:
        return None
    comment, article = row
    return StoredComment(to_comment(comment), to_article(article), decode_verdict(comment.verdict))


def public_id_of(session: Session, comment_id: int) -> str:
    """Return the public id of the comment with the number *comment_id*."""
    return session.scalars(sa.select(CommentRow.public_id).where(CommentRow.id == comment_id)).one()


def ids_of(session: Session, public_ids: Collection[str]) -> Mapping[str, int]:
    """Return the numbers of comments by their public ids; of those that there are."""
    rows = session.execute(
        sa.select(CommentRow.public_id, CommentRow.id).where(CommentRow.public_id.in_(public_ids))
    )
    return {row.public_id: row.id for row in rows}


def written_by(
    session: Session, person_id: int, *, offset: int = 0, limit: int | None = None
) -> tuple[Comment, ...]:
    """Return the comments that a person signed, newest first; *limit*: None for all."""
    rows = session.scalars(
        sa.select(CommentRow)
        .where(CommentRow.person_id == person_id)
        .order_by(CommentRow.submitted_at.desc(), CommentRow.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return tuple(to_comment(row) for row in rows)


def count_written(session: Session, person_id: int) -> int:
    """Return how many comments a person signed."""
    theirs = sa.select(sa.func.count()).where(CommentRow.person_id == person_id)
    return session.scalar(theirs) or 0


def count_unconfirmed(session: Session, email: str) -> int:
    """Return how many guests' comments wait for *email* to be confirmed."""
    waiting = sa.select(sa.func.count()).where(
        CommentRow.author_email == email, CommentRow.status == Status.UNCONFIRMED
    )
    return session.scalar(waiting) or 0


def written_from(session: Session, email: str) -> tuple[Comment, ...]:
    """Return what whoever has the address *email*, in small letters or not, signed without an account.

    The newest first. All guests' addresses are looked through: few ever ask for this.
    """
    address = CommentRow.author_email
    rows = session.scalars(
        sa.select(CommentRow)
        .where(address.is_not(None), sa.or_(address == email, sa.func.lower(address) == email))
        .order_by(CommentRow.submitted_at.desc(), CommentRow.id.desc())
    )
    return tuple(to_comment(row) for row in rows)


def public_ids_of(session: Session, comment_ids: Iterable[int]) -> Mapping[int, str]:
    """Return the public ids of comments by their numbers."""
    rows = session.execute(
        sa.select(CommentRow.id, CommentRow.public_id).where(CommentRow.id.in_(list(comment_ids)))
    )
    return {row.id: row.public_id for row in rows}


def change_status(session: Session, comment_id: int, *, seen: int, to: Status) -> None:
    """Give a comment the status *to*, if it is still the version that was *seen*.

    By version and not by status: two moderators who both dismiss a report
    would leave the status as it was, and both would succeed.

    Raises Conflict if its text or its status has changed since.
    """
    changed = session.scalar(
        sa.update(CommentRow)
        .where(CommentRow.id == comment_id, CommentRow.version == seen)
        .values(status=to, version=seen + 1)
        .returning(CommentRow.id)
    )
    if changed is None:
        raise Conflict(f"comment {comment_id} has changed since version {seen}")


def sign(
    session: Session,
    seen: Comment,
    person: Person,
    *,
    signs: SigningName,
    keys: tuple[str, str],
    status: Status,
    verdict: Verdict,
) -> None:
    """Put the name that *person* signs with under a comment, with what it now stands at; a guest's address is dropped.

    *keys*: the author key and the name key of that name. Raises Conflict if
    the comment has changed since it was *seen*.
    """
    signed = session.scalar(
        sa.update(CommentRow)
        .where(CommentRow.id == seen.id, CommentRow.version == seen.version)
        .values(
            person_id=person.id,
            author_name=signs.name,
            is_pseudonym=signs.is_pseudonym,
            author_key=keys[0],
            name_key=keys[1],
            author_email=None,
            status=status,
            verdict=encode_verdict(verdict),
            charter_digest=verdict.charter_digest,
            version=seen.version + 1,
        )
        .returning(CommentRow.id)
    )
    if signed is None:
        raise Conflict(f"comment {seen.id} has changed since version {seen.version}")


def author_history(
    session: Session, signer: Signer, *, name_key: str, but: int | None = None
) -> AuthorHistory:
    """Return what is known of the author *signer*, whose name sounds like *name_key*.

    *but* is the id of a comment that is judged again: it repeats nothing.
    """
    if not signer.author_key:
        return AuthorHistory()  # what was erased has no name either
    recent = session.scalars(
        sa.select(CommentRow.body)
        .where(_is_by(signer.author_key, signer.person_id), CommentRow.id != (but or 0))
        .order_by(CommentRow.submitted_at.desc())
        .limit(HISTORY_LENGTH)
    )
    namesakes = session.scalars(
        sa.select(sa.func.min(CommentRow.author_name))
        .where(CommentRow.name_key == name_key, _is_of_another(signer))
        .group_by(CommentRow.author_key)
        .limit(NAMESAKES)
    )
    return AuthorHistory(
        earlier_bodies=tuple(recent),
        is_banned=_is_banned(session, signer),
        is_pseudonym=signer.account_key is not None,
        namesakes=tuple(namesakes),
        signature=signature_of(session, signer),
        rung=rung_of(proofs_of(session, signer.person_id)) if signer.person_id else None,
    )


def signer_of(session: Session, comment_id: int) -> Signer:
    """Return who signed a comment."""
    row, own_name = session.execute(
        sa.select(CommentRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == CommentRow.person_id)
        .where(CommentRow.id == comment_id)
    ).one()
    return Signer(
        row.author_key,
        row.person_id,
        row.author_email if row.person_id is None else None,
        account_key=author_key(own_name) if row.is_pseudonym and own_name is not None else None,
    )


def earlier_comments(session: Session, comment: Comment) -> tuple[EarlierComment, ...]:
    """Return what the author of *comment* wrote before, newest first."""
    if comment.erased_at is not None:
        return ()
    key = sa.select(CommentRow.author_key).where(CommentRow.id == comment.id).scalar_subquery()
    rows = session.execute(
        sa.select(CommentRow, ArticleRow.title)
        .join(ArticleRow, ArticleRow.id == CommentRow.article_id)
        .where(_is_by(key, comment.person_id), CommentRow.id != comment.id)
        .order_by(CommentRow.submitted_at.desc())
        .limit(HISTORY_LENGTH)
    ).all()
    return _with_decisions(session, [(row, title) for row, title in rows])


def comments_decided_by(
    session: Session, decisions: Sequence[tuple[int, int]]
) -> tuple[EarlierComment, ...]:
    """Return the comments of *decisions*, pairs of comment id and decision id, in their order."""
    rows = session.execute(
        sa.select(CommentRow, ArticleRow.title)
        .join(ArticleRow, ArticleRow.id == CommentRow.article_id)
        .where(CommentRow.id.in_([comment_id for comment_id, _ in decisions]))
    ).all()
    by_id = {row.id: (row, title) for row, title in rows}
    ordered = dict.fromkeys(comment_id for comment_id, _ in decisions)
    return _with_decisions(session, [by_id[i] for i in ordered])


def _with_decisions(
    session: Session, rows: Sequence[tuple[CommentRow, str]]
) -> tuple[EarlierComment, ...]:
    decisions = last_decisions(session, [row.id for row, _ in rows])
    return tuple(
        EarlierComment(
            to_comment(row), title, decisions.get(row.id), is_grave(decode_verdict(row.verdict))
        )
        for row, title in rows
    )


def author_email(session: Session, comment_id: int) -> str | None:
    """Return where the author is written to: the account's address, or a guest's; None if nowhere."""
    has_account = sa.and_(PersonRow.id == CommentRow.person_id, PersonRow.closed_at.is_(None))
    return session.scalar(
        sa.select(sa.func.coalesce(PersonRow.email, CommentRow.author_email))
        .select_from(CommentRow)
        .outerjoin(PersonRow, has_account)
        .where(CommentRow.id == comment_id)
    )


def _is_by(author_key: Any, person_id: int | None) -> sa.ColumnElement[bool]:
    """What is signed with a name, or by an account under whichever of its names."""
    by_name = CommentRow.author_key == author_key
    return by_name if person_id is None else sa.or_(by_name, CommentRow.person_id == person_id)


def _is_of_another(signer: Signer) -> sa.ColumnElement[bool]:
    """What is signed with another name, or with a pseudonym that is somebody else's."""
    by_another = CommentRow.person_id.is_distinct_from(signer.person_id)
    other_name = CommentRow.author_key != signer.author_key
    if signer.account_key is not None:
        other_name = sa.and_(other_name, by_another)  # its own two names are no namesakes
    return sa.or_(other_name, sa.and_(CommentRow.is_pseudonym, by_another))


def _is_banned(session: Session, signer: Signer) -> bool:
    """Tell whether a ban is in force on the name, or on a pseudonym that the account signed with."""
    keys = {signer.author_key, signer.own_key}
    is_theirs: sa.ColumnElement[bool] = SanctionRow.author_key.in_(keys)
    if signer.person_id is not None:
        signed = sa.select(CommentRow.id).where(
            CommentRow.person_id == signer.person_id, CommentRow.is_pseudonym
        )
        is_theirs = sa.or_(is_theirs, SanctionRow.comment_id.in_(signed))
    banned = sa.select(SanctionRow.id).where(is_banned(is_theirs))
    return session.scalar(banned.limit(1)) is not None


def to_comment(row: CommentRow) -> Comment:
    """Return the comment in *row*."""
    return Comment(
        id=row.id,
        public_id=row.public_id,
        article_id=row.article_id,
        author_name=row.author_name,
        body=row.body,
        language=row.language,
        status=row.status,
        version=row.version,
        submitted_at=row.submitted_at,
        charter_digest=row.charter_digest,
        has_email=row.author_email is not None or row.person_id is not None,
        person_id=row.person_id,
        is_pseudonym=row.is_pseudonym,
        parent_id=row.parent_id,
        answers_id=row.answers_id,
        edited_at=row.edited_at,
        erased_at=row.erased_at,
    )
