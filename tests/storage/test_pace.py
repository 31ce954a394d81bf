"""What is counted under articles, and what waits in a list, is found along indexes."""

from datetime import timedelta

import pytest

from moderation.core.view import EVERYTHING
from moderation.storage import listing, pace
from tests.storage.conftest import NOW
from tests.storage.plans import plans_of, read_whole

READ = {
    "recent, everywhere": lambda session, _: pace.held_since(session, NOW),
    "recent": lambda session, _: pace.held_since(session, NOW, article_ids=[1, 2]),
    "before": lambda session, _: pace.held_between(
        session, NOW - timedelta(days=7), NOW, article_ids=[1, 2]
    ),
    "house": lambda session, _: pace.held_lately(session, NOW, limit=2000),
    "waiting": lambda session, _: pace.waiting_under(session, [1, 2]),
    "published": lambda session, _: pace.published_under(session, [1, 2]),
    "last written": lambda session, _: pace.last_written(
        session, 1, person_id=None, email=None, author_key="amir haddad"
    ),
    "written": lambda session, mona: pace.count_written(
        session, 1, person_id=mona.id, email=None, author_key=""
    ),
    "list": lambda session, mona: listing.waiting(
        session, mona, now=NOW, view=EVERYTHING, after=None, limit=50
    ),
    "next in list": lambda session, mona: listing.waiting(
        session, mona, now=NOW, view=EVERYTHING, after=(1, NOW, 1), limit=50
    ),
}


@pytest.mark.parametrize("name", READ)
def test_no_table_is_read_from_end_to_end(database, pending, mona, name):
    for minutes in range(3):
        pending(minutes=minutes)
    with database.begin() as session:
        plans = plans_of(session, lambda session: READ[name](session, mona))
    assert plans
    for plan in plans:
        assert not read_whole(plan, "comment", "decision", "queue", has_limit=name == "list"), plan
