"""Signed links: to an author's own page, and to confirm a guest's address."""

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from moderation.errors import NotFound
from moderation.runtime import Runtime

#: What the signature is for: a token made for something else does not open the page.
SALT = "outcome"
CONFIRM_SALT = "confirm comment"

#: Hours for which the link that confirms a guest's address can be used.
CONFIRM_HOURS = 72


def outcome_token(runtime: Runtime, public_id: str) -> str:
    """Return the token that opens the page of the comment *public_id*."""
    token = _signer(runtime).dumps(public_id)
    return token if isinstance(token, str) else token.decode("ascii")


def outcome_url(runtime: Runtime, public_id: str) -> str:
    """Return the address of the comment's page, as readers reach it."""
    return f"{runtime.settings.base_url}/suivi/{outcome_token(runtime, public_id)}"


def confirm_url(runtime: Runtime, public_id: str) -> str:
    """Return the address, for its author's mailbox alone, that confirms a guest's comment."""
    token = _timed_signer(runtime).dumps(public_id)
    return f"{runtime.settings.base_url}/confirmer/{token if isinstance(token, str) else token.decode('ascii')}"


def read_confirm_token(runtime: Runtime, token: str) -> str:
    """Return the public id that *token* confirms. Raises NotFound if it is not ours, or too old."""
    try:
        return str(_timed_signer(runtime).loads(token, max_age=CONFIRM_HOURS * 3600))
    except BadSignature as error:
        raise NotFound("this link is not one of ours, is not whole, or is too old") from error


def read_token(runtime: Runtime, token: str) -> str:
    """Return the public id that *token* was made for. Raises NotFound if it was not made here."""
    try:
        public_id = _signer(runtime).loads(token)
    except BadSignature as error:
        raise NotFound("this link is not one of ours, or is not whole") from error
    return str(public_id)


def _timed_signer(runtime: Runtime) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(runtime.settings.secret_key or "", salt=CONFIRM_SALT)


def _signer(runtime: Runtime) -> URLSafeSerializer:
    return URLSafeSerializer(runtime.settings.secret_key or "", salt=SALT)
