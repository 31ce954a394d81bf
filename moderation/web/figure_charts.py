"""The charts of the newsroom's figures, each made of what was counted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date, format_skeleton, get_day_names
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from moderation.core.charter import Charter, in_language
from moderation.core.figures import Counts, Figure, by_clause, many, of, total, week_by_hour, within
from moderation.core.period import Period, Span
from moderation.services.figures import PeriodFigures
from moderation.web import charts
from moderation.web.charts import Axes
from moderation.web.figure_pages import Cell, Chart
from moderation.web.language import current_language, number

#: Times that are of use to tell how many waited less.
WAITS = tuple(timedelta(minutes=n) for n in (5, 15, 60, 4 * 60, 12 * 60, 24 * 60, 3 * 24 * 60))

HOURS = [str(hour) for hour in range(24)]

Days = Mapping[date, Counts]

_Draw = Callable[[str, Sequence[str], charts.Series, Axes], Markup]


def charts_of(found: PeriodFigures, charter: Charter) -> tuple[Chart, ...]:
    """Return all charts of a period."""
    counts = total(found.days.values())
    return (
        _outcomes(found.period, found.days),
        _hands(found.period, found.days),
        clauses_chart(counts, charter),
        _waits(counts),
        _load("arrivees", _("Quand les commentaires arrivent"), found.days, Figure.RECEIVED),
        _load("reponses", _("Quand l’équipe décide"), found.days, Figure.ANSWERED),
        _appeals(counts),
        _reports(found.period, found.days),
    )


def axes() -> Axes:
    """Return how all our charts write numbers."""
    return Axes(value=lambda value: number(round(value)), nothing=_("Rien à montrer"))


def clauses_chart(counts: Counts, charter: Charter) -> Chart:
    """Return the refusals of a period by clause."""
    named = by_clause(counts)
    titles = {
        clause.id: in_language(clause.title, current_language()) for clause in charter.clauses
    }
    labels = [titles.get(one, one) for one in named]
    machine = of(counts, Figure.CLAUSE)
    return Chart(
        name="clauses",
        title=_("Refusés et renvoyés, par point de la charte"),
        text=_("Un commentaire refusé pour deux points compte sous chacun."),
        picture=charts.lying("clauses", labels, list(named.values()), axes()) if named else None,
        heads=(_("Point de la charte"), _("Refusés ou renvoyés"), _("dont par la machine seule")),
        rows=[
            (titles.get(one, one), n, machine.get(f"machine.{one}", 0)) for one, n in named.items()
        ],
    )


def _outcomes(period: Period, days: Days) -> Chart:
    told = _Told(
        name="decisions",
        title=_("Ce qui a été décidé"),
        text=_("La première décision sur chaque commentaire, au jour où elle a été prise."),
        series={
            _("publiés"): _counting(Figure.OUTCOME, starts="published."),
            _("renvoyés"): _counting(Figure.OUTCOME, starts="returned."),
            _("refusés"): _counting(Figure.OUTCOME, starts="rejected."),
        },
    )
    return _over_time(told, period, days)


def _hands(period: Period, days: Days) -> Chart:
    told = _Told(
        name="mains",
        title=_("Avec ou sans une personne"),
        text=_("Qui a pris la première décision : une personne, ou la machine seule."),
        series={
            _("une personne"): _counting(Figure.OUTCOME, ends=".person"),
            _("la machine seule"): _counting(Figure.OUTCOME, ends=".machine"),
        },
    )
    return _over_time(told, period, days)


def _reports(period: Period, days: Days) -> Chart:
    told = _Told(
        name="signalements",
        title=_("Ce que signalent les lecteurs"),
        text=_(
            "Les signalements reçus, et ceux auxquels il a été donné suite, au jour de la réponse."
        ),
        series={
            _("reçus"): _counting(Figure.REPORT),
            _("suivis"): _counting(Figure.REPORT_ANSWER, starts="upheld"),
        },
    )
    return _over_time(told, period, days, charts.beside)


def _counting(figure: Figure, *, starts: str = "", ends: str = "") -> Callable[[Counts], int]:
    return lambda counts: many(counts, figure, starts=starts, ends=ends)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a chart over time is called, and the series that it draws: how each is counted."""

    name: str
    title: str
    text: str
    series: Mapping[str, Callable[[Counts], int]]


def _over_time(told: _Told, period: Period, days: Days, draw: _Draw = charts.stacked) -> Chart:
    bins = period.bins()
    summed = [total(days[day] for day in one.days() if day in days) for one in bins]
    values = {called: [count(counts) for counts in summed] for called, count in told.series.items()}
    is_empty = not any(map(any, values.values()))
    labels = [_short(one) for one in bins]
    return Chart(
        name=told.name,
        title=told.title,
        text=told.text,
        picture=None if is_empty else draw(told.name, labels, values, axes()),
        heads=(_("Du"), _("Au"), *values),
        rows=[
            (one.first.isoformat(), one.last.isoformat(), *(values[called][i] for called in values))
            for i, one in enumerate(bins)
        ],
    )


def _waits(counts: Counts) -> Chart:
    waits = of(counts, Figure.WAIT)
    n = sum(waits.values())
    names = [
        _("5 minutes"), _("15 minutes"), _("1 heure"), _("4 heures"),
        _("12 heures"), _("1 jour"), _("3 jours"),
    ]  # fmt: skip
    reached = [within(waits, limit) for limit in WAITS]
    percent = [100 * one / n if n else 0 for one in reached]
    ours = Axes(value=lambda value: f"{value:.0f}\u00a0%", nothing=axes().nothing)
    return Chart(
        name="attente",
        title=_("Décidé en moins de…"),
        text=_("De l’envoi à la première décision, quand c’est une personne qui décide."),
        picture=charts.lying("attente", names, percent, ours) if n else None,
        heads=(_("En moins de"), _("Commentaires"), _("Part, en pour cent")),
        rows=[(names[i], reached[i], round(percent[i], 1)) for i in range(len(names))],
    )


def _load(name: str, title: str, days: Days, figure: Figure) -> Chart:
    grid = week_by_hour(days, figure)
    locale = get_locale()
    short = get_day_names("abbreviated", context="stand-alone", locale=locale)
    long = get_day_names("wide", context="stand-alone", locale=locale)
    rows = {short[i].rstrip("."): grid[i] for i in range(7)}
    is_empty = not any(map(any, grid))
    return Chart(
        name=name,
        title=title,
        text=_("Par jour de la semaine et par heure : plus le point est grand, plus il y en a."),
        picture=None if is_empty else charts.dots(name, HOURS, rows, axes()),
        heads=(_("Jour"), *HOURS),
        rows=[(long[i], *grid[i]) for i in range(7)],
    )


def _appeals(counts: Counts) -> Chart:
    rows: list[tuple[Cell, ...]] = []
    values: dict[str, list[int]] = {_("admis"): [], _("rejetés"): []}
    names = {"person": _("une personne"), "machine": _("la machine")}
    for who, name in names.items():
        overturned = of(counts, Figure.APPEAL_ANSWER).get(f"{who}.overturned", 0)
        kept = of(counts, Figure.APPEAL_ANSWER).get(f"{who}.kept", 0)
        rows.append((name, many(counts, Figure.APPEAL, starts=who), overturned, kept))
        for one, n in zip(values.values(), (overturned, kept), strict=True):
            one.append(n)
    is_empty = not any(map(any, values.values()))
    return Chart(
        name="recours",
        title=_("Recours, selon qui avait décidé"),
        text=_("Ceux auxquels il a été répondu pendant la période."),
        picture=None
        if is_empty
        else charts.stacked("recours", list(names.values()), values, axes()),
        heads=(_("Décision de"), _("Recours reçus"), _("admis"), _("rejetés")),
        rows=rows,
    )


def _short(one: Period) -> str:
    locale = get_locale()
    if one.span is Span.MONTH:
        return str(format_skeleton("yMMM", one.first, locale=locale))
    return str(format_date(one.first, "d.M.", locale=locale))
