"""What readers see: an article with its comments and the form, a comment in its place, the charter."""

from contextlib import suppress
from dataclasses import replace

from flask import (
    Blueprint,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException, InternalServerError, TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from moderation.core.comment import (
    Article,
    Comment,
    Limits,
    Status,
    check_draft,
    count_characters,
    why_closed,
)
from moderation.core.person import Person
from moderation.core.pseudonym import SigningName
from moderation.core.thread import Order
from moderation.core.tracing import USER_AGENT_CODE_POINTS, Origin
from moderation.core.wording import say_problem
from moderation.errors import CommentError, NotFound, Problem, Unavailable
from moderation.runtime import Runtime
from moderation.services import publishing, submission, threads
from moderation.services.judging import limits_for
from moderation.services.links import outcome_token, read_token
from moderation.services.names import change_name
from moderation.services.pseudonyms import signing_name_of
from moderation.web import checking
from moderation.web.access import UNSIGNED_IN_SESSION, csrf, current_person, current_runtime
from moderation.web.failures import Failure, page_for, say_wait, status_of, when_to_retry
from moderation.web.forms import CommentForm
from moderation.web.headers import PRIVATE
from moderation.web.language import current_language
from moderation.web.pages import (
    ArticlePage,
    CharterPage,
    CheckView,
    CommentPage,
    Composer,
    ShownIn,
    Thread,
    UnsentPage,
)
from moderation.web.sanction import is_suspension, own_sanctions
from moderation.web.sanction_pages import OwnSanctions
from moderation.web.throttle import count_comment

#: Values of the parameter "tri"; any other, or none, is the first.
ORDERS = {
    "recents": Order.NEWEST,
    "anciens": Order.OLDEST,
    "discutes": Order.MOST_DISCUSSED,
}

reader = Blueprint("reader", __name__)


@reader.get("/")
def home() -> AnyResponse:
    """Show the charter: there is no list of articles, the newspaper has it."""
    return redirect(url_for("reader.charter"))


@reader.get("/health")
def health() -> tuple[Response, int]:
    """Tell a monitor whether the database answers."""
    try:
        with current_runtime().database.read() as reading:
            reading.connection()
    except Unavailable:
        return jsonify(status="unavailable"), 503
    return jsonify(status="ok"), 200


@reader.get("/article/<key>")
def article(key: str) -> Response:
    """Show an article, its comments and the form."""
    runtime = current_runtime()
    found = submission.find_article(runtime, key)
    token = request.args.get("reprendre")
    if token is None:
        answers = request.args.get("repondre")
        return _article_page(found, CommentForm(formdata=None, data={"answers": answers}))
    response = _article_page(found, _form_again(runtime, found, token))
    response.headers.update(PRIVATE)
    return response


@reader.post("/article/<key>")
@csrf.exempt  # type: ignore[untyped-decorator]  # the form checks its token itself, so that the text is not lost with the session
def submit(key: str) -> AnyResponse:
    """Take a comment, or check it; give the form back with the text in it."""
    runtime = current_runtime()
    form = CommentForm()
    found = submission.find_article(runtime, key)
    if checking.wants_check():
        return _checked(runtime, found, form)
    if not form.validate():
        return _given_back(runtime, found, form)
    count_comment()
    try:
        person = _as_they_sign(runtime, form)
        submitted = submission.submit_comment(
            runtime,
            key,
            form.draft(person),
            idempotency_key=form.idempotency_key(person),
            needs_acceptance=True,
            person=person,
            origin=_origin(),
        )
    except CommentError as error:
        if not is_suspension(error):  # the notice above the form says that
            _take(form, error)
        return _article_page(found, form, status=422)
    token = outcome_token(runtime, submitted.comment.public_id)
    if submitted.comment.status is Status.UNCONFIRMED:
        session[UNSIGNED_IN_SESSION] = token
    return redirect(url_for("author.outcome", token=token), 303)


@reader.errorhandler(Unavailable)
@reader.errorhandler(RateLimitExceeded)
@reader.errorhandler(InternalServerError)
def failed(error: Unavailable | HTTPException) -> Failure:
    """Give a comment that could not be taken back to its author; elsewhere, say what happened."""
    if request.endpoint != "reader.submit":
        return page_for(error)
    status = status_of(error) if isinstance(error, Unavailable) else error.code or 500
    return _unsent_page((request.view_args or {})["key"], status)


@reader.get("/commentaire/<public_id>")
def comment(public_id: str) -> str:
    """Show one published comment in its place, with what it answers and what answers it."""
    runtime = current_runtime()
    number = request.args.get("page", type=int)
    place = threads.find_place(runtime, public_id, page=number)
    is_open = why_closed(limits_for(runtime, place.article, needs_acceptance=True)) is None
    shown_in = ShownIn(place.article.key, is_open, is_whole=True, shown=public_id)
    return render_template("reader/comment.html", page=CommentPage(place, shown_in))


@reader.get("/charte")
@reader.get("/charte/<digest>")
def charter(digest: str | None = None) -> str:
    """Show the charter in force, or an earlier one."""
    runtime = current_runtime()
    shown = submission.charter_of(runtime, digest)
    in_force = shown.digest == runtime.charter.digest
    versions = publishing.public_history(runtime)
    page = CharterPage(shown, in_force, runtime.settings.automation, versions)
    return render_template("reader/charter.html", page=page)


def _article_page(
    found: Article, form: CommentForm, *, status: int = 200, check: CheckView | None = None
) -> Response:
    runtime = current_runtime()
    chosen = request.args.get("tri", "")
    order = ORDERS.get(chosen, Order.NEWEST)
    number = request.args.get("page", 1, type=int)
    page = threads.published(runtime, found.id, order=order, page=number)
    limits = _limits(runtime, found)
    tri = None if order is Order.NEWEST else chosen
    is_open = why_closed(limits) is None
    shown_in = ShownIn(found.key, is_open, order=tri, page=page.page if page.page > 1 else None)
    thread = Thread(page, tri, shown_in)
    failure = None
    if form.csrf_token.errors:
        failure = _(
            "La page était ouverte depuis trop longtemps. Votre texte est toujours là : envoyez-le encore une fois."
        )
    answered = _answered(runtime, found, form)
    composer = _composer(runtime, found.key, form, limits, failure)
    composer = replace(composer, check=check, answered=answered)
    html = render_template("reader/article.html", page=ArticlePage(found, thread, composer))
    return make_response(html, status)


def _checked(runtime: Runtime, found: Article, form: CommentForm) -> Response:
    """Show what the private check found, beside the text as it was."""
    check, status = checking.check(runtime, found, form)
    response = _article_page(found, form, status=status, check=check)
    response.headers.update(PRIVATE)
    return response


def _as_they_sign(runtime: Runtime, form: CommentForm) -> Person | None:
    """Return who is logged in, under the name that they give when they are asked about it."""
    person = current_person()
    if person is None or not form.asked_name.data:
        return person
    return change_name(runtime, person, form.author_name.data or "", form.name_answer())


def _given_back(runtime: Runtime, found: Article, form: CommentForm) -> Response:
    """Show all that is wrong at once: with the form and with the draft in it."""
    if form.csrf_token.errors:
        return _article_page(found, form, status=400)
    answered = threads.find_answered(runtime, found.id, form.answers.data)
    limits = replace(_limits(runtime, found), is_answerable=answered is not None)
    try:
        check_draft(form.draft(current_person()), limits)
    except CommentError as error:
        _take(form, error)
    return _article_page(found, form, status=422)


def _origin() -> Origin:
    """Return where a comment comes from; nothing else looks at either."""
    user_agent = str(request.user_agent).replace("\x00", "")
    return Origin(request.remote_addr or "", user_agent[:USER_AGENT_CODE_POINTS])


def _limits(runtime: Runtime, found: Article | None) -> Limits:
    return limits_for(runtime, found, needs_acceptance=True, is_guest=_signer() is None)


def _signer() -> Person | None:
    """Return who is logged in; None, too, if the database cannot tell: the form asks a guest then."""
    with suppress(Unavailable):
        return current_person()
    return None


def _signs(runtime: Runtime, form: CommentForm, person: Person) -> SigningName:
    """Return the name that *person* signs with; if the database cannot tell, the one that the page said."""
    with suppress(Unavailable):
        return signing_name_of(runtime, person)
    return SigningName(form.signs_as.data or person.name)


def _answered(runtime: Runtime, found: Article, form: CommentForm) -> Comment | None:
    """Return what *form* answers; if that is not there any more, say so: the text may stand alone."""
    answered = threads.find_answered(runtime, found.id, form.answers.data)
    if form.answers.data and answered is None:
        gone = say_problem(Problem("answer_gone", "answers"), current_language())
        form.answers.data, form.answers.errors = "", [gone]
    return answered


def _take(form: CommentForm, error: CommentError) -> None:
    person = current_person()
    if person is not None and not form.asked_name.data:
        form.author_name.data = person.name
    form.take(error, [say_problem(problem, current_language()) for problem in error.problems])


def _unsent_page(key: str, status: int) -> Failure:
    runtime, form = current_runtime(), CommentForm()
    limits = _limits(runtime, None)
    failure, check = None, None
    if checking.wants_check():
        check = checking.unavailable()
    else:
        failure = _("Votre commentaire n’a pas pu être transmis. Veuillez réessayer.")
    if failure and status == TooManyRequests.code:
        failure += f" {say_wait()}"
    composer = replace(_composer(runtime, key, form, limits, failure), check=check)
    html = render_template("reader/unsent.html", page=UnsentPage(composer))
    return html, status, when_to_retry(status)


def _composer(
    runtime: Runtime, key: str, form: CommentForm, limits: Limits, failure: str | None
) -> Composer:
    if form.charter.data != runtime.charter.digest:
        form.accepted.data = False
        form.charter.data = runtime.charter.digest
    person = _signer()
    signs = _signs(runtime, form, person) if person else None
    form.signs_as.data = signs.name if signs else ""
    form.submission.data = form.submission.data or checking.submission_of(runtime)
    remaining = limits.characters - count_characters(form.written().strip())
    reason = why_closed(limits)
    closed = say_problem(reason, current_language()) if reason else None
    return Composer(
        key=key,
        charter=runtime.charter,
        form=form,
        closed=closed,
        limit=limits.characters,
        remaining=remaining,
        failure=failure,
        person=person,
        signs=signs,
        slow_minutes=limits.slow_minutes,
        reader_limit=limits.reader_limit,
        sanctions=_own_sanctions(runtime, person),
    )


def _own_sanctions(runtime: Runtime, person: Person | None) -> OwnSanctions | None:
    """Return what *person* is told before they write; if the database cannot tell, nothing."""
    with suppress(Unavailable):
        return own_sanctions(runtime, person)
    return None


def _form_again(runtime: Runtime, found: Article, token: str) -> CommentForm:
    """Return the form filled with a comment that was sent back to its author."""
    earlier = submission.outcome(runtime, read_token(runtime, token))
    is_there = earlier.comment.status is Status.RETURNED and earlier.comment.erased_at is None
    if earlier.article.id != found.id or not is_there:
        raise NotFound("there is nothing to write again")
    written = earlier.comment
    data = {"author_name": written.author_name, "body": written.body}
    if earlier.answers is not None:
        data["answers"] = earlier.answers.public_id
    return CommentForm(formdata=None, data=data)
