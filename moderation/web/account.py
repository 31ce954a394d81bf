"""A reader's own page: who they are here, and what they wrote."""

from contextlib import suppress

from flask import Blueprint, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from moderation.core.comment import Status
from moderation.core.person import Person
from moderation.errors import NotFound
from moderation.runtime import Runtime
from moderation.services import connecting, submission
from moderation.services.links import outcome_token, read_token
from moderation.web.access import (
    DESK_ROLES,
    UNSIGNED_IN_SESSION,
    current_runtime,
    require_account,
    the_person,
)
from moderation.web.forms import OneButtonForm
from moderation.web.pages import AccountPage, Connections, Unsigned
from moderation.web.providers import providers

account = Blueprint("account", __name__, url_prefix="/compte")
account.before_request(require_account)


@account.get("")
def overview() -> str | Response:
    """Show a reader what is theirs; lead the newsroom to its desk."""
    runtime, person = current_runtime(), the_person()
    if person.role in DESK_ROLES:
        return redirect(url_for("desk.next_case"), 303)
    written = submission.written_by(runtime, person)
    outcomes = tuple(outcome_token(runtime, comment.public_id) for comment in written)
    page = AccountPage(person, unsigned(), written, outcomes, _connections(runtime, person))
    return render_template("account/account.html", page=page)


def _connections(runtime: Runtime, person: Person) -> Connections:
    names = {provider.identifier: provider.name for provider in providers().values()}
    ways = connecting.ways_in(runtime, person)
    return Connections(
        has_password=ways.has_password,
        connected=ways.connections,
        names=tuple(names.get(way.provider, way.provider) for way in ways.connections),
        may_remove=ways.may_lose_one,
        form=OneButtonForm(),
    )


def unsigned() -> Unsigned | None:
    """Return the comment that this browser sent and nobody has signed yet."""
    token = session.get(UNSIGNED_IN_SESSION)
    if token is None:
        return None
    runtime = current_runtime()
    with suppress(NotFound):
        comment = submission.find_comment(runtime, read_token(runtime, token))
        if comment.status is Status.UNCONFIRMED:
            return Unsigned(token, comment, OneButtonForm())
    session.pop(UNSIGNED_IN_SESSION)
    return None
