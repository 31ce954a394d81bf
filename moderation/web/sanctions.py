"""Sanctions, for the newsroom: set, reread, reviewed, lifted; appeals against them answered."""

from collections.abc import Callable

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from moderation.core.charter import in_language
from moderation.core.desk import LARGEST_ID
from moderation.core.sanction import SANCTIONS_AN_HOUR
from moderation.errors import Conflict, InvalidInput, ModerationError, NotAllowed
from moderation.runtime import Runtime
from moderation.services import bans, ladder
from moderation.services import sanctions as service
from moderation.services.sanctions import ListedSanction, TooMany
from moderation.services.submission import charter_of
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.failures import status_of
from moderation.web.forms import OneButtonForm
from moderation.web.language import current_language
from moderation.web.sanction_forms import (
    BanForm,
    LiftForm,
    MaintainForm,
    SanctionAnswerForm,
    SanctionForm,
)
from moderation.web.sanction_pages import Refused, SanctionGroup, SanctionsPage, SanctionView

_ONE = f"/sanctions/<int(max={LARGEST_ID}):sanction_id>"

sanctions = Blueprint("sanctions", __name__, url_prefix="/desk")
sanctions.before_request(require_person)


@sanctions.get("/sanctions")
def listed() -> Response:
    """Show the sanctions: those first that wait for somebody."""
    return _page()


@sanctions.get("/noms")
def names() -> Response:
    """Lead to where banned names are listed now."""
    return redirect(url_for("sanctions.listed"), 303)


@sanctions.post("/sanctions/comment/<public_id>")
def set_on(public_id: str) -> Response:
    """Take a step of the ladder with the author of a comment, and go back to its case."""
    form = SanctionForm()

    def set_it() -> None:
        asked = form.asked()
        ladder.sanction_author(current_runtime(), the_person(), public_id, asked)

    return _done(form, set_it, url_for("desk.case", public_id=public_id))


@sanctions.post("/sanctions/nom/<public_id>")
def ban(public_id: str) -> Response:
    """Ban the name under a comment, for a reason, and go back to its case."""
    form = BanForm()

    def ban_it() -> None:
        bans.ban_author(current_runtime(), the_person(), public_id, reason=form.reason.data or "")

    return _done(form, ban_it, url_for("desk.case", public_id=public_id))


@sanctions.post(f"{_ONE}/lever")
def lift(sanction_id: int) -> Response:
    """Lift a sanction, for a reason."""
    form = LiftForm()

    def lift_it() -> None:
        reason = form.lift_reason.data or ""
        service.lift_sanction(current_runtime(), the_person(), sanction_id, reason=reason)

    return _done(form, lift_it)


@sanctions.post(f"{_ONE}/repondre")
def answer(sanction_id: int) -> Response:
    """Answer an appeal against another person's sanction."""
    form = SanctionAnswerForm()

    def answer_it() -> None:
        service.answer_appeal(
            current_runtime(),
            the_person(),
            sanction_id,
            words=form.answer.data or "",
            lifts=form.outcome.data == "lift",
        )

    return _done(form, answer_it)


@sanctions.post(f"{_ONE}/relire")
def confirm(sanction_id: int) -> Response:
    """Confirm a sanction as its second reader."""
    return _done(
        OneButtonForm(),
        lambda: service.confirm_sanction(current_runtime(), the_person(), sanction_id),
    )


@sanctions.post(f"{_ONE}/maintenir")
def maintain(sanction_id: int) -> Response:
    """Keep a suspension whose day of review has come."""
    form = MaintainForm()

    def maintain_it() -> None:
        service.maintain_sanction(
            current_runtime(),
            the_person(),
            sanction_id,
            reason=form.keep_reason.data or "",
            review_at=form.review_at(),
        )

    return _done(form, maintain_it)


def _done(form: FlaskForm, do: Callable[[], None], then: str | None = None) -> Response:
    """Do what *form* asks for and go on, or say on the list why it was not done."""
    if not form.validate():
        problem = str(next(iter(form.errors.values()))[0])
        return _page(problem=Refused(problem, _words_in(form), then), status=422)
    try:
        do()
    except (Conflict, InvalidInput, NotAllowed) as error:
        problem = str(_explain(error))
        return _page(problem=Refused(problem, _words_in(form), then), status=status_of(error))
    return redirect(then or url_for("sanctions.listed"), 303)


def _words_in(form: FlaskForm) -> str:
    """Return what somebody wrote in *form*: it is not lost when it is not taken."""
    written = (field.data for field in form if isinstance(field, TextAreaField))
    return next((words for words in written if words), "")


def _page(*, problem: Refused | None = None, status: int = 200) -> Response:
    runtime, over = current_runtime(), request.args.get("etat") == "passees"
    found = service.list_sanctions(runtime, the_person(), over=over)
    page = SanctionsPage(
        groups=_grouped(runtime, found, over=over),
        over=over,
        problem=problem,
        lift_form=LiftForm(formdata=None),
        maintain_form=MaintainForm(formdata=None),
        answer_form=SanctionAnswerForm(formdata=None),
        confirm_form=OneButtonForm(),
    )
    return make_response(render_template("desk/sanctions.html", page=page), status)


def _grouped(
    runtime: Runtime, found: tuple[ListedSanction, ...], *, over: bool
) -> tuple[SanctionGroup, ...]:
    groups: dict[str, list[SanctionView]] = {
        name: [] for name in ("appeals", "reread", "review", "in_force", "past")
    }
    for one in found:
        groups[_group_of(runtime, one)].append(_view(runtime, one, over=over))
    return tuple(SanctionGroup(name, several) for name, several in groups.items() if several)


def _group_of(runtime: Runtime, listed: ListedSanction) -> str:
    now, sanction = runtime.clock(), listed.sanction
    if sanction.waits_for_answer:
        return "appeals"
    if sanction.waits_for_rereading(now):
        return "reread"
    if sanction.waits_for_review(now):
        return "review"
    return "past" if listed.is_over else "in_force"


def _view(runtime: Runtime, listed: ListedSanction, *, over: bool) -> SanctionView:
    sanction = listed.sanction
    charter = charter_of(runtime, sanction.charter_digest)
    titles = tuple(
        in_language(one.title, current_language())
        for one in charter.clauses
        if one.id in sanction.clause_ids
    )
    returns = () if over else ladder.returns_of(runtime, sanction)
    return SanctionView(listed, titles, returns)


def _explain(error: ModerationError) -> object:
    if isinstance(error, TooMany):
        return _(
            "Plus de %(n)s sanctions en une heure : demandez à une ou un responsable de continuer.",
            n=SANCTIONS_AN_HOUR,
        )
    if isinstance(error, NotAllowed):
        return _(
            "Cette sanction, ou cette réponse, revient à une autre personne : votre rôle ne la permet pas, ou la sanction est la vôtre."
        )
    if isinstance(error, InvalidInput):
        return _(
            "Il manque un point de la charte, ou le jour où la sanction sera revue : d’ici à six mois."
        )
    return _(
        "Ce n’est pas fait : c’était déjà le cas, quelqu’un a été plus rapide, ou il n’y a pas d’auteur connu. Voici ce qu’il en est maintenant."
    )
