"""`charte worker`."""

import logging
import signal
import threading
import traceback
from collections.abc import Callable
from itertools import count

import click

from moderation.cli.failures import opened, told
from moderation.errors import Unavailable
from moderation.runtime import Runtime
from moderation.services import letters, redress
from moderation.services.agreement import draw_readings
from moderation.services.charter_in_force import InForce
from moderation.services.delivering import Lines, deliver_due
from moderation.services.figures import count_due_days
from moderation.services.guarding import watch
from moderation.services.letters import send_letters
from moderation.services.redress import send_statements
from moderation.services.replies import post_replies
from moderation.services.retention import retain_if_due
from moderation.services.similar import note_decided
from moderation.services.telling import tell_decisions
from moderation.services.trying import advance_trials
from moderation.settings import Settings

log = logging.getLogger(__name__)

#: Seconds between two looks for mails to send, and between two at what is over its period.
PAUSE_SECONDS, RETENTION_PAUSE_SECONDS = 5, 60

#: Seconds between two looks for decisions that other systems are to be told.
TELLING_PAUSE_SECONDS = 10

#: Seconds between two looks for events to deliver: whoever listens wants to hear at once.
DELIVERY_PAUSE_SECONDS = 2

#: Seconds between two looks for days that are to be counted.
COUNTING_PAUSE_SECONDS = 300

#: Seconds between two looks for drafts of the charter to try.
TRIAL_PAUSE_SECONDS = 2

#: Replies, which hurry less, are looked for once in so many looks.
LOOKS_PER_REPLIES = 12


@click.command()
@click.option("--once", is_flag=True, help="Do what is due and end.")
def worker(once: bool) -> None:
    """Send mails, tell other programs what was decided, try drafts of the charter, and erase what is over its period.

    `charte serve` does the same; this is for a machine of its own. Any number
    of workers may run. Without CHARTE_SMTP_URL mails are written to files.
    """
    runtime = opened()
    logging.basicConfig(level=runtime.settings.log_level)
    if runtime.settings.smtp_url is None:
        click.echo(no_mail_server(runtime.settings), err=True)
    if once:
        with told():
            post_replies(runtime)
            n_letters, n_statements = send_letters(runtime), send_statements(runtime)
            n_events = deliver_due(runtime)
            waiting = letters.count_unsent(runtime) + redress.count_unsent(runtime)
            tell_decisions(runtime)
            retain_if_due(runtime)
            count_due_days(runtime)
            draw_readings(runtime)
            watch(runtime)
            advance_trials(runtime)
            note_decided(runtime)
        click.echo(f"{n_letters} letters and {n_statements} statements sent, {waiting} waiting")
        if n_events:
            click.echo(f"{n_events} events delivered to webhooks")
        return
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    work_beside(erase_until, stopping, runtime)
    work_beside(tell_until, stopping, runtime)
    work_beside(deliver_until, stopping, runtime)
    work_beside(count_until, stopping, runtime)
    work_beside(try_until, stopping, runtime)
    send_until(stopping, runtime)


def work_beside(
    work: Callable[[threading.Event, Runtime], None], stopping: threading.Event, runtime: Runtime
) -> None:
    """Do *work* in a thread that ends with its process; cut short, it is done again."""
    name = work.__name__
    threading.Thread(target=work, args=(stopping, runtime), name=name, daemon=True).start()


def send_until(stopping: threading.Event, runtime: Runtime) -> None:
    """Send what is due, again and again, until *stopping* is set."""
    in_force = InForce()
    for look in count():
        if stopping.wait(PAUSE_SECONDS):
            return
        if look % LOOKS_PER_REPLIES == 0:
            _do(post_replies, runtime, in_force)
        _do(send_letters, runtime, in_force)
        _do(send_statements, runtime, in_force)


def _do(work: Callable[[Runtime], object], runtime: Runtime, in_force: InForce) -> None:
    try:
        work(in_force.over(runtime))
    except Unavailable as error:
        log.warning("%s; trying again", error)
    except Exception as error:
        # One mail must not keep the others from leaving for as long as the server runs: it
        # was taken, comes back after a while, and is given up in the end. Never the error's
        # own words: they may quote what it failed on.
        place = traceback.extract_tb(error.__traceback__)[-1]
        kind = type(error).__name__
        log.error("%s: %s in %s, line %s", work.__name__, kind, place.filename, place.lineno)


def tell_until(stopping: threading.Event, runtime: Runtime) -> None:
    """Tell other systems of decisions, again and again, until *stopping* is set; mails do not wait for it."""
    in_force = InForce()
    while not stopping.wait(TELLING_PAUSE_SECONDS):
        _do(tell_decisions, runtime, in_force)


def deliver_until(stopping: threading.Event, runtime: Runtime) -> None:
    """Deliver what is due to webhooks, again and again, until *stopping* is set."""
    lines, in_force = Lines(), InForce()
    while not stopping.wait(DELIVERY_PAUSE_SECONDS):
        _do(lines.look, runtime, in_force)


def try_until(stopping: threading.Event, runtime: Runtime) -> None:
    """Watch what refuses, and try drafts of the charter on comments, again and again, until *stopping* is set."""
    in_force = InForce()
    while not stopping.wait(TRIAL_PAUSE_SECONDS):
        _do(watch, runtime, in_force)
        _do(advance_trials, runtime, in_force)


def count_until(stopping: threading.Event, runtime: Runtime) -> None:
    """Count past days, draw what is read again, note what was decided for cases like it, until *stopping* is set."""
    in_force = InForce()
    while not stopping.wait(COUNTING_PAUSE_SECONDS):
        _do(count_due_days, runtime, in_force)
        _do(draw_readings, runtime, in_force)
        _do(note_decided, runtime, in_force)


def erase_until(stopping: threading.Event, runtime: Runtime) -> None:
    """Erase what is over its period, once a day, until *stopping* is set."""
    in_force = InForce()
    while not stopping.wait(RETENTION_PAUSE_SECONDS):
        _do(_erase, runtime, in_force)


def _erase(runtime: Runtime) -> None:
    report = retain_if_due(runtime)
    if report is not None:
        log.info("erased what is over its period: %s", sum(report.erased.values()))


def no_mail_server(settings: Settings) -> str:
    """Return what an operator is told who has set no mail server."""
    return f"No mail server (CHARTE_SMTP_URL): mails are written to {settings.mail_folder}/"
