"""The newsroom asks whoever bears a name, at `inquiries`; they answer by the link of a letter, at `inquiry`."""

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from moderation.core.desk import LARGEST_ID
from moderation.core.inquiry import INQUIRY_FOR, Said, Stage, tells_too_much
from moderation.errors import Conflict, InvalidInput, NotAllowed
from moderation.services import inquiries as service
from moderation.services.inquiries import Askable
from moderation.web.access import current_runtime, require_person, the_person
from moderation.web.forms import OneButtonForm
from moderation.web.headers import PRIVATE
from moderation.web.inquiry_forms import AskForm, InquiryForm
from moderation.web.inquiry_pages import AskPage, InquiriesPage, InquiryPage, ListedInquiry
from moderation.web.language import LANGUAGE_NAMES
from moderation.web.throttle import limiter

#: Answers from one address.
ANSWER_LIMIT = "30/hour"

inquiry = Blueprint("inquiry", __name__, url_prefix="/demande")

inquiries = Blueprint("inquiries", __name__, url_prefix="/desk")
inquiries.before_request(require_person)


@inquiries.get("/comment/<public_id>/demande")
def begin(public_id: str) -> Response:
    """Show who can be asked about a comment."""
    return _ask_page(
        service.askable(current_runtime(), the_person(), public_id), AskForm(formdata=None)
    )


@inquiries.post("/comment/<public_id>/demande")
def ask(public_id: str) -> Response:
    """Ask somebody about a comment, and show its case again."""
    runtime, form = current_runtime(), AskForm()
    askable = service.askable(runtime, the_person(), public_id)
    form.offer(askable, LANGUAGE_NAMES)
    if not form.validate():
        return _ask_page(askable, form, status=422)
    if tells_too_much(form.note.data or "", askable.found.comment.body):
        form.note.errors = [
            _(
                "Ne citez pas le commentaire, et n’indiquez aucune adresse : cette personne le lirait."
            )
        ]
        return _ask_page(askable, form, status=422)
    try:
        service.ask(
            runtime,
            the_person(),
            public_id,
            whom=form.asked(),
            note=form.note.data or "",
            language=form.language.data,
        )
    except Conflict:
        # Nobody can be asked any more, which this raises again; or they were asked.
        askable = service.askable(runtime, the_person(), public_id)
        form.whom.errors = [_("Cette personne est déjà interrogée : attendez sa réponse.")]
        return _ask_page(askable, form, status=409)
    except NotAllowed:
        said = _("Assez de personnes ont été interrogées pour aujourd’hui. Réessayez demain.")
        form.whom.errors = [said]
        return _ask_page(askable, form, status=429)
    except InvalidInput:
        form.whom.errors = [_("Choisissez à qui demander.")]
        return _ask_page(askable, form, status=422)
    flash(
        _("La lettre est partie. Le commentaire attend la réponse, derrière les autres."), "success"
    )
    return redirect(url_for("desk.case", public_id=public_id), 303)


@inquiries.get("/demandes")
def listed() -> str:
    """Show who was asked and what they answered: what is new first."""
    runtime = current_runtime()
    counted, now = service.count(runtime), runtime.clock()
    page = InquiriesPage(
        inquiries=tuple(
            ListedInquiry(one, one.inquiry.awaits(now)) for one in service.listed_inquiries(runtime)
        ),
        awaited=counted.awaited,
        new=counted.new,
        read_form=OneButtonForm(),
    )
    return render_template("desk/inquiries.html", page=page)


@inquiries.post(f"/demandes/<int(max={LARGEST_ID}):inquiry_id>/vu")
def mark_read(inquiry_id: int) -> Response:
    """Note that the newsroom read an answer."""
    service.mark_read(current_runtime(), inquiry_id)
    return redirect(url_for("inquiries.listed"), 303)


@inquiry.get("/<token>")
def question(token: str) -> Response:
    """Show the question; opening an address must change nothing, for mail programs open it too."""
    return _question_page(token, None)


@inquiry.post("/<token>")
@limiter.limit(ANSWER_LIMIT)
def answer(token: str) -> Response:
    """Take the answer of whoever has the link."""
    form = InquiryForm()
    if not form.validate():
        return _question_page(token, form, status=422)
    try:
        service.answer(
            current_runtime(), token, said=Said(form.said.data), words=form.words.data or ""
        )
    except NotAllowed:
        return _question_page(token, None, status=409)
    return _private(redirect(url_for("inquiry.question", token=token), 303))


def _ask_page(askable: Askable, form: AskForm, *, status: int = 200) -> Response:
    form.offer(askable, LANGUAGE_NAMES)
    page = AskPage(
        askable=askable,
        contact=next((one.contact for one in askable.figures if one.contact), None),
        form=form,
        days=INQUIRY_FOR.days,
    )
    return make_response(render_template("desk/inquiry.html", page=page), status)


def _question_page(token: str, form: InquiryForm | None, *, status: int = 200) -> Response:
    about, stage = service.asked_by(current_runtime(), token)
    if form is None:
        words = about.inquiry.words if about else ""
        form = InquiryForm(formdata=None, data={"words": words})
    page = InquiryPage(stage=stage, about=about, token=token, form=form)
    status = 410 if stage is Stage.EXPIRED else status
    return _private(make_response(render_template("reader/inquiry.html", page=page), status))


def _private(response: Response) -> Response:
    response.headers.update(PRIVATE)
    return response
