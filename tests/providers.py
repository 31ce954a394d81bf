"""A real provider on a port of its own: Authlib's authorization server, for OpenID Connect and for Facebook.

It checks what a provider checks: the client's secret, the exact address to come
back to, the code challenge, that a code is used once and a nonce never twice.
Tests tell it who its visitor is, and what to say wrongly.
"""

import hmac
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc6749.models import ClientMixin
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from authlib.oidc.core.models import AuthorizationCodeMixin
from flask import Flask, jsonify, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import WSGIRequestHandler, make_server

CLIENT_ID, SECRET = "charte-at-the-provider", "the secret of charte at the provider"

RITA = {
    "sub": "248289761001",
    "name": "Rita Favre",
    "email": "rita@example.org",
    "email_verified": True,
}


@cache
def made_key(name: str) -> RSAKey:
    """Return a key pair; it takes a moment, and is the same for all tests."""
    return RSAKey.generate_key(2048, {"kid": name})


@dataclass
class Client(ClientMixin):
    """Our service, as the provider knows it."""

    callback: str | None = None  # None: none is registered
    methods: tuple[str, ...] = ("client_secret_basic",)

    def get_client_id(self):
        return CLIENT_ID

    def get_default_redirect_uri(self):
        return self.callback

    def get_allowed_scope(self, scope):
        known = {"openid", "profile", "email", "public_profile"}
        return " ".join(word for word in scope.split() if word in known)

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri == self.callback

    def check_client_secret(self, client_secret):
        return hmac.compare_digest(client_secret, SECRET)

    def check_endpoint_auth_method(self, method, endpoint):
        return method in self.methods

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    """What the provider remembers of a code."""

    code: str
    user: dict[str, Any]
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return int(time.time())

    def get_acr(self):
        return None

    def get_amr(self):
        return None


@dataclass
class Provider:
    """The provider under way, and what a test wishes of it."""

    is_facebook: bool
    client: Client = field(default_factory=Client)
    key: RSAKey = field(default_factory=lambda: made_key("today"))
    visitor: dict[str, Any] = field(default_factory=lambda: dict(RITA))
    is_refused: bool = False  # the visitor says no
    asks: bool = (
        False  # it shows a page with a button, as providers do, and does not answer at once
    )
    claims: dict[str, Any] = field(default_factory=dict)  # what its ID tokens say instead
    header: dict[str, Any] = field(default_factory=dict)
    signing_key: RSAKey | None = None  # None: its own
    forging_secret: bytes | None = None  # signs as HS256 does; empty: nothing is signed
    is_thrifty: bool = False  # an ID token says who it is and nothing else
    answers: dict[str, Any] = field(default_factory=dict)  # path → the answer that it gives instead
    delays: dict[str, float] = field(default_factory=dict)  # path → seconds
    asked: list[str] = field(default_factory=list)  # paths, in order
    url: str = ""
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    nonces: set[str] = field(default_factory=set)


@contextmanager
def providing(*, is_facebook: bool = False) -> Iterator[Provider]:
    """Run a provider; it is stopped at the end."""
    provider = Provider(is_facebook)
    if is_facebook:
        provider.client.methods = ("client_secret_post",)
    server = make_server(
        "127.0.0.1", 0, _app(provider), threaded=True, request_handler=_SilentHandler
    )
    # Another host than the newspaper's: its cookies are of another site.
    provider.url = f"http://localhost:{server.port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    thread.join()
    server.server_close()


class _SilentHandler(WSGIRequestHandler):
    def log_request(self, *arguments):
        """Say nothing."""


def _app(provider: Provider) -> Flask:
    app = Flask(__name__)
    server = AuthorizationServer(
        app,
        query_client=lambda client_id: provider.client if client_id == CLIENT_ID else None,
        save_token=lambda token, request: provider.tokens.update(
            {token["access_token"]: _told(request.user, token["scope"])}
        ),
    )

    class Grant(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = provider.client.methods

        def save_authorization_code(self, code, request):
            data = request.payload.data
            # Facebook forgets the challenge, and then refuses the verifier.
            challenge = None if provider.is_facebook else data.get("code_challenge")
            method = data.get("code_challenge_method")
            provider.nonces.add(data.get("nonce"))
            provider.codes[code] = Code(
                code,
                request.user,
                request.payload.redirect_uri,
                request.scope,
                data.get("nonce"),
                challenge,
                method,
            )

        def query_authorization_code(self, code, client):
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code):
            del provider.codes[authorization_code.code]

        def authenticate_user(self, authorization_code):
            return authorization_code.user

    server.register_grant(Grant, [CodeChallenge(), _identity(provider)])

    @app.before_request
    def say_something_else():
        provider.asked.append(request.path)
        time.sleep(provider.delays.get(request.path, 0))
        return provider.answers.get(request.path)

    @app.get("/.well-known/openid-configuration")
    def configuration():
        return jsonify(
            issuer=provider.url,
            authorization_endpoint=f"{provider.url}/authorize",
            token_endpoint=f"{provider.url}/token",
            jwks_uri=f"{provider.url}/jwks",
            userinfo_endpoint=f"{provider.url}/userinfo",
            # It says so, and we must not believe it: nobody signs with "none".
            id_token_signing_alg_values_supported=["RS256", "HS256", "none"],
            token_endpoint_auth_methods_supported=list(provider.client.methods),
        )

    @app.get("/jwks")
    def jwks():
        return jsonify(KeySet([provider.key]).as_dict(private=False))

    @app.route("/authorize", methods=["GET", "POST"])
    def authorize():
        if provider.asks and request.method == "GET":
            return "<!doctype html><title>Provider</title><form method=post><button>Oui</button></form>"
        try:
            grant = server.get_consent_grant(end_user=provider.visitor)
        except OAuth2Error as error:
            return jsonify(dict(error.get_body())), 400
        visitor = None if provider.is_refused else provider.visitor
        return server.create_authorization_response(grant_user=visitor, grant=grant)

    @app.post("/token")
    def token():
        return server.create_token_response()

    @app.get("/userinfo")
    def userinfo():
        return jsonify(_bearer(provider))

    @app.get("/me")
    def me():
        bearer = request.headers["Authorization"].removeprefix("Bearer ")
        proof = hmac.digest(SECRET.encode(), bearer.encode(), "sha256").hex()
        if request.args["appsecret_proof"] != proof:
            return jsonify(error={"message": "Invalid appsecret_proof provided"}), 400
        told = _bearer(provider)
        told["id"] = told.pop("sub")
        told.pop("email_verified", None)
        return jsonify(
            {name: told[name] for name in request.args["fields"].split(",") if name in told}
        )

    return app


def _bearer(provider: Provider) -> dict[str, Any]:
    return dict(provider.tokens[request.headers["Authorization"].removeprefix("Bearer ")])


def _told(visitor: dict[str, Any], scope: str) -> dict[str, Any]:
    """Return what the scope lets the provider tell of its visitor."""
    return {
        name: value
        for name, value in visitor.items()
        if not name.startswith("email") or "email" in scope.split()
    }


def _identity(provider: Provider) -> OpenIDCode:
    class Identity(OpenIDCode):
        def exists_nonce(self, nonce, request):
            return nonce in provider.nonces

        def resolve_client_private_key(self, client):
            return provider.key

        def get_client_claims(self, client):
            return {"iss": provider.url, "aud": [client.get_client_id()]}

        def generate_user_info(self, user, scope):
            told = _told(user, scope)
            return UserInfo({"sub": told["sub"]} if provider.is_thrifty else told)

        def encode_id_token(self, token, request):
            encoded = super().encode_id_token(token, request)
            honest = jwt.decode(encoded, provider.key)
            header = {"alg": "RS256", "kid": provider.key.kid, **provider.header}
            claims = {
                name: value
                for name, value in {**honest.claims, **provider.claims}.items()
                if value is not None
            }
            if provider.forging_secret is not None:
                return _forged(header, claims, provider.forging_secret)
            return jwt.encode(header, claims, provider.signing_key or provider.key)

    return Identity(require_nonce=True)


def _forged(header: dict[str, Any], claims: dict[str, Any], secret: bytes) -> str:
    # By hand: the libraries refuse to.
    parts = [urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims)]
    signature = hmac.digest(secret, b".".join(parts), "sha256") if secret else b""
    return b".".join([*parts, urlsafe_b64encode(signature).rstrip(b"=")]).decode()
