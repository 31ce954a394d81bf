"""The forms by which it is shown who somebody is; they check what moderation.web.forms says."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TelField
from wtforms.validators import AnyOf, DataRequired, Length

from moderation.core.proof import CHECKS, Proof

#: Longest number and code taken, spaces and all.
NUMBER_CHARACTERS, CODE_CHARACTERS = 40, 20


class PhoneForm(FlaskForm):
    """A reader gives a number for a code to be sent to."""

    number = TelField(
        _("Numéro de téléphone mobile"),
        [
            DataRequired(_("Indiquez votre numéro de téléphone mobile.")),
            Length(max=NUMBER_CHARACTERS, message=_("Ce numéro est trop long.")),
        ],
    )


class CodeForm(FlaskForm):
    """A reader types the code that was sent."""

    code = StringField(
        _("Code reçu par SMS"),
        [
            DataRequired(_("Indiquez le code que vous avez reçu.")),
            Length(max=CODE_CHARACTERS, message=_("Ce n’est pas le code que nous avons envoyé.")),
        ],
    )


class CheckNameForm(FlaskForm):
    """Somebody of the newsroom has checked a name."""

    how = HiddenField(default=Proof.KNOWN.value, validators=[AnyOf([str(how) for how in CHECKS])])
