"""What the pages on webhooks show, as moderation.web.pages says of the others, and their forms."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, SelectChoice, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from moderation.core.event import WANTED, EventType
from moderation.core.webhook import DESCRIPTION_CODE_POINTS, OffReason, Webhook
from moderation.errors import InvalidInput
from moderation.services.webhooks import ListedWebhook, LoggedDelivery, check_address
from moderation.web.forms import OneButtonForm, at_most, readable

#: What each event tells.
EVENTS = {
    EventType.DECISION_MADE: _("une décision est prise, par une personne, la charte ou l’auteur"),
    EventType.STATEMENT_ISSUED: _("un auteur apprend les motifs d’une décision"),
    EventType.APPEAL_OPENED: _("un auteur conteste une décision ou le bannissement d’un nom"),
    EventType.SANCTION_SET: _("un nom est banni, ou ne l’est plus"),
    EventType.TEST: _("un essai"),
}

OFF_REASONS = {
    OffReason.BY_HAND: _("Une personne l’a désactivé."),
    OffReason.GONE: _("Le programme a répondu qu’il n’existe plus (410)."),
    OffReason.FAILING: _("Pendant plus de trois jours, rien n’est arrivé."),
}

#: Why there was no answer, by the names of adapters.posting.Trouble.
TROUBLES = {
    "url": _("adresse inutilisable"),
    "address": _("adresse interdite : elle n’est pas publique"),
    "name": _("hôte inconnu"),
    "connection": _("pas de connexion"),
    "tls": _("certificat refusé, ou pas de TLS"),
    "time": _("pas de réponse à temps"),
    "answer": _("ce n’est pas une réponse HTTP"),
}


class WebhookForm(FlaskForm):
    """An administrator adds a webhook."""

    url = StringField(_("Adresse"), [DataRequired(_("Indiquez l’adresse du programme."))])
    description = StringField(_("Description"), [at_most(DESCRIPTION_CODE_POINTS), readable])
    events = SelectMultipleField(
        _("Ce qu’il apprend"),
        [InputRequired(_("Choisissez au moins un événement."))],
        choices=[SelectChoice(kind.value, EVENTS[kind]) for kind in WANTED],
        default=[kind.value for kind in WANTED],
    )

    def validate_url(self, field: Field) -> None:
        """Raise ValidationError if nothing can be posted there."""
        try:
            check_address(field.data)
        except InvalidInput:
            raise ValidationError(
                _("L’adresse commence par https:// ou http://, sans nom ni mot de passe.")
            ) from None


@dataclass(frozen=True, slots=True)
class WebhooksPage:
    """desk/webhooks.html: which programs are told what, and whether it gets through."""

    webhooks: tuple[ListedWebhook, ...]
    problem: str | None
    form: WebhookForm
    is_full: bool  # there is no room for another


@dataclass(frozen=True, slots=True)
class WebhookPage:
    """desk/webhook.html: one webhook, its secret and its log."""

    webhook: Webhook
    secret: str
    old_until: datetime | None  # the secret before signs too, until then
    log: tuple[LoggedDelivery, ...]  # newest first
    button: OneButtonForm
