"""What the desk's script asks for while a moderator reads, and what seniors watch."""

from flask import Blueprint, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from moderation.core.desk import LARGEST_ID
from moderation.errors import InvalidInput
from moderation.services import queues as waiting
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.desk import page_ahead
from moderation.web.forms import OneButtonForm
from moderation.web.language import count
from moderation.web.queue_bar import arguments_of, view_of_form

queues = Blueprint("queues", __name__, url_prefix="/desk")
queues.before_request(require_person)


@queues.post("/ahead/<public_id>")
def ahead(public_id: str) -> Response:
    """Claim and show what comes after the comment on the screen, before it is needed."""
    return page_ahead(public_id, view_of_form(the_person()))


@queues.post("/presence")
def presence() -> Response:
    """Keep what an open page shows with its reader; tell how many wait."""
    runtime, person = current_runtime(), the_person()
    found = waiting.be_present(runtime, person, reading=_named("reading"), ahead=_named("ahead"))
    counts = {need: count(n) for need, n in waiting.count_waiting(runtime, person).items()}
    return jsonify(
        kept=found.is_kept, reader=found.reader, ahead=found.is_ahead_kept, counts=counts
    )


@queues.post("/let-go")
def let_go() -> tuple[str, int]:
    """Give back what was loaded ahead: its page is left."""
    named = _named("ahead")
    if named is not None:
        waiting.let_go(current_runtime(), the_person(), named)
    return "", 204


@queues.post("/watch")
def watch() -> Response:
    """Watch an article, or no more, and go back to its queue."""
    key = request.form.get("key", "")
    if not OneButtonForm().validate():
        raise InvalidInput("an article is not watched like this")
    is_on = request.form.get("watched") == "yes"
    waiting.watch_article(current_runtime(), the_person(), key, is_on)
    return redirect(url_for("desk.next_case", article=key), 303)


@queues.post("/views")
def save_view() -> Response:
    """Keep the view that is chosen under a name, and show it."""
    runtime, person = current_runtime(), the_person()
    view = view_of_form(person)
    is_shared = "shared" in request.form
    waiting.save_view(runtime, person, request.form.get("name", ""), view, is_shared=is_shared)
    return redirect(url_for("desk.next_case", **arguments_of(view)), 303)


@queues.post(f"/views/<int(max={LARGEST_ID}):view_id>/delete")
def delete_view(view_id: int) -> Response:
    """Delete a saved view of one's own."""
    person = the_person()
    waiting.delete_view(current_runtime(), person, view_id)
    return redirect(url_for("desk.next_case", **arguments_of(view_of_form(person))), 303)


def _named(field: str) -> str | None:
    return request.form.get(field) or None
