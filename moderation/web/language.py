"""The language of a page: which one is chosen, and how numbers and moments are written in it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent
from flask import Flask, Response, g, request
from flask_babel import Babel, get_locale, ngettext
from flask_babel import gettext as _

from moderation.core.charter import LANGUAGES, Text, in_language
from moderation.core.period import TIME_ZONE
from moderation.services.queues import QUEUE_COUNT_LIMIT
from moderation.web.charter_mistakes import say_mistake
from moderation.web.embedding import frame_language
from moderation.web.labels import (
    ACTIONS,
    ASKED,
    CORRECTION_STATUSES,
    DELIVERIES,
    PROOF_MEANINGS,
    PROOFS,
    PSEUDONYM_STATUSES,
    REPORT_REASONS,
    RUNGS,
    SAID,
    SANCTION_GROUPS,
    SANCTION_KINDS,
    SIGNS,
    STATUSES,
    STEPS,
)

#: Each language with the locale that its numbers and dates follow.
LOCALES = {"fr": "fr_CH", "de": "de_CH", "it": "it_CH", "en": "en_GB"}

#: Each language under its own name.
LANGUAGE_NAMES = {"fr": "Français", "de": "Deutsch", "it": "Italiano", "en": "English"}

#: Holds an explicit choice, and is set by nothing else.
COOKIE = "lang"
COOKIE_SECONDS = 365 * 24 * 3600

_DAYS = {
    "fr": "d\u00a0MMMM\u00a0y",
    "de": "d.\u00a0MMMM\u00a0y",
    "it": "d\u00a0MMMM\u00a0y",
    "en": "d\u00a0MMMM\u00a0y",
}
_HOURS = {
    "fr": "H\u00a0'h'\u00a0mm",
    "de": "HH.mm\u00a0'Uhr'",
    "it": "'ore'\u00a0HH.mm",
    "en": "HH:mm",
}


def install_languages(app: Flask) -> None:
    """Give *app* its translations, its filters and the choice of a language."""
    Babel(app, locale_selector=lambda: LOCALES[_choose()], default_locale="fr_CH")
    app.jinja_env.filters.update(
        number=number,
        count=count,
        percentage=percentage,
        moment=moment,
        day=day,
        hour=hour,
        ago=ago,
        lasting=lasting,
        precise=precise,
        decimal=decimal,
        calendar=calendar,
        spoken=spoken,
        mistake=say_mistake,
    )
    app.jinja_env.globals.update(
        action_names=ACTIONS,
        asked_names=ASKED,
        correction_status_names=CORRECTION_STATUSES,
        delivery_names=DELIVERIES,
        proof_meanings=PROOF_MEANINGS,
        proof_names=PROOFS,
        pseudonym_status_names=PSEUDONYM_STATUSES,
        reason_names=REPORT_REASONS,
        rung_names=RUNGS,
        said_names=SAID,
        sanction_group_names=SANCTION_GROUPS,
        sanction_names=SANCTION_KINDS,
        step_names=STEPS,
        sign_names=SIGNS,
        status_names=STATUSES,
    )
    app.context_processor(
        lambda: {
            "language": current_language(),
            "language_names": LANGUAGE_NAMES,
            "link_in": _link_in,
        }
    )
    app.after_request(_remember_choice)


def current_language() -> str:
    """Return the language of this request's answer, one of LANGUAGES."""
    return str(get_locale().language)


def number(value: int) -> str:
    """Return *value* with its thousands set apart, as the Swiss do in French: 1’500."""
    # CLDR's fr_CH says a narrow no-break space; Swiss newspapers write the apostrophe.
    return format_decimal(value, locale=get_locale()).replace("\u202f", "’").replace("-", "−")


def count(value: int) -> str:
    """Return how many wait; counting ends somewhere: 999+."""
    return number(value) if value <= QUEUE_COUNT_LIMIT else f"{number(QUEUE_COUNT_LIMIT)}+"


def spoken(text: Text) -> str:
    """Return the charter's *text* in this request's language."""
    return in_language(text, current_language())


def percentage(value: float) -> str:
    """Return a probability, 0 to 1, in whole percent; never rounded up to certainty."""
    rounded = min(max(value, 0.01), 0.99) if 0 < value < 1 else value
    return format_percent(rounded, format="#,##0\u00a0%", locale=get_locale())


def precise(value: float) -> str:
    """Return a share, 0 to 1, in percent to the tenth: 0,4 %."""
    return format_percent(value, format="#,##0.#\u00a0%", locale=get_locale())


def decimal(value: float) -> str:
    """Return a number with two decimals: 0.72, as the Swiss write it."""
    return format_decimal(value, format="0.00", locale=get_locale()).replace("-", "−")


def calendar(value: date) -> str:
    """Return a day of the calendar: 12 mai 2016."""
    return format_date(value, _DAYS[current_language()], get_locale())


def from_local(value: datetime) -> datetime:
    """Return the moment that the newsroom's clocks show as *value*, which has no time zone."""
    return value.replace(tzinfo=TIME_ZONE).astimezone(UTC)


def moment(value: datetime) -> str:
    """Return an aware datetime as day and time in Switzerland: 12 mai 2016, 14 h 05."""
    return f"{day(value)}, {hour(value)}"


def day(value: datetime) -> str:
    """Return an aware datetime as a day in Switzerland: 12 mai 2016."""
    return format_datetime(value, _DAYS[current_language()], TIME_ZONE, get_locale())


def hour(value: datetime) -> str:
    """Return an aware datetime as a time of day in Switzerland: 14 h 05."""
    return format_datetime(value, _HOURS[current_language()], TIME_ZONE, get_locale())


def ago(value: timedelta) -> str:
    """Return how long ago something was: il y a 12 min."""
    at_least = max(value, timedelta(seconds=1))
    return format_timedelta(-at_least, add_direction=True, format="short", locale=get_locale())


def lasting(value: timedelta) -> str:
    """Return how long something took, as exactly as it is of use: 12 min, 3 h 05, 4 jours."""
    minutes = round(value.total_seconds() / 60)
    if minutes < 1:
        return str(_("moins d’une minute"))
    if minutes < 90:
        return str(_("%(n)s min", n=minutes))
    if minutes < 48 * 60:
        return str(_("%(h)s h %(m)s", h=minutes // 60, m=f"{minutes % 60:02}"))
    days = round(minutes / (24 * 60))
    return str(ngettext("%(n)s jour", "%(n)s jours", days, n=number(days)))


def _choose() -> str:
    person = g.get("person")
    wishes = [frame_language(), request.args.get(COOKIE), request.cookies.get(COOKIE)]
    wishes += [person.language if person else None]
    wishes += [request.accept_languages.best_match(LANGUAGES)]
    return next((wish for wish in wishes if wish in LANGUAGES), LANGUAGES[0])


def _link_in(language: str) -> str:
    """Return this page's address in *language*, relative to itself."""
    query: dict[str, Any] = {**request.args, COOKIE: language}
    return "?" + urlencode(query, errors="replace")


def _remember_choice(response: Response) -> Response:
    choice = request.args.get(COOKIE)
    if choice in LANGUAGES and request.method == "GET":
        response.set_cookie(
            COOKIE,
            choice,
            max_age=COOKIE_SECONDS,
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return response
