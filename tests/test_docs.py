"""The documentation says what is true: settings, commands, the tree."""

import re
from pathlib import Path

from click.testing import CliRunner

from moderation.cli import COMMANDS, main
from moderation.settings import PREFIX, Settings

DOCS = Path(__file__).parent.parent / "docs"


def test_every_setting_is_documented_and_none_other():
    documented = set(re.findall(r"`(CHARTE_[A-Z_]+)`", (DOCS / "settings.md").read_text("utf-8")))
    assert documented == {PREFIX + name.upper() for name in Settings.model_fields}


def test_every_command_has_help_that_reads():
    runner = CliRunner()
    top = runner.invoke(main, ["--help"])
    assert top.exit_code == 0
    for name, (_, line) in COMMANDS.items():
        assert f"  {name} " in top.output
        assert line in " ".join(top.output.split())
        assert runner.invoke(main, [name, "--help"]).exit_code == 0


def test_links_between_documents_lead_somewhere():
    pages = [*DOCS.rglob("*.md"), DOCS.parent / "README.md"]
    for page in pages:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
