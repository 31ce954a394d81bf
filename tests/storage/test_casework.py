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
from moderation.storage.tables import Table
from tests.storage.conftest import DIGEST, NOW
from tests.storage.history import fill_history
from tests.storage.plans import plan_of, read_whole, sorted_whole


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
                sent_as=None,
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
}


def combined(**always):
    """Yield the names of filters, and all of them together as they may be asked for."""
    for chosen in product((False, True), repeat=len(FILTERS)):
        names = [name for name, is_on in zip(FILTERS, chosen, strict=True) if is_on]
        yield names, CommentFilter(**always, **{name: FILTERS[name] for name in names})


@pytest.mark.parametrize("after", [None, (NOW + timedelta(days=1), 7)], ids=["first", "next"])
def test_no_page_of_comments_reads_the_table_from_end_to_end(database, after):
    """Whatever is asked for together: a scan of the comments, or sorting them all, would show here."""
    for names, wanted in combined():
        are_few = "article_id" in names  # those are sorted
        query = casework.ids_query(wanted, after=after, limit=50)
        plan = plan_of(database, query, in_order=not are_few)
        assert not read_whole(plan, "comment", "comment_clause", has_limit=not names), (names, plan)
        assert are_few or not sorted_whole(plan), (names, plan)


@pytest.mark.parametrize("after", [None, (NOW + timedelta(days=1), 7)], ids=["first", "next"])
def test_what_waits_is_not_looked_for_among_all_comments(database, pending, after):
    fill_history(database, pending().id, 1_000, until=NOW, days=30)  # one waits of many
    with database.begin() as session:
        session.execute(sa.text("ANALYZE"))
    for names, wanted in combined(waits=True):
        plan = plan_of(database, casework.ids_query(wanted, after=after, limit=50))
        assert not read_whole(plan, "comment"), (names, plan)


@pytest.mark.parametrize("after", [None, (NOW + timedelta(days=1), 7)], ids=["first", "next"])
@pytest.mark.parametrize("restricting", [False, True])
def test_no_page_of_statements_reads_a_table_from_end_to_end(database, after, restricting):
    query = casework.statements_query(
        decided_from=None, decided_before=NOW, restricting=restricting, after=after, limit=50
    )
    plan = plan_of(database, query, in_order=True)
    assert not read_whole(plan, *Table.metadata.tables, has_limit=True), plan
    assert not sorted_whole(plan), plan
