"""The forms by which it is shown who somebody is; they check what moderation.web.forms says."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField, TelField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, ValidationError

from moderation.core.proof import CHECKS, Proof
from moderation.core.pseudonym import REASON_CODE_POINTS
from moderation.errors import CommentError
from moderation.web.forms import at_most, readable

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


class PseudonymForm(FlaskForm):
    """A reader asks for a pseudonym; what is wrong with the name core.pseudonym says."""

    pseudonym = StringField(_("Pseudonyme"))
    reason = TextAreaField(
        _("Pourquoi un pseudonyme"),
        [
            DataRequired(_("Dites en quelques mots ce que votre vrai nom mettrait en danger.")),
            at_most(REASON_CODE_POINTS),
            readable,
        ],
    )

    def take(self, error: CommentError, sentences: list[str]) -> None:
        """Show each problem of *error*, worded in *sentences*."""
        self.pseudonym.errors = sentences


class PseudonymAnswerForm(FlaskForm):
    """A moderator grants a pseudonym, or declines it."""

    answer = TextAreaField(_("Mot au lecteur"), [at_most(REASON_CODE_POINTS), readable])
    outcome = HiddenField(validators=[AnyOf(("grant", "decline"))])

    def validate_outcome(self, field: Field) -> None:
        """Raise ValidationError if it is declined without a reason."""
        if field.data == "decline" and not (self.answer.data or "").strip():
            raise ValidationError(_("Dites pourquoi : l’auteur lira ces motifs."))


class WithdrawPseudonymForm(FlaskForm):
    """A moderator withdraws a pseudonym."""

    answer = TextAreaField(
        _("Pourquoi le retirer"),
        [
            DataRequired(_("Dites pourquoi : l’auteur lira ces motifs.")),
            at_most(REASON_CODE_POINTS),
            readable,
        ],
    )


class CheckNameForm(FlaskForm):
    """Somebody of the newsroom has checked a name."""

    how = HiddenField(default=Proof.KNOWN.value, validators=[AnyOf([str(how) for how in CHECKS])])
