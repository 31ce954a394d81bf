"""A thread in a real browser: answering with and without script, in every language, for everybody."""

import re

import pytest

from moderation.core.comment import Draft
from moderation.services import submission
from tests.browser.conftest import log_in
from tests.browser.test_access_axe import assert_everybody_can_use
from tests.test_threads import OPINIONS

pytestmark = pytest.mark.browser

#: Each language with its words for: answer, answer to Amir Haddad, removed, more replies.
WORDS = {
    "fr": ("Répondre", "Réponse à Amir Haddad", "Ce commentaire a été retiré.", "autres réponses"),
    "de": ("Antworten", "Antwort auf Amir Haddad", "wurde entfernt.", "weitere Antworten"),
    "it": ("Rispondere", "Risposta a Amir Haddad", "è stato ritirato.", "altre risposte"),
    "en": ("Reply", "Reply to Amir Haddad", "This comment was removed.", "more replies"),
}


@pytest.fixture
def answered(live_server):
    """The published comment, with as many replies as are folded."""
    top = live_server.comments["published"]
    for opinion in OPINIONS[:8]:
        draft = Draft(opinion, "Rita Favre", answers=top)
        submission.submit_comment(
            live_server.runtime, "exemple", draft, idempotency_key=None, needs_acceptance=False
        )
    return top


@pytest.fixture(params=["with script", "without script"])
def window(request, browser, live_server):
    """A window in which Amir is logged in."""
    context = browser.new_context(
        locale="fr-CH", java_script_enabled=request.param == "with script"
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    log_in(page, live_server, "amir.haddad@example.org")
    yield page
    context.close()


@pytest.mark.parametrize("language", WORDS)
def test_a_comment_is_answered(window, live_server, answered, language):
    answer, answer_to, removed, more = WORDS[language]
    window.goto(f"{live_server.url}/article/exemple?lang={language}")
    place = window.locator(f"#commentaire-{answered}")
    place.get_by_role("link", name=answer).first.click()
    assert window.is_checked("#answers")
    assert answer_to in window.inner_text(".answering")
    window.fill("#body", "La gare mérite mieux que ces trois panneaux.")
    window.check("#accepted")
    window.click(".composer button.button-main")
    window.wait_for_url("**/suivi/**")
    window.goto(f"{live_server.url}/article/exemple")
    reply = window.locator(".replies .comment", has_text="trois panneaux")
    assert not reply.is_visible()
    window.click(f"summary:has-text('{more}')")
    assert reply.is_visible()
    # What it answers goes; it stays.
    submission.withdraw(live_server.runtime, answered)
    reply.locator("header a").last.click()
    assert removed in window.inner_text(".comment-gone")
    assert window.is_visible("[aria-current=true]:has-text('trois panneaux')")


def test_a_link_to_a_folded_reply_leads_back_to_its_branch(window, live_server, answered):
    window.goto(f"{live_server.url}/article/exemple")
    window.click("summary")
    last = window.locator(".folded .comment").last
    name = last.get_attribute("id")
    last.locator("header a").last.click()
    assert window.is_visible(f"#{name}")
    window.click("text=Voir dans la discussion")
    assert re.search(rf"/article/exemple(\?page=\d+)?#commentaire-{answered}$", window.url)
    assert window.is_visible(f"#commentaire-{answered}")


def test_the_box_is_taken_off_and_no_word_is_lost(window, live_server, answered):
    window.goto(f"{live_server.url}/article/exemple?repondre={answered}")
    window.fill("#body", "Le marché du samedi devrait rester ouvert en hiver.")
    window.uncheck("#answers")
    window.check("#accepted")
    window.click(".composer button.button-main")
    window.wait_for_url("**/suivi/**")
    window.goto(f"{live_server.url}/article/exemple")
    own = window.locator(".comments > li > .comment", has_text="Le marché du samedi")
    assert own.count() == 1


def test_a_reply_to_what_is_gone_meanwhile_comes_back_with_its_text(window, live_server, answered):
    window.goto(f"{live_server.url}/article/exemple?repondre={answered}")
    submission.withdraw(live_server.runtime, answered)
    window.fill("#body", "Le marché du samedi devrait rester ouvert en hiver.")
    window.check("#accepted")
    window.click(".composer button.button-main")
    window.wait_for_selector(".problems")
    assert "n’est pas, ou plus, publié ici" in window.inner_text(".problems")
    assert window.input_value("#body").startswith("Le marché du samedi")


def test_everybody_can_use_a_thread(page, live_server, answered):
    for path in (
        "/article/exemple",
        f"/article/exemple?repondre={answered}",
        f"/commentaire/{answered}",
    ):
        page.goto(live_server.url + path)
        for summary in page.query_selector_all("summary"):
            summary.click()
        assert_everybody_can_use(page)


def test_by_keyboard_alone_folded_replies_open(page, live_server, answered):
    page.goto(f"{live_server.url}/article/exemple")
    page.focus("summary")
    page.keyboard.press("Enter")
    assert page.locator(".folded .comment").first.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.folded') !== null")


def test_a_thread_does_not_shift_while_it_loads(page, live_server, answered):
    page.goto(f"{live_server.url}/article/exemple")
    shift = page.evaluate(
        """() => new Promise((resolve) => {
            let total = 0;
            new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) total += entry.value;
            }).observe({ type: "layout-shift", buffered: true });
            requestAnimationFrame(() => setTimeout(() => resolve(total), 300));
        })"""
    )
    assert shift == 0
