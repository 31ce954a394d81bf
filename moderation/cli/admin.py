"""`charte admin`."""

import click

from moderation.cli.erase import erase
from moderation.cli.failures import announce, opened, told
from moderation.cli.keys import KEY_COMMANDS
from moderation.cli.tracing import disclose, disclosures, hold, holds, release
from moderation.core.charter import LANGUAGES
from moderation.core.person import Role
from moderation.services import bans, identity


@click.group()
def admin() -> None:
    """People, API keys and banned identities."""


@admin.command("create-person")
@click.argument("email")
@click.option("--name", required=True, help="As colleagues see it; readers never do.")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), default=Role.MODERATOR.value
)
@click.option("--language", type=click.Choice(LANGUAGES), default="fr")
def create_person(email: str, name: str, role: str, language: str) -> None:
    """Add a person and show their one-time password."""
    runtime = opened()
    with told():
        new = identity.create_person(
            runtime, email=email, name=name, role=Role(role), language=language
        )
    announce(new.person.email, new.password)


@admin.command("reset-password")
@click.argument("email")
def reset_password(email: str) -> None:
    """Give a person a new one-time password; their sessions end."""
    runtime = opened()
    with told():
        password = identity.reset_password(runtime, email)
    announce(email, password)


@admin.command("people")
def people() -> None:
    """List the newsroom's people."""
    for person in identity.newsroom(opened()):
        state = "" if person.is_active else "  (inactive)"
        click.echo(f"{person.email:32} {person.role:14} {person.name}{state}")


for _command in (*KEY_COMMANDS, disclose, disclosures, hold, release, holds, erase):
    admin.add_command(_command)


@admin.command("ban")
@click.argument("name")
@click.option("--reason", required=True, help="Why it is a false identity.")
def ban(name: str, reason: str) -> None:
    """Ban the false identity NAME: what it signs is held for a person."""
    runtime = opened()
    with told():
        bans.ban_name(runtime, name, reason=reason)
    click.echo("banned; the person behind it may return under their own name")


@admin.command("lift-ban")
@click.argument("name")
def lift_ban(name: str) -> None:
    """Lift the ban on the identity NAME."""
    runtime = opened()
    with told():
        bans.lift_ban_on(runtime, name)
    click.echo("the ban is lifted")
