"""Articles at the desk: which heat up; opened, closed and slowed down by a senior."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from moderation.core.heat import HEAT_HOURS
from moderation.core.permission import Permission, may, require
from moderation.services import pace
from moderation.services.pace import SLOW_MINUTES
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.article_pages import (
    LEVELS,
    MODES,
    ArticlesPage,
    RunForm,
    RunPage,
    form_of,
)
from moderation.web.forms import OneButtonForm

#: Articles in a page.
PAGE_SIZE = 50

#: Digits of the largest number of a row that is looked for.
_DIGITS = 18

desk_articles = Blueprint("desk_articles", __name__, url_prefix="/desk/articles")
desk_articles.before_request(require_person)


@desk_articles.get("")
def listed() -> str:
    """Show articles, the newest first, and before them those that heat up."""
    runtime, person = current_runtime(), the_person()
    asked = request.args.get("avant", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= _DIGITS else None
    found = pace.list_run(runtime, before=before, limit=PAGE_SIZE + 1)
    page = ArticlesPage(
        heating=tuple(pace.list_heating(runtime)) if before is None else (),
        articles=tuple(found[:PAGE_SIZE]),
        following=found[PAGE_SIZE - 1].article.id if len(found) > PAGE_SIZE else None,
        is_first=before is None,
        may_run=may(person, Permission.RUN_ARTICLES),
        slow_minutes=SLOW_MINUTES,
        form=OneButtonForm(),
    )
    return render_template("desk/articles.html", page=page, level_names=LEVELS)


@desk_articles.get("/<key>")
def show(key: str) -> Response:
    """Show how an article is run."""
    return _page(key, None)


@desk_articles.post("/<key>")
def run(key: str) -> Response:
    """Open or close an article, and give it a pace."""
    require(the_person(), Permission.RUN_ARTICLES)
    form = RunForm()
    if not form.validate():
        return _page(key, form, 422)
    pace.run_article(current_runtime(), the_person(), key, form.run())
    flash(_("C’est enregistré."), "success")
    return redirect(url_for("desk_articles.show", key=key), 303)


@desk_articles.post("/<key>/ralentir")
def slow(key: str) -> Response:
    """Slow an article down by one click."""
    pace.slow_down(current_runtime(), the_person(), key)
    flash(_("La discussion est ralentie."), "success")
    return redirect(url_for("desk_articles.show", key=key), 303)


def _page(key: str, form: RunForm | None, status: int = 200) -> Response:
    runtime, person = current_runtime(), the_person()
    shown = pace.open_run(runtime, key)
    may_run = may(person, Permission.RUN_ARTICLES)
    page = RunPage(
        shown=shown,
        form=(form or form_of(shown.article)) if may_run else None,
        slow_form=OneButtonForm(),
        slow_minutes=SLOW_MINUTES,
        heat_hours=HEAT_HOURS,
    )
    html = render_template("desk/article.html", page=page, level_names=LEVELS, mode_names=MODES)
    return make_response(html, status)
