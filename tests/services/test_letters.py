"""Letters: posted in a transaction, sent once, forgotten afterwards."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from moderation.cli import worker
from moderation.core.charter import LANGUAGES
from moderation.core.letter import HOURLY_LETTERS, RETRY_MINUTES, LetterKind
from moderation.services import letters
from moderation.services.letters import count_unsent, post_letter, send_letters
from moderation.storage.tables import LetterRow
from tests.conftest import NOW
from tests.golden import check_golden
from tests.mails import Inbox, facts_of, inbox, listening, mailer, mailing, text_of

__all__ = ["inbox", "mailing"]


def post(runtime, kind=LetterKind.CONFIRM_ADDRESS, **told):
    with runtime.database.begin() as session:
        return post_within(session, runtime, kind, **told)


def post_within(session, runtime, kind, *, to="amir@example.org", language="fr"):
    facts, now = facts_of(kind), runtime.clock()
    return post_letter(session, runtime, kind=kind, to=to, language=language, facts=facts, now=now)


def rows(runtime):
    with runtime.database.read() as session:
        return list(session.scalars(sa.select(LetterRow).order_by(LetterRow.id)))


@pytest.mark.parametrize("kind", LetterKind)
def test_every_letter_reads_well_in_four_languages(mailing, inbox, kind):
    for language in LANGUAGES:
        post(mailing, kind, language=language, to=f"{language}@example.org")
    assert send_letters(mailing) == len(LANGUAGES)
    for (_, message), language in zip(inbox.mails, LANGUAGES, strict=True):
        told = f"{message['Subject']}\n\n{text_of(message)}"
        check_golden(f"letters/{kind}.{language}.txt", told)


def test_a_letter_is_sent_once_and_then_its_address_and_facts_are_gone(mailing, inbox):
    post(mailing)
    assert (send_letters(mailing), send_letters(mailing)) == (1, 0)
    ((to, message),) = inbox.mails
    assert to == ["amir@example.org"]
    assert message["Auto-Submitted"] == "auto-generated"
    (row,) = rows(mailing)
    assert (row.to_address, row.facts, row.sent_at) == ("", {}, NOW)


def test_a_letter_of_a_transaction_that_failed_is_never_sent(mailing):
    def fail():
        with mailing.database.begin() as session:
            post_within(session, mailing, LetterKind.ADDRESS_TAKEN)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert send_letters(mailing) == 0


def test_a_busy_server_is_tried_again_until_the_last_and_then_all_is_forgotten(
    mailing, inbox, clock
):
    post(mailing, LetterKind.PASSWORD_CHANGED)
    inbox.answer = "451 later"
    for minutes in RETRY_MINUTES:
        assert count_unsent(mailing) == 1
        assert send_letters(mailing) == 0
        assert send_letters(mailing) == 0, "not before its time"
        clock.move(minutes=minutes)
    assert count_unsent(mailing) == 0
    assert inbox.attempts == len(RETRY_MINUTES)
    (row,) = rows(mailing)
    assert (row.to_address, row.facts, row.sent_at) == ("", {}, None)


def test_a_link_that_has_lapsed_is_not_sent(mailing, inbox, clock):
    post(mailing)
    clock.move(hours=24)
    assert send_letters(mailing) == 0
    assert inbox.attempts == 0
    assert rows(mailing)[0].to_address == ""


def test_a_refusal_for_good_is_not_tried_again(mailing, inbox):
    post(mailing)
    inbox.answer = "550 no such user"
    assert (send_letters(mailing), count_unsent(mailing)) == (0, 0)
    assert rows(mailing)[0].to_address == ""


def test_a_recipient_whom_the_server_does_not_know_is_given_up_and_not_named(
    mailing, inbox, caplog
):
    post(mailing)
    inbox.refused = "amir@example.org"
    assert (send_letters(mailing), count_unsent(mailing)) == (0, 0)
    assert "the recipient was refused" in caplog.text
    assert "amir" not in caplog.text


def test_a_name_beyond_ascii_needs_a_server_that_takes_it(mailing, inbox):
    post(mailing, to="zoé@zürich.example")
    assert send_letters(mailing) == 1
    assert inbox.mails[0][0] == ["zoé@xn--zrich-kva.example"]
    with listening(Inbox(), enable_SMTPUTF8=False) as old:
        post(mailing, to="zoé@zürich.example")
        notifier = mailer(f"smtp://127.0.0.1:{old.port}")
        assert send_letters(replace(mailing, notifier=notifier)) == 0
        assert (old.attempts, count_unsent(mailing)) == (0, 0)


def test_of_four_that_send_at_once_each_letter_is_sent_by_one(mailing, inbox):
    for number in range(12):
        post(mailing, to=f"reader{number}@example.org")
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(send_letters, [mailing] * 4))
    assert sum(sent) == 12
    assert len({to for (to,), _ in inbox.mails}) == len(inbox.mails) == 12


def test_a_crash_between_sending_and_marking_sends_the_same_mail_again(mailing, inbox, clock):
    class Crash:
        def send_letter(self, letter):
            mailing.notifier.send_letter(letter)
            raise KeyboardInterrupt

    post(mailing)
    with pytest.raises(KeyboardInterrupt):
        send_letters(replace(mailing, notifier=Crash()))
    clock.move(minutes=1)
    assert send_letters(mailing) == 1
    first, second = (message for _, message in inbox.mails)
    assert first["Message-ID"] == second["Message-ID"], "a mailbox shows it once"


def test_nobody_can_fill_a_strangers_mailbox(mailing, clock):
    taken = [post(mailing, to=to) for to in ["amir@example.org", "AMIR@example.org"] * 4]
    assert len(taken) - taken.count(None) == HOURLY_LETTERS
    assert post(mailing, to="rita@example.org")
    assert post(mailing, LetterKind.PASSWORD_CHANGED), "what the person did is told in any case"
    clock.move(hours=1, seconds=1)
    assert post(mailing)


def test_without_a_mail_server_letters_are_files_that_their_owner_alone_can_read(runtime):
    post(runtime, LetterKind.CONFIRM_COMMENT, to="zoe@example.org")
    assert letters.send_letters(runtime) == 1
    folder = runtime.settings.home / "mail"
    (file,) = folder.glob("*.eml")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"To: zoe@example.org" in file.read_bytes()


def test_a_folder_that_cannot_be_written_keeps_letters_waiting(runtime, clock):
    post(runtime)
    folder = runtime.settings.home / "mail"
    folder.write_text("a file in its place")
    assert (send_letters(runtime), count_unsent(runtime)) == (0, 1)
    folder.unlink()
    clock.move(minutes=1)
    assert send_letters(runtime) == 1


def test_a_letter_whose_sending_always_breaks_off_is_given_up(mailing, clock):
    class Broken:
        def send_letter(self, letter):
            raise RuntimeError

    post(mailing, LetterKind.PASSWORD_CHANGED)
    broken = replace(mailing, notifier=Broken())
    for _ in RETRY_MINUTES:
        with pytest.raises(RuntimeError):
            send_letters(broken)
        clock.move(minutes=1)
    assert (send_letters(broken), count_unsent(broken)) == (0, 0)
    assert rows(broken)[0].to_address == ""


def test_what_breaks_on_one_mail_keeps_no_other_from_leaving_and_is_not_quoted(
    mailing, inbox, monkeypatch, caplog
):
    class Broken:
        def send_letter(self, letter):
            if letter.to == "amir@example.org":
                raise UnicodeError(letter.to)
            mailing.notifier.send_letter(letter)

    post(mailing)
    post(mailing, to="rita@example.org")
    monkeypatch.setattr(worker, "PAUSE_SECONDS", 0.01)
    stopping = threading.Event()
    arguments = (stopping, replace(mailing, notifier=Broken()))
    thread = threading.Thread(target=worker.send_until, args=arguments)
    thread.start()
    while not inbox.mails and thread.is_alive():
        stopping.wait(0.01)
    stopping.set()
    thread.join()
    assert inbox.mails[0][0] == ["rita@example.org"]
    assert "send_letters: UnicodeError in" in caplog.text
    assert "amir" not in caplog.text
