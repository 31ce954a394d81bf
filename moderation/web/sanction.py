"""Whom a sanction is set on reads why, says that they have read it, and objects."""

from contextlib import suppress

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from moderation.core.comment import Comment
from moderation.core.person import Person
from moderation.errors import CommentError, Conflict, InvalidInput
from moderation.runtime import Runtime
from moderation.services import ladder
from moderation.services.ladder import OwnStanding
from moderation.services.links import outcome_token, read_sanction_token, sanction_token
from moderation.web.access import current_runtime
from moderation.web.forms import BanAppealForm, OneButtonForm
from moderation.web.headers import PRIVATE
from moderation.web.language import current_language
from moderation.web.sanction_pages import Cited, OwnSanctions, SanctionPage

sanction = Blueprint("sanction", __name__, url_prefix="/sanction")


@sanction.get("/<token>")
def shown(token: str) -> Response:
    """Show the statement of reasons."""
    return _page(token, BanAppealForm(formdata=None))


@sanction.post("/<token>/contester")
def appeal(token: str) -> Response:
    """Take an objection."""
    runtime, form = current_runtime(), BanAppealForm()
    number = read_sanction_token(runtime, token)
    if not form.validate():
        return _page(token, form, status=422)
    with suppress(Conflict):  # sent twice: the page shows the appeal that was made
        ladder.appeal_sanction(runtime, number, words=form.objection.data or "")
    return redirect(url_for("sanction.shown", token=token), 303)


@sanction.post("/<token>/lu")
def read(token: str) -> Response:
    """Note that a note or a warning was read, and go back to where it stood."""
    if not OneButtonForm().validate():
        raise InvalidInput("the form was not ours")
    runtime = current_runtime()
    ladder.acknowledge(runtime, read_sanction_token(runtime, token))
    key = request.form.get("article")
    if key:
        return redirect(url_for("reader.article", key=key, _anchor="commenter"), 303)
    return redirect(url_for("sanction.shown", token=token), 303)


def own_sanctions(
    runtime: Runtime, person: Person | None, *, comment: Comment | None = None
) -> OwnSanctions | None:
    """Return what *person*, or the guest who confirms *comment*, is told before they write; None: nothing."""
    language = current_language()
    if person is not None:
        found = ladder.own_standing(runtime, person, language=language)
    elif comment is not None:
        found = ladder.guest_standing(runtime, comment, language=language)
    else:
        return None
    return _own(runtime, found)


def is_suspension(error: CommentError) -> bool:
    """Tell whether a comment was not taken because its author is suspended."""
    return any(one.code == "suspended" for one in error.problems)


def _own(runtime: Runtime, found: OwnStanding) -> OwnSanctions | None:
    several = [*found.unread, *([found.suspension] if found.suspension else [])]
    if not several:
        return None
    tokens = {one.sanction.id: sanction_token(runtime, one.sanction.id) for one in several}
    return OwnSanctions(found, tokens, OneButtonForm())


def _page(token: str, form: BanAppealForm, *, status: int = 200) -> Response:
    runtime = current_runtime()
    number = read_sanction_token(runtime, token)
    told = ladder.sanction_told(runtime, number, language=current_language())
    page = SanctionPage(
        token=token,
        told=told,
        is_over=told.sanction.is_over(runtime.clock()),
        cited=tuple(
            Cited(
                one.article.title,
                one.comment.submitted_at,
                outcome_token(runtime, one.comment.public_id),
            )
            for one in ladder.cited_by(runtime, number)
        ),
        appeal_form=form,
        read_form=OneButtonForm(),
    )
    return make_response(render_template("reader/sanction.html", page=page), status, PRIVATE)
