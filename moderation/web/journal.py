"""The audit log at the desk: looked through, and taken away as a table."""

from urllib.parse import urlencode

from flask import Blueprint, Response, abort, render_template, request, stream_with_context
from werkzeug.wrappers import Response as BaseResponse

from moderation.core.desk import LARGEST_ID
from moderation.core.permission import Permission, may
from moderation.services import auditing
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.forms import OneButtonForm
from moderation.web.journal_pages import JournalForm, JournalPage
from moderation.web.journal_words import KINDS, about_in_words, facts_in_words

#: Entries on a page.
PER_PAGE = 50

journal = Blueprint("journal", __name__, url_prefix="/desk/journal")


@journal.before_request
def require_auditor() -> BaseResponse | None:
    """Send away who may not read the log."""
    away = require_person()
    if away is None and not may(the_person(), Permission.AUDIT):
        abort(403)
    return away


@journal.get("")
def listed() -> str:
    """Show who did what, the newest first."""
    form, runtime = _form(), current_runtime()
    wanted = form.wanted()
    before = request.args.get("avant", type=int)
    before = min(max(before, 0), LARGEST_ID) if before is not None else None
    found = auditing.journal(runtime, the_person(), wanted, before=before, limit=PER_PAGE)
    kept = {name: value for name, value in request.args.items() if name in form.data and value}
    page = JournalPage(
        journal=found,
        form=form,
        button=OneButtonForm(formdata=None),
        is_filtered=wanted != auditing.ALL,
        older=f"?{urlencode({**kept, 'avant': found.before})}" if found.before else None,
    )
    words = {"about_in_words": about_in_words, "facts_in_words": facts_in_words}
    return render_template("desk/journal.html", page=page, kind_names=KINDS, **words)


@journal.post("/export")
def export() -> Response:
    """Give the entries that are looked for as a CSV file; that it was taken is an entry, too."""
    lines = auditing.export_table(current_runtime(), the_person(), _form().wanted())
    return Response(
        stream_with_context(lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="journal.csv"'},
    )


def _form() -> JournalForm:
    form = JournalForm(request.args)
    people = auditing.actors(current_runtime())
    form.offer([(str(number), name) for number, name in people])
    return form
