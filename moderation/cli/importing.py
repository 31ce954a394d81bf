"""`charte import`."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from moderation.cli.failures import opened, told
from moderation.core.charter import LANGUAGES
from moderation.core.comment import Status
from moderation.core.importing import NOTES, Format, Learn, Reason
from moderation.services.importing import Imported, Options, import_file

#: What each reason means, for an operator.
REASONS: Mapping[Reason, str] = {
    Reason.UNREADABLE: "not of the shape that the format says",
    Reason.NO_ID: "no id, or one that is none",
    Reason.NO_ARTICLE: "under no article",
    Reason.NO_DATE: "no date, or an impossible one",
    Reason.EMPTY: "nothing to see in the text",
    Reason.TOO_LONG: "a text of more than 100,000 characters",
    Reason.UNKNOWN_STATUS: "a status that is not known",
    Reason.NOT_A_COMMENT: "no comment: a pingback or the like",
    Reason.CHANGED: "here already with another text, which stays",
    Reason.ORPHAN: "replies to what is not here: they stand at the top",
    Reason.CYCLE: "replies to themselves: they stand at the top",
    Reason.NO_NAME: "without a name: signed as anonymous",
    Reason.NAME_CUT: "names cut at 150 characters",
    Reason.TEXT_CLEANED: "texts without their control characters and tricks of direction",
}


@click.command("import")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice([one.value for one in Format]),
    help="By default what FILE shows.",
)
@click.option(
    "--source",
    help="What the system is called; comments are told apart by it and their ids there. "
    "By default the format. Two sites of one kind need two names.",
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="fr",
    show_default=True,
    help="Of articles, and of comments too short to tell.",
)
@click.option(
    "--emails", is_flag=True, help="Take authors’ e-mail addresses, while they may be kept."
)
@click.option(
    "--learn",
    type=click.Choice([one.value for one in Learn]),
    help="Have `charte retrain` learn: from what people refused or approved there (decided), or "
    "also that all that was published is clean (all), where somebody read everything.",
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where rows that are refused or changed are told, *.jsonl or *.csv; "
    "by default FILE’s name with .report.jsonl, in this folder.",
)
@click.option("--dry-run", is_flag=True, help="Read, count and report; store nothing.")
def importing(
    file: Path,
    form: str | None,
    source: str | None,
    language: str,
    emails: bool,
    learn: str | None,
    report: Path | None,
    dry_run: bool,
) -> None:
    """Take over the articles and comments of another system.

    FILE is WordPress’s or Disqus’s XML, Isso’s database, a folder with Coral’s
    collections, CSV, JSON lines, or a folder that `charte export` wrote. Started
    again, it goes on where it was cut short, and what is here stays as it is.
    Nobody is written to.
    """
    report = report or Path(f"{file.absolute().name}.report.jsonl")
    options = Options(
        source=source or "",
        language=language,
        takes_emails=emails,
        learn=Learn(learn) if learn else None,
        is_dry_run=dry_run,
    )
    runtime = opened()
    columns = (TextColumn("reading"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with told(), closing(runtime.database):
        with Progress(*columns, console=Console(stderr=True)) as progress:
            step = progress.add_task("reading", total=None)
            found = import_file(
                runtime,
                file,
                Format(form) if form else None,
                options,
                report=report,
                done=lambda n, total: progress.update(step, completed=n, total=total or 1),
            )
        _show(found, is_dry_run=dry_run)
        if found.remarks:
            click.echo(f"Row by row: {report}")
        if found.broken is not None:
            raise found.broken


def _show(found: Imported, *, is_dry_run: bool) -> None:
    click.echo("Would take" if is_dry_run else "Taken")
    if not is_dry_run:
        click.echo(f"  {found.articles:>9,}  articles")
    for status in Status:
        if found.taken[status]:
            click.echo(f"  {found.taken[status]:>9,}  comments, {status}")
    click.echo(f"  {found.known:>9,}  comments that were here already")
    for is_refusal, title in ((True, "Refused"), (False, "Changed")):
        told_of = {r: n for r, n in found.remarks.items() if (r not in NOTES) is is_refusal}
        if told_of:
            click.echo(title)
        for reason, n in sorted(told_of.items(), key=lambda pair: -pair[1]):
            click.echo(f"  {n:>9,}  {REASONS[reason]}")
