"""A reader shows who they are: the ladder, and the code that confirms a telephone number."""

from contextlib import suppress

from babel.lists import format_list
from flask import Blueprint, flash, make_response, redirect, render_template, session, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from moderation.core.proof import Proof, rung_of
from moderation.core.wording import say_problem
from moderation.errors import CommentError, Conflict, InvalidInput, NotAllowed, NotFound, SmsError
from moderation.services import proofs, pseudonyms
from moderation.web.access import current_runtime, require_account, the_person
from moderation.web.forms import OneButtonForm
from moderation.web.identity_forms import CodeForm, PhoneForm, PseudonymForm
from moderation.web.identity_pages import IdentityPage, Step
from moderation.web.language import current_language
from moderation.web.throttle import limiter

#: Text messages asked for, and codes tried, from one address.
MESSAGE_LIMIT, CODE_LIMIT = "10/hour", "30/hour"

#: Pseudonyms asked for from one address.
PSEUDONYM_LIMIT = "20/hour"

#: Where a browser keeps what belongs to the code that is under way.
_CODE_IN_SESSION = "telephone"

own_identity = Blueprint("own_identity", __name__, url_prefix="/compte/identite")
own_identity.before_request(require_account)


@own_identity.get("")
def ladder() -> Response:
    """Show a reader what they have shown of who they are, what it proves, and what more they can show."""
    return _page()


@own_identity.post("/telephone")
@limiter.limit(MESSAGE_LIMIT)
def send_code() -> Response:
    """Send a code to a number."""
    runtime, form = current_runtime(), PhoneForm()
    if not form.validate():
        return _page(phone_form=form, status=422)
    try:
        token = proofs.send_code(
            runtime, the_person(), form.number.data or "", language=current_language()
        )
    except InvalidInput:
        said = _(
            "Ce n’est pas un numéro de téléphone mobile de ces pays : %(names)s.",
            names=_countries(),
        )
        return _refused(form, said, 422)
    except NotAllowed:
        said = _("Assez de messages sont partis pour aujourd’hui. Réessayez demain.")
        return _refused(form, said, 429)
    except SmsError:
        said = _("Le message n’a pas pu être envoyé. Veuillez réessayer.")
        return _refused(form, said, 503)
    session[_CODE_IN_SESSION] = token
    # No anchor: it would keep the field of the code from having the focus.
    return redirect(url_for("own_identity.ladder"), 303)


@own_identity.post("/code")
@limiter.limit(CODE_LIMIT)
def confirm() -> Response:
    """Take a number as the reader's, if they type its code."""
    form, token = CodeForm(), session.get(_CODE_IN_SESSION)
    if token is None:
        return redirect(url_for("own_identity.ladder"), 303)
    if not form.validate():
        return _page(code_form=form, status=422)
    try:
        proofs.confirm_phone(current_runtime(), the_person(), token, form.code.data or "")
    except InvalidInput:
        form.code.errors = [_("Ce n’est pas le code que nous avons envoyé.")]
        return _page(code_form=form, status=422)
    except NotFound:
        session.pop(_CODE_IN_SESSION)
        form = PhoneForm(formdata=None)
        said = _(
            "Ce code ne vaut plus : il a été essayé trop souvent, ou trop tard. Demandez-en un autre."
        )
        return _refused(form, said, 422)
    session.pop(_CODE_IN_SESSION)
    flash(_("Votre numéro est confirmé."), "success")
    return redirect(url_for("own_identity.ladder"), 303)


@own_identity.post("/telephone/oublier")
def forget_phone() -> Response:
    """Forget the reader's number; or the code that is under way, to give another number."""
    if session.pop(_CODE_IN_SESSION, None) is None:
        proofs.forget_phone(current_runtime(), the_person())
    return redirect(url_for("own_identity.ladder", _anchor="telephone"), 303)


@own_identity.post("/pseudonyme")
@limiter.limit(PSEUDONYM_LIMIT)
def ask_pseudonym() -> Response:
    """Ask the newsroom for a pseudonym."""
    form = PseudonymForm()
    if not form.validate():
        return _page(pseudonym_form=form, status=422)
    try:
        pseudonyms.ask(
            current_runtime(),
            the_person(),
            form.pseudonym.data or "",
            reason=form.reason.data or "",
        )
    except CommentError as error:
        form.take(error, [say_problem(one, current_language()) for one in error.problems])
        return _page(pseudonym_form=form, status=422)
    except NotAllowed:
        form.pseudonym.errors = [
            _("Vous ne pouvez pas demander de pseudonyme maintenant. Réessayez demain.")
        ]
        return _page(pseudonym_form=form, status=403)
    except Conflict:  # sent twice: the page shows the request that was made
        return redirect(url_for("own_identity.ladder", _anchor="pseudonyme"), 303)
    flash(_("Votre demande est envoyée. La rédaction vous répond par e-mail."), "success")
    return redirect(url_for("own_identity.ladder"), 303)


@own_identity.post("/pseudonyme/renoncer")
def give_up_pseudonym() -> Response:
    """Take the reader's request back, or give up their pseudonym."""
    with suppress(Conflict):  # done already: the page shows how it stands
        pseudonyms.give_up(current_runtime(), the_person())
    return redirect(url_for("own_identity.ladder", _anchor="pseudonyme"), 303)


def _refused(form: PhoneForm, said: str, status: int) -> Response:
    form.number.errors = [said]
    return _page(phone_form=form, status=status)


def _page(
    *,
    phone_form: PhoneForm | None = None,
    code_form: CodeForm | None = None,
    pseudonym_form: PseudonymForm | None = None,
    status: int = 200,
) -> Response:
    runtime = current_runtime()
    given = proofs.proofs_of(runtime, the_person())
    by_proof = {each.proof: each for each in given}
    # That the newsroom knows somebody is nothing to strive for.
    steps = tuple(
        Step(proof, by_proof.get(proof))
        for proof in Proof
        if proof is not Proof.KNOWN or proof in by_proof
    )
    own = pseudonyms.own_pseudonym(runtime, the_person())
    rung, asked = rung_of(given), runtime.charter.publish_from
    page = IdentityPage(
        steps=steps,
        asked=asked,
        is_reached=rung is not None and rung.height >= asked.height,
        countries=_countries(),
        phone_form=phone_form or PhoneForm(formdata=None),
        code_form=code_form or CodeForm(formdata=None) if _CODE_IN_SESSION in session else None,
        forget_form=OneButtonForm(),
        pseudonym=own if own.is_possible or own.last else None,
        pseudonym_form=pseudonym_form or PseudonymForm(formdata=None),
        give_up_form=OneButtonForm(),
    )
    return make_response(render_template("account/identity.html", page=page), status)


def _countries() -> str:
    """Return the names of the countries whose numbers are taken; empty if no messages are sent."""
    locale = get_locale()
    names = [locale.territories[code] for code in proofs.countries(current_runtime())]
    return format_list(names, locale=locale) if names else ""
