"""`charte db`."""

import click

from moderation.cli.failures import told
from moderation.services.installation import upgrade_database
from moderation.settings import load_settings


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Bring the tables to this version; `charte serve` does it too."""
    with told():
        changed = upgrade_database(load_settings())
    click.echo("the tables were upgraded" if changed else "the tables are up to date")
