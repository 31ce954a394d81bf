"""An author's record: counted under all names of their account, and never read from end to end."""

from dataclasses import replace

import sqlalchemy as sa

from moderation.core.comment import Status
from moderation.core.decision import Action
from moderation.storage import decisions
from moderation.storage.record import author_record, newest
from moderation.storage.tables import CommentRow
from tests.storage.conftest import DIGEST, NOW
from tests.storage.plans import indexes_of, plan_of, read_whole


def settle(database, comment, status, *, clause_ids=(), person_id=None, name=None):
    values = {"status": status, "person_id": person_id} | ({"author_key": name} if name else {})
    with database.begin() as session:
        session.execute(sa.update(CommentRow).where(CommentRow.id == comment.id).values(**values))
        decisions.append_decision(
            session,
            comment_id=comment.id,
            action=Action.REJECT,
            clause_ids=clause_ids,
            note="",
            decided_by=None,
            decided_at=NOW,
            charter_digest=DIGEST,
            status_before=Status.PENDING,
            status_after=status,
        )


def test_what_an_author_wrote_is_counted_and_why_it_was_refused(database, pending, mona):
    first, second, third = (pending(minutes=n) for n in (1, 2, 3))
    settle(database, first, Status.PUBLISHED)
    settle(database, second, Status.REJECTED, clause_ids=("INJURE", "TON"))
    settle(database, third, Status.RETURNED, clause_ids=("TON",), person_id=mona.id, name="a h")
    present = pending(minutes=9)
    with database.read() as session:
        found = author_record(session, present, "amir haddad")
        signed = author_record(session, replace(present, person_id=mona.id), "amir haddad")
    assert found.counts == {Status.PUBLISHED: 1, Status.REJECTED: 1}
    assert dict(found.refused_for) == {"INJURE": 1, "TON": 1}
    assert (found.since, found.is_whole, found.bans) == (first.submitted_at, True, 0)
    assert signed.counts == {Status.PUBLISHED: 1, Status.REJECTED: 1, Status.RETURNED: 1}
    assert dict(signed.refused_for) == {"TON": 2, "INJURE": 1}


def test_of_who_is_erased_there_is_no_record(database, pending):
    with database.read() as session:
        assert author_record(session, replace(pending(), erased_at=NOW), "") is None


def test_the_record_reads_an_index_for_each_way_to_an_author(database, pending):
    for comment in (pending(), replace(pending(minutes=1), person_id=1)):
        plan = plan_of(database, newest("amir haddad", comment))
        assert not read_whole(plan, "comment"), plan
        assert "ix_comment_author_key_submitted_at" in indexes_of(plan, "comment"), plan
