"""Logging in and choosing a password: the library's forms in our words."""

from flask_babel import lazy_gettext as _
from flask_security import ChangePasswordForm as BaseChangePasswordForm
from flask_security import LoginForm as BaseLoginForm
from wtforms import EmailField, PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from moderation.web.forms import EMAIL_CHARACTERS, readable

#: Longest password taken, in characters; hashing longer ones only costs time.
PASSWORD_CHARACTERS_MOST = 256


def N_(message: str) -> str:
    """Mark *message* for translation; the library translates it when it is shown."""
    return message


#: What the accounts library says, by its names.
SECURITY_MESSAGES = {
    "GENERIC_AUTHN_FAILED": N_("Adresse e-mail ou mot de passe incorrect."),
    "PASSWORD_NOT_PROVIDED": N_("Indiquez le mot de passe."),
    "INVALID_PASSWORD": N_("Ce n’est pas votre mot de passe actuel."),
    "PASSWORD_IS_THE_SAME": N_("Choisissez un mot de passe différent de l’actuel."),
    "PASSWORD_INVALID_LENGTH": N_("Choisissez un mot de passe d’au moins %(length)s caractères."),
}


class LoginForm(BaseLoginForm):
    """The way in."""

    # The library's own field refuses addresses of an internal network.
    email = EmailField(
        _("Adresse e-mail"),
        [
            InputRequired(_("Indiquez votre adresse e-mail.")),
            Length(max=EMAIL_CHARACTERS),
            readable,
        ],
    )
    password = PasswordField(
        _("Mot de passe"),
        [InputRequired(_("Indiquez le mot de passe.")), Length(max=PASSWORD_CHARACTERS_MOST)],
    )
    remember = None
    submit = None


class ChangePasswordForm(BaseChangePasswordForm):
    """A person chooses their own password."""

    password = PasswordField(
        _("Mot de passe actuel"),
        [InputRequired(_("Indiquez le mot de passe.")), Length(max=PASSWORD_CHARACTERS_MOST)],
    )
    new_password = PasswordField(
        _("Nouveau mot de passe"),
        [InputRequired(_("Indiquez le mot de passe.")), Length(max=PASSWORD_CHARACTERS_MOST)],
    )
    new_password_confirm = PasswordField(
        _("Nouveau mot de passe, une seconde fois"),
        [EqualTo("new_password", message=_("Les deux mots de passe ne sont pas les mêmes."))],
    )
    submit = None
