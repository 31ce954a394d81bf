"""What is hard to read is veiled, comes seldom in a row, and is followed by a pause; all of it one's own affair."""

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from moderation.core.comment import Draft
from moderation.services import similar, submission
from tests.conftest import AMBIGUOUS
from tests.test_desk import action_of, decide

GRAVE = "Sale bougnoule, retourne dans ton pays, c’est tout ce que je te dis"

PREFERENCES = "/desk/preferences"


@pytest.fixture
def send(runtime):
    """A function: a comment that waits for a person, whatever is in it."""
    by_people = replace(runtime, settings=runtime.settings.model_copy(update={"automation": False}))

    def send(body, name, answers=None):
        draft = Draft(body, name, answers=answers)
        return submission.submit_comment(
            by_people, "budget", draft, idempotency_key=None, needs_acceptance=False
        ).comment.public_id

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


def veiled_in(page, name):
    """Return the texts in the part of a case with this class that are shown, and those that are veiled."""
    part = re.search(rf'<(\w+) class="{name}"(.*?)</\1>', page.text, re.DOTALL)[2]
    hidden = re.findall(r'<(\w+) class="(?:veiled|blurred)"[^>]*>(.*?)</\1>', part, re.DOTALL)
    shown = re.sub(r'<(\w+) class="(?:veiled|blurred)"[^>]*>.*?</\1>', "", part, flags=re.DOTALL)
    return shown, " ".join(text for _, text in hidden)


@pytest.fixture
def surrounded(mona, send, runtime, clock):
    """A harmless reply of Jean's: what it answers is grave, and one of his earlier two, and one like it."""
    answered = send(GRAVE, "Nathalie Favre")
    decide(mona, mona.get("/desk"), "approve")
    plain = "Le marché couvert mérite mieux qu’un parking souterrain sous la place du Château"
    send(plain, "Jean Rochat")
    decide(mona, mona.get("/desk"), "approve")
    cited = "Ces gens-là devraient rester sous terre, le marché couvert mérite mieux, le parking souterrain aussi"
    send(cited, "Jean Rochat")
    decide(mona, mona.get("/desk"), "reject", clauses=["RACISME"])
    clock.move(minutes=5)
    similar.note_decided(runtime)
    return send(f"{plain}, c’est ambigu", "Jean Rochat", answers=answered)


PARTS = ("answered", "latest", "earlier", "similar")


def test_what_is_grave_beside_a_text_is_veiled_like_a_grave_text(mona, surrounded):
    page = mona.get(f"/desk/comment/{surrounded}")
    assert '<details class="veil veil-beside">' in page.text
    for name in PARTS:
        shown, hidden = veiled_in(page, name)
        assert "retourne dans" not in shown, name
        assert "devraient rester" not in shown, (name, "by the clause that a person named")
        assert ("retourne dans" if name == "answered" else "devraient rester") in hidden, name
        assert "mieux qu’un" not in hidden, name
        assert name == "answered" or "mieux qu’un" in shown, name
    assert "c’est ambigu" not in veiled_in(page, "case-text")[1]


@pytest.mark.parametrize(("blur", "is_veiled"), [("never", False), ("always", True)])
def test_what_is_beside_a_text_is_veiled_as_its_reader_wishes(mona, surrounded, blur, is_veiled):
    prefer(mona, blur=blur)
    page = mona.get(f"/desk/comment/{surrounded}")
    for name in PARTS:
        shown, hidden = veiled_in(page, name)
        assert bool(hidden) is is_veiled, name
        assert ("mieux qu’un" in shown) is (not is_veiled and name != "answered"), name


def test_a_text_refused_under_a_grave_clause_is_veiled_when_it_comes_back(mona, send):
    public_id = send(AMBIGUOUS, "Jean Rochat")
    decide(mona, mona.get("/desk"), "reject", clauses=["RACISME"])
    assert '<details class="veil">' in mona.get(f"/desk/comment/{public_id}").text


def test_a_case_asks_the_database_as_often_whatever_stands_beside_it(mona, surrounded, send):
    asked = []

    def note(*call):
        asked.append(call[2])

    def count(public_id):
        mona.get(f"/desk/comment/{public_id}")  # what is kept between requests is kept
        asked.clear()
        assert mona.get(f"/desk/comment/{public_id}").status_code == 200
        return len(asked)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        few = count(surrounded)
        for number in range(8):
            send(f"{GRAVE}, le marché couvert, la place du Château ({number})", "Jean Rochat")
        many = count(surrounded)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert len(re.findall(r'class="veiled"', mona.get(f"/desk/comment/{surrounded}").text)) > 8
    assert many == few


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
