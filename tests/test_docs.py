"""The documentation says what is true: settings, commands, the tree."""

import doctest
import importlib
import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from moderation.cli import COMMANDS, main
from moderation.core.permission import NEWSROOM, PERMITS, Permission
from moderation.core.person import Role
from moderation.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
#: What docs/operating.md calls each role.
ROLES = {
    "readers’ advocate": Role.ADVOCATE,
    "moderator": Role.MODERATOR,
    "senior": Role.SENIOR,
    "editor-in-chief": Role.EDITOR,
    "administrator": Role.ADMINISTRATOR,
}
PAGES = [
    *sorted(DOCS.rglob("*.md")),
    *(
        page
        for page in sorted((ROOT / "examples").rglob("*.md"))
        if not {".venv", "node_modules"} & set(page.parts)
    ),
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
]
WITH_EXAMPLES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in sorted((ROOT / "moderation").rglob("*.py"))
    if "_data" not in path.parts and ">>> " in path.read_text("utf-8")
]


def test_every_setting_is_documented_and_none_other():
    documented = set(re.findall(r"`(CHARTE_[A-Z_]+)`", (DOCS / "settings.md").read_text("utf-8")))
    assert documented == {PREFIX + name.upper() for name in Settings.model_fields}


def test_the_table_of_roles_says_who_may_what():
    """Each permission has a row or more; each dot is one of `PERMITS`."""
    head, *rows = re.findall(r"^\| .*\|$", section("operating.md", "Roles"), re.M)
    roles = [ROLES[name] for name in cells(head)[2:]]
    assert set(roles) == NEWSROOM
    told = {}
    for row in rows[1:]:
        _, name, *dots = cells(row)
        permission = Permission(name.strip("`"))
        who = {role for role, dot in zip(roles, dots, strict=True) if dot}
        assert who == {role for role in roles if permission in PERMITS[role]}, row
        told[permission] = row
    assert set(told) == set(Permission)


def section(page, heading):
    """Return the part of *page* under a *heading* of the second level."""
    return (DOCS / page).read_text("utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]


def cells(row):
    return [cell.strip() for cell in row.strip("|").split("|")]


def test_every_command_has_help_that_reads():
    runner = CliRunner()
    top = runner.invoke(main, ["--help"])
    assert top.exit_code == 0
    for name, (_, line) in COMMANDS.items():
        assert f"  {name} " in top.output
        assert line in " ".join(top.output.split())
        assert runner.invoke(main, [name, "--help"]).exit_code == 0


def commands():
    """Yield what readers are told to type: lines of blocks, and whole commands within a sentence."""
    for page in PAGES:
        text = page.read_text("utf-8")
        fenced = re.findall(r"^```(\w*)\n(.*?)^```", text, re.M | re.S)
        typed = "\n".join(block for kind, block in fenced if kind in ("", "sh", "console"))
        typed = re.sub(r" +# .*", "", typed)
        shown = re.findall(
            r"^(?:\$ |(?:export )?\w+=\$\()?(?:\.venv/bin/)?charte (.*?)\)?$", typed, re.M
        )
        said = re.findall(r"`charte ([^`…\n]+)`", text)
        yield from ((page.name, line) for line in [*shown, *said])


def test_every_command_that_readers_are_told_to_type_is_taken(monkeypatch):
    monkeypatch.setattr(click.Path, "convert", lambda self, value, *_: value)  # none is there
    seen = 0
    for page, line in commands():
        typed = ["1" if word == "N" else word for word in shlex.split(line)]
        typed = typed[: typed.index("<")] if "<" in typed else typed
        command: click.Command = main
        context = click.Context(main)
        while isinstance(command, click.Group) and typed:
            name, *typed = typed
            found = command.get_command(context, name)
            assert found, f"{page}: charte {line}"
            command = found
            context = click.Context(command, parent=context, info_name=name)
        if isinstance(command, click.Group):
            continue
        seen += 1
        try:
            command.make_context(command.name, typed, parent=context.parent)
        except (click.MissingParameter, click.BadOptionUsage):
            pass  # a command that is only spoken of
        except click.UsageError as error:
            pytest.fail(f"{page}: charte {line}: {error.format_message()}")
    assert seen > 50


def anchors(page):
    """What can be linked to in *page*, as GitHub names headings."""
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.M | re.S)
    for heading in re.findall(r"^#+ (.*)$", text, re.M):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_links_between_documents_lead_somewhere():
    for page in PAGES:
        links = re.findall(
            r"\]\((?!https?:|mailto:)([^)#]*)(?:#([^)]*))?\)", page.read_text("utf-8")
        )
        for target, anchor in links:
            there = page.parent / target if target else page
            assert there.exists(), f"{page.name}: {target}"
            if anchor and there.suffix == ".md":
                assert anchor in anchors(there), f"{page.name}: {target}#{anchor}"


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_examples_in_docstrings_are_true(module):
    ran = doctest.testmod(importlib.import_module(module))
    assert ran.attempted
    assert not ran.failed
