"""The queue: its order, claims that lapse, and what is not for whom."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
import sqlalchemy as sa

from moderation.core.charter import Recommendation
from moderation.core.comment import Article
from moderation.core.desk import Rank
from moderation.core.redress import Allegation, ReportReason
from moderation.core.verdict import Score
from moderation.core.view import EVERYTHING, Need, View
from moderation.errors import Conflict
from moderation.storage import articles, queue, redress, sample, views, watching
from moderation.storage.queue_tables import QueueClauseRow
from tests.storage.conftest import NOW, VERDICT
from tests.storage.history import fill_history
from tests.storage.plans import plan_of, read_whole, sorted_whole

TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def other_article(database):
    new = Article(0, "other", "Le stade", None, "fr", True, None)
    with database.begin() as session:
        return articles.save_article(session, new, now=NOW)


def next_for(database, person, *, now=NOW):
    """Claim the next comment as the desk does."""
    with database.begin() as session:
        comment_id = queue.next_in_queue(session, person, now=now)
        if comment_id is not None:
            queue.claim(session, comment_id, person, now=now, until=now + TEN_MINUTES)
        return comment_id


def test_appeals_come_first_then_reports_then_the_oldest(database, pending, mona):
    young, old = pending(minutes=5), pending(minutes=1)
    report = pending(minutes=8, rank=Rank.REPORT)
    appeal = pending(minutes=9, rank=Rank.APPEAL)
    order = []
    while (comment_id := next_for(database, mona)) is not None:
        order.append(comment_id)
        with database.begin() as session:
            queue.dequeue(session, comment_id)
    assert order == [appeal.id, report.id, old.id, young.id]


def test_two_moderators_never_get_the_same_comment(database, pending, mona, max_):
    pending(minutes=1), pending(minutes=2)
    assert next_for(database, mona) != next_for(database, max_)


def test_ones_own_claim_comes_back_before_a_new_appeal(database, pending, mona):
    mine = pending(minutes=1)
    assert next_for(database, mona) == mine.id
    pending(minutes=2, rank=Rank.APPEAL)
    assert next_for(database, mona) == mine.id


def test_a_claim_lapses(database, pending, mona, max_):
    comment = pending()
    assert next_for(database, mona) == comment.id
    assert next_for(database, max_, now=NOW + TEN_MINUTES - timedelta(seconds=1)) is None
    assert next_for(database, max_, now=NOW + TEN_MINUTES) == comment.id


def test_a_claim_cannot_be_taken_over(database, pending, mona, max_):
    comment = pending()
    next_for(database, mona)
    with pytest.raises(Conflict), database.begin() as session:
        queue.claim(session, comment.id, max_, now=NOW, until=NOW + TEN_MINUTES)


def test_an_appeal_is_not_for_whom_it_is_against(database, pending, mona, max_):
    comment = pending(rank=Rank.APPEAL, not_for=mona.id)
    assert next_for(database, mona) is None
    assert next_for(database, max_) == comment.id


def test_what_is_held_stays_away_until_its_time(database, pending, mona):
    comment = pending()
    with database.begin() as session:
        queue.release(session, comment.id, held_until=NOW + TEN_MINUTES)
    assert next_for(database, mona) is None
    assert next_for(database, mona, now=NOW + TEN_MINUTES) == comment.id


def test_what_is_escalated_is_for_an_administrator(database, pending, mona, ada):
    comment = pending()
    with database.begin() as session:
        queue.release(session, comment.id, is_escalated=True)
    assert next_for(database, mona) is None
    assert next_for(database, ada) == comment.id


def test_a_report_moves_a_waiting_comment_forward_once(database, pending, mona):
    pending(minutes=1)
    reported = pending(minutes=2)
    with database.begin() as session:
        queue.enqueue(session, reported.id, Rank.REPORT, since=NOW)
        queue.enqueue(session, reported.id, Rank.PENDING, since=NOW)
    assert next_for(database, mona) == reported.id


def test_counting_ends_at_the_limit(database, pending, mona):
    for minute in range(4):
        pending(minutes=minute)
    pending(minutes=9, rank=Rank.REPORT)
    with database.read() as session:
        n = {
            need: views.count_waiting(session, View(need), mona, now=NOW, limit=2)
            for need in (Need.APPEALS, Need.REPORTS, Need.READING)
        }
        assert n == {Need.APPEALS: 0, Need.REPORTS: 1, Need.READING: 3}
        assert views.count_waiting(session, View(), mona, now=NOW, limit=9) == 5


def test_eight_moderators_at_once_each_get_their_own(database, pending, mona):
    for minute in range(8):
        pending(minutes=minute)

    def ask(number):
        # Eight people: the claim looks at the id alone, and mona's row satisfies the foreign key.
        with database.begin() as session:
            comment_id = queue.next_in_queue(session, mona, now=NOW)
            queue.dequeue(session, comment_id)
            return comment_id

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(ask, range(8)))
    assert len(set(got)) == 8


# --- Views -----------------------------------------------------------------------


def in_view(database, person, view=EVERYTHING, *, now=NOW):
    """Return the ids in *view*, in the order in which *person* would read them."""
    with database.read() as session:
        return [
            comment_id
            for rank in views.ranks_of(view)
            for comment_id in session.scalars(views.waiting_query(view, rank, person, now=now))
        ]


def insult(probability, clause_id="INJURE"):
    score = Score(clause_id, "insult", probability, 0.5, Recommendation.REVIEW)
    return replace(VERDICT, scores=(score,), gaps=())


def test_what_risks_more_goes_before_what_waits_longer_until_that_has_waited_enough(
    database, pending, mona
):
    risky = pending(minutes=0, verdict=insult(1.0))  # four hours ahead of its time
    older = pending(minutes=-239)
    oldest = pending(minutes=-241)
    assert in_view(database, mona) == [oldest.id, risky.id, older.id]


def test_each_report_moves_a_comment_forward_among_the_reported(database, pending, mona):
    once = pending(minutes=0)
    twice = pending(minutes=5)
    with database.begin() as session:
        for comment, minute in ((once, 0), (twice, 5), (twice, 6)):
            at = NOW + timedelta(minutes=minute)
            redress.add_report(
                session,
                comment.id,
                reason=ReportReason.INSULT,
                words="",
                said=Allegation(),
                now=at,
                sent_as=None,
            )
            queue.enqueue(session, comment.id, Rank.REPORT, since=at)
    assert in_view(database, mona, View(Need.REPORTS)) == [twice.id, once.id]
    assert in_view(database, mona, View(Need.READING)) == []


def test_appeals_wait_in_turn_whatever_is_held_against_them(database, pending, mona):
    first = pending(minutes=0, rank=Rank.APPEAL)
    second = pending(minutes=1, rank=Rank.APPEAL, verdict=insult(1.0))
    assert in_view(database, mona, View(Need.APPEALS)) == [first.id, second.id]


def test_filters_narrow_a_queue_together(database, pending, mona, other_article):
    insulted = pending("a", minutes=-90, verdict=insult(0.6))
    toned = pending("b", minutes=-5, verdict=insult(0.6, "TON"))
    german = pending("c", minutes=-70, language="de")
    elsewhere = pending("d", minutes=-3, article_id=other_article.id, verdict=insult(0.6))
    asked = {
        View(clause_id="INJURE"): [insulted, elsewhere],
        View(Need.READING, clause_id="TON"): [toned],
        View(language="de"): [german],
        View(article="other"): [elsewhere],
        View(waited_hours=1): [insulted, german],
        View(Need.READING, clause_id="INJURE", waited_hours=1): [insulted],
        View(clause_id="INJURE", article="other", language="fr"): [elsewhere],
        View(Need.REPORTS, language="de"): [],
        View(article="no such"): [],
    }
    for view, comments in asked.items():
        assert in_view(database, mona, view) == [one.id for one in comments], view


def test_watched_escalated_and_drawn_comments_are_queues_of_their_own(
    database, pending, mona, ada, article, other_article
):
    plain, escalated = pending("a", minutes=1), pending("b", minutes=2)
    watched = pending("c", minutes=3, article_id=other_article.id)
    with database.begin() as session:
        watching.watch(session, other_article.id, ada.id, now=NOW)
        queue.release(session, escalated.id, is_escalated=True)
        sample.add_to_sample(session, plain.id, now=NOW)
        queue.enqueue(session, plain.id, Rank.PENDING, since=NOW)
    late = pending("d", minutes=4, article_id=other_article.id)
    for need, comments in (
        (Need.WATCHED, [watched, late]),
        (Need.ESCALATED, [escalated]),
        (Need.SAMPLE, [plain]),
    ):
        assert in_view(database, ada, View(need)) == [one.id for one in comments]
    assert in_view(database, mona, View(Need.ESCALATED)) == []
    with database.begin() as session:
        watching.unwatch(session, other_article.id)
    assert in_view(database, ada, View(Need.WATCHED)) == []


def test_what_is_decided_leaves_no_trace_in_the_queue(database, pending, mona):
    comment = pending(verdict=insult(0.6))
    with database.begin() as session:
        queue.dequeue(session, comment.id)
        assert session.scalar(sa.select(sa.func.count()).select_from(QueueClauseRow)) == 0


def test_one_reads_and_one_waits_ahead(database, pending, mona, max_):
    first, second, third = (pending(str(n), minutes=n) for n in range(3))
    until = NOW + TEN_MINUTES
    with database.begin() as session:
        queue.claim(session, first.id, mona, now=NOW, until=until)
        queue.claim(session, second.id, mona, now=NOW, until=until, is_ahead=True)
        assert views.leases(session, mona, now=NOW) == (first.id, second.id)
        assert not queue.keep(session, second.id, max_, now=NOW, until=until)
        assert queue.next_in_queue(session, max_, now=NOW) == third.id
        assert queue.next_in_queue(session, mona, now=NOW, but=(first.id,)) == second.id
        queue.give_back(session, mona, but=(first.id,))
        assert queue.keep(session, second.id, max_, now=NOW, until=until)
        assert views.leases(session, mona, now=NOW) == (first.id,)


# --- How the databases go about it -----------------------------------------------

NARROWED = {"clause_id": "TON", "language": "fr", "article": "budget", "waited_hours": 6}


@pytest.mark.parametrize("need", [None, *Need])
def test_no_view_reads_the_queue_from_end_to_end_or_sorts_it(database, ada, mona, need):
    for chosen in product((False, True), repeat=len(NARROWED)):
        names = [name for name, is_on in zip(NARROWED, chosen, strict=True) if is_on]
        view = View(need, **{name: NARROWED[name] for name in names})
        for person, rank in product((ada, mona), views.ranks_of(view)):
            query = views.waiting_query(view, rank, person, now=NOW).limit(1)
            plan = plan_of(database, query, in_order=True)
            assert not read_whole(plan, "queue", "queue_clause"), (view, plan)
            assert not sorted_whole(plan), (view, plan)


@pytest.fixture
def long_queue(database, pending, other_article):
    """A database with much in its queue, little of which is alike, and what PostgreSQL counts of it."""
    fill_history(database, pending().id, 2_000, until=NOW, days=30)
    waiting = """
        INSERT INTO queue (comment_id, rank, since, due, article_id, language, is_sampled,
            is_watched, is_escalated, is_grave, is_ahead, is_given)
        SELECT id, :rank, submitted_at, submitted_at,
            CASE WHEN id % 20 = 0 THEN article_id ELSE :other END,
            CASE WHEN id % 20 = 1 THEN 'it' ELSE 'fr' END,
            id % 50 = 2, id % 50 = 3, id % 50 = 4, false, false, false
        FROM comment WHERE id NOT IN (SELECT comment_id FROM queue)"""
    named = """
        INSERT INTO queue_clause (clause_id, rank, due, comment_id)
        SELECT CASE WHEN comment_id % 20 = 5 THEN 'TON' ELSE 'INJURE' END, rank, due, comment_id
        FROM queue"""
    with database.begin() as session:
        values = {"rank": Rank.PENDING, "other": other_article.id}
        session.execute(sa.text(waiting), values)
        session.execute(sa.text(named))
        session.execute(sa.text("ANALYZE"))
    return database


#: View → the index by which each database finds what is in it.
SERVED = {
    View(Need.READING): "ix_queue_rank_due_comment_id",
    View(Need.READING, language="it"): "ix_queue_language_rank_due_comment_id",
    View(Need.READING, article="budget"): "ix_queue_article_id_rank_due_comment_id",
    View(Need.READING, article="budget", clause_id="TON"): {
        "sqlite": "ix_queue_article_id_rank_due_comment_id",
        "postgresql": "pk_queue_clause",  # it has counted: the clause is named less often
    },
    View(Need.READING, clause_id="TON"): {
        "sqlite": "sqlite_autoindex_queue_clause_1",
        "postgresql": "pk_queue_clause",
    },
    View(Need.WATCHED): "ix_queue_is_watched",
    View(Need.ESCALATED): "ix_queue_is_escalated",
    View(Need.SAMPLE): "ix_queue_is_sampled",
}


@pytest.mark.parametrize("view", SERVED, ids=str)
def test_the_narrowest_index_serves_a_view(long_queue, ada, view):
    """What is picked by an index is not looked for among a million others."""
    (rank,) = views.ranks_of(view)
    query = views.waiting_query(view, rank, ada, now=NOW).limit(1)
    plan = plan_of(long_queue, query, in_order=True)
    expected = SERVED[view]
    if isinstance(expected, dict):
        expected = expected[long_queue.engine.dialect.name]
    first = next(step for step in plan if step.table in ("queue", "queue_clause"))
    assert first.index == expected, plan
