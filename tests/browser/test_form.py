"""The reader's form with its script: it counts as the server does, and loses nothing."""

import re

import pytest

from moderation.core.comment import count_characters
from moderation.core.thread import Order
from moderation.services import submission, threads

pytestmark = pytest.mark.browser

#: What people really type, and what they could.
TEXTS = [
    "",
    "Bonjour.",
    "  des blancs autour \n\n",
    "\u00a0insécable\u2009\u3000",
    "e\u0301te\u0301 et été",
    "👨‍👩‍👧‍👦 🇨🇭🇫🇷 👍🏽 ❤️ 1️⃣",
    "ligne\nligne\n\nligne",
    "a" + "\u0301" * 20,
    "क्षि நி 각 ᄀᄀᄀ각ᆨᆨ",
    "\ufeffmarque",
    "Zoë Ζωή Зоя 佐藤 عربي",
    "\u200d\u200b\u2060",
]


def fill(page, live_server, body, name="Amir Haddad"):
    page.goto(f"{live_server.url}/article/exemple")
    if page.query_selector("#author_name"):
        page.fill("#author_name", name)
        page.fill("#author_email", "amir.haddad@example.org")
    page.fill("#body", body)
    page.check("#accepted")


def n_published(live_server):
    article = submission.find_article(live_server.runtime, "exemple")
    return threads.published(live_server.runtime, article.id, order=Order.NEWEST, page=1).n_comments


def test_browser_and_server_count_the_same(page, live_server):
    page.goto(f"{live_server.url}/article/exemple")
    for text in TEXTS:
        page.fill("#body", text)
        shown = page.inner_text("#remaining-number")
        remaining = int(re.sub(r"[^\d-]", "", shown.replace("−", "-")))
        assert remaining == 1500 - count_characters(text.strip()), repr(text)
    page.fill("#body", "")
    assert page.inner_text("#remaining-number") == "1’500"


def test_a_comment_goes_out_and_its_draft_with_it(amir, live_server):
    fill(amir, live_server, "La gare mérite mieux que ces trois panneaux.")
    amir.click("text=Publier le commentaire")
    amir.wait_for_url("**/suivi/**")
    assert "Votre commentaire est publié" in amir.inner_text("h1")
    amir.goto(f"{live_server.url}/article/exemple")
    assert amir.input_value("#body") == ""


def test_a_double_click_sends_once(amir, live_server):
    before = n_published(live_server)
    sent = []
    amir.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    fill(amir, live_server, "Le pont de bois mérite une vraie rénovation.")
    amir.dblclick("text=Publier le commentaire")
    amir.wait_for_url("**/suivi/**")
    assert len(sent) == 1
    assert n_published(live_server) == before + 1


def test_problems_come_with_the_focus_on_them_and_lead_to_the_fields(page, live_server):
    page.goto(f"{live_server.url}/article/exemple")
    page.fill("#body", "Un texte sans nom.")
    page.click("text=Publier le commentaire")
    page.wait_for_selector(".problems")
    assert page.evaluate("document.activeElement.className") == "problems"
    page.click(".problems a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "author_name"
    page.fill("#author_name", "Amir Haddad")
    page.fill("#author_email", "amir.haddad@example.org")
    page.check("#accepted")
    page.click("text=Publier le commentaire")
    page.wait_for_url("**/suivi/**")


def test_what_came_back_is_written_again_from_its_own_page(page, live_server):
    page.goto(live_server.outcome("returned"))
    page.click("text=Réécrire mon commentaire")
    page.wait_for_selector("#body")
    assert page.input_value("#body").startswith("Vous n’êtes qu’un gros connard")


def test_without_script_the_form_works_as_well(browser, live_server):
    context = browser.new_context(locale="fr-CH", java_script_enabled=False)
    page = context.new_page()
    fill(page, live_server, "")
    page.click("text=Publier le commentaire")
    assert page.is_visible(".problems")
    page.fill("#body", "La forêt de sapins a bien tenu cet hiver.")
    page.check("#accepted")
    page.click("text=Publier le commentaire")
    assert "Il reste à confirmer qui vous êtes" in page.inner_text("h1")
    context.close()
