"""Colleagues speak to each other about a comment: memos, questions, opinions, cases handed over."""

from collections.abc import Callable

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from moderation.core.colleague import MEMO_CODE_POINTS
from moderation.core.decision import Action
from moderation.core.permission import Permission, may
from moderation.errors import Conflict, InvalidInput, NotAllowed
from moderation.services import colleagues as service
from moderation.services import review
from moderation.web.access import current_person, current_runtime, require_person, the_person
from moderation.web.colleague_forms import OpinionForm, TellForm, Telling
from moderation.web.colleague_pages import OpinionsPage, TellPage, view_colleagues
from moderation.web.failures import status_of
from moderation.web.queue_bar import arguments_of, view_of_form

colleagues = Blueprint("colleagues", __name__, url_prefix="/desk")
colleagues.before_request(require_person)


@colleagues.app_context_processor
def wanted_of_me() -> dict[str, Callable[[], int]]:
    """Let templates ask how much colleagues want of who is logged in."""

    def count() -> int:
        person = current_person()
        if person is None or not may(person, Permission.READ):
            return 0
        return service.count_waiting(current_runtime(), person)

    return {"wanted_of_me": count}


@colleagues.get("/avis")
def listed() -> str:
    """Show what colleagues want of who looks, and what they asked."""
    waiting = service.waiting_for(current_runtime(), the_person())
    return render_template("desk/opinions.html", page=OpinionsPage(waiting))


@colleagues.post("/comment/<public_id>/collegues")
def tell(public_id: str) -> Response:
    """Tell or ask colleagues something about a comment, or give them its case."""
    runtime, person = current_runtime(), the_person()
    form = TellForm().offer(service.exchange_on(runtime, person, public_id))
    if not form.validate():
        return _again(public_id, str(next(iter(form.errors.values()))[0]), 422, tell_form=form)
    what = Telling(form.what.data)
    if what is Telling.HAND_OVER and form.whom() is None:
        return _again(public_id, _("Choisissez à qui confier ce cas."), 422, tell_form=form)
    try:
        _tell(public_id, what, form)
    except (Conflict, InvalidInput, NotAllowed) as error:
        return _again(public_id, _explain(error), status_of(error), tell_form=form)
    flash(_DONE[what](), "success")
    if what is Telling.MEMO:
        return redirect(url_for("desk.case", public_id=public_id), 303)
    return redirect(url_for("desk.next_case", **arguments_of(view_of_form(the_person()))), 303)


@colleagues.post("/comment/<public_id>/avis")
def give_opinion(public_id: str) -> Response:
    """Answer what a colleague asks about a comment."""
    form = OpinionForm()
    if not form.validate():
        return _again(public_id, str(next(iter(form.errors.values()))[0]), 422, opinion_form=form)
    try:
        service.give_opinion(
            current_runtime(),
            the_person(),
            public_id,
            words=form.opinion.data or "",
            vote=form.said(),
        )
    except (Conflict, InvalidInput) as error:
        return _again(public_id, _explain(error), status_of(error), opinion_form=form)
    flash(_("Votre avis est donné."), "success")
    return redirect(url_for("colleagues.listed"), 303)


#: What is said once it is done.
_DONE: dict[Telling, Callable[[], str]] = {
    Telling.MEMO: lambda: _("C’est noté."),
    Telling.ASK: lambda: _(
        "La question est posée. Le commentaire attend la réponse ; vous pouvez toujours décider."
    ),
    Telling.HAND_OVER: lambda: _("Le cas est confié."),
    Telling.ESCALATE: lambda: _("Le cas est transmis avec votre mot."),
}


def _tell(public_id: str, what: Telling, form: TellForm) -> None:
    runtime, person, words = current_runtime(), the_person(), form.words.data or ""
    match what:
        case Telling.MEMO:
            service.write_memo(runtime, person, public_id, words=words)
        case Telling.ASK:
            service.ask(runtime, person, public_id, words=words, whom=form.whom())
        case Telling.HAND_OVER:
            service.hand_over(runtime, person, public_id, whom=form.whom() or 0, words=words)
        case Telling.ESCALATE:
            review.decide(
                runtime,
                person,
                public_id,
                seen=form.seen.data or 0,
                action=Action.ESCALATE,
                note=words,
            )


def _again(
    public_id: str,
    problem: str,
    status: int,
    *,
    tell_form: TellForm | None = None,
    opinion_form: OpinionForm | None = None,
) -> Response:
    """Show the words again, and why they were not taken."""
    runtime, person = current_runtime(), the_person()
    case = review.open_case(runtime, public_id)
    view = view_colleagues(runtime, person, case, tell_form=tell_form, opinion_form=opinion_form)
    page = TellPage(case.comment, view, problem)
    return make_response(render_template("desk/tell.html", page=page), status)


def _explain(error: Exception) -> str:
    return str(_sentence(error))


def _sentence(error: Exception) -> object:
    if isinstance(error, InvalidInput):
        return _("Écrivez quelques mots, %(n)s caractères au plus.", n=MEMO_CODE_POINTS)
    if isinstance(error, NotAllowed):
        return _(
            "Cette personne ne peut pas décider de ce cas : on ne répond pas au recours contre sa propre décision, et un commentaire transmis revient à une ou un responsable."
        )
    return _(
        "Ce cas a changé entre-temps : quelqu’un a décidé ou répondu, ou s’en occupe. Rien n’a été enregistré."
    )
