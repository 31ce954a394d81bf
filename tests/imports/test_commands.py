"""`charte import` and `charte export`, as an operator uses them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from moderation.cli import main
from moderation.cli.exporting import REASONS as UNTOLD
from moderation.cli.importing import REASONS
from moderation.core.dsa import Untold
from moderation.core.importing import Reason

HERE = Path(__file__).parent


@pytest.fixture
def charte(tmp_path, monkeypatch):
    """A function: run `charte …` in a home of its own."""
    monkeypatch.chdir(tmp_path)
    environment = {"CHARTE_HOME": str(tmp_path / "home"), "CHARTE_MODEL": "none"}

    def run(*arguments):
        return CliRunner().invoke(main, [str(one) for one in arguments], env=environment)

    return run


def test_what_comes_in_goes_out(charte, tmp_path):
    dry = charte("import", HERE / "wordpress.xml", "--dry-run")
    assert "Would take" in dry.output
    taken = charte("import", HERE / "wordpress.xml")
    assert taken.exit_code == 0
    assert "2  comments, published" in taken.output
    assert "1  no comment: a pingback or the like" in taken.output
    report = (tmp_path / "wordpress.xml.report.jsonl").read_text("utf-8")
    assert json.loads(report) == {
        "row": 5,
        "id": "15",
        "outcome": "refused",
        "reason": "not_a_comment",
    }
    again = charte("import", HERE / "wordpress.xml", "--report", "r.csv")
    assert "4  comments that were here already" in again.output
    assert (tmp_path / "r.csv").read_text("utf-8").splitlines()[1] == "5,15,refused,not_a_comment"
    given = charte("export", tmp_path / "out")
    assert given.exit_code == 0, given.output
    assert "4  comments" in given.output
    assert charte("export", tmp_path / "out").exit_code == 1
    assert "4  comments that were here already" in charte("import", tmp_path / "out").output


def test_a_break_is_told_after_what_was_taken(charte, tmp_path):
    text = (HERE / "wordpress.xml").read_text("utf-8")
    (tmp_path / "broken.xml").write_text(text[: text.index("<wp:comment_id>14")], "utf-8")
    told = charte("import", "broken.xml")
    assert told.exit_code == 1
    assert "2  comments, published" in told.output
    assert "line 68: the XML is broken" in told.output
    for word in ("idiots", "Berset", "exemple.ch"):
        assert word not in told.output


def test_options_are_taken_as_the_documentation_writes_them(charte, tmp_path):
    taken = charte("import", HERE / "comments.csv", "--format", "csv", "--learn", "decided")
    assert taken.exit_code == 0, taken.output
    given = charte("export", tmp_path / "out", "--format", "csv", "--bom")
    assert given.exit_code == 0, given.output
    assert (tmp_path / "out" / "comments.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_what_cannot_be_told_apart_is_asked_for(charte, tmp_path):
    (tmp_path / "what").write_text("?")
    assert "--format" in charte("import", "what").output
    assert "manifest.json" in charte("import", tmp_path).output


def test_statements_for_the_commission(charte, tmp_path):
    assert "needs --territory" in charte("export", "dsa", "--dsa").output
    assert charte("export", "dsa", "--territory", "EU").exit_code == 2
    told = charte("export", "dsa", "--dsa", "--territory", "EU", "--territory", "NO")
    assert told.exit_code == 0, told.output
    assert (tmp_path / "dsa" / "untold.jsonl").is_file()


def test_every_reason_has_a_sentence():
    assert set(REASONS) == set(Reason)
    assert set(UNTOLD) == set(Untold)
