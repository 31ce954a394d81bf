"""`charte evaluate`."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from moderation.cli.failures import told
from moderation.runtime import shipped_artifact
from moderation.services import retraining
from moderation.settings import load_settings

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("data", type=_FILE, nargs=-1, required=True)
@click.option(
    "--model",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The artifact's folder; by default the shipped one.",
)
def evaluate(data: tuple[Path, ...], model: Path | None) -> None:
    """Measure a classifier on the labelled comments of DATA files.

    Figures on comments that it learnt from say nothing: the artifact's card
    has those of comments kept out of training.
    """
    with told():
        found = retraining.evaluate(
            model or shipped_artifact(), data, brought=load_settings().encoder
        )
    table = Table("category", "comments", "positives", "AUC", "avg precision", "Brier", "ECE")
    for category, figures in found.items():
        table.add_row(
            category,
            str(figures.comments),
            str(figures.positives),
            f"{figures.auc:.3f}",
            f"{figures.average_precision:.3f}",
            f"{figures.brier:.3f}",
            f"{figures.ece:.3f}",
        )
    Console().print(table)
