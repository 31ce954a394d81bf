"""`charte worker`."""

import logging
import signal
import threading

import click

from moderation.cli.failures import opened, told
from moderation.errors import Unavailable
from moderation.services.redress import count_unsent, send_statements

log = logging.getLogger(__name__)

#: Seconds between two looks into the outbox.
PAUSE_SECONDS = 10


@click.command()
@click.option("--once", is_flag=True, help="Send what is due and end.")
def worker(once: bool) -> None:
    """Send what waits to be sent: statements of reasons by mail.

    Any number of workers may run. Without CHARTE_SMTP_URL nothing is sent:
    statements wait, and readers see them on their own page all the same.
    """
    runtime = opened()
    logging.basicConfig(level=runtime.settings.log_level)
    if runtime.notifier is None:
        click.echo("CHARTE_SMTP_URL is not set: nothing is sent.", err=True)
    if once:
        with told():
            click.echo(
                f"{send_statements(runtime)} statements sent, {count_unsent(runtime)} waiting"
            )
        return
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    while not stopping.wait(PAUSE_SECONDS):
        try:
            send_statements(runtime)
        except Unavailable as error:
            log.warning("%s; trying again", error)
