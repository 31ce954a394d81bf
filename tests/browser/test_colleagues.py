"""Colleagues at the desk, by keyboard, and for everybody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from moderation.core.comment import Status
from moderation.core.decision import Action
from moderation.services import colleagues, review, similar, submission
from tests.browser.conftest import log_in, send
from tests.browser.test_access_axe import assert_everybody_can_use
from tests.conftest import person_of

pytestmark = pytest.mark.browser

LATER = datetime.now(UTC) + timedelta(hours=1)

QUESTION = "Ironie ou injure ? J’hésite."


def refuse_one_like_it(runtime):
    """Have Max refuse a comment like the one that waits, some minutes ago."""
    public_id = send(
        runtime, "Un argument ambigu, vous le savez bien, comme moi aussi.", name="Rita Rey"
    )
    max_ = person_of(runtime, "max@example.org")
    seen = submission.find_comment(runtime, public_id).version
    review.decide(runtime, max_, public_id, seen=seen, action=Action.REJECT, clause_ids=("INJURE",))
    assert similar.note_decided(replace(runtime, clock=lambda: LATER)) == 1


def test_a_key_opens_the_box_and_typing_in_it_decides_nothing(desk, live_server):
    assert not desk.is_visible("#words")
    desk.keyboard.press("c")
    desk.keyboard.type("arvstu")
    assert desk.input_value("#words") == "arvstu"
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")  # "Noter", the first button after the box
    desk.wait_for_selector(".memo-words:has-text('arvstu')")
    held = live_server.comments["held"]
    assert submission.find_comment(live_server.runtime, held).status is Status.PENDING


def test_glossary_pages_are_for_everybody_and_a_term_is_read_beside_the_text(desk, live_server):
    url = live_server.url
    for path in ("/desk/lexique", "/desk/lexique/mot", "/desk/lexique/precedent"):
        desk.goto(url + path)
        assert_everybody_can_use(desk)
    desk.goto(f"{url}/desk/lexique/mot")
    desk.click(".button-main")
    desk.wait_for_selector(".problems")
    assert_everybody_can_use(desk)
    desk.fill("#term", "ambigu, ambigue")
    desk.fill("#region", "Lausanne")
    desk.fill("#meaning", "Se dit d’un argument à deux tranchants.")
    desk.fill("#advice", "N’accuse personne.")
    desk.click(".button-main")
    desk.wait_for_url("**/desk/lexique#mot-1")
    desk.goto(f"{url}/desk/lexique/precedent")
    desk.fill("#precedent_title", "Un mot à double sens")
    desk.select_option("#clause", "INJURE")
    desk.fill("#decided", "Publié : il vise l’argument.")
    desk.click(".button-main")
    desk.wait_for_url("**/desk/lexique#precedent-1")
    refuse_one_like_it(live_server.runtime)
    for path in ("/desk/lexique", "/desk/lexique/mot/1", "/desk/lexique/precedent/1", "/desk"):
        desk.goto(url + path)
        assert_everybody_can_use(desk)
    assert "Refusé" in desk.inner_text(".similar")
    assert "à deux tranchants" in desk.inner_text(".known-words")
    assert "Un mot à double sens" in desk.inner_text(".known-precedents")


def test_who_is_asked_answers_by_keyboard_and_axe_finds_nothing(page, live_server):
    runtime, held = live_server.runtime, live_server.comments["held"]
    mona, max_ = (person_of(runtime, f"{one}@example.org") for one in ("mona", "max"))
    colleagues.write_memo(runtime, mona, held, words="Déjà vu hier.")
    colleagues.ask(runtime, mona, held, words=QUESTION, whom=max_.id)
    log_in(page, live_server, "max@example.org")
    page.wait_for_url("**/desk")
    page.click(".desk-nav a:has(.badge)")
    page.wait_for_url("**/desk/avis")
    assert QUESTION in page.inner_text("main")
    assert_everybody_can_use(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{live_server.url}/desk/comment/{held}")
    page.evaluate("document.querySelector('#tell').open = true")
    assert_everybody_can_use(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.keyboard.press("c")
    page.keyboard.type("Ironie.")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.is_checked("input[name=vote][value=approve]")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/avis")
    (asked,) = colleagues.waiting_for(runtime, mona).asked_by_me
    assert [(one.words, one.vote) for one in asked.opinions] == [("Ironie.", "approve")]
