"""What stands beside a case is found along indexes, whatever the size of the tables."""

import pytest

from moderation.core.colleague import MemoKind
from moderation.storage import colleagues, glossary, similar
from tests.storage.conftest import NOW
from tests.storage.plans import plans_of, read_whole

#: Tables that grow with the comments.
GROWING = ("memo", "likeness", "comment", "decision", "queue", "precedent")

READ = {
    "memos": lambda session: colleagues.memos_on(session, 1),
    "asked of": lambda session: colleagues.asked_of(session, 1),
    "handed to": lambda session: colleagues.handed_to(session, 1, now=NOW),
    "asked by": lambda session: colleagues.asked_by(session, 1),
    "count": lambda session: colleagues.count_waiting(session, 1, now=NOW),
    "close": lambda session: colleagues.close_asks(session, 1, now=NOW),
    "postings": lambda session: similar.postings(session, range(8), but=1),
    "decided": lambda session: similar.decided_after(session, 1, before=NOW, limit=500),
    "keys": lambda session: similar.put_keys(session, {10**9: ()}),
    "precedents": lambda session: glossary.precedents(session, clause_ids=["TON"], limit=5),
}


@pytest.mark.parametrize("name", READ)
def test_nothing_beside_a_case_reads_a_table_from_end_to_end(database, pending, mona, max_, name):
    waiting = [pending(minutes=minutes) for minutes in range(3)]
    with database.begin() as session:
        for comment in waiting:
            for kind in MemoKind:
                colleagues.add_memo(
                    session, comment.id, kind, words="…", by=mona.id, to=max_.id, now=NOW
                )
    with database.begin() as session:
        plans = plans_of(session, READ[name])
    assert plans
    for plan in plans:
        assert not read_whole(plan, *GROWING), plan
