"""Webhooks, for administrators: which programs are told what, whether it gets through."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from moderation.core.desk import LARGEST_ID
from moderation.core.permission import Permission, may
from moderation.core.webhook import MOST_WEBHOOKS, OVERLAP_HOURS
from moderation.errors import Conflict, InvalidInput
from moderation.services import webhooks as service
from moderation.services.delivering import try_webhook
from moderation.web.access import current_person, current_runtime, require_person, the_person
from moderation.web.failures import status_of
from moderation.web.forms import OneButtonForm
from moderation.web.webhook_pages import (
    EVENTS,
    OFF_REASONS,
    TROUBLES,
    WebhookForm,
    WebhookPage,
    WebhooksPage,
)

#: Deliveries shown of each webhook in the list, and on its own page.
FEW, MANY = 3, 50

webhooks = Blueprint("webhooks", __name__, url_prefix="/desk/webhooks")


@webhooks.before_request
def require_administrator() -> Response | None:
    """Send away who is no administrator: what is told elsewhere is theirs to say."""
    away = require_person()
    if away is None and not may(the_person(), Permission.MANAGE_PROGRAMS):
        abort(403)
    return away


@webhooks.app_context_processor
def failed_webhooks() -> dict[str, Callable[[], int | None]]:
    """Let templates ask how many webhooks failed; None: whoever looks need not know."""

    def count() -> int | None:
        person = current_person()
        if person is None or not may(person, Permission.MANAGE_PROGRAMS):
            return None
        return service.count_failed(current_runtime())

    return {"failed_webhooks": count}


@webhooks.get("")
def listed() -> Response:
    """Show all webhooks, and how they fare."""
    return _page()


@webhooks.post("")
def add() -> Response:
    """Add a webhook, and show its page with its secret."""
    form = WebhookForm()
    if not form.validate():
        return _page(form=form, status=422)
    try:
        new = service.add_webhook(
            current_runtime(),
            url=form.url.data or "",
            description=form.description.data or "",
            events=form.events.data or (),
            by=the_person(),
        )
    except (Conflict, InvalidInput) as error:
        problem = _("Il y a déjà %(n)s webhooks : retirez-en un.", n=MOST_WEBHOOKS)
        return _page(form=form, problem=problem, status=status_of(error))
    flash(_("Ajouté. Donnez le secret au programme, puis envoyez un essai."), "success")
    return _to(new.webhook.id)


@webhooks.get(f"/<int(max={LARGEST_ID}):webhook_id>")
def show(webhook_id: int) -> Response:
    """Show one webhook with its secret and its log."""
    return _one(webhook_id)


@webhooks.post(f"/<int(max={LARGEST_ID}):webhook_id>/essai")
def test(webhook_id: int) -> Response:
    """Send a webhook an event that says nothing, and show what came of it."""
    attempt = try_webhook(current_runtime(), webhook_id)
    if attempt.status is None:
        flash(_("L’essai n’est pas arrivé : %(why)s.", why=TROUBLES[attempt.trouble]), "error")
    elif 200 <= attempt.status < 300:
        flash(_("L’essai est arrivé, en %(n)s ms.", n=attempt.milliseconds), "success")
    else:
        flash(_("Le programme a répondu %(status)s.", status=attempt.status), "error")
    return _to(webhook_id)


@webhooks.post(f"/<int(max={LARGEST_ID}):webhook_id>/secret")
def rotate(webhook_id: int) -> Response:
    """Give a webhook another secret."""
    service.rotate(current_runtime(), webhook_id, by=the_person())
    told = _(
        "Voici le nouveau secret. L’ancien signe encore pendant %(n)s heures : changez-le d’ici là.",
        n=OVERLAP_HOURS,
    )
    flash(told, "success")
    return _to(webhook_id)


@webhooks.post(f"/<int(max={LARGEST_ID}):webhook_id>/desactiver")
def turn_off(webhook_id: int) -> Response:
    """Tell a webhook nothing any more."""
    service.turn_off(current_runtime(), webhook_id, by=the_person())
    return _to(webhook_id)


@webhooks.post(f"/<int(max={LARGEST_ID}):webhook_id>/activer")
def turn_on(webhook_id: int) -> Response:
    """Tell a webhook again, and first what had not got through."""
    n_resumed = service.turn_on(current_runtime(), webhook_id, by=the_person())
    if n_resumed:
        told = ngettext(
            "Réactivé : %(num)s événement qui n’était pas arrivé part maintenant.",
            "Réactivé : %(num)s événements qui n’étaient pas arrivés partent maintenant.",
            n_resumed,
        )
        flash(told, "success")
    else:
        flash(_("Réactivé."), "success")
    return _to(webhook_id)


@webhooks.post(f"/<int(max={LARGEST_ID}):webhook_id>/retirer")
def remove(webhook_id: int) -> Response:
    """Forget a webhook and its log."""
    service.remove(current_runtime(), webhook_id, by=the_person())
    flash(_("Retiré."), "success")
    return redirect(url_for("webhooks.listed"), 303)


@webhooks.post(f"/livraison/<int(max={LARGEST_ID}):delivery_id>/renvoyer")
def redeliver(delivery_id: int) -> Response:
    """Have an event sent once more."""
    try:
        delivery = service.redeliver(current_runtime(), delivery_id)
    except Conflict as error:
        return _page(problem=_("Ce webhook est désactivé."), status=status_of(error))
    flash(_("Cet événement repart dans un instant, sous le même identifiant."), "success")
    return _to(delivery.webhook_id)


def _page(
    *, form: WebhookForm | None = None, problem: str | None = None, status: int = 200
) -> Response:
    found = service.listed_webhooks(current_runtime(), n_last=FEW)
    page = WebhooksPage(
        webhooks=found,
        problem=problem,
        form=form or WebhookForm(formdata=None),
        is_full=len(found) >= MOST_WEBHOOKS,
    )
    return make_response(render_template("desk/webhooks.html", page=page, **_NAMES), status)


def _one(webhook_id: int) -> Response:
    runtime = current_runtime()
    webhook = service.find_webhook(runtime, webhook_id)
    page = WebhookPage(
        webhook=webhook,
        secret=service.secret(runtime, webhook_id),
        old_until=service.old_secret_until(webhook, runtime.clock()),
        log=service.log_of(runtime, webhook_id, limit=MANY),
        button=OneButtonForm(),
    )
    return make_response(render_template("desk/webhook.html", page=page, **_NAMES))


def _to(webhook_id: int) -> Response:
    return redirect(url_for("webhooks.show", webhook_id=webhook_id), 303)


#: What the members of our enumerations are called.
_NAMES = {"event_names": EVENTS, "off_reason_names": OFF_REASONS, "trouble_names": TROUBLES}
