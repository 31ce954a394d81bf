"""The public report on a period: what is told of it, from what was counted and what is told by hand.

Its numbers are those that Articles 15 and 24 of the EU's Digital Services Act (Regulation
2022/2065) ask for, and those that a newsroom can answer for beyond: waiting times, how far
people agree, errors of what appears unread. What was not measured is None, and is never zero.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import Any

from moderation.core.agreement import Agreement
from moderation.core.charter import Charter
from moderation.core.figures import Counts, Figure, of, quantile, summarise
from moderation.core.period import MONTHS, Period, Span, period_around
from moderation.core.sample import Tally
from moderation.core.sanction import SUSPENSIONS, SanctionKind

#: Fewer than this of a kind are told together with other kinds, and no share is told of fewer:
#: in a small place a reader could know who it was.
FEWEST = 5

#: Of fewer second readings no agreement is told.
FEWEST_READINGS = 30

#: How surely the bounds hold that are told beside a share.
CONFIDENCE = 0.95

#: The key under which what is rare is told together.
OTHERS = "others"

_SPANS = {"s": Span.HALF, "t": Span.QUARTER, "": Span.MONTH}
_KEY = re.compile(r"(\d{4})-([st]?)(\d{1,2})")

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ByHand:
    """What the database does not know; None: nobody measured it."""

    orders_to_act: int | None = None  # of authorities, against illegal content (Article 9)
    orders_to_inform: int | None = None  # of authorities, about somebody (Article 10)
    disputes: int | None = None  # brought before a dispute settlement body (Article 21)
    disputes_upheld: int | None = None  # in the author's favour
    disputes_days: int | None = None  # median, to the outcome
    disputes_followed: int | None = None  # whose outcome was implemented
    suspended_for_content: int | None = None  # for manifestly illegal content (Article 23(1))
    suspended_for_reports: int | None = None  # for manifestly unfounded ones (Article 23(2))
    closed_articles: int | None = None
    closed_why: str = ""
    training: str = ""  # of those who decide, and who helps them (Article 15(1)(c))


def key_of(period: Period) -> str:
    """Return what a half, a quarter or a month is called in addresses.

    >>> key_of(period_around(Span.HALF, date(2026, 11, 29)))
    '2026-s2'
    """
    letter = next(letter for letter, span in _SPANS.items() if span is period.span)
    number = (period.first.month - 1) // MONTHS[period.span] + 1
    return f"{period.first.year}-{letter}{number:0{1 if letter else 2}}"


def period_called(key: str) -> Period | None:
    """Return the period that *key* means; None: there is none.

    >>> period_called("2026-t4").last
    datetime.date(2026, 12, 31)
    """
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    year, span, number = int(found[1]), _SPANS[found[2]], int(found[3])
    if not 1990 <= year < 9000 or not 1 <= number <= 12 // MONTHS[span]:
        return None
    period = period_around(span, date(year, (number - 1) * MONTHS[span] + 1, 1))
    return period if key_of(period) == key else None


def past_periods(begins: date, today: date) -> tuple[Period, ...]:
    """Return the halves, quarters and months that are over and not before *begins*, the latest first."""
    found = []
    for span in _SPANS.values():
        period = period_around(span, today).before
        while period.last >= begins:
            found.append(period)
            period = period.before
    return tuple(found)


def compose(
    period: Period,
    counts: Counts,
    *,
    charter: Charter,
    by_hand: ByHand,
    agreement: Agreement,
    sampled: Tally,
) -> Content:
    """Return what is told of *period*, as plain values that JSON holds."""
    summary = summarise(counts)
    machine, sanctions = of(counts, Figure.CLAUSE), of(counts, Figure.SANCTION)
    titles = {clause.id: dict(clause.title) for clause in charter.clauses}
    return {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "received": summary.received,
        "published": summary.published,
        "returned": summary.returned,
        "rejected": summary.rejected,
        "removed": summary.removed,
        "removed_on_report": of(counts, Figure.REMOVED).get("reported", 0),
        "by_machine": summary.by_machine,
        "refused_by_machine": summary.by_machine
        - of(counts, Figure.OUTCOME).get("published.machine", 0),
        "wait_median_seconds": _seconds(summary.median_wait),
        "wait_long_seconds": _seconds(summary.long_wait),
        "clauses": [
            {"id": key, "title": titles.get(key), "n": n}
            for key, n in _told(_by_clause(machine)).items()
        ],
        "reports": summary.reports,
        "reports_by_reason": _told(of(counts, Figure.REPORT)),
        "reports_upheld": of(counts, Figure.REPORT_ANSWER).get("upheld", 0),
        "reports_dismissed": of(counts, Figure.REPORT_ANSWER).get("dismissed", 0),
        "reports_median_seconds": _seconds(quantile(of(counts, Figure.REPORT_WAIT), 0.5)),
        "appeals": summary.appeals,
        "appeals_answered": summary.answered_appeals,
        "appeals_overturned": summary.overturned if summary.answered_appeals >= FEWEST else None,
        "appeals_median_seconds": _seconds(quantile(of(counts, Figure.APPEAL_WAIT), 0.5)),
        "banned_names": sanctions.get(SanctionKind.NAME_BAN, 0),
        "suspensions": sum(sanctions.get(kind, 0) for kind in SUSPENSIONS),
        "sanctions": _told({k: n for k, n in sanctions.items() if k != SanctionKind.NAME_BAN}),
        "errors": _errors(sampled, charter),
        "agreement": _agreement(agreement),
        "by_hand": asdict(by_hand),
    }


def by_hand_of(values: Mapping[str, Any]) -> ByHand:
    """Return what was told by hand from its *values*; what is not known any more is left out."""
    known = {field.name for field in fields(ByHand)}
    return ByHand(**{name: value for name, value in values.items() if name in known})


def _by_clause(counted: Mapping[str, int]) -> Mapping[str, int]:
    named: dict[str, int] = {}
    for key, n in counted.items():
        clause_id = key.partition(".")[2]
        named[clause_id] = named.get(clause_id, 0) + n
    return named


def _told(kinds: Mapping[str, int]) -> dict[str, int]:
    """Return the kinds of which there are enough, the most frequent first, the others together at the end.

    >>> _told({"a": 7, "b": 2, "c": 4})
    {'a': 7, 'others': 6}
    """
    told = {key: n for key, n in sorted(kinds.items(), key=lambda k: (-k[1], k[0])) if n >= FEWEST}
    rest = sum(n for key, n in kinds.items() if key not in told)
    return told | ({OTHERS: rest} if rest else {})


def _errors(sampled: Tally, charter: Charter) -> Content | None:
    if sampled.decided < FEWEST_READINGS:
        return None
    low, high = sampled.interval(CONFIDENCE)
    return {
        "read": sampled.decided,
        "refused": sampled.refused,
        "low": low,
        "high": high,
        "promised": charter.promise.published_wrongly,
    }


def _agreement(agreement: Agreement) -> Content | None:
    bounds = agreement.interval(CONFIDENCE)
    if bounds is None or agreement.n < FEWEST_READINGS:
        return None
    return {
        "read_twice": agreement.n,
        "alike": agreement.agreed,
        "kappa": agreement.kappa,
        "low": bounds[0],
        "high": bounds[1],
    }


def _seconds(wait: timedelta | None) -> int | None:
    return None if wait is None else round(wait.total_seconds())
