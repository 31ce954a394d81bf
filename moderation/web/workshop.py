"""The charter workshop: what is in force, drafts, and their publication; for editors, and others may read."""

from collections.abc import Callable

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from moderation.core.desk import LARGEST_ID
from moderation.core.permission import Permission, may
from moderation.core.workshop import FILE_CHARACTERS, CharterDraft, Obstacle, compare_lines
from moderation.errors import (
    CharterError,
    Conflict,
    InvalidInput,
    ModerationError,
    PublicationError,
)
from moderation.services import guarding, publishing
from moderation.services import workshop as service
from moderation.services.charter_in_force import source_in_force
from moderation.services.trying import trials_of
from moderation.services.workshop import OpenedDraft, PlacedMistake
from moderation.web.access import current_person, current_runtime, require_person, the_person
from moderation.web.failures import status_of
from moderation.web.forms import OneButtonForm
from moderation.web.language import from_local
from moderation.web.pages import CharterPage
from moderation.web.running import charter_of_file, look_again
from moderation.web.workshop_pages import (
    LINE_CHANGES,
    OBSTACLES,
    STANDINGS,
    STATES,
    DraftPage,
    FileForm,
    FilePage,
    ListForm,
    MistakesPart,
    NewDraftForm,
    PublishForm,
    ReasonForm,
    ReplayForm,
    WorkshopPage,
)

DRAFT = f"/projet/<int(max={LARGEST_ID}):draft_id>"
SUSPENSION = f"/suspension/<int(max={LARGEST_ID}):suspension_id>"
PUBLICATION = f"/publication/<int(max={LARGEST_ID}):publication_id>"

workshop = Blueprint("workshop", __name__, url_prefix="/desk/charte")
workshop.before_request(require_person)


@workshop.get("")
def overview() -> Response:
    """Show which charter is in force, which ones were, and the drafts."""
    return _overview()


@workshop.post("")
def begin() -> Response:
    """Begin a draft."""
    form = NewDraftForm()
    if not form.validate():
        return _overview(new_form=form, status=422)
    draft_id = service.begin_draft(current_runtime(), the_person(), note=form.note.data or "")
    return _to_draft(draft_id)


@workshop.get(DRAFT)
def draft(draft_id: int) -> Response:
    """Show a draft."""
    return draft_page(draft_id)


@workshop.get(f"{DRAFT}/apercu")
def preview(draft_id: int) -> Response:
    """Show the page that readers would see."""
    runtime = current_runtime()
    try:
        charter = service.read_draft(runtime, draft_id)
    except CharterError as error:
        problem = _("Il reste des erreurs : corrigez-les d’abord.")
        return draft_page(draft_id, problem=problem, status=status_of(error))
    automation = runtime.settings.automation
    page = CharterPage(charter, in_force=True, automation=automation, draft_id=draft_id)
    return make_response(render_template("reader/charter.html", page=page))


@workshop.get(f"{DRAFT}/fichier/<name>")
def file(draft_id: int, name: str) -> Response:
    """Show a file of a draft in the editor."""
    opened = service.open_draft(current_runtime(), draft_id)
    found = opened.file(name)
    form = FileForm(formdata=None, text=found.text, seen=found.version)
    return _file(opened, name, form)


@workshop.post(f"{DRAFT}/fichier/<name>")
def save(draft_id: int, name: str) -> Response:
    """Save a file of a draft, mistakes and all."""
    form, runtime = FileForm(), current_runtime()
    if not form.validate():
        raise InvalidInput("a file is not saved like this")
    text = form.text.data or ""
    try:
        service.save_file(runtime, the_person(), draft_id, name, text=text, seen=form.seen.data)
    except Conflict as error:
        return _conflict(draft_id, name, form, status_of(error))
    except InvalidInput as error:
        opened = service.open_draft(runtime, draft_id)
        return _file(opened, name, form, problem=_too_much(), status=status_of(error))
    say_saved(draft_id)
    return redirect(url_for("workshop.file", draft_id=draft_id, name=name), 303)


@workshop.post(f"{DRAFT}/fichier/<name>/controle")
def check(draft_id: int, name: str) -> Response:
    """Say what is wrong with a draft while somebody types; nothing is stored."""
    form = FileForm()
    try:
        mistakes = service.mistakes_with(
            current_runtime(), the_person(), draft_id, name, text=form.text.data or ""
        )
    except InvalidInput as error:
        return make_response(_too_much(), status_of(error))
    part = MistakesPart(mistakes, name, draft_id)
    return make_response(render_template("desk/_mistakes.html", part=part))


@workshop.post(f"{DRAFT}/listes")
def add_list(draft_id: int) -> Response:
    """Add a list to a draft."""
    form = ListForm()
    if not form.validate():
        return draft_page(draft_id, list_form=form, status=422)
    name = form.name.data or ""
    try:
        service.add_list(current_runtime(), the_person(), draft_id, name)
    except (Conflict, InvalidInput) as error:
        problem = _("Cette liste existe déjà, ou il y en a trop.")
        return draft_page(draft_id, problem=problem, status=status_of(error))
    return redirect(url_for("workshop.file", draft_id=draft_id, name=name), 303)


@workshop.post(f"{DRAFT}/fichier/<name>/retirer")
def remove_list(draft_id: int, name: str) -> Response:
    """Take a list out of a draft."""
    service.remove_list(current_runtime(), the_person(), draft_id, name)
    return _to_draft(draft_id)


@workshop.post(f"{DRAFT}/fermer")
def put_away(draft_id: int) -> Response:
    """Close a draft that will not be published."""
    service.put_away(current_runtime(), the_person(), draft_id)
    flash(_("Ce projet est mis de côté."), "success")
    return redirect(url_for("workshop.overview"), 303)


@workshop.post(f"{DRAFT}/publier")
def publish(draft_id: int) -> Response:
    """Put a draft in force, now or at a moment."""
    form = PublishForm()
    if not form.validate():
        return draft_page(draft_id, publish_form=form, status=422)
    from_at = from_local(form.from_at.data) if form.from_at.data else None
    try:
        publishing.publish(
            current_runtime(),
            the_person(),
            draft_id,
            from_at=from_at,
            reason=form.reason.data or "",
        )
    except (CharterError, Conflict, InvalidInput) as error:
        problem = _why_not_published(error)
        return draft_page(draft_id, publish_form=form, problem=problem, status=status_of(error))
    look_again()
    told = (
        _("Cette charte entrera en vigueur au moment choisi.")
        if from_at
        else _("Publiée : cette charte est en vigueur.")
    )
    flash(told, "success")
    return redirect(url_for("workshop.overview"), 303)


@workshop.post(f"{PUBLICATION}/retablir")
def bring_back(publication_id: int) -> Response:
    """Put an earlier charter in force again."""
    form = ReasonForm()
    if not form.validate():
        return _overview(reason_form=form, refused_id=publication_id, status=422)
    try:
        publishing.bring_back(
            current_runtime(), the_person(), publication_id, reason=form.reason.data or ""
        )
    except Conflict as error:
        return _overview(problem=_too_late(), status=status_of(error))
    except CharterError as error:
        problem = _(
            "Cette charte date d’une version antérieure de Charte et ne peut pas revenir telle quelle."
        )
        return _overview(problem=problem, status=status_of(error))
    look_again()
    flash(_("Cette charte est de nouveau en vigueur."), "success")
    return redirect(url_for("workshop.overview"), 303)


@workshop.post(f"{PUBLICATION}/annuler")
def cancel(publication_id: int) -> Response:
    """Take a publication back before its charter is in force."""
    try:
        publishing.cancel(current_runtime(), the_person(), publication_id)
    except Conflict as error:
        return _overview(problem=_too_late(), status=status_of(error))
    look_again()
    flash(_("Cette publication est annulée."), "success")
    return redirect(url_for("workshop.overview"), 303)


@workshop.post(f"{SUSPENSION}/lever")
def lift(suspension_id: int) -> Response:
    """Give a rule or a word its effect back."""
    form = ReasonForm()
    if not form.validate():
        problem = _("Dites en quelques mots pourquoi.")
        return _overview(problem=problem, status=422)
    try:
        guarding.lift(current_runtime(), the_person(), suspension_id, reason=form.reason.data or "")
    except Conflict as error:
        return _overview(problem=_too_late(), status=status_of(error))
    look_again()
    flash(_("La machine agit de nouveau d’après cette règle."), "success")
    return redirect(url_for("workshop.overview", _anchor="suspended"), 303)


@workshop.app_context_processor
def suspended_rules() -> dict[str, Callable[[], int]]:
    """Let templates ask how many rules and words are suspended; none for whoever need not know."""

    def count() -> int:
        person = current_person()
        if person is None or not may(person, Permission.EDIT_CHARTER):
            return 0
        return len(current_runtime().charter.suspended)

    return {"suspended_rules": count}


def _overview(
    *,
    new_form: NewDraftForm | None = None,
    reason_form: ReasonForm | None = None,
    refused_id: int | None = None,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    runtime = current_runtime()
    page = WorkshopPage(
        source=source_in_force(runtime),
        of_file=charter_of_file(),
        publications=publishing.listed_publications(runtime),
        drafts=service.listed_drafts(runtime),
        suspensions=guarding.listed_suspensions(runtime),
        may_edit=_may_edit(),
        new_form=new_form or NewDraftForm(formdata=None),
        reason_form=reason_form or ReasonForm(formdata=None),
        refused_id=refused_id,
        problem=problem,
    )
    html = render_template("desk/charter.html", page=page, standing_names=STANDINGS)
    return make_response(html, status)


def draft_page(
    draft_id: int,
    *,
    list_form: ListForm | None = None,
    publish_form: PublishForm | None = None,
    replay_form: ReplayForm | None = None,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    """Return the page of a draft, with what could not be done with it."""
    runtime = current_runtime()
    opened = service.open_draft(runtime, draft_id)
    page = DraftPage(
        opened=opened,
        may_edit=may_change(opened.draft),
        list_form=list_form or ListForm(formdata=None),
        publish_form=publish_form or PublishForm(formdata=None),
        button=OneButtonForm(),
        replay_form=replay_form or ReplayForm(formdata=None),
        trials=trials_of(runtime, draft_id),
        problem=problem,
    )
    html = render_template(
        "desk/charter_draft.html",
        page=page,
        line_changes=LINE_CHANGES,
        state_names=STATES,
    )
    return make_response(html, status)


def _file(
    opened: OpenedDraft,
    name: str,
    form: FileForm,
    *,
    problem: str | None = None,
    mistakes: tuple[PlacedMistake, ...] | None = None,
    theirs: str | None = None,
    status: int = 200,
) -> Response:
    page = FilePage(
        opened=opened,
        file=opened.file(name),
        form=form,
        mistakes=opened.mistakes if mistakes is None else mistakes,
        theirs=compare_lines(theirs, form.text.data or "") if theirs is not None else (),
        may_edit=may_change(opened.draft),
        problem=problem,
    )
    html = render_template("desk/charter_file.html", page=page, line_changes=LINE_CHANGES)
    return make_response(html, status)


def _conflict(draft_id: int, name: str, form: FileForm, status: int) -> Response:
    """Show what was typed, and what saving it would undo of what somebody else saved."""
    opened = service.open_draft(current_runtime(), draft_id)
    theirs = opened.file(name)
    form.seen.data = theirs.version
    form.seen.raw_data = None
    problem = what_came_between(opened.draft)
    return _file(opened, name, form, problem=problem, theirs=theirs.text, status=status)


def what_came_between(draft: CharterDraft) -> str:
    """Return why what was typed is not saved, though nothing is wrong with it."""
    if draft.is_open:
        return str(
            _(
                "Quelqu’un d’autre a enregistré ce fichier entre-temps. Votre texte est toujours là, rien n’est perdu."
            )
        )
    return str(
        _(
            "Ce projet a été fermé entre-temps. Votre texte est toujours là : copiez-le dans un autre projet."
        )
    )


def say_saved(draft_id: int) -> None:
    """Say on the next page that a file of a draft is saved, and whether it has mistakes."""
    if service.open_draft(current_runtime(), draft_id).mistakes:
        flash(_("Enregistré, avec les erreurs que voici. Rien n’en est publié."), "success")
    else:
        flash(_("Enregistré. Rien n’en est publié."), "success")


def may_change(draft: CharterDraft) -> bool:
    """Return whether the person may change *draft*."""
    return _may_edit() and draft.is_open


def _to_draft(draft_id: int) -> Response:
    return redirect(url_for("workshop.draft", draft_id=draft_id), 303)


def _may_edit() -> bool:
    return may(the_person(), Permission.EDIT_CHARTER)


def _why_not_published(error: ModerationError) -> str:
    if isinstance(error, CharterError):
        return str(_("Il reste des erreurs : corrigez-les d’abord."))
    if isinstance(error, Conflict):
        return _too_late()
    if isinstance(error, PublicationError):
        return str(OBSTACLES[Obstacle(error.obstacle)])
    return str(_("Dites en quelques mots pourquoi."))


def _too_late() -> str:
    return str(_("Quelqu’un a été plus rapide : voici ce qu’il en est maintenant."))


def _too_much() -> str:
    return str(
        _(
            "Ce texte est trop long (%(max)s caractères au plus) ou contient des caractères illisibles.",
            max=FILE_CHARACTERS,
        )
    )
