"""Which sanctions, and appeals against them, are over their period."""

from datetime import datetime

import sqlalchemy as sa

from moderation.core.sanction import SanctionKind
from moderation.storage.keeping import is_held
from moderation.storage.sanction_tables import SanctionAppealRow, SanctionRow


def appeals_due(before: datetime) -> sa.Select[int]:
    """Select the answered appeals that still have their words."""
    return (
        sa.select(SanctionAppealRow.id)
        .join(SanctionRow, SanctionRow.id == SanctionAppealRow.sanction_id)
        .where(
            SanctionAppealRow.answered_at <= before,
            SanctionAppealRow.words != "",
            ~is_held(SanctionRow.comment_id),
        )
    )


def _is_settled() -> sa.ColumnElement[bool]:
    """Tell that nobody has still to answer an appeal against a sanction, and nothing holds it."""
    waits = sa.exists().where(
        SanctionAppealRow.sanction_id == SanctionRow.id, SanctionAppealRow.answered_at.is_(None)
    )
    return sa.and_(SanctionRow.name != "", ~waits, ~is_held(SanctionRow.comment_id))


def lifted_due(before: datetime) -> sa.Select[int]:
    """Select what was lifted."""
    return sa.select(SanctionRow.id).where(SanctionRow.lifted_at <= before, _is_settled())


def past_due(before: datetime) -> sa.Select[int]:
    """Select what no longer counts in its author's record: bans of names stand until they are lifted."""
    end = sa.func.coalesce(SanctionRow.until, SanctionRow.set_at)
    return sa.select(SanctionRow.id).where(
        SanctionRow.set_at <= before,  # along the index: ends come later still
        SanctionRow.kind != SanctionKind.NAME_BAN,
        end <= before,
        _is_settled(),
    )
