"""How a person of the newsroom wants to read the desk: theirs alone."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, IntegerField, RadioField, SelectChoice
from wtforms.validators import NumberRange, Optional

from moderation.core.wellbeing import Blur, DeskPreference
from moderation.services.second_factor import is_offered
from moderation.services.wellbeing import preference_of, save_preference, suggests_pause
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.forms import OneButtonForm
from moderation.web.logins import LOGIN_IN_SESSION
from moderation.web.queue_bar import arguments_of, view_of_form

preferences = Blueprint("preferences", __name__, url_prefix="/desk/preferences")
preferences.before_request(require_person)

#: When the suggestion of a pause was dismissed: in the person's own session, and nowhere else.
DISMISSED = "pause_dismissed"

#: In which session the reminder of a second factor was dismissed: it is back after the next log-in.
REMINDED = "reminded"


class PreferenceForm(FlaskForm):
    """How a person reads."""

    blur = RadioField(
        lazy_gettext("Voiler le texte jusqu’à ce que je le demande"),
        choices=[
            SelectChoice(
                Blur.GRAVE.value,
                lazy_gettext("des commentaires graves : menaces, haine, appels à la violence"),
            ),
            SelectChoice(Blur.ALWAYS.value, lazy_gettext("de tous les commentaires")),
            SelectChoice(Blur.NEVER.value, lazy_gettext("d’aucun")),
        ],
    )
    is_grey = BooleanField(lazy_gettext("Lire sans couleurs"))
    grave_in_row = IntegerField(
        lazy_gettext("Commentaires graves de suite, au plus"), [Optional(), NumberRange(0, 100)]
    )
    pause_minutes = IntegerField(
        lazy_gettext("Proposer une pause après, en minutes"), [Optional(), NumberRange(0, 480)]
    )


@preferences.get("")
def shown() -> str:
    """Show how the person reads now."""
    own = preference_of(current_runtime(), the_person())
    form = PreferenceForm(
        formdata=None,
        data={
            "blur": own.blur.value,
            "is_grey": own.is_grey,
            "grave_in_row": own.grave_in_row,
            "pause_minutes": own.pause_minutes,
        },
    )
    return render_template("desk/preferences.html", form=form)


@preferences.post("")
def save() -> tuple[str, int] | Response:
    """Keep how the person wants to read."""
    form = PreferenceForm()
    if not form.validate():
        return render_template("desk/preferences.html", form=form), 422
    own = DeskPreference(
        Blur(form.blur.data),
        bool(form.is_grey.data),
        form.grave_in_row.data,
        form.pause_minutes.data,
    )
    save_preference(current_runtime(), the_person(), own)
    flash(_("Vos réglages sont enregistrés."), "success")
    return redirect(url_for("preferences.shown"), 303)


@preferences.post("/pause")
def dismiss() -> Response:
    """Suggest no pause for as long again."""
    session[DISMISSED] = current_runtime().clock().isoformat()
    return redirect(url_for("desk.next_case", **arguments_of(view_of_form(the_person()))), 303)


@preferences.post("/second-facteur")
def dismiss_reminder() -> Response:
    """Say no more of a second factor until the person logs in again."""
    session[REMINDED] = session[LOGIN_IN_SESSION]
    return redirect(url_for("desk.next_case", **arguments_of(view_of_form(the_person()))), 303)


def pause_form() -> OneButtonForm | None:
    """Return the form that dismisses the suggestion of a pause; None: none is suggested."""
    dismissed = session.get(DISMISSED)
    at = datetime.fromisoformat(dismissed) if dismissed else None
    suggested = suggests_pause(current_runtime(), the_person(), dismissed_at=at)
    return OneButtonForm() if suggested else None


def protect_form() -> OneButtonForm | None:
    """Return the form that dismisses the reminder of a second factor; None: none is due."""
    if session.get(REMINDED) == session[LOGIN_IN_SESSION]:
        return None
    return OneButtonForm() if is_offered(current_runtime(), the_person()) else None
