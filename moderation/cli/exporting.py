"""`charte export`."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from moderation.cli.failures import opened, told
from moderation.core.dsa import EEA, EU, Untold
from moderation.core.exporting import Form
from moderation.services.exporting import ToldStatements, export_all, export_statements

#: What each reason means, for an operator.
REASONS = {
    Untold.NO_RESTRICTION: "nothing was restricted",
    Untold.UNDONE: "taken back at once by whoever decided",
    Untold.NO_CLAUSE: "no clause is named that the charter of the day had",
    Untold.TOO_OLD: "older than the database takes",
    Untold.NOT_VALID: "a field is longer than the database takes",
}

_AREAS = {"EU": EU, "EEA": EEA}


@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice([one.value for one in Form]),
    default=Form.JSONL.value,
    show_default=True,
)
@click.option("--personal", is_flag=True, help="Addresses, and who reported comments, too.")
@click.option("--bom", is_flag=True, help="CSV begins with a byte order mark, as Excel likes it.")
@click.option(
    "--dsa",
    is_flag=True,
    help="Statements of reasons alone, as the Commission’s DSA Transparency Database takes them.",
)
@click.option(
    "--territory",
    "areas",
    multiple=True,
    type=click.Choice([*_AREAS, *EEA]),
    help="With --dsa: where a refused comment is not seen; EU, EEA or a country, more than once.",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="With --dsa: decisions from that day on, in UTC.",
)
def exporting(
    folder: Path,
    form: str,
    personal: bool,
    bom: bool,
    dsa: bool,
    areas: tuple[str, ...],
    since: datetime | None,
) -> None:
    """Write everything to FOLDER, a file a table; it appears when all of it is written.

    `charte import FOLDER` takes articles and comments over again, from JSON lines or CSV.
    """
    if dsa and not areas:
        raise click.UsageError("--dsa needs --territory: EU, EEA, or countries")
    if not dsa and (areas or since):
        raise click.UsageError("--territory and --since go with --dsa")
    runtime = opened()
    columns = (TextColumn("writing"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with told(), closing(runtime.database):
        with Progress(*columns, console=Console(stderr=True)) as progress:
            step = progress.add_task("writing", total=None)

            def done(n: int, total: int) -> None:
                progress.update(step, completed=n, total=total or 1)

            if dsa:
                countries = {country for area in areas for country in _AREAS.get(area, (area,))}
                stated = export_statements(
                    runtime,
                    folder,
                    territory=tuple(sorted(countries)),
                    since=since.replace(tzinfo=UTC).date() if since else None,
                    done=done,
                )
            else:
                rows = export_all(
                    runtime, folder, Form(form), personal=personal, has_mark=bom, done=done
                )
        if dsa:
            _show(stated)
        else:
            for table, n in rows.items():
                click.echo(f"  {n:>9,}  {table}")
        click.echo(f"Written to {folder}")


def _show(stated: ToldStatements) -> None:
    click.echo(f"  {stated.told:>9,}  statements in {stated.files} files")
    for reason, n in stated.untold.items():
        click.echo(f"  {n:>9,}  not told: {REASONS[reason]}")
