"""The way out of mails on replies: one click in the mail program, or a page with a button."""

from flask import Blueprint, Response, make_response, render_template

from moderation.services import replies
from moderation.services.links import read_unsubscribe_token
from moderation.web.access import csrf, current_runtime
from moderation.web.headers import PRIVATE
from moderation.web.pages import UnsubscribePage

unsubscribing = Blueprint("unsubscribing", __name__)


@unsubscribing.get("/desabonnement/<token>")
def ask(token: str) -> Response:
    """Show the button; opening an address must change nothing, for programs open it too."""
    read_unsubscribe_token(current_runtime(), token)
    return _page(UnsubscribePage(is_done=False))


@unsubscribing.post("/desabonnement/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]  # a mail program sends it (RFC 8058); its right is the signed address
def unsubscribe(token: str) -> Response:
    """Send no more mails on replies to who got this address."""
    replies.unsubscribe(current_runtime(), token)
    return _page(UnsubscribePage(is_done=True))


def _page(page: UnsubscribePage) -> Response:
    response = make_response(render_template("reader/unsubscribe.html", page=page))
    response.headers.update(PRIVATE)
    return response
