"""`charte retrain`."""

from contextlib import closing
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from moderation.cli.failures import opened, told
from moderation.services import retraining

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)

#: Where a checkout has labelled comments, and frozen probes.
_DATA, _PROBES = Path("training_data"), Path("training_data/probes")


@click.command()
@click.option(
    "--data",
    type=_FOLDER,
    help=f"Labelled comments (*.jsonl) that help to derive thresholds; {_DATA} if it is there.",
)
@click.option(
    "--probes",
    type=_FOLDER,
    help=f"Frozen sets (*.jsonl) that only compare; {_PROBES} if it is there.",
)
@click.option(
    "--base",
    type=_FOLDER,
    help="The artifact that decisions are added to; by default the one used the last time, "
    "CHARTE_MODEL, or the shipped one.",
)
@click.option("--dry-run", is_flag=True, help="Make and compare it, but never promote it.")
def retrain(data: Path | None, probes: Path | None, base: Path | None, dry_run: bool) -> None:
    """Learn from what moderators decided, and promote the result if it is not worse.

    Adds people's final decisions to a classifier, compares it with the one
    that serves, and writes it with a report into $CHARTE_HOME/models. What the
    machine decided by itself teaches nothing. `charte rollback` goes back.
    """
    runtime = opened()
    progress = Progress(console=Console(stderr=True))
    with told(), closing(runtime.database), progress as bar:
        task = bar.add_task("reading decisions", total=1)
        made = retraining.retrain(
            runtime,
            base=base,
            data=data or _there(_DATA),
            probes=probes or _there(_PROBES),
            is_dry_run=dry_run,
            progress=lambda step, share: bar.update(task, description=step, completed=share),
        )
    _show(made)
    click.echo(f"The report: {made.report}")
    if not made.retrained.is_promoted:
        return
    if runtime.settings.model is not None:
        click.echo(f"CHARTE_MODEL is set: {runtime.settings.model} serves until it is not.")
    else:
        click.echo("A running server takes it at its next start. `charte rollback` goes back.")


def _show(made: retraining.Made) -> None:
    found, counts, console = made.retrained, made.retrained.counts, Console()
    console.print(
        f"{counts.refused} refused and {counts.approved} approved by people; "
        f"{counts.taught} comments taught {', '.join(found.taught)}"
    )
    table = Table("set", "measure", "comments", "before", "after", "chance", "")
    for comparison in found.trial.comparisons:
        table.add_row(*comparison.row())
    console.print(table)
    for fault in found.trial.faults:
        console.print(f"worse: {fault}", highlight=False)
    console.print(f"{found.model_id}: {found.verdict}", highlight=False)


def _there(folder: Path) -> Path | None:
    return folder if folder.is_dir() else None
