"""Readers' accounts, and comments whose authors have still to show who they are."""

import re
from dataclasses import replace

import pytest

from moderation.app import create_app
from moderation.core.charter import Guests
from moderation.core.comment import Status
from moderation.core.letter import LetterKind
from moderation.core.person import Role
from moderation.services import submission
from moderation.services.submission import MOST_UNCONFIRMED
from moderation.storage import comments, letters
from tests.conftest import (
    AMBIGUOUS,
    CLEAN,
    PASSWORD,
    REFUSED,
    Browser,
    hire,
    signed_up,
)

ARTICLE = "/article/budget"
RITA = "rita@example.org"


def posted(runtime, kind):
    """Return the letters of a kind that wait to be sent."""
    with runtime.database.read() as session:
        due = letters.due_letters(session, now=runtime.clock(), limit=100)
    return [letter for letter in due if letter.kind is kind]


def path_of(link):
    return re.sub(r"^https?://[^/]+", "", link)


def register(browser, *, name="Rita Favre", email=RITA, password=PASSWORD, path="/compte/nouveau"):
    page = browser.get(path)
    fields = [("name", name), ("email", email), ("password", password)]
    return browser.send(page, "/compte/nouveau", fields)


def as_guest(browser, body=CLEAN, *, email=RITA):
    sent = browser.write(body, name="Rita Favre", author_email=email)
    assert sent.status_code == 303, sent.text
    return sent.location


def stored(runtime):
    with runtime.database.read() as session:
        ids = session.connection().exec_driver_sql("SELECT public_id FROM comment ORDER BY id")
        return [comments.comment_by_public_id(session, row[0]).comment for row in ids.all()]


def test_an_account_is_made_confirmed_and_signs(rita, runtime):
    made = register(rita)
    assert made.location == "/compte/connexion"
    assert (
        "ouvrez le lien que nous venons d’envoyer à rita@example.org"
        in rita.get(made.location).text
    )
    (letter,) = posted(runtime, LetterKind.CONFIRM_ADDRESS)
    assert (letter.to, letter.facts["name"]) == (RITA, "Rita Favre")
    assert rita.get(path_of(letter.facts["link"])).location == "/compte/connexion"
    assert rita.log_in(RITA, PASSWORD).location == "/compte"
    page = rita.get(ARTICLE)
    assert "<bdi>Rita Favre</bdi>" in page.text
    assert 'id="author_name"' not in page.text
    told = rita.get(rita.write(CLEAN, name="Quelqu’un d’autre").location)
    assert "Votre commentaire est publié" in told.text
    (comment,) = stored(runtime)
    assert (comment.author_name, comment.person_id is None) == ("Rita Favre", False)
    assert CLEAN[:40] in rita.get("/compte").text


def test_nobody_logs_in_with_an_address_that_is_not_confirmed(rita, eve, runtime):
    register(rita)
    told = rita.log_in(RITA, PASSWORD)
    assert "Confirmez d’abord votre adresse" in told.text
    assert "Recevoir un autre lien" in told.text
    assert rita.get("/compte").status_code == 303
    assert "ou mot de passe incorrect" in eve.log_in(RITA, PASSWORD + "x").text


def test_a_link_is_asked_for_again_and_works_once(rita, runtime):
    register(rita)
    page = rita.get("/compte/confirmation")
    rita.send(page, "/compte/confirmation", [("email", RITA)])
    first, second = (letter.facts["link"] for letter in posted(runtime, LetterKind.CONFIRM_ADDRESS))
    assert rita.get(path_of(second)).location == "/compte/connexion"
    assert "déjà confirmée" in rita.get(rita.get(path_of(first)).location).text


def test_a_link_that_is_too_old_or_forged_confirms_nothing(rita, runtime, clock):
    register(rita)
    (letter,) = posted(runtime, LetterKind.CONFIRM_ADDRESS)
    forged = rita.get(path_of(letter.facts["link"]) + "x")
    assert forged.location == "/compte/confirmation"
    assert "n’est pas complet" in rita.get(forged.location).text
    assert rita.log_in(RITA, PASSWORD).status_code == 200


def test_a_stranger_does_not_learn_whether_an_address_has_an_account(app, runtime, eve):
    hire(runtime, "Rita", Role.READER)
    answers = []
    for email in (RITA, "personne@example.org"):
        browser = Browser(app)
        made = register(browser, email=email)
        answers.append((made.status_code, made.location, browser.get(made.location).text))
        page = browser.get("/compte/oubli")
        forgotten = browser.send(page, "/compte/oubli", [("email", email)])
        answers[-1] += (forgotten.status_code, forgotten.text)
    plain = [
        re.sub(r'value="[^"]*"|rita@|personne@', "", "".join(map(str, answer)))
        for answer in answers
    ]
    assert plain[0] == plain[1]
    (letter,) = posted(runtime, LetterKind.ADDRESS_TAKEN)
    assert letter.to == RITA


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "   "}, "nom complet"),
        ({"name": "Rita\u202e Favre"}, "ne se lisent pas"),
        ({"email": "rita"}, "adresse e-mail n’est pas complète"),
        ({"email": "r" * 260 + "@example.org"}, "trop longue"),
        ({"password": "court"}, "au moins 15 caractères"),
    ],
)
def test_what_is_wrong_with_an_account_is_said(rita, runtime, fields, sentence):
    page = register(rita, **fields)
    assert page.status_code == 200
    assert sentence in re.search(r'<div class="problems".*?</div>', page.text, re.DOTALL)[0]
    assert posted(runtime, LetterKind.CONFIRM_ADDRESS) == []


def test_our_links_lead_to_us_whatever_host_was_named(eve, runtime):
    elsewhere = {"base_url": "http://ailleurs.example"}
    page = eve.get("/compte/nouveau", **elsewhere)
    fields = [("name", "Rita Favre"), ("email", RITA), ("password", PASSWORD)]
    assert eve.send(page, "/compte/nouveau", fields, **elsewhere).status_code == 302
    (letter,) = posted(runtime, LetterKind.CONFIRM_ADDRESS)
    assert letter.facts["link"].startswith(runtime.settings.base_url + "/compte/")


def test_a_forgotten_password_is_replaced_once_and_other_sessions_end(app, amir, runtime):
    rita = Browser(app)
    page = rita.get("/compte/oubli")
    rita.send(page, "/compte/oubli", [("email", "amir.haddad@example.org")])
    (letter,) = posted(runtime, LetterKind.RESET_PASSWORD)
    path = path_of(letter.facts["link"])
    changed = rita.send(rita.get(path), path, [("password", "une phrase toute neuve")])
    assert changed.location == "/compte/connexion"
    assert amir.get("/compte").status_code == 303
    assert rita.get(path).location == "/compte/oubli"
    assert rita.log_in("amir.haddad@example.org", "une phrase toute neuve").location == "/compte"
    (notice,) = posted(runtime, LetterKind.PASSWORD_CHANGED)
    assert notice.to == "amir.haddad@example.org"
    assert notice.facts["ways"] == []
    assert notice.facts["link"] == f"{runtime.settings.base_url}/compte/oubli"


def test_letters_are_not_had_without_end(eve):
    page = eve.get("/compte/oubli")
    statuses = [
        eve.send(page, "/compte/oubli", [("email", f"{n}@example.org")]).status_code
        for n in range(12)
    ]
    assert statuses[0] == 200
    assert statuses[-1] == 429


def test_a_reader_is_not_of_the_newsroom(amir, runtime):
    for path in ("/desk", "/desk/decisions"):
        assert amir.get(path).status_code == 403


def test_a_moderator_is_led_from_their_account_to_the_desk(mona):
    assert mona.get("/compte").location == "/desk"


# --- Guests ----------------------------------------------------------------------------


def test_a_guests_comment_is_seen_by_nobody_until_its_address_is_confirmed(
    rita, amir, mona, runtime
):
    told = rita.get(as_guest(rita)).text
    assert "Il reste à confirmer qui vous êtes" in told
    assert "Plus rien n’attend" in mona.get("/desk").text
    assert CLEAN not in amir.get(ARTICLE).text
    (letter,) = posted(runtime, LetterKind.CONFIRM_COMMENT)
    assert (letter.to, letter.facts["title"]) == (RITA, "Le budget passe la rampe")
    path = path_of(letter.facts["link"])
    asked = rita.get(path)
    assert CLEAN in asked.text
    assert asked.headers["Cache-Control"] == "no-store"
    assert stored(runtime)[0].status is Status.UNCONFIRMED  # a mail program opens links as well
    confirmed = rita.send(asked, path, [])
    assert "attend d’être lu" in rita.get(confirmed.location).text
    assert CLEAN not in amir.get(ARTICLE).text
    assert CLEAN[:30] in mona.get("/desk").text
    assert "déjà confirmé" in rita.get(path).text


def test_a_guest_learns_at_once_what_the_machine_sends_back(rita, runtime):
    told = rita.get(as_guest(rita, REFUSED)).text
    assert "Votre commentaire vous revient" in told
    assert posted(runtime, LetterKind.CONFIRM_COMMENT) == []


def test_a_guests_link_is_not_the_link_of_the_authors_page(rita, eve, runtime):
    outcome = as_guest(rita)
    token = outcome.rsplit("/", 1)[1]
    assert eve.get(f"/confirmer/{token}").status_code == 404
    (letter,) = posted(runtime, LetterKind.CONFIRM_COMMENT)
    confirm = letter.facts["link"].rsplit("/", 1)[1]
    assert eve.get(f"/suivi/{confirm}").status_code == 404


def test_nobodys_mailbox_is_filled_through_us(eve, runtime):
    for number in range(MOST_UNCONFIRMED):
        as_guest(eve, f"{CLEAN} Et de {number}.")
    one_more = eve.write(f"{CLEAN} Encore.", name="Rita Favre", author_email=RITA)
    assert one_more.status_code == 422
    assert "attendent déjà que cette adresse soit confirmée" in one_more.text
    assert len(posted(runtime, LetterKind.CONFIRM_COMMENT)) == MOST_UNCONFIRMED


def test_a_guest_takes_an_unconfirmed_comment_back(rita, runtime):
    outcome = as_guest(rita)
    (letter,) = posted(runtime, LetterKind.CONFIRM_COMMENT)
    rita.send(rita.get(outcome), outcome + "/retirer", [])
    path = path_of(letter.facts["link"])
    rita.send(rita.get(path), path, [])
    assert stored(runtime)[0].status is Status.WITHDRAWN


def test_without_guests_a_comment_waits_for_an_account(runtime):
    charter = replace(runtime.charter, guests=Guests.NO)
    app = create_app(replace(runtime, charter=charter))
    rita = Browser(app)
    page = rita.get(ARTICLE)
    assert 'id="author_email"' not in page.text
    assert "il faut un compte" in page.text
    told = rita.write(CLEAN, name="Rita Favre", author_email=RITA).location
    assert "Signez-le de votre compte" in rita.get(told).text.replace("\u00a0", " ")
    assert posted(runtime, LetterKind.CONFIRM_COMMENT) == []
    assert not stored(runtime)[0].has_email


# --- Signing ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "name", "status"),
    [
        (CLEAN, "Rita Favre", Status.PUBLISHED),
        (CLEAN, "Rita Favre-Rochat", Status.PUBLISHED),
        (AMBIGUOUS, "Rita Favre-Rochat", Status.PENDING),
    ],
)
def test_what_was_written_before_is_signed_with_the_account(rita, runtime, body, name, status):
    outcome = as_guest(rita, body)
    rita.log_in(hire(runtime, name, Role.READER), PASSWORD)
    page = rita.get("/compte")
    assert "Un commentaire attend votre signature" in page.text
    assert rita.send(page, outcome + "/signer", []).status_code == 303
    (comment,) = stored(runtime)
    assert (comment.author_name, comment.status) == (name, status)
    assert "attend votre signature" not in rita.get("/compte").text


def test_a_comment_is_signed_once(app, runtime, rita):
    outcome = as_guest(rita)
    first, second = (signed_up(app, runtime, name) for name in ("Rita Favre", "Eve Martin"))
    for browser in (first, second, first):
        page = browser.get(outcome)
        if "/signer" in page.text:
            browser.send(page, outcome + "/signer", [])
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', second.get(outcome).text)[1]
    second.client.post(outcome + "/signer", data={"csrf_token": token})
    (comment,) = stored(runtime)
    assert comment.author_name == "Rita Favre"
    article = submission.find_article(runtime, "budget")
    assert article.id == comment.article_id


def test_signing_asks_a_stranger_to_log_in_first(rita, runtime):
    outcome = as_guest(rita)
    page = rita.get(outcome)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
    answer = rita.client.post(outcome + "/signer", data={"csrf_token": token})
    assert answer.location.startswith("/compte/connexion?next=/suivi/")
    assert stored(runtime)[0].status is Status.UNCONFIRMED
