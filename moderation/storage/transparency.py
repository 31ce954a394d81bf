"""The public reports, as they are kept."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from moderation.core.transparency import ByHand, Content, by_hand_of
from moderation.errors import Conflict
from moderation.storage.figure_tables import TransparencyRow


def by_hand(session: Session, key: str) -> ByHand:
    """Return what was told by hand of the period called *key*."""
    row = session.get(TransparencyRow, key)
    return ByHand() if row is None else by_hand_of(row.by_hand)


def published(session: Session, key: str) -> tuple[Content, datetime] | None:
    """Return the published report called *key* and when it was published; None: there is none."""
    row = session.get(TransparencyRow, key)
    if row is None or row.content is None or row.published_at is None:
        return None
    return row.content, row.published_at


def published_keys(session: Session) -> Sequence[str]:
    """Return the keys of all published reports, the latest period first."""
    return session.scalars(
        sa.select(TransparencyRow.key)
        .where(TransparencyRow.published_at.is_not(None))
        .order_by(TransparencyRow.key.desc())
    ).all()


def keep_by_hand(session: Session, key: str, told: ByHand) -> None:
    """Keep what is told by hand. Raises Conflict if the report is published."""
    row = session.get(TransparencyRow, key)
    if row is None:
        session.add(TransparencyRow(key=key, by_hand=asdict(told)))
    elif row.published_at is not None:
        raise Conflict(f"the report on {key} is published")
    else:
        row.by_hand = asdict(told)
    session.flush()


def publish(session: Session, key: str, content: Content, *, now: datetime) -> None:
    """Keep *content* for good. Raises Conflict if the report is published."""
    done = session.scalar(
        sa.update(TransparencyRow)
        .where(TransparencyRow.key == key, TransparencyRow.published_at.is_(None))
        .values(content=dict(content), published_at=now)
        .returning(TransparencyRow.key)
    )
    if done is None:
        raise Conflict(f"the report on {key} is published")
