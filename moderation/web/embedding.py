"""An article's comments in a page of the newspaper: a script that makes a frame, and the pages in the frame.

The pages are the same as anywhere else, under the prefix `/cadre`, or
`/cadre/de` where the newspaper's page says its language: as the prefix is
WSGI's own (SCRIPT_NAME), every link on them keeps it. Only the newsroom's sites
may frame them, and only what a reader does there is under the prefix: the ways
in and the desk open in a window of their own, where a browser shows whose page
it is.
"""

import re
from typing import Any

from flask import Blueprint, Flask, Response, abort, render_template, request, send_from_directory
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from moderation.core.charter import LANGUAGES
from moderation.settings import Settings

#: Where the pages in a frame are.
FRAME = "/cadre"

#: Blueprints and endpoints of which there are pages in a frame.
FRAMED = {"static", "reader", "author", "editing", "correction", "sanction", "single_sign_on"}
FRAMED_ENDPOINTS = {"connect.new_account", "connect.failed"}

#: Seconds for which browsers keep the script: its address stands in others' pages and never changes.
SCRIPT_SECONDS = 3600

_PREFIX = re.compile(rf"{FRAME}(?:/({'|'.join(LANGUAGES)}))?\Z")

embedding = Blueprint("embedding", __name__)


def install_embedding(app: Flask, settings: Settings) -> None:
    """Give *app* the script and, if the newsroom has sites, the pages in a frame."""
    app.register_blueprint(embedding)
    app.context_processor(lambda: {"framed": is_framed()})
    if settings.origins:
        pages = app.wsgi_app
        prefixes = (FRAME, *(f"{FRAME}/{one}" for one in LANGUAGES))
        mounts: dict[str, Any] = dict.fromkeys(prefixes, pages)
        app.wsgi_app = DispatcherMiddleware(pages, mounts)  # type: ignore[method-assign]
        app.before_request(_keep_in_frame)


def is_framed() -> bool:
    """Tell whether the page that is asked for is one in a frame."""
    return _PREFIX.match(request.script_root) is not None


def frame_language() -> str | None:
    """Return the language of the page around the frame; None if it says none, or there is no frame."""
    match = _PREFIX.match(request.script_root)
    return match[1] if match else None


@embedding.get("/embed.js")
def script() -> Response:
    """Send the script that puts an article's comments into a page."""
    response = send_from_directory("static", "embed.js", max_age=SCRIPT_SECONDS)
    # Only what was read can be compressed.
    response.direct_passthrough = False
    response.get_data()
    # Pages that are isolated from other origins may use it, too.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _keep_in_frame() -> str | None:
    """Lead out of the frame what has no place in it."""
    if not is_framed() or request.endpoint is None:  # a 404, in the frame
        return None
    if request.blueprint in FRAMED or request.endpoint in FRAMED_ENDPOINTS | {"static"}:
        return None
    if request.method != "GET" or request.blueprint == "api":
        abort(404)
    outside = request.full_path.rstrip("?").replace(f"={request.script_root}/", "=/")
    return render_template("frame_out.html", address=outside)
