"""An author edits a comment, shortly after sending it."""

from contextlib import suppress

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException, InternalServerError, TooManyRequests
from werkzeug.wrappers import Response

from moderation.core.comment import count_characters, trimmed
from moderation.core.revision import edit_until
from moderation.core.wording import say_problem
from moderation.errors import CommentError, Conflict, NotAllowed, NotFound, Unavailable
from moderation.runtime import Runtime
from moderation.services.editing import Editable, edit_comment, find_editable
from moderation.services.judging import limits_for
from moderation.services.links import outcome_token, read_token
from moderation.web.access import UNSIGNED_IN_SESSION, csrf, current_person, current_runtime
from moderation.web.failures import Failure, page_for, say_wait, status_of, when_to_retry
from moderation.web.forms import EditForm
from moderation.web.headers import PRIVATE
from moderation.web.language import current_language
from moderation.web.own_pages import EditedComment, EditPage
from moderation.web.throttle import count_comment

editing = Blueprint("editing", __name__)


def has_sent(runtime: Runtime, public_id: str) -> bool:
    """Tell whether this browser sent the comment *public_id*, and nobody has signed it since."""
    token = session.get(UNSIGNED_IN_SESSION)
    with suppress(NotFound):
        return token is not None and read_token(runtime, token) == public_id
    return False


@editing.get("/commentaire/<public_id>/modifier")
def begin(public_id: str) -> Response:
    """Show its author a comment in a form, or why it is no longer edited."""
    try:
        found = _find(public_id)
    except NotAllowed as error:
        if current_person() is None:
            return redirect(url_for("security.login", next=request.path), 303)
        return _page(public_id, None, failure=_not_own(), status=status_of(error))
    if found.why_final is not None:
        return _page(public_id, None, found, failure=_say_final(found), status=409)
    form = EditForm(formdata=None, data={"body": found.comment.body, "seen": found.comment.version})
    return _page(public_id, form, found)


@editing.post("/commentaire/<public_id>/modifier")
@csrf.exempt  # type: ignore[untyped-decorator]  # the form checks its token itself, so that the text is not lost with the session
def edit(public_id: str) -> Response:
    """Take the new text; give the form back with it if it cannot be taken."""
    runtime, form = current_runtime(), EditForm()
    try:
        found = _find(public_id)
    except NotAllowed as error:
        return _page(public_id, form, failure=_not_own(), status=status_of(error))
    if not form.csrf_token.validate(form):
        failure = _(
            "La page était ouverte depuis trop longtemps. Votre texte est toujours là : envoyez-le encore une fois."
        )
        return _page(public_id, form, found, failure=failure, status=400)
    count_comment()
    try:
        edit_comment(
            runtime,
            public_id,
            form.draft(),
            seen=form.seen.data or 0,
            person=current_person(),
            has_sent=has_sent(runtime, public_id),
        )
    except CommentError as error:
        form.take(error, [say_problem(one, current_language()) for one in error.problems])
        return _page(public_id, form, found, status=409 if found.why_final else 422)
    except Conflict as error:
        found = _find(public_id)
        return _page(
            public_id,
            form,
            found,
            failure=_say_final(found),
            has_changed=True,
            status=status_of(error),
        )
    return redirect(url_for("author.outcome", token=outcome_token(runtime, public_id)), 303)


@editing.errorhandler(Unavailable)
@editing.errorhandler(RateLimitExceeded)
@editing.errorhandler(InternalServerError)
def failed(error: Unavailable | HTTPException) -> Failure | Response:
    """Give a text that could not be taken back to its author; elsewhere, say what happened."""
    if request.endpoint != "editing.edit":
        return page_for(error)
    status = status_of(error) if isinstance(error, Unavailable) else error.code or 500
    failure = _("Votre commentaire n’a pas pu être transmis. Veuillez réessayer.")
    if status == TooManyRequests.code:
        failure += f" {say_wait()}"
    public_id = (request.view_args or {})["public_id"]
    response = _page(public_id, EditForm(), failure=failure, status=status)
    response.headers.update(when_to_retry(status))
    return response


def _find(public_id: str) -> Editable:
    runtime = current_runtime()
    sent = has_sent(runtime, public_id)
    return find_editable(runtime, public_id, person=current_person(), has_sent=sent)


def _say_final(found: Editable) -> str | None:
    return say_problem(found.why_final, current_language()) if found.why_final else None


def _not_own() -> str:
    return str(
        _(
            "Seul son auteur peut modifier un commentaire, depuis le compte qui l’a signé ou le navigateur qui l’a envoyé."
        )
    )


def _page(
    public_id: str,
    form: EditForm | None,
    found: Editable | None = None,
    *,
    failure: str | None = None,
    has_changed: bool = False,
    status: int = 200,
) -> Response:
    runtime = current_runtime()
    limits = found.limits if found else limits_for(runtime, None, needs_acceptance=True)
    body = form.body.data or "" if form else ""
    if form and form.charter.data != runtime.charter.digest:
        form.charter.data, form.accepted.data = runtime.charter.digest, False
    page = EditPage(
        public_id=public_id,
        form=form,
        found=_shown(runtime, found) if found else None,
        failure=failure,
        has_changed=has_changed,
        charter=runtime.charter,
        needs_acceptance=bool(found and found.comment.charter_digest != runtime.charter.digest),
        limit=limits.characters,
        remaining=limits.characters - count_characters(trimmed(body)),
    )
    return make_response(render_template("reader/edit.html", page=page), status, PRIVATE)


def _shown(runtime: Runtime, found: Editable) -> EditedComment:
    token = outcome_token(runtime, found.comment.public_id)
    return EditedComment(found.comment, found.article, token, edit_until(found.comment))
