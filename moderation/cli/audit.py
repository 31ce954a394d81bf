"""`charte audit`."""

from typing import TextIO

import click
from rich.console import Console
from rich.progress import Progress

from moderation.cli.failures import opened, told
from moderation.core.audit import Break, Broken, Head, as_json, parse_head
from moderation.services import auditing

#: What is wrong at an entry, for an operator.
BREAKS = {
    Break.MISSING: "it is not there",
    Break.UNTIED: "it does not continue the one before it",
    Break.CHANGED: "it is not as it was written",
    Break.OTHER: "it is another one than the head that you gave",
}


class _HeadType(click.ParamType[Head]):
    name = "NUMBER:HASH"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Head:
        try:
            return parse_head(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.group()
def audit() -> None:
    """Verify and export the audit log: who of the newsroom did what."""


@audit.command("verify")
@click.option(
    "--head",
    type=_HeadType(),
    help="The head that an earlier run printed: with it, a cut-off end shows, too.",
)
def verify(head: Head | None) -> None:
    """Walk along the whole log, and say where somebody changed it by hand.

    The exit status is 1 if an entry was changed, removed or inserted; the first that does not
    hold is named. Otherwise the head is printed: keep it where nobody can change it who can
    change the database.
    """
    runtime = opened()
    with told(), Progress(console=Console(stderr=True), transient=True) as progress:
        step = progress.add_task("verifying", total=None)
        found = auditing.verify(
            runtime,
            head=head,
            done=lambda n, total: progress.update(step, completed=n, total=total or 1),
        )
    if found.broken is not None:
        raise click.ClickException(_said(found.broken))
    click.echo(f"{found.head.number:,} entries, each bound to the one before it")
    click.echo(f"head {found.head}")


@audit.command("export")
@click.option("--to", "file", type=click.File("w", encoding="utf-8"), default="-")
def export(file: TextIO) -> None:
    """Write the whole log as JSON lines, oldest first; names as far as they are still known."""
    runtime = opened()
    with told():
        for one in auditing.export(runtime, None):
            file.write(as_json(one) + "\n")


def _said(broken: Broken) -> str:
    return f"the chain is broken at entry {broken.number}: {BREAKS[broken.how]}"
