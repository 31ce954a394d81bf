"""An author's own page: what became of a comment, signing and confirming it, objecting, taking it back."""

from contextlib import suppress

from flask import Blueprint, Response, make_response, redirect, render_template, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from moderation.core.charter import Guests
from moderation.core.decision import may_withdraw
from moderation.errors import CommentError, Conflict, InvalidInput
from moderation.services import bans, redress, signing, submission
from moderation.services.editing import may_edit_until
from moderation.services.links import outcome_token, read_token
from moderation.services.pseudonyms import signing_name_of
from moderation.web.access import UNSIGNED_IN_SESSION, current_person, current_runtime
from moderation.web.editing import has_sent
from moderation.web.evidence import Mark, cut
from moderation.web.forms import AppealForm, BanAppealForm, OneButtonForm, SeenForm, SignForm
from moderation.web.headers import PRIVATE
from moderation.web.language import current_language
from moderation.web.pages import ConfirmPage, OutcomePage
from moderation.web.sanction import is_suspension, own_sanctions

author = Blueprint("author", __name__)


@author.get("/suivi/<token>")
def outcome(token: str) -> Response:
    """Show an author what became of their comment."""
    return _outcome_page(token, AppealForm(formdata=None))


@author.post("/suivi/<token>/contester")
def appeal(token: str) -> AnyResponse:
    """Take an author's appeal."""
    runtime = current_runtime()
    public_id = read_token(runtime, token)
    form = AppealForm()
    if not form.validate():
        return _outcome_page(token, form, status=422)
    with suppress(Conflict):  # sent twice: the page shows the appeal that was made
        redress.appeal(runtime, public_id, words=form.words.data or "")
    return redirect(url_for("author.outcome", token=token), 303)


@author.post("/suivi/<token>/contester-nom")
def appeal_ban(token: str) -> AnyResponse:
    """Take the objection of whoever signed with a banned name."""
    runtime = current_runtime()
    public_id = read_token(runtime, token)
    form = BanAppealForm()
    if not form.validate():
        return _outcome_page(token, AppealForm(formdata=None), ban_form=form, status=422)
    with suppress(Conflict):  # sent twice: the page shows the appeal that was made
        bans.appeal_ban(runtime, public_id, words=form.objection.data or "")
    return redirect(url_for("author.outcome", token=token), 303)


@author.post("/suivi/<token>/retirer")
def withdraw(token: str) -> AnyResponse:
    """Take a comment back."""
    runtime = current_runtime()
    with suppress(Conflict):  # done already: the page shows how it stands
        submission.withdraw(runtime, read_token(runtime, token))
    return redirect(url_for("author.outcome", token=token), 303)


@author.post("/suivi/<token>/signer")
def sign(token: str) -> AnyResponse:
    """Sign a comment with the account of whoever is logged in."""
    runtime = current_runtime()
    person = current_person()
    if person is None:
        page = url_for("author.outcome", token=token)
        return redirect(url_for("security.login", next=page), 303)
    form = SignForm()
    if not form.validate():
        raise InvalidInput("the form does not say what was seen")
    try:
        with suppress(Conflict):  # done, edited, or another name: the page shows how it stands
            signing.sign(
                runtime,
                read_token(runtime, token),
                person,
                seen=form.seen.data,
                signs_as=form.signs_as.data or None,
            )
    except CommentError as error:
        if is_suspension(error):
            return redirect(url_for("account.overview"), 303)
        # The question about the account's name comes first.
        return redirect(url_for("account.name", commentaire=token), 303)
    session.pop(UNSIGNED_IN_SESSION, None)
    return redirect(url_for("author.outcome", token=token), 303)


@author.get("/confirmer/<token>")
def confirmation(token: str) -> Response:
    """Ask whoever opened the link in a guest's mail to confirm; mail programs open links too."""
    return _confirm_page(token)


@author.post("/confirmer/<token>")
def confirm(token: str) -> AnyResponse:
    """Take a guest's address as theirs."""
    runtime, form = current_runtime(), SeenForm()
    if not form.validate():
        raise InvalidInput("the form does not say what was seen")
    try:
        comment = signing.confirm(runtime, token, seen=form.seen.data)
    except Conflict:
        return _confirm_page(token, has_changed=True)
    except CommentError:  # suspended: the page says until when
        return _confirm_page(token, status=422)
    session.pop(UNSIGNED_IN_SESSION, None)
    return redirect(url_for("author.outcome", token=outcome_token(runtime, comment.public_id)), 303)


def _confirm_page(token: str, *, has_changed: bool = False, status: int = 200) -> Response:
    runtime = current_runtime()
    comment = signing.confirmed_by(runtime, token)
    sanctions = own_sanctions(runtime, None, comment=comment)
    page = ConfirmPage(token, comment, SeenForm(formdata=None), has_changed, sanctions)
    html = render_template("reader/confirm.html", page=page)
    return make_response(html, 409 if has_changed else status, PRIVATE)


def _outcome_page(
    token: str, form: AppealForm, *, ban_form: BanAppealForm | None = None, status: int = 200
) -> Response:
    runtime = current_runtime()
    public_id, person = read_token(runtime, token), current_person()
    found = submission.outcome(runtime, public_id)
    sent = has_sent(runtime, public_id)
    grounds = found.statement.grounds if found.statement else ()
    marks = [
        Mark(number, "clause", ground.title, ground.passages)
        for number, ground in enumerate(grounds, start=1)
    ]
    page = OutcomePage(
        token=token,
        comment=found.comment,
        article=found.article,
        answers=found.answers,
        statement=found.statement,
        segments=cut(found.comment.body, marks),
        appeal=found.appeal,
        may_appeal_until=found.may_appeal_until,
        appeal_form=form,
        sign_form=SignForm(formdata=None),
        withdraw_form=OneButtonForm(),
        may_withdraw=may_withdraw(found.comment),
        edit_until=may_edit_until(runtime, found.comment, person=person, has_sent=sent),
        person=person,
        signs=signing_name_of(runtime, person) if person else None,
        guests_may_confirm=runtime.charter.guests is Guests.CONFIRMED,
        ban=bans.ban_told(runtime, public_id, language=current_language()),
        ban_form=ban_form or BanAppealForm(formdata=None),
    )
    return make_response(render_template("reader/outcome.html", page=page), status, PRIVATE)
