"""The newsroom's figures: a period at a time, drawn, as tables, and as CSV."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _

from moderation.core.agreement import Agreement
from moderation.core.binomial import interval
from moderation.core.desk import Rank
from moderation.core.figures import day_of, summarise, total
from moderation.core.period import Period, Span, period_around
from moderation.errors import InvalidInput
from moderation.services import figures as service
from moderation.services.figures import PeriodFigures
from moderation.services.reporting import PromiseReport
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.figure_charts import charts_of
from moderation.web.figure_pages import Agreed, Cell, Chart, FiguresPage, Kept, Share

#: How surely a share lies within the bounds that are shown beside it.
CONFIDENCE = 0.95

#: Longest period that can be asked for.
MOST_DAYS = 3_660

#: What spans are called in addresses.
SPANS = {"jour": Span.DAY, "semaine": Span.WEEK, "mois": Span.MONTH}

figures = Blueprint("figures", __name__, url_prefix="/desk/chiffres")
figures.before_request(require_person)


@figures.get("")
def shown() -> Response | str:
    """Show the figures of a period, or one of them as CSV."""
    runtime = current_runtime()
    period = _period(day_of(runtime.clock()))
    found = service.figures_of(runtime, the_person(), period)
    charts = charts_of(found, runtime.charter)
    if request.args.get("format") == "csv":
        return _csv(period, charts)
    return render_template("desk/figures.html", page=_page(found, charts))


def csv_of(name: str, heads: tuple[str, ...], rows: Sequence[tuple[Cell, ...]]) -> Response:
    """Return a table as a file that spreadsheets open."""
    body = service.to_csv(heads, rows)
    answer = Response(body, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def share_of(count: int, of: int) -> Share:
    """Return a share with its bounds."""
    low, high = interval(count, of, CONFIDENCE)
    return Share(count, of, low, high)


def agreed_of(name: str, of: Agreement) -> Agreed:
    """Return how far two readings agree on what *name* asks."""
    low, high = of.interval(CONFIDENCE) or (None, None)
    return Agreed(name, of.n, of.agreed, of.kappa, low, high)


def _csv(period: Period, charts: tuple[Chart, ...]) -> Response:
    chart = next((one for one in charts if one.name == request.args.get("figure")), None)
    if chart is None:
        abort(404)
    return csv_of(f"{chart.name}-{period.first}-{period.last}", chart.heads, chart.rows)


def _page(found: PeriodFigures, charts: tuple[Chart, ...]) -> FiguresPage:
    period, today = found.period, day_of(found.now)
    summary = summarise(total(found.days.values()))
    around = min(max(period.first, period.last if period.last < today else today), today)
    names = {Span.DAY: _("Jour"), Span.WEEK: _("Semaine"), Span.MONTH: _("Mois")}
    return FiguresPage(
        period=period,
        links=tuple(
            (name, _query(period_around(span, around)), span is period.span)
            for span, name in names.items()
        ),
        before=_query(period.before),
        after=_query(period.after) if period.last < today else None,
        query=_query(period),
        summary=summary,
        overturned=share_of(summary.overturned, summary.answered_appeals),
        waiting=tuple(
            (_RANKS[rank](), found.now - since) for rank, since in found.waiting_since.items()
        ),
        promise=kept_of(found.promise),
        agreement=agreed_of("", found.agreement),
        charts=charts,
    )


#: What waits, by its rank.
_RANKS = {
    Rank.APPEAL: lambda: _("recours"),
    Rank.REPORT: lambda: _("signalement"),
    Rank.PENDING: lambda: _("à lire"),
}


def kept_of(report: PromiseReport) -> Kept:
    """Return whether a promise is kept, by what was measured of it."""
    promise, tally = report.charter.promise, report.measured
    low, high = tally.interval(promise.confidence)
    is_kept = True if high <= promise.published_wrongly else None
    return Kept(
        tally=tally,
        low=low,
        high=high,
        promised=promise.published_wrongly,
        is_kept=False if low > promise.published_wrongly else is_kept,
        confidence=promise.confidence,
    )


def _period(today: date) -> Period:
    """Return the period that the address asks for. Raises InvalidInput if there is none such."""
    asked = request.args
    try:
        if "du" in asked or "au" in asked:
            period = Period(
                Span.CUSTOM,
                date.fromisoformat(asked.get("du", "")),
                date.fromisoformat(asked.get("au", "")),
            )
        else:
            around = date.fromisoformat(asked["jour"]) if "jour" in asked else today
            period = period_around(SPANS[asked.get("periode", "semaine")], around)
    except (ValueError, KeyError, OverflowError):
        raise InvalidInput("there is no such period") from None
    if not 1 <= period.n_days <= MOST_DAYS or period.first.year < 1990 or today < period.first:
        raise InvalidInput("a period begins before it ends, and not in the future")
    return period


def _query(period: Period) -> str:
    if period.span is Span.CUSTOM:
        return urlencode({"du": period.first.isoformat(), "au": period.last.isoformat()})
    name = next(name for name, span in SPANS.items() if span is period.span)
    return urlencode({"periode": name, "jour": period.first.isoformat()})
