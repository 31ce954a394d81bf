"""Who may come in: accounts, sessions, form tokens, limits."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import cast

import flask_security as security
from flask import (
    Flask,
    abort,
    after_this_request,
    current_app,
    g,
    redirect,
    request,
    session,
    url_for,
)
from flask_security.confirmable import send_confirmation_instructions
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response

from moderation.core.letter import LetterKind
from moderation.core.names.signature import NameAnswer
from moderation.core.permission import Permission, may
from moderation.core.person import Person, Role
from moderation.errors import NotFound
from moderation.runtime import Runtime
from moderation.services.names import note_registration
from moderation.services.passwords import password_changed
from moderation.web.accounts import Account, Accounts
from moderation.web.letters import CONFIRM_HOURS, RESET_HOURS, Letters
from moderation.web.login import (
    ENDS_OTHERS,
    SECURITY_ERRORS,
    SECURITY_NEWS,
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    RegisterForm,
    ResetPasswordForm,
    SendConfirmationForm,
)
from moderation.web.logins import LOGIN_IN_SESSION, install_logins
from moderation.web.passkeys import (
    PASSKEY_ERRORS,
    PASSKEY_FORMS,
    PASSKEY_NEWS,
    PASSKEY_SETTINGS,
    Passkeys,
    install_passkeys,
)
from moderation.web.providers import provider_names
from moderation.web.running import current_runtime as current_runtime
from moderation.web.running import install_runtime
from moderation.web.second_factor import (
    SECOND_FACTOR_ERRORS,
    SECOND_FACTOR_FORMS,
    SECOND_FACTOR_NEWS,
    Codes,
    install_second_factor,
    require_second_factor,
    second_factor_settings,
)
from moderation.web.throttle import limiter, remember_device

#: Letters asked for from one address; how many go to one address is counted where they are posted.
LETTER_LIMIT = "10/hour"

#: Fewest characters of a password (NIST SP 800-63B-4, section 3.1.1.2: 15 where nothing else protects).
PASSWORD_CHARACTERS = 15


class Door(StrEnum):
    """Who may pass."""

    ANYONE = "anyone"
    ACCOUNT = "account"  # logged in
    NEWSROOM = "newsroom"  # logged in, and of the newsroom
    KEY = "key"  # a program, with its key


#: Who may use the pages of each blueprint; "static" is Flask's own.
ACCESS = {
    "static": Door.ANYONE,
    "reader": Door.ANYONE,
    "author": Door.ANYONE,  # whoever has the link
    "embedding": Door.ANYONE,
    "editing": Door.ANYONE,  # whoever wrote the comment
    "security": Door.ANYONE,  # the way in and out
    "account": Door.ACCOUNT,
    "connect": Door.ANYONE,  # a way in, too
    "single_sign_on": Door.ANYONE,  # and another
    "connections": Door.ACCOUNT,
    "unsubscribing": Door.ANYONE,
    "sessions": Door.ACCOUNT,
    "own_data": Door.ACCOUNT,
    "own_identity": Door.ACCOUNT,
    "privacy": Door.ANYONE,
    "correction": Door.ANYONE,
    "report": Door.ANYONE,
    "desk": Door.NEWSROOM,
    "lists": Door.NEWSROOM,
    "preferences": Door.NEWSROOM,
    "queues": Door.NEWSROOM,
    "desk_articles": Door.NEWSROOM,
    "sanction": Door.ANYONE,  # whoever has the link
    "sanctions": Door.NEWSROOM,
    "corrections": Door.NEWSROOM,
    "reported": Door.NEWSROOM,
    "pseudonyms": Door.NEWSROOM,
    "inquiry": Door.ANYONE,  # whoever has the link
    "inquiries": Door.NEWSROOM,
    "colleagues": Door.NEWSROOM,
    "transparency": Door.ANYONE,
    "reports_public": Door.NEWSROOM,
    "figures": Door.NEWSROOM,
    "agreement": Door.NEWSROOM,
    "glossary": Door.NEWSROOM,
    "disclosing": Door.NEWSROOM,  # who may see identities
    "staff": Door.NEWSROOM,  # who manages its accounts
    "journal": Door.NEWSROOM,  # who may audit
    "webhooks": Door.NEWSROOM,  # administrators alone
    "keys": Door.NEWSROOM,  # administrators alone
    "trying": Door.NEWSROOM,
    "workshop": Door.NEWSROOM,  # who edits the charter alone changes it
    "adjusting": Door.NEWSROOM,
    "word_lists": Door.NEWSROOM,
    "api": Door.KEY,
    "api_reference": Door.ANYONE,
    "akismet": Door.KEY,
    "akismet_test": Door.ANYONE,
    "coral": Door.KEY,  # it signs what it sends
    "openai": Door.KEY,
    "perspective": Door.KEY,
    "perspective_discovery": Door.ANYONE,
}

#: Where the form tokens' library keeps what they are made of (its WTF_CSRF_FIELD_NAME).
TOKEN_IN_SESSION = "csrf_token"  # noqa: S105 - a name

#: Where a browser keeps the token of a comment that its reader wrote and has still to sign.
UNSIGNED_IN_SESSION = "unsigned"

csrf = CSRFProtect()


def install_access(app: Flask, runtime: Runtime) -> None:
    """Give *app* accounts, form tokens and limits."""
    install_runtime(app, runtime)
    app.config.update(_configuration(app, runtime))
    csrf.init_app(app)
    limiter.init_app(app)
    _install_accounts(app, runtime)
    install_logins(app)
    app.context_processor(lambda: {"permits": permits})


def _configuration(app: Flask, runtime: Runtime) -> dict[str, object]:
    return {
        "SECRET_KEY": runtime.settings.secret_key,
        "SESSION_COOKIE_NAME": "charte",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": (runtime.settings.public_url or "").startswith("https:"),
        # As long as the session: people write, and moderators read, for hours.
        "WTF_CSRF_TIME_LIMIT": None,
        # Our pages send no referrer where an address is a secret.
        "WTF_CSRF_SSL_STRICT": False,
        "SECURITY_URL_PREFIX": "/compte",
        "SECURITY_LOGIN_URL": "/connexion",
        "SECURITY_LOGOUT_URL": "/deconnexion",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_REGISTER_URL": "/nouveau",
        "SECURITY_CONFIRM_URL": "/confirmation",
        "SECURITY_RESET_URL": "/oubli",
        "SECURITY_CHANGE_URL": "/mot-de-passe",
        "SECURITY_POST_LOGIN_VIEW": "/compte",
        "SECURITY_POST_LOGOUT_VIEW": "/compte/connexion",
        "SECURITY_POST_CHANGE_VIEW": "/compte",
        "SECURITY_POST_REGISTER_VIEW": "/compte/connexion",
        "SECURITY_REGISTERABLE": True,
        "SECURITY_CONFIRMABLE": True,
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CONFIRM_EMAIL_WITHIN": timedelta(hours=CONFIRM_HOURS),
        "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=RESET_HOURS),
        "SECURITY_DATETIME_FACTORY": runtime.clock,
        "SECURITY_WAN_RP_NAME": runtime.settings.site,
        "SECURITY_LOGIN_USER_TEMPLATE": "account/login.html",
        "SECURITY_REGISTER_USER_TEMPLATE": "account/register.html",
        "SECURITY_SEND_CONFIRMATION_TEMPLATE": "account/confirmation.html",
        "SECURITY_FORGOT_PASSWORD_TEMPLATE": "account/forgotten.html",
        "SECURITY_RESET_PASSWORD_TEMPLATE": "account/reset.html",
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "account/password.html",
        # Our letters have their own templates (moderation.web.letters).
        "SECURITY_EMAIL_PLAINTEXT": False,
        "SECURITY_EMAIL_HTML": False,
        "SECURITY_REGISTER_EMAIL_TEMPLATE": LetterKind.CONFIRM_ADDRESS.value,
        "SECURITY_EMAIL_TEMPLATE_CONFIRM": LetterKind.CONFIRM_ADDRESS.value,
        "SECURITY_REGISTER_EMAIL_EXISTING_TEMPLATE": LetterKind.ADDRESS_TAKEN.value,
        "SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET": LetterKind.RESET_PASSWORD.value,
        # The letter on a changed password says more than the library knows.
        "SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL": False,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        # A stranger learns of no address whether it has an account.
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_PASSWORD_CONFIRM_REQUIRED": False,
        # A hash as argon2-cffi writes it, without a second one around it.
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
        "SECURITY_PASSWORD_LENGTH_MIN": PASSWORD_CHARACTERS,
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_I18N_DOMAIN": "messages",
        "SECURITY_I18N_DIRNAME": [str(Path(app.root_path, "translations"))],
        **PASSKEY_SETTINGS,
        **second_factor_settings(runtime),
        **_messages("error", SECURITY_ERRORS | PASSKEY_ERRORS | SECOND_FACTOR_ERRORS),
        **_messages("success", SECURITY_NEWS | PASSKEY_NEWS | SECOND_FACTOR_NEWS),
    }


def _messages(category: str, texts: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    return {f"SECURITY_MSG_{name}": (text, category) for name, text in texts.items()}


def _install_accounts(app: Flask, runtime: Runtime) -> None:
    accounts = Accounts(runtime.database)
    app.teardown_appcontext(lambda _: accounts.forget_session())
    security.Security(
        app,
        accounts,
        mail_util_cls=Letters,
        login_form=LoginForm,
        register_form=RegisterForm,
        send_confirmation_form=SendConfirmationForm,
        forgot_password_form=ForgotPasswordForm,
        reset_password_form=ResetPasswordForm,
        change_password_form=ChangePasswordForm,
        webauthn_util_cls=Passkeys,
        totp_cls=partial(Codes, runtime),  # type: ignore[arg-type]
        **PASSKEY_FORMS,
        **SECOND_FACTOR_FORMS,
    )
    install_passkeys(app)
    install_second_factor(app)
    # The session's cookie is the one way in: the library's tokens, taken from an
    # address too, would outlast the log-out.
    app.login_manager.request_loader(lambda _: None)  # type: ignore[attr-defined]
    views = cast("dict[str, Callable[..., object]]", app.view_functions)
    for name in ("register", "send_confirmation", "forgot_password", "reset_password"):
        limited = limiter.shared_limit(LETTER_LIMIT, scope="letters", methods=["POST"])
        views[f"security.{name}"] = limited(views[f"security.{name}"])
    security.password_changed.connect(_on_password_changed, app)
    security.password_reset.connect(_on_password_reset, app)
    security.user_authenticated.connect(_on_login, app)
    security.user_registered.connect(_on_registered, app)


def _on_login(app: Flask, *, user: Account, **_: object) -> None:
    remember_device(user.email)
    # A form token of before, which somebody else may have planted, is worth nothing after.
    session.pop(TOKEN_IN_SESSION, None)


def _on_password_reset(app: Flask, *, user: Account, **_: object) -> None:
    # Who has the letter may log in, however many others are guessing.
    remember_device(user.email)
    _note_password(user, ends_others=ENDS_OTHERS in request.form)


def _on_password_changed(app: Flask, *, user: Account, **_: object) -> None:
    _note_password(user, ends_others=False)


def _note_password(user: Account, *, ends_others: bool) -> None:
    person = user.person

    # The library stores the password after its view, in such a function too:
    # this one comes after it.
    @after_this_request
    def note_it(response: Response) -> Response:
        names = provider_names()
        here = session.get(LOGIN_IN_SESSION)
        password_changed(current_runtime(), person, ends_others=ends_others, names=names, here=here)
        return response


def _on_registered(
    app: Flask, *, user: Account, form_data: Mapping[str, object], **_: object
) -> None:
    asked = form_data["asked_name"]
    answer = NameAnswer(str(asked) if asked else None, bool(form_data["is_own_name"]))
    email = user.email

    # As with the password: once the account is stored.
    @after_this_request
    def note_it(response: Response) -> Response:
        note_registration(current_runtime(), email, answer)
        return response


def permits(permission: str) -> bool:
    """Return whether who is logged in may do what *permission* names; templates ask it."""
    person = current_person()
    return person is not None and may(person, Permission(permission))


def current_person() -> Person | None:
    """Return who is logged in; None if nobody is."""
    user = security.current_user
    return cast(Account, user).person if user.is_authenticated else None


def log_in(person: Person) -> bool:
    """Log *person* in, whom somebody else vouches for; False if they may not come in this way.

    Whoever was logged in in this browser is so no more. The newsroom, which sees other people's data, has passwords.
    """
    if person.role is not Role.READER or not person.is_active or not person.is_confirmed:
        return False
    other = current_person()
    if other is not None and other.id != person.id:
        security.logout_user()
    return bool(security.login_user(_account_of(person), authn_via=["connection"]))


def ask_to_confirm(person: Person) -> None:
    """Post the letter by which *person* confirms their address."""
    send_confirmation_instructions(_account_of(person))  # type: ignore[no-untyped-call]


def _account_of(person: Person) -> Account:
    accounts = cast(Accounts, current_app.extensions["security"].datastore)
    account = accounts.find_user(id=person.id)
    if account is None:
        raise NotFound("this account is gone")
    return account


def has_password() -> bool:
    """Return whether who is logged in has a password; who came by a provider may have none."""
    return security.current_user.password is not None


def is_password(password: str) -> bool:
    """Return whether *password* is that of who is logged in."""
    return bool(security.current_user.verify_and_update_password(password))


def log_out() -> None:
    """End the session of who is logged in."""
    security.logout_user()


def require_account() -> Response | None:
    """Send away who is not logged in; to be run before each page of an account."""
    person = current_person()
    if person is None:
        return redirect(url_for("security.login", next=_way_back()), 303)
    g.person = person
    return None


def require_person() -> Response | None:
    """Send away who is not of the newsroom; to be run before each of its pages.

    Who still has a one-time password must choose their own first, and who has no second factor
    set one up if the operator requires it.
    """
    person = current_person()
    if person is None:
        return redirect(url_for("security.login", next=_way_back()), 303)
    if not may(person, Permission.READ):
        abort(403)
    g.person = person
    if person.must_change_password:
        return redirect(url_for("security.change_password"), 303)
    return require_second_factor(person, wanted=_way_back())


def the_person() -> Person:
    """Return who is logged in. Only for pages that `require_account` or `require_person` guards."""
    return cast(Person, g.person)


def _way_back() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None
