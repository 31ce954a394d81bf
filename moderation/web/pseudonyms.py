"""Pseudonyms, for the newsroom: who asks for which and why, what is granted, declined, withdrawn."""

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from moderation.core.charter import Pseudonyms
from moderation.core.desk import LARGEST_ID
from moderation.errors import CommentError, Conflict, ModerationError, NotAllowed
from moderation.services import pseudonyms as service
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.failures import status_of
from moderation.web.identity_forms import PseudonymAnswerForm, WithdrawPseudonymForm
from moderation.web.identity_pages import PseudonymsPage

pseudonyms = Blueprint("pseudonyms", __name__, url_prefix="/desk/pseudonymes")
pseudonyms.before_request(require_person)


@pseudonyms.app_context_processor
def has_pseudonyms() -> dict[str, bool]:
    """Tell templates whether the charter has pseudonyms."""
    return {"has_pseudonyms": current_runtime().charter.pseudonyms is Pseudonyms.CHECKED}


@pseudonyms.get("")
def listed() -> Response:
    """Show the pseudonyms: those asked for first."""
    return _page()


@pseudonyms.post(f"/<int(max={LARGEST_ID}):pseudonym_id>/repondre")
def answer(pseudonym_id: int) -> Response:
    """Grant a pseudonym, or decline it for a reason."""
    form = PseudonymAnswerForm()
    if not form.validate():
        return _refused(form, pseudonym_id)
    decide = service.grant if form.outcome.data == "grant" else service.decline
    try:
        decide(current_runtime(), the_person(), pseudonym_id, answer=form.answer.data or "")
    except (CommentError, Conflict, NotAllowed) as error:
        return _page(
            refused=form,
            refused_id=pseudonym_id,
            problem=_explain(error),
            status=status_of(error),
        )
    return redirect(url_for("pseudonyms.listed", _anchor=f"pseudonyme-{pseudonym_id}"), 303)


@pseudonyms.post(f"/<int(max={LARGEST_ID}):pseudonym_id>/retirer")
def withdraw(pseudonym_id: int) -> Response:
    """Withdraw a pseudonym, for a reason."""
    form = WithdrawPseudonymForm()
    if not form.validate():
        return _refused(form, pseudonym_id)
    try:
        service.withdraw(
            current_runtime(), the_person(), pseudonym_id, answer=form.answer.data or ""
        )
    except Conflict as error:
        return _page(problem=_explain(error), status=status_of(error))
    return redirect(url_for("pseudonyms.listed", _anchor=f"pseudonyme-{pseudonym_id}"), 303)


def _refused(form: PseudonymAnswerForm | WithdrawPseudonymForm, pseudonym_id: int) -> Response:
    problem = str(next(iter(form.errors.values()))[0])
    return _page(refused=form, refused_id=pseudonym_id, problem=problem, status=422)


def _page(
    *,
    refused: PseudonymAnswerForm | WithdrawPseudonymForm | None = None,
    refused_id: int | None = None,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    runtime = current_runtime()
    page = PseudonymsPage(
        pseudonyms=service.listed_pseudonyms(runtime),
        n_asked=service.count_asked(runtime),
        problem=problem,
        refused=refused,
        refused_id=refused_id,
        answer_form=PseudonymAnswerForm(formdata=None),
        withdraw_form=WithdrawPseudonymForm(formdata=None),
    )
    return make_response(render_template("desk/pseudonyms.html", page=page), status)


def _explain(error: ModerationError) -> str:
    if isinstance(error, CommentError):
        return str(
            _("Ce pseudonyme est entre-temps le nom, ou le pseudonyme, de quelqu’un d’autre.")
        )
    if isinstance(error, NotAllowed):
        return str(
            _(
                "La charte ne permet pas de pseudonyme, ou le nom que porte ce compte n’est pas vérifié."
            )
        )
    return str(_("Quelqu’un a été plus rapide : voici ce qu’il en est maintenant."))
