"""The command ``charte``."""

import importlib
from collections.abc import Mapping

import click

from moderation import __version__

#: command → the module that holds it, and one line of help. The modules are
#: imported when called: `charte --help` must not wait for scikit-learn.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "serve": ("serve", "Set up what is missing, and serve readers, moderators and the API."),
    "check": ("check", "Judge a comment by the charter; with --jsonl, many."),
    "worker": (
        "worker",
        "Send what waits, by mail and to webhooks; erase what is over its period.",
    ),
    "retain": ("retain", "Erase what is over its period; --report shows what was."),
    "admin": ("admin", "People, API keys and banned identities."),
    "audit": ("audit", "Verify and export the audit log."),
    "import": ("importing", "Take over the comments of another system."),
    "export": (
        "exporting",
        "Give everything back, in JSON lines, CSV or Parquet; --dsa statements.",
    ),
    "webhooks": ("webhooks", "Other programs that are told of decisions, appeals and sanctions."),
    "train": ("train", "Train a classifier."),
    "words": ("words", "Make anew the list of words by which disguised ones are read."),
    "evaluate": ("evaluate", "Measure a classifier on labelled comments."),
    "retrain": ("retrain", "Learn from what moderators decided; promote what is not worse."),
    "rollback": ("rollback", "Go back to the classifier before the last retraining."),
    "bench": ("bench", "Measure speed and memory on this machine."),
    "db": ("db", "Look after the database."),
}


class _Commands(click.Group):
    """Finds a command's module when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(f"moderation.cli.{module}"), module)
        assert isinstance(command, click.Command), f"BUG: {cmd_name} is no command"  # noqa: S101
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="charte")
def main() -> None:
    """Charte enforces a newspaper's own comment charter.

    Settings are environment variables, CHARTE_HOME first: see docs/settings.md.
    """
