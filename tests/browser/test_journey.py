"""The whole journey, as people live it: a real server, a real browser, the real classifier."""

import email
import email.policy
import re
import time

import httpx
import pytest
from playwright.sync_api import expect

CLEAN = "La commune a bien fait de consulter les habitants avant de fermer la rue aux voitures."
INSULT = "Vous n’êtes qu’un gros connard, relisez donc l’article."
THREAT = "Je sais où tu habites. Je vais te tuer."

PASSWORD = "une phrase facile à retenir"

pytestmark = pytest.mark.browser


#: Seconds in which a mail is written.
MAIL_SECONDS = 60


def sign_up(page, server, name):
    """Make an account, open the link in the mail, log in."""
    address = f"{name.casefold().replace(' ', '.')}@example.org"
    page.goto(f"{server.url}/article/exemple")
    page.get_by_role("link", name="Créer un compte").click()
    page.get_by_label("Nom complet").fill(name)
    page.get_by_label("Adresse e-mail").fill(address)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Créer un compte").click()
    expect(page.get_by_role("status").first).to_contain_text(address)
    page.goto(link_in_mail(server, address))
    page.get_by_label("Adresse e-mail").fill(address)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def link_in_mail(server, address):
    """Return the link in the mail to *address* that the server wrote, without a mail server, as a file."""
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        for path in (server.home / "mail").glob("*.eml"):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if mail["To"] == address:
                return re.search(r"https?://\S+", mail.get_body(("plain",)).get_content())[0]
        time.sleep(0.2)
    raise AssertionError("no mail was written")


def write(page, server, text):
    """Send a comment through the form; the browser ends on the author's own page."""
    page.goto(f"{server.url}/article/exemple")
    if page.get_by_label("Nom complet").count():
        page.get_by_label("Nom complet").fill("Anne Rochat")
        page.get_by_label("Adresse e-mail").fill("anne@example.org")
    page.get_by_label("Votre commentaire").fill(text)
    page.get_by_label("J’ai lu et j’accepte").check()
    page.get_by_role("button", name="Publier le commentaire").click()
    page.wait_for_url("**/suivi/**")


def test_three_outcomes_a_decision_and_the_same_by_api(page, browser, server):
    sign_up(page, server, "Anne Rochat")
    write(page, server, CLEAN)
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre commentaire est publié")

    write(page, server, INSULT)
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre commentaire vous revient")
    expect(page.locator("mark").first).to_contain_text("connard")
    expect(page.locator(".clause-words")).to_contain_text("injures")

    write(page, server, THREAT)
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre commentaire attend d’être lu")
    held = page.url

    newsroom = browser.new_context(locale="fr-CH")
    decide_at_the_desk(newsroom.new_page(), server)
    newsroom.close()
    page.goto(held)
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre commentaire est refusé")
    expect(page.locator(".clause-words")).to_contain_text("menaces")
    expect(page.locator(".own-text mark", has_text="tuer")).to_be_visible()

    page.goto(f"{server.url}/article/exemple")
    expect(page.locator(".comments")).to_contain_text(CLEAN)
    expect(page.locator(".comments")).not_to_contain_text("connard")
    agrees_with_the_api(server)


def decide_at_the_desk(page, server):
    """The administrator logs in with the one-time password, changes it, and presses a key."""
    password = server.one_time_password()
    page.goto(f"{server.url}/desk")
    page.get_by_label("E-mail").fill("admin@charte.local")
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_role("button", name="Se connecter").click()
    page.locator("#password").fill(password)
    page.locator("#new_password").fill("une phrase facile à retenir")
    page.locator("#new_password_confirm").fill("une phrase facile à retenir")
    page.get_by_role("button", name="Enregistrer").click()
    page.goto(f"{server.url}/desk")
    expect(page.get_by_text("Je vais te tuer").first).to_be_hidden()
    page.keyboard.press("g")  # a threat is veiled until it is asked for
    expect(page.locator(".veil .body")).to_contain_text("Je vais te tuer")
    expect(page.locator(".case .body mark").first).to_be_visible()
    expect(page.locator("input[name=clauses][value=MENACE]")).to_be_checked()
    page.locator("h1").focus()
    page.keyboard.press("r")
    expect(page.get_by_role("heading", level=1)).to_have_text("Plus rien n’attend")
    expect(page.locator(".undo")).to_contain_text("Annuler")


def agrees_with_the_api(server):
    """What the form made of each comment is what a check says and what a submission gets."""
    key = server.charte("admin", "issue-key", "journey").stdout.strip()
    headers = {"Authorization": f"Bearer {key}"}
    expected = {
        CLEAN: ("publish", "published"),
        INSULT: ("refuse", "returned"),
        THREAT: ("review", "pending"),
    }
    with httpx.Client(base_url=server.url, headers=headers, timeout=30) as client:
        for text, (recommendation, status) in expected.items():
            checked = client.post("/api/v1/check", json={"text": text}).json()
            assert checked["recommendation"] == recommendation
            assert checked["gaps"] == []
            sent = client.post(
                "/api/v1/comments",
                json={"article": {"key": "exemple"}, "author_name": "Aline Favre", "text": text},
            ).json()
            assert (sent["recommendation"], sent["status"]) == (recommendation, status)
            again = client.get(f"/api/v1/comments/{sent['id']}").json()
            assert again["status"] == status


def test_the_counter_counts_as_the_server_does(page, server):
    """Emoji, combining marks, flags and line ends: one character each, in browser and server."""
    key = server.charte("admin", "issue-key", "counter").stdout.strip()
    unit = "👨‍👩‍👧‍👦🇨🇭e\u0301\n"
    page.goto(f"{server.url}/article/exemple")
    body = page.get_by_label("Votre commentaire")
    body.fill("a" + unit * 374 + "abc")  # 1 + 4 × 374 + 3 = 1,500
    expect(page.locator("#remaining-number")).to_have_text("0")
    body.fill("a" + unit * 374 + "abcd")
    expect(page.locator("#remaining-number")).to_have_text("−1")
    with httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {key}"}) as client:
        for tail, code in (("abc", 201), ("abcd", 422)):
            payload = {
                "article": {"key": "exemple"},
                "author_name": "Aline Favre",
                "text": "a" + unit * 374 + tail,
            }
            assert client.post("/api/v1/comments", json=payload).status_code == code


def test_without_javascript_the_form_works(browser, server):
    context = browser.new_context(java_script_enabled=False, locale="fr-CH")
    page = context.new_page()
    write(page, server, "Un merci à la rédaction pour cette série d’articles sur nos villages.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Il reste à confirmer qui vous êtes")
    context.close()


def test_when_sending_fails_the_text_is_still_there(page, server):
    page.goto(f"{server.url}/article/exemple")
    page.get_by_label("Nom complet").fill("Anne Rochat")
    page.get_by_label("Adresse e-mail").fill("anne@example.org")
    page.get_by_label("Votre commentaire").fill(CLEAN)
    page.get_by_label("J’ai lu et j’accepte").check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Publier le commentaire").click()
    expect(page.locator("#sending")).to_contain_text("Connexion perdue.")
    expect(page.get_by_label("Votre commentaire")).to_have_value(CLEAN)
    page.context.set_offline(False)
    page.wait_for_url("**/suivi/**")


def test_a_double_click_makes_one_comment(page, server):
    sign_up(page, server, "Luc Morel")
    page.goto(f"{server.url}/article/exemple")
    text = "Les horaires du bus de nuit mériteraient un article à eux seuls, non ?"
    page.get_by_label("Votre commentaire").fill(text)
    page.get_by_label("J’ai lu et j’accepte").check()
    page.get_by_role("button", name="Publier le commentaire").dblclick()
    page.wait_for_url("**/suivi/**")
    page.goto(f"{server.url}/article/exemple?tri=recents")
    expect(page.locator(".comments li", has_text=text)).to_have_count(1)
