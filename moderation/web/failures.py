"""What a person sees when something went wrong: one table of statuses, one page."""

from flask import Flask, render_template, request
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, ServiceUnavailable, TooManyRequests

from moderation.errors import (
    Conflict,
    InvalidInput,
    ModerationError,
    NotAllowed,
    NotFound,
    SmsError,
    Unavailable,
)
from moderation.web.pages import ErrorPage
from moderation.web.throttle import seconds_to_wait

HTTP_STATUS: dict[type[ModerationError], int] = {
    InvalidInput: 422,
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    SmsError: 503,
    Unavailable: 503,
}

#: A page, its status and its headers, as Flask takes them from a handler.
Failure = tuple[str, int, dict[str, str]]

#: Seconds after which it is worth trying again.
RETRY_SECONDS = 10

#: Status → what happened, and what to do.
_SENTENCES = {
    400: (
        _("Cette demande n’est pas complète"),
        _("Rechargez la page précédente et essayez encore une fois."),
    ),
    403: (_("Cette page ne vous est pas ouverte"), _("Elle est réservée, ou il est trop tard.")),
    404: (
        _("Cette page n’existe pas"),
        _("L’adresse est peut-être incomplète, ou ce qui s’y trouvait a été retiré."),
    ),
    405: (_("Cela ne se fait pas ici"), _("Revenez à la page précédente.")),
    409: (
        _("Quelqu’un a été plus rapide"),
        _("Ce que vous vouliez changer a changé entre-temps. Rechargez la page précédente."),
    ),
    413: (
        _("C’est trop long"),
        _(
            "Votre envoi est bien plus long que ce qu’un commentaire peut être. Rien n’a été enregistré. Revenez en arrière pour raccourcir votre texte."
        ),
    ),
    422: (
        _("Cet envoi ne peut pas être pris"),
        _("Revenez à la page précédente et vérifiez ce que vous avez écrit."),
    ),
    429: (_("Trop d’essais"), _("Attendez un moment, puis essayez encore une fois.")),
    500: (
        _("Une erreur s’est produite"),
        _("C’est notre faute, pas la vôtre. Veuillez réessayer un peu plus tard."),
    ),
    503: (
        _("Le service ne répond pas en ce moment"),
        _("Rien n’a été enregistré. Veuillez réessayer dans un instant."),
    ),
}


def install_failures(app: Flask) -> None:
    """Give *app* a page for each error."""
    # Flask would log the address, which may be an author's own signed one.
    app.log_exception = lambda exc_info: app.logger.error(  # type: ignore[method-assign]
        "Exception in %s", request.endpoint, exc_info=exc_info
    )
    app.register_error_handler(ModerationError, page_for)
    app.register_error_handler(CSRFError, page_for)
    app.register_error_handler(HTTPException, page_for)


def status_of(error: ModerationError) -> int:
    """Return the status of the nearest class in HTTP_STATUS; 500 if there is none."""
    kinds = type(error).__mro__
    return next((HTTP_STATUS[kind] for kind in kinds if kind in HTTP_STATUS), 500)


def page_for(error: ModerationError | HTTPException) -> Failure:
    """Return the page that says what happened, its status and its headers."""
    status = status_of(error) if isinstance(error, ModerationError) else error.code or 500
    title, explanation = _SENTENCES.get(status, _SENTENCES[500 if status >= 500 else 400])
    if isinstance(error, RateLimitExceeded):
        # What the limit itself says, if it says anything.
        said = error.description if error.limit and error.limit.error_message else ""
        explanation = f"{say_wait()} {said}".strip()
    page = ErrorPage(title=str(title), explanation=str(explanation))
    return render_template("error.html", page=page), status, when_to_retry(status)


def say_wait() -> str:
    """Return how long to wait after the limit that this request ran into."""
    minutes = -(-seconds_to_wait() // 60)
    said: str = ngettext(
        "Attendez %(n)s minute, puis essayez encore une fois.",
        "Attendez %(n)s minutes, puis essayez encore une fois.",
        minutes,
        n=minutes,
    )
    return said


def when_to_retry(status: int) -> dict[str, str]:
    """Return the header that says when another try is worth it; none where waiting is no help."""
    if status == TooManyRequests.code:
        return {"Retry-After": str(seconds_to_wait())}
    return {"Retry-After": str(RETRY_SECONDS)} if status == ServiceUnavailable.code else {}
