"""Who vouches for readers: Facebook, one that speaks OpenID Connect, the newsroom's own site.

Authlib makes and checks state, nonce, code challenge and signatures. What it
leaves open is closed here: who issued a token and for whom, which signatures
count, that answers are JSON objects, how long we wait, and that no redirect is
followed with our secret in hand.
"""

import hmac
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from authlib.integrations.requests_client import OAuth2Session
from flask import Flask, current_app, request, session
from joserfc.errors import JoseError

from moderation.core.comment import NAME_CODE_POINTS, is_text
from moderation.core.person import Profile
from moderation.errors import ProviderError
from moderation.settings import Settings
from moderation.web.forms import EMAIL_CHARACTERS
from moderation.web.patience import be_patient, patience

#: Seconds to reach a provider, and to wait for each piece of an answer.
CONNECT_SECONDS, ANSWER_SECONDS = 3.05, 8

#: Seconds for all that one step of a login asks of a provider, two to five answers.
STEP_SECONDS = 15

#: Longest subject, in characters (OpenID Connect Core 1.0, section 2).
SUBJECT_CHARACTERS = 255

#: Logins under way in one browser; older ones are forgotten, or its cookie grows too large.
MOST_STATES = 3

#: Signatures that count: by a key pair. Never "none", nor our own shared secret.
ALGORITHMS = [
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
]

_EXTENSION = "charte_providers"

#: What a library raises that reads answers of any shape whatever.
ANYTHING = (
    OAuthError,
    JoseError,
    requests.RequestException,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    RuntimeError,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a provider that has no discovery is reached."""

    authorize: str
    token: str
    profile: str


#: Facebook's, of Graph API 27.0 (4 November 2026); a version works for two years or more.
FACEBOOK = Endpoints(
    authorize="https://www.facebook.com/v27.0/dialog/oauth",
    token="https://graph.facebook.com/v27.0/oauth/access_token",  # noqa: S106 - an address
    profile="https://graph.facebook.com/v27.0/me",
)


@dataclass(frozen=True, slots=True)
class Provider:
    """Somebody who vouches for readers."""

    key: str  # in our addresses
    name: str  # as readers know it
    identifier: str  # `Profile.provider` of whom it lets in


@dataclass(frozen=True, slots=True)
class OAuthProvider(Provider):
    """One to whom browsers go and from whom they come back."""

    client: Callable[[], FlaskOAuth2App]
    read: Callable[[FlaskOAuth2App], Profile]  # of the callback under way


#: The newsroom's own site, which sends us its readers by token (web.single_sign_on).
OWN_SITE = "sso"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A login that a browser began."""

    then: str | None  # the page that it left


class _Session(OAuth2Session):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        be_patient(self)


class _Client(FlaskOAuth2App):
    client_cls = _Session


class _Registry(OAuth):
    oauth2_client_cls = _Client


def install_providers(app: Flask, settings: Settings) -> None:
    """Give *app* the providers that are configured."""
    # Both tell of secrets when they debug: code verifiers, addresses with proofs.
    for name in ("authlib", "urllib3"):
        logging.getLogger(name).setLevel(logging.INFO)
    registry = _Registry(app)
    found: list[Provider] = []
    if settings.sso_name:
        found.append(Provider(OWN_SITE, settings.sso_name, OWN_SITE))
    if settings.facebook_id and settings.facebook_secret:
        found.append(_facebook(registry, settings.facebook_id, settings.facebook_secret))
    if settings.oidc_name and settings.oidc_url and settings.oidc_id and settings.oidc_secret:
        found.append(_openid(registry, settings))
    app.extensions[_EXTENSION] = {provider.key: provider for provider in found}


def providers() -> dict[str, Provider]:
    """Return the providers that are configured, by their keys, in the order of the buttons."""
    return cast("dict[str, Provider]", current_app.extensions[_EXTENSION])


def provider_names() -> dict[str, str]:
    """Return what readers call the providers, by their identifiers."""
    return {provider.identifier: provider.name for provider in providers().values()}


def begin(provider: OAuthProvider, *, callback: str, then: str | None) -> str:
    """Return the address at the provider where a reader says who they are.

    What has to match afterwards is kept in the browser's session. Raises
    ProviderError if the provider does not answer.
    """
    try:
        with patience(STEP_SECONDS):
            client = provider.client()
            made = client.create_authorization_url(callback)
    except ANYTHING as error:
        raise _failure(provider, error) from None
    _forget_old_states()
    client.save_authorize_data(redirect_uri=callback, then=then, **made)
    return cast(str, made["url"])


def attempt_under_way(provider: Provider) -> Attempt | None:
    """Return the login that the callback under way belongs to; None if this browser began none."""
    state = request.args.get("state")
    kept = session.get(f"_state_{provider.key}_{state}") if state else None
    if not kept or kept["exp"] < time.time():
        return None
    return Attempt(kept["data"].get("then"))


def finish(provider: OAuthProvider) -> Profile:
    """Return what the provider says of the reader who comes back from it; an attempt works once.

    Raises ProviderError if it says nothing that can be believed, or the reader said no.
    """
    try:
        with patience(STEP_SECONDS):
            return provider.read(provider.client())
    except ANYTHING as error:
        raise _failure(provider, error) from None
    finally:
        session.pop(f"_state_{provider.key}_{request.args.get('state')}", None)


def _failure(provider: Provider, error: Exception) -> ProviderError:
    # Its kind alone: the message may quote a token, a code or an address.
    log.warning("connecting through %s failed: %s", provider.key, type(error).__name__)
    return ProviderError(f"{provider.key}: {type(error).__name__}")


def _forget_old_states() -> None:
    states = [key for key in session if key.startswith("_state_")]
    states.sort(key=lambda key: cast(float, session[key]["exp"]))
    for key in states[: len(states) - MOST_STATES + 1]:
        session.pop(key)


def _client_options(scope: str) -> dict[str, Any]:
    return {
        "scope": scope,
        "default_timeout": (CONNECT_SECONDS, ANSWER_SECONDS),
        "hooks": {"response": _expect_object},
    }


def _expect_object(response: requests.Response, *_: object, **__: object) -> None:
    """Raise ValueError unless *response* is a JSON object, from where it was asked for."""
    if response.is_redirect or not isinstance(response.json(), dict):
        raise ValueError("a provider's answer is no JSON object")


def _facebook(registry: _Registry, app_id: str, secret: str) -> OAuthProvider:
    # No code challenge: Facebook forgets it without the scope "openid", and then
    # refuses the verifier. The state and the secret protect the code.
    client = registry.register(
        "facebook",
        client_id=app_id,
        client_secret=secret,
        authorize_url=FACEBOOK.authorize,
        access_token_url=FACEBOOK.token,
        client_kwargs={
            **_client_options("public_profile email"),
            "token_endpoint_auth_method": "client_secret_post",
        },
    )
    profile_url = FACEBOOK.profile

    def read(client: FlaskOAuth2App) -> Profile:
        token = client.authorize_access_token()
        # Shows that the token is in the hands of our server; an app can demand it.
        proof = hmac.digest(secret.encode(), token["access_token"].encode(), "sha256").hex()
        fields = {"fields": "id,name,email", "appsecret_proof": proof}
        answer = client.get(profile_url, params=fields, token=token)
        answer.raise_for_status()
        told = answer.json()
        # Facebook does not say that it has verified an address.
        return profile_of("facebook", told["id"], told, is_verified=False)

    return OAuthProvider("facebook", "Facebook", "facebook", lambda: client, read)


def _openid(registry: _Registry, settings: Settings) -> OAuthProvider:
    issuer = cast(str, settings.oidc_url).removesuffix("/.well-known/openid-configuration")
    known: list[FlaskOAuth2App] = []

    def client() -> FlaskOAuth2App:
        # At the first use and not at the start: the service runs without its provider.
        if not known:
            known.append(_discovered(registry, settings, issuer))
        return known[0]

    def read(client: FlaskOAuth2App) -> Profile:
        metadata = client.server_metadata
        metadata.pop("jwks", None)  # the keys of today, not those of the first login
        token = client.authorize_access_token(
            claims_options={
                "iss": {"essential": True, "value": metadata["issuer"]},
                "aud": {"essential": True, "value": settings.oidc_id},
                "sub": {"essential": True},
            }
        )
        told = dict(token["userinfo"])  # of the ID token, which was checked
        if metadata["userinfo_endpoint"] and not (told.get("name") and told.get("email")):
            more = dict(client.userinfo(token=token))
            if more["sub"] != told["sub"]:
                raise ValueError("the provider tells of somebody else")
            told = more | told
        told_so = told.get("email_verified")
        is_verified = told_so is True or told_so == "true"  # some write it as text
        return profile_of(issuer, told["sub"], told, is_verified=is_verified)

    return OAuthProvider("oidc", cast(str, settings.oidc_name), issuer, client, read)


def _discovered(registry: _Registry, settings: Settings, issuer: str) -> FlaskOAuth2App:
    """Return a client made of what the provider publishes of itself. Raises ValueError or RequestException."""
    with requests.Session() as session:
        be_patient(session)
        answer = session.get(
            f"{issuer.rstrip('/')}/.well-known/openid-configuration",
            timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
            allow_redirects=False,
            hooks={"response": _expect_object},
        )
    answer.raise_for_status()
    told = answer.json()
    # OpenID Connect Discovery 1.0, section 4.3: it must be the very issuer; a last slash is forgiven.
    if str(told.get("issuer")).rstrip("/") != issuer.rstrip("/"):
        raise ValueError("the provider has another issuer")

    def address(name: str) -> str:
        # As safe as the issuer, which is https, or on this machine.
        if urlsplit(told[name]).scheme not in ("https", urlsplit(issuer).scheme):
            raise ValueError(f"the provider's {name} is no address")
        return cast(str, told[name])

    methods = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    method = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
    # Only what we know: the library hands all of it to the HTTP client as options.
    return registry.register(
        "oidc",
        client_id=settings.oidc_id,
        client_secret=settings.oidc_secret,
        authorize_url=address("authorization_endpoint"),
        access_token_url=address("token_endpoint"),
        client_kwargs={
            **_client_options("openid profile email"),
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": method,
        },
        issuer=told["issuer"],
        jwks_uri=address("jwks_uri"),
        userinfo_endpoint=address("userinfo_endpoint") if "userinfo_endpoint" in told else None,
        id_token_signing_alg_values_supported=ALGORITHMS,
    )


def profile_of(
    provider: str, subject: object, told: dict[str, Any], *, is_verified: bool
) -> Profile:
    """Return the profile in what *provider* *told* of *subject*. Raises ValueError if it does not say of whom."""
    is_short = isinstance(subject, str) and 0 < len(subject) <= SUBJECT_CHARACTERS
    if not isinstance(subject, str) or not is_short or not is_text(subject):
        raise ValueError("the provider does not say of whom it tells")
    email = _text(told.get("email"), EMAIL_CHARACTERS).casefold()
    has_email = email.count("@") == 1 and all(email.split("@"))
    return Profile(
        provider=provider,
        subject=subject,
        name=_text(told.get("name"), NAME_CODE_POINTS),
        email=email if has_email else None,
        is_email_verified=is_verified and has_email,
    )


def _text(value: object, most: int) -> str:
    """Return *value* with single spaces; empty if it is no text, or too long."""
    text = " ".join(value.split()) if isinstance(value, str) and is_text(value) else ""
    return text if len(text) <= most else ""
