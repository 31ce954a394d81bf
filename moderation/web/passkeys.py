"""Passkeys: the accounts library's own pages and forms, in our words and on our terms.

What the library leaves to us: a challenge is answered once, a device makes
sure that it is its owner who answers, and no answer tells a stranger which
accounts have passkeys.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlsplit

import flask_security as security
from flask import Flask, abort, after_this_request, current_app, redirect, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_security import VerifyForm as BaseVerifyForm
from flask_security import (
    WebAuthnRegisterForm,
    WebAuthnRegisterResponseForm,
    WebAuthnSigninForm,
    WebAuthnSigninResponseForm,
    WebauthnUtil,
    url_for_security,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from moderation.core.comment import is_text
from moderation.core.letter import LetterKind
from moderation.runtime import Runtime
from moderation.services import connecting, throttling
from moderation.services.identity import passkeys_of
from moderation.services.letters import post
from moderation.web.login import N_, password_field
from moderation.web.throttle import count_login, limiter

#: How long ago somebody may have logged in who changes what opens their account.
FRESH_MINUTES = 15

#: For how long a challenge can be answered.
CHALLENGE_MINUTES = 5

#: Longest name of a passkey, in characters.
NAME_CHARACTERS = 64

#: Passkeys asked for, and answers of devices, from one address.
PASSKEY_LIMIT = "30/minute"

_OPENS_NOTHING = N_("Cette clé d’accès n’ouvre aucun compte ici. Connectez-vous autrement.")
_NOT_VERIFIED = N_("Cette clé d’accès n’a pas pu être vérifiée. Veuillez réessayer.")
_UNFIT_NAME = N_("Choisissez un nom d’une ligne, de 64 caractères au plus.")

#: What the accounts library says of passkeys, by its names.
PASSKEY_ERRORS = {
    "API_ERROR": _NOT_VERIFIED,
    "WEBAUTHN_EXPIRED": N_("Le temps de répondre est passé. Veuillez réessayer."),
    "WEBAUTHN_NAME_INUSE": N_("Vous avez déjà une clé d’accès de ce nom."),
    "WEBAUTHN_NAME_NOT_FOUND": N_("Cette clé d’accès est déjà retirée."),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": N_("Cette clé d’accès est déjà enregistrée."),
    "WEBAUTHN_NO_VERIFY": _NOT_VERIFIED,
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": _OPENS_NOTHING,
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": _OPENS_NOTHING,
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": _OPENS_NOTHING,
    "WEBAUTHN_MISMATCH_USER_HANDLE": _OPENS_NOTHING,
    "DISABLED_ACCOUNT": _OPENS_NOTHING,
}
PASSKEY_NEWS = {
    "WEBAUTHN_REGISTER_SUCCESSFUL": N_("La clé d’accès « %(name)s » ouvre désormais votre compte."),
    "WEBAUTHN_CREDENTIAL_DELETED": N_("La clé d’accès « %(name)s » n’ouvre plus votre compte."),
    "REAUTHENTICATION_SUCCESSFUL": N_("Merci, c’est bien vous."),
}

PASSKEY_SETTINGS = {
    "SECURITY_WEBAUTHN": True,
    "SECURITY_WAN_REGISTER_URL": "/cles",
    "SECURITY_WAN_DELETE_URL": "/cles/retirer",
    "SECURITY_WAN_SIGNIN_URL": "/connexion/cle",
    "SECURITY_WAN_VERIFY_URL": "/verification/cle",
    "SECURITY_VERIFY_URL": "/verification",
    "SECURITY_POST_VERIFY_VIEW": "/compte",
    "SECURITY_WAN_REGISTER_TEMPLATE": "account/passkeys.html",
    "SECURITY_WAN_SIGNIN_TEMPLATE": "account/passkey_login.html",
    "SECURITY_WAN_VERIFY_TEMPLATE": "account/passkey_verify.html",
    "SECURITY_VERIFY_TEMPLATE": "account/verify.html",
    "SECURITY_WAN_REGISTER_WITHIN": timedelta(minutes=CHALLENGE_MINUTES),
    "SECURITY_WAN_SIGNIN_WITHIN": timedelta(minutes=CHALLENGE_MINUTES),
    "SECURITY_WAN_REGISTER_TIMEOUT": CHALLENGE_MINUTES * 60_000,
    "SECURITY_WAN_SIGNIN_TIMEOUT": CHALLENGE_MINUTES * 60_000,
    "SECURITY_WAN_ALLOW_USER_HINTS": False,  # they would tell which accounts have passkeys
    "SECURITY_FRESHNESS": timedelta(minutes=FRESH_MINUTES),
    "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(0),
}


class Passkeys(WebauthnUtil):
    """What we ask of devices: a key that names its account, and that its owner unlocks."""

    def origin(self) -> str:
        """Return where readers reach this service: of the settings, if they tell."""
        public = _runtime().settings.public_url
        if public is None:
            return super().origin()
        parts = urlsplit(public)
        return f"{parts.scheme}://{parts.netloc}"

    def authenticator_selection(self, *_: object) -> AuthenticatorSelectionCriteria:
        """Return what a device must be able to do."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        )

    def user_verification(self, *_: object) -> UserVerificationRequirement:
        """Return whether a device must make sure that it is its owner: there is no other factor."""
        return UserVerificationRequirement.REQUIRED

    def name_svn(self, value: str) -> tuple[str | None, str | None]:
        """Return what is wrong with a passkey's name, and the name."""
        name = " ".join(value.split())
        if not name or not is_text(name) or len(name) > NAME_CHARACTERS:
            return gettext(_UNFIT_NAME), None
        return None, name


class AddForm(WebAuthnRegisterForm):
    """A person names a passkey that they are about to add."""

    name = StringField(_("Nom de la clé"), [InputRequired(_("Donnez un nom à cette clé d’accès."))])
    usage = HiddenField(filters=[lambda _: "first"])
    submit = None


class AddedForm(WebAuthnRegisterResponseForm):
    """What a device answers that made a passkey."""

    submit = None

    def validate(self, **options: Any) -> bool:
        """Return whether this is the first answer to the challenge, and a right one."""
        return _is_first_answer(self) and bool(super().validate(**options))


class PasskeyLoginForm(WebAuthnSigninForm):
    """Somebody asks to log in with a passkey; they do not say who they are."""

    identity = None
    remember = HiddenField(filters=[lambda _: ""])
    submit = None


class PasskeyAnswerForm(WebAuthnSigninResponseForm):
    """What a device answers that has a passkey."""

    remember = HiddenField(filters=[lambda _: ""])
    submit = None

    def validate(self, **options: Any) -> bool:
        """Return whether this is the first answer to the challenge, and opens an account."""
        is_valid = _is_first_answer(self) and super().validate(**options)
        # Of an account that is shut the library notes the error, and goes on.
        return bool(is_valid and not self.credential.errors)


class VerifyForm(BaseVerifyForm):
    """Who is logged in gives their password again."""

    password = password_field(_("Mot de passe"))
    submit = None

    def validate(self, **options: Any) -> bool:
        """Return whether the password is theirs. Raises RateLimitExceeded."""
        count_login(self.user.email)
        if self.user.password is None:
            return False
        return bool(super().validate(**options))


PASSKEY_FORMS: Mapping[str, Any] = {
    "wan_register_form": AddForm,
    "wan_register_response_form": AddedForm,
    "wan_signin_form": PasskeyLoginForm,
    "wan_signin_response_form": PasskeyAnswerForm,
    "verify_form": VerifyForm,
}


def install_passkeys(app: Flask) -> None:
    """Give the accounts of *app*, which are installed, what passkeys need."""
    accounts = cast(security.Security, app.extensions["security"])
    accounts.reauthn_handler(_ask_again)
    accounts.verify_context_processor(
        lambda: {"ways": connecting.ways_in(_runtime(), security.current_user.person)}
    )
    accounts.wan_register_context_processor(
        lambda: {"passkeys": passkeys_of(_runtime(), security.current_user.id)}
    )
    views = cast("dict[str, Callable[..., object]]", app.view_functions)
    for begun in ("wan_register", "wan_signin", "wan_verify"):
        for name in (f"security.{begun}", f"security.{begun}_response"):
            limited = limiter.shared_limit(PASSKEY_LIMIT, scope="passkeys", methods=["POST"])
            views[name] = limited(views[name])
    views["security.tf_select"] = lambda: abort(
        404
    )  # comes with passkeys; there is nothing to select
    security.wan_registered.connect(_on_added, app)
    app.before_request(_check_host)


def _check_host() -> None:
    """End a request about passkeys that names no host: a passkey belongs to one."""
    if (request.endpoint or "").startswith("security.wan_") and not request.host:
        abort(400)


def _is_first_answer(form: AddedForm | PasskeyAnswerForm) -> bool:
    # The library signs a challenge, and would take the same answer to it again and again.
    is_first = throttling.take(
        _runtime(),
        f"passkey challenge {form.challenge}",
        limit=1,
        amount=1,
        seconds=CHALLENGE_MINUTES * 60,
    )
    if not is_first:
        form.form_errors.append(gettext(_NOT_VERIFIED))
    return is_first


def _ask_again(*_: object) -> Response:
    """Lead who logged in a while ago to where they show that it is still them."""
    is_page = request.method == "GET"
    then = request.full_path.rstrip("?") if is_page else url_for_security("wan_register")
    return redirect(url_for_security("verify", next=then), 303)


def _on_added(app: Flask, *, user: Any, name: str, **_: object) -> None:
    runtime = _runtime()
    to, language = user.email, user.language
    facts = {
        "name": user.name,
        "passkey": name,
        "moment": runtime.clock().isoformat(),
        "link": runtime.settings.base_url + url_for_security("wan_register"),
    }

    # The library stores the passkey in such a function too, and this one comes after it.
    @after_this_request
    def tell_owner(response: Response) -> Response:
        post(runtime, kind=LetterKind.PASSKEY_ADDED, to=to, language=language, facts=facts)
        return response


def _runtime() -> Runtime:
    return cast(Runtime, current_app.extensions["charte"])
