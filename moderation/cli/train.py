"""`charte train`."""

from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from moderation.cli.failures import told
from moderation.runtime import read_charter
from moderation.services import retraining
from moderation.services.retraining import Kind, Sources, Tune
from moderation.settings import load_settings

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
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in Kind]),
    default=Kind.QUALITY.value,
    show_default=True,
    help="What it reads: two encoders, one that is fast, or letters alone.",
)
@click.option(
    "--tune",
    type=click.Choice([tune.value for tune in Tune]),
    help="Fine-tune the encoder: anew, or continue with the shipped one. An hour or more; needs torch.",
)
@click.option("--curves", is_flag=True, help="Add learning curves to the card: some minutes.")
@click.option("--seed", default=0, show_default=True, help="Draws samples of large corpora.")
@click.option(
    "--keep-apart",
    type=_FOLDER,
    help="Sets that will judge (*.jsonl): refuse to train if a comment is in one of them.",
)
def train(
    data: Path,
    corpora: Path | None,
    output: Path,
    kind: str,
    tune: str | None,
    curves: bool,
    seed: int,
    keep_apart: Path | None,
) -> None:
    """Train a classifier on the labelled comments in a folder.

    Writes an artifact: weights, manifest and card. CHARTE_MODEL names the
    folder that the service uses; CHARTE_ENCODER an encoder of your own to
    learn on.
    """
    settings = load_settings()
    charter = read_charter(settings.charter)
    sources = Sources(data, corpora, keep_apart, settings.encoder)
    with told(), Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("reading", total=1)
        manifest = retraining.train(
            sources,
            output,
            charter,
            kind=Kind(kind),
            tune=Tune(tune) if tune else None,
            has_curves=curves,
            seed=seed,
            progress=lambda step, share: bar.update(task, description=step, completed=share),
        )
    click.echo(f"{manifest.model_id}: see {output / 'CARD.md'}")
