"""What the pages of figures show: charts, each with its table, and a few numbers first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup

from moderation.core.figures import Summary
from moderation.core.period import Period
from moderation.core.sample import Tally

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, and the same as a table."""

    name: str  # in addresses
    title: str
    text: str  # what it counts
    picture: Markup | None  # None: there is nothing to draw
    heads: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Share:
    """A share with the bounds between which it lies but for chance."""

    count: int
    of: int
    low: float  # 0 to 1
    high: float


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise, and what was measured of it."""

    tally: Tally
    low: float
    high: float
    promised: float
    is_kept: bool | None  # None: too little was read to say
    confidence: float


@dataclass(frozen=True, slots=True)
class Agreed:
    """Kappa on one question, with what it comes of."""

    name: str
    n: int
    agreed: int
    kappa: float | None  # None: nothing to tell apart
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """desk/figures.html: the newsroom's figures of a period."""

    period: Period
    links: tuple[tuple[str, str, bool], ...]  # what it is called, query, whether it is shown
    before: str  # queries of the period before and after
    after: str | None  # None: it has not begun
    query: str  # of this one
    summary: Summary
    overturned: Share
    waiting: tuple[tuple[str, timedelta], ...]  # who waits longest, by need
    promise: Kept
    agreement: Agreed
    charts: tuple[Chart, ...]
