"""Accounts of the newsroom, for administrators."""

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from moderation.core.desk import LARGEST_ID
from moderation.core.permission import Permission, may
from moderation.core.person import Role
from moderation.errors import Conflict, InvalidInput
from moderation.services import staff as service
from moderation.services.identity import NewPerson
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.failures import status_of
from moderation.web.forms import OneButtonForm
from moderation.web.staff_pages import ROLES, ColleagueForm, RoleForm, StaffPage

staff = Blueprint("staff", __name__, url_prefix="/desk/equipe")


@staff.before_request
def require_manager() -> Response | None:
    """Send away who does not manage accounts."""
    away = require_person()
    if away is None and not may(the_person(), Permission.MANAGE_STAFF):
        abort(403)
    return away


@staff.get("")
def listed() -> Response:
    """Show the newsroom's people."""
    return _page()


@staff.post("")
def add() -> Response:
    """Add somebody, and show their one-time password, once."""
    form = ColleagueForm()
    if not form.validate():
        return _page(form=form, status=422)
    try:
        new = service.add(
            current_runtime(),
            the_person(),
            email=form.email.data or "",
            name=form.name.data or "",
            role=Role(form.role.data),
            language=form.language.data,
        )
    except (Conflict, InvalidInput) as error:
        taken = _("Cette adresse a déjà un compte.")
        unfit = _("Cette adresse e-mail n’est pas complète. Exemple : nom@exemple.ch")
        form.email.errors = [taken if isinstance(error, Conflict) else unfit]
        return _page(form=form, status=status_of(error))
    return _page(new=new, status=201)


@staff.post(f"/<int(max={LARGEST_ID}):colleague_id>/role")
def set_role(colleague_id: int) -> Response:
    """Give somebody another role."""
    form = RoleForm()
    if not form.validate():
        raise InvalidInput("this is no role of the newsroom")
    try:
        service.set_role(current_runtime(), the_person(), colleague_id, Role(form.role.data))
    except Conflict as error:
        return _page(problem=_last(), status=status_of(error))
    flash(_("Le rôle est changé."), "success")
    return redirect(url_for("staff.listed"), 303)


@staff.post(f"/<int(max={LARGEST_ID}):colleague_id>/fermer")
def shut(colleague_id: int) -> Response:
    """Shut somebody's account."""
    try:
        service.set_active(current_runtime(), the_person(), colleague_id, active=False)
    except Conflict as error:
        return _page(problem=_last(), status=status_of(error))
    flash(_("Ce compte est fermé, ses sessions sont terminées."), "success")
    return redirect(url_for("staff.listed"), 303)


@staff.post(f"/<int(max={LARGEST_ID}):colleague_id>/rouvrir")
def reopen(colleague_id: int) -> Response:
    """Open somebody's account again."""
    service.set_active(current_runtime(), the_person(), colleague_id, active=True)
    flash(_("Ce compte est ouvert de nouveau."), "success")
    return redirect(url_for("staff.listed"), 303)


@staff.post(f"/<int(max={LARGEST_ID}):colleague_id>/sessions")
def end_sessions(colleague_id: int) -> Response:
    """End all sessions of somebody."""
    n = service.end_sessions(current_runtime(), the_person(), colleague_id)
    told = ngettext("%(num)s session est terminée.", "%(num)s sessions sont terminées.", n)
    flash(told, "success")
    return redirect(url_for("staff.listed"), 303)


def _page(
    *,
    form: ColleagueForm | None = None,
    new: NewPerson | None = None,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    page = StaffPage(
        colleagues=service.colleagues(current_runtime(), the_person()),
        me=the_person().id,
        new=new,
        problem=problem,
        form=form or ColleagueForm(formdata=None),
        role_form=RoleForm(formdata=None),
        button=OneButtonForm(formdata=None),
    )
    html = render_template("desk/staff.html", page=page, role_names=ROLES)
    return make_response(html, status)


def _last() -> str:
    return str(_("Il faut qu’il reste une personne qui administre le service."))
