"""Single sign-on: the newsroom's own site sends us its signed-in reader, by a short-lived token.

A page of that site posts a form here with a JSON Web Token (RFC 7519) that says
who its reader is. What counts is the signature, our audience, the few minutes
that it holds and that it comes for the first time; and that one of the
newsroom's own pages posted it, or somebody could be logged in as a stranger by
the stranger's page.
"""

import logging
import math
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import requests
from flask import Blueprint, Flask, current_app, make_response, render_template, request
from flask_babel import gettext as _
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError
from joserfc.jwk import KeySet, OctKey
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from moderation.core.comment import is_text
from moderation.core.person import Profile
from moderation.errors import NotFound
from moderation.services import connecting, throttling
from moderation.settings import Settings
from moderation.web.access import csrf, current_person, current_runtime
from moderation.web.account import unsigned
from moderation.web.connect import (
    CONNECT_LIMIT,
    Arrival,
    arrive,
    connect_link,
    enter,
    local_path,
    open_account,
)
from moderation.web.login import NewAccountForm
from moderation.web.pages import ConnectFailedPage
from moderation.web.patience import be_patient, patience
from moderation.web.providers import ALGORITHMS, ANYTHING, OWN_SITE, profile_of, providers
from moderation.web.throttle import limiter

#: Seconds for which a token may hold, and by which two clocks may differ.
MOST_SECONDS, LEEWAY_SECONDS = 300, 30

#: Longest token, and longest `jti` in it, in characters.
TOKEN_CHARACTERS, JTI_CHARACTERS = 8192, 255

#: Seconds for which published keys are kept, after which an unknown one is looked for again,
#: and for which their publisher is waited for.
KEYS_SECONDS, NEW_KEY_SECONDS, KEYS_WAIT_SECONDS = 600, 30, 5

_EXTENSION = "charte_single_sign_on"

log = logging.getLogger(__name__)

single_sign_on = Blueprint("single_sign_on", __name__, url_prefix="/compte/jeton")


class _Refused(Exception):
    """A token that opens nothing; `reason` is for the reader, and for who builds the site."""

    def __init__(self, kind: str, reason: str):
        super().__init__(kind)
        self.reason = reason


def install_single_sign_on(app: Flask, settings: Settings) -> None:
    """Let *app* take the tokens of the newsroom's own site."""
    if settings.sso_secret is not None:
        app.extensions[_EXTENSION] = _Secret(OctKey.import_key(settings.sso_secret))
    elif settings.sso_jwks is not None:
        app.extensions[_EXTENSION] = _Published(settings.sso_jwks)
    app.register_blueprint(single_sign_on)


@single_sign_on.post("")
@csrf.exempt  # type: ignore[untyped-decorator]  # another site's form has no token of ours: its origin is looked at instead
@limiter.limit(CONNECT_LIMIT)
def take() -> Response:
    """Log in whom the newsroom's own site vouches for, and lead them to the page `suite`."""
    provider = providers().get(OWN_SITE)
    if provider is None:
        raise NotFound("no single sign-on is configured")
    then = _page(request.form.get("suite"))
    try:
        _check_origin()
        profile = _profile(_claims(request.form.get("jeton", "")))
    except _Refused as refused:
        log.warning("single sign-on: %s", refused)
        page = ConnectFailedPage(
            connect_link(provider, then, None), unsigned(), then, refused.reason
        )
        return make_response(render_template("account/connect_failed.html", page=page), 403)
    return _let_in(Arrival(provider, profile, then))


def _let_in(arrival: Arrival) -> Response:
    """As through any provider, but that the site has the last word on who sits there, and a name need not be shown."""
    owner = connecting.whose(current_runtime(), arrival.profile)
    if owner is not None and owner.is_confirmed:
        return enter(arrival, owner)
    email = arrival.profile.email
    if current_person() is None and email is not None and arrival.profile.is_email_verified:
        told = MultiDict({"name": arrival.profile.name})
        form = NewAccountForm(told, meta={"csrf": False})
        del form.email
        if not connecting.has_confirmed_owner(current_runtime(), email) and form.validate():
            return open_account(arrival, form, email=email)
    return arrive(arrival)


def _page(address: str | None) -> str | None:
    """Return the page of ours that *address* names, with or without our own origin before it."""
    return local_path((address or "").removeprefix(current_runtime().settings.base_url))


def _check_origin() -> None:
    settings = current_runtime().settings
    ours = settings.origins | {"/".join(settings.base_url.split("/", 3)[:3])}
    if request.headers.get("Origin") not in ours:
        raise _Refused("another origin", _("La demande ne vient pas d’une page du site."))


def _claims(text: str) -> Mapping[str, Any]:
    """Return what a token says that is signed, for us, still holds, and comes for the first time."""
    runtime = current_runtime()
    not_ours = _("Le jeton de connexion n’est pas valable pour ce service.")
    keys = cast("_Secret | _Published", current_app.extensions[_EXTENSION])
    now = int(runtime.clock().timestamp())
    registry = jwt.JWTClaimsRegistry(
        now=now,
        leeway=LEEWAY_SECONDS,
        aud={"essential": True, "value": runtime.settings.base_url},
        exp={"essential": True},
        iat={"essential": True},
        jti={"essential": True},
        sub={"essential": True},
    )
    try:
        claims = keys.read(text)
        registry.validate(claims)
    except ExpiredTokenError:
        raise _Refused("expired", _("Le jeton de connexion a expiré.")) from None
    except InvalidClaimError as error:
        raise _Refused(f"the claim {error.claim}", not_ours) from None
    except requests.RequestException as error:
        raise _Refused(type(error).__name__, _("Le site ne répond pas.")) from None
    except ANYTHING as error:
        # Its kind alone: the message may quote the token.
        raise _Refused(type(error).__name__, not_ours) from None
    if not 0 < claims["exp"] - claims["iat"] <= MOST_SECONDS:  # nor what is not a number
        raise _Refused("it holds for too long", not_ours)
    jti = claims["jti"]
    if not is_text(jti) or not 0 < len(jti) <= JTI_CHARACTERS:
        raise _Refused("the claim jti", not_ours)
    seconds = int(claims["exp"] - now) + LEEWAY_SECONDS + 1
    if not throttling.take(runtime, f"sso {jti}", limit=1, amount=1, seconds=seconds):
        raise _Refused("replayed", _("Le jeton de connexion a déjà servi."))
    return claims


def _profile(claims: Mapping[str, Any]) -> Profile:
    try:
        is_verified = claims.get("email_verified") is True
        return profile_of(OWN_SITE, claims["sub"], dict(claims), is_verified=is_verified)
    except ValueError:
        told = _("Le jeton de connexion n’est pas valable pour ce service.")
        raise _Refused("the claim sub", told) from None


@dataclass(frozen=True, slots=True)
class _Secret:
    """The secret that we share with the site."""

    key: OctKey

    def read(self, text: str) -> dict[str, Any]:
        """Return what the token *text* says. Raises JoseError or ValueError."""
        return _read(text, self.key, ["HS256"])


class _Published:
    """The public keys that the site publishes, fetched when they are needed."""

    def __init__(self, address: str):
        self._address = address
        self._lock = threading.Lock()
        self._keys: KeySet | None = None
        self._fetched_at = self._failed_at = -math.inf

    def read(self, text: str) -> dict[str, Any]:
        """Return what the token *text* says. Raises JoseError, ValueError or RequestException."""
        keys = self._fetched(within=KEYS_SECONDS)
        try:
            return _read(text, keys, ALGORITHMS)
        except (JoseError, ValueError):
            # Signed by a key that is new, perhaps.
            newer = self._fetched(within=NEW_KEY_SECONDS)
            if newer is keys:
                raise
            return _read(text, newer, ALGORITHMS)

    def _fetched(self, *, within: float) -> KeySet:
        with self._lock:  # one asks, the others wait for its answer
            now = time.monotonic()
            if now - self._fetched_at > within and now - self._failed_at > NEW_KEY_SECONDS:
                try:
                    self._keys, self._fetched_at = _fetch(self._address), now
                except ANYTHING as error:
                    self._failed_at = now
                    log.warning("the keys of the site: %s", type(error).__name__)
            if self._keys is None:
                raise requests.ConnectionError("the site's keys cannot be read")
            return self._keys


def _fetch(address: str) -> KeySet:
    with requests.Session() as session, patience(KEYS_WAIT_SECONDS):
        be_patient(session)
        answer = session.get(address, timeout=KEYS_WAIT_SECONDS, allow_redirects=False)
    answer.raise_for_status()
    return KeySet.import_key_set(answer.json())


def _read(text: str, key: OctKey | KeySet, algorithms: list[str]) -> dict[str, Any]:
    if len(text) > TOKEN_CHARACTERS:
        raise ValueError("the token is too long")
    return jwt.decode(text, key, algorithms=algorithms).claims
