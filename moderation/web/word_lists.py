"""The words of a draft's lists: searched, added and taken out; for editors, and others may read."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from moderation.core.lexicon_entries import WordChange, search
from moderation.core.workshop import Hunk, compare_lines, is_list_name
from moderation.errors import CharterError, CharterMistake, Conflict, InvalidInput, NotFound
from moderation.services import adjusting as service
from moderation.services import workshop
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.adjusting import only_as_text
from moderation.web.adjusting_pages import FindPage, ToldMistake, ToldPart, WordsPage, others
from moderation.web.failures import status_of
from moderation.web.forms import SeenForm
from moderation.web.workshop import DRAFT, may_change, say_saved, what_came_between
from moderation.web.workshop_pages import LINE_CHANGES

ALL = f"{DRAFT}/mots"
LIST = f"{ALL}/<name>"

#: Longest query, in characters: longer than any term.
QUERY_CHARACTERS = 100

word_lists = Blueprint("word_lists", __name__, url_prefix="/desk/charte")
word_lists.before_request(require_person)


@word_lists.get(ALL)
def find(draft_id: int) -> Response:
    """Show in which lists of a draft a word stands."""
    opened, query = workshop.open_draft(current_runtime(), draft_id), _query()
    found = tuple(
        (file.name, entries)
        for file in opened.files
        if is_list_name(file.name)
        and (entries := search(service.list_entries(file.text, file.name) or (), query))
    )
    page = FindPage(opened, query, found if query else ())
    return make_response(render_template("desk/charter_find.html", page=page))


@word_lists.get(LIST)
def words(draft_id: int, name: str) -> Response:
    """Show the words of a list of a draft."""
    return _page(draft_id, name, WordChange())


@word_lists.post(LIST)
def save(draft_id: int, name: str) -> Response:
    """Add words to a list of a draft, and take out others."""
    form, runtime, change = SeenForm(), current_runtime(), _change()
    if not form.validate():
        raise InvalidInput("words are not saved like this")
    try:
        service.save_words(runtime, the_person(), draft_id, name, change, seen=form.seen.data)
    except Conflict as error:
        return _conflict(draft_id, name, change, status_of(error))
    except CharterError as error:
        problem = _("Rien n’est enregistré : il reste quelque chose à corriger.")
        status = status_of(error)
        return _page(
            draft_id, name, change, mistakes=error.mistakes, problem=problem, status=status
        )
    except InvalidInput as error:
        return _page(draft_id, name, change, problem=only_as_text(), status=status_of(error))
    say_saved(draft_id)
    return redirect(
        url_for("word_lists.words", draft_id=draft_id, name=name, cherche=_query() or None), 303
    )


@word_lists.post(f"{LIST}/controle")
def check(draft_id: int, name: str) -> Response:
    """Say what is wrong with words while somebody types them; nothing is stored."""
    change = _change()
    try:
        tried = service.try_words(current_runtime(), the_person(), draft_id, name, change)
    except InvalidInput as error:
        return make_response(only_as_text(), status_of(error))
    told = _told(tried.at_fault)
    part = ToldPart(told, others(tried.mistakes, told), draft_id)
    return make_response(render_template("desk/_told.html", part=part))


def _conflict(draft_id: int, name: str, change: WordChange, status: int) -> Response:
    """Show what was typed, and what saving it would change of what somebody else saved."""
    runtime = current_runtime()
    opened = workshop.open_draft(runtime, draft_id)
    theirs = opened.file(name).text
    try:
        mine = service.try_words(runtime, the_person(), draft_id, name, change).text
    except InvalidInput:
        mine = theirs
    hunks = compare_lines(theirs, mine)
    problem = what_came_between(opened.draft)
    return _page(draft_id, name, change, theirs=hunks, problem=problem, status=status)


def _page(
    draft_id: int,
    name: str,
    change: WordChange,
    *,
    mistakes: tuple[CharterMistake, ...] = (),
    theirs: tuple[Hunk, ...] = (),
    problem: str | None = None,
    status: int = 200,
) -> Response:
    if not is_list_name(name):
        raise NotFound("there is no such list")
    opened, query = workshop.open_draft(current_runtime(), draft_id), _query()
    file = opened.file(name)
    entries = service.list_entries(file.text, name)
    told = _told(mistakes)
    page = WordsPage(
        opened=opened,
        file=file,
        form=SeenForm(formdata=None, seen=file.version),
        entries=entries or (),
        found=search(entries or (), query) if query else entries or (),
        query=query,
        change=change,
        told=told,
        mistakes=others(opened.mistakes, told),
        theirs=theirs,
        may_edit=may_change(opened.draft),
        is_toml=entries is not None,
        problem=problem,
    )
    html = render_template("desk/charter_words.html", page=page, line_changes=LINE_CHANGES)
    return make_response(html, status)


def _query() -> str:
    return request.args.get("cherche", "").strip()[:QUERY_CHARACTERS]


def _change() -> WordChange:
    entry = request.form.get("entry", "")
    lines = (line.strip() for line in request.form.get("added", "").splitlines())
    removed = (one.partition(":") for one in request.form.getlist("remove"))
    return WordChange(
        entry=_number(entry),
        added=tuple(dict.fromkeys(line for line in lines if line)),
        removed=frozenset(
            (number, word) for n, _colon, word in removed if (number := _number(n)) is not None
        ),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None


def _told(mistakes: tuple[CharterMistake, ...]) -> tuple[ToldMistake, ...]:
    """Return *mistakes* as what is wrong with the words to add, or with those that are taken out."""
    return tuple(
        ToldMistake("removed" if one.message == "no words" else "added", one.place, one)
        for one in mistakes
    )
