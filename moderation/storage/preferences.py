"""How each person of the newsroom reads the desk, and what they have just read."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.verdict import Verdict
from moderation.core.wellbeing import DeskPreference
from moderation.storage.codec import decode_verdict
from moderation.storage.preference_tables import DeskPreferenceRow
from moderation.storage.tables import CommentRow, DecisionRow


def preference_of(session: Session, person_id: int) -> DeskPreference:
    """Return how a person reads the desk."""
    row = session.get(DeskPreferenceRow, person_id)
    if row is None:
        return DeskPreference()
    return DeskPreference(row.blur, row.is_grey, row.grave_in_row, row.pause_minutes)


def save_preference(session: Session, person_id: int, preference: DeskPreference) -> None:
    """Keep how a person reads the desk, in place of what they said before."""
    session.merge(
        DeskPreferenceRow(
            person_id=person_id,
            blur=preference.blur,
            is_grey=preference.is_grey,
            grave_in_row=preference.grave_in_row,
            pause_minutes=preference.pause_minutes,
        )
    )


def decided_at(session: Session, person_id: int, *, since: datetime) -> tuple[datetime, ...]:
    """Return when a person decided, the newest first, from *since* on."""
    return tuple(
        session.scalars(
            sa.select(DecisionRow.decided_at)
            .where(DecisionRow.decided_by == person_id, DecisionRow.decided_at >= since)
            .order_by(DecisionRow.decided_at.desc())
        )
    )


def verdicts_decided_on(
    session: Session, person_id: int, *, since: datetime, limit: int
) -> tuple[Verdict, ...]:
    """Return the verdicts on what a person decided last, the newest first, from *since* on."""
    rows = session.scalars(
        sa.select(CommentRow.verdict)
        .join(DecisionRow, DecisionRow.comment_id == CommentRow.id)
        .where(DecisionRow.decided_by == person_id, DecisionRow.decided_at >= since)
        .order_by(DecisionRow.decided_at.desc())
        .limit(limit)
    )
    return tuple(decode_verdict(row) for row in rows)
