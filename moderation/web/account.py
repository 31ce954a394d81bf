"""A reader's own page: who they are here, and what they wrote."""

from contextlib import suppress

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from moderation.core.comment import Status
from moderation.core.decision import may_withdraw
from moderation.core.desk import Outcome
from moderation.core.permission import Permission, may
from moderation.core.person import Person, ReplyMail
from moderation.core.wording import say_problem
from moderation.errors import CommentError, InvalidInput, NotFound
from moderation.runtime import Runtime
from moderation.services import connecting, history, replies, submission
from moderation.services.editing import may_edit_until
from moderation.services.history import OwnSanction
from moderation.services.identity import passkeys_of
from moderation.services.links import outcome_token, read_token, sanction_token
from moderation.services.names import change_name, is_asked
from moderation.services.pseudonyms import signing_name_of
from moderation.web.access import (
    UNSIGNED_IN_SESSION,
    current_runtime,
    require_account,
    the_person,
)
from moderation.web.forms import NameForm, OneButtonForm, ReplyMailForm, SignForm
from moderation.web.language import current_language
from moderation.web.own_pages import AccountPage, OwnComment, SanctionView
from moderation.web.pages import Connections, NamePage, Unsigned
from moderation.web.providers import provider_names

account = Blueprint("account", __name__, url_prefix="/compte")
account.before_request(require_account)


@account.get("")
def overview() -> str | Response:
    """Show a reader what is theirs; lead the newsroom to its desk."""
    runtime, person = current_runtime(), the_person()
    if may(person, Permission.READ):
        return redirect(url_for("desk.next_case"), 303)
    written = history.written(runtime, person, page=request.args.get("page", 1, type=int))
    found = history.own_sanctions(runtime, person, language=current_language())
    page = AccountPage(
        person=person,
        signs=signing_name_of(runtime, person),
        unsigned=unsigned(),
        comments=tuple(_own(runtime, person, outcome) for outcome in written.outcomes),
        page=written.page,
        n_pages=written.n_pages,
        withdraw_form=OneButtonForm(),
        sanctions=tuple(_sanction(runtime, one) for one in found),
        connections=_connections(runtime, person),
        passkeys=passkeys_of(runtime, person.id),
        reply_mail=ReplyMailForm(formdata=None, reply_mail=person.reply_mail.value),
    )
    return render_template("account/account.html", page=page)


@account.route("/nom", methods=["GET", "POST"])
def name() -> Response:
    """Let a reader change the name that they sign with, or answer the question about it.

    Who came here to sign a comment goes back to it.
    """
    runtime, person = current_runtime(), the_person()
    token = request.args.get("commentaire")
    if token is not None:
        read_token(runtime, token)
    form = NameForm()
    if not form.is_submitted():
        form.author_name.data = person.name
        if is_asked(runtime, person):
            form.ask_about(person.name)
    elif form.validate():
        try:
            change_name(runtime, person, form.author_name.data or "", form.name_answer())
        except CommentError as error:
            form.take(error, [say_problem(one, current_language()) for one in error.problems])
        else:
            flash(_("Votre nom est enregistré."), "success")
            back = url_for("author.outcome", token=token) if token else url_for("account.overview")
            return redirect(back, 303)
    html = render_template(
        "account/name.html", page=NamePage(form, token, signing_name_of(runtime, person))
    )
    return make_response(html, 422 if form.errors else 200)


@account.post("/reponses")
def reply_mail() -> Response:
    """Take when a reader wishes to hear of replies."""
    form = ReplyMailForm()
    if not form.validate():
        raise InvalidInput("this is none of the choices")
    wish = ReplyMail(form.reply_mail.data)
    replies.choose_reply_mail(current_runtime(), the_person(), wish)
    return redirect(url_for("account.overview", _anchor="replies"), 303)


def _sanction(runtime: Runtime, own: OwnSanction) -> SanctionView:
    sanction = own.told.sanction
    token = (
        outcome_token(runtime, own.public_id)
        if own.public_id is not None
        else sanction_token(runtime, sanction.id)
    )
    is_over = sanction.is_over(runtime.clock())
    return SanctionView(own.told, token, is_over, own.public_id is not None)


def _own(runtime: Runtime, person: Person, outcome: Outcome) -> OwnComment:
    comment = outcome.comment
    until = may_edit_until(runtime, comment, person=person, has_sent=False)
    token = outcome_token(runtime, comment.public_id)
    return OwnComment(outcome, token, until is not None, may_withdraw(comment))


def _connections(runtime: Runtime, person: Person) -> Connections:
    names = provider_names()
    ways = connecting.ways_in(runtime, person)
    return Connections(
        has_password=ways.has_password,
        connected=ways.connections,
        names=tuple(names.get(way.provider, way.provider) for way in ways.connections),
        may_remove=ways.may_lose_one,
        form=OneButtonForm(),
    )


def unsigned() -> Unsigned | None:
    """Return the comment that this browser sent and nobody has signed yet."""
    token = session.get(UNSIGNED_IN_SESSION)
    if token is None:
        return None
    runtime = current_runtime()
    with suppress(NotFound):
        comment = submission.find_comment(runtime, read_token(runtime, token))
        if comment.status is Status.UNCONFIRMED:
            return Unsigned(token, comment, SignForm(formdata=None))
    session.pop(UNSIGNED_IN_SESSION)
    return None
