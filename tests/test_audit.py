"""The audit log: what goes in, and how it shows when somebody changes it by hand."""

import json
import re
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from moderation.cli import main
from moderation.core.audit import (
    GENESIS,
    AuditEntry,
    AuditKind,
    Head,
    Walk,
    Wanted,
    check_facts,
    hash_of,
    parse_head,
)
from moderation.core.person import Role
from moderation.errors import NotAllowed
from moderation.services import auditing, bans, identity, retention, tracing
from moderation.storage import audit, people
from tests.conftest import AMBIGUOUS, at_the_desk, hidden_fields, hire
from tests.test_desk import decide


def entry(number, previous, **changes):
    at = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
    made = AuditEntry(
        number, at, "3f", AuditKind.DECISION, "comment 4", {"action": "reject"}, previous, ""
    )
    made = replace(made, **changes)
    return replace(made, hash=hash_of(made))


def test_the_canonical_form_is_what_the_documentation_says():
    # printf '{"about":"comment 4","actor":"3f","at":"2026-11-02T09:30:00.000000Z","facts":{"action":"reject"},"kind":"decision","number":1,"previous":"0…0"}' | sha256sum
    said = "2004b1de9df1e2311d99537968584b700ea1a95633bfb6637a37b274174668db"
    assert entry(1, GENESIS).hash == said


@pytest.mark.parametrize("text", ["", "1", "0:" + "a" * 64, "1:" + "g" * 64, "-1:" + "a" * 64])
def test_what_is_no_head_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - whichever part is wrong
        parse_head(text)


@pytest.mark.parametrize("facts", [{"note": "x" * 121}, {"share": 0.5}, {"all": {"a": 1}}])
def test_words_and_fractions_are_no_facts(facts):
    with pytest.raises(ValueError, match="small facts"):
        check_facts(facts)


def test_a_walk_needs_no_database():
    first = entry(1, GENESIS)
    walk = Walk()
    assert list(walk.steps([first, entry(2, first.hash)]))[-1].number == 2
    assert walk.broken is None


@pytest.fixture
def log(runtime, amir, mona):
    """Ten entries and more: what Mona, Ada and the operator did."""
    for n in range(6):
        amir.write(f"{AMBIGUOUS} {n}")
        decide(mona, mona.get("/desk"), "reject", clauses=["INJURE"])
    ada = identity.create_person(
        runtime, email="ada@example.org", name="Ada", role=Role.ADMINISTRATOR
    ).person
    bans.ban_name(runtime, "Jean Faux", reason="Ce n’est personne.")
    public_id = newest(runtime, ada)[-1].about and _public_id(runtime)
    tracing.disclose(runtime, ada, public_id, reason="Une plainte.")
    tracing.hold(runtime, ada, public_id, reason="Une plainte.")
    return ada


def _public_id(runtime):
    with runtime.database.read() as session:
        return session.connection().exec_driver_sql("SELECT public_id FROM comment").scalar()


def newest(runtime, person, **wanted):
    page = auditing.journal(runtime, person, Wanted(**wanted), before=None, limit=100)
    return [one.entry for one in page.entries]


def change(runtime, *statements):
    with runtime.database.begin() as session:
        for statement in statements:
            session.connection().exec_driver_sql(statement)


def test_what_was_done_is_in_the_log_without_a_word_that_somebody_wrote(runtime, log):
    entries = newest(runtime, log)
    kinds = {one.kind for one in entries}
    assert kinds >= {
        AuditKind.CHARTER,
        AuditKind.DECISION,
        AuditKind.SANCTION,
        AuditKind.IDENTITY,
        AuditKind.HOLD,
    }
    text = json.dumps([dict(one.facts) for one in entries])
    assert "INJURE" in text
    for word in ("Amir", "ambigu", "plainte", "personne", "@", "127.0.0.1"):
        assert word not in text
    numbers = [one.number for one in entries]
    assert numbers == list(range(len(numbers), 0, -1))


@pytest.mark.parametrize(
    ("statements", "number", "how"),
    [
        (["UPDATE audit SET about = 'comment 99' WHERE number = 4"], 4, "changed"),
        (["UPDATE audit SET actor = NULL WHERE number = 5"], 5, "changed"),
        (["""UPDATE audit SET facts = '{"action": "approve"}' WHERE number = 3"""], 3, "changed"),
        (["UPDATE audit SET at = '2020-01-01 00:00:00.000000' WHERE number = 6"], 6, "changed"),
        (["DELETE FROM audit WHERE number = 1"], 1, "missing"),
        (["DELETE FROM audit WHERE number = 4"], 4, "missing"),
        (
            [
                "DELETE FROM audit WHERE number = 4",
                "UPDATE audit SET number = 4 WHERE number = (SELECT max(number) FROM audit)",
            ],
            4,
            "changed",
        ),
        (
            [
                "UPDATE audit SET number = 1000 WHERE number = 3",
                "UPDATE audit SET number = 3 WHERE number = 4",
                "UPDATE audit SET number = 4 WHERE number = 1000",
            ],
            3,
            "changed",
        ),
        (
            [
                "INSERT INTO audit (number, at, actor, kind, about, facts, previous, hash)"
                " SELECT 0, at, actor, kind, about, facts, previous, hash FROM audit"
                " WHERE number = 2"
            ],
            0,
            "untied",
        ),
    ],
    ids=["about", "actor", "facts", "moment", "first", "removed", "replaced", "swapped", "put in"],
)
def test_what_is_changed_by_hand_is_found_where_it_was(runtime, log, statements, number, how):
    assert auditing.verify(runtime).broken is None
    change(runtime, *statements)
    broken = auditing.verify(runtime).broken
    assert (broken.number, broken.how) == (number, how)


def test_an_entry_that_was_changed_with_its_hash_breaks_the_next_one(runtime, log):
    with runtime.database.read() as session:
        found = audit.entries_after(session, 3, limit=1)[0]
    forged = replace(found, about="comment 99")
    change(
        runtime,
        f"UPDATE audit SET about = 'comment 99', hash = '{hash_of(forged)}' WHERE number = 4",  # noqa: S608
    )
    broken = auditing.verify(runtime).broken
    assert (broken.number, broken.how) == (5, "untied")


def test_an_end_that_is_cut_off_shows_by_the_head_that_was_written_down(runtime, log):
    head = auditing.verify(runtime).head
    change(runtime, f"DELETE FROM audit WHERE number > {head.number - 2}")  # noqa: S608
    assert auditing.verify(runtime).broken is None  # nothing in what is left tells
    broken = auditing.verify(runtime, head=head).broken
    assert (broken.number, broken.how) == (head.number - 1, "missing")


def test_a_chain_that_was_made_anew_is_not_the_one_that_was_written_down(runtime, log):
    head = auditing.verify(runtime).head
    found = auditing.verify(runtime, head=Head(head.number, "ab" * 32)).broken
    assert (found.number, found.how) == (head.number, "other")


def test_what_is_undone_is_not_in_the_log(runtime, log):
    before = auditing.verify(runtime).head

    def note(session, about):
        audit.append(session, AuditKind.EXPORT, by=log.id, about=about, now=runtime.clock())

    class Undone(Exception):
        pass

    with runtime.database.begin() as session:
        note(session, "first")
        with suppress(Undone), session.begin_nested():
            note(session, "second")
            with session.begin_nested():
                note(session, "third")
            raise Undone
        note(session, "fourth")
    with suppress(Undone), runtime.database.begin() as session:
        note(session, "fifth")
        raise Undone
    verified = auditing.verify(runtime)
    assert verified.broken is None
    assert verified.head.number == before.number + 2
    assert [one.about for one in newest(runtime, log)[:2]] == ["fourth", "first"]


def test_a_name_that_is_forgotten_leaves_the_chain_whole(runtime, log, clock):
    named = auditing.journal(runtime, log, Wanted(), before=None, limit=100).entries
    assert {one.name for one in named} >= {"Mona", "Ada", None}
    clock.move(days=365 * 2 + 31)
    retention.retain(runtime)
    named = auditing.journal(runtime, log, Wanted(), before=None, limit=100).entries
    assert {one.name for one in named} == {None}
    assert any(one.entry.actor for one in named)
    assert auditing.verify(runtime).broken is None


def test_the_log_is_looked_through_by_person_kind_and_period(runtime, log, clock):
    mona_id = next(number for number, name in auditing.actors(runtime) if name == "Mona")
    decided = newest(runtime, log, person_id=mona_id, kind=AuditKind.DECISION)
    assert len(decided) == 6
    assert newest(runtime, log, since=clock.now.replace(year=2027)) == []
    assert newest(runtime, log, until=clock.now.replace(year=2025)) == []
    assert newest(runtime, log, since=clock.now, kind=AuditKind.DECISION) == decided
    first = auditing.journal(runtime, log, Wanted(), before=None, limit=4)
    second = auditing.journal(runtime, log, Wanted(), before=first.before, limit=4)
    assert [one.entry.number for one in first.entries][-1] - 1 == second.entries[0].entry.number


def charte(runtime, *arguments):
    # The command prepares the home anew, as at a terminal.

    env = {
        "CHARTE_HOME": str(runtime.settings.home),
        "CHARTE_DATABASE_URL": runtime.settings.resolved_database_url,
        "CHARTE_SECRET_KEY": "s" * 32,
        "CHARTE_MODEL": "none",
    }
    return CliRunner().invoke(main, arguments, env=env)


def test_the_commands_verify_and_export(runtime, log):
    verified = charte(runtime, "audit", "verify")
    assert verified.exit_code == 0, verified.output
    head = verified.output.split("head ")[1].strip()
    exported = charte(runtime, "audit", "export")
    lines = [json.loads(line) for line in exported.stdout.splitlines()]
    assert [line["number"] for line in lines] == list(range(1, len(lines) + 1))
    assert lines[-1]["kind"] == "export"
    assert {line["name"] for line in lines} >= {"Mona", "Ada"}
    assert charte(runtime, "audit", "verify", "--head", head).exit_code == 0
    assert charte(runtime, "audit", "verify", "--head", "nonsense").exit_code == 2
    change(runtime, "DELETE FROM audit WHERE number = 3")
    broken = charte(runtime, "audit", "verify")
    assert broken.exit_code == 1
    assert "broken at entry 3" in broken.output


def test_only_who_may_reads_the_log(runtime, log):
    hire(runtime, "Max", Role.SENIOR)
    with runtime.database.read() as session:
        senior = people.person_by_email(session, "max@example.org")
    with pytest.raises(NotAllowed, match="no permission to audit"):
        auditing.journal(runtime, senior, Wanted(), before=None, limit=1)


def test_the_journal_is_looked_through_and_taken_away(app, runtime, log, ada_at_the_desk):
    page = ada_at_the_desk.get("/desk/journal")
    assert "identité vue" in page.text
    assert re.search(r"<bdi>Mona</bdi>", page.text)
    assert "le service" in page.text
    for words in (
        "Refusé · points de la charte : INJURE · en attente → refusé",
        "vu : nom",
        "ordre donné",
        "entrée en vigueur · version 1.0",
    ):
        assert words in page.text
    mona_id = next(number for number, name in auditing.actors(runtime) if name == "Mona")
    address = f"/desk/journal?qui={mona_id}&quoi=decision&du=2026-11-02&au=2026-11-02"
    found = ada_at_the_desk.get(address)
    assert found.text.count('<tr id="n') == 6
    path = f"/desk/journal/export?{address.partition('?')[2]}"
    hidden = hidden_fields(found, "/desk/journal/export")
    taken = ada_at_the_desk.client.post(path, data=dict(hidden))
    assert taken.mimetype == "text/csv"
    assert len(taken.text.splitlines()) == 7
    assert ",Mona," in taken.text
    assert newest(runtime, log)[0].kind is AuditKind.EXPORT
    assert auditing.verify(runtime).broken is None


@pytest.mark.parametrize(
    "query",
    [
        "qui=x&quoi=y",
        "du=morgen",
        "avant=99999999999999999999",
        "avant=-99999999999999999999",
        "qui=-1",
        "au=9999-12-31",
    ],
)
def test_a_search_that_makes_no_sense_is_answered(ada_at_the_desk, query):
    assert ada_at_the_desk.get(f"/desk/journal?{query}").status_code == 200


@pytest.fixture
def ada_at_the_desk(app, runtime):
    return at_the_desk(app, runtime, "Adèle", Role.ADMINISTRATOR)
