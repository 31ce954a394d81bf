"""The private check: an author sees, before sending, what stands in the way, and nobody else does."""

from dataclasses import replace

from flask import request, session
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded

from moderation.core.comment import Article, check_draft
from moderation.core.wording import say_problem
from moderation.errors import CommentError
from moderation.runtime import Runtime
from moderation.services.judging import limits_for
from moderation.services.private_check import (
    PrivateCheck,
    check_privately,
    is_own_submission,
    new_submission,
)
from moderation.web.access import TOKEN_IN_SESSION, current_person
from moderation.web.evidence import Mark, cut
from moderation.web.forms import CommentForm
from moderation.web.language import current_language
from moderation.web.pages import CheckView
from moderation.web.throttle import limiter

#: Checks from one address, and by one person from wherever: enough for somebody who writes, too
#: few to learn the rules by trying.
CHECK_LIMIT = "5/hour;20/day"

#: Checks of one comment; the count is kept for as long.
ONCE_LIMIT = "1/day"


def submission_of(runtime: Runtime) -> str:
    """Return a new id for one sending of the form, good in this reader's session."""
    return new_submission(runtime, _session_secret())


def wants_check() -> bool:
    """Tell whether the form was sent with the button that only checks."""
    return "check" in request.form


def check(runtime: Runtime, article: Article, form: CommentForm) -> tuple[CheckView, int]:
    """Return what to show of the text in *form*, and the answer's status.

    Raises Unavailable if the database cannot be asked.
    """
    if not _is_of_this_page(runtime, form):
        return _refused(
            _(
                "La page était ouverte depuis trop longtemps. Votre texte est toujours là : vérifiez-le encore une fois."
            )
        ), 400
    # Neither name nor acceptance is needed yet: nothing is sent.
    limits = replace(limits_for(runtime, article, needs_acceptance=False), needs_name=False)
    try:
        body = check_draft(form.text_alone(), limits).body
    except CommentError as error:
        sentences = (say_problem(problem, current_language()) for problem in error.problems)
        return _refused(*sentences), 422
    try:
        _count_by_caller()
    except RateLimitExceeded:
        return _refused(
            _(
                "Trop de vérifications ont été demandées depuis votre connexion. Vous pouvez envoyer votre commentaire sans cela, ou revenir un peu plus tard."
            )
        ), 429
    try:
        _count_by_comment()
    except RateLimitExceeded:
        return _refused(
            _(
                "Une vérification par commentaire : envoyez-le, ou réécrivez-le d’après ce qui est marqué."
            ),
            may_check=False,
        ), 409
    return _view(check_privately(runtime, body, language=current_language())), 200


def unavailable() -> CheckView:
    """Return what to show when nothing can be checked at the moment."""
    return _refused(
        _("La vérification n’a pas pu se faire. Votre texte est toujours là ; veuillez réessayer.")
    )


def _is_of_this_page(runtime: Runtime, form: CommentForm) -> bool:
    """Tell whether the form came from a page of this session; makes it one that does."""
    is_own = is_own_submission(runtime, form.submission.data or "", _session_secret())
    if not is_own:
        form.submission.data = None
    has_token = form.csrf_token.validate(form)
    form.csrf_token.errors = ()  # said beside the text, not above the form
    return is_own and has_token


def _person() -> str:
    person = current_person()
    return str(person.id) if person else ""


@limiter.shared_limit(
    CHECK_LIMIT, scope="check by a person", key_func=_person, exempt_when=lambda: not _person()
)
@limiter.shared_limit(CHECK_LIMIT, scope="check")
def _count_by_caller() -> None:
    """Raise RateLimitExceeded if the caller's address, or the person, has had too much checked."""


@limiter.shared_limit(
    ONCE_LIMIT, scope="check of a comment", key_func=lambda: request.form["submission"]
)
def _count_by_comment() -> None:
    """Raise RateLimitExceeded if this comment was checked before."""


def _session_secret() -> str:
    return str(session.get(TOKEN_IN_SESSION, ""))


def _refused(*sentences: str, may_check: bool = True) -> CheckView:
    return CheckView(refusals=sentences, may_check=may_check)


def _view(checked: PrivateCheck) -> CheckView:
    marks = [
        Mark(number, "clause", ground.title, ground.passages)
        for number, ground in enumerate(checked.grounds, start=1)
    ]
    return CheckView(
        refusals=(),
        may_check=False,
        segments=cut(checked.body, marks),
        grounds=checked.grounds,
        has_gaps=checked.has_gaps,
        language=checked.language,
    )
