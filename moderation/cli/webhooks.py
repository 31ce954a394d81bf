"""`charte webhooks`."""

from datetime import datetime

import click

from moderation.cli.failures import opened, told
from moderation.core.desk import LARGEST_ID
from moderation.core.event import WANTED
from moderation.core.webhook import OVERLAP_HOURS, Attempt, Webhook
from moderation.services import webhooks as service
from moderation.services.delivering import try_webhook
from moderation.services.webhooks import LoggedDelivery

_number = click.argument("number", type=click.IntRange(1, LARGEST_ID))


@click.group()
def webhooks() -> None:
    """Other programs that are told of decisions, statements, appeals and sanctions.

    Events are signed as Standard Webhooks says, and delivered by `charte
    serve` or `charte worker`.
    """


@webhooks.command("add")
@click.argument("url")
@click.option("--description", default="", help="What listens there, for your colleagues.")
@click.option(
    "--event",
    "events",
    type=click.Choice([kind.value for kind in WANTED]),
    multiple=True,
    help="An event to tell; can be given several times. All, without.",
)
def add(url: str, description: str, events: tuple[str, ...]) -> None:
    """Tell URL of what happens, and show the secret by which it knows that it is us."""
    runtime = opened()
    with told():
        new = service.add_webhook(
            runtime,
            url=url,
            description=description,
            events=events or tuple(kind.value for kind in WANTED),
        )
    click.echo(f"webhook {new.webhook.id}")
    click.echo(new.secret)


@webhooks.command("list")
def list_() -> None:
    """List the webhooks, and how they fare."""
    for listed in service.listed_webhooks(opened()):
        webhook = listed.webhook
        events = ", ".join(webhook.events)
        click.echo(f"{webhook.id:>3}  {_state(webhook)}, {listed.n_waiting} waiting")
        click.echo(f"     {webhook.url}  {webhook.description}".rstrip())
        click.echo(f"     {events}")


@webhooks.command("secret")
@_number
def secret(number: int) -> None:
    """Show the secret of the webhook NUMBER."""
    runtime = opened()
    with told():
        click.echo(service.secret(runtime, number))


@webhooks.command("rotate")
@_number
def rotate(number: int) -> None:
    """Give the webhook NUMBER another secret, and show it; the one before signs too, for a day."""
    runtime = opened()
    with told():
        click.echo(service.rotate(runtime, number).secret)
    click.echo(f"Both secrets sign for {OVERLAP_HOURS} hours.", err=True)


@webhooks.command("remove")
@_number
def remove(number: int) -> None:
    """Forget the webhook NUMBER, and its log."""
    runtime = opened()
    with told():
        service.remove(runtime, number)
    click.echo("removed")


@webhooks.command("off")
@_number
def off(number: int) -> None:
    """Tell the webhook NUMBER nothing until it is on again."""
    runtime = opened()
    with told():
        service.turn_off(runtime, number)
    click.echo("off: what happens meanwhile is not kept for it")


@webhooks.command("on")
@_number
def on(number: int) -> None:
    """Tell the webhook NUMBER again, and first what had not got through."""
    runtime = opened()
    with told():
        n_resumed = service.turn_on(runtime, number)
    click.echo(f"on: {n_resumed} events leave that had not got through")


@webhooks.command("test")
@_number
def test(number: int) -> None:
    """Send the webhook NUMBER an event that says nothing; exit status 1 if it does not get through."""
    runtime = opened()
    with told():
        attempt = try_webhook(runtime, number)
    click.echo(_outcome(attempt))
    if attempt.status is None or not 200 <= attempt.status < 300:
        raise SystemExit(1)


@webhooks.command("log")
@_number
@click.option("--limit", type=click.IntRange(1, 1000), default=20)
def log(number: int, limit: int) -> None:
    """List the last deliveries to the webhook NUMBER, newest first, with their attempts."""
    runtime = opened()
    with told():
        found = service.log_of(runtime, number, limit=limit)
    for logged in found:
        delivery = logged.delivery
        click.echo(f"{delivery.id:>6}  {delivery.kind:17} {delivery.message_id}  {_stage(logged)}")
        for attempt in logged.attempts:
            click.echo(f"        {_moment(attempt.at)}  {_outcome(attempt)}")


@webhooks.command("redeliver")
@click.argument("delivery", type=click.IntRange(1, LARGEST_ID))
def redeliver(delivery: int) -> None:
    """Send an event once more, under the same id: the number of its DELIVERY is in the log."""
    runtime = opened()
    with told():
        service.redeliver(runtime, delivery)
    click.echo("it leaves at the worker's next look")


def _state(webhook: Webhook) -> str:
    if webhook.off_at is not None:
        return f"off since {_moment(webhook.off_at)} ({webhook.off_reason})"
    if webhook.failing_since is not None:
        return f"failing since {_moment(webhook.failing_since)}"
    return "works" if webhook.succeeded_at is not None else "not tried yet"


def _stage(logged: LoggedDelivery) -> str:
    delivery = logged.delivery
    if delivery.delivered_at is not None and delivery.try_at is None:
        return "delivered"
    return f"next try {_moment(delivery.try_at)}" if delivery.try_at else "given up"


def _outcome(attempt: Attempt) -> str:
    if attempt.status is None:
        return f"no answer: {attempt.trouble}"
    taken = f"{attempt.status} in {attempt.milliseconds} ms"
    return f"{taken}  {attempt.excerpt}".rstrip()


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"
