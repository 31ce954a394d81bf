"""A reader takes their data with them, or closes their account."""

import json

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from moderation.core.comment import Status
from moderation.errors import NotAllowed
from moderation.services import closing, submission
from moderation.services.export import export_of
from moderation.services.links import read_close_token
from moderation.services.retention import periods_of
from moderation.web.access import (
    LETTER_LIMIT,
    current_runtime,
    has_password,
    is_password,
    log_out,
    require_account,
    the_person,
)
from moderation.web.forms import WITHDRAW, CloseAccountForm, OneButtonForm
from moderation.web.own_pages import CloseByLinkPage, ClosePage
from moderation.web.throttle import limiter

#: Passwords tried from one address, and files taken.
PASSWORD_LIMIT, EXPORT_LIMIT = "10/hour", "20/hour"

own_data = Blueprint("own_data", __name__, url_prefix="/compte")
own_data.before_request(require_account)


@own_data.get("/donnees")
@limiter.limit(EXPORT_LIMIT)
def export() -> Response:
    """Give a reader everything that is stored of them, as a file."""
    content = json.dumps(export_of(current_runtime(), the_person()), ensure_ascii=False, indent=2)
    response = make_response(content + "\n")
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = "attachment; filename=donnees.json"
    return response


@own_data.get("/fermer")
def close() -> Response:
    """Say what closing the account means, and ask."""
    return _close_page(CloseAccountForm(formdata=None))


@own_data.post("/fermer")
@limiter.limit(PASSWORD_LIMIT)
def close_now() -> Response:
    """Close the account of who knows its password; write to who has none."""
    form = CloseAccountForm()
    if not has_password():
        del form.password
    if not form.validate():
        return _close_page(form, status=422)
    withdraws = form.comments.data == WITHDRAW
    if not has_password():
        with limiter.limit(LETTER_LIMIT):
            closing.post_close_link(current_runtime(), the_person(), withdraws=withdraws)
        return _close_page(form, is_sent=True)
    if not is_password(form.password.data or ""):
        form.password.errors = [_("Ce n’est pas votre mot de passe actuel.")]
        return _close_page(form, status=422)
    return _close(withdraws=withdraws)


@own_data.route("/fermer/<token>", methods=["GET", "POST"])
def close_by_link(token: str) -> Response:
    """Close the account of who received the link."""
    person_id, withdraws = read_close_token(current_runtime(), token)
    if person_id != the_person().id:
        raise NotAllowed("this link is for another account")
    form = OneButtonForm()
    if form.validate_on_submit():
        return _close(withdraws=withdraws)
    page = CloseByLinkPage(token=token, withdraws=withdraws, form=form)
    return make_response(render_template("account/close_confirm.html", page=page))


def _close(*, withdraws: bool) -> Response:
    closing.close_account(current_runtime(), the_person(), withdraws=withdraws)
    log_out()
    return redirect(url_for("privacy.closed"), 303)


def _close_page(form: CloseAccountForm, *, status: int = 200, is_sent: bool = False) -> Response:
    runtime, person = current_runtime(), the_person()
    written = submission.written_by(runtime, person)
    periods = periods_of(runtime.settings)
    page = ClosePage(
        person=person,
        form=form,
        has_password=has_password(),
        has_written=bool(written),
        has_published=any(comment.status is Status.PUBLISHED for comment in written),
        identity_months=periods.identity_months,
        refused_months=max(periods.refused_months, runtime.charter.redress.appeal_months),
        is_sent=is_sent,
    )
    return make_response(render_template("account/close.html", page=page), status)
