"""The command, as an operator uses it."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec

import pytest
from click.testing import CliRunner

from moderation.cli import bench, main
from moderation.cli.retain import NAMES
from moderation.core.comment import Draft
from moderation.core.decision import Action
from moderation.core.retention import Kind
from moderation.core.tracing import Origin
from moderation.resources import resource
from moderation.services import review, submission, tracing
from moderation.services.contenders import PEERS
from moderation.services.installation import prepare
from moderation.services.peers import compare
from moderation.settings import Settings
from moderation.storage import people
from moderation.storage.tables import ConnectionRow
from tests.conftest import NOW

ADA = "ada@example.org"


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


def test_a_key_has_scopes_an_end_and_is_rotated(charte):
    options = ("--scope", "read", "--scope", "check", "--expires-days", "30")
    first = re.search(r"chk_\S+", charte("admin", "issue-key", "un essai", *options).output)[0]
    listed = charte("admin", "keys").output
    assert re.search(r"until \d{4}-\d\d-\d\d +never used +check read  un essai", listed)
    rotated = charte("admin", "rotate-key", first[:10], "--overlap-hours", "2").output
    second = re.search(r"chk_\S{20,}", rotated)[0]
    assert f"{first[:10]}… opens until" in rotated
    assert charte("admin", "keys").output.startswith(second[:10])
    assert charte("admin", "issue-key", "x", "--scope", "everything").exit_code == 2
    assert charte("admin", "rotate-key", first[:10], "--overlap-hours", "721").exit_code == 2
    assert charte("admin", "rotate-key", "chk_nobody").exit_code == 1


def test_an_identity_is_banned_and_may_return(charte):
    assert charte("admin", "ban", "Jean Faux", "--reason", "usurpation").exit_code == 0
    assert charte("admin", "lift-ban", "jean  faux").exit_code == 0
    assert charte("admin", "lift-ban", "Jean Faux").exit_code == 1


@pytest.fixture
def comment(charte, tmp_path):
    """The public id of a comment in the home, sent a year ago, and Ada, who administers."""
    charte("admin", "create-person", ADA, "--name", "Ada", "--role", "administrator")
    charte("admin", "create-person", "mona@example.org", "--name", "Mona")
    runtime = prepare(Settings(home=tmp_path / "home", model="none")).runtime
    earlier = replace(runtime, clock=lambda: datetime.now(UTC) - timedelta(days=370))
    draft = Draft("Merci pour l’article, et pour le rapport.", "Amir Haddad", "amir@example.org")
    sent = submission.submit_comment(
        earlier,
        "exemple",
        draft,
        idempotency_key=None,
        needs_acceptance=False,
        origin=Origin("203.0.113.77", "Lynx"),
    )
    submission.withdraw(earlier, sent.comment.public_id)
    runtime.database.close()
    return sent.comment.public_id


def test_who_wrote_is_shown_to_an_administrator_and_noted(charte, comment):
    asked = ("admin", "disclose", comment, "--reason", "ordre du tribunal", "--by")
    for nobody in ("mona@example.org", "nobody@example.org"):
        refused = charte(*asked, nobody)
        assert refused.exit_code == 1
        assert "amir@" not in refused.output
    shown = charte(*asked, ADA).output
    assert "amir@example.org" in shown
    assert "203.0.113.77" in shown
    noted = charte("admin", "disclosures").output
    assert noted.count(comment) == 1
    assert "Ada: name, email, origin; ordre du tribunal" in noted


def test_what_is_over_its_period_is_counted_erased_and_reported(charte, comment):
    due = charte("retain", "--dry-run").output
    assert "1  withdrawn texts" in due
    assert charte("retain", "--dry-run").output == due
    assert "1  withdrawn texts" in charte("retain").output
    assert "nothing is over its period" in charte("retain").output
    reports = charte("retain", "--report", "2").output
    assert reports.count("refused months 6") == 2
    assert reports.count("1  withdrawn texts") == 1


def test_a_comment_is_held_and_released(charte, comment):
    held = charte("admin", "hold", comment, "--reason", "plainte", "--by", ADA)
    assert held.exit_code == 0
    assert f"{comment}  Ada: plainte" in charte("admin", "holds").output
    assert "nothing is over its period" in charte("retain").output
    assert charte("admin", "release", comment, "--by", ADA).exit_code == 0
    assert charte("admin", "release", comment, "--by", ADA).exit_code == 1
    assert charte("admin", "holds").output == ""
    assert "1  withdrawn texts" in charte("retain").output


AMIR = "amir@example.org"


@pytest.fixture
def amir(charte, tmp_path):
    """A function: run a service on the home; Amir has an account, and wrote what is published."""
    charte("admin", "create-person", ADA, "--name", "Ada", "--role", "administrator")
    charte("admin", "create-person", AMIR, "--name", "Amir Haddad", "--role", "reader")
    runtime = prepare(Settings(home=tmp_path / "home", model="none")).runtime
    with runtime.database.begin() as session:
        person = people.person_by_email(session, AMIR)
        session.add(
            ConnectionRow(
                person_id=person.id, provider="facebook", subject="4711", connected_at=NOW
            )
        )
    # Without a classifier what is published was read by a person.
    sent = submission.submit_comment(
        runtime,
        "exemple",
        Draft("Merci pour l’article, et pour le rapport.", ""),
        idempotency_key=None,
        needs_acceptance=False,
        person=person,
    ).comment
    ada = tracing.administrator(runtime, ADA)
    review.decide(runtime, ada, sent.public_id, seen=sent.version, action=Action.APPROVE)
    yield sent.public_id
    runtime.database.close()


def test_an_account_is_erased_for_who_asked_by_post(charte, amir):
    foreseen = charte("admin", "erase", " Amir@Example.org", "--dry-run")
    assert foreseen.exit_code == 0
    assert "1 published comments, signed" in foreseen.output
    assert "name and e-mail address, apart, for 12 months" in foreseen.output
    assert "1 connections, 0 passkeys" in foreseen.output
    refused = charte("admin", "erase", AMIR, stdin="n\n")
    assert refused.exit_code == 1
    assert charte("admin", "erase", AMIR, "--dry-run").output == foreseen.output, "nothing went"
    done = charte("admin", "erase", AMIR, stdin="y\n")
    assert done.exit_code == 0
    report = done.output.splitlines()[-1]
    assert "is closed; of its 1 comments 0 were taken back, 1 stay published" in report
    assert "amir" not in report.casefold()
    again = charte("admin", "erase", AMIR, "--yes")
    assert again.exit_code == 1
    assert "no account has this e-mail address" in again.output
    seen = charte("admin", "disclose", amir, "--reason", "plainte", "--by", ADA).output
    assert AMIR in seen
    assert "4711" not in seen


def test_an_erasure_takes_published_comments_back_if_that_was_asked(charte, amir):
    foreseen = charte("admin", "erase", AMIR, "--withdraw", "--dry-run").output
    assert "1 comments are taken back" in foreseen
    assert "published" not in foreseen.partition("stays:")[2].replace("not published", "")
    done = charte("admin", "erase", AMIR, "--withdraw", "--yes")
    assert "1 were taken back, 0 stay published, 0 are kept" in done.output


def test_an_erasure_leaves_what_is_held_and_who_wrote_it(charte, amir):
    charte("admin", "hold", amir, "--reason", "plainte", "--by", ADA)
    foreseen = charte("admin", "erase", AMIR, "--withdraw", "--dry-run").output
    assert "1 comments, until their hold, report or appeal is over" in foreseen
    assert "connections, apart, as long as those comments" in foreseen
    done = charte("admin", "erase", AMIR, "--withdraw", "--yes", CHARTE_KEEP_IDENTITY_MONTHS="0")
    assert "1 were taken back, 0 stay published, 1 are kept" in done.output
    asked = ("admin", "disclose", amir, "--reason", "plainte", "--by", ADA)
    charte("retain")
    seen = charte(*asked).output
    assert AMIR in seen
    assert "facebook: 4711" in seen
    charte("admin", "release", amir, "--by", ADA)
    charte("retain")
    assert "4711" not in charte(*asked).output


def test_an_account_of_the_newsroom_is_not_erased_like_a_readers(charte, amir):
    refused = charte("admin", "erase", ADA, "--yes")
    assert refused.exit_code == 1
    assert "newsroom" in refused.output


def test_each_kind_of_what_is_erased_has_a_name_for_the_operator():
    assert set(NAMES) == set(Kind)


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


def test_bench_sets_charte_beside_others_and_tells_who_is_missing(charte, monkeypatch):
    comparisons = []

    def measured_once(*arguments, **options):
        if not comparisons:
            comparisons.append(compare(*arguments, **options))
        return comparisons[0]

    # The same figures, for programs and for people: they take minutes.
    monkeypatch.setattr(bench, "compare", measured_once)
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

    ran = charte("bench", "--peers", "--checks", "1", CHARTE_MODEL=shipped, COLUMNS="120")
    assert ran.exit_code == 0, ran.output
    assert "Charte: baseline-" in ran.stdout
    for peer in PEERS:
        shown = f"{peer.name}: "
        assert shown in ran.stdout
        if not all(find_spec(package) for package in peer.packages):
            assert f"{shown}not installed: {peer.install}" in ran.stdout
