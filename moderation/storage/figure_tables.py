"""The tables of figures: what was counted of each day, and reports that were published."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from moderation.storage.tables import Table


class DayRow(Table):
    """What was counted of a day in Switzerland; counted anew until nothing of it can change."""

    __tablename__ = "day_figures"

    day: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    counts: Mapped[dict[str, Any]]
    counted_at: Mapped[datetime]


class TransparencyRow(Table):
    """The public report on a period: what is told by hand of it, and all of it once it is published."""

    __tablename__ = "transparency_report"

    key: Mapped[str] = mapped_column(primary_key=True)  # of the period: core.transparency.key_of
    by_hand: Mapped[dict[str, Any]]
    content: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    published_at: Mapped[datetime | None]
