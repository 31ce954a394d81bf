"""Everything comes out again, as a whole or not at all, and what comes out goes in again."""

import csv
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from jsonschema import Draft202012Validator

from moderation.adapters.cells import read_cell, safe_cell
from moderation.core.charter import Category
from moderation.core.comment import Draft
from moderation.core.decision import Action
from moderation.core.dsa import EEA, SUBJECTS, Untold, faults_of
from moderation.core.exporting import TABLES, Form
from moderation.core.person import Role
from moderation.core.redress import Allegation, Reporter, ReportReason
from moderation.core.sanction import SanctionKind
from moderation.errors import InvalidInput
from moderation.services import identity, ladder, letters, redress, review, submission
from moderation.services.exporting import export_all, export_statements
from moderation.services.importing import Options, import_file
from moderation.storage.charters import keep_charter
from moderation.storage.database import Database
from moderation.storage.exporting import page
from moderation.storage.tables import CommentRow
from tests.conftest import AMBIGUOUS, CLEAN, NOW, REFUSED
from tests.databases import fresh_database
from tests.mails import inbox, mailing

__all__ = ["inbox", "mailing"]

HERE = Path(__file__).parent
SCHEMA = json.loads((HERE / "dsa_statements.schema.json").read_text("utf-8"))

EXCERPT = "Par 61 voix contre 58,\nle Grand Conseil accepte le budget."

FORMULAS = ["=1+1", "+41", "-5", "@x", "\t=1", "'=1", "''=1", "＝1", "l’été", "'tis", 'a,b;"c"\nd']


@pytest.fixture
def busy(runtime):
    """An installation with comments of every kind on it."""
    submission.put_article(
        runtime, key="budget", title="Le budget passe la rampe", url=None, excerpt=EXCERPT
    )
    send(runtime, CLEAN, author_name="Line Brunner", author_email="line@exemple.ch")
    first = send(runtime, "Une première phrase, qui attend des réponses.")
    send(runtime, '=HYPERLINK("https://casino.example") dit-il.', answers=first.public_id)
    send(runtime, REFUSED, author_name="Eve Martin", author_email="eve@exemple.ch")
    send(runtime, AMBIGUOUS)
    redress.report(runtime, first.public_id, reason=ReportReason.OTHER, words="Hors sujet.")
    redress.report(
        runtime,
        first.public_id,
        reason=ReportReason.HATE,
        words="Lisez bien.",
        said=Allegation("HAINE", is_illegal=True, in_good_faith=True),
        by=Reporter("Noémie Rochat", "noemie@exemple.ch"),
    )
    import_file(
        runtime, HERE / "coral", None, Options(""), report=runtime.settings.home / "r.jsonl"
    )
    return runtime


@pytest.fixture
def mona(runtime):
    return identity.create_person(
        runtime, email="mona@example.org", name="Mona", role=Role.MODERATOR
    ).person


def send(runtime, body, *, author_name="Amir Haddad", **fields):
    draft = Draft(body, author_name, **fields)
    return submission.submit_comment(
        runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
    ).comment


def table(runtime, name, *, personal=True):
    with runtime.database.read() as session:
        found = page(session, name, after=0, limit=1_000, personal=personal)
    return [dict(row) for row in found.rows] if found else []


#: What a comment is, wherever it stands.
SAME = (
    "id",
    "article",
    "parent",
    "author_name",
    "is_pseudonym",
    "author_email",
    "body",
    "language",
)
SAME += ("status", "submitted_at", "edited_at", "clauses")


def same(runtime):
    rows = sorted(table(runtime, "comments"), key=lambda row: row["id"])
    return [{name: row[name] for name in SAME} for row in rows]


@pytest.mark.parametrize("form", [Form.JSONL, Form.CSV])
def test_what_comes_out_goes_in_again(busy, form, tmp_path, database_url):
    folder = tmp_path / "export"
    export_all(busy, folder, form, personal=True, has_mark=True)
    (tmp_path / "other").mkdir()
    with fresh_database("sqlite", tmp_path / "other") as url:
        other = replace(busy, database=Database(url))
        with other.database.begin() as session:
            keep_charter(session, other.charter, adopted_at=NOW)
        options = Options("", takes_emails=True)
        found = import_file(other, folder, None, options, report=tmp_path / "r.jsonl")
        assert not found.remarks
        assert same(other) == same(busy)
        excerpts = {row["key"]: row["excerpt"] for row in table(other, "articles")}
        assert excerpts["budget"] == EXCERPT
        assert [{**row, "created_at": None} for row in table(other, "articles")] == [
            {**row, "created_at": None} for row in table(busy, "articles")
        ]
        other.database.close()
    # Where they came from nothing changes.
    before = same(busy)
    found = import_file(busy, folder, None, options, report=tmp_path / "r.jsonl")
    assert (sum(found.taken.values()), found.known) == (0, len(before))
    assert same(busy) == before


@pytest.mark.parametrize("form", list(Form))
def test_every_table_is_written_with_its_columns(busy, form, tmp_path):
    folder = tmp_path / "export"
    rows = export_all(busy, folder, form)
    assert all(
        rows[name] for name in ("articles", "comments", "decisions", "statements", "reports")
    )
    for name, columns in TABLES.items():
        assert read(folder / f"{name}.{form}", form) == (list(columns), rows[name])
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["rows"] == rows
    assert (folder.stat().st_mode & 0o077) == 0


def read(path, form):
    if form is Form.PARQUET:
        parquet = pytest.importorskip("pyarrow.parquet")
        found = parquet.read_table(path)
        return found.column_names, found.num_rows
    if form is Form.CSV:
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        return head, len(rows)
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return list(rows[0]) if rows else list(TABLES[path.stem]), len(rows)


def test_addresses_and_who_reported_come_only_if_asked_for(busy, tmp_path):
    for personal in (False, True):
        folder = tmp_path / str(personal)
        export_all(busy, folder, Form.JSONL, personal=personal)
        content = "".join(file.read_text("utf-8") for file in folder.iterdir())
        for hidden in ("line@exemple.ch", "noemie@exemple.ch", "Noémie Rochat"):
            assert (hidden in content) is personal


def test_what_a_reporter_left_and_was_told_comes_out(busy, mona, clock, mailing, tmp_path):
    _, second = table(busy, "reports")
    seen = review.open_case(busy, second["comment"]).comment.version
    review.decide(
        busy, mona, second["comment"], seen=seen, action=Action.REJECT, clause_ids=("HAINE",)
    )
    clock.move(seconds=busy.settings.undo_seconds)
    assert letters.send_letters(mailing) > 0
    export_all(busy, tmp_path / "export", Form.JSONL, personal=True)
    lines = (tmp_path / "export" / "reports.jsonl").read_text("utf-8").splitlines()
    anonymous, told = (json.loads(line) for line in lines)
    assert anonymous["words"] == "Hors sujet."
    nothing = ("clause", "reporter_name", "reporter_email", "reporter_language", "told_at")
    assert [anonymous[name] for name in nothing] == [None] * 5
    assert (anonymous["illegal"], anonymous["good_faith"]) == (False, False)
    assert (told["reason"], told["words"], told["clause"]) == ("hate", "Lisez bien.", "HAINE")
    assert (told["illegal"], told["good_faith"]) == (True, True)
    assert (told["reporter_name"], told["reporter_email"]) == ("Noémie Rochat", "noemie@exemple.ch")
    assert told["reporter_language"] == "fr"
    assert told["told_at"] == busy.clock().isoformat()
    assert told["closed_by"] == anonymous["closed_by"] is not None


def test_a_step_of_the_ladder_comes_out_with_its_clauses_and_its_end(busy, mona, tmp_path):
    with busy.database.read() as session:
        refused = session.scalar(
            sa.select(CommentRow.public_id).where(CommentRow.author_name == "Eve Martin")
        )
    asked = ladder.Asked(SanctionKind.WEEK, ("INJURE",), "Une injure de plus.")
    made = ladder.sanction_author(busy, mona, refused, asked)
    export_all(busy, tmp_path / "export", Form.JSONL)
    (line,) = (tmp_path / "export" / "sanctions.jsonl").read_text("utf-8").splitlines()
    written = json.loads(line)
    assert (written["kind"], written["clauses"]) == ("week", ["INJURE"])
    assert written["until"] == made.until.isoformat()
    assert (written["review_at"], written["reread_at"]) == (None, None)


def test_a_spreadsheet_calculates_nothing(busy, tmp_path):
    export_all(busy, tmp_path / "export", Form.CSV)
    with (tmp_path / "export" / "comments.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_is_safe_and_comes_back(text):
    safe = safe_cell(text)
    assert safe[0] not in "=+-@\t\r＝"
    assert read_cell(safe) == text


def test_an_export_appears_as_a_whole(busy, tmp_path):
    folder = tmp_path / "export"

    class CutShort(Exception):
        pass

    def cut(n, total):
        assert not folder.exists()
        raise CutShort

    with pytest.raises(CutShort):
        export_all(busy, folder, Form.JSONL, done=cut)
    assert not [path for path in tmp_path.iterdir() if "export" in path.name]
    export_all(busy, folder, Form.JSONL)
    with pytest.raises(InvalidInput, match="already"):
        export_all(busy, folder, Form.JSONL)


# The Commission's database.


def test_statements_are_told_as_the_database_takes_them(busy, tmp_path):
    found = export_statements(busy, tmp_path / "dsa", territory=("FR", "LU"))
    assert found.told >= 1
    (file,) = (tmp_path / "dsa").glob("statements-*.json")
    content = json.loads(file.read_text("utf-8"))
    errors = list(Draft202012Validator(SCHEMA).iter_errors(content))
    assert not errors, errors
    told = content["statements"][0]
    assert told["territorial_scope"] == ["FR", "LU"]
    assert told["category"] == "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH"
    assert told["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_DISABLED"]
    assert told["automated_decision"] == "AUTOMATED_DECISION_FULLY"
    assert told["automated_detection"] == "Yes"
    for word in ("connard", "Eve Martin", "eve@exemple.ch"):
        assert word not in file.read_text("utf-8")
    untold = (tmp_path / "dsa" / "untold.jsonl").read_text("utf-8").splitlines()
    reasons = [json.loads(line)["reason"] for line in untold]
    assert found.untold == {Untold(reason): reasons.count(reason) for reason in set(reasons)}


def test_what_was_told_has_the_same_name_the_next_time(busy, tmp_path):
    names = []
    for folder in ("a", "b"):
        export_statements(busy, tmp_path / folder, territory=EEA)
        content = json.loads((tmp_path / folder / "statements-00001.json").read_text("utf-8"))
        names.append([one["puid"] for one in content["statements"]])
    assert names[0] == names[1]
    found = export_statements(
        busy, tmp_path / "c", territory=EEA, since=(NOW + timedelta(days=1)).date()
    )
    assert (found.told, found.files) == (0, 0)


def test_a_hundred_statements_a_file(runtime, tmp_path):
    for n in range(101):
        send(runtime, f"{REFUSED} {n}", author_name=f"Eve Martin{'abcdefghij'[n % 10]}")
    found = export_statements(runtime, tmp_path / "dsa", territory=EEA)
    sizes = [
        len(json.loads(file.read_text("utf-8"))["statements"])
        for file in sorted((tmp_path / "dsa").glob("*.json"))
    ]
    assert (found.told, sizes) == (101, [100, 1])


def test_a_comment_older_than_the_database_takes_is_listed(busy, tmp_path):
    with busy.database.begin() as session:
        session.execute(sa.update(CommentRow).values(submitted_at=NOW.replace(year=1999)))
    found = export_statements(busy, tmp_path / "dsa", territory=EEA)
    assert not found.told
    assert found.untold[Untold.TOO_OLD] >= 1


def test_every_category_of_ours_has_one_of_theirs():
    assert set(SUBJECTS) == set(Category)
    names = SCHEMA["$defs"]["category"]["enum"]
    assert {f"STATEMENT_CATEGORY_{one.category}" for one in SUBJECTS.values()} <= set(names)


def test_what_the_database_would_refuse_is_found(busy, tmp_path):
    export_statements(busy, tmp_path / "dsa", territory=("FR",))
    content = json.loads((tmp_path / "dsa" / "statements-00001.json").read_text("utf-8"))
    told = content["statements"][0]
    assert not faults_of(told)
    for field, value in (
        ("puid", "a b"),
        ("puid", "a" * 501),
        ("decision_facts", "a" * 5_001),
        ("incompatible_content_ground", ""),
        ("incompatible_content_explanation", "a" * 2_001),
        ("category", "STATEMENT_CATEGORY_SPAM"),
        ("territorial_scope", ["CH"]),
        ("territorial_scope", []),
        ("automated_decision", "Yes"),
        ("content_language", "fr"),
    ):
        assert faults_of({**told, field: value}) == (field,)
        assert list(
            Draft202012Validator(SCHEMA).iter_errors({"statements": [{**told, field: value}]})
        )
