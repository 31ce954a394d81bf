"""Keys of programs, for administrators: issued, rotated, revoked, and when each was last used."""

from datetime import timedelta

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from moderation.core.key import OVERLAP, Scope
from moderation.core.permission import Permission, may
from moderation.services import keys as service
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.forms import OneButtonForm
from moderation.web.key_pages import SCOPES, KeyForm, KeysPage, RotationForm

keys = Blueprint("keys", __name__, url_prefix="/desk/cles")


@keys.before_request
def require_administrator() -> Response | None:
    """Send away who does not run programs."""
    away = require_person()
    if away is None and not may(the_person(), Permission.MANAGE_PROGRAMS):
        abort(403)
    return away


@keys.get("")
def listed() -> Response:
    """Show all keys."""
    return _page()


@keys.post("")
def issue() -> Response:
    """Issue a key, and show its secret, once."""
    form = KeyForm()
    if not form.validate():
        return _page(form=form, status=422)
    runtime, name = current_runtime(), form.name.data or ""
    lives = timedelta(days=form.days.data) if form.days.data else None
    if form.kind.data == "akismet":
        new = service.issue_akismet_key(runtime, name, lives=lives, by=the_person())
    else:
        scopes = {Scope(value) for value in form.scopes.data or ()}
        new = service.issue_api_key(runtime, name, scopes=scopes, lives=lives, by=the_person())
    return _page(new=new, status=201)


@keys.post("/<prefix>/rotation")
def rotate(prefix: str) -> Response:
    """Give a key another secret, and show it, once."""
    form = RotationForm()
    overlap = timedelta() if form.validate() and form.has_leaked.data else OVERLAP
    return _page(
        new=service.rotate_api_key(current_runtime(), prefix, overlap=overlap, by=the_person())
    )


@keys.post("/<prefix>/revocation")
def revoke(prefix: str) -> Response:
    """Revoke a key, at once."""
    key = service.revoke_api_key(current_runtime(), prefix, by=the_person())
    flash(_("La clé « %(name)s » n’ouvre plus rien.", name=key.name), "success")
    return redirect(url_for("keys.listed"), 303)


def _page(
    *,
    new: service.NewApiKey | None = None,
    form: KeyForm | None = None,
    status: int = 200,
) -> Response:
    runtime = current_runtime()
    now = runtime.clock()
    found = sorted(
        service.api_keys(runtime),
        key=lambda key: (key.revoked_at is None and not key.is_expired(now), key.created_at),
        reverse=True,
    )
    page = KeysPage(
        keys=tuple(found),
        new=new,
        form=form or KeyForm(formdata=None),
        rotation=RotationForm(formdata=None),
        button=OneButtonForm(formdata=None),
        now=now,
    )
    names = {"scope_names": SCOPES, "overlap_hours": OVERLAP // timedelta(hours=1)}
    return make_response(render_template("desk/keys.html", page=page, **names), status)
