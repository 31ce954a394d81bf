"""`charte admin`: the keys of programs."""

from datetime import datetime, timedelta

import click

from moderation.cli.failures import opened, told
from moderation.core.key import LONGEST_OVERLAP, OVERLAP, USUAL_SCOPES, ApiKey, Scope
from moderation.services import keys

_HOUR = timedelta(hours=1)


@click.command("issue-key")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    default=[scope.value for scope in Scope if scope in USUAL_SCOPES],
    show_default=True,
    help="What it is for; more than one may be given.",
)
@click.option("--expires-days", type=click.IntRange(1), help="It opens nothing after that.")
def issue_key(name: str, scopes: tuple[str, ...], expires_days: int | None) -> None:
    """Issue an API key for the program NAME and show it, once."""
    runtime = opened()
    chosen = {Scope(scope) for scope in scopes}
    with told():
        new = keys.issue_api_key(runtime, name, scopes=chosen, lives=_days(expires_days))
    _show(new.secret)


@click.command("issue-akismet-key")
@click.argument("name")
@click.option("--expires-days", type=click.IntRange(1), help="It opens nothing after that.")
def issue_akismet_key(name: str, expires_days: int | None) -> None:
    """Issue an API key of 12 digits for the WordPress site NAME and show it, once."""
    runtime = opened()
    with told():
        new = keys.issue_akismet_key(runtime, name, lives=_days(expires_days))
    _show(new.secret)


@click.command("rotate-key")
@click.argument("prefix")
@click.option(
    "--overlap-hours",
    type=click.IntRange(0, LONGEST_OVERLAP // _HOUR),
    default=OVERLAP // _HOUR,
    show_default=True,
    help="How long the old secret goes on opening.",
)
def rotate_key(prefix: str, overlap_hours: int) -> None:
    """Give the API key that begins with PREFIX a new secret and show it, once."""
    runtime = opened()
    with told():
        new = keys.rotate_api_key(runtime, prefix, overlap=overlap_hours * _HOUR)
    _show(new.secret)
    click.echo(
        f"{new.key.old_prefix}… opens until {new.key.old_until:%Y-%m-%d %H:%M} UTC", err=True
    )


@click.command("revoke-key")
@click.argument("prefix")
def revoke_key(prefix: str) -> None:
    """Revoke the API key that begins with PREFIX."""
    runtime = opened()
    with told():
        key = keys.revoke_api_key(runtime, prefix)
    click.echo(f"{key.prefix}… ({key.name}) is revoked")


@click.command("keys")
def list_keys() -> None:
    """List the API keys: made, state, last use, scopes, name; times are UTC."""
    runtime = opened()
    now = runtime.clock()
    for key in keys.api_keys(runtime):
        used = f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never used"
        scopes = " ".join(scope for scope in Scope if scope in key.scopes)
        click.echo(
            f"{key.prefix + '…':11}  {key.created_at:%Y-%m-%d}  {_state(key, now):18}  {used:16}  "
            f"{scopes}  {key.name}"
        )


def _days(number: int | None) -> timedelta | None:
    return timedelta(days=number) if number is not None else None


def _show(secret: str) -> None:
    click.echo(secret)
    click.echo("Shown once; only its digest is kept.", err=True)


def _state(key: ApiKey, now: datetime) -> str:
    if key.revoked_at:
        return f"revoked {key.revoked_at:%Y-%m-%d}"
    if key.is_expired(now):
        return f"expired {key.expires_at:%Y-%m-%d}"
    return f"until {key.expires_at:%Y-%m-%d}" if key.expires_at else "in use"


KEY_COMMANDS = (issue_key, issue_akismet_key, rotate_key, revoke_key, list_keys)
