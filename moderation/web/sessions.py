"""The sessions of an account, for its owner: where it is open, and how to end that."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from moderation.core.desk import LARGEST_ID
from moderation.core.login import IDLE
from moderation.core.permission import Permission, may
from moderation.services import logins as service
from moderation.services.second_factor import is_lacking
from moderation.web.access import current_runtime, require_account, the_person
from moderation.web.forms import OneButtonForm
from moderation.web.logins import LOGIN_IN_SESSION
from moderation.web.own_pages import SessionsPage

sessions = Blueprint("sessions", __name__, url_prefix="/compte/sessions")
sessions.before_request(require_account)


@sessions.get("")
def listed() -> str:
    """Show where one's account is open."""
    runtime, person = current_runtime(), the_person()
    here = service.open_login(runtime, session[LOGIN_IN_SESSION], person.id)
    page = SessionsPage(
        logins=service.listed(runtime, person),
        here=here.id if here else None,
        days=IDLE.days,
        is_newsroom=may(person, Permission.READ) and not is_lacking(runtime, person),
        button=OneButtonForm(formdata=None),
    )
    return render_template("account/sessions.html", page=page)


@sessions.post(f"/<int(max={LARGEST_ID}):login_id>/terminer")
def end(login_id: int) -> Response:
    """End one session."""
    service.end(current_runtime(), the_person(), login_id)
    flash(_("Cette session est terminée."), "success")
    return redirect(url_for("sessions.listed"), 303)


@sessions.post("/terminer-les-autres")
def end_others() -> Response:
    """End all sessions but this one."""
    n = service.end_others(current_runtime(), the_person(), but=session[LOGIN_IN_SESSION])
    told = ngettext("%(num)s session est terminée.", "%(num)s sessions sont terminées.", n)
    flash(told, "success")
    return redirect(url_for("sessions.listed"), 303)
