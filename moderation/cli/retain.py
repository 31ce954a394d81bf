"""`charte retain`."""

from collections.abc import Mapping
from dataclasses import asdict

import click
from rich.console import Console
from rich.progress import Progress

from moderation.cli.failures import opened, told
from moderation.core.retention import Kind, RetentionReport
from moderation.services import retention

#: What each kind is, for an operator.
NAMES = {
    Kind.UNCONFIRMED: "comments never confirmed",
    Kind.ACCOUNT: "accounts never confirmed",
    Kind.WITHDRAWN: "withdrawn texts",
    Kind.REFUSED: "refused texts, with the reasons in words",
    Kind.REPORT: "words of answered reports",
    Kind.APPEAL: "words of answered appeals",
    Kind.BAN_APPEAL: "words of answered appeals against sanctions",
    Kind.BAN: "sanctions that were lifted",
    Kind.SANCTION: "sanctions that are long over",
    Kind.ADDRESS: "guests' e-mail addresses",
    Kind.SIGNATURE: "answers of guests about their names",
    Kind.TRACE: "identities of closed accounts",
    Kind.CONNECTION: "accounts elsewhere of closed accounts",
    Kind.ORIGIN: "IP addresses and browsers",
    Kind.DECIDER: "names under decisions",
    Kind.BATCHER: "who decided on several comments at once",
    Kind.BANNER: "names under sanctions",
    Kind.REREADER: "names under second readings of sanctions",
    Kind.LIFTER: "names under what lifted a sanction",
    Kind.ANSWERER: "names under answers about sanctions",
    Kind.VERIFIER: "names under checks of names",
    Kind.LOGIN: "sessions that nobody used",
    Kind.AUDIT_NAME: "names behind the audit log's aliases",
    Kind.DISCLOSURE: "log entries of who saw an identity",
    Kind.CORRECTION: "errors that readers told of",
    Kind.OPEN_CORRECTION: "errors that readers told of and nobody closed",
    Kind.INFORMANT: "e-mail addresses of those who told of errors",
    Kind.REPORTER: "who reported comments",
    Kind.SECOND_READER: "names under second readings",
    Kind.CLOSER: "names under what became of errors",
    Kind.PSEUDONYM: "pseudonyms declined, given up or withdrawn",
    Kind.GRANTER: "names under answers about pseudonyms",
    Kind.ASKED: "e-mail addresses of those asked about a name",
    Kind.INQUIRY: "questions about names, with their answers",
    Kind.INQUIRER: "names under questions about names",
    Kind.MEMO: "memos between colleagues",
    Kind.GLOSSARIST: "names under the glossary",
    Kind.DRAFTER: "names under drafts of the charter",
    Kind.DRAFT_CLOSER: "names under the end of drafts of the charter",
    Kind.REVISER: "names under changes of drafts of the charter",
    Kind.TRIER: "names under trials of drafts of the charter",
    Kind.PUBLISHER: "names under publications of the charter",
    Kind.CANCELLER: "names under publications that were taken back",
    Kind.RESTORER: "names under what gave a rule its effect back",
    Kind.SUGGESTION: "comments that other systems told of",
    Kind.HELD_CHECK: "notes of where other systems are told of decisions",
    Kind.HOLD: "holds released",
    Kind.LETTER: "traces of letters that were sent",
    Kind.MAIL: "mails in files",
    Kind.EVENT: "events that webhooks were told, with their log",
    Kind.TOLD_REPLY: "notes that somebody was told of a reply",
}


@click.command()
@click.option("--dry-run", is_flag=True, help="Say how much is due, and erase nothing.")
@click.option("--report", "n_reports", type=click.IntRange(1, 1000), help="Show the last N runs.")
def retain(dry_run: bool, n_reports: int | None) -> None:
    """Erase what is over its period (CHARTE_KEEP_…).

    `charte serve` and `charte worker` do it once a day. Comments with an open
    appeal, an open report or a hold are left alone. Cut short, it goes on the
    next time.
    """
    runtime = opened()
    with told():
        if n_reports:
            for report in retention.reports(runtime, limit=n_reports):
                _show_report(report)
            return
        due = retention.count_due(runtime)
        if dry_run:
            _show(due)
            return
        with Progress(console=Console(stderr=True)) as progress:
            step = progress.add_task("erasing", total=sum(due.values()) or 1)
            report = retention.retain(
                runtime, done=lambda kind, n: progress.update(step, advance=n)
            )
            progress.update(step, completed=sum(due.values()) or 1)
    _show_report(report)


def _show_report(report: RetentionReport) -> None:
    ended = f"{report.finished_at:%H:%M}" if report.finished_at else "not ended"
    click.echo(f"{report.started_at:%Y-%m-%d %H:%M} to {ended} UTC")
    periods = {name: n for name, n in asdict(report.periods).items() if n is not None}
    kept = ", ".join(f"{name.replace('_', ' ')} {n}" for name, n in periods.items())
    click.echo(f"  kept: {kept}")
    _show(report.erased)


def _show(counts: Mapping[Kind, int]) -> None:
    shown = {kind: counts[kind] for kind in Kind if counts.get(kind)}
    for kind, n in shown.items():
        click.echo(f"  {n:>9,}  {NAMES[kind]}")
    if not shown:
        click.echo("  nothing is over its period")
