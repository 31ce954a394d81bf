"""The moderators' desk: one case at a time, a decision, the next."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from moderation.core.batch import Batch
from moderation.core.decision import REFUSALS, Action
from moderation.core.desk import LARGEST_ID, Case
from moderation.core.proof import Proof
from moderation.core.view import View
from moderation.errors import Conflict, InvalidInput, ModerationError, NotAllowed
from moderation.services import (
    bulk,
    corrections,
    identity,
    inquiries,
    pseudonyms,
    queues,
    review,
    sanctions,
    tracing,
)
from moderation.services.preview import preview_statement
from moderation.services.wellbeing import preference_of
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.beside import view_beside
from moderation.web.casework import clause_titles, view_case, view_earlier
from moderation.web.desk_pages import DeskPage, Earlier, PreviewPage, Undo
from moderation.web.failures import status_of
from moderation.web.forms import DecisionForm, HoldForm, OneButtonForm
from moderation.web.identity_forms import CheckNameForm
from moderation.web.list_pages import DecisionsPage, MadeAtOnce
from moderation.web.preferences import pause_form, protect_form
from moderation.web.queue_bar import arguments_of, queue_bar, view_in, view_of_form

#: A request of the desk's script: it asks for desk/_case.html alone.
PARTIAL_HEADER = "X-Partial"

#: Beside it, what the script shows already: the comment that was loaded ahead.
READING_HEADER = "X-Reading"

#: Whether that one is with its reader ("yes", "no"), in our answer.
KEPT_HEADER = "X-Kept"

#: Batches among one's own decisions, and comments shown of each.
RECENT_BATCHES, FIRST_OF_BATCH = 20, 5

desk = Blueprint("desk", __name__, url_prefix="/desk")
desk.before_request(require_person)


@desk.get("")
def next_case() -> Response:
    """Claim and show the next case of the queue that is asked for."""
    view = view_in(request.args, the_person())
    return _page(review.next_case(current_runtime(), the_person(), view), view=view)


@desk.get("/comment/<public_id>")
def case(public_id: str) -> Response:
    """Show one case, without claiming it."""
    view = view_in(request.args, the_person())
    return _page(review.open_case(current_runtime(), public_id), view=view)


@desk.post("/comment/<public_id>/decision")
def decide(public_id: str) -> Response:
    """Decide on a case, and go to the next one."""
    form = DecisionForm()
    if not form.validate():
        return _stay(public_id, form, _first_error(form), 422)
    action = Action(form.action.data)
    clauses = tuple(form.clauses.data or ()) if action in REFUSALS else ()
    try:
        review.decide(
            current_runtime(),
            the_person(),
            public_id,
            seen=form.seen.data,
            action=action,
            clause_ids=clauses,
            note=form.note.data or "",
            texts=form.texts.data,
        )
    except Conflict as error:
        # What was typed belongs to what the comment was: the form begins anew.
        return _stay(public_id, None, _explain(error), status_of(error))
    except (InvalidInput, NotAllowed) as error:
        return _stay(public_id, form, _explain(error), status_of(error))
    return _onward()


@desk.post("/comment/<public_id>/apercu")
def preview(public_id: str) -> Response:
    """Show what the author would be told of a refusal, to be reworded or sent as it is."""
    form = DecisionForm()
    if not form.validate() or Action(form.action.data) not in REFUSALS:
        return _stay(public_id, form, _first_error(form), 422)
    runtime, person = current_runtime(), the_person()
    action, clauses = Action(form.action.data), tuple(form.clauses.data or ())
    try:
        shown = preview_statement(
            runtime,
            person,
            public_id,
            action=action,
            clause_ids=clauses,
            note=form.note.data or "",
            texts=form.texts.data,
        )
    except (Conflict, InvalidInput, NotAllowed) as error:
        return _stay(public_id, form, _explain(error), status_of(error))
    page = PreviewPage(public_id, action, shown, form, form.note.data or "")
    is_partial = request.headers.get(PARTIAL_HEADER) == "preview"
    template = "desk/_preview.html" if is_partial else "desk/preview.html"
    return make_response(render_template(template, page=page))


@desk.post("/comment/<public_id>/skip")
def skip(public_id: str) -> Response:
    """Leave a case to others, and go to the next one."""
    review.skip(current_runtime(), the_person(), public_id)
    return _onward()


@desk.post("/comment/<public_id>/nom")
def verify_name(public_id: str) -> Response:
    """Note how the name under a comment was found to be its author's own, and show the case again."""
    form = CheckNameForm()
    if not form.validate():
        raise InvalidInput("a name is not checked like this")
    identity.verify_name(current_runtime(), the_person(), public_id, Proof(form.how.data))
    if _wants_partial():
        return _page(review.open_case(current_runtime(), public_id))
    return redirect(url_for("desk.case", public_id=public_id), 303)


@desk.post(f"/decision/<int(max={LARGEST_ID}):decision_id>/undo")
def undo(decision_id: int) -> Response:
    """Take one's last decision back, and show its case again."""
    try:
        undone = review.undo(current_runtime(), the_person(), decision_id)
    except (Conflict, NotAllowed) as error:
        shown = review.next_case(current_runtime(), the_person(), view_of_form(the_person()))
        banner = _("Cette décision ne peut plus être annulée.")
        return _page(shown, banner=banner, status=status_of(error))
    if _wants_partial():
        case = review.open_case_by_number(current_runtime(), undone.comment_id)
        return _page(case)
    return _onward()


@desk.post("/comment/<public_id>/hold")
def hold(public_id: str) -> Response:
    """Keep a comment from being erased; for the editor-in-chief and administrators."""
    form = HoldForm()
    if not form.validate():
        return _stay(public_id, None, _first_error(form), 422)
    with suppress(Conflict):  # held already: the page shows by whom
        tracing.hold(current_runtime(), the_person(), public_id, reason=form.reason.data or "")
    return redirect(url_for("desk.case", public_id=public_id), 303)


@desk.post("/comment/<public_id>/release")
def release(public_id: str) -> Response:
    """Let a comment be erased when its period is over; for the editor-in-chief and administrators."""
    with suppress(Conflict):  # done already
        tracing.release(current_runtime(), the_person(), public_id)
    return redirect(url_for("desk.case", public_id=public_id), 303)


@desk.get("/decisions")
def decisions() -> str:
    """Show what the moderator decided lately."""
    runtime = current_runtime()
    page = DecisionsPage(queue=queue_bar(runtime, the_person()), decisions=tuple(_decisions()))
    return render_template("desk/decisions.html", page=page)


def _decisions() -> Iterator[Earlier | MadeAtOnce]:
    """Give what the moderator decided lately, a batch as one, newest first."""
    runtime, person = current_runtime(), the_person()
    reads = preference_of(runtime, person)
    alone: list[Earlier | MadeAtOnce] = [
        view_earlier(runtime, one, reads) for one in review.recent_decisions(runtime, person)
    ]
    at_once = bulk.batches_of(runtime, person, limit=RECENT_BATCHES)
    batches = [_made_at_once(batch) for batch in at_once if batch.n_decided]
    yield from sorted([*alone, *batches], key=_made_at, reverse=True)


def _made_at_once(batch: Batch) -> MadeAtOnce:
    runtime = current_runtime()
    first = bulk.comments_of(runtime, the_person(), batch.id, limit=FIRST_OF_BATCH)
    return MadeAtOnce(batch, clause_titles(runtime.charter, batch.clause_ids), first)


def _made_at(made: Earlier | MadeAtOnce) -> datetime:
    if isinstance(made, MadeAtOnce):
        return made.batch.made_at
    decision = made.entry.decision
    return decision.decided_at if decision else made.entry.comment.submitted_at


def _onward() -> Response:
    """Go to the next case, or tell the desk's script what comes after the one that it shows already."""
    view, reading = view_of_form(the_person()), request.headers.get(READING_HEADER)
    if not _wants_partial():
        return redirect(url_for("desk.next_case", **arguments_of(view)), 303)
    if reading is None:
        return _page(review.next_case(current_runtime(), the_person(), view))
    return page_ahead(reading, view)


def page_ahead(reading: str, view: View) -> Response:
    """Return the case that comes after *reading*, claimed; a header tells whose that one is."""
    ahead = queues.load_ahead(current_runtime(), the_person(), reading, view)
    response = _page(ahead.case, view=view)
    response.headers[KEPT_HEADER] = "yes" if ahead.is_kept else "no"
    return response


def _stay(public_id: str, form: DecisionForm | None, banner: str, status: int) -> Response:
    """Show the case as it now is, and why the decision was not taken."""
    shown = review.open_case(current_runtime(), public_id)
    return _page(shown, form=form, banner=banner, status=status)


def _page(
    shown: Case | None,
    *,
    form: DecisionForm | None = None,
    banner: str | None = None,
    status: int = 200,
    view: View | None = None,
) -> Response:
    runtime, person = current_runtime(), the_person()
    reads = preference_of(runtime, person)
    page = DeskPage(
        queue=queue_bar(runtime, person, view_of_form(the_person()) if view is None else view),
        case=view_case(runtime, person, shown, reads, form) if shown else None,
        undo=_undo(),
        sanctions=sanctions.count_waiting(runtime, person),
        corrections=corrections.count_open(runtime),
        pseudonyms=pseudonyms.count_asked(runtime),
        inquiries=inquiries.count(runtime),
        banner=banner,
        pause_form=pause_form(),
        protect_form=protect_form(),
        beside=view_beside(runtime, person, shown, reads) if shown else None,
    )
    template = "desk/_case.html" if _wants_partial() else "desk/case.html"
    return make_response(render_template(template, page=page), status)


def _undo() -> Undo | None:
    runtime = current_runtime()
    last = review.last_decision(runtime, the_person())
    if last is None:
        return None
    age = runtime.clock() - last.decided_at
    seconds = runtime.settings.undo_seconds - int(age.total_seconds())
    return Undo(last, max(seconds, 0), OneButtonForm())


def _wants_partial() -> bool:
    return request.headers.get(PARTIAL_HEADER) == "case"


def _first_error(form: FlaskForm) -> str:
    problems = [problem for field in form.errors.values() for problem in field]
    return str(problems[0] if problems else _("Cette décision n’existe pas."))


def _explain(error: ModerationError) -> str:
    return str(_sentence(error))


def _sentence(error: ModerationError) -> object:
    if isinstance(error, Conflict):
        return _(
            "Quelqu’un a décidé entre-temps ou s’occupe de ce commentaire, ou son auteur l’a modifié. Le voici tel qu’il est maintenant : rien de ce que vous avez fait n’a été enregistré."
        )
    if isinstance(error, NotAllowed):
        return _(
            "Cette décision revient à une autre personne : on ne répond pas au recours contre sa propre décision, et un commentaire transmis revient à une ou un responsable."
        )
    return _("Cochez au moins un point de la charte : un refus dit toujours pourquoi.")
