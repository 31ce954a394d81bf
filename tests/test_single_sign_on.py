"""Single sign-on: the newsroom's own site sends us its reader by a signed token."""

import base64
import hashlib
import hmac
import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from joserfc import jwt

from moderation.app import create_app
from moderation.core.letter import LetterKind
from moderation.core.person import Role
from moderation.errors import ConfigurationError
from moderation.settings import load_settings
from moderation.web import single_sign_on
from tests.conftest import CLEAN, NOW, PASSWORD, Browser, hire
from tests.providers import made_key
from tests.test_accounts import posted, stored

SITE = "https://www.journal.example"
SECRET = "what only the newspaper and Charte know"
ARTICLE = "/article/budget"
NOT_OURS = "pas valable pour ce service"
NOW_SECONDS = int(NOW.timestamp())


def with_site(runtime, **settings):
    ours = {"sites": SITE, "sso_name": "Le Journal", "sso_secret": SECRET} | settings
    return replace(runtime, settings=runtime.settings.model_copy(update=ours))


def application(runtime):
    app = create_app(runtime)
    app.testing = True
    return app


@pytest.fixture
def app(runtime):
    return application(with_site(runtime))


@pytest.fixture
def claims(runtime):
    return {
        "sub": "abonne-4711",
        "name": "Rita Favre",
        "email": "rita@example.org",
        "email_verified": True,
        "aud": runtime.settings.base_url,
        "iat": NOW_SECONDS,
        "exp": NOW_SECONDS + 120,
        "jti": "un",
    }


def encoded(part):
    content = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def token(claims, *, secret=SECRET, header=None):
    """Sign *claims* as a site does without any library."""
    signed = f"{encoded(header or {'alg': 'HS256', 'typ': 'JWT'})}.{encoded(claims)}"
    return f"{signed}.{encoded(hmac.digest(secret.encode(), signed.encode(), hashlib.sha256))}"


def send(browser, text, *, origin=SITE, then=ARTICLE):
    headers = {} if origin is None else {"Origin": origin}
    fields = {"jeton": text, "suite": then}
    return browser.client.post("/compte/jeton", data=fields, headers=headers)


def is_logged_in(browser):
    return browser.get("/compte").status_code == 200


# --- The reader whom the site knows ----------------------------------------------------


def test_a_reader_of_the_site_writes_at_once_under_their_name(rita, claims, runtime):
    assert send(rita, token(claims)).location == ARTICLE
    assert "<bdi>Rita Favre</bdi>" in rita.get(ARTICLE).text
    assert "Votre commentaire est publié" in rita.get(rita.write(CLEAN).location).text
    assert stored(runtime)[0].author_name == "Rita Favre"
    assert posted(runtime, LetterKind.CONFIRM_ADDRESS) == []


def test_the_same_reader_comes_back_to_the_same_account(app, rita, claims, runtime):
    send(rita, token(claims))
    later = Browser(app)
    changed = {"jti": "deux", "name": "Reine d’Angleterre", "email": "autre@example.org"}
    assert send(later, token(claims | changed), then=None).location == "/compte"
    assert "rita@example.org" in later.get("/compte").text
    other = Browser(app)
    send(other, token(claims | {"jti": "trois", "sub": "abonne-2", "email": "deux@example.org"}))
    assert "deux@example.org" in other.get("/compte").text


def test_an_address_that_the_site_has_not_checked_is_confirmed_by_our_letter(rita, claims, runtime):
    to_name = send(rita, token(claims | {"email_verified": False}))
    assert to_name.location == "/compte/avec/sso/compte"
    page = rita.get(to_name.location)
    fields = [("name", "Rita Favre"), ("email", "rita@example.org")]
    assert rita.send(page, to_name.location, fields).location.startswith("/compte/connexion")
    assert not is_logged_in(rita)
    assert len(posted(runtime, LetterKind.CONFIRM_ADDRESS)) == 1


@pytest.mark.parametrize("name", ["", "Jean Bonneau", "R\u202eita Favre", 7])
def test_a_name_that_cannot_sign_as_it_stands_is_asked_about(rita, claims, name):
    told = send(rita, token(claims | {"name": name}))
    assert told.location == "/compte/avec/sso/compte"
    assert rita.get(told.location).status_code == 200
    assert not is_logged_in(rita)


def test_an_address_opens_nobodys_account(app, rita, claims, runtime):
    hire(runtime, "Rita", Role.READER)  # rita@example.org has an account, with a password
    told = send(rita, token(claims))
    assert "Vous avez déjà un compte" in rita.get(told.location).text
    assert not is_logged_in(rita)


def test_the_newsroom_does_not_come_in_this_way(app, eve, claims, runtime):
    hire(runtime, "Mona", Role.MODERATOR)
    send(eve, token(claims | {"email": "mona@example.org", "name": "Mona Rochat"}))
    assert not is_logged_in(eve)
    assert eve.get("/desk").status_code != 200


def test_the_site_has_the_last_word_on_who_sits_there(app, rita, amir, claims):
    send(rita, token(claims))
    shared = amir  # Amir's browser, where Rita is now signed in at the site
    assert send(shared, token(claims | {"jti": "deux"})).location == ARTICLE
    assert "rita@example.org" in shared.get("/compte").text


def test_a_reader_adds_the_site_to_the_account_that_they_have(amir, claims):
    told = send(amir, token(claims | {"email": "amir@example.org"}))
    assert told.location == "/compte/connexions/ajouter"
    page = amir.get(told.location)
    added = amir.send(page, told.location, [])
    assert added.status_code == 303
    assert "Le Journal" in amir.get("/compte").text


# --- What opens nothing ----------------------------------------------------------------


def refused(browser, answer, sentence=NOT_OURS):
    assert answer.status_code == 403, answer.text
    assert sentence in answer.text.replace("\u00a0", " ")
    assert not is_logged_in(browser)


def test_a_token_works_once(app, rita, claims):
    text = token(claims)
    assert send(rita, text).status_code == 303
    again = Browser(app)
    refused(again, send(again, text), "a déjà servi")


def test_a_token_does_not_outlive_its_minutes(rita, claims, clock):
    clock.move(seconds=120 + single_sign_on.LEEWAY_SECONDS)
    refused(rita, send(rita, token(claims)), "a expiré")


def test_two_clocks_may_differ_by_half_a_minute(app, rita, claims, clock):
    clock.move(seconds=120 + single_sign_on.LEEWAY_SECONDS - 1)
    assert send(rita, token(claims)).status_code == 303
    # Nor is it forgotten that it came, until it holds no more.
    assert send(rita, token(claims)).status_code == 403
    ahead = {"iat": NOW_SECONDS + 175, "exp": NOW_SECONDS + 300, "jti": "deux"}
    assert send(rita, token(claims | ahead)).status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "https://elsewhere.example"},
        {"aud": None},
        {"aud": ["https://elsewhere.example"]},
        {"exp": None},
        {"exp": NOW_SECONDS + single_sign_on.MOST_SECONDS + 1},
        {"exp": float("inf")},
        {"exp": float("nan")},
        {"exp": "demain"},
        {"iat": None},
        {"iat": NOW_SECONDS + 60},
        {"iat": NOW_SECONDS + 300, "exp": NOW_SECONDS + 301},
        {"jti": None},
        {"jti": ""},
        {"jti": "x" * (single_sign_on.JTI_CHARACTERS + 1)},
        {"jti": "\udc80"},
        {"sub": None},
        {"sub": ""},
        {"sub": 4711},
        {"sub": "x" * 256},
        {"sub": "abonne\0"},
        {"sub": "\udc80"},
    ],
)
def test_a_token_says_for_whom_until_when_and_of_whom(rita, claims, wrong):
    told = {name: value for name, value in (claims | wrong).items() if value is not None}
    refused(rita, send(rita, token(told)))


def test_a_token_is_signed_with_our_secret(rita, claims):
    refused(rita, send(rita, token(claims, secret=SECRET + "?")))
    signed = token(claims)
    head, body, _signature = signed.split(".")
    for text in (
        f"{encoded({'alg': 'none'})}.{body}.",
        token(claims, header={"alg": "none"}),
        token(claims, header={"alg": "HS512"}),
        token(claims, header={"alg": "HS256", "crit": ["exp"]}),
        f"{head}.{encoded(claims | {'sub': 'abonne-1'})}.{signed.split('.')[2]}",
        f"{head}.{body}.",
        signed + "x" * single_sign_on.TOKEN_CHARACTERS,
        token([claims]),
        token("claims"),
        "",
        "a.b.c",
        "…",
    ):
        refused(rita, send(rita, text))


@pytest.mark.parametrize("origin", [None, "null", "https://eve.example", SITE + ".eve.example"])
def test_a_strangers_page_logs_nobody_in(rita, claims, origin):
    refused(rita, send(rita, token(claims), origin=origin), "ne vient pas d’une page du site")
    # Nor is the token used up by it.
    assert send(rita, token(claims)).status_code == 303


def test_nobody_is_led_elsewhere(rita, claims, runtime):
    for n, (then, there) in enumerate(
        [
            ("https://eve.example/", "/compte"),
            ("//eve.example/", "/compte"),
            (runtime.settings.base_url + "//eve.example/", "/compte"),
            (runtime.settings.base_url + ".eve.example/", "/compte"),
            (runtime.settings.base_url + ARTICLE, ARTICLE),
        ]
    ):
        assert send(rita, token(claims | {"jti": f"{n}"}), then=then).location == there


def test_nothing_of_a_token_reaches_the_log(rita, claims, caplog):
    send(rita, token(claims, secret=SECRET + "?"))
    send(rita, token(claims | {"aud": "https://elsewhere.example"}))
    assert "the claim aud" in caplog.text
    for secret in (*claims.values(), SECRET, token(claims)):
        assert str(secret) not in caplog.text


def test_without_the_settings_there_is_none(runtime, claims):
    browser = Browser(application(runtime))
    assert send(browser, token(claims)).status_code == 404


# --- Published keys --------------------------------------------------------------------


@pytest.fixture
def published():
    """A site that publishes its keys: `keys` is what it answers, None nothing."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.n_asked += 1
            self.send_response(200 if self.server.keys is not None else 503)
            self.end_headers()
            self.wfile.write(json.dumps({"keys": self.server.keys}).encode())

        def log_message(self, *arguments):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.keys, server.n_asked = [made_key("a").as_dict(private=False)], 0
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def by_keys(runtime, published):
    address = f"http://127.0.0.1:{published.server_port}/keys"
    return application(with_site(runtime, sso_secret=None, sso_jwks=address))


def signed(claims, key, algorithm="RS256"):
    return jwt.encode({"alg": algorithm, "kid": key.kid}, claims, key)


def test_a_site_may_sign_with_a_key_that_it_publishes(by_keys, claims, published):
    for n in range(3):
        browser = Browser(by_keys)
        text = signed(claims | {"jti": f"{n}"}, made_key("a"))
        assert send(browser, text).status_code == 303
    assert published.n_asked == 1
    eve = Browser(by_keys)
    refused(eve, send(eve, signed(claims | {"jti": "x"}, made_key("b"))))
    # The public key is no shared secret.
    public = made_key("a").as_pem(private=False).decode()
    header = {"alg": "HS256", "kid": made_key("a").kid}
    refused(eve, send(eve, token(claims | {"jti": "y"}, secret=public, header=header)))
    refused(eve, send(eve, token(claims | {"jti": "z"})))
    assert published.n_asked == 1


def test_a_new_key_of_the_site_is_looked_for(by_keys, claims, published, monkeypatch):
    assert send(Browser(by_keys), signed(claims, made_key("a"))).status_code == 303
    monkeypatch.setattr(single_sign_on, "NEW_KEY_SECONDS", -1)
    published.keys = [made_key("b").as_dict(private=False)]
    text = signed(claims | {"jti": "deux"}, made_key("b"))
    assert send(Browser(by_keys), text).status_code == 303


def test_a_site_that_does_not_answer_lets_nobody_in_and_is_not_asked_at_every_token(
    by_keys, rita, claims, published, monkeypatch
):
    published.keys = None
    browser = Browser(by_keys)
    for _ in range(3):
        refused(browser, send(browser, signed(claims, made_key("a"))), "ne répond pas")
    assert published.n_asked == 1
    monkeypatch.setattr(single_sign_on, "NEW_KEY_SECONDS", -1)
    published.keys = [made_key("a").as_dict(private=False)]
    assert send(browser, signed(claims, made_key("a"))).status_code == 303


# --- From here to the site, and the settings -------------------------------------------


def test_a_button_leads_to_the_sites_own_sign_in(runtime, claims):
    app = application(with_site(runtime, sso_login=f"{SITE}/connexion?de=charte"))
    browser = Browser(app)
    page = browser.get(ARTICLE).text
    back = "suite=http%3A%2F%2F127.0.0.1%3A8000%2Farticle%2Fbudget"
    assert f'href="{SITE}/connexion?de=charte&amp;{back}' in page
    assert "Continuer avec Le Journal" in page
    assert browser.get("/compte/avec/sso").status_code == 404
    told = send(browser, "x")
    assert "Réessayer avec Le Journal" in told.text.replace("\u00a0", " ")


def test_a_site_that_sends_its_readers_by_itself_has_no_button(rita):
    assert "Le Journal" not in rita.get(ARTICLE).text
    assert "Le Journal" not in rita.get("/compte/connexion").text
    told = send(rita, "x")
    assert "Réessayer" not in told.text


@pytest.mark.parametrize(
    "settings",
    [
        {"SSO_NAME": "Le Journal"},
        {"SSO_NAME": "Le Journal", "SSO_SECRET": SECRET},
        {"SSO_NAME": "Le Journal", "SITES": SITE},
        {"SSO_NAME": "J", "SITES": SITE, "SSO_SECRET": SECRET, "SSO_JWKS": SITE + "/keys"},
        {"SSO_SECRET": SECRET, "SITES": SITE},
        {"SSO_LOGIN": SITE, "SITES": SITE},
        {"SSO_NAME": "J", "SITES": SITE, "SSO_SECRET": "short"},
        {"SITES": "http://www.journal.example"},
        {"SITES": SITE + "/"},
        {"SITES": SITE + "," + SITE},
    ],
)
def test_half_a_configuration_is_none(monkeypatch, settings):
    for name, value in settings.items():
        monkeypatch.setenv(f"CHARTE_{name}", value)
    with pytest.raises(ConfigurationError) as told:
        load_settings()
    assert "CHARTE_S" in str(told.value)
    assert SECRET not in str(told.value)


def test_password_and_site_open_the_same_account_once_they_are_joined(app, amir, claims):
    told = send(amir, token(claims))
    amir.send(amir.get(told.location), told.location, [])
    later = Browser(app)
    assert send(later, token(claims | {"jti": "deux"})).location == ARTICLE
    assert "<bdi>Amir Haddad</bdi>" in later.get(ARTICLE).text
    assert Browser(app).log_in("amir.haddad@example.org", PASSWORD).status_code == 302
