"""Texts that authors replaced: kept with their verdicts, and deleted with the comment's text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from moderation.core.comment import Comment, Status
from moderation.core.revision import Revision
from moderation.core.verdict import Verdict
from moderation.errors import Conflict
from moderation.storage.codec import decode_verdict, encode_verdict
from moderation.storage.tables import BigId, CommentRow, DecisionRow, Table, one_of


class RevisionRow(Table):
    """A text of a comment that its author replaced, with the verdict on it; never changed."""

    __tablename__ = "revision"

    comment_id: Mapped[int] = mapped_column(
        BigId,
        sa.ForeignKey("comment.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
    )
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str]
    language: Mapped[str]
    status: Mapped[Status] = mapped_column(one_of(Status, "status"))
    verdict: Mapped[dict[str, Any]]
    written_at: Mapped[datetime]
    replaced_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class NewText:
    """What takes the place of a comment's text."""

    body: str
    language: str
    status: Status
    verdict: Verdict
    accepted_at: datetime | None  # the charter in force; None: the one accepted before is it


def replace_text(session: Session, seen: Comment, new: NewText, *, now: datetime) -> None:
    """Give a comment another text, and keep the one it had.

    Raises Conflict if it has changed since it was *seen*.
    """
    row = session.get_one(CommentRow, seen.id)
    revision = RevisionRow(
        comment_id=row.id,
        version=seen.version,
        body=row.body,
        language=row.language,
        status=row.status,
        verdict=row.verdict,
        written_at=row.edited_at or row.submitted_at,
        replaced_at=now,
    )
    replaced = session.scalar(
        sa.update(CommentRow)
        .where(CommentRow.id == seen.id, CommentRow.version == seen.version)
        .values(
            body=new.body,
            language=new.language,
            status=new.status,
            verdict=encode_verdict(new.verdict),
            charter_digest=new.verdict.charter_digest,
            accepted_at=new.accepted_at or CommentRow.accepted_at,
            edited_at=now,
            version=seen.version + 1,
        )
        .returning(CommentRow.id)
    )
    if replaced is None:
        raise Conflict(f"comment {seen.id} has changed since version {seen.version}")
    session.add(revision)


def revisions_of(session: Session, comment_id: int) -> tuple[Revision, ...]:
    """Return the earlier texts of a comment, oldest first."""
    rows = session.scalars(
        sa.select(RevisionRow)
        .where(RevisionRow.comment_id == comment_id)
        .order_by(RevisionRow.version)
    )
    return tuple(_to_revision(row) for row in rows)


def count_edits(session: Session, comment_id: int) -> int:
    """Return how often a comment was edited."""
    counted = sa.select(sa.func.count()).where(RevisionRow.comment_id == comment_id)
    return session.scalar(counted) or 0


def is_decided(session: Session, comment_id: int) -> bool:
    """Return whether a person has decided on a comment, whatever became of that."""
    found = sa.select(DecisionRow.id).where(
        DecisionRow.comment_id == comment_id, DecisionRow.decided_by.is_not(None)
    )
    return session.scalar(found.limit(1)) is not None


def delete_revisions(session: Session, comment_ids: Sequence[int]) -> None:
    """Delete the earlier texts of comments."""
    session.execute(sa.delete(RevisionRow).where(RevisionRow.comment_id.in_(comment_ids)))


def _to_revision(row: RevisionRow) -> Revision:
    return Revision(
        version=row.version,
        body=row.body,
        language=row.language,
        status=row.status,
        verdict=decode_verdict(row.verdict),
        written_at=row.written_at,
        replaced_at=row.replaced_at,
    )
