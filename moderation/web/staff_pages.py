"""What the page on the newsroom's accounts shows, as moderation.web.pages says of the others, and its forms."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import EmailField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Email

from moderation.core.charter import LANGUAGES
from moderation.core.person import Role
from moderation.services.identity import NewPerson
from moderation.services.staff import Colleague
from moderation.web.forms import EMAIL_CHARACTERS, OneButtonForm, at_most, readable
from moderation.web.language import LANGUAGE_NAMES

ROLES = {
    Role.ADVOCATE: _("médiation"),
    Role.MODERATOR: _("modération"),
    Role.SENIOR: _("responsable"),
    Role.EDITOR: _("rédaction en chef"),
    Role.ADMINISTRATOR: _("administration"),
}

#: Longest name of somebody of the newsroom, in characters.
NAME_CHARACTERS = 100

_CHOICES = [SelectChoice(role.value, name) for role, name in ROLES.items()]


class ColleagueForm(FlaskForm):
    """An administrator adds somebody."""

    email = EmailField(
        _("Adresse e-mail"),
        [
            DataRequired(_("Indiquez l’adresse e-mail de cette personne.")),
            Email(message=_("Cette adresse e-mail n’est pas complète. Exemple : nom@exemple.ch")),
            at_most(EMAIL_CHARACTERS),
            readable,
        ],
    )
    name = StringField(
        _("Nom"),
        [
            DataRequired(_("Indiquez le nom que verront les collègues.")),
            at_most(NAME_CHARACTERS),
            readable,
        ],
    )
    role = SelectField(_("Rôle"), choices=_CHOICES, default=Role.MODERATOR.value)
    language = SelectField(
        _("Langue"), choices=[SelectChoice(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]
    )


class RoleForm(FlaskForm):
    """An administrator gives somebody another role."""

    role = SelectField(_("Rôle"), choices=_CHOICES)


@dataclass(frozen=True, slots=True)
class StaffPage:
    """desk/staff.html: who is of the newsroom, and what they are here."""

    colleagues: tuple[Colleague, ...]
    me: int
    new: NewPerson | None  # who was just added, with the password that is shown once
    problem: str | None
    form: ColleagueForm
    role_form: RoleForm
    button: OneButtonForm
