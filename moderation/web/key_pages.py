"""What the page on keys of programs shows, and its forms."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from moderation.core.key import USUAL_SCOPES, ApiKey, Scope
from moderation.services.keys import LONGEST_LIFE, NewApiKey
from moderation.web.forms import OneButtonForm, at_most, readable

#: Longest name of a program, in code points.
NAME_CODE_POINTS = 100

#: What each scope lets a program do.
SCOPES = {
    Scope.CHECK: _("faire juger des textes"),
    Scope.SUBMIT: _("remettre des commentaires, des articles et l’avis d’autres personnes"),
    Scope.READ: _("lire les commentaires et ce qu’ils sont devenus"),
    Scope.DECIDE: _("transmettre les décisions d’une personne de la rédaction"),
    Scope.PERSONAL: _("obtenir tout ce qui est conservé d’une personne"),
}

#: The two kinds of key: WordPress takes no other than that of twelve digits.
KINDS = {
    "charte": _("Une clé de Charte, pour ce que vous cochez"),
    "akismet": _("Une clé de 12 chiffres, pour WordPress et d’autres qui parlent Akismet"),
}


class KeyForm(FlaskForm):
    """An administrator issues a key."""

    name = StringField(
        _("Programme"),
        [
            DataRequired(_("Indiquez quel programme s’en servira.")),
            at_most(NAME_CODE_POINTS),
            readable,
        ],
    )
    kind = RadioField(
        _("Sorte de clé"),
        [InputRequired()],
        choices=[SelectChoice(kind, label) for kind, label in KINDS.items()],
        default="charte",
    )
    scopes = SelectMultipleField(
        _("Ce qu’elle permet"),
        choices=[SelectChoice(scope.value, SCOPES[scope]) for scope in Scope],
        default=[scope.value for scope in Scope if scope in USUAL_SCOPES],
    )
    days = IntegerField(
        _("Durée, en jours"),
        [
            Optional(),
            NumberRange(
                1,
                LONGEST_LIFE.days,
                _("Un nombre de jours entre %(min)s et %(max)s, ou rien."),
            ),
        ],
    )

    def validate_scopes(self, field: SelectMultipleField) -> None:
        """Raise ValidationError if a key of Charte's is for nothing."""
        if self.kind.data == "charte":
            InputRequired(_("Cochez au moins une chose."))(self, field)


class RotationForm(FlaskForm):
    """An administrator gives a key another secret."""

    has_leaked = BooleanField(
        _("L’ancien secret est connu d’autres : il n’ouvre plus rien dès maintenant")
    )


@dataclass(frozen=True, slots=True)
class KeysPage:
    """desk/keys.html: which programs have a key, and one that was just made."""

    keys: tuple[ApiKey, ...]  # newest first; what opens nothing any more last
    new: NewApiKey | None
    form: KeyForm
    rotation: RotationForm
    button: OneButtonForm
    now: datetime
