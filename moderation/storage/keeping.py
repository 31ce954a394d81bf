"""What keeps a comment, and who wrote it, from being erased."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from moderation.storage.sanction_tables import SanctionAppealRow, SanctionCommentRow
from moderation.storage.tables import AppealRow, CommentRow, ReportRow
from moderation.storage.tracing_tables import HoldRow


def is_held(comment_id: InstrumentedAttribute[Any]) -> sa.ColumnElement[bool]:
    """Tell that an administrator holds a comment."""
    return sa.exists().where(HoldRow.comment_id == comment_id, HoldRow.released_at.is_(None))


def is_free() -> sa.ColumnElement[bool]:
    """Tell that nothing keeps a comment from being erased: no hold, no open report, no open appeal."""
    return ~sa.or_(
        is_held(CommentRow.id),
        sa.exists().where(
            SanctionCommentRow.comment_id == CommentRow.id,
            SanctionAppealRow.sanction_id == SanctionCommentRow.sanction_id,
            SanctionAppealRow.answered_at.is_(None),
        ),
        sa.exists().where(ReportRow.comment_id == CommentRow.id, ReportRow.closed_by.is_(None)),
        sa.exists().where(AppealRow.comment_id == CommentRow.id, AppealRow.closed_by.is_(None)),
    )


def is_of_free_comment(comment_id: InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
    """Tell that nothing keeps the comment with that number from being erased."""
    return sa.exists().where(CommentRow.id == comment_id, is_free())


def kept_of(session: Session, person_id: int) -> frozenset[int]:
    """Return the numbers of a person's comments that something keeps from being erased."""
    kept = sa.select(CommentRow.id).where(CommentRow.person_id == person_id, ~is_free())
    return frozenset(session.scalars(kept))


def held_of(session: Session, person_id: int) -> frozenset[int]:
    """Return the numbers of a person's comments that an administrator holds."""
    held = sa.select(CommentRow.id).where(CommentRow.person_id == person_id, is_held(CommentRow.id))
    return frozenset(session.scalars(held))
