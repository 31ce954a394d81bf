"""What browsers are told about every answer: where it may load from, who may keep it."""

from flask import Flask, Response, request

from moderation.web.access import ACCESS, Door, current_runtime
from moderation.web.embedding import is_framed

#: Only our own files; nothing inline; in nobody's frame but where it says so.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {}"
)

_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

#: For pages whose address opens them, and for the newsroom's: kept by nobody, told to nobody.
PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}

#: The blueprints of those pages: all of whoever is logged in, and the ways in.
_PRIVATE_PAGES = {"security", "connect", "single_sign_on"} | {
    name for name, door in ACCESS.items() if door in (Door.ACCOUNT, Door.NEWSROOM)
}


def install_headers(app: Flask) -> None:
    """Give every answer of *app* its headers."""
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    if request.blueprint in _PRIVATE_PAGES:
        response.headers.update(PRIVATE)
    framers = sorted(current_runtime().settings.origins) if is_framed() else []
    policy = CONTENT_SECURITY_POLICY.format(" ".join(framers) or "'none'")
    response.headers.setdefault("Content-Security-Policy", policy)
    for name, value in _EVERYWHERE.items():
        response.headers.setdefault(name, value)
    if response.mimetype == "text/html":
        # A page holds its reader's own form token.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.vary.update(("Accept-Language", "Cookie"))
    return response
