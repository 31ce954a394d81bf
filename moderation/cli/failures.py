"""Errors as a person at a terminal reads them."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from moderation.errors import ModerationError
from moderation.runtime import Runtime
from moderation.services.charter_in_force import with_charter_in_force
from moderation.services.installation import prepare
from moderation.settings import load_settings


@contextmanager
def told() -> Iterator[None]:
    """Turn an error that was raised on purpose into a message and exit status 1."""
    try:
        yield
    except ModerationError as error:
        raise click.ClickException(str(error)) from error


def opened() -> Runtime:
    """Return the runtime of a home that is ready, until the command ends. Raises click.ClickException."""
    with told():
        installed = prepare(load_settings())
    click.get_current_context().call_on_close(installed.runtime.database.close)
    if installed.first_administrator is not None:
        announce(installed.first_administrator.person.email, installed.first_administrator.password)
    return with_charter_in_force(installed.runtime)


def announce(email: str, password: str) -> None:
    """Show a one-time password; it is shown once, and on standard error."""
    click.secho(
        f"\n  {email}\n  one-time password: {password}\n"
        "  Shown once. It must be changed at the first log-in.\n",
        bold=True,
        err=True,
    )
