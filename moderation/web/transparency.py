"""The public reports: read by anybody, prepared and published by who answers for the charter."""

import json

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from moderation.core.transparency import key_of
from moderation.errors import Conflict, NotFound
from moderation.services import transparency as service
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.failures import status_of
from moderation.web.figures import csv_of
from moderation.web.forms import OneButtonForm
from moderation.web.transparency_form import ByHandForm
from moderation.web.transparency_pages import (
    ReportPage,
    ReportsPage,
    sections_of,
    title_of,
)

transparency = Blueprint("transparency", __name__, url_prefix="/transparence")

reports = Blueprint("reports_public", __name__, url_prefix="/desk/transparence")
reports.before_request(require_person)


@transparency.app_context_processor
def has_reports() -> dict[str, object]:
    """Let templates ask whether there is a report to read."""
    return {"has_reports": lambda: bool(service.published_reports(current_runtime()))}


@transparency.get("")
def listed() -> str:
    """Show which reports there are."""
    keys = service.published_reports(current_runtime())
    page = ReportsPage(tuple((key, title_of(key), True) for key in keys))
    return render_template("reader/transparencies.html", page=page)


@transparency.get("/<key>")
def shown(key: str) -> Answer:
    """Show a report, as a page, as CSV or as JSON."""
    content, published_at = service.published_report(current_runtime(), key)
    form = request.args.get("format")
    if form == "json":
        body = json.dumps({"key": key, **content}, ensure_ascii=False, indent=2) + "\n"
        return Response(body, mimetype="application/json")
    sections = sections_of(content)
    if form == "csv":
        heads = (_("Identifiant"), _("Chapitre"), _("Ligne"), _("Valeur"))
        rows = [
            (line.name, section.title, line.label, line.value or _("non mesuré"))
            for section in sections
            for line in section.lines
        ]
        return csv_of(f"transparence-{key}", heads, rows)
    page = ReportPage(key, title_of(key), content, sections, published_at, None)
    return make_response(render_template("reader/transparency.html", page=page))


@reports.get("")
def overview() -> str:
    """Show which reports can be made, and which are published."""
    runtime = current_runtime()
    done = set(service.published_reports(runtime))
    keys = [key_of(period) for period in service.reportable(runtime, the_person())]
    page = ReportsPage(tuple((key, title_of(key), key in done) for key in keys))
    return render_template("desk/transparency.html", page=page)


@reports.get("/<key>")
def prepare(key: str) -> Answer:
    """Show what a report would tell, and the form of what is told by hand."""
    return _prepared(key)


@reports.post("/<key>")
def tell(key: str) -> Answer:
    """Keep what is told by hand."""
    form = ByHandForm()
    if not form.validate():
        problem = _("Il reste quelque chose à corriger")
        return _prepared(key, form=form, problem=problem, status=422)
    try:
        service.tell_by_hand(current_runtime(), the_person(), key, form.told())
    except Conflict as error:
        return _prepared(key, problem=_("Ce rapport est publié."), status=status_of(error))
    flash(_("Enregistré."), "success")
    return redirect(url_for("reports_public.prepare", key=key), 303)


@reports.post("/<key>/publier")
def publish(key: str) -> Answer:
    """Publish a report for good."""
    if not OneButtonForm().validate():
        raise NotFound("there is no such form")
    try:
        service.publish(current_runtime(), the_person(), key)
    except Conflict as error:
        return _prepared(key, problem=_("Ce rapport est publié."), status=status_of(error))
    flash(_("Publié. Ces chiffres ne changeront plus."), "success")
    return redirect(url_for("transparency.shown", key=key), 303)


def _prepared(
    key: str, *, form: ByHandForm | None = None, problem: str | None = None, status: int = 200
) -> Answer:
    runtime = current_runtime()
    content, by_hand = service.draft(runtime, the_person(), key)
    published = key in service.published_reports(runtime)
    page = ReportPage(
        key=key,
        title=title_of(key),
        content=content,
        sections=sections_of(content),
        published_at=runtime.clock() if published else None,
        form=form or ByHandForm(formdata=None, obj=by_hand),
        problem=problem,
    )
    return make_response(render_template("desk/transparency_report.html", page=page), status)
