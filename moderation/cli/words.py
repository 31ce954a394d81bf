"""`charte words`."""

from pathlib import Path

import click

from moderation.cli.failures import told
from moderation.services import retraining


@click.command()
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default="training_data",
    show_default=True,
)
def words(data: Path) -> None:
    """Make anew the list of words by which disguised ones are read.

    Their source is the labelled comments that teach. Train every classifier again
    after it.
    """
    with told():
        click.echo(f"{retraining.write_words(data)} words")
