"""Evenness: comments read a second time, blind, and how far people agree."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from moderation.core.charter import in_language
from moderation.core.desk import LARGEST_ID
from moderation.core.figures import Figure, many
from moderation.core.permission import Permission, may
from moderation.errors import Conflict, InvalidInput
from moderation.services import agreement as service
from moderation.services.agreement import LEAST_OF_A_PAIR, Evenness
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.agreement_pages import (
    AgreementPage,
    Discussed,
    ReadingForm,
    ReadingPage,
)
from moderation.web.failures import status_of
from moderation.web.figure_pages import Share
from moderation.web.figures import agreed_of, kept_of, share_of
from moderation.web.language import current_language

agreement = Blueprint("agreement", __name__, url_prefix="/desk")
agreement.before_request(require_person)


@agreement.get("/relecture")
def read() -> Response:
    """Show the next comment to be read blind."""
    return _page()


@agreement.post(f"/relecture/<int(max={LARGEST_ID}):decision_id>")
def keep(decision_id: int) -> Response:
    """Keep a reading, and go to the next one."""
    form = ReadingForm()
    refuses = form.outcome.data == "refuse"
    clauses = tuple(form.clauses.data or ()) if refuses else ()
    problem = _("Cochez au moins un point de la charte : un refus dit toujours pourquoi.")
    if not form.validate() or (refuses and not clauses):
        return _page(after=decision_id - 1, form=form, banner=problem, status=422)
    try:
        service.keep_reading(current_runtime(), the_person(), decision_id, clause_ids=clauses)
    except Conflict as error:
        told = _("Quelqu’un d’autre l’a relu entre-temps. Voici le suivant.")
        return _page(banner=told, status=status_of(error))
    except InvalidInput as error:
        return _page(after=decision_id - 1, form=form, banner=problem, status=status_of(error))
    flash(_("C’est noté. Rien ne change pour ce commentaire."), "success")
    return redirect(url_for("agreement.read"), 303)


@agreement.get("/accord")
def shown() -> str:
    """Show how far people agree."""
    runtime, person = current_runtime(), the_person()
    found = service.measure(runtime, person)
    return render_template("desk/agreement.html", page=_agreement_page(found))


def _page(
    *,
    after: int | None = None,
    form: ReadingForm | None = None,
    banner: str | None = None,
    status: int = 200,
) -> Response:
    runtime = current_runtime()
    after = request.args.get("apres", 0, type=int) if after is None else after
    page = ReadingPage(
        shown=service.next_reading(runtime, the_person(), after=min(max(after, 0), LARGEST_ID)),
        clauses=runtime.charter.clauses,
        form=form or ReadingForm(formdata=None),
        banner=banner,
    )
    return make_response(render_template("desk/reading.html", page=page), status)


def _agreement_page(found: Evenness) -> AgreementPage:
    charter, language = current_runtime().charter, current_language()
    titles = {clause.id: in_language(clause.title, language) for clause in charter.clauses}

    def named(ids: frozenset[str]) -> tuple[str, ...]:
        return tuple(titles.get(one, one) for one in sorted(ids))

    pairs = found.pairs
    return AgreementPage(
        whole=agreed_of(_("Publier ou refuser"), found.whole),
        clauses=tuple(agreed_of(titles.get(one, one), of) for one, of in found.clauses.items()),
        pairs=None
        if pairs is None
        else tuple(agreed_of(f"{a} · {b}", of) for (a, b), of in pairs.items()),
        least_of_a_pair=LEAST_OF_A_PAIR,
        cases=tuple(
            Discussed(one.comment, one.article, named(one.reading.first), named(one.reading.second))
            for one in found.cases
        ),
        people=_upheld(found, "person"),
        machine=_upheld(found, "machine"),
        promise=kept_of(found.promise),
        may_read=may(the_person(), Permission.DECIDE),
    )


def _upheld(found: Evenness, who: str) -> Share:
    upheld = many(found.counts, Figure.APPEAL_ANSWER, starts=f"{who}.overturned")
    kept = many(found.counts, Figure.APPEAL_ANSWER, starts=f"{who}.kept")
    return share_of(upheld, upheld + kept)
