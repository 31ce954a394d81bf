"""What is known of a name, and whose it is."""

from alembic import command

from moderation.core.names.signature import UNKNOWN, Signature, Signer
from moderation.core.person import ReplyMail, Role
from moderation.core.proof import Proof
from moderation.storage import connections, people, signatures
from moderation.storage.tables import PersonRow
from tests.conftest import NOW

GUEST = Signer("jean haimard", email="jean@example.org")


def known(database, signer):
    with database.read() as session:
        return signatures.signature_of(session, signer)


def asked(database, signer, **told):
    with database.begin() as session:
        signatures.note_question(session, signer, asked_at=NOW, **told)


def test_what_a_guest_answered_counts_once_the_address_is_confirmed(database):
    asked(database, GUEST, is_own=True, is_confirmed=False)
    assert known(database, GUEST) == UNKNOWN
    with database.begin() as session:
        signatures.confirm(session, GUEST, now=NOW)
    assert known(database, GUEST) == Signature(asked_at=NOW, answered_at=NOW)


def test_another_name_or_another_address_is_another_signature(database):
    asked(database, GUEST, is_own=True, is_confirmed=True)
    assert known(database, Signer("jean haimard", email="eve@example.org")) == UNKNOWN
    assert known(database, Signer("jean bonneau", email="jean@example.org")) == UNKNOWN
    assert known(database, Signer("jean haimard")) == UNKNOWN


def test_an_account_that_nobody_confirmed_is_forgotten_with_what_it_said(database):
    with database.begin() as session:
        row = PersonRow(
            email="jean@example.org",
            name="Jean Haimard",
            role=Role.READER,
            language="fr",
            active=True,
            must_change_password=False,
            fs_uniquifier="x",
            created_at=NOW,
            reply_mail=ReplyMail.NEVER,
        )
        session.add(row)
        session.flush()
        person_id = row.id
    asked(database, Signer("jean haimard", person_id), is_own=True, is_confirmed=True)
    with database.begin() as session:
        connections.forget_unconfirmed(session, person_id)
    with database.read() as session:
        assert people.person_by_email(session, "jean@example.org") is None


def test_a_name_that_was_checked_before_one_said_how_is_known(database):
    with database.begin() as session:
        moderator = people.add_person(
            session,
            email="mona@example.org",
            name="Mona",
            role=Role.MODERATOR,
            language="fr",
            password=None,
            session_key="m",
            now=NOW,
        )
        signatures.verify(session, GUEST, by=moderator.id, how=Proof.CALL, now=NOW)
    with database.migrating() as config:
        command.downgrade(config, "0014")
    assert database.upgrade() is True
    assert known(database, GUEST).verified_how is Proof.KNOWN
