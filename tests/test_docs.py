"""The documentation says what is true: settings, commands, the tree."""

import doctest
import importlib
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from moderation.cli import COMMANDS, main
from moderation.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
WITH_EXAMPLES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in sorted((ROOT / "moderation").rglob("*.py"))
    if "_data" not in path.parts and ">>> " in path.read_text("utf-8")
]


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


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_examples_in_docstrings_are_true(module):
    ran = doctest.testmod(importlib.import_module(module))
    assert ran.attempted
    assert not ran.failed
