"""Who may come in: accounts, sessions, form tokens, limits.

The one module that sees the table of people: the accounts library reads it.
The rest of the code knows only `Person`.
"""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

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
from flask_wtf import CSRFProtect
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import scoped_session, sessionmaker
from werkzeug.wrappers import Response

from moderation.core.person import Person, Role
from moderation.errors import Unavailable
from moderation.runtime import Runtime
from moderation.services.identity import password_changed
from moderation.storage.people import to_person
from moderation.storage.tables import PersonRow
from moderation.web.account import SECURITY_MESSAGES, ChangePasswordForm, LoginForm
from moderation.web.throttle import limiter

#: Where an application keeps its runtime.
EXTENSION = "charte"

#: Attempts to log in from one address.
LOGIN_LIMIT = "10/minute"

#: Fewest characters of a password (NIST SP 800-63B-4, section 3.1.1.2: 15 where nothing else protects).
PASSWORD_CHARACTERS = 15


class Door(StrEnum):
    """Who may pass."""

    ANYONE = "anyone"
    NEWSROOM = "newsroom"  # logged in
    KEY = "key"  # a program, with its key


#: Who may use the pages of each blueprint; "static" is Flask's own.
ACCESS = {
    "static": Door.ANYONE,
    "reader": Door.ANYONE,
    "security": Door.ANYONE,  # the way in and out
    "desk": Door.NEWSROOM,
    "api": Door.KEY,
    "api_reference": Door.ANYONE,
}

#: Who may be at the desk; an administrator sees what was escalated, too.
DESK_ROLES = frozenset({Role.MODERATOR, Role.ADMINISTRATOR})

#: Where the form tokens' library keeps what they are made of (its WTF_CSRF_FIELD_NAME).
TOKEN_IN_SESSION = "csrf_token"  # noqa: S105 - a name

csrf = CSRFProtect()


class Account(security.UserMixin, PersonRow):
    """A person as the accounts library wants them."""


class _Accounts(security.SQLAlchemySessionUserDatastore):
    """The accounts; a transaction ends with each look-up, so that none stays open in a request."""

    def find_user(self, *arguments: Any, **attributes: Any) -> Account | None:
        """Return the account with *attributes*. Raises Unavailable if the database is out of reach."""
        try:
            return cast("Account | None", super().find_user(*arguments, **attributes))
        except (OperationalError, InterfaceError) as error:
            kind = type(error.orig).__name__
            raise Unavailable(f"accounts cannot be read ({kind})") from None
        finally:
            self.db.session.close()


def install_access(app: Flask, runtime: Runtime) -> None:
    """Give *app* accounts, form tokens and limits."""
    app.extensions[EXTENSION] = runtime
    app.config.update(_configuration(app, runtime))
    csrf.init_app(app)
    limiter.init_app(app)
    _install_accounts(app, runtime)


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
        "SECURITY_URL_PREFIX": "/desk",
        "SECURITY_POST_LOGIN_VIEW": "/desk",
        "SECURITY_POST_LOGOUT_VIEW": "/desk/login",
        "SECURITY_POST_CHANGE_VIEW": "/desk",
        "SECURITY_CHANGE_URL": "/password",
        "SECURITY_CHANGEABLE": True,
        "SECURITY_FRESHNESS": timedelta(days=-1),  # no page to confirm a login that lasts
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_LOGIN_USER_TEMPLATE": "account/login.html",
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "account/password.html",
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        # A hash as argon2-cffi writes it, without a second one around it.
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
        "SECURITY_PASSWORD_LENGTH_MIN": PASSWORD_CHARACTERS,
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_I18N_DOMAIN": "messages",
        "SECURITY_I18N_DIRNAME": [str(Path(app.root_path, "translations"))],
        **{f"SECURITY_MSG_{name}": (text, "error") for name, text in SECURITY_MESSAGES.items()},
    }


def _install_accounts(app: Flask, runtime: Runtime) -> None:
    # A session of its own: the library commits by itself. Look-ups only read;
    # a change begins with its own write.
    engine = runtime.database.engine.execution_options(writes=False)
    rows = scoped_session(sessionmaker(engine, expire_on_commit=False))
    app.teardown_appcontext(lambda _: rows.remove())
    accounts = _Accounts(rows, Account, security.RoleMixin)
    security.Security(app, accounts, login_form=LoginForm, change_password_form=ChangePasswordForm)
    # The session's cookie is the one way in: the library's tokens, taken from an
    # address too, would outlast the log-out.
    app.login_manager.request_loader(lambda _: None)  # type: ignore[attr-defined]
    views = cast("dict[str, Callable[..., object]]", app.view_functions)
    views["security.login"] = limiter.limit(LOGIN_LIMIT, methods=["POST"])(views["security.login"])
    security.password_changed.connect(_on_password_changed, app)
    security.user_authenticated.connect(_on_login, app)


def _on_login(app: Flask, **_: object) -> None:
    # A form token of before, which somebody else may have planted, is worth nothing after.
    session.pop(TOKEN_IN_SESSION, None)


def _on_password_changed(app: Flask, *, user: Account, **_: object) -> None:
    person_id = user.id

    # The library stores the password after its view, in such a function too:
    # this one comes after it.
    @after_this_request
    def note_it(response: Response) -> Response:
        password_changed(current_runtime(), person_id)
        return response


def current_runtime() -> Runtime:
    """Return what the application at work runs on."""
    return cast(Runtime, current_app.extensions[EXTENSION])


def current_person() -> Person | None:
    """Return who is logged in; None if nobody is."""
    user = security.current_user
    return to_person(user) if user.is_authenticated else None


def require_person() -> Response | None:
    """Send away who is not of the newsroom; to be run before each of its pages.

    Who still has a one-time password must choose their own first.
    """
    person = current_person()
    if person is None:
        return redirect(url_for("security.login", next=_way_back()), 303)
    if person.role not in DESK_ROLES:
        abort(403)
    g.person = person
    if person.must_change_password:
        return redirect(url_for("security.change_password"), 303)
    return None


def moderator() -> Person:
    """Return who is at the desk. Only for pages that `require_person` guards."""
    return cast(Person, g.person)


def _way_back() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None
