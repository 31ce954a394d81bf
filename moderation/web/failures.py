"""What a person sees when something went wrong: one table of statuses, one page."""

from flask import Flask, render_template, request
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from moderation.errors import (
    Conflict,
    InvalidInput,
    ModerationError,
    NotAllowed,
    NotFound,
    Unavailable,
)
from moderation.web.pages import ErrorPage
from moderation.web.throttle import seconds_to_wait

HTTP_STATUS: dict[type[ModerationError], int] = {
    InvalidInput: 422,
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    Unavailable: 503,
}

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
    app.register_error_handler(ModerationError, _on_moderation_error)
    app.register_error_handler(CSRFError, lambda error: _page(400))
    app.register_error_handler(RateLimitExceeded, _on_too_many)
    app.register_error_handler(HTTPException, lambda error: _page(error.code or 500))


def status_of(error: ModerationError) -> int:
    """Return the status of the nearest class in HTTP_STATUS; 500 if there is none."""
    kinds = type(error).__mro__
    return next((HTTP_STATUS[kind] for kind in kinds if kind in HTTP_STATUS), 500)


def _on_moderation_error(error: ModerationError) -> tuple[str, int, dict[str, str]]:
    return _page(status_of(error))


def _on_too_many(error: RateLimitExceeded) -> tuple[str, int, dict[str, str]]:
    seconds = seconds_to_wait()
    minutes = -(-seconds // 60)
    wait = ngettext(
        "Attendez %(n)s minute, puis essayez encore une fois.",
        "Attendez %(n)s minutes, puis essayez encore une fois.",
        minutes,
        n=minutes,
    )
    # What the limit itself says, if it says anything.
    said = error.description if error.limit and error.limit.error_message else ""
    page = ErrorPage(title=str(_SENTENCES[429][0]), explanation=f"{wait} {said}".strip())
    return render_template("error.html", page=page), 429, {"Retry-After": str(seconds)}


def _page(status: int) -> tuple[str, int, dict[str, str]]:
    title, explanation = _SENTENCES.get(status, _SENTENCES[500 if status >= 500 else 400])
    headers = {"Retry-After": str(RETRY_SECONDS)} if status == 503 else {}
    page = ErrorPage(title=str(title), explanation=str(explanation))
    return render_template("error.html", page=page), status, headers
