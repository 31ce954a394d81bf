"""The desk by keyboard: a key a decision, and none by accident."""

import pytest

from moderation.core.comment import Status
from moderation.services import submission
from tests.browser.conftest import decisions_of, send
from tests.browser.test_access_axe import assert_everybody_can_use

pytestmark = pytest.mark.browser

OTHER = "Encore un texte ambigu, sur un tout autre sujet que le premier"


def status(live_server, name="held"):
    return submission.find_comment(live_server.runtime, live_server.comments[name]).status


def grounds(live_server):
    outcome = submission.outcome(live_server.runtime, live_server.comments["held"])
    return [ground.clause_id for ground in outcome.statement.grounds]


def test_one_key_approves_and_the_next_case_comes_without_a_new_page(desk, live_server):
    send(live_server.runtime, OTHER)
    desk.reload()
    desk.evaluate("window.isSamePage = true")
    desk.keyboard.press("a")
    desk.wait_for_selector(
        ".body:has-text('sur un tout autre sujet')"
    )  # not among the author’s earlier ones
    assert desk.evaluate("window.isSamePage")
    assert desk.evaluate("document.activeElement.id") == "case-title"
    desk.wait_for_selector("form.undo")  # the decision has arrived
    assert status(live_server) is Status.PUBLISHED


def test_refusing_takes_the_ticked_clauses_and_undoing_brings_the_case_back(desk, live_server):
    desk.keyboard.press("r")
    desk.wait_for_selector(".undo")
    assert status(live_server) is Status.REJECTED
    desk.keyboard.press("u")
    desk.wait_for_selector(".case")
    assert status(live_server) is Status.PENDING


def test_refusing_without_a_clause_asks_for_one(desk, live_server):
    desk.uncheck("input[value=INJURE]", force=True)
    desk.keyboard.press("r")
    assert desk.evaluate("document.activeElement.name") == "clauses"
    assert status(live_server) is Status.PENDING
    desk.keyboard.press("Shift+9")
    desk.keyboard.press("r")
    desk.wait_for_selector(".undo")
    assert grounds(live_server) == ["TON"]


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        (["9"], ["TON"]),  # the machine's own tick, on INJURE, gives way
        (["8"], ["INJURE"]),
        (["Shift+4", "9"], ["DIFFAMATION", "TON"]),  # what was ticked by hand does not
        (["Shift+9", "Shift+9", "4"], ["DIFFAMATION"]),
    ],
)
def test_one_key_refuses_for_a_clause(desk, live_server, keys, named):
    for key in keys:
        desk.keyboard.press(key)
    desk.wait_for_selector(".undo")
    assert status(live_server) is Status.REJECTED
    assert grounds(live_server) == named
    desk.keyboard.press("u")
    desk.wait_for_selector(".case")
    assert status(live_server) is Status.PENDING


def test_the_letter_is_read_reworded_and_sent_as_it_was_shown(desk, live_server):
    desk.keyboard.press("p")
    desk.wait_for_selector(".preview-dialog[open]")
    assert "Ton respectueux" not in desk.inner_text(".letter")
    desk.fill("#text-INJURE", "Le mot « ambigu » vise une personne.")
    desk.click("text=Revoir la lettre")
    desk.wait_for_selector(".letter:has-text('vise une personne')")
    assert_everybody_can_use(desk)
    desk.keyboard.press("Escape")
    desk.wait_for_selector(".preview-dialog", state="hidden")
    desk.keyboard.press("p")
    desk.wait_for_selector(".letter:has-text('vise une personne')")  # closed, and not forgotten
    assert status(live_server) is Status.PENDING
    desk.click(".preview-ways .button-reject")
    desk.wait_for_selector(".undo")
    told = submission.outcome(live_server.runtime, live_server.comments["held"]).statement
    assert told.grounds[0].author_text == "Le mot « ambigu » vise une personne."


def test_typing_a_note_decides_nothing_nor_does_enter(desk, live_server):
    sent = decisions_of(desk)
    desk.keyboard.press("n")
    desk.keyboard.type("arvu1")
    assert desk.input_value("#note") == "arvu1"
    desk.focus("input[value=TON]")
    desk.keyboard.press("Enter")
    desk.click(".button-approve")
    desk.wait_for_selector("form.undo")
    assert len(sent) == 1, "what was clicked on, and nothing before it"
    assert status(live_server) is Status.PUBLISHED


def test_the_keys_can_be_switched_off_and_stay_off(desk, live_server):
    sent = decisions_of(desk)
    desk.keyboard.press("?")
    desk.uncheck("#keys-on")
    desk.keyboard.press("Escape")
    desk.keyboard.press("r")
    desk.reload()
    desk.keyboard.press("r")
    desk.click(".button-approve")
    desk.wait_for_selector("form.undo")
    assert len(sent) == 1, "what was clicked on, and nothing before it"
    assert status(live_server) is Status.PUBLISHED


def test_who_is_late_sees_so_in_the_same_page(desk, live_server):
    submission.withdraw(live_server.runtime, live_server.comments["held"])
    desk.keyboard.press("a")
    desk.wait_for_selector(".problems")
    assert "Quelqu’un a décidé entre-temps" in desk.inner_text(".problems")
    assert "retiré par son auteur" in desk.inner_text(".case")


def test_when_the_network_fails_nothing_is_pretended(desk, live_server):
    desk.route("**/decision", lambda route: route.abort())
    desk.keyboard.press("a")
    desk.wait_for_selector(".problems")
    assert "Rien n’est enregistré" in desk.inner_text(".problems")
    assert status(live_server) is Status.PENDING
