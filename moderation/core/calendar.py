"""Months, as the law counts them."""

from calendar import monthrange
from datetime import datetime


def add_months(moment: datetime, months: int) -> datetime:
    """Return the same time of day *months* later, on the month's last day if it has no such day.

    >>> add_months(datetime(2026, 8, 31, 9), 6).isoformat()
    '2027-02-28T09:00:00'
    >>> add_months(datetime(2026, 1, 31, 9), -2).isoformat()
    '2025-11-30T09:00:00'
    """
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
