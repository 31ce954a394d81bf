"""The command, as an operator uses it."""

import json
import re
from importlib.util import find_spec

import pytest
from click.testing import CliRunner

from moderation.cli import main
from moderation.resources import resource
from moderation.services.contenders import PEERS


@pytest.fixture
def charte(tmp_path):
    """A function: run `charte …` in a home of its own."""
    runner = CliRunner()
    environment = {"CHARTE_HOME": str(tmp_path / "home"), "CHARTE_MODEL": "none"}

    def run(*arguments, stdin=None, **settings):
        return runner.invoke(main, arguments, input=stdin, env=environment | settings)

    return run


def test_a_person_is_added_and_gets_a_new_one_time_password(charte):
    added = charte("admin", "create-person", "Mona@Example.org", "--name", "Mona")
    password = re.findall(r"one-time password: (\S+)", added.output)[-1]
    assert "mona@example.org" in added.output
    assert "mona@example.org" in charte("admin", "people").output
    reset = charte("admin", "reset-password", "mona@example.org")
    assert re.findall(r"one-time password: (\S+)", reset.output) != [password]
    again = charte("admin", "create-person", "mona@example.org", "--name", "Mona")
    assert again.exit_code == 1
    assert "exists already" in again.output


def test_a_key_is_issued_listed_and_revoked(charte):
    secret = re.search(r"chk_\S+", charte("admin", "issue-key", "le CMS").output)[0]
    listed = charte("admin", "keys").output
    assert "in use" in listed
    assert secret not in listed
    assert charte("admin", "revoke-key", secret[:10]).exit_code == 0
    assert "revoked" in charte("admin", "keys").output
    assert charte("admin", "revoke-key", secret[:10]).exit_code == 1


def test_an_identity_is_banned_and_may_return(charte):
    assert charte("admin", "ban", "Jean Faux", "--reason", "usurpation").exit_code == 0
    assert charte("admin", "lift-ban", "jean  faux").exit_code == 0
    assert charte("admin", "lift-ban", "Jean Faux").exit_code == 1


def test_the_database_is_upgraded_once(charte):
    assert "were upgraded" in charte("db", "upgrade").output
    assert "up to date" in charte("db", "upgrade").output


def test_a_worker_without_a_mail_server_says_where_mails_are_written(charte):
    ran = charte("worker", "--once")
    assert "mails are written to" in ran.output
    assert "0 letters and 0 statements sent, 0 waiting" in ran.output


def test_a_text_gets_a_verdict_that_reads(charte):
    ran = charte("check", "Vous n’êtes qu’un gros connard.")
    assert ran.exit_code == 0
    assert "faire lire" in ran.output  # not all was checked: a person reads it
    assert "Injures" in ran.output
    assert "non vérifié" in ran.output  # no classifier here: a gap, and shown as one


def test_lines_in_lines_out_in_order_with_a_gap_shown(charte):
    texts = {"a": "Merci pour l’article.", "b": "Bande de connards !", "c": ""}
    lines = "\n".join(json.dumps({"id": i, "text": text}) for i, text in texts.items())
    answers = [
        json.loads(line) for line in charte("check", "--jsonl", stdin=lines).output.splitlines()
    ]
    assert [answer["id"] for answer in answers] == list(texts)
    assert [answer["recommendation"] for answer in answers] == ["review", "review", "review"]
    assert all(answer["gaps"] for answer in answers)
    (reason, *_) = answers[1]["reasons"]
    assert reason["clause"] == "INJURE"
    (span,) = reason["spans"]
    assert texts["b"][span["start"] : span["end"]] == span["text"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2: this is not JSON"),
        ("[]", "line 2: an object"),
        ('{"id": 1}', "line 2: an object"),
        ('{"id": 1, "text": 2}', "line 2: an object"),
        ('{"id": 1, "text": "x", "lang": 2}', 'line 2: "lang"'),
    ],
)
def test_a_line_that_is_wrong_is_named(charte, line, said):
    ran = charte("check", "--jsonl", stdin='{"id": 0, "text": "Bonjour"}\n' + line)
    assert ran.exit_code == 1
    assert said in ran.output


def test_all_problems_with_settings_are_told_at_once_and_no_value(charte):
    ran = charte(
        "check", "Bonjour", CHARTE_WORKERS="none", CHARTE_COLOUR="red", CHARTE_SECRET_KEY="abc"
    )
    assert ran.exit_code == 1
    for name in ("CHARTE_WORKERS", "CHARTE_COLOUR", "CHARTE_SECRET_KEY"):
        assert name in ran.output
    assert "abc" not in ran.output


def test_a_charter_with_mistakes_stops_the_start_and_tells_them(charte, tmp_path):
    path = tmp_path / "charter.toml"
    path.write_text('id = "x"\nversoin = "1"\n', "utf-8")
    ran = charte("check", "Bonjour", CHARTE_CHARTER=str(path))
    assert ran.exit_code == 1
    assert "did you mean version?" in ran.output


def test_a_home_that_cannot_be_written_is_told(charte, tmp_path):
    (tmp_path / "file").write_text("")
    ran = charte("check", "Bonjour", CHARTE_HOME=str(tmp_path / "file" / "home"))
    assert ran.exit_code == 1
    assert "CHARTE_HOME" in ran.output


def test_bench_sets_charte_beside_others_and_tells_who_is_missing(charte):
    shipped = str(resource("models") / "baseline")
    ran = charte("bench", "--peers", "--checks", "1", "--json", CHARTE_MODEL=shipped)
    assert ran.exit_code == 0, ran.output
    found = json.loads(ran.stdout)
    ours = [one for one in found["figures"] if one["name"] == "Charte"]
    assert [one["threads"] for one in ours] == [1, 2]
    assert all(set(one["ratios"].values()) == {1} for one in ours)
    measured = {one["name"] for one in found["figures"]}
    for peer in PEERS:
        assert peer.name in measured or peer.install in found["missing"][peer.name]


def test_bench_shows_a_table_with_the_missing_and_what_brings_them(charte):
    shipped = str(resource("models") / "baseline")
    ran = charte("bench", "--peers", "--checks", "1", CHARTE_MODEL=shipped, COLUMNS="120")
    assert ran.exit_code == 0, ran.output
    assert "Charte: baseline-" in ran.stdout
    for peer in PEERS:
        shown = f"{peer.name}: "
        assert shown in ran.stdout
        if not all(find_spec(package) for package in peer.packages):
            assert f"{shown}not installed: {peer.install}" in ran.stdout
