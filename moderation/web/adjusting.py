"""A draft of the charter changed value by value, beside its text; for editors, and others may read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from flask_babel import LazyString
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from moderation.core.charter_file import clause_name
from moderation.core.charter_settings import (
    Setting,
    clause_settings,
    clause_texts,
    clauses_of,
    general_settings,
    told_of,
)
from moderation.core.toml_edit import Path, value_at
from moderation.core.workshop import MAIN_FILE, Hunk, compare_lines
from moderation.errors import CharterError, CharterMistake, Conflict, InvalidInput, NotFound
from moderation.services import adjusting as service
from moderation.services import workshop
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.adjusting_pages import (
    GENERAL,
    OF_CLAUSE,
    TEXTS,
    SettingField,
    SettingGroup,
    SettingsPage,
    ToldMistake,
    ToldPart,
    others,
)
from moderation.web.failures import status_of
from moderation.web.forms import SeenForm
from moderation.web.language import LANGUAGE_NAMES, current_language
from moderation.web.workshop import DRAFT, may_change, say_saved, what_came_between
from moderation.web.workshop_pages import LINE_CHANGES

PAGE = f"{DRAFT}/reglages"
CLAUSE = f"{PAGE}/<int(min=1, max=999):clause>"

#: The name of a field: of a clause's setting or text, or of one of the charter as a whole.
_FIELD = re.compile(r"clauses-[0-9]{1,3}-[a-z_]+(?:-[a-z]{2})?|version|[a-z]+-[a-z_]+")

adjusting = Blueprint("adjusting", __name__, url_prefix="/desk/charte")
adjusting.before_request(require_person)


@dataclass(frozen=True, slots=True)
class _Sent:
    """What somebody typed, and why it is not saved."""

    typed: Mapping[Path, str] = field(default_factory=dict)
    mistakes: tuple[CharterMistake, ...] = ()
    problem: str | None = None
    theirs: tuple[Hunk, ...] = ()
    status: int = 200


@adjusting.get(PAGE)
def settings(draft_id: int) -> Response:
    """Show what the machine may do by a draft, by itself and on each clause."""
    return _page(draft_id, None, _Sent())


@adjusting.post(PAGE)
def save(draft_id: int) -> Response:
    """Change what the machine may do by a draft."""
    return _save(draft_id, None)


@adjusting.post(f"{PAGE}/controle")
def check(draft_id: int) -> Response:
    """Say what is wrong with settings while somebody types; nothing is stored."""
    return _check(draft_id, None)


@adjusting.get(CLAUSE)
def clause(draft_id: int, clause: int) -> Response:
    """Show the texts of a clause of a draft."""
    return _page(draft_id, clause, _Sent())


@adjusting.post(CLAUSE)
def save_clause(draft_id: int, clause: int) -> Response:
    """Change the texts of a clause of a draft."""
    return _save(draft_id, clause)


@adjusting.post(f"{CLAUSE}/controle")
def check_clause(draft_id: int, clause: int) -> Response:
    """Say what is wrong with a clause's texts while somebody types; nothing is stored."""
    return _check(draft_id, clause)


def _save(draft_id: int, clause: int | None) -> Response:
    form, runtime, typed = SeenForm(), current_runtime(), _typed()
    if not form.validate():
        raise InvalidInput("settings are not saved like this")
    try:
        service.save_settings(runtime, the_person(), draft_id, typed, seen=form.seen.data)
    except Conflict as error:
        return _conflict(draft_id, clause, typed, status_of(error))
    except CharterError as error:
        problem = _("Rien n’est enregistré : il reste quelque chose à corriger.")
        sent = _Sent(typed, error.mistakes, problem, status=status_of(error))
        return _page(draft_id, clause, sent)
    except InvalidInput as error:
        sent = _Sent(typed, problem=only_as_text(), status=status_of(error))
        return _page(draft_id, clause, sent)
    say_saved(draft_id)
    return redirect(request.path, 303)


def _check(draft_id: int, clause: int | None) -> Response:
    runtime = current_runtime()
    try:
        tried = service.try_settings(runtime, the_person(), draft_id, _typed())
    except InvalidInput as error:
        return make_response(only_as_text(), status_of(error))
    data = service.charter_data(tried.text) or {}
    told = _told(_groups(data, clause, _Sent(mistakes=tried.at_fault)))
    part = ToldPart(told, others(tried.mistakes, told), draft_id)
    return make_response(render_template("desk/_told.html", part=part))


def _conflict(
    draft_id: int, clause: int | None, typed: Mapping[Path, str], status: int
) -> Response:
    """Show what was typed, and what saving it would undo of what somebody else saved."""
    runtime = current_runtime()
    opened = workshop.open_draft(runtime, draft_id)
    theirs = opened.file(MAIN_FILE).text
    then = request.form.get("clauses", "").split("|")
    now = _names(service.charter_data(theirs) or {})
    typed = {moved: text for path, text in typed.items() if (moved := _moved(path, then, now))}
    if clause is not None:
        path = _moved(("clauses", clause - 1), then, now)
        clause = int(path[1]) + 1 if path else clause
    try:
        mine = service.try_settings(runtime, the_person(), draft_id, typed).text
    except InvalidInput:
        mine = theirs
    hunks = compare_lines(theirs, mine)
    problem = what_came_between(opened.draft)
    return _page(draft_id, clause, _Sent(typed, problem=problem, theirs=hunks, status=status))


def _moved(path: Path, then: list[str], now: list[str]) -> Path | None:
    """Return *path* in the file as it is now; None if its clause was taken out meanwhile."""
    if path[0] != "clauses":
        return path
    n = int(path[1])
    name = then[n] if n < len(then) else ""
    return ("clauses", now.index(name), *path[2:]) if name in now else None


def _page(draft_id: int, clause: int | None, sent: _Sent) -> Response:
    opened = workshop.open_draft(current_runtime(), draft_id)
    file = opened.file(MAIN_FILE)
    data = service.charter_data(file.text)
    names = _names(data or {})
    if clause is not None and (data is None or clause > len(names)):
        raise NotFound("the draft has no such clause")
    if not sent.mistakes:
        sent = replace(sent, mistakes=tuple(one.mistake for one in opened.mistakes))
    groups = _groups(data or {}, clause, sent)
    told = _told(groups)
    page = SettingsPage(
        opened=opened,
        file=file,
        form=SeenForm(formdata=None, seen=file.version),
        clause=clause,
        heading=_heading(data or {}, clause) if clause else None,
        names=names,
        groups=groups,
        told=told,
        mistakes=others(opened.mistakes, told),
        theirs=sent.theirs,
        may_edit=may_change(opened.draft),
        is_toml=data is not None,
        problem=sent.problem,
    )
    html = render_template("desk/charter_settings.html", page=page, line_changes=LINE_CHANGES)
    return make_response(html, sent.status)


def _names(data: Mapping[str, Any]) -> list[str]:
    """Return what mistakes call each clause."""
    return [clause_name(table, n) for n, table in enumerate(clauses_of(data), start=1)]


def _groups(data: Mapping[str, Any], clause: int | None, sent: _Sent) -> tuple[SettingGroup, ...]:
    """Return what the page shows: all settings, or the texts of a *clause*, counted from 1."""
    tables = clauses_of(data)
    if clause is not None:
        texts = clause_texts(data, clause - 1) if clause <= len(tables) else ()
        return tuple(
            SettingGroup(
                heading,
                _fields(
                    sent,
                    [(one, LANGUAGE_NAMES[one.language], "") for one in texts if key in one.path],
                ),
            )
            for key, heading in TEXTS.items()
        )
    general = {one.place: one for one in general_settings(data)}
    return (
        *(
            SettingGroup(
                heading,
                _fields(
                    sent,
                    [(general[name], *said) for name, said in known.items() if name in general],
                ),
            )
            for heading, known in GENERAL
        ),
        *(
            SettingGroup(
                _heading(data, n),
                _fields(
                    sent,
                    [(one, *OF_CLAUSE[str(one.path[-1])]) for one in clause_settings(data, n - 1)],
                ),
                clause=n,
            )
            for n in range(1, len(tables) + 1)
        ),
    )


def _heading(data: Mapping[str, Any], clause: int) -> str:
    """Return the title of a clause, counted from 1; what mistakes call it, if it has none."""
    table = clauses_of(data)[clause - 1]
    return str(value_at(table, ("title", current_language())) or clause_name(table, clause))


def _fields(
    sent: _Sent, said: Iterable[tuple[Setting, LazyString | str, LazyString | str]]
) -> tuple[SettingField, ...]:
    said = tuple(said)
    told = told_of(sent.mistakes, (setting for setting, _label, _hint in said))
    return tuple(
        SettingField(
            setting, label, hint, typed=sent.typed.get(setting.path), mistake=told.get(setting.path)
        )
        for setting, label, hint in said
    )


def _told(groups: Iterable[SettingGroup]) -> tuple[ToldMistake, ...]:
    return tuple(
        ToldMistake(one.id, f"{group.heading} – {one.label}", one.mistake)
        for group in groups
        for one in group.fields
        if one.mistake
    )


def _typed() -> dict[Path, str]:
    """Return what was typed for settings; of a switch that is off and on, the last counts."""
    return {
        tuple(int(step) if step.isdecimal() else step for step in name.split("-")): texts[-1]
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        for name, texts in request.form.lists()
        if _FIELD.fullmatch(name)
    }


def only_as_text() -> str:
    """Return what is said of a change that a form cannot make."""
    return str(
        _(
            "Ceci ne peut pas être changé par un formulaire : c’est trop à la fois, illisible, ou écrit d’une façon que seul le texte permet de changer."
        )
    )
