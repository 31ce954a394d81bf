"""Accounts: the library's forms, in our words."""

from typing import Any, cast

from flask_babel import lazy_gettext as _
from flask_security import ChangePasswordForm as BaseChangePasswordForm
from flask_security import ForgotPasswordForm as BaseForgotPasswordForm
from flask_security import LoginForm as BaseLoginForm
from flask_security import RegisterFormV2 as BaseRegisterForm
from flask_security import ResetPasswordForm as BaseResetPasswordForm
from flask_security import SendConfirmationForm as BaseSendConfirmationForm
from flask_security import current_user
from flask_security.forms import unique_user_email, valid_user_email
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, Field, PasswordField, StringField
from wtforms.validators import Email, EqualTo, InputRequired, Length, ValidationError

from moderation.core.comment import name_problems_of
from moderation.core.names.question import question_about
from moderation.core.names.signature import UNKNOWN
from moderation.core.wording import say_problem
from moderation.services.passwords import OtherWays, other_ways
from moderation.services.second_factor import needs_passkey
from moderation.web.forms import EMAIL_CHARACTERS, NameFields, readable
from moderation.web.language import current_language
from moderation.web.running import current_runtime
from moderation.web.throttle import count_login

#: Longest password taken, in characters; hashing longer ones only costs time.
PASSWORD_CHARACTERS_MOST = 256

#: The field of the form for another password by which all else that opens the account ends.
ENDS_OTHERS = "ends_others"


def N_(message: str) -> str:
    """Mark *message* for translation; the library translates it when it is shown."""
    return message


#: What the accounts library says when something is wrong, by its names.
SECURITY_ERRORS = {
    "GENERIC_AUTHN_FAILED": N_("Adresse e-mail ou mot de passe incorrect."),
    "PASSWORD_NOT_PROVIDED": N_("Indiquez le mot de passe."),
    "INVALID_PASSWORD": N_("Ce n’est pas votre mot de passe actuel."),
    "PASSWORD_IS_THE_SAME": N_("Choisissez un mot de passe différent de l’actuel."),
    "PASSWORD_INVALID_LENGTH": N_("Choisissez un mot de passe d’au moins %(length)s caractères."),
    "CONFIRMATION_REQUIRED": N_(
        "Confirmez d’abord votre adresse : ouvrez le lien reçu par e-mail."
    ),
    "CONFIRMATION_EXPIRED": N_("Ce lien est trop ancien. Demandez-en un autre ici."),
    "INVALID_CONFIRMATION_TOKEN": N_("Ce lien n’est pas complet, ou a déjà servi."),
    "PASSWORD_RESET_EXPIRED": N_("Ce lien est trop ancien. Demandez-en un autre ici."),
    "INVALID_RESET_PASSWORD_TOKEN": N_("Ce lien n’est pas complet, ou a déjà servi."),
}

#: What it says when something is done.
SECURITY_NEWS = {
    "CONFIRM_REGISTRATION": N_(
        "Presque terminé : ouvrez le lien que nous venons d’envoyer à %(email)s."
    ),
    "CONFIRMATION_REQUEST": N_(
        "Si un compte à cette adresse attend d’être confirmé, un nouveau lien vient de partir."
    ),
    "EMAIL_CONFIRMED": N_("Merci, votre adresse est confirmée. Connectez-vous."),
    "ALREADY_CONFIRMED": N_("Cette adresse est déjà confirmée. Connectez-vous."),
    "PASSWORD_RESET_REQUEST": N_(
        "Si cette adresse a un compte, un lien pour choisir un autre mot de passe vient de partir."
    ),
    "PASSWORD_RESET_NO_LOGIN": N_("Votre nouveau mot de passe est enregistré. Connectez-vous."),
    "PASSWORD_CHANGE": N_("Votre nouveau mot de passe est enregistré."),
}


def is_a_name(form: FlaskForm, field: Field) -> None:
    """Raise ValidationError if *field* holds nothing that could stand under a comment."""
    field.data = " ".join((field.data or "").split())
    for problem in name_problems_of(field.data):
        raise ValidationError(say_problem(problem, current_language()))


def _email(*validators: object) -> EmailField:
    # The library's own field refuses addresses of an internal network.
    return EmailField(
        _("Adresse e-mail"),
        [
            InputRequired(_("Indiquez votre adresse e-mail.")),
            Length(max=EMAIL_CHARACTERS, message=_("Cette adresse e-mail est trop longue.")),
            readable,
            *validators,
        ],
        filters=[lambda address: (address or "").strip().casefold()],
    )


def password_field(label: object) -> PasswordField:
    """Return a field for a password."""
    return PasswordField(
        label,
        [InputRequired(_("Indiquez le mot de passe.")), Length(max=PASSWORD_CHARACTERS_MOST)],
    )


class LoginForm(BaseLoginForm):
    """The way in."""

    email = _email()
    password = password_field(_("Mot de passe"))
    remember = None
    submit = None

    def validate(self, **options: Any) -> bool:
        """Return whether these open an account; who knows the password is told what is missing.

        Raises RateLimitExceeded.
        """
        # Here and not around the view: whatever way the address came, it is this one.
        count_login(str(self.email.data or ""))
        is_valid = super().validate(**options)
        if self.requires_confirmation:
            # As an error of the field it would give way to the one sentence for all strangers.
            self.form_errors.extend(self.email.errors)
            self.email.errors = []
        if is_valid and needs_passkey(current_runtime(), cast(Any, self.user).person):
            self.form_errors.append(_("Ce compte s’ouvre avec sa clé d’accès."))
            return False
        return bool(is_valid)


class _NameOfAccount(NameFields):
    """The name of an account that is being made; it may raise a question, once."""

    name = StringField(_("Nom complet"), [is_a_name])

    def validate_asked_name(self, field: Field) -> None:
        """Raise ValidationError with the one question about the name, until it was put."""
        name = " ".join((self.name.data or "").split())
        charter = current_runtime().charter
        answer = self.name_answer()
        question = question_about(name, charter, known=UNKNOWN, answer=answer)
        if question is not None and not name_problems_of(name):
            self.ask_about(name)
            raise ValidationError(say_problem(question, current_language()))


class RegisterForm(_NameOfAccount, BaseRegisterForm):
    """A reader makes an account."""

    email = _email(
        Email(message=_("Cette adresse e-mail n’est pas complète. Exemple : nom@exemple.ch")),
        unique_user_email,
    )
    password = password_field(_("Mot de passe"))
    submit = None


class NewAccountForm(_NameOfAccount, FlaskForm):
    """A reader whom a provider vouches for makes an account."""

    email = _email(
        Email(message=_("Cette adresse e-mail n’est pas complète. Exemple : nom@exemple.ch"))
    )


class ForgotPasswordForm(BaseForgotPasswordForm):
    """A person asks for a link by which to choose another password."""

    email = _email(valid_user_email)
    submit = None


class ResetPasswordForm(BaseResetPasswordForm):
    """A person chooses another password, by the link that they received, and may end what else opens their account."""

    password = password_field(_("Nouveau mot de passe"))
    password_confirm = None
    ends_others = BooleanField(_("Les retirer : seul le nouveau mot de passe ouvrira mon compte"))
    submit = None

    def others(self) -> OtherWays:
        """Return what opens the account besides its password."""
        return other_ways(current_runtime(), cast(Any, self.user).id)


class SendConfirmationForm(BaseSendConfirmationForm):
    """A person asks for another link by which to confirm their address."""

    email = _email(valid_user_email)
    submit = None


class ChangePasswordForm(BaseChangePasswordForm):
    """A person chooses their own password."""

    password = password_field(_("Mot de passe actuel"))
    new_password = password_field(_("Nouveau mot de passe"))
    new_password_confirm = PasswordField(
        _("Nouveau mot de passe, une seconde fois"),
        [EqualTo("new_password", message=_("Les deux mots de passe ne sont pas les mêmes."))],
    )
    submit = None

    def validate(self, **options: Any) -> bool:
        """Return whether the first is theirs and the new one fits. Raises RateLimitExceeded."""
        count_login(current_user.email)  # whoever is at an open session may not guess
        return bool(super().validate(**options))
