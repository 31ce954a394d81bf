"""Readers connect through a provider: a real one, honest or not."""

import html
import json
import logging
import re
import time
from dataclasses import replace
from functools import partial
from itertools import cycle, product, repeat

import pytest
import requests
from flask import Response

from moderation.app import create_app
from moderation.core.letter import LetterKind
from moderation.core.names.signature import NO_ANSWER
from moderation.core.person import Profile, Role
from moderation.errors import ConfigurationError, Conflict, NotAllowed
from moderation.services import connecting, identity
from moderation.settings import PROVIDER_SETTINGS, load_settings
from moderation.web import providers
from moderation.web.connect import WAITING_MINUTES, local_path
from moderation.web.passkeys import FRESH_MINUTES
from moderation.web.providers import Endpoints
from tests.conftest import CLEAN, PASSWORD, Browser, hire
from tests.providers import CLIENT_ID, RITA, SECRET, made_key, providing
from tests.servers import free_port
from tests.test_accounts import as_guest, path_of, posted, stored

FAILED = "La connexion avec {} a échoué. Veuillez réessayer."
NAMES = {"oidc": "Romandie", "facebook": "Facebook"}
ARTICLE = "/article/budget"


@pytest.fixture
def insecure_transport(monkeypatch):
    # To Authlib's server: it is reached by http, on this machine.
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.fixture
def oidc(runtime, insecure_transport):
    with providing() as provider:
        provider.client.callback = callback(runtime, "oidc")
        yield provider


@pytest.fixture
def facebook(runtime, insecure_transport, monkeypatch):
    with providing(is_facebook=True) as provider:
        provider.client.callback = callback(runtime, "facebook")
        url = provider.url
        ours = Endpoints(f"{url}/authorize", f"{url}/token", f"{url}/me")
        monkeypatch.setattr(providers, "FACEBOOK", ours)
        yield provider


def callback(runtime, key):
    return f"{runtime.settings.base_url}/compte/avec/{key}/retour"


@pytest.fixture
def app(runtime, oidc, facebook):
    app = create_app(configured(runtime, oidc.url))
    app.testing = True
    return app


def configured(runtime, issuer):
    ours = {"facebook_id": CLIENT_ID, "facebook_secret": SECRET}
    ours |= {"oidc_name": "Romandie", "oidc_url": issuer}
    ours |= {"oidc_id": CLIENT_ID, "oidc_secret": SECRET}
    return replace(runtime, settings=runtime.settings.model_copy(update=ours))


def link_to(key, page):
    return html.unescape(re.search(rf'href="(/compte/avec/{key}[^"]*)"', page.text)[1])


def begin(browser, key="oidc", *, page="/compte/connexion"):
    """Follow the link of a page to the provider; the address there."""
    started = browser.get(link_to(key, browser.get(page)))
    if started.status_code == 200:  # whoever only read had no session, and is asked first
        started = browser.get(link_to(key, started))
    assert started.status_code == 303, started.text
    return started.location


def visit(address):
    """Say yes, or no, at the provider; the address that it sends the browser back to."""
    answer = requests.get(address, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return path_of(answer.headers["Location"])


def connect(browser, key="oidc", *, page="/compte/connexion"):
    """Go to the provider and come back; what the browser is answered then."""
    return browser.get(visit(begin(browser, key, page=page)))


def make_account(browser, key="oidc", **fields):
    """Connect and send the page with the name; the answer to that."""
    to_name = connect(browser, key)
    assert to_name.location == f"/compte/avec/{key}/compte", to_name.text
    page = browser.get(to_name.location)
    shown = re.findall(r'<input[^>]* name="(name|email)"[^>]* value="([^"]*)"', page.text)
    filled = dict(shown) | fields
    return browser.send(page, to_name.location, filled.items())


def failure(browser, answer, key="oidc"):
    """Return the page that says that connecting failed, to which *answer* leads."""
    assert (answer.location or "").partition("?")[0] == f"/compte/avec/{key}/echec", answer.text
    page = browser.get(answer.location)
    assert FAILED.format(NAMES[key]) in page.text
    return page


def said(page):
    """Return a page's text with plain spaces."""
    return html.unescape(page.text).replace("\u00a0", " ")


def is_logged_in(browser):
    return browser.get("/compte").status_code == 200


# --- A new account ---------------------------------------------------------------------


def test_a_reader_connects_looks_at_their_name_and_signs(rita, runtime):
    to_name = connect(rita, page=ARTICLE)
    page = rita.get(to_name.location)
    assert "Votre nom signe vos commentaires" in page.text
    assert 'value="Rita Favre"' in page.text
    assert 'id="email"' not in page.text  # the provider vouches for it
    assert not is_logged_in(rita)
    made = rita.send(page, to_name.location, [("name", "Rita  Favre-Rochat")])
    assert made.location == f"{ARTICLE}#commenter"
    assert "<bdi>Rita Favre-Rochat</bdi>" in rita.get(ARTICLE).text
    assert "Votre commentaire est publié" in rita.get(rita.write(CLEAN).location).text
    (comment,) = stored(runtime)
    assert comment.author_name == "Rita Favre-Rochat"
    assert posted(runtime, LetterKind.CONFIRM_ADDRESS) == []


def test_the_page_with_the_name_is_shown_once_and_a_changed_name_changes_nothing(app, rita, oidc):
    make_account(rita)
    oidc.visitor |= {"name": "Reine d’Angleterre", "email": "autre@example.org"}
    later = Browser(app)
    assert connect(later).location == "/compte"
    page = later.get("/compte").text
    assert "<bdi>Rita Favre</bdi>" in page
    assert "rita@example.org" in page
    assert "autre@example.org" not in page


def test_a_name_that_cannot_sign_is_asked_for_again(rita):
    for name, sentence in (("   ", "nom complet"), ("Rita\u202e Favre", "ne se lisent pas")):
        page = make_account(rita, name=name)
        assert page.status_code == 200
        assert sentence in page.text
    assert not is_logged_in(rita)


def test_a_name_at_a_provider_is_asked_about_once_and_the_answer_remembered(rita, oidc, runtime):
    oidc.visitor["name"] = "Jean Bonneau"
    to_name = connect(rita)
    path, page = to_name.location, rita.get(to_name.location)
    asked = rita.send(page, path, [("name", "Jean Bonneau")])
    assert "Votre nom nous sert de signature. Est-ce bien le vôtre ?" in said(asked)
    assert not is_logged_in(rita)
    answered = rita.send(asked, path, [("name", "Jean Bonneau"), ("is_own_name", "y")])
    assert answered.location == "/compte"
    told = rita.get(rita.write(CLEAN).location)
    assert "Est-ce bien le vôtre" not in told.text
    assert stored(runtime)[0].author_name == "Jean Bonneau"


def test_a_provider_that_tells_no_name_leaves_it_to_the_reader(rita, oidc):
    for name in (None, 7, "x" * 5000, "R\x00"):
        oidc.visitor["name"] = name
        assert "nom complet" in make_account(rita).text
    assert make_account(rita, name="Rita Favre").location == "/compte"


def test_what_an_id_token_leaves_out_is_asked_of_the_provider(rita, oidc):
    oidc.is_thrifty = True
    assert make_account(rita).location == "/compte"
    assert "/userinfo" in oidc.asked


def test_facebook_knows_a_reader_and_we_confirm_their_address(app, rita, runtime):
    sent = make_account(rita, "facebook")
    assert sent.location == "/compte/connexion"
    assert "le lien que nous venons d’envoyer à rita@example.org" in rita.get(sent.location).text
    assert not is_logged_in(rita)
    # Until then the account opens to nobody, by Facebook neither.
    assert connect(rita, "facebook").location == "/compte/avec/facebook/compte"
    (letter,) = posted(runtime, LetterKind.CONFIRM_ADDRESS)
    rita.get(path_of(letter.facts["link"]))
    assert connect(rita, "facebook", page=ARTICLE).location == f"{ARTICLE}#commenter"
    assert "Votre commentaire est publié" in rita.get(rita.write(CLEAN).location).text


@pytest.mark.parametrize("key", ["oidc", "facebook"])
def test_without_an_address_from_the_provider_we_ask_for_one(rita, runtime, oidc, facebook, key):
    provider = {"oidc": oidc, "facebook": facebook}[key]
    del provider.visitor["email"]
    page = make_account(rita, key)
    assert "Indiquez votre adresse e-mail" in page.text
    assert posted(runtime, LetterKind.CONFIRM_ADDRESS) == []
    assert make_account(rita, key, email="Rita@Example.org").location == "/compte/connexion"
    (letter,) = posted(runtime, LetterKind.CONFIRM_ADDRESS)
    assert letter.to == "rita@example.org"
    assert not is_logged_in(rita)


def test_an_address_that_is_not_verified_is_confirmed_by_us(rita, runtime, oidc):
    for verified in (False, None, "false", 1):
        oidc.visitor["email_verified"] = verified
        assert make_account(rita).location == "/compte/connexion"
    assert not is_logged_in(rita)
    assert len(posted(runtime, LetterKind.CONFIRM_ADDRESS)) == 4


def test_an_address_that_is_none_is_not_taken_over(rita, oidc):
    for email in ("rita", 7, ["rita@example.org"], "a@b@c", "@", "r" * 300 + "@example.org"):
        oidc.visitor["email"] = email
        page = rita.get(connect(rita).location)
        assert 'id="email"' in page.text
        assert 'id="email" name="email" type="email" value=""' in page.text


def test_a_wrong_address_is_mended_by_connecting_again(rita, runtime, clock):
    make_account(rita, "facebook", email="rtia@example.org")
    make_account(rita, "facebook", email="rita@example.org")
    wrong, right = posted(runtime, LetterKind.CONFIRM_ADDRESS)
    assert rita.get(path_of(wrong.facts["link"])).location == "/compte/confirmation"
    rita.get(path_of(right.facts["link"]))
    assert connect(rita, "facebook").location == "/compte"


def test_what_a_provider_said_waits_for_a_while_only(rita, clock):
    to_name = connect(rita)
    page = rita.get(to_name.location)
    clock.move(minutes=WAITING_MINUTES + 1)
    late = rita.send(page, to_name.location, [("name", "Rita Favre")])
    assert late.location == "/compte/connexion"
    assert not is_logged_in(rita)


def test_the_page_sent_twice_makes_one_account(rita):
    to_name = connect(rita)
    page = rita.get(to_name.location)
    cookies = rita.client.get_cookie("charte").value
    rita.send(page, to_name.location, [("name", "Rita Favre")])
    rita.client.set_cookie("charte", cookies)
    again = rita.send(page, to_name.location, [("name", "Rita Favre")])
    assert again.location == "/compte"


# --- An address that has an account ----------------------------------------------------


def test_an_address_that_has_an_account_opens_it_only_after_a_login_there(app, rita, runtime):
    hire(runtime, "Rita", Role.READER)  # rita@example.org
    to_name = connect(rita, page=ARTICLE)
    page = rita.get(to_name.location)
    assert "Vous avez déjà un compte" in page.text
    assert "<form" not in page.text
    assert not is_logged_in(rita)
    # Sent all the same, the form makes nothing.
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', rita.get("/compte/connexion").text)[
        1
    ]
    forced = rita.client.post(to_name.location, data={"csrf_token": token, "name": "Rita"})
    assert "Vous avez déjà un compte" in forced.text

    to_login = html.unescape(re.search(r'href="(/compte/connexion[^"]+)"', page.text)[1])
    form = rita.get(to_login)
    fields = [("email", "rita@example.org"), ("password", PASSWORD)]
    entered = rita.send(form, "/compte/connexion", fields)
    assert entered.location == "/compte/connexions/ajouter"
    asked = rita.get(entered.location)
    assert "Ouvrir ce compte avec Romandie ?" in said(asked)
    added = rita.send(asked, "/compte/connexions/ajouter", [])
    assert added.location == f"{ARTICLE}#commenter"
    assert connect(Browser(app)).location == "/compte"


def test_two_people_with_the_same_address_at_the_provider_stay_two(app, rita, eve, oidc, runtime):
    make_account(rita)
    oidc.visitor["sub"] = "eve"
    assert "Vous avez déjà un compte" in eve.get(connect(eve).location).text
    assert not is_logged_in(eve)


def test_the_same_subject_at_another_provider_is_somebody_else(rita, eve, facebook, runtime):
    make_account(rita)
    facebook.visitor["email"] = "eve@example.org"  # and the same "sub"
    assert connect(eve, "facebook").location == "/compte/avec/facebook/compte"
    assert not is_logged_in(eve)
    other = Profile("https://another.example", RITA["sub"], "Rita", None, False)
    assert connecting.whose(runtime, other) is None


def test_whoever_types_an_address_does_not_learn_whether_it_has_an_account(app, runtime, facebook):
    hire(runtime, "Rita", Role.READER)
    del facebook.visitor["email"]
    answers = []
    for email in ("rita@example.org", "personne@example.org"):
        facebook.visitor["sub"] = email
        browser = Browser(app)
        sent = make_account(browser, "facebook", email=email)
        told = re.sub(
            r'value="[^"]*"|jeton=\w+|rita@|personne@', "", browser.get(sent.location).text
        )
        answers.append((sent.status_code, sent.location, told))
    assert answers[0] == answers[1]
    (letter,) = posted(runtime, LetterKind.ADDRESS_TAKEN)
    assert (letter.to, letter.facts["name"]) == ("rita@example.org", "Rita")
    profile = Profile("facebook", "rita@example.org", "", None, False)
    assert connecting.whose(runtime, profile) is None


def test_an_account_that_nobody_confirmed_yields_to_the_owner_of_its_address(
    app, rita, eve, facebook
):
    facebook.visitor["sub"] = "eve"
    make_account(eve, "facebook", name="Eve", email="rita@example.org")
    assert make_account(rita).location == "/compte"
    assert "<bdi>Rita Favre</bdi>" in rita.get("/compte").text
    assert connect(Browser(app), "facebook").location == "/compte/avec/facebook/compte"


def test_a_connection_is_added_by_who_is_logged_in_and_asked(app, amir, facebook):
    asked = connect(amir, "facebook", page="/compte")
    assert asked.location == "/compte/connexions/ajouter"
    page = amir.get(asked.location)
    amir.send(page, "/compte/connexions/refuser", [])
    assert amir.get(asked.location).location == "/compte"
    assert "depuis le" not in amir.get("/compte").text
    page = amir.get(connect(amir, "facebook", page="/compte").location)
    assert "Rita Favre" in page.text  # whose account at Facebook it is
    amir.send(page, "/compte/connexions/ajouter", [])
    assert "Facebook ouvre désormais votre compte" in amir.get("/compte").text
    again = connect(amir, "facebook", page="/compte/avec/facebook")
    assert again.location == "/compte"
    assert connect(Browser(app), "facebook").location == "/compte"


def test_what_opens_another_account_cannot_be_added(app, rita, amir):
    make_account(rita)
    page = amir.get(connect(amir, page="/compte").location)
    amir.send(page, "/compte/connexions/ajouter", [])
    assert "ouvre déjà un autre compte" in amir.get("/compte").text
    later = Browser(app)
    connect(later)
    assert "<bdi>Rita Favre</bdi>" in later.get("/compte").text


def test_the_last_way_in_cannot_be_removed(app, rita, eve, amir, facebook):
    make_account(rita)
    page = rita.get("/compte").text
    assert "Ce compte n’a pas de mot de passe" in page
    assert "/retirer" not in page
    forced = post(rita, "/compte/connexions/1/retirer")
    assert forced.location == "/compte"
    assert "c’est votre seule connexion" in said(rita.get("/compte"))
    assert post(amir, "/compte/connexions/1/retirer").status_code == 404  # it is not his
    rita.send(
        rita.get(connect(rita, "facebook", page="/compte").location),
        "/compte/connexions/ajouter",
        [],
    )
    rita.send(rita.get("/compte"), "/compte/connexions/1/retirer", [])
    assert connect(Browser(app)).location == "/compte/avec/oidc/compte"
    assert connect(Browser(app), "facebook").location == "/compte"


def post(browser, path):
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/compte").text)[1]
    return browser.client.post(path, data={"csrf_token": token})


def test_an_account_without_a_password_gets_one_by_mail(app, rita, runtime):
    make_account(rita)
    browser = Browser(app)
    assert "mot de passe incorrect" in browser.log_in("rita@example.org", PASSWORD).text
    browser.send(browser.get("/compte/oubli"), "/compte/oubli", [("email", "rita@example.org")])
    (letter,) = posted(runtime, LetterKind.RESET_PASSWORD)
    path = path_of(letter.facts["link"])
    browser.send(browser.get(path), path, [("password", PASSWORD)])
    assert browser.log_in("rita@example.org", PASSWORD).location == "/compte"
    browser.send(browser.get("/compte"), "/compte/connexions/1/retirer", [])
    assert connect(Browser(app)).location == "/compte/avec/oidc/compte"


def test_the_newsroom_comes_in_by_password(app, rita, mona, runtime):
    make_account(rita)
    with runtime.database.begin() as session:
        session.connection().exec_driver_sql(
            "UPDATE person SET role = 'moderator' WHERE email = 'rita@example.org'"
        )
    browser = Browser(app)
    failure(browser, connect(browser))
    assert not is_logged_in(browser)
    moderator = next(p for p in identity.newsroom(runtime) if p.name == "Mona")
    with pytest.raises(NotAllowed):
        connecting.connect(runtime, moderator, Profile("facebook", "1", "", None, False))


def test_a_closed_account_stays_closed(app, rita, runtime):
    make_account(rita)
    with runtime.database.begin() as session:
        session.connection().exec_driver_sql("UPDATE person SET active = (1 = 0)")
    browser = Browser(app)
    failure(browser, connect(browser))
    assert not is_logged_in(browser)


def test_two_accounts_are_not_made_of_one_profile(runtime):
    profile = Profile("facebook", "1", "Rita", "rita@example.org", True)
    made = {"name": "Rita", "email": "rita@example.org", "language": "fr", "answer": NO_ANSWER}
    connecting.open_account(runtime, profile, **made)
    with pytest.raises(Conflict):
        connecting.open_account(runtime, profile, **made | {"email": "autre@example.org"})


# --- What was written ------------------------------------------------------------------


def test_a_comment_that_waits_is_offered_to_be_signed(rita, runtime):
    outcome = as_guest(rita)
    to_name = connect(rita, page=outcome)
    made = rita.send(rita.get(to_name.location), to_name.location, [("name", "Rita Favre")])
    assert made.location == outcome
    page = rita.get(outcome)
    rita.send(page, f"{outcome}/signer", [])
    assert "Votre commentaire est publié" in rita.get(outcome).text


def test_whoever_was_elsewhere_is_told_of_the_comment_that_waits(rita):
    outcome = as_guest(rita)
    to_name = connect(rita, page=ARTICLE)
    rita.send(rita.get(to_name.location), to_name.location, [("name", "Rita Favre")])
    page = rita.get(ARTICLE).text
    assert "Un commentaire attend votre signature." in page
    assert f'<a href="{outcome}">' in page


SENTENCES = {
    "de": "Die Verbindung zu Facebook ist fehlgeschlagen. Bitte versuchen Sie es noch einmal.",
    "it": "La connessione a Facebook non è riuscita. Per favore, riprovi.",
    "en": "The connection to Facebook has failed. Please try again.",
    "fr": "La connexion avec Facebook a échoué. Veuillez réessayer.",
}


def test_a_failure_is_said_with_the_text_and_the_other_ways(rita, facebook):
    outcome = as_guest(rita)
    facebook.is_refused = True
    for language, sentence in SENTENCES.items():
        rita.get(f"/charte?lang={language}")
        page = rita.get(connect(rita, "facebook", page=outcome).location)
        assert sentence in said(page)
        assert CLEAN in said(page)  # it is stored
    assert f'href="{outcome}"' in page.text
    assert 'href="/compte/connexion?next=/suivi/' in page.text
    assert 'href="/compte/nouveau?next=/suivi/' in page.text
    facebook.is_refused = False
    again = rita.get(visit(rita.get(link_to("facebook", page)).location))
    assert again.location == "/compte/avec/facebook/compte"


# --- A provider that fails, or lies ----------------------------------------------------


def test_an_unreachable_provider_fails_kindly_and_is_asked_again_next_time(rita, oidc, facebook):
    oidc.answers["/.well-known/openid-configuration"] = ("no", 503)
    page = rita.get(link_to("oidc", rita.get("/compte/connexion")))
    failure(rita, page)
    oidc.answers.clear()
    assert connect(rita).location == "/compte/avec/oidc/compte"


@pytest.mark.parametrize("key", ["oidc", "facebook"])
def test_a_provider_that_is_gone_when_the_reader_comes_back(rita, oidc, facebook, key):
    provider = {"oidc": oidc, "facebook": facebook}[key]
    back = visit(begin(rita, key))
    client = rita.client.application.extensions["charte_providers"][key].client()
    client.access_token_url = f"http://localhost:{free_port()}/token"
    failure(rita, rita.get(back), key)
    assert provider.asked[-1] == "/authorize"


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/jwks"])
def test_a_slow_provider_is_not_waited_for(runtime, oidc, monkeypatch, path):
    monkeypatch.setattr(providers, "ANSWER_SECONDS", 0.2)
    browser = Browser(create_app(configured(runtime, oidc.url)))
    if path.startswith("/."):
        oidc.delays[path] = 1
        page = browser.get(link_to("oidc", browser.get("/compte/connexion")))
    else:
        back = visit(begin(browser))
        oidc.delays[path] = 1
        page = browser.get(back)
    failure(browser, page)


DRIPPED = [
    ("oidc", "/.well-known/openid-configuration"),
    ("oidc", "/token"),
    ("oidc", "/jwks"),
    ("oidc", "/userinfo"),
    ("facebook", "/token"),
    ("facebook", "/me"),
]


def dripping():
    """A byte of an answer, and another, for minutes."""
    for byte in cycle(b" "):
        time.sleep(0.05)
        yield bytes([byte])


def endless():
    yield b'{"name": "'
    yield from repeat(b"x" * 100_000)


@pytest.mark.parametrize("pieces", [dripping, endless])
@pytest.mark.parametrize(("key", "path"), DRIPPED)
def test_an_answer_without_end_is_cut_off_and_no_word_is_lost(
    runtime, oidc, facebook, monkeypatch, key, path, pieces
):
    if pieces is dripping:
        monkeypatch.setattr(providers, "STEP_SECONDS", 0.5)
    provider = {"oidc": oidc, "facebook": facebook}[key]
    oidc.is_thrifty = path == "/userinfo"
    browser = Browser(create_app(configured(runtime, oidc.url)))
    outcome = as_guest(browser)
    without_end = Response(pieces(), mimetype="application/json")
    if path.startswith("/."):
        provider.answers[path] = without_end
        ask = partial(browser.get, link_to(key, browser.get(outcome)))
    else:
        back = visit(begin(browser, key, page=outcome))
        provider.answers[path] = without_end
        ask = partial(browser.get, back)
    started = time.monotonic()
    answer = ask()
    assert time.monotonic() - started < 10
    assert provider.asked[-1] == path
    assert CLEAN in said(failure(browser, answer, key))


NONSENSE = [
    b"",
    b"<html>Sorry</html>",
    b"null",
    b"7",
    b"[]",
    b'["access_token"]',
    b"{}",
    b'{"error": {"message": "no", "code": 190}}',
    b'{"access_token": 7, "id_token": 7, "token_type": 7, "expires_in": "x", "keys": 7, "id": 7, "sub": 7}',
    b'{"access_token": null, "id_token": [], "token_type": null, "keys": [null], "id": "", "sub": ""}',
    b'{"access_token": "a", "token_type": "mac", "id_token": "a.b.c", "keys": [{}], "id": [], "sub": {}}',
    b'{"access_token": "a", "token_type": "bearer", "id_token": "e30.e30.e30", "keys": {"a": 1}, "id": null}',
    b'{"access_token": "\xff"}',
    b'{"issuer": 7, "authorization_endpoint": 7, "token_endpoint": [], "jwks_uri": null}',
    b"[" * 100_000,
]


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("oidc", "/token"),
        ("oidc", "/jwks"),
        ("oidc", "/userinfo"),
        ("oidc", "/.well-known/openid-configuration"),
        ("facebook", "/token"),
        ("facebook", "/me"),
    ],
)
def test_nonsense_lets_nobody_in(rita, oidc, facebook, clock, key, path):
    provider = {"oidc": oidc, "facebook": facebook}[key]
    oidc.is_thrifty = path == "/userinfo"
    for body, status in product(NONSENSE, (200, 500)):
        clock.move(seconds=5)  # or there would be too many attempts
        provider.answers.clear()
        nonsense = Response(body, status, mimetype="application/json")
        if path.startswith("/."):
            provider.answers[path] = nonsense
            page = rita.get(link_to(key, rita.get("/compte/connexion")))
        else:
            back = visit(begin(rita, key))
            provider.answers[path] = nonsense
            page = rita.get(back)
        failure(rita, page, key)
    assert not is_logged_in(rita)


def test_a_discovery_of_another_issuer_is_not_believed(rita, oidc):
    told = requests.get(f"{oidc.url}/.well-known/openid-configuration", timeout=10).json()
    lies = [
        {"issuer": "https://eve.example"},
        {"issuer": f"{oidc.url}/other"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": "ftp://localhost/"},
        {"jwks_uri": "file:///etc/passwd"},
    ]
    for lie in lies:
        oidc.answers["/.well-known/openid-configuration"] = Response(
            json.dumps(told | lie), mimetype="application/json"
        )
        page = rita.get(link_to("oidc", rita.get("/compte/connexion")))
        failure(rita, page)


@pytest.mark.parametrize("path", ["/token", "/jwks", "/userinfo"])
def test_our_secret_follows_no_redirect(rita, oidc, path):
    oidc.is_thrifty = path == "/userinfo"
    back = visit(begin(rita))
    oidc.answers[path] = Response(
        "{}", 307, {"Location": f"{oidc.url}/elsewhere"}, "application/json"
    )
    failure(rita, rita.get(back))
    assert "/elsewhere" not in oidc.asked


PUBLIC_KEY = made_key("today").as_pem(private=False)


#: How it is wrong → what it claims, its header, what signs it.
FORGED = {
    "signed by another key, named as today's": ({}, {}, made_key("stranger's")),
    "signed by a key unknown": ({}, {"kid": "x"}, made_key("stranger's")),
    "not signed": ({}, {"alg": "none"}, b""),
    "signed with the public key as a secret": ({}, {"alg": "HS256"}, PUBLIC_KEY),
    "signed with our secret": ({}, {"alg": "HS256"}, SECRET.encode()),
    "for another audience": ({"aud": "another-service"}, {}, None),
    "for another, azp ours": ({"aud": ["another"], "azp": CLIENT_ID}, {}, None),
    "for nobody": ({"aud": None}, {}, None),
    "of another issuer": ({"iss": "https://eve.example"}, {}, None),
    "of no issuer": ({"iss": None}, {}, None),
    "with another nonce": ({"nonce": "another"}, {}, None),
    "without a nonce": ({"nonce": None}, {}, None),
    "expired": ({"exp": 1_000_000_000}, {}, None),
    "without an end": ({"exp": None}, {}, None),
    "from the future": ({"iat": 4_000_000_000}, {}, None),
    "about nobody": ({"sub": None}, {}, None),
    "about an empty name": ({"sub": ""}, {}, None),
    "about too long a name": ({"sub": "x" * 256}, {}, None),
    "for another access token": ({"at_hash": "another"}, {}, None),
}


def test_a_forged_id_token_lets_nobody_in(rita, oidc):
    for wrong, (claims, header, key) in FORGED.items():
        oidc.claims, oidc.header = claims, header
        oidc.signing_key, oidc.forging_secret = (
            (None, key) if isinstance(key, bytes) else (key, None)
        )
        failure(rita, connect(rita))
        assert rita.get("/compte/avec/oidc/compte").location == "/compte/connexion", wrong
    oidc.claims, oidc.header, oidc.signing_key = {}, {}, None
    assert connect(rita).location == "/compte/avec/oidc/compte"


def test_without_an_id_token_nobody_is_let_in(rita, oidc):
    back = visit(begin(rita))
    oidc.answers["/token"] = {"access_token": "a", "token_type": "Bearer", "expires_in": 60}
    failure(rita, rita.get(back))


def test_what_is_told_of_somebody_else_is_not_taken_over(rita, oidc):
    oidc.is_thrifty = True
    back = visit(begin(rita))
    oidc.answers["/userinfo"] = {**RITA, "sub": "somebody else"}
    failure(rita, rita.get(back))


# --- Whoever attacks -------------------------------------------------------------------


@pytest.mark.parametrize("key", ["oidc", "facebook"])
def test_a_login_belongs_to_the_browser_that_began_it(rita, eve, key):
    for address in (
        visit(begin(eve, key)),  # planted: Rita would write as Eve
        f"/compte/avec/{key}/retour",
        f"/compte/avec/{key}/retour?code=x",
        f"/compte/avec/{key}/retour?code=x&state=",
        f"/compte/avec/{key}/retour?code=x&state=%00%ff",
        f"/compte/avec/{key}/retour?error=access_denied",
    ):
        failure(rita, rita.get(address), key)
    other = "facebook" if key == "oidc" else "oidc"
    of_other = visit(begin(rita, other)).replace(f"/avec/{other}/", f"/avec/{key}/")
    failure(rita, rita.get(of_other), key)
    assert not is_logged_in(rita)


@pytest.mark.parametrize("key", ["oidc", "facebook"])
def test_a_code_is_used_once(app, rita, eve, key):
    back = visit(begin(rita, key))
    assert rita.get(back).location == f"/compte/avec/{key}/compte"
    failure(rita, rita.get(back), key)  # the state is gone
    # Eve has read Rita's address, and puts the code into a login of her own.
    begun = begin(eve, key)
    state = re.search(r"state=([^&]+)", begun)[1]
    code = re.search(r"code=([^&]+)", back)[1]
    failure(eve, eve.get(f"/compte/avec/{key}/retour?code={code}&state={state}"), key)


def test_a_stolen_code_is_worth_nothing_without_the_verifier(rita, eve):
    stolen = re.search(r"code=([^&]+)", visit(begin(rita)))[1]  # not used yet
    state = re.search(r"state=([^&]+)", begin(eve))[1]
    failure(eve, eve.get(f"/compte/avec/oidc/retour?code={stolen}&state={state}"))
    assert not is_logged_in(eve)


@pytest.mark.parametrize("key", ["oidc", "facebook"])
def test_nobody_is_sent_to_a_provider_by_a_link_of_strangers(app, rita, eve, oidc, facebook, key):
    of_eve = link_to(key, eve.get("/compte/connexion"))
    for address in (f"/compte/avec/{key}", of_eve, f"/compte/avec/{key}?jeton=%ff%00é"):
        page = rita.get(address)
        assert page.status_code == 200
        assert f"Continuer avec {NAMES[key]}" in page.text
    assert oidc.asked == facebook.asked == []
    assert rita.get(link_to(key, page)).status_code == 303


def test_a_login_changes_what_an_attacker_may_have_planted(app, rita, eve):
    planted = eve.get("/compte/connexion")
    rita.client.set_cookie("charte", eve.client.get_cookie("charte").value)
    make_account(rita)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', planted.text)[1]
    assert rita.client.post("/compte/deconnexion", data={"csrf_token": token}).status_code == 400
    assert not is_logged_in(eve)


@pytest.mark.parametrize("key", ["oidc", "facebook"])
def test_the_address_to_come_back_to_is_ours_whatever_host_was_named(rita, runtime, key):
    link = link_to(key, rita.get("/compte/connexion"))
    started = rita.get(link, headers={"Host": "ailleurs.example"})
    page = rita.get(link) if started.status_code != 303 else started
    assert "ailleurs" not in page.location
    assert visit(page.location).startswith(f"/compte/avec/{key}/retour?")


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/article/budget", "/article/budget"),
        ("/suivi/a.b?x=https://a.ch#c", "/suivi/a.b?x=https://a.ch#c"),
        (None, None),
        ("", None),
        ("article", None),
        ("https://eve.example/", None),
        ("//eve.example", None),
        ("///eve.example", None),
        ("/\\eve.example", None),
        ("\\\\eve.example", None),
        ("/\t/eve.example", None),
        (" //eve.example", None),
        ("/ /eve.example", None),
        ("/\n//eve.example", None),
        ("javascript:alert(1)", None),
        ("/" + "x" * 500, None),
    ],
)
def test_nobody_is_led_elsewhere_through_us(address, path):
    assert local_path(address) == path


def test_a_next_page_elsewhere_is_forgotten(rita):
    page = rita.get("/compte/avec/oidc?next=https://eve.example/")
    begun = rita.get(link_to("oidc", page).replace("?", "?next=//eve.example&"))
    to_name = rita.get(visit(begun.location))
    made = rita.send(rita.get(to_name.location), to_name.location, [("name", "Rita Favre")])
    assert made.location == "/compte"


def test_many_logins_begun_do_not_fill_the_cookie(rita):
    for _ in range(12):
        back = visit(begin(rita, page=ARTICLE))
    assert len(rita.client.get_cookie("charte").value) < 3500
    assert rita.get(back).location == "/compte/avec/oidc/compte"


def test_logins_are_not_begun_without_end(eve):
    statuses = [eve.get("/compte/avec/oidc").status_code for _ in range(32)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


@pytest.mark.parametrize("key", ["oidc", "facebook"])
def test_logs_hold_no_secret_and_nobodys_data(app, rita, oidc, facebook, caplog, key):
    with caplog.at_level(logging.DEBUG):
        back = visit(begin(rita, key))
        make_account(rita, key)
        provider = {"oidc": oidc, "facebook": facebook}[key]
        provider.answers["/token"] = (
            {"error": "invalid_grant", "error_description": "rita@example.org"},
            400,
        )
        browser = Browser(app)
        failure(browser, connect(browser, key), key)
    code = re.search(r"code=([^&]+)", back)[1]
    tokens = provider.tokens
    ours = [
        r.getMessage()
        for r in caplog.records
        if r.name.startswith(("moderation", "authlib", "urllib3"))
    ]
    assert any("connecting through" in line for line in ours)
    for secret in (SECRET, code, *tokens, "rita@example.org", "Rita", RITA["sub"]):
        assert not any(secret in line for line in ours), secret


# --- Settings --------------------------------------------------------------------------


def test_without_settings_there_is_no_button_and_no_page(runtime):
    browser = Browser(create_app(runtime))
    for path in ("/compte/connexion", "/compte/nouveau", ARTICLE):
        assert "Continuer avec" not in browser.get(path).text
    for path in ("/compte/avec/facebook", "/compte/avec/oidc/retour?code=1&state=2"):
        assert browser.get(path).status_code == 404


def test_buttons_stand_wherever_somebody_can_log_in(rita):
    for path in ("/compte/connexion", "/compte/nouveau", ARTICLE, as_guest(rita)):
        page = rita.get(path).text
        assert "Continuer avec Facebook" in page
        assert "Continuer avec Romandie" in page


@pytest.mark.parametrize("names", PROVIDER_SETTINGS)
def test_a_provider_is_configured_whole_or_not_at_all(monkeypatch, names):
    values = {"oidc_url": "https://login.example.org"}
    for name in names[:-1]:
        monkeypatch.setenv(f"CHARTE_{name.upper()}", values.get(name, "something"))
    with pytest.raises(ConfigurationError, match="are set together") as raised:
        load_settings()
    assert all(f"CHARTE_{name.upper()}" in str(raised.value) for name in names)
    monkeypatch.setenv(f"CHARTE_{names[-1].upper()}", "hush")
    assert "hush" not in repr(load_settings())


@pytest.mark.parametrize(
    "url", ["http://login.example.org", "login.example.org", "http://localhost.eve.example"]
)
def test_a_provider_is_reached_safely(monkeypatch, url):
    monkeypatch.setenv("CHARTE_OIDC_URL", url)
    with pytest.raises(ConfigurationError, match="CHARTE_OIDC_URL"):
        load_settings()


def test_who_has_no_password_shows_through_the_provider_that_it_is_still_them(rita):
    make_account(rita)
    with rita.client.session_transaction() as session:
        session["fs_paa"] -= FRESH_MINUTES * 60 + 1
    asked = rita.get("/compte/cles").location
    assert 'type="password"' not in rita.get(asked).text
    assert connect(rita, page=asked).location == "/compte/cles"
    assert rita.get("/compte/cles").status_code == 200
