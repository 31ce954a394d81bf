"""The desk's own glossary and precedents: read by all of the newsroom, written by who decides."""

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from moderation.core.desk import LARGEST_ID
from moderation.core.glossary import PrecedentText
from moderation.core.permission import Permission, may
from moderation.errors import Conflict, InvalidInput
from moderation.services import glossary as service
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.failures import status_of
from moderation.web.forms import OneButtonForm
from moderation.web.glossary_forms import EntryForm, PrecedentForm
from moderation.web.glossary_pages import (
    EntryPage,
    GlossaryPage,
    PrecedentPage,
    show_precedent,
)

_ENTRY = f"/mot/<int(max={LARGEST_ID}):entry_id>"
_PRECEDENT = f"/precedent/<int(max={LARGEST_ID}):precedent_id>"

glossary = Blueprint("glossary", __name__, url_prefix="/desk/lexique")
glossary.before_request(require_person)


@glossary.get("")
def listed() -> str:
    """Show all terms and precedents."""
    runtime = current_runtime()
    found = service.whole_glossary(runtime)
    page = GlossaryPage(
        entries=found.entries,
        precedents=tuple(show_precedent(runtime.charter, one) for one in found.precedents),
        may_write=_may_write(),
    )
    return render_template("desk/glossary.html", page=page)


@glossary.get("/mot")
def begin_entry() -> Response:
    """Show the form of a new term."""
    _check_may_write()
    return _entry_page(EntryForm(formdata=None))


@glossary.post("/mot")
def add_entry() -> Response:
    """Write a new term."""
    _check_may_write()
    return _save_entry(None)


@glossary.get(_ENTRY)
def show_entry(entry_id: int) -> Response:
    """Show a term, its form and its history."""
    entry, _changes = service.entry_numbered(current_runtime(), entry_id)
    return _entry_page(EntryForm(formdata=None).show(entry.text), entry_id)


@glossary.post(_ENTRY)
def change_entry(entry_id: int) -> Response:
    """Write a term anew."""
    _check_may_write()
    return _save_entry(entry_id)


@glossary.post(f"{_ENTRY}/supprimer")
def delete_entry(entry_id: int) -> Response:
    """Delete a term; for seniors."""
    service.delete_entry(current_runtime(), the_person(), entry_id)
    flash(_("C’est supprimé."), "success")
    return redirect(url_for("glossary.listed"), 303)


@glossary.get("/precedent")
def begin_precedent() -> Response:
    """Show the form of a new precedent; *commentaire*: the comment that it is about."""
    _check_may_write()
    text = PrecedentText("", None, "", request.args.get("commentaire"))
    return _precedent_page(_precedent_form(None).show(text))


@glossary.post("/precedent")
def add_precedent() -> Response:
    """Write a new precedent."""
    _check_may_write()
    return _save_precedent(None)


@glossary.get(_PRECEDENT)
def show_precedent_(precedent_id: int) -> Response:
    """Show a precedent, its form and its history."""
    precedent, _changes = service.precedent_numbered(current_runtime(), precedent_id)
    form = _precedent_form(precedent.text.clause_id).show(precedent.text)
    return _precedent_page(form, precedent_id)


@glossary.post(_PRECEDENT)
def change_precedent(precedent_id: int) -> Response:
    """Write a precedent anew."""
    _check_may_write()
    return _save_precedent(precedent_id)


@glossary.post(f"{_PRECEDENT}/supprimer")
def delete_precedent(precedent_id: int) -> Response:
    """Delete a precedent; for seniors."""
    service.delete_precedent(current_runtime(), the_person(), precedent_id)
    flash(_("C’est supprimé."), "success")
    return redirect(url_for("glossary.listed"), 303)


def _save_entry(entry_id: int | None) -> Response:
    form = EntryForm()
    if not form.validate():
        return _entry_page(form, entry_id, status=422)
    try:
        number = service.write_entry(
            current_runtime(), the_person(), form.written(), entry_id=entry_id
        )
    except (Conflict, InvalidInput) as error:
        form.term.errors = [_explain(error, _("Il faut au moins deux lettres ou chiffres."))]
        return _entry_page(form, entry_id, status=status_of(error))
    flash(_("C’est noté."), "success")
    return redirect(url_for("glossary.listed", _anchor=f"mot-{number}"), 303)


def _save_precedent(precedent_id: int | None) -> Response:
    known = (
        service.precedent_numbered(current_runtime(), precedent_id)[0].text.clause_id
        if precedent_id is not None
        else None
    )
    form = _precedent_form(known, is_sent=True)
    if not form.validate():
        return _precedent_page(form, precedent_id, status=422)
    try:
        number = service.write_precedent(
            current_runtime(), the_person(), form.written(), precedent_id=precedent_id
        )
    except (Conflict, InvalidInput) as error:
        form.comment.errors = [_explain(error, _("Ce commentaire n’existe pas."))]
        return _precedent_page(form, precedent_id, status=status_of(error))
    flash(_("C’est noté."), "success")
    return redirect(url_for("glossary.listed", _anchor=f"precedent-{number}"), 303)


def _precedent_form(known: str | None, *, is_sent: bool = False) -> PrecedentForm:
    form = PrecedentForm() if is_sent else PrecedentForm(formdata=None)
    return form.offer(current_runtime().charter.clauses, known)


def _entry_page(form: EntryForm, entry_id: int | None = None, *, status: int = 200) -> Response:
    entry, changes = (
        service.entry_numbered(current_runtime(), entry_id) if entry_id is not None else (None, ())
    )
    page = EntryPage(form, entry, changes, _may_write(), _delete_form())
    return make_response(render_template("desk/glossary_entry.html", page=page), status)


def _precedent_page(
    form: PrecedentForm, precedent_id: int | None = None, *, status: int = 200
) -> Response:
    runtime = current_runtime()
    precedent, changes = (
        service.precedent_numbered(runtime, precedent_id)
        if precedent_id is not None
        else (None, ())
    )
    clause = show_precedent(runtime.charter, precedent).clause if precedent else None
    page = PrecedentPage(form, precedent, clause, changes, _may_write(), _delete_form())
    return make_response(render_template("desk/glossary_precedent.html", page=page), status)


def _may_write() -> bool:
    return may(the_person(), Permission.DECIDE)


def _check_may_write() -> None:
    if not _may_write():
        abort(403)


def _delete_form() -> OneButtonForm | None:
    return OneButtonForm(formdata=None) if may(the_person(), Permission.CURATE) else None


def _explain(error: Conflict | InvalidInput, wrong: str) -> str:
    if isinstance(error, Conflict):
        return str(_("La liste est pleine : supprimez d’abord ce qui ne sert plus."))
    return wrong
