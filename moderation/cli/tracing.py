"""`charte admin disclose`, `hold`, `release` and their lists."""

import click

from moderation.cli.failures import opened, told
from moderation.core.tracing import Identity
from moderation.services import tracing

_by = click.option(
    "--by", "email", required=True, help="Who signs, of those who may hold: an e-mail."
)


@click.command("disclose")
@click.argument("public_id")
@click.option("--reason", required=True, help="Why; it is kept with your name.")
@_by
def disclose(public_id: str, reason: str, email: str) -> None:
    """Show who wrote a comment. That you saw it is kept, and its author can see that somebody did."""
    runtime = opened()
    with told():
        person = tracing.administrator(runtime, email)
        identity = tracing.disclose(runtime, person, public_id, reason=reason)
    for name, value in _lines(identity):
        click.echo(f"{name:12} {value}")


@click.command("disclosures")
@click.option("--limit", type=click.IntRange(1), default=50)
def disclosures(limit: int) -> None:
    """List who of the newsroom saw which author's identity, and why."""
    for one in tracing.disclosures(opened(), limit=limit):
        what = ", ".join(one.what)
        click.echo(
            f"{one.seen_at:%Y-%m-%d %H:%M}  {one.public_id or 'an export'}  {one.seen_by}: {what}; {one.reason}"
        )


@click.command("hold")
@click.argument("public_id")
@click.option("--reason", required=True, help="Why; without names.")
@_by
def hold(public_id: str, reason: str, email: str) -> None:
    """Keep a comment, and who wrote it, from being erased."""
    runtime = opened()
    with told():
        person = tracing.administrator(runtime, email)
        tracing.hold(runtime, person, public_id, reason=reason)
    click.echo("held: nothing of it is erased until it is released")


@click.command("release")
@click.argument("public_id")
@_by
def release(public_id: str, email: str) -> None:
    """Release a comment that is held."""
    runtime = opened()
    with told():
        tracing.release(runtime, tracing.administrator(runtime, email), public_id)
    click.echo("released: what is over its period is erased by the next run")


@click.command("holds")
def holds() -> None:
    """List the comments that are held."""
    for one in tracing.open_holds(opened()):
        click.echo(f"{one.placed_at:%Y-%m-%d}  {one.public_id}  {one.placed_by}: {one.reason}")


def _lines(identity: Identity) -> list[tuple[str, str]]:
    known = "confirmed" if identity.email_is_confirmed else "not confirmed by an account"
    lines = [("name", identity.name or "erased")]
    lines += [("e-mail", f"{identity.email} ({known})" if identity.email else "not known")]
    if identity.phone_ending:
        lines.append(("telephone", f"confirmed, ends in {identity.phone_ending}; kept as a digest"))
    lines += [("account", connection) for connection in identity.connections]
    if identity.closed_at:
        lines.append(("closed", f"{identity.closed_at:%Y-%m-%d}"))
    if identity.origin is None:
        return [*lines, ("IP address", "not known")]
    return [*lines, ("IP address", identity.origin.ip), ("browser", identity.origin.user_agent)]
