"""What waits, as a list at the desk: several comments are chosen and decided on at once."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from moderation.core.batch import BATCH_ACTIONS, MOST_IN_BATCH, Batch, Waiting, group_same
from moderation.core.decision import REFUSALS, Action
from moderation.core.desk import LARGEST_ID, Rank
from moderation.core.rules import Field
from moderation.core.view import View
from moderation.errors import InvalidInput
from moderation.services import bulk
from moderation.services.submission import charter_of
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.casework import clause_titles, reasons_of
from moderation.web.evidence import cut
from moderation.web.forms import OneButtonForm
from moderation.web.labels import RECOMMENDATIONS
from moderation.web.list_pages import (
    OBSTACLES,
    BatchForm,
    BatchPage,
    ListPage,
    Row,
    UndoBatch,
)
from moderation.web.queue_bar import arguments_of, queue_bar, view_in

#: Comments in a page: usually, and for who asks for more.
PAGE_SIZES = (50, MOST_IN_BATCH)

#: Bytes of randomness in a form's name.
KEY_BYTES = 16

#: Microseconds up to which a page's place may lie: the year 9999.
_LATEST = 253_000_000_000_000_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

lists = Blueprint("lists", __name__, url_prefix="/desk")
lists.before_request(require_person)


@lists.get("/liste")
def listed() -> Response:
    """Show a page of what waits."""
    return _list_page(BatchForm(formdata=None))


@lists.post("/lots")
def decide() -> Response:
    """Decide on what was chosen, and show the list again, or what was left out."""
    form = BatchForm()
    chosen = form.versions()
    problem = _problem(form, chosen)
    if problem or chosen is None:
        return _list_page(form, problem=problem, status=422)
    action = Action(form.action.data)
    try:
        batch = bulk.decide_many(
            current_runtime(),
            the_person(),
            chosen,
            form_key=form.form_key.data or "",
            action=action,
            clause_ids=tuple(form.clauses.data or ()) if action in REFUSALS else (),
            note=form.note.data or "",
        )
    except InvalidInput:
        problem = _("Cochez au moins un point de la charte : un refus dit toujours pourquoi.")
        return _list_page(form, problem=problem, status=422)
    if batch.n_left_out:
        return _to_batch(batch.id)
    return redirect(url_for("lists.listed", **_asked()), 303)


@lists.get(f"/lots/<int(max={LARGEST_ID}):batch_id>")
def show(batch_id: int) -> Response:
    """Show what became of each comment of a batch."""
    runtime, person = current_runtime(), the_person()
    batch = bulk.open_batch(runtime, person, batch_id)
    comments = bulk.comments_of(runtime, person, batch_id)
    decided = [one for one in comments if one.decision_id is not None]
    page = BatchPage(
        queue=queue_bar(runtime, person),
        batch=batch,
        clauses=clause_titles(runtime.charter, batch.clause_ids),
        left_out=tuple(one for one in comments if one.decision_id is None and one.obstacle),
        stand=tuple(one for one in decided if one.obstacle),
        decided=tuple(one for one in decided if not one.is_undone and not one.obstacle),
        undone=tuple(one for one in decided if one.is_undone),
        undo=_undo_of(batch),
        form=OneButtonForm(),
        asked=_asked(),
    )
    return make_response(render_template("desk/batch.html", page=page, obstacle_names=OBSTACLES))


@lists.post(f"/lots/<int(max={LARGEST_ID}):batch_id>/suite")
def go_on(batch_id: int) -> Response:
    """Decide on what a batch has not come to."""
    bulk.go_on(current_runtime(), the_person(), batch_id)
    return _to_batch(batch_id)


@lists.post(f"/lots/<int(max={LARGEST_ID}):batch_id>/annuler")
def undo(batch_id: int) -> Response:
    """Take back all that was decided in a batch, and show what could be."""
    bulk.undo_many(current_runtime(), the_person(), batch_id)
    return _to_batch(batch_id)


def _to_batch(batch_id: int) -> Response:
    return redirect(url_for("lists.show", batch_id=batch_id, **_asked()), 303)


def _problem(form: BatchForm, chosen: dict[str, int] | None) -> str | None:
    if not chosen:
        return str(_("Choisissez au moins un commentaire."))
    if len(chosen) > MOST_IN_BATCH:
        return str(_("C’est trop : %(n)d commentaires au plus à la fois.", n=MOST_IN_BATCH))
    if form.action.data not in BATCH_ACTIONS:
        return str(_("Cette décision n’existe pas."))
    if not form.validate():
        return str(next(iter(form.errors.values()))[0])
    return None


def _list_page(form: BatchForm, *, problem: str | None = None, status: int = 200) -> Response:
    runtime, person = current_runtime(), the_person()
    form.form_key.data = form.form_key.data or runtime.random(KEY_BYTES)
    size = _size()
    view = _view()
    found = bulk.list_waiting(runtime, person, view=view, after=_place(), limit=size + 1)
    shown = found[:size]
    chosen = form.versions() or {}
    all_chosen = request.args.get("tout") == "1"
    page = ListPage(
        queue=queue_bar(runtime, person, view, page="lists.listed", kept=_asked_size()),
        rows=tuple(_row(group, chosen, all_chosen) for group in group_same(shown)),
        view=arguments_of(view),
        asked=_asked(),
        is_first=_place() is None,
        following=_place_after(shown[-1]) if len(found) > size else None,
        size=size,
        most=MOST_IN_BATCH,
        clauses=runtime.charter.clauses,
        form=form,
        undo=_undo_of(bulk.last_batch(runtime, person)),
        problem=problem,
        all_chosen=all_chosen,
    )
    return make_response(render_template("desk/list.html", page=page), status)


def _row(group: Sequence[Waiting], chosen: dict[str, int], all_chosen: bool) -> Row:
    runtime, (first, *same) = current_runtime(), group
    reasons = reasons_of(first.verdict, charter_of(runtime, first.verdict.charter_digest))
    in_name = [reason.mark for reason in reasons if reason.source == Field.NAME]
    in_body = [reason for reason in reasons if reason.source != Field.NAME]
    named = dict.fromkeys(reason.clause.id for reason in in_body if reason.clause)
    is_theirs = first.claimed_by is None
    return Row(
        waiting=first,
        same=tuple(same),
        value=",".join(f"{w.comment.public_id}:{w.comment.version}" for w in group)
        if is_theirs
        else "",
        age=runtime.clock() - first.entry.since,
        name_segments=cut(first.comment.author_name, in_name),
        segments=cut(first.comment.body, [reason.mark for reason in in_body]),
        clauses=clause_titles(runtime.charter, named),
        gaps=len(first.verdict.gaps),
        recommendation=None
        if first.is_first_reading
        else str(RECOMMENDATIONS[first.verdict.recommendation]),
        is_chosen=is_theirs and (all_chosen or first.comment.public_id in chosen),
    )


def _undo_of(batch: Batch | None) -> UndoBatch | None:
    seconds = bulk.undo_seconds_left(current_runtime(), batch) if batch else 0
    return UndoBatch(batch, seconds, OneButtonForm()) if batch and seconds else None


def _asked() -> dict[str, Any]:
    """Return the parameters that make a list what it is, but for the place in it."""
    return arguments_of(_view()) | _asked_size()


def _asked_size() -> dict[str, str]:
    return {"par": str(_size())} if _size() != PAGE_SIZES[0] else {}


def _view() -> View:
    return view_in(request.args, the_person())


def _size() -> int:
    asked = request.args.get("par", "")
    return next((size for size in PAGE_SIZES if asked == str(size)), PAGE_SIZES[0])


def _place() -> tuple[int, datetime, int] | None:
    """Return the place after which the page begins; None: the first page, or nonsense was asked for."""
    with suppress(ValueError):
        rank, microseconds, number = map(int, request.args.get("apres", "").split("-"))
        if rank in set(Rank) and 0 <= microseconds < _LATEST and 0 <= number <= LARGEST_ID:
            return rank, _EPOCH + timedelta(microseconds=microseconds), number
    return None


def _place_after(last: Waiting) -> str:
    microseconds = (last.entry.due - _EPOCH) // timedelta(microseconds=1)
    return f"{last.entry.rank:d}-{microseconds}-{last.comment.id}"
