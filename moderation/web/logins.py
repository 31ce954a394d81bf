"""Each request of an account asks whether its session was ended, or no longer suffices."""

from collections.abc import Callable
from typing import Any, cast

import flask_security as security
from flask import Flask, after_this_request, g, request, session

from moderation.errors import Unavailable
from moderation.services import logins, second_factor
from moderation.services.identity import SESSION_KEY_BYTES
from moderation.web.running import current_runtime

#: Where a browser's cookie has the key of its session.
LOGIN_IN_SESSION = "login"

#: How somebody came in, by what the accounts library calls it; all else is by a password.
WAYS = {"webauthn": "passkey", "connection": "provider", "": "code"}


def install_logins(app: Flask) -> None:
    """Have each request of *app*, whose accounts are installed, ask for its session."""
    manager = cast(Any, app).login_manager
    manager.user_loader(_of_an_open_session(manager._user_callback))
    views = cast("dict[str, Callable[..., object]]", app.view_functions)
    views["security.logout"] = _ending(views["security.logout"])
    security.user_authenticated.connect(_on_login, app)


def _of_an_open_session(load: Callable[[str], Any]) -> Callable[[str], Any]:
    def load_account(user_id: str) -> Any:
        account, key = load(user_id), session.get(LOGIN_IN_SESSION)
        if account is None or not isinstance(key, str):
            return None
        try:
            found = logins.open_login(current_runtime(), key, account.id)
            is_open = found and second_factor.is_shown(current_runtime(), account.person, found)
        except Unavailable:
            if "is_nobody" in g:
                return None
            # The page that says so asks again who is there, and is shown to nobody in particular.
            g.is_nobody = True
            raise
        return account if is_open else None

    return load_account


def _ending(log_out: Callable[..., object]) -> Callable[..., object]:
    def end_and_log_out() -> object:
        user, key = security.current_user, session.pop(LOGIN_IN_SESSION, None)
        if user.is_authenticated and key:
            logins.end_with_key(current_runtime(), user.person, key)
        return log_out()

    return end_and_log_out


def _on_login(app: Flask, *, user: Any, authn_via: list[str] | None = None, **_: object) -> None:
    runtime, person = current_runtime(), user.person
    key = session[LOGIN_IN_SESSION] = runtime.random(SESSION_KEY_BYTES)
    way = WAYS.get((authn_via or [""])[0], "password")
    user_agent = request.user_agent.string

    # The library stores what it has changed in such a function, and this one comes after it.
    @after_this_request
    def note_it(response: Any) -> Any:
        logins.begin(runtime, person, key=key, way=way, user_agent=user_agent)
        return response
