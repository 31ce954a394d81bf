"""`charte train`."""

from pathlib import Path

import click
from rich.console import Console

from moderation.cli.failures import told
from moderation.services import retraining

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--data", type=_FOLDER, default="training_data", show_default=True)
@click.option("--corpora", type=_FOLDER, help="Public corpora to learn from too.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default="models/baseline",
    show_default=True,
    help="Where the artifact goes.",
)
@click.option("--seed", default=0, show_default=True)
def train(data: Path, corpora: Path | None, output: Path, seed: int) -> None:
    """Train a classifier on the labelled comments in a folder.

    Writes an artifact: weights, manifest and card. CHARTE_MODEL names the
    folder that the service uses.
    """
    console = Console(stderr=True)
    with told(), console.status("reading") as status:
        manifest = retraining.train(
            data, output, corpora=corpora, seed=seed, progress=lambda step: status.update(step)
        )
    click.echo(f"{manifest.model_id}: see {output / 'CARD.md'}")
