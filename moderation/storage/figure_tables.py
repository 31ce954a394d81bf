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
