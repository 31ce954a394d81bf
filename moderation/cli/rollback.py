"""`charte rollback`."""

from datetime import UTC, datetime

import click

from moderation.cli.failures import told
from moderation.services import retraining
from moderation.settings import load_settings


@click.command()
def rollback() -> None:
    """Go one step back to the classifier that served before the last `charte retrain`.

    It needs no database and loads no classifier: it works when those do not.
    """
    with told():
        settings = load_settings()
        step = retraining.roll_back(settings, now=datetime.now(UTC))
    click.echo(f"Back to {step.model_id or 'the shipped classifier'}.")
    if settings.model is not None:
        click.echo(f"CHARTE_MODEL is set: {settings.model} serves until it is not.")
    else:
        click.echo("A running server takes it at its next start.")
