"""What the public report tells, line by line, and the form of what is told by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from moderation.core.charter import in_language
from moderation.core.period import Period, Span
from moderation.core.transparency import FEWEST, OTHERS, Content, period_called
from moderation.web.labels import REPORT_REASONS, SANCTION_KINDS
from moderation.web.language import calendar, current_language, decimal, lasting, number, precise
from moderation.web.transparency_form import BY_HAND, TEXTS, ByHandForm


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is told."""

    name: str  # in files
    label: str
    value: str  # worded; "" if it was not measured
    is_part: bool = False  # of the line before that is none


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that belong together."""

    title: str
    note: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """reader/transparency.html: a published report; desk/transparency_report.html: what it would be."""

    key: str
    title: str
    content: Content
    sections: tuple[Section, ...]
    published_at: datetime | None  # None: it is not
    form: ByHandForm | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """reader/transparencies.html, desk/transparency.html: the reports there are."""

    reports: tuple[tuple[str, str, bool], ...]  # key, title, whether it is published


def title_of(key: str) -> str:
    """Return what the period called *key* is called by people."""
    period = period_called(key)
    if period is None:
        return key
    if period.span is Span.HALF:
        first = period.first.month == 1
        halves = (_("premier semestre"), _("deuxième semestre"))
        return f"{period.first.year}, {halves[0 if first else 1]}"
    if period.span is Span.QUARTER:
        n = (period.first.month + 2) // 3
        return str(_("%(year)s, trimestre %(n)s", year=period.first.year, n=n))
    return _days(period)


def sections_of(content: Content) -> tuple[Section, ...]:
    """Return all that a report tells, in the language of the request."""
    by_hand = content["by_hand"]
    return (
        Section(_("Commentaires"), "", _comments(content)),
        Section(
            _("Refusés et renvoyés, par point de la charte"),
            _("Un commentaire refusé pour deux points compte sous chacun."),
            _clauses(content),
        ),
        Section(
            _("Ce que fait la machine"),
            _("La machine ne décide seule que dans les cas que la charte indique ; une part tirée au sort de ce qu’elle publie est relue par des personnes, et chacun peut contester."),
            _machine(content),
        ),
        Section(
            _("Signalements"),
            _("Toute suite donnée à un signalement l’est selon la charte, par une personne."),
            _reports(content),
        ),
        Section(_("Recours"), "", _appeals(content)),
        Section(
            _("Suspensions et noms bannis"),
            "",
            (*_sanctions(content), *_told(by_hand, "suspended_for_content", "suspended_for_reports")),
        ),
        Section(
            _("Autorités et litiges"),
            "",
            _told(by_hand, "orders_to_act", "orders_to_inform", "disputes", "disputes_upheld", "disputes_followed", "disputes_days"),
        ),
        Section(
            _("Fils fermés, et l’équipe"), "", _told(by_hand, "closed_articles", "closed_why", "training")
        ),
    )  # fmt: skip


def _comments(content: Content) -> tuple[Line, ...]:
    return (
        _count("received", _("Reçus"), content["received"]),
        _count("published", _("Publiés"), content["published"]),
        _count("returned", _("Renvoyés à l’auteur, pour qu’il réécrive"), content["returned"]),
        _count("rejected", _("Refusés"), content["rejected"]),
        _count("removed", _("Retirés après publication"), content["removed"]),
        _count("removed_on_report", _("dont à la suite d’un signalement"), content["removed_on_report"], is_part=True),
        _time("wait_median_seconds", _("Attente jusqu’à la décision d’une personne, une fois sur deux moins de"), content),
        _time("wait_long_seconds", _("neuf fois sur dix moins de"), content, is_part=True),
    )  # fmt: skip


def _clauses(content: Content) -> tuple[Line, ...]:
    others = _("autres points, chacun cité moins de %(n)s fois", n=FEWEST)
    language = current_language()
    return tuple(
        _count(
            f"clause.{one['id']}",
            in_language(one["title"], language) if one["title"] else others if one["id"] == OTHERS else one["id"],
            one["n"],
        )
        for one in content["clauses"]
    )  # fmt: skip


def _machine(content: Content) -> tuple[Line, ...]:
    errors, alike = content["errors"], content["agreement"]
    return (
        _count("by_machine", _("Premières décisions prises par la machine seule"), content["by_machine"]),
        _count("refused_by_machine", _("dont refus ou renvois"), content["refused_by_machine"], is_part=True),
        Line(
            "errors",
            _("Erreurs parmi ce qui a paru sans avoir été lu"),
            _("%(rate)s (entre %(low)s et %(high)s ; promis : %(promised)s au plus)", rate=precise(errors["refused"] / errors["read"]), low=precise(errors["low"]), high=precise(errors["high"]), promised=precise(errors["promised"])) if errors else "",
        ),
        Line(
            "agreement",
            _("Accord entre deux personnes qui lisent le même commentaire sans se connaître (kappa de Cohen)"),
            _("%(kappa)s (entre %(low)s et %(high)s)", kappa=decimal(alike["kappa"]), low=decimal(alike["low"]), high=decimal(alike["high"])) if alike else "",
        ),
    )  # fmt: skip


def _reports(content: Content) -> tuple[Line, ...]:
    names = {reason.value: str(label) for reason, label in REPORT_REASONS.items()}
    names[OTHERS] = _("autres motifs, chacun invoqué moins de %(n)s fois", n=FEWEST)
    return (
        _count("reports", _("Reçus"), content["reports"]),
        *(
            _count(f"reports.{key}", names.get(key, key), n, is_part=True)
            for key, n in content["reports_by_reason"].items()
        ),
        _count("reports_upheld", _("Suivis : le commentaire a été retiré ou renvoyé"), content["reports_upheld"]),
        _count("reports_dismissed", _("Non suivis"), content["reports_dismissed"]),
        _count("reports_by_machine", _("Traités par la machine seule"), 0),
        _time("reports_median_seconds", _("Réponse, une fois sur deux en moins de"), content),
    )  # fmt: skip


def _sanctions(content: Content) -> tuple[Line, ...]:
    names = {kind.value: str(label) for kind, label in SANCTION_KINDS.items()}
    names[OTHERS] = _("autres mesures, chacune prise moins de %(n)s fois", n=FEWEST)
    return (
        _count("banned_names", _("Noms bannis comme fausse identité"), content["banned_names"]),
        _count("suspensions", _("Suspensions"), content["suspensions"]),
        *(
            _count(f"sanctions.{kind}", names.get(kind, kind), n)
            for kind, n in content["sanctions"].items()
        ),
    )


def _appeals(content: Content) -> tuple[Line, ...]:
    overturned = content["appeals_overturned"]
    few = _("non détaillé : moins de %(n)s réponses", n=FEWEST)
    return (
        _count("appeals", _("Reçus"), content["appeals"]),
        _count("appeals_answered", _("Réponses, toutes par une personne"), content["appeals_answered"]),
        Line("appeals_overturned", _("dont décisions renversées"), few if overturned is None else number(overturned), is_part=True),
        _time("appeals_median_seconds", _("Réponse, une fois sur deux en moins de"), content),
    )  # fmt: skip


def _told(by_hand: Mapping[str, Any], *names: str) -> tuple[Line, ...]:
    lines = []
    for name in names:
        value = by_hand.get(name)
        worded = "" if value in (None, "") else value if name in TEXTS else number(value)
        is_part = name in ("disputes_upheld", "disputes_followed", "disputes_days", "closed_why")
        lines.append(Line(name, str(BY_HAND[name]), str(worded), is_part))
    return tuple(lines)


def _count(name: str, label: str, n: int, *, is_part: bool = False) -> Line:
    return Line(name, label, number(n), is_part)


def _time(name: str, label: str, content: Content, *, is_part: bool = False) -> Line:
    seconds = content[name]
    return Line(
        name, label, "" if seconds is None else lasting(timedelta(seconds=seconds)), is_part
    )


def _days(period: Period) -> str:
    return str(_("%(first)s – %(last)s", first=calendar(period.first), last=calendar(period.last)))
