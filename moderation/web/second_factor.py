"""A second factor beside the password: codes of an authenticator app, by the accounts library's own pages.

What the library leaves to us: a code is taken once, guesses are counted, a refused
one of the newsroom is in the audit log, and a recovery code goes with its use. A
passkey is two factors by itself, and asks for no code. Where the operator requires
one or the other, the desk leads to where it is set up, and from there back.
"""

import base64
from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any, cast

import flask_security as security
from flask import Flask, abort, after_this_request, flash, redirect, session, url_for
from flask_babel import gettext
from flask_security import (
    MfRecoveryForm,
    Totp,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
)
from flask_security.totp import TokenError  # type: ignore[attr-defined]
from markupsafe import Markup
from qrcode import QRCode
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectChoice, StringField

from moderation.core.permission import NEWSROOM
from moderation.core.person import Person
from moderation.runtime import Runtime
from moderation.services import logins, second_factor
from moderation.web.login import N_
from moderation.web.logins import LOGIN_IN_SESSION
from moderation.web.running import current_runtime

#: Seconds by which the clocks of a telephone and ours may differ.
CLOCK_SECONDS = 30

#: Recovery codes that somebody is given.
RECOVERY_CODES = 8

#: Where a browser keeps which page of the desk its person wanted who had to set up a second factor first.
WANTED_IN_SESSION = "wanted"

_WRONG = N_("Ce code n’est pas le bon, ou a déjà servi. Attendez le suivant.")
_CODES = N_("Codes de secours, si le téléphone se perd")
_TOO_MANY = N_("Trop d’essais. Attendez une heure, ou entrez avec une clé d’accès.")

SECOND_FACTOR_ERRORS = {
    "TWO_FACTOR_INVALID_TOKEN": _WRONG,
    "TWO_FACTOR_PERMISSION_DENIED": N_("Reprenez depuis le début : connectez-vous."),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": N_("Ce choix n’existe pas."),
    "TWO_FACTOR_SETUP_EXPIRED": N_("Le temps de répondre est passé. Veuillez réessayer."),
    "INVALID_RECOVERY_CODE": N_("Ce code de secours n’est pas le bon, ou a déjà servi."),
    "NO_RECOVERY_CODES_SETUP": N_("Vous n’avez pas de code de secours."),
}
SECOND_FACTOR_NEWS = {
    "TWO_FACTOR_LOGIN_SUCCESSFUL": N_("Merci, c’est bien vous."),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": N_(
        "L’application est reliée : à la connexion, un code sera demandé. Notez vos codes de secours."
    ),
    "TWO_FACTOR_DISABLED": N_("Aucun code n’est plus demandé à la connexion."),
}


class Codes(Totp):
    """Codes of authenticator apps (RFC 6238), each taken once."""

    def __init__(self, runtime: Runtime, secrets: dict[str, str], issuer: str) -> None:
        """Go by the clock of *runtime*; the rest is the library's."""
        super().__init__(secrets, issuer)
        self._totp = self._totp.using(now=lambda: runtime.clock().timestamp())

    def generate_qrcode(self, username: str, totp: str) -> str:
        """Return the link that opens the app; the page draws it, too: see `scannable`."""
        return self.get_totp_uri(username, totp)

    def get_last_counter(self, user: Any) -> int | None:
        """Return which code was taken last."""
        return second_factor.last_code(current_runtime(), user.id)

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Note which code is taken. Raises TokenError if another request took it meanwhile."""
        if not second_factor.take_code(current_runtime(), user.id, tmatch.counter):
            raise TokenError


def scannable(link: str) -> Markup:
    """Return *link* as a picture to scan, which is a part of the page: no address leads to it."""
    code = QRCode()
    code.add_data(link)
    rows = code.get_matrix()  # with the quiet edge that readers of such pictures need
    squares = (
        f"M{x},{y}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    name = gettext("Code à scanner avec l’application")
    picture = Markup(
        '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {} {}"><path d="{}"/></svg>'
    )
    return picture.format(name, len(rows), len(rows), "".join(squares))


class SetupForm(TwoFactorSetupForm):
    """Somebody connects an app, or wants to be asked for no code any more."""

    setup = RadioField(
        choices=[SelectChoice("disable"), SelectChoice("authenticator")], validate_choice=False
    )
    phone = StringField()
    submit = None


class RescueForm(TwoFactorRescueForm):
    """What the library shows beside the code, and we do not."""

    help_setup = RadioField(choices=[SelectChoice("help")])
    submit = None


class CodeForm(TwoFactorVerifyCodeForm):
    """Somebody types the code that their app shows."""

    submit = None

    def validate(self, **options: Any) -> bool:
        """Return whether the code is right, new, and not guessed."""
        return _is_right(self, lambda: bool(super(CodeForm, self).validate(**options)))


class RecoveryForm(MfRecoveryForm):
    """Somebody without their telephone types a recovery code."""

    submit = None

    def validate(self, **options: Any) -> bool:
        """Return whether the code is one of theirs, and not guessed."""
        self.code.data = (self.code.data or "").strip().lower()
        return _is_right(self, lambda: bool(super(RecoveryForm, self).validate(**options)))


def second_factor_settings(runtime: Runtime) -> dict[str, object]:
    """Return what the accounts library is told of second factors."""
    secret = (runtime.settings.secret_key or "").encode()
    key = base64.urlsafe_b64encode(sha256(b"recovery codes " + secret).digest())
    return {
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_IMPLEMENTATIONS": {"code": "flask_security.twofactor.CodeTfPlugin"},
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,  # whoever reads the mail has the password anyway
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": CLOCK_SECONDS,
        "SECURITY_TWO_FACTOR_SETUP_WITHIN": timedelta(minutes=15),
        "SECURITY_TOTP_SECRETS": {"1": (runtime.settings.secret_key or "")},
        "SECURITY_TOTP_ISSUER": runtime.settings.site,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": RECOVERY_CODES,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [key],
        "SECURITY_TWO_FACTOR_SETUP_URL": "/code",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/connexion/code",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/connexion/aide",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/code/secours",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/connexion/secours",
        "SECURITY_TWO_FACTOR_SETUP_TEMPLATE": "account/code.html",
        "SECURITY_TWO_FACTOR_VERIFY_CODE_TEMPLATE": "account/code_login.html",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "account/recovery_codes.html",
        "SECURITY_MULTI_FACTOR_RECOVERY_TEMPLATE": "account/recovery.html",
    }


SECOND_FACTOR_FORMS: Mapping[str, Any] = {
    "two_factor_setup_form": SetupForm,
    "two_factor_rescue_form": RescueForm,
    "two_factor_verify_code_form": CodeForm,
    "mf_recovery_form": RecoveryForm,
}


def install_second_factor(app: Flask) -> None:
    """Give the accounts of *app*, which are installed, codes of authenticator apps and no others."""
    app.add_template_filter(scannable)
    views = cast("dict[str, Callable[..., object]]", app.view_functions)
    views["security.two_factor_rescue"] = lambda: abort(404)  # by a recovery code, and no other way
    accounts = cast(security.Security, app.extensions["security"])
    accounts.tf_setup_context_processor(_is_lacking)
    accounts.wan_register_context_processor(_is_lacking)
    security.tf_profile_changed.connect(_on_app, app)
    security.wan_registered.connect(_on_passkey, app)


def require_second_factor(person: Person, *, wanted: str | None) -> Response | None:
    """Lead *person* to where a second factor is set up, if they must have one and have none.

    *wanted*: the page that they asked for, to be led back to; None if they sent something.
    """
    if not second_factor.is_lacking(current_runtime(), person):
        return None
    if wanted is not None:
        session[WANTED_IN_SESSION] = wanted
    return redirect(url_for("security.two_factor_setup"), 303)


def _is_lacking() -> dict[str, bool]:
    user = security.current_user
    is_lacking = user.is_authenticated and second_factor.is_lacking(current_runtime(), user.person)
    return {"is_lacking": is_lacking}


def _on_app(app: Flask, *, user: Any, **_: object) -> None:
    _set_up(user.person, way="code")


def _on_passkey(app: Flask, *, user: Any, **_: object) -> None:
    _set_up(user.person, way="passkey")


def _set_up(person: Person, *, way: str) -> None:
    if person.role not in NEWSROOM:
        return

    # The library stores what was set up in such a function too, and this one comes after it.
    @after_this_request
    def lead_back(response: Response) -> Response:
        logins.add_factor(current_runtime(), person, session[LOGIN_IN_SESSION], way=way)
        if response.location is not None and WANTED_IN_SESSION in session:
            response.location = session.pop(WANTED_IN_SESSION)
            if way == "code":
                codes, label = url_for("security.mf_recovery_codes"), gettext(_CODES)
                flash(Markup('<a href="{}">{}</a>').format(codes, label), "success")
        return response


def _is_right(form: Any, check: Callable[[], bool]) -> bool:
    user = form.user
    if user is None or not second_factor.may_try(current_runtime(), user.id):
        form.code.errors = [gettext(_TOO_MANY)]
        return False
    is_right = check()
    if not is_right and not security.current_user.is_authenticated:
        second_factor.note_refused(current_runtime(), user.person)
    return is_right
