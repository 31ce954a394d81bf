"""What a draft of the charter would have done: its replay over past comments, and beside the live one."""

from dataclasses import dataclass

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from moderation.core.comment import Status
from moderation.core.desk import LARGEST_ID
from moderation.core.permission import Permission, may
from moderation.errors import CharterError, Conflict
from moderation.services import trying as service
from moderation.services.trying import OpenedTrial
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.failures import status_of
from moderation.web.forms import OneButtonForm
from moderation.web.workshop import draft_page
from moderation.web.workshop_pages import ANSWERS, OUTCOMES, STATES, ReplayForm

DRAFT = f"/projet/<int(max={LARGEST_ID}):draft_id>"
TRIAL = f"/essai/<int(max={LARGEST_ID}):trial_id>"

trying = Blueprint("trying", __name__, url_prefix="/desk/charte")
trying.before_request(require_person)


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many comments changed in one way."""

    kind: str
    before: Status
    after: Status
    n: int
    agreeing: int
    disagreeing: int


@dataclass(frozen=True, slots=True)
class TrialPage:
    """desk/charter_trial.html: what a draft would have done."""

    opened: OpenedTrial
    kinds: tuple[KindCount, ...]  # the commonest first
    clauses: tuple[tuple[str, int], ...]  # title and number of changes, the commonest first
    chosen: str | None  # the kind that is listed; None: all
    may_edit: bool
    button: OneButtonForm


@trying.post(f"{DRAFT}/rejouer")
def replay(draft_id: int) -> Response:
    """Have a draft tried on the last comments."""
    form = ReplayForm()
    if not form.validate():
        return draft_page(draft_id, replay_form=form, status=422)
    try:
        trial_id = service.start_replay(
            current_runtime(), the_person(), draft_id, n=form.n.data or 0
        )
    except (CharterError, Conflict) as error:
        return draft_page(draft_id, problem=_why_not(error), status=status_of(error))
    return _to(trial_id)


@trying.post(f"{DRAFT}/doubler")
def shadow(draft_id: int) -> Response:
    """Have a draft tried on each new comment, beside the charter in force."""
    try:
        trial_id = service.start_shadow(current_runtime(), the_person(), draft_id)
    except (CharterError, Conflict) as error:
        return draft_page(draft_id, problem=_why_not(error), status=status_of(error))
    return _to(trial_id)


@trying.get(TRIAL)
def trial(trial_id: int) -> Response:
    """Show what a draft would have done."""
    chosen = request.args.get("cas") or None
    before = request.args.get("avant", type=int)
    before = min(max(before, 0), LARGEST_ID) if before is not None else None
    opened = service.open_trial(current_runtime(), trial_id, kind=chosen, before=before)
    page = TrialPage(
        opened=opened,
        kinds=_kinds(opened),
        clauses=_clauses(opened),
        chosen=chosen,
        may_edit=may(the_person(), Permission.EDIT_CHARTER),
        button=OneButtonForm(),
    )
    html = render_template(
        "desk/charter_trial.html",
        page=page,
        state_names=STATES,
        outcome_names=OUTCOMES,
        answer_names=ANSWERS,
    )
    return make_response(html)


@trying.post(f"{TRIAL}/arreter")
def stop(trial_id: int) -> Response:
    """Stop a trial; what it found stays."""
    service.stop(current_runtime(), the_person(), trial_id)
    flash(_("Arrêté. Ce qui a été trouvé jusque-là reste."), "success")
    return _to(trial_id)


def _kinds(opened: OpenedTrial) -> tuple[KindCount, ...]:
    tally = opened.trial.tally
    counted = sorted(tally.kinds.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        KindCount(
            kind,
            before=Status(kind.partition("-")[0]),
            after=Status(kind.partition("-")[2]),
            n=n,
            agreeing=tally.agreeing.get(kind, 0),
            disagreeing=tally.disagreeing.get(kind, 0),
        )
        for kind, n in counted
    )


def _clauses(opened: OpenedTrial) -> tuple[tuple[str, int], ...]:
    counted = opened.trial.tally.clauses.items()
    return tuple(sorted(counted, key=lambda item: (-item[1], item[0])))


def _why_not(error: Exception) -> str:
    if isinstance(error, CharterError):
        return str(_("Il reste des erreurs : corrigez-les d’abord."))
    return str(_("Ce projet est déjà à l’essai, ou fermé."))


def _to(trial_id: int) -> Response:
    return redirect(url_for("trying.trial", trial_id=trial_id), 303)
