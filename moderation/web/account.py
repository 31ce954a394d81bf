"""A reader's own page: who they are here, and what they wrote."""

from contextlib import suppress

from flask import Blueprint, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from moderation.core.comment import Status
from moderation.core.person import ReplyMail
from moderation.errors import InvalidInput, NotFound
from moderation.services import replies, submission
from moderation.services.links import outcome_token, read_token
from moderation.web.access import (
    DESK_ROLES,
    UNSIGNED_IN_SESSION,
    current_runtime,
    require_account,
    the_person,
)
from moderation.web.forms import OneButtonForm, ReplyMailForm
from moderation.web.pages import AccountPage, Unsigned

account = Blueprint("account", __name__, url_prefix="/compte")
account.before_request(require_account)


@account.get("")
def overview() -> str | Response:
    """Show a reader what is theirs; lead the newsroom to its desk."""
    runtime, person = current_runtime(), the_person()
    if person.role in DESK_ROLES:
        return redirect(url_for("desk.next_case"), 303)
    written = submission.written_by(runtime, person)
    outcomes = tuple(outcome_token(runtime, comment.public_id) for comment in written)
    form = ReplyMailForm(formdata=None, reply_mail=person.reply_mail.value)
    page = AccountPage(person, _unsigned(), written, outcomes, form)
    return render_template("account/account.html", page=page)


@account.post("/reponses")
def reply_mail() -> Response:
    """Take when a reader wishes to hear of replies."""
    form = ReplyMailForm()
    if not form.validate():
        raise InvalidInput("this is none of the choices")
    wish = ReplyMail(form.reply_mail.data)
    replies.choose_reply_mail(current_runtime(), the_person(), wish)
    return redirect(url_for("account.overview", _anchor="replies"), 303)


def _unsigned() -> Unsigned | None:
    token = session.get(UNSIGNED_IN_SESSION)
    if token is None:
        return None
    runtime = current_runtime()
    with suppress(NotFound):
        comment = submission.find_comment(runtime, read_token(runtime, token))
        if comment.status is Status.UNCONFIRMED:
            return Unsigned(token, comment, OneButtonForm())
    session.pop(UNSIGNED_IN_SESSION)
    return None
