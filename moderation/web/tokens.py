"""The comment form's token: none, and so no cookie, for whoever only reads.

A token needs a cookie, and the form stands under every article. The browser's
own word that a form comes from our page is worth as much (Fetch Metadata,
W3C; RFC 6454, section 7): where it gives it, no token is asked for, and where
it does not, the form is given back with one and with the text in it.
"""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request, session
from flask_wtf import FlaskForm
from wtforms import Form
from wtforms.csrf.core import CSRFTokenField


class TokenWhenNeeded(FlaskForm.Meta.csrf_class):
    """Gives a token to who has a session already, or whose browser does not say where it comes from."""

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        """Return the token; empty if none is needed, and no cookie with it."""
        is_needed = session or (request.method == "POST" and not is_from_our_page())
        return str(super().generate_csrf_token(csrf_token_field)) if is_needed else ""

    def validate_csrf_token(self, form: Form, field: CSRFTokenField) -> None:
        """Raise ValidationError unless the form comes from our page."""
        if not is_from_our_page():
            super().validate_csrf_token(form, field)


def is_from_our_page() -> bool:
    """Return whether the browser says, in headers that no page can set, that a page of ours sent this."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    # Older browsers, and plain HTTP.
    return _sender() in _our_hosts()


def _sender() -> str | None:
    """Return the host that the browser names as the sender; None: it names none."""
    try:
        return urlsplit(request.headers.get("Origin", "")).netloc or None
    except ValueError:  # no browser writes that
        return None


def _our_hosts() -> set[str]:
    runtime: Any = current_app.extensions["charte"]
    return {request.host, urlsplit(runtime.settings.base_url).netloc}
