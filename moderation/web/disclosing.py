"""Who is behind a comment, at the desk: shown after its purpose is said, and noted."""

from flask import Blueprint, abort, make_response, render_template
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import DataRequired

from moderation.core.permission import Permission, may
from moderation.core.tracing import REASON_CODE_POINTS
from moderation.services import review, tracing
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.forms import at_most, readable
from moderation.web.identity_pages import IdentityOfAuthorPage

disclosing = Blueprint("disclosing", __name__, url_prefix="/desk/comment")


class PurposeForm(FlaskForm):
    """Somebody says why they must know who wrote a comment."""

    purpose = StringField(
        _("À quelle fin"),
        [
            DataRequired(_("Dites à quelle fin vous devez le savoir.")),
            at_most(REASON_CODE_POINTS),
            readable,
        ],
    )


@disclosing.before_request
def require_reader_of_identities() -> Response | None:
    """Send away who may not see identities."""
    away = require_person()
    if away is None and not may(the_person(), Permission.SEE_IDENTITY):
        abort(403)
    return away


@disclosing.get("/<public_id>/identite")
def ask(public_id: str) -> Response:
    """Ask for the purpose."""
    review.open_case(current_runtime(), public_id)  # 404 without such a comment
    return _page(public_id, PurposeForm(formdata=None))


@disclosing.post("/<public_id>/identite")
def disclose(public_id: str) -> Response:
    """Show who is behind a comment; that it was shown, and why, is noted first."""
    form = PurposeForm()
    if not form.validate():
        return _page(public_id, form, status=422)
    identity = tracing.disclose(
        current_runtime(), the_person(), public_id, reason=form.purpose.data or ""
    )
    page = IdentityOfAuthorPage(public_id, form, identity)
    return make_response(render_template("desk/identity.html", page=page))


def _page(public_id: str, form: PurposeForm, *, status: int = 200) -> Response:
    page = IdentityOfAuthorPage(public_id, form, None)
    return make_response(render_template("desk/identity.html", page=page), status)
