"""The next comment is there before it is needed, and nothing that goes wrong behind loses a decision."""

import pytest

from moderation.core.comment import Status
from moderation.core.decision import Action
from moderation.services import review, submission
from moderation.storage import people
from tests.browser.conftest import send

pytestmark = pytest.mark.browser

BODIES = (
    "Votre argument est ambigu, Monsieur le conseiller, et le projet de piste cyclable aussi.",
    "Encore une hausse des primes, au motif ambigu que chacun connaît depuis des années.",
    "Ce règlement ambigu fera le bonheur des avocats et le malheur des communes.",
)


@pytest.fixture
def three(desk, live_server):
    """Three comments wait after the one that is held; the desk is loaded, and what is next."""
    ids = [
        send(live_server.runtime, body, name=f"{first} Favre", hours=0)
        for body, first in zip(BODIES, ("Rita", "Jean", "Ursula"), strict=True)
    ]
    with desk.expect_response("**/desk/ahead/**"):
        desk.reload()
    desk.wait_for_load_state("networkidle")  # it is not only there, the script has read it
    return ids


def shown(desk):
    return desk.get_attribute("[data-comment]", "data-comment")


def status(live_server, public_id):
    return submission.find_comment(live_server.runtime, public_id).status


def person(live_server, name):
    with live_server.runtime.database.read() as session:
        return people.person_by_email(session, f"{name}@example.org")


def wait_for(desk, public_id):
    desk.wait_for_selector(f'[data-comment="{public_id}"]')


def test_the_next_comment_is_shown_before_the_decision_has_arrived(desk, live_server, three):
    held, waiting = live_server.comments["held"], []
    desk.route("**/decision", lambda route: waiting.append(route))
    desk.keyboard.press("a")
    wait_for(desk, three[0])
    assert desk.evaluate("document.activeElement.id") == "case-title"
    assert status(live_server, held) is Status.PENDING
    with desk.expect_response("**/decision"):
        waiting.pop().continue_()
    desk.wait_for_selector("form.undo")
    assert status(live_server, held) is Status.PUBLISHED
    assert shown(desk) == three[0]


def test_two_keys_in_a_row_are_two_decisions_in_their_order(desk, live_server, three):
    desk.keyboard.press("a")
    desk.keyboard.press("9")
    wait_for(desk, three[1])
    desk.wait_for_selector("form.undo")
    assert status(live_server, live_server.comments["held"]) is Status.PUBLISHED
    assert status(live_server, three[0]) is Status.REJECTED
    assert status(live_server, three[1]) is Status.PENDING


def test_a_decision_that_does_not_arrive_brings_its_comment_back(desk, live_server, three):
    desk.route("**/decision", lambda route: route.abort())
    desk.keyboard.press("n")
    desk.keyboard.type("Merci.")
    desk.focus("#case-title")
    desk.keyboard.press("a")
    desk.wait_for_selector(".problems")
    assert "Rien n’est enregistré" in desk.inner_text(".problems")
    assert shown(desk) == live_server.comments["held"]
    assert desk.input_value("#note") == "Merci."
    desk.unroute("**/decision")
    desk.keyboard.press("a")
    wait_for(desk, three[0])
    desk.wait_for_selector("form.undo")
    assert status(live_server, live_server.comments["held"]) is Status.PUBLISHED


def test_a_conflict_brings_its_comment_back_and_what_was_typed_meanwhile_waits(
    desk, live_server, three
):
    held, waiting = live_server.comments["held"], []
    desk.route("**/decision", lambda route: waiting.append(route))
    desk.keyboard.press("a")
    wait_for(desk, three[0])
    desk.keyboard.press("n")
    desk.keyboard.type("À relire.")
    submission.withdraw(live_server.runtime, held)
    waiting.pop().continue_()
    desk.wait_for_selector(".problems")
    assert "Quelqu’un a décidé entre-temps" in desk.inner_text(".problems")
    assert shown(desk) == held
    desk.keyboard.press("s")
    wait_for(desk, three[0])
    assert desk.input_value("#note") == "À relire."


def test_undoing_brings_the_last_one_back_and_the_one_on_the_screen_comes_next(
    desk, live_server, three
):
    desk.keyboard.press("a")
    wait_for(desk, three[0])
    desk.keyboard.press("u")
    wait_for(desk, live_server.comments["held"])
    assert status(live_server, live_server.comments["held"]) is Status.PENDING
    desk.keyboard.press("a")
    wait_for(desk, three[0])
    desk.keyboard.press("s")
    wait_for(desk, three[1])


def test_what_is_read_and_what_is_loaded_ahead_are_with_one_moderator(desk, live_server, three):
    max_ = person(live_server, "max")
    assert review.next_case(live_server.runtime, max_).comment.public_id == three[1]


def test_what_was_loaded_ahead_is_given_back_when_the_page_is_left(desk, live_server, three):
    max_ = person(live_server, "max")
    desk.goto(f"{live_server.url}/desk/decisions")
    for _ in range(50):  # what a page sends as it is left is on its way by itself
        if review.open_case(live_server.runtime, three[0]).entry.claimed_by is None:
            break
        desk.wait_for_timeout(100)
    assert review.next_case(live_server.runtime, max_).comment.public_id == three[0]


def test_who_reads_a_comment_is_told_to_whoever_opens_it(desk, live_server, three):
    max_ = person(live_server, "max")
    case = review.next_case(live_server.runtime, max_)
    desk.goto(f"{live_server.url}/desk/comment/{case.comment.public_id}")
    assert "Max lit ce commentaire" in desk.inner_text(".claimed")
    review.decide(live_server.runtime, max_, case.comment.public_id, seen=1, action=Action.APPROVE)


def test_a_key_that_bounces_decides_once(desk, live_server, three):
    with desk.expect_response("**/decision"):
        desk.evaluate("""() => {
          for (let n = 0; n < 2; n += 1) {
            const press = { key: "a", code: "KeyA", bubbles: true };
            document.body.dispatchEvent(new KeyboardEvent("keydown", press));
          }
        }""")
    desk.wait_for_selector("form.undo")
    assert status(live_server, live_server.comments["held"]) is Status.PUBLISHED
    assert shown(desk) == three[0]
    assert status(live_server, three[0]) is Status.PENDING
