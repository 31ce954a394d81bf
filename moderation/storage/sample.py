"""The sample of what was published without a person."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.comment import Status
from moderation.core.decision import ANSWERS, REFUSALS
from moderation.core.sample import Tally
from moderation.storage.tables import CommentRow, DecisionRow, SampleRow


def add_to_sample(session: Session, comment_id: int, *, now: datetime) -> None:
    """Note that chance has picked a comment that is published."""
    session.add(SampleRow(comment_id=comment_id, drawn_at=now))


def drop(session: Session, comment_id: int) -> None:
    """Take a comment out of the sample: what was published unread is not what will be read."""
    session.execute(sa.delete(SampleRow).where(SampleRow.comment_id == comment_id))


def is_unanswered(session: Session, comment_id: int) -> bool:
    """Return whether a comment is in the sample and no decision of a person's on it stands."""
    found = session.scalar(
        sa.select(SampleRow.comment_id).where(
            SampleRow.comment_id == comment_id, _last_answer().is_(None)
        )
    )
    return found is not None


def tally(session: Session, *, since: datetime, until: datetime | None = None) -> Tally:
    """Return what has become of the comments that were drawn from *since* on, and before *until*.

    Of several decisions the last that stands counts: that on an appeal, not
    the one it reviews. What its author took back, or had erased, counts if a
    person had decided before.
    """
    is_refused = sa.case((DecisionRow.action.in_(REFUSALS), 1))
    is_there = sa.and_(CommentRow.status != Status.WITHDRAWN, sa.func.trim(CommentRow.body) != "")
    is_drawn = SampleRow.drawn_at >= since
    if until is not None:
        is_drawn = sa.and_(is_drawn, SampleRow.drawn_at < until)
    row = session.execute(
        sa.select(sa.func.count(), sa.func.count(DecisionRow.id), sa.func.count(is_refused))
        .select_from(SampleRow)
        .join(CommentRow, CommentRow.id == SampleRow.comment_id)
        .outerjoin(DecisionRow, DecisionRow.id == _last_answer())
        .where(is_drawn, sa.or_(is_there, DecisionRow.id.is_not(None)))
    ).one()
    return Tally(*row)


def _last_answer() -> sa.ScalarSelect[int | None]:
    """The id of the last answer by a person that nobody took back, on the comment of a SampleRow."""
    answer, undoing = sa.orm.aliased(DecisionRow), sa.orm.aliased(DecisionRow)
    return (
        sa.select(sa.func.max(answer.id))
        .where(
            answer.comment_id == SampleRow.comment_id,
            answer.decided_by.is_not(None),
            answer.action.in_(ANSWERS),
            ~sa.exists().where(undoing.undoes == answer.id),
        )
        .correlate(SampleRow)
        .scalar_subquery()
    )
