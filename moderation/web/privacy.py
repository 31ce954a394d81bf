"""What readers are told of their data; made from the settings, so that it is true."""

from flask import Blueprint, render_template

from moderation.core.charter import Pseudonyms
from moderation.core.inquiry import INQUIRY_FOR
from moderation.services.devices import KNOWN_FOR
from moderation.services.retention import periods_of
from moderation.settings import Settings
from moderation.web.access import current_runtime
from moderation.web.own_pages import PrivacyPage

privacy = Blueprint("privacy", __name__)


@privacy.get("/confidentialite")
def notice() -> str:
    """Show the privacy notice."""
    runtime = current_runtime()
    settings, periods = runtime.settings, periods_of(runtime.settings)
    contact = settings.controller_contact
    page = PrivacyPage(
        controller=settings.controller,
        contact=contact,
        contact_is_email=contact is not None and "@" in contact and " " not in contact,
        hosting=settings.hosting,
        sends_mail=settings.smtp_url is not None,
        sends_sms=settings.sms_url is not None,
        providers=_providers(settings),
        periods=periods,
        refused_months=max(periods.refused_months, runtime.charter.redress.appeal_months),
        inquiry_days=INQUIRY_FOR.days,
        device_days=KNOWN_FOR.days,
        has_pseudonyms=runtime.charter.pseudonyms is Pseudonyms.CHECKED,
    )
    return render_template("reader/privacy.html", page=page)


def _providers(settings: Settings) -> tuple[str, ...]:
    facebook = ("Facebook",) if settings.facebook_id else ()
    return (*facebook, settings.oidc_name) if settings.oidc_name else facebook


@privacy.get("/compte/ferme")
def closed() -> str:
    """Say goodbye to whoever closed their account."""
    return render_template("account/closed.html")
