"""Readers tell of errors in articles, at `correction`; the newsroom deals with them, at `corrections`."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException, InternalServerError, TooManyRequests
from werkzeug.wrappers import Response

from moderation.core.correction import CorrectionStatus
from moderation.core.desk import LARGEST_ID
from moderation.errors import Conflict, InvalidInput, Unavailable
from moderation.services import corrections as service
from moderation.services.submission import find_article
from moderation.web.access import csrf, current_runtime, require_person, the_person
from moderation.web.correction_pages import CorrectedPage, CorrectionPage, CorrectionsPage
from moderation.web.failures import Failure, page_for, say_wait, status_of, when_to_retry
from moderation.web.forms import CloseCorrectionForm, CorrectionForm, OneButtonForm
from moderation.web.language import current_language
from moderation.web.throttle import limiter

#: Corrections from one address.
CORRECTION_LIMIT = "10/hour"

correction = Blueprint("correction", __name__, url_prefix="/article/<key>/erreur")

corrections = Blueprint("corrections", __name__, url_prefix="/desk/corrections")
corrections.before_request(require_person)


@correction.route("", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]  # the form checks its token itself, so that the text is not lost with the session
def tell(key: str) -> Response:
    """Let anybody tell the newsroom of an error in an article."""
    form = CorrectionForm()
    article = find_article(current_runtime(), key)
    if not form.validate_on_submit():
        failure = None
        if form.csrf_token.errors:
            failure = _(
                "La page était ouverte depuis trop longtemps. Votre texte est toujours là : envoyez-le encore une fois."
            )
        status = 400 if failure else 422 if form.errors else 200
        page = CorrectionPage(key, article, form, failure)
        return make_response(render_template("reader/correction.html", page=page), status)
    with limiter.limit(CORRECTION_LIMIT):
        pass  # counts this one; raises RateLimitExceeded
    service.tell(
        current_runtime(),
        key,
        words=form.words.data or "",
        passage=form.passage.data or "",
        email=(form.email.data or "").strip() or None,
        language=current_language(),
    )
    return redirect(url_for("correction.thanks", key=key), 303)


@correction.errorhandler(Unavailable)
@correction.errorhandler(RateLimitExceeded)
@correction.errorhandler(InternalServerError)
def failed(error: Unavailable | HTTPException) -> Failure:
    """Give what could not be sent back to its author; elsewhere, say what happened."""
    if request.method != "POST":
        return page_for(error)
    status = status_of(error) if isinstance(error, Unavailable) else error.code or 500
    failure = _("Votre message n’a pas pu être transmis. Veuillez réessayer.")
    if status == TooManyRequests.code:
        failure += f" {say_wait()}"
    page = CorrectionPage((request.view_args or {})["key"], None, CorrectionForm(), failure)
    return render_template("reader/correction.html", page=page), status, when_to_retry(status)


@correction.get("/merci")
def thanks(key: str) -> str:
    """Thank for telling."""
    article = find_article(current_runtime(), key)
    return render_template("reader/corrected.html", page=CorrectedPage(article))


@corrections.get("")
def listed() -> Response:
    """Show what readers told of: what is open first."""
    return _page(just_closed=request.args.get("closed", type=int))


@corrections.post(f"/<int(max={LARGEST_ID}):correction_id>/close")
def close(correction_id: int) -> Response:
    """Close a correction, done or put aside; the note is sent if the moderator says so."""
    form = CloseCorrectionForm()
    if not form.validate():
        problem = str(next(iter(form.errors.values()))[0])
        return _page(refused=form, refused_id=correction_id, problem=problem, status=422)
    try:
        service.close_correction(
            current_runtime(),
            the_person(),
            correction_id,
            status=CorrectionStatus(form.status.data),
            note=form.note.data or "",
            sends=form.sends.data,
        )
    except InvalidInput as error:
        problem = _("L’adresse de cette personne a été effacée entre-temps.")
        return _page(
            refused=form, refused_id=correction_id, problem=problem, status=status_of(error)
        )
    except Conflict as error:
        return _page(problem=_too_late(), status=status_of(error))
    return redirect(url_for("corrections.listed", closed=correction_id), 303)


@corrections.post(f"/<int(max={LARGEST_ID}):correction_id>/reopen")
def reopen(correction_id: int) -> Response:
    """Open a correction again."""
    try:
        service.reopen_correction(current_runtime(), correction_id)
    except Conflict as error:
        return _page(problem=_too_late(), status=status_of(error))
    anchor = f"correction-{correction_id}"
    return redirect(url_for("corrections.listed", _anchor=anchor), 303)


def _page(
    *,
    just_closed: int | None = None,
    refused: CloseCorrectionForm | None = None,
    refused_id: int | None = None,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    runtime = current_runtime()
    found = service.listed_corrections(runtime)
    page = CorrectionsPage(
        corrections=found,
        n_open=service.count_open(runtime),
        just_closed=_closed(found, just_closed),
        problem=problem,
        refused=refused,
        refused_id=refused_id,
        close_form=CloseCorrectionForm(formdata=None),
        reopen_form=OneButtonForm(),
    )
    return make_response(render_template("desk/corrections.html", page=page), status)


def _closed(found: tuple[service.ListedCorrection, ...], wanted: int | None) -> int | None:
    """Return *wanted* if it is the number of a correction that is closed."""
    return next(
        (
            one.correction.id
            for one in found
            if one.correction.id == wanted and one.correction.closed_at is not None
        ),
        None,
    )


def _too_late() -> str:
    return str(_("Quelqu’un a été plus rapide : voici ce qu’il en est maintenant."))
