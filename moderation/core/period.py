"""Periods that figures are told of: whole days of the newsroom, both ends included."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

#: Where the newsroom's clocks are, unless the charter's hours say.
TIME_ZONE = ZoneInfo("Europe/Zurich")


class Span(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"  # of a year
    CUSTOM = "custom"


#: Months of each span that is made of months.
MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.HALF: 6}

#: Up to so many days a chart has a bar a day, then a bar a week, then a bar a month.
DAYS_BY_DAY, DAYS_BY_WEEK = 35, 190


@dataclass(frozen=True, slots=True)
class Period:
    """From *first* to *last*, both included."""

    span: Span
    first: date
    last: date

    @property
    def n_days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """The period of the same span that ends the day before this one begins."""
        eve = self.first - timedelta(days=1)
        if self.span is Span.CUSTOM:
            return Period(self.span, eve - timedelta(days=self.n_days - 1), eve)
        return period_around(self.span, eve)

    @property
    def after(self) -> "Period":
        """The period of the same span that begins the day after this one ends."""
        morrow = self.last + timedelta(days=1)
        if self.span is Span.CUSTOM:
            return Period(self.span, morrow, morrow + timedelta(days=self.n_days - 1))
        return period_around(self.span, morrow)

    def days(self) -> Iterator[date]:
        """Give its days in order."""
        for i in range(self.n_days):
            yield self.first + timedelta(days=i)

    def bins(self) -> tuple["Period", ...]:
        """Cut it in days, weeks or months, by its length; the first and last may be shorter.

        >>> half = period_around(Span.HALF, date(2026, 8, 3))
        >>> [str(one.first) for one in half.bins()][:3]
        ['2026-07-01', '2026-07-06', '2026-07-13']
        """
        by_length = [(DAYS_BY_DAY, Span.DAY), (DAYS_BY_WEEK, Span.WEEK)]
        span = next((span for limit, span in by_length if self.n_days <= limit), Span.MONTH)
        found, day = [], self.first
        while day <= self.last:
            whole = period_around(span, day)
            found.append(Period(span, day, min(whole.last, self.last)))
            day = whole.last + timedelta(days=1)
        return tuple(found)


def period_around(span: Span, day: date) -> Period:
    """Return the calendar's period of *span*, not CUSTOM, that *day* is in; weeks begin on Monday.

    >>> period_around(Span.QUARTER, date(2026, 11, 29)).first
    datetime.date(2026, 10, 1)
    """
    if span is Span.DAY:
        return Period(span, day, day)
    if span is Span.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(span, monday, monday + timedelta(days=6))
    n = MONTHS[span]
    first = date(day.year, (day.month - 1) // n * n + 1, 1)
    following = first.month + n
    year, month = first.year + (following - 1) // 12, (following - 1) % 12 + 1
    return Period(span, first, date(year, month, 1) - timedelta(days=1))
