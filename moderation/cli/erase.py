"""`charte admin erase`."""

from collections.abc import Iterator

import click

from moderation.cli.failures import opened, told
from moderation.core.retention import Periods
from moderation.services import closing
from moderation.services.closing import Closing
from moderation.services.retention import periods_of


@click.command("erase")
@click.argument("email")
@click.option("--withdraw", "withdraws", is_flag=True, help="Take published comments back, too.")
@click.option("--dry-run", is_flag=True, help="Say what goes and what stays, and change nothing.")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
def erase(email: str, withdraws: bool, dry_run: bool, is_sure: bool) -> None:
    """Close the account of the reader at EMAIL who asked for it, by post for instance.

    The same as they can do at /compte/fermer. Check first that it is they who
    ask. Comments with a hold, an open report or an open appeal are kept.
    """
    runtime = opened()
    with told():
        person = closing.reader_at(runtime, email)
        foreseen = closing.foresee_closing(runtime, person, withdraws=withdraws)
    for line in _lines(foreseen, periods_of(runtime.settings)):
        click.echo(line)
    if dry_run:
        return
    if not is_sure:
        click.confirm("Close this account? It cannot be undone", abort=True)
    with told():
        closing.close_account(runtime, person, withdraws=withdraws)
    click.echo(
        f"{runtime.clock():%Y-%m-%d %H:%M} UTC: account {person.id} is closed; of its"
        f" {foreseen.n_comments} comments {foreseen.n_withdrawn} were taken back,"
        f" {foreseen.n_published} stay published, {foreseen.n_kept} are kept"
    )


def _lines(foreseen: Closing, periods: Periods) -> Iterator[str]:
    yield "goes at once:"
    yield "  name, e-mail address, password and settings of the account; its sessions"
    yield f"  {foreseen.n_connections} connections, {foreseen.n_passkeys} passkeys"
    if foreseen.n_withdrawn:
        yield f"  {foreseen.n_withdrawn} comments are taken back"
    yield "stays:"
    if foreseen.n_published:
        yield f"  {foreseen.n_published} published comments, signed; --withdraw takes them back"
    if foreseen.n_comments > foreseen.n_published:
        yield f"  texts that are not published, for {periods.refused_months} months; decisions"
    if foreseen.n_kept:
        yield f"  {foreseen.n_kept} comments, until their hold, report or appeal is over"
    if foreseen.keeps_trace:
        until = f"for {periods.identity_months} months"
        until += ", and as long as those comments" if foreseen.n_kept else ""
        yield f"  name and e-mail address, apart, {until}"
    if foreseen.keeps_connections:
        yield "  connections, apart, as long as those comments"
    if not foreseen.n_comments:
        yield "  nothing"
