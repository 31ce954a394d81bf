"""Anybody reports a comment, at `report`; the newsroom sees all reports together, at `reported`."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException, InternalServerError, TooManyRequests
from werkzeug.wrappers import Response

from moderation.core.comment import Article, Comment, Status
from moderation.core.redress import ReportReason
from moderation.errors import NotFound, Unavailable
from moderation.services import redress, submission
from moderation.services import reported as service
from moderation.web.access import csrf, current_person, current_runtime, require_person
from moderation.web.failures import Failure, page_for, say_wait, status_of, when_to_retry
from moderation.web.report_forms import ReportForm
from moderation.web.report_pages import ReportedCommentsPage, ReportedPage, ReportPage
from moderation.web.throttle import limiter

#: Reports from one address.
REPORT_LIMIT = "30/hour"

report = Blueprint("report", __name__, url_prefix="/commentaire/<public_id>")

reported = Blueprint("reported", __name__, url_prefix="/desk/signalements")
reported.before_request(require_person)


@report.route("/signaler", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]  # the form checks its token itself, so that the text is not lost with the session
def tell(public_id: str) -> Response:
    """Let anybody tell the newsroom of a comment."""
    shown, found = _published(public_id)
    form = _form()
    if not form.validate_on_submit():
        failure = None
        if form.csrf_token.errors:
            failure = _(
                "La page était ouverte depuis trop longtemps. Votre texte est toujours là : envoyez-le encore une fois."
            )
        status = 400 if failure else 422 if form.errors else 200
        page = ReportPage(public_id, shown, found, form, failure)
        return make_response(render_template("reader/report.html", page=page), status)
    with limiter.limit(REPORT_LIMIT):
        pass  # counts this one; raises RateLimitExceeded
    person = current_person()
    redress.report(
        current_runtime(),
        public_id,
        reason=ReportReason(form.reason.data),
        words=form.words.data or "",
        said=form.said(),
        by=form.reporter(person.id if person else None),
    )
    return redirect(url_for("report.thanks", public_id=public_id), 303)


@report.errorhandler(Unavailable)
@report.errorhandler(RateLimitExceeded)
@report.errorhandler(InternalServerError)
def failed(error: Unavailable | HTTPException) -> Failure:
    """Give a report that could not be sent back to who wrote it; elsewhere, say what happened."""
    if request.method != "POST":
        return page_for(error)
    status = status_of(error) if isinstance(error, Unavailable) else error.code or 500
    failure = _("Votre signalement n’a pas pu être transmis. Veuillez réessayer.")
    if status == TooManyRequests.code:
        failure += f" {say_wait()}"
    page = ReportPage((request.view_args or {})["public_id"], None, None, _form(), failure)
    return render_template("reader/report.html", page=page), status, when_to_retry(status)


@report.get("/merci")
def thanks(public_id: str) -> str:
    """Thank for a report."""
    found = submission.outcome(current_runtime(), public_id).article
    return render_template("reader/reported.html", page=ReportedPage(found))


@reported.get("")
def listed() -> str:
    """Show the comments that readers report, and why."""
    runtime = current_runtime()
    points = {clause.id: clause for clause in runtime.charter.clauses}
    page = ReportedCommentsPage(service.open_reports(runtime), points)
    return render_template("desk/reports.html", page=page)


def _form() -> ReportForm:
    form = ReportForm()
    form.offer(current_runtime().charter)
    return form


def _published(public_id: str) -> tuple[Comment, Article]:
    found = submission.outcome(current_runtime(), public_id)
    if found.comment.status is not Status.PUBLISHED:
        raise NotFound("no such comment is published")
    return found.comment, found.article
