"""Banned names, for the newsroom: who banned which and why, what is objected, what is answered."""

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from moderation.errors import Conflict, NotAllowed
from moderation.services import bans as service
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.desk_pages import BansPage
from moderation.web.failures import status_of
from moderation.web.forms import BanAnswerForm, BanForm, LiftForm

#: Largest number of a row: databases count in 64 bits, signed.
LARGEST_ID = 2**63 - 1

bans = Blueprint("bans", __name__, url_prefix="/desk/noms")
bans.before_request(require_person)


@bans.get("")
def listed() -> Response:
    """Show the banned names: those whose authors object first."""
    return _page()


@bans.post("/comment/<public_id>")
def ban(public_id: str) -> Response:
    """Ban the name under a comment, for a reason, and go back to its case."""
    form = BanForm()
    if not form.validate():
        return _page(problem=str(next(iter(form.errors.values()))[0]), status=422)
    try:
        service.ban_author(
            current_runtime(), the_person(), public_id, reason=form.reason.data or ""
        )
    except Conflict as error:
        return _page(problem=_("Ce nom est déjà banni."), status=status_of(error))
    return redirect(url_for("desk.case", public_id=public_id), 303)


@bans.post(f"/<int(max={LARGEST_ID}):ban_id>/lever")
def lift(ban_id: int) -> Response:
    """Lift a ban, for a reason."""
    form = LiftForm()
    if not form.validate():
        return _page(problem=str(next(iter(form.errors.values()))[0]), status=422)
    try:
        service.lift_ban(
            current_runtime(), the_person(), ban_id, reason=form.lift_reason.data or ""
        )
    except (Conflict, NotAllowed) as error:
        return _page(problem=_explain(error), status=status_of(error))
    return redirect(url_for("bans.listed"), 303)


@bans.post(f"/<int(max={LARGEST_ID}):ban_id>/repondre")
def answer(ban_id: int) -> Response:
    """Answer an appeal against another person's ban."""
    form = BanAnswerForm()
    if not form.validate():
        return _page(problem=str(next(iter(form.errors.values()))[0]), status=422)
    try:
        service.answer_appeal(
            current_runtime(),
            the_person(),
            ban_id,
            words=form.answer.data or "",
            lifts=form.outcome.data == "lift",
        )
    except (Conflict, NotAllowed) as error:
        return _page(problem=_explain(error), status=status_of(error))
    return redirect(url_for("bans.listed"), 303)


def _page(*, problem: str | None = None, status: int = 200) -> Response:
    found = service.listed_bans(current_runtime(), the_person())
    page = BansPage(found, problem, LiftForm(), BanAnswerForm())
    return make_response(render_template("desk/bans.html", page=page), status)


def _explain(error: Conflict | NotAllowed) -> str:
    if isinstance(error, NotAllowed):
        return str(_("Un recours contre votre propre décision : une autre personne y répond."))
    return str(_("Quelqu’un a été plus rapide : voici ce qu’il en est maintenant."))
