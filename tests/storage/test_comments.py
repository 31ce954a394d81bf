"""Comments, decisions and the outbox: what a transaction promises."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from moderation.core.charter import Category, Recommendation
from moderation.core.comment import Status
from moderation.core.decision import Action
from moderation.core.key import USUAL_SCOPES
from moderation.core.letter import LetterKind
from moderation.core.names.signature import Signer
from moderation.core.normalise import Span
from moderation.core.rules import Field, Hit
from moderation.core.sanction import SanctionKind
from moderation.core.statement import Ground, Statement
from moderation.core.verdict import Score
from moderation.errors import Conflict, Unavailable
from moderation.storage import (
    codec,
    comments,
    decisions,
    keys,
    letters,
    outbox,
    people,
    queue,
    sample,
    sanctions,
)
from moderation.storage.database import Database
from moderation.storage.sanctions import NewSanction
from moderation.storage.tables import CharterRow, CommentRow, Table
from tests.storage.conftest import DIGEST, NOW, VERDICT


def test_the_migrations_make_the_tables_that_the_code_means(database):
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []


def test_a_database_of_the_first_version_is_upgraded_with_what_it_holds(database, pending):
    comment = pending()
    with database.migrating() as config:
        command.downgrade(config, "0001")
    assert not sa.inspect(database.engine).has_table("sample")
    assert database.upgrade() is True
    with database.begin() as session:
        assert session.get(CommentRow, comment.id).body == "Bonjour."
        sample.add_to_sample(session, comment.id, now=NOW)
    with database.read() as session:
        assert sample.is_unanswered(session, comment.id)


def test_a_key_from_before_there_were_scopes_is_for_what_there_was(database):
    with database.migrating() as config:
        command.downgrade(config, "0018")
    columns = "name, prefix, digest, created_at"
    values = f"'CMS', 'chk_abcdef', 'digest', '{NOW:%Y-%m-%d %H:%M:%S}'"
    with database.begin() as session:
        session.execute(sa.text(f"INSERT INTO api_key ({columns}) VALUES ({values})"))  # noqa: S608
    database.upgrade()
    with database.read() as session:
        (key,) = keys.all_api_keys(session)
    assert (key.scopes, key.expires_at) == (USUAL_SCOPES, None)


def test_a_letter_that_waits_under_its_old_name_is_still_sent(database):
    with database.migrating() as config:
        command.downgrade(config, "0012")
    moment = NOW.replace(tzinfo=None)
    row = {"kind": "replies_digest", "to_address": "rita@example.org", "language": "fr"}
    row |= {"facts": "{}", "created_at": moment, "try_at": moment, "attempts": 0}
    names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    with database.begin() as session:
        session.execute(sa.text(f"INSERT INTO letter ({names}) VALUES ({values})"), row)  # noqa: S608
    database.upgrade()
    with database.read() as session:
        (letter,) = letters.due_letters(session, now=NOW, limit=9)
    assert letter.kind is LetterKind.DAILY_REPLIES


def test_a_comment_is_drawn_once_and_not_deleted_then(database, pending):
    comment = pending()
    with database.begin() as session:
        sample.add_to_sample(session, comment.id, now=NOW)
    with pytest.raises(sa.exc.IntegrityError), database.begin() as session:
        sample.add_to_sample(session, comment.id, now=NOW)
    with database.begin() as session:
        queue.dequeue(session, comment.id)
    with pytest.raises(sa.exc.IntegrityError), database.begin() as session:
        session.execute(sa.delete(CommentRow))


def test_upgrading_twice_changes_nothing(database):
    assert database.upgrade() is False


def test_of_eight_that_saw_the_same_version_one_wins(database, pending):
    comment = pending()

    def publish(_):
        try:
            with database.begin() as session:
                comments.change_status(session, comment.id, seen=1, to=Status.PUBLISHED)
        except Conflict:
            return "conflict"
        return "won"

    with ThreadPoolExecutor(8) as pool:
        results = sorted(pool.map(publish, range(8)))
    assert results == ["conflict"] * 7 + ["won"]


def test_an_idempotency_key_is_taken_once(database, pending):
    pending(key="k")
    with pytest.raises(sa.exc.IntegrityError):
        pending("Autre.", key="k")
    with database.read() as session:
        assert comments.comment_by_idempotency_key(session, "k") == ("c0-k", "d")


def test_a_naive_moment_is_refused(database, pending):
    pending()
    with pytest.raises(sa.exc.StatementError, match="naive"), database.begin() as session:
        session.execute(sa.update(CommentRow).values(submitted_at=datetime(2026, 1, 1)))  # noqa: DTZ001


def test_what_raises_stores_nothing(database, pending):
    comment = pending()

    def publish_and_break():
        with database.begin() as session:
            comments.change_status(session, comment.id, seen=1, to=Status.PUBLISHED)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        publish_and_break()
    with database.read() as session:
        found = comments.comment_by_public_id(session, comment.public_id)
    assert found.comment.status is Status.PENDING


def test_a_comment_with_a_decision_cannot_be_deleted(database, pending, mona):
    comment = pending()
    _decide(database, comment, mona, Action.APPROVE)
    with pytest.raises(sa.exc.IntegrityError), database.begin() as session:
        session.execute(sa.delete(CommentRow))


def test_a_database_out_of_reach_says_so_and_quotes_nothing(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/missing/charte.db")
    with pytest.raises(Unavailable) as caught, database.begin() as session:
        people.newsroom(session)
    assert str(tmp_path) not in str(caught.value)


def test_a_stored_verdict_comes_back_whole():
    hit = Hit(
        rule="insult",
        category=Category.INSULT,
        calls_for=Recommendation.REFUSE,
        code="insult_aimed",
        spans=(Span(3, 9),),
        field=Field.BODY,
        lowered_by="quoted",
        facts=("crétin",),
        clause_id="INJURE",
    )
    score = Score("HAINE", "hate", 0.93, 0.9, Recommendation.REFUSE, (Span(0, 12),))
    verdict = replace(VERDICT, hits=(hit,), scores=(score,), probabilities={"hate": 0.93})
    assert codec.decode_verdict(codec.encode_verdict(verdict)) == verdict


def test_a_stored_statement_comes_back_whole():
    statement = _statement(7)
    assert codec.decode_statement(codec.encode_statement(statement)) == statement


def test_a_statement_is_taken_by_one_worker(database, pending, mona):
    decision = _decide(database, pending(), mona, Action.REJECT)
    with database.begin() as session:
        decisions.keep_statement(session, _statement(decision.id), send_from=NOW)
    later = NOW + timedelta(minutes=1)
    with database.begin() as session:
        assert outbox.take(session, decision.id, now=NOW, retry_at=later) == 1
        assert outbox.take(session, decision.id, now=NOW, retry_at=later) is None
    with database.begin() as session:
        assert outbox.take(session, decision.id, now=later, retry_at=later) == 2
        outbox.mark_sent(session, decision.id, sent_at=later)
        assert outbox.due_statements(session, now=later, limit=9) == ()


def test_history_tells_spelling_from_sound(database, pending):
    pending("Premier.", minutes=1), pending("Second.", minutes=2)
    with database.read() as session:
        same = comments.author_history(session, Signer("amir haddad"), name_key="amir adad")
        alike = comments.author_history(session, Signer("hamir adad"), name_key="amir adad")
    assert same.earlier_bodies == ("Second.", "Premier.")
    assert (same.namesakes, alike.namesakes) == ((), ("Amir Haddad",))
    assert alike.earlier_bodies == ()


def test_a_ban_ends_when_it_is_lifted(database):
    def is_banned():
        with database.read() as session:
            return comments.author_history(session, Signer("x"), name_key="x").is_banned

    with database.begin() as session:
        digest = session.scalar(sa.select(CharterRow.digest))
        new = NewSanction(SanctionKind.NAME_BAN, "X", "x", "se dit maire", None, NOW, digest)
        ban = sanctions.add_sanction(session, new)
    assert is_banned()
    with database.begin() as session:
        sanctions.lift(session, ban.id, by=None, reason="il l’est", now=NOW)
    assert not is_banned()
    with pytest.raises(Conflict), database.begin() as session:
        sanctions.lift(session, ban.id, by=None, reason="encore", now=NOW)


def _decide(database, comment, person, action):
    with database.begin() as session:
        return decisions.append_decision(
            session,
            comment_id=comment.id,
            action=action,
            clause_ids=("INJURE",),
            note="",
            decided_by=person.id,
            decided_at=NOW,
            charter_digest=DIGEST,
            status_before=Status.PENDING,
            status_after=Status.REJECTED,
        )


def _statement(decision_id):
    ground = Ground("INJURE", "Injures", "Nous refusons…", "Réécrivez…", (Span(1, 4),))
    return Statement(
        decision_id=decision_id,
        comment_id=1,
        status=Status.REJECTED,
        grounds=(ground,),
        note="",
        found_by_report=False,
        detected_by_machine=True,
        decided_by_machine=False,
        appeal_months=6,
        mediator="…",
        charter_version="1",
        charter_digest=DIGEST,
        language="fr",
        decided_at=NOW,
    )
