"""Readers hear of replies by mail if they wish to, and end that without logging in."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from moderation.core.comment import Draft, Status
from moderation.core.decision import Action
from moderation.core.person import ReplyMail, Role
from moderation.core.reply import TOLD_WITHIN
from moderation.core.revision import EDIT_MINUTES
from moderation.services import identity, review, submission
from moderation.services.letters import send_letters
from moderation.services.replies import choose_reply_mail, post_replies
from moderation.storage.people import to_person
from moderation.storage.tables import PersonRow
from tests.conftest import AMBIGUOUS, CLEAN, hire
from tests.mails import inbox, mailing, text_of

__all__ = ["inbox", "mailing"]

REPLY = "La commission travaille bien."
ANOTHER = "Qui paiera la route ?"


def person(runtime, name):
    """Return the person with an account in this name, opened if there is none."""
    query = sa.select(PersonRow).where(PersonRow.name == name)
    with runtime.database.read() as session:
        row = session.scalar(query)
    if row is not None:
        return to_person(row)
    hire(runtime, name, Role.READER)
    return person(runtime, name)


@pytest.fixture
def say(runtime):
    """A function: somebody with an account writes a comment."""

    def send(name, body, *, answers=None):
        draft = Draft(body, accepted_charter=runtime.charter.digest, answers=answers)
        return submission.submit_comment(
            runtime,
            "budget",
            draft,
            idempotency_key=None,
            needs_acceptance=True,
            person=person(runtime, name),
        ).comment

    return send


@pytest.fixture
def mails(mailing, inbox, clock):
    """A function: the mails on replies that leave once nothing can be undone or edited."""

    def leave(**ahead):
        clock.move(**(ahead or {"minutes": EDIT_MINUTES + 1, "seconds": 1}))
        inbox.mails.clear()
        post_replies(mailing)
        assert post_replies(mailing) == 0, "once only"
        send_letters(mailing)
        return [message for _, message in inbox.mails]

    return leave


def wish(browser, choice):
    page = browser.get("/compte")
    answer = browser.send(page, "/compte/reponses", [("reply_mail", choice)])
    assert answer.status_code == 303
    checked = [
        tag for tag in re.findall(r"<input[^>]*>", browser.get("/compte").text) if "checked" in tag
    ]
    assert [re.search(r'value="([^"]+)"', tag)[1] for tag in checked] == [choice]


def way_out(message):
    """Return the path of a mail's List-Unsubscribe."""
    return re.fullmatch(r"<https?://[^/]+(/.+)>", message["List-Unsubscribe"])[1]


def test_who_did_not_ask_is_not_written_to(amir, say, mails):
    say("Zoé Müller", REPLY, answers=say("Amir Haddad", CLEAN).public_id)
    assert mails() == []


def test_who_asked_is_told_of_each_reply_with_where_it_stands(amir, say, mails, runtime):
    wish(amir, "each")
    reply = say("Zoé Müller", REPLY, answers=say("Amir Haddad", CLEAN).public_id)
    (message,) = mails()
    assert message["To"] == "amir.haddad@example.org"
    assert message["Subject"] == "Zoé Müller vous répond"
    text = text_of(message)
    assert f"    {REPLY}\n" in text
    link = re.search(rf"^http://[^/]+(/commentaire/{reply.public_id})$", text, re.MULTILINE)[1]
    assert REPLY in amir.get(link).text


def test_own_replies_and_those_that_a_person_has_yet_to_read_are_told_to_nobody(
    amir, say, mails, runtime
):
    wish(amir, "each")
    comment = say("Amir Haddad", CLEAN)
    say("Amir Haddad", REPLY, answers=comment.public_id)
    waiting = say("Zoé Müller", AMBIGUOUS, answers=comment.public_id)
    assert waiting.status is Status.PENDING
    assert mails() == []
    mona = identity.create_person(
        runtime, email="mona@example.org", name="Mona", role=Role.MODERATOR
    ).person
    decided = review.decide(runtime, mona, waiting.public_id, seen=1, action=Action.APPROVE)
    assert mails(seconds=59) == [], "it may still be undone"
    review.undo(runtime, mona, decided.id)
    assert mails() == []
    review.decide(runtime, mona, waiting.public_id, seen=3, action=Action.APPROVE)
    assert len(mails()) == 1


def test_a_reply_to_what_is_no_longer_there_is_told_to_nobody(amir, say, mails, runtime):
    wish(amir, "each")
    comment = say("Amir Haddad", CLEAN)
    say("Zoé Müller", REPLY, answers=comment.public_id)
    submission.withdraw(runtime, comment.public_id)
    assert mails() == []


def test_who_wishes_it_daily_gets_one_mail_in_the_morning(amir, say, mails):
    wish(amir, "daily")
    comment = say("Amir Haddad", CLEAN)  # at half past ten
    say("Zoé Müller", REPLY, answers=comment.public_id)
    assert mails() == []
    say("Rita Favre", ANOTHER, answers=comment.public_id)
    assert mails(hours=20) == []  # before seven
    (message,) = mails(hours=1)
    assert message["Subject"] == "2 réponses à vos commentaires"
    text = text_of(message)
    assert text.index("Zoé Müller, sous l’article") < text.index("Rita Favre, sous l’article")
    assert mails(days=1) == []


def test_replies_from_before_somebody_asked_do_not_fill_their_mailbox(say, mails, runtime, clock):
    comment = say("Amir Haddad", CLEAN)
    say("Zoé Müller", REPLY, answers=comment.public_id)
    clock.move(seconds=TOLD_WITHIN.total_seconds())
    choose_reply_mail(runtime, person(runtime, "Amir Haddad"), ReplyMail.EACH)
    assert mails() == []


def test_four_that_look_at_once_tell_of_each_reply_once(amir, say, mailing, inbox, clock):
    wish(amir, "each")
    comment = say("Amir Haddad", CLEAN)
    for body in (REPLY, ANOTHER):
        say("Zoé Müller", body, answers=comment.public_id)
    clock.move(minutes=EDIT_MINUTES + 2)
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(post_replies, [mailing] * 4)) == 2
    send_letters(mailing)
    assert len(inbox.mails) == 2


def test_one_click_in_the_mail_program_ends_it_without_logging_in(amir, say, mails, eve, runtime):
    wish(amir, "each")
    comment = say("Amir Haddad", CLEAN)
    say("Zoé Müller", REPLY, answers=comment.public_id)
    (message,) = mails()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page = eve.get(way_out(message))
    assert page.status_code == 200
    assert person(runtime, "Amir Haddad").reply_mail is ReplyMail.EACH, "opening it changes nothing"
    answer = eve.client.post(way_out(message), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert person(runtime, "Amir Haddad").reply_mail is ReplyMail.NEVER
    say("Rita Favre", ANOTHER, answers=comment.public_id)
    assert mails() == []


def test_the_way_out_is_signed_for_one_purpose(amir, say, mails, eve, runtime):
    wish(amir, "each")
    comment = say("Amir Haddad", CLEAN)
    say("Zoé Müller", REPLY, answers=comment.public_id)
    (message,) = mails()
    path = way_out(message)
    outcome = amir.get("/compte").text
    other = re.search(r'/suivi/([^"]+)"', outcome)[1]
    for forged in (path + "x", f"/desabonnement/{other}"):
        assert eve.get(forged).status_code == 404
        assert eve.client.post(forged).status_code == 404
    assert eve.get(path.replace("desabonnement", "suivi")).status_code == 404
    assert person(runtime, "Amir Haddad").reply_mail is ReplyMail.EACH
