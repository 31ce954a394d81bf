"""Lists for programs: what they hold, page by page, and that no page reads a table from end to end."""

from datetime import timedelta
from itertools import product

import pytest
import sqlalchemy as sa
from alembic import command

from moderation.core.casework import CommentFilter
from moderation.core.comment import Status
from moderation.core.decision import Action
from moderation.core.redress import Allegation, ReportReason
from moderation.storage import casework, comments, decisions, queue, redress
from moderation.storage.casework_tables import CommentClauseRow
from tests.storage.conftest import DIGEST, NOW


@pytest.fixture
def rejected(database, pending, mona):
    """A function: store a comment that Mona rejected on *clauses*, *minutes* after NOW."""

    def store(*clauses, minutes):
        comment = pending(minutes=minutes)
        with database.begin() as session:
            comments.change_status(session, comment.id, seen=1, to=Status.REJECTED)
            decisions.append_decision(
                session,
                comment_id=comment.id,
                action=Action.REJECT,
                clause_ids=clauses,
                note="",
                decided_by=mona.id,
                decided_at=NOW,
                charter_digest=DIGEST,
                status_before=Status.PENDING,
                status_after=Status.REJECTED,
            )
            queue.dequeue(session, comment.id)
        return comment

    return store


def listed(database, limit=100, after=None, **wanted):
    with database.read() as session:
        return casework.comment_ids(session, CommentFilter(**wanted), after=after, limit=limit)


def test_comments_are_found_by_all_that_holds_of_them(database, article, pending, rejected):
    waiting, both, insult = (
        pending(),
        rejected("INJURE", "TON", minutes=1),
        rejected("INJURE", minutes=2),
    )
    assert listed(database) == (insult.id, both.id, waiting.id)
    assert listed(database, article_id=article.id, status=Status.PENDING) == (waiting.id,)
    assert listed(database, article_id=article.id + 1) == ()
    assert listed(database, clause_id="INJURE") == (insult.id, both.id)
    assert listed(database, clause_id="TON", status=Status.REJECTED) == (both.id,)
    assert listed(database, clause_id="TON", status=Status.PUBLISHED) == ()
    assert listed(database, waits=True) == (waiting.id,)
    assert listed(database, waits=True, clause_id="INJURE") == ()
    assert listed(database, author_key="amir haddad", status=Status.PENDING) == (waiting.id,)
    assert listed(database, author_key="mona") == ()
    since = both.submitted_at
    assert listed(database, submitted_from=since) == (insult.id, both.id)
    assert listed(database, submitted_before=since) == (waiting.id,)
    assert listed(database, clause_id="INJURE", submitted_before=insult.submitted_at) == (both.id,)


def test_what_was_never_confirmed_is_in_no_list(database, pending):
    comment = pending()
    with database.begin() as session:
        comments.change_status(session, comment.id, seen=1, to=Status.UNCONFIRMED)
    assert listed(database) == listed(database, author_key="amir haddad") == ()


@pytest.mark.parametrize("wanted", [{}, {"waits": True}, {"author_key": "amir haddad"}])
def test_pages_tell_each_comment_once_though_many_came_at_once(database, pending, wanted):
    ids = [pending(str(number)).id for number in range(5)]
    found, after = [], None
    while page := listed(database, 2, after, **wanted):
        found += page
        after = NOW, page[-1]
    assert found == sorted(ids, reverse=True)


def test_a_clause_is_noted_once_a_comment(database, rejected, mona):
    comment = rejected("INJURE", minutes=0)
    with database.begin() as session:
        decisions.append_decision(
            session,
            comment_id=comment.id,
            action=Action.REJECT,
            clause_ids=("INJURE",),
            note="",
            decided_by=mona.id,
            decided_at=NOW,
            charter_digest=DIGEST,
            status_before=Status.REJECTED,
            status_after=Status.REJECTED,
        )
        assert session.scalar(sa.select(sa.func.count()).select_from(CommentClauseRow)) == 1


def test_what_was_decided_before_is_found_by_its_clauses_too(database, rejected):
    comment = rejected("INJURE", "TON", minutes=0)
    with database.migrating() as config:
        command.downgrade(config, "0018")
    assert database.upgrade()
    for clause in ("INJURE", "TON"):
        assert listed(database, clause_id=clause) == (comment.id,)


def test_appeals_and_reports_are_listed_open_or_answered(database, rejected, mona):
    first, second = rejected("TON", minutes=0), rejected("TON", minutes=1)
    with database.begin() as session:
        for comment in (first, second):
            decision = decisions.decisions_on(session, comment.id)[0]
            redress.add_appeal(session, comment.id, decision.id, words="Non.", now=NOW)
            redress.add_report(
                session,
                comment.id,
                reason=ReportReason.HATE,
                words="Voyez.",
                said=Allegation(),
                now=NOW,
            )
        redress.close_all(session, first.id, decision_id=decision.id)
    with database.read() as session:
        for list_, part in ((casework.appeals, "appeal"), (casework.reports, "report")):

            def ids(is_open, list_=list_, part=part, **page):
                page = {"after": None, "limit": 10} | page
                found = list_(session, is_open=is_open, **page)
                return [getattr(one, part).comment_id for one in found]

            assert ids(None) == [second.id, first.id]
            assert (ids(True), ids(False)) == ([second.id], [first.id])
            assert ids(None, limit=1) == [second.id]
            number = getattr(list_(session, is_open=True, after=None, limit=1)[0], part).id
            assert ids(None, after=number) == [first.id]


# --- How the databases go about it -----------------------------------------------

FILTERS = {
    "article_id": 1,
    "status": Status.PUBLISHED,
    "clause_id": "TON",
    "author_key": "amir haddad",
    "submitted_from": NOW,
    "waits": True,
}


@pytest.mark.parametrize("after", [None, (NOW + timedelta(days=1), 7)], ids=["first", "next"])
def test_no_page_of_comments_reads_the_table_from_end_to_end(database, after):
    """Whatever is asked for together: a scan of the comments, or sorting them all, would show here."""
    for chosen in product((False, True), repeat=len(FILTERS)):
        names = [name for name, is_on in zip(FILTERS, chosen, strict=True) if is_on]
        wanted = CommentFilter(**{name: FILTERS[name] for name in names})
        plan = explained(database, casework.ids_query(wanted, after=after, limit=50))
        scanned = [line for line in plan if reads_comments_in_no_order(line)]
        assert not scanned, (names, plan)
        if not {"article_id", "waits"} & set(names):  # few: those are sorted
            assert not any(map(sorts, plan)), (names, plan)


def reads_comments_in_no_order(line):
    sqlite = line.startswith("SCAN comment") and "INDEX" not in line
    return sqlite or "Seq Scan on comment" in line


def sorts(line):
    """Whether *line* says that all is sorted; what came at the same moment may be, among itself."""
    whole = "Sort  (" in line and "Incremental" not in line
    return whole or ("TEMP B-TREE" in line and "LAST TERM" not in line)


def explained(database, query):
    with database.engine.connect() as connection:
        compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
        if connection.dialect.name == "sqlite":
            rows = connection.execute(sa.text(f"EXPLAIN QUERY PLAN {compiled}".replace(":", "\\:")))
            return [row.detail for row in rows]
        # An empty table is read from end to end and sorted, unless that is ruled out.
        for way in ("seqscan", "bitmapscan", "sort"):
            connection.execute(sa.text(f"SET enable_{way} = off"))
        return list(connection.scalars(sa.text(f"EXPLAIN {compiled}".replace(":", "\\:"))))


@pytest.mark.parametrize("after", [None, (NOW + timedelta(days=1), 7)], ids=["first", "next"])
@pytest.mark.parametrize("restricting", [False, True])
def test_no_page_of_statements_reads_a_table_from_end_to_end(database, after, restricting):
    query = casework.statements_query(
        decided_from=None, decided_before=NOW, restricting=restricting, after=after, limit=50
    )
    plan = explained(database, query)
    assert not [line for line in plan if line.startswith("SCAN") and "INDEX" not in line], plan
    assert not any(map(sorts, plan)), plan
