"""What is hard to read is veiled, comes seldom in a row, and is followed by a pause; all of it one's own affair."""

import re
from dataclasses import replace

import pytest

from moderation.core.comment import Draft
from moderation.services import submission
from tests.conftest import AMBIGUOUS
from tests.test_desk import action_of, decide

GRAVE = "Sale bougnoule, retourne dans ton pays, c’est tout ce que je te dis"

PREFERENCES = "/desk/preferences"


@pytest.fixture
def send(runtime):
    """A function: a comment that waits for a person, whatever is in it."""
    by_people = replace(runtime, settings=runtime.settings.model_copy(update={"automation": False}))

    def send(body, name):
        submission.submit_comment(
            by_people, "budget", Draft(body, name), idempotency_key=None, needs_acceptance=False
        )

    return send


def prefer(browser, **chosen):
    fields = {"blur": "grave", "grave_in_row": "", "pause_minutes": ""} | chosen
    page = browser.get(PREFERENCES)
    return browser.client.post(
        PREFERENCES, data={"csrf_token": token_of(page), **fields}, follow_redirects=True
    )


def token_of(page):
    return re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[-1]


@pytest.mark.parametrize(
    ("blur", "body", "is_veiled"),
    [
        ("grave", GRAVE, True),
        ("grave", AMBIGUOUS, False),
        ("always", AMBIGUOUS, True),
        ("never", GRAVE, False),
    ],
)
def test_a_text_is_veiled_as_its_reader_wishes(mona, send, blur, body, is_veiled):
    send(body, "Jean Rochat")
    assert "Vos réglages sont enregistrés" in prefer(mona, blur=blur).text
    page = mona.get("/desk").text
    assert ('<details class="veil">' in page) is is_veiled
    assert "c’est tout" in page or "ambigu" in page


def test_what_one_chose_is_shown_again_and_is_nobody_else_s(mona, max_):
    prefer(mona, blur="always", is_grey="y", grave_in_row="3")
    page = mona.get(PREFERENCES).text
    assert re.search(r"<input checked[^>]*value=\"always\"", page)
    assert re.search(r'name="grave_in_row"[^>]*value="3"', page)
    assert re.search(r"<input checked[^>]*value=\"grave\"", max_.get(PREFERENCES).text)


@pytest.mark.parametrize("chosen", [{"grave_in_row": "-1"}, {"pause_minutes": "x"}, {"blur": "?"}])
def test_what_cannot_be_chosen_is_not_kept(mona, chosen):
    prefer(mona, grave_in_row="3")
    assert prefer(mona, **chosen).status_code == 422
    assert re.search(r'name="grave_in_row"[^>]*value="3"', mona.get(PREFERENCES).text)


def test_after_so_many_grave_comments_another_comes_and_none_is_lost(mona, max_, send, clock):
    for number, body in enumerate((GRAVE, GRAVE + " !", AMBIGUOUS)):
        send(body, f"Jean {'ABC'[number]}rochat")
        clock.move(minutes=1)
    prefer(mona, grave_in_row="1")
    page = mona.get("/desk")
    assert "c’est tout" in page.text
    decide(mona, page, "reject", clauses=["RACISME"])
    page = mona.get("/desk")
    assert "ambigu" in page.text.partition('class="body"')[2][:600]
    decide(mona, page, "approve")
    page = mona.get("/desk")
    assert '<details class="veil">' in page.text  # the other grave one: it waited
    decide(mona, page, "reject", clauses=["RACISME"])
    assert "Plus rien n’attend" in mona.get("/desk").text


def test_a_pause_is_suggested_after_long_reading_and_can_be_put_off(mona, send, clock):
    prefer(mona, pause_minutes="20")
    for number in range(3):
        send(f"{AMBIGUOUS}, le {number}", f"Jean {'ABCD'[number]}rochat")
        page = mona.get("/desk")
        assert "Une pause fait du bien" not in page.text
        decide(mona, page, "approve")
        clock.move(minutes=8)
    page = mona.get("/desk")
    assert "Une pause fait du bien" in page.text
    token = re.search(r'id="pause_token"[^>]*value="([^"]+)"', page.text)[1]
    assert (
        mona.client.post("/desk/preferences/pause", data={"csrf_token": token}).status_code == 303
    )
    assert "Une pause fait du bien" not in mona.get("/desk").text


def test_who_decided_is_told_to_nobody_outside(amir, rita, mona, runtime):
    link = amir.write(AMBIGUOUS).location
    page = mona.get("/desk")
    decide(mona, page, "reject", clauses=["INJURE"], note="À bientôt.")
    public_id = action_of(page).split("/")[3]
    statement = submission.outcome(runtime, public_id).statement
    seen = [amir.get(link).text, amir.get("/compte").text, rita.get("/article/budget").text]
    seen += [amir.get("/compte/donnees.json").text, repr(statement)]
    letter = runtime.notifier.show_statement(
        statement,
        submission.find_comment(runtime, public_id),
        submission.find_article(runtime, "budget"),
    )
    for text in (*seen, repr(letter)):
        assert "Mona" not in text
