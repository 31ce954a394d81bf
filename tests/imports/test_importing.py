"""Comments of other systems are taken over, once, whatever their files are like."""

import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
import sqlalchemy as sa

from moderation.adapters.sources.files import Meter
from moderation.adapters.sources.wordpress import read_wordpress
from moderation.core.comment import Status
from moderation.core.importing import Format, Learn
from moderation.errors import InvalidInput
from moderation.services import importing, retraining
from moderation.services.importing import Options, import_file
from moderation.storage.imported import imported_labels
from moderation.storage.imported_tables import ImportedRow
from moderation.storage.queue_tables import QueueRow
from moderation.storage.tables import (
    ArticleRow,
    CommentRow,
    DecisionRow,
    LetterRow,
    StatementRow,
)

HERE = Path(__file__).parent

ITEM = """<item><title>Un titre</title><link>https://journal.example/a</link><wp:post_id>1</wp:post_id>
<wp:comment_status>open</wp:comment_status>{}</item>"""
RSS = '<?xml version="1.0" encoding="UTF-8"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>'


def wxr(*comments):
    return RSS + ITEM.format("".join(comments)) + "</channel></rss>"


def wp(number, body="Bonjour à tous.", *, parent=0, approved="1", date="2020-01-02 03:04:05"):
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id>"
        f"<wp:comment_author><![CDATA[Paul Berset]]></wp:comment_author>"
        f"<wp:comment_date_gmt>{date}</wp:comment_date_gmt>"
        f"<wp:comment_content><![CDATA[{body}]]></wp:comment_content>"
        f"<wp:comment_approved>{approved}</wp:comment_approved>"
        f"<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"
    )


@pytest.fixture
def take(runtime, tmp_path):
    """A function: import a file, or some text as one; what became of it, and its remarks."""

    def run(source, *, form=None, name="export.xml", **options):
        path = source if isinstance(source, Path) else tmp_path / name
        if path != source:
            path.write_bytes(source if isinstance(source, bytes) else source.encode())
        report = tmp_path / "report.jsonl"
        report.unlink(missing_ok=True)
        found = import_file(runtime, path, form, Options("", **options), report=report)
        lines = report.read_text("utf-8").splitlines() if report.exists() else []
        told = [json.loads(line) for line in lines]
        return found, [(line["row"], line["id"], line["reason"]) for line in told]

    return run


def rows(runtime, table, *order):
    with runtime.database.read() as session:
        return session.scalars(sa.select(table).order_by(*order)).all()


def comments(runtime):
    """Return the comments by their names in their own system."""
    with runtime.database.read() as session:
        found = session.execute(
            sa.select(ImportedRow.source_id, CommentRow).join(
                CommentRow, CommentRow.id == ImportedRow.comment_id
            )
        ).all()
    return dict(map(tuple, found))


def answers(runtime):
    """Return what each reply answers, and what it hangs under, by their names elsewhere."""
    found = comments(runtime)
    names = {row.id: name for name, row in found.items()}
    return {
        name: (names[row.answers_id], names[row.parent_id])
        for name, row in found.items()
        if row.answers_id
    }


def test_wordpress(runtime, take):
    found, remarks = take(HERE / "wordpress.xml")
    assert found.taken == {Status.PUBLISHED: 2, Status.PENDING: 1, Status.REJECTED: 1}
    assert remarks == [(5, "15", "not_a_comment")]
    here = comments(runtime)
    assert here["11"].body == ("Enfin !\n\nVoir le plan (https://tram.example/plan), c'est 2 < 3.")
    assert here["12"].author_name == "Line O'Brien"
    assert here["13"].submitted_at.isoformat() == "2019-05-03T12:00:00+00:00"  # there is no other
    assert answers(runtime) == {"12": ("11", "11"), "13": ("12", "11")}
    article = next(one for one in rows(runtime, ArticleRow) if one.key == "4711")
    assert (article.title, article.is_open) == ("Le tram avance & la rue recule", False)
    assert not any(row.author_email for row in here.values())


def test_disqus(runtime, take):
    found, remarks = take(HERE / "disqus.xml")
    assert found.taken == {Status.PUBLISHED: 2, Status.WITHDRAWN: 1, Status.REJECTED: 1}
    assert remarks == [(5, "905", "no_article")]
    here = comments(runtime)
    assert here["901"].body == "Bravo à toute l'équipe.\n\nOn attend la suite."
    # What was deleted there has left its place, and not its text.
    assert (here["902"].body, here["902"].author_name) == ("", "")
    assert here["902"].erased_at is not None
    assert answers(runtime) == {"902": ("901", "901"), "903": ("902", "901")}
    assert {row.key for row in rows(runtime, ArticleRow)} >= {"4711", "202"}


def test_coral(runtime, take):
    found, remarks = take(HERE / "coral")
    assert found.taken == {
        Status.PUBLISHED: 2,
        Status.REJECTED: 1,
        Status.PENDING: 1,
        Status.WITHDRAWN: 1,
    }
    assert remarks == [(6, "c6", "no_article"), (7, "", "unreadable")]
    here = comments(runtime)
    assert here["c1"].body == "Un budget honnête\xa0:\n\nje le soutiens."
    assert here["c2"].submitted_at.isoformat() == "2021-02-02T09:20:00+00:00"
    assert answers(runtime) == {"c2": ("c1", "c1")}


def test_no_moment_or_name_of_coral_ends_an_import(runtime, take, tmp_path):
    moments = ['{"$numberLong":"--5"}', '{"$numberLong":"%s"}' % ("9" * 5000), "1" + "0" * 400]
    said = (
        '{"id":"%s","storyID":"%s","authorID":"\\ud800","status":"NONE","createdAt":{"$date":%s}}'
    )
    lines = [said % (f"x{n}", "clos", moment) for n, moment in enumerate(moments)]
    lines.append(said % ("x3", "\\udc80", '"2021-02-03T08:00:00.000Z"'))
    for name in ("stories", "users"):
        (tmp_path / f"{name}.json").write_bytes((HERE / "coral" / f"{name}.json").read_bytes())
    (tmp_path / "comments.json").write_text("\n".join(lines))
    _, remarks = take(tmp_path)
    assert {name: reason for _, name, reason in remarks} == {
        "x0": "no_date",
        "x1": "no_date",
        "x2": "no_date",
        "x3": "no_article",
    }


def test_isso(runtime, take, tmp_path):
    path = tmp_path / "comments.db"
    with sqlite3.connect(path) as database:
        database.executescript(
            """CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
            CREATE TABLE comments (tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER,
                created FLOAT NOT NULL, modified FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR,
                author VARCHAR, email VARCHAR, website VARCHAR, likes INTEGER DEFAULT 0,
                dislikes INTEGER DEFAULT 0, voters BLOB NOT NULL, notification INTEGER DEFAULT 0);
            INSERT INTO threads VALUES (1, '/2020/le-tram/', 'Le tram');"""
        )
        said = [
            (1, 1, None, 1577934245.5, 1, "*Bravo*, et 2 < 3.", "Paul Berset", "paul@exemple.ch"),
            (1, 2, 1, 1577934246.5, 2, "À relire.", None, None),
            (1, 3, None, 1577934247.5, 4, "", None, None),
            (1, 4, 3, 1577934248.5, 1, "Sous un texte effacé.", "Line Brunner", None),
            (9, 5, None, 1577934249.5, 1, "Sous rien.", "Line Brunner", None),
        ]
        database.executemany(
            "INSERT INTO comments (tid, id, parent, created, mode, text, author, email, remote_addr, voters)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, '203.0.113.7', '')",
            said,
        )
    found, remarks = take(path)
    assert found.taken == {Status.PUBLISHED: 2, Status.PENDING: 1, Status.WITHDRAWN: 1}
    assert remarks == [(5, "5", "no_article"), (2, "2", "no_name")]
    here = comments(runtime)
    assert here["1"].body == "*Bravo*, et 2 < 3."
    assert here["2"].author_name == "Anonyme"
    assert answers(runtime) == {"2": ("1", "1"), "4": ("3", "3")}
    assert any(row.key.startswith("2020-le-tram-") for row in rows(runtime, ArticleRow))


def test_csv_and_what_is_wrong_with_each_row(runtime, take):
    found, remarks = take(HERE / "comments.csv")
    assert found.taken == {Status.PUBLISHED: 2, Status.PENDING: 1, Status.REJECTED: 1}
    assert sorted(remarks, key=str) == [
        (10, "9", "no_date"),
        (11, "1", "changed"),
        (2, "2", "no_name"),
        (5, "5", "no_date"),
        (6, "6", "unknown_status"),
        (7, "7", "empty"),
        (8, "8", "no_article"),
        (9, "", "no_id"),
    ]
    assert comments(runtime)["1"].body == "Bonjour,\nsur deux lignes."


def test_json_lines(runtime, take):
    said = {"article": "tram", "submitted_at": "2020-01-02T03:04:05Z", "author_name": "Paul Berset"}
    lines = [
        {**said, "id": 1, "body": "Un entier pour nom."},
        {**said, "id": "2", "body": "Une réponse.", "parent": 1, "status": "published"},
        {**said, "id": "3", "body": {"not": "text"}},
        {**said, "id": "4"},
        {**said, "id": "5", "body": "\ud800 seule", "article": "\x00/é\ud800"},
        {**said, "id": "6\x00", "body": "Un nom impossible."},
        {**said, "id": "7", "body": "Un parent impossible.", "parent": "\x00"},
    ]
    text = "\n".join([*map(json.dumps, lines), "[1]", "[" * 100_000, "", '{"id": 1}'])
    found, remarks = take(text, name="comments.jsonl")
    assert found.taken == {Status.PUBLISHED: 4}
    assert sorted(remarks, key=str) == [
        (11, "1", "unreadable"),
        (3, "3", "empty"),
        (4, "4", "unreadable"),
        (5, "5", "text_cleaned"),
        (6, "6\x00", "no_id"),
        (8, "", "unreadable"),
        (9, "", "unreadable"),
    ]
    assert answers(runtime) == {"2": ("1", "1")}
    assert comments(runtime)["5"].body == "seule"


@pytest.mark.parametrize("name", ["wordpress.xml", "disqus.xml", "coral", "comments.csv"])
def test_a_second_run_changes_nothing(runtime, take, name):
    first, _ = take(HERE / name)

    def everything():
        return [
            [[getattr(row, c.key) for c in table.__table__.columns] for row in rows(runtime, table)]
            for table in (ArticleRow, CommentRow, DecisionRow, ImportedRow, QueueRow)
        ]

    before = everything()
    again, _ = take(HERE / name)
    assert everything() == before
    assert again.known == sum(first.taken.values())
    assert not again.taken
    assert not again.articles


def test_a_dry_run_counts_and_stores_nothing(runtime, take):
    found, remarks = take(HERE / "wordpress.xml", is_dry_run=True)
    assert sum(found.taken.values()) == 4
    assert remarks == [(5, "15", "not_a_comment")]
    assert not rows(runtime, CommentRow)


def test_nobody_is_written_to_and_the_queue_has_what_waited(runtime, take):
    take(HERE / "wordpress.xml", takes_emails=True)
    assert not rows(runtime, LetterRow)
    assert not rows(runtime, StatementRow)
    (waiting,) = rows(runtime, QueueRow)
    assert waiting.comment_id == comments(runtime)["13"].id
    assert not comments(runtime)["13"].verdict["gaps"]  # it was judged
    assert comments(runtime)["11"].verdict["gaps"] == ["imported"]


@pytest.mark.parametrize(
    "approved", [pytest.param("0", id="waiting"), pytest.param("spam", id="refused")]
)
def test_a_hundred_comments_take_hardly_more_statements_than_ten(runtime, take, approved):
    def n_statements(numbers):
        made = []

        def note(connection, cursor, statement, *_):
            made.append(statement)

        export = wxr(*(wp(n, f"Ambigu numéro {n}, avouez.", approved=approved) for n in numbers))
        sa.event.listen(runtime.database.engine, "before_cursor_execute", note)
        found, _ = take(export)
        sa.event.remove(runtime.database.engine, "before_cursor_execute", note)
        assert found.taken.total() == len(numbers)
        return len(made)

    take(wxr(wp(1, "Ambigu, avouez.", approved=approved)))  # makes the article, and who decides
    # SQLAlchemy gives SQLite some fifty rows in one INSERT.
    assert n_statements(range(1_000, 1_100)) <= n_statements(range(100, 110)) + 4
    assert len(rows(runtime, QueueRow)) == (111 if approved == "0" else 0)


def test_addresses_come_if_asked_for_while_they_may_be_kept(runtime, take):
    take(HERE / "comments.csv", takes_emails=True, form=Format.CSV)
    take(HERE / "wordpress.xml", takes_emails=True)
    here = comments(runtime)
    assert here["1"].author_email == "paul@exemple.ch"
    assert here["3"].author_email is None  # it is none
    assert here["11"].author_email is None  # it is over its period
    content = repr([vars(row) for row in here.values()])
    assert "203.0.113" not in content


def test_a_case_that_came_from_elsewhere_is_shown(mona, runtime, take):
    take(HERE / "wordpress.xml")
    for name in ("11", "13", "14"):
        page = mona.get(f"/desk/comment/{comments(runtime)[name].public_id}")
        assert page.status_code == 200, name
    assert "autre système" in mona.get(f"/desk/comment/{comments(runtime)['14'].public_id}").text
    thread = mona.get("/article/4711").text
    assert "Enfin" in thread
    assert "idiots" not in thread


# XML that means harm, or is broken.

BOMB = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>
<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>&b;</channel></rss>"""
XXE = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><title>&x;</title></item></channel></rss>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://127.0.0.1:9/evil.dtd">
<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel></channel></rss>"""


@pytest.mark.parametrize("text", [BOMB, XXE, OUTSIDE], ids=["laughs", "file", "outside"])
def test_a_document_type_is_refused(tmp_path, text):
    path = tmp_path / "export.xml"
    path.write_text(text, "utf-8")
    with pytest.raises(InvalidInput, match="a document type"):
        list(read_wordpress(path, Meter()))


@pytest.mark.parametrize(
    "text",
    [
        RSS + "<a>" * 1000,
        RSS + '<a b="' + "x" * 6_000_000,
        RSS + "<!--" + "x" * 6_000_000,
        RSS.replace("UTF-8", "utf-7") + "+ADw-/rss+AD4-",
        RSS.replace("UTF-8", "no-such-code"),
        RSS + "&undefined;",
        "",
        "<",
        RSS.replace("UTF-8", "UTF-16"),
    ],
    ids=["deep", "attribute", "comment", "utf-7", "unknown", "entity", "empty", "short", "wide"],
)
def test_what_is_no_export_is_refused(tmp_path, text):
    path = tmp_path / "export.xml"
    path.write_text(text, "utf-8")
    with pytest.raises(InvalidInput):
        list(read_wordpress(path, Meter()))


def test_what_stands_before_a_break_is_kept_and_the_rest_comes_later(runtime, take):
    whole = wxr(*(wp(n, parent=n - 1) for n in range(1, 701)))
    found, _ = take(whole[:-5_000])
    assert "the XML is broken" in str(found.broken)
    n_before = found.taken[Status.PUBLISHED]
    assert 600 < n_before < 700
    found, _ = take(whole)
    assert found.broken is None
    assert (found.known, found.taken[Status.PUBLISHED]) == (n_before, 700 - n_before)
    assert {top for _, top in answers(runtime).values()} == {"1"}
    assert len(answers(runtime)) == 699


def test_a_packed_file_is_read_and_a_cut_one_said_to_be_damaged(take):
    packed = gzip.compress(wxr(*(wp(n) for n in range(1, 2_000))).encode(), mtime=0)
    assert take(packed, name="a.xml.gz")[0].taken[Status.PUBLISHED] == 1_999
    found, _ = take(packed[:-500], name="b.xml.gz", form=Format.WORDPRESS)
    assert "damaged" in str(found.broken)


def test_bytes_that_xml_forbids_are_left_out(runtime, take):
    take(wxr(wp(1, "Un \x00NUL, \x08 et \x1b.")).encode().replace(b"tous", b"\xff\xfe"))
    assert comments(runtime)["1"].body == "Un NUL,  et ."


def test_old_encodings_are_read(runtime, take):
    take(wxr(wp(1, "Où ça ?")).replace("UTF-8", "ISO-8859-1").encode("latin-1"))
    assert comments(runtime)["1"].body == "Où ça ?"


def test_a_big_file_is_never_in_memory(tmp_path):
    path = tmp_path / "export.xml"
    with path.open("w", encoding="utf-8") as file:
        file.write(RSS)
        for n in range(1, 21):
            content = f"<x>{'mot ' * 500_000}</x>{wp(n, 'phrase ' * 5_000)}"
            file.write(ITEM.format(content))
        file.write("</channel></rss>")
    assert path.stat().st_size > 40_000_000
    tracemalloc.start()
    try:
        meter = Meter()
        assert sum(len(found.body) for found in read_wordpress(path, meter)) == 20 * 35_000
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 16_000_000
    assert meter.done == meter.total


# Threads of every kind.


def test_replies_that_come_before_what_they_answer_hang(runtime, take):
    take(wxr(wp(3, parent=2), wp(2, parent=1), wp(4, parent=3), wp(1)))
    assert answers(runtime) == {"2": ("1", "1"), "3": ("2", "1"), "4": ("3", "1")}


def test_an_orphan_stands_at_the_top_until_what_it_answers_comes(runtime, take):
    _, remarks = take(wxr(wp(2, parent=1), wp(3, parent=2)))
    assert remarks == [(None, "2", "orphan")]
    assert answers(runtime) == {"3": ("2", "2")}
    _, remarks = take(wxr(wp(1)))
    assert not remarks
    assert answers(runtime) == {"2": ("1", "1"), "3": ("2", "1")}


def test_what_answers_itself_stands_at_the_top(runtime, take):
    _, remarks = take(wxr(wp(1, parent=3), wp(2, parent=1), wp(3, parent=2), wp(4, parent=4)))
    assert sorted(remarks) == [(None, "1", "cycle"), (None, "4", "cycle")]
    assert answers(runtime) == {"2": ("1", "1"), "3": ("2", "1")}
    assert not take(wxr(wp(1, parent=3)))[1]


def test_what_answers_another_articles_comment_stands_at_the_top(runtime, take):
    other = ITEM.replace("<wp:post_id>1<", "<wp:post_id>2<").format(
        wp(2, parent=1) + wp(3, parent=2)
    )
    _, remarks = take(RSS + ITEM.format(wp(1)) + other + "</channel></rss>")
    assert remarks == [(None, "2", "orphan")]
    assert answers(runtime) == {"3": ("2", "2")}


def test_a_deep_thread_in_the_wrong_order_hangs(runtime, take):
    take(wxr(*(wp(n, parent=n - 1) for n in range(1_200, 0, -1))))
    assert len(answers(runtime)) == 1_199
    assert {top for _, top in answers(runtime).values()} == {"1"}


# Texts of every kind.


def test_a_megabyte_of_text_is_refused_and_its_neighbours_taken(runtime, take):
    found, remarks = take(wxr(wp(1), wp(2, "a" * 1_100_000), wp(3, "<p>" * 400_000), wp(4)))
    assert remarks == [(2, "2", "too_long"), (3, "3", "too_long")]
    assert found.taken[Status.PUBLISHED] == 2


def test_what_is_longer_than_the_charter_lets_is_taken_as_it_is(runtime, take):
    take(wxr(wp(1, "mot " * 5_000)))
    assert len(comments(runtime)["1"].body) == 19_999


def test_odd_unicode_is_shown_or_taken_out_and_said(runtime, take):
    _, remarks = take(
        wxr(
            wp(1, "e" + "\u0301" * 500),
            wp(2, "\u202ede droite à gauche"),
            wp(3, "👨‍👩‍👧‍👦 שלום \u2067שלום\u2069"),
            wp(4, "\u200b\u2063"),
        )
    )
    assert remarks == [(4, "4", "empty"), (1, "1", "text_cleaned"), (2, "2", "text_cleaned")]
    here = comments(runtime)
    assert len(here["1"].body) == 32
    assert here["2"].body == "de droite à gauche"
    assert here["3"].body == "👨‍👩‍👧‍👦 שלום \u2067שלום\u2069"


@pytest.mark.parametrize(
    "date", ["", "0000-00-00 00:00:00", "1970-01-01", "2999-01-01", "9999-12-31 23:59:59", "hier"]
)
def test_dates_that_cannot_be(take, date):
    assert take(wxr(wp(1, date=date)))[1] == [(1, "1", "no_date")]


def test_two_sites_with_the_same_ids_are_told_apart(runtime, tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(wxr(wp(1)), "utf-8")
    for source in ("blog", "journal", "blog"):
        import_file(runtime, path, None, Options(source), report=tmp_path / "r.jsonl")
    assert len(rows(runtime, CommentRow)) == 2


def test_an_article_that_is_here_stays_as_it_is(runtime, take):
    take(wxr(wp(1)))
    take(wxr(wp(2)).replace("Un titre", "Un autre"))
    assert [row.title for row in rows(runtime, ArticleRow) if row.key == "1"] == ["Un titre"]


# What is learnt of it.


def test_decisions_made_elsewhere_teach_if_they_shall(runtime, take, tmp_path):
    path = HERE / "coral"
    take(path)
    with runtime.database.read() as session:
        assert not imported_labels(session)
    for source, learn, expected in (
        ("a", Learn.DECIDED, [{"violation": False}, {"violation": True}]),
        ("b", Learn.ALL, [{"violation": False}, {"violation": False}, {"violation": True}]),
    ):
        options = Options(source, learn=learn)
        import_file(runtime, path, None, options, report=tmp_path / "r.jsonl")
        with runtime.database.read() as session:
            found = [one for one in imported_labels(session) if one.community == source]
        assert [one.breaks for one in found] == expected


def test_what_was_decided_elsewhere_is_no_decision_of_ours_and_ours_goes_before(
    runtime, take, mona
):
    take(HERE / "coral", learn=Learn.DECIDED)
    assert not retraining._human_labels(runtime)
    refused = comments(runtime)["c3"]
    page = mona.get(f"/desk/comment/{refused.public_id}")
    path = f"/desk/comment/{refused.public_id}/decision"
    assert mona.send(page, path, [("action", "approve")]).status_code in (302, 303)
    assert [one.decision.comment_id for one, _ in retraining._human_labels(runtime)] == [refused.id]
    with runtime.database.read() as session:
        assert len(imported_labels(session)) == 1


# Being cut short.

RUN = """
import sys
from pathlib import Path
from moderation.services import importing
from moderation.services.importing import Options, import_file
from moderation.services.installation import prepare
from moderation.settings import Settings
runtime = prepare(Settings(home=Path(sys.argv[1]), secret_key="s" * 32, model="none", database_url=sys.argv[2])).runtime
importing.PORTION = 50
def told(done, total):
    print("portion", flush=True)
    sys.stdin.readline()  # the test kills us here, or lets us go on
import_file(runtime, Path(sys.argv[3]), None, Options(""), report=Path(sys.argv[4]), done=told)
"""


def test_a_run_that_was_killed_goes_on(runtime, take, tmp_path, database_url):
    whole = wxr(*(wp(n, parent=max(0, n - 1)) for n in range(1, 301)))
    path = tmp_path / "export.xml"
    path.write_text(whole, "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, tmp_path, database_url, path, tmp_path / "killed.jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HERE.parent.parent)},
    )
    for _ in range(2):
        assert process.stdout.readline() == "portion\n"
        process.stdin.write("\n")
        process.stdin.flush()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    n_before = len(comments(runtime))
    assert 100 <= n_before < 300
    found, _ = take(path)
    assert (found.known, found.taken[Status.PUBLISHED]) == (n_before, 300 - n_before)
    assert len(answers(runtime)) == 299
    assert {top for _, top in answers(runtime).values()} == {"1"}


def test_what_waited_to_be_hung_is_hung_by_the_next_run(runtime, take, monkeypatch):
    class CutShort(Exception):
        pass

    def cut(*_, **__):
        raise CutShort

    with monkeypatch.context() as patch:
        patch.setattr(importing, "hang_waiting", cut)
        patch.setattr(importing, "PORTION", 1)
        with pytest.raises(CutShort):
            take(wxr(wp(2, parent=1), wp(1)))
    assert not answers(runtime)
    take(wxr())
    assert answers(runtime) == {"2": ("1", "1")}
