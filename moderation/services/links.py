"""The signed link to an author's own page."""

from itsdangerous import BadSignature, URLSafeSerializer

from moderation.errors import NotFound
from moderation.runtime import Runtime

#: What the signature is for: a token made for something else does not open the page.
SALT = "outcome"


def outcome_token(runtime: Runtime, public_id: str) -> str:
    """Return the token that opens the page of the comment *public_id*."""
    token = _signer(runtime).dumps(public_id)
    return token if isinstance(token, str) else token.decode("ascii")


def outcome_url(runtime: Runtime, public_id: str) -> str:
    """Return the address of the comment's page, as readers reach it."""
    return f"{runtime.settings.base_url}/suivi/{outcome_token(runtime, public_id)}"


def read_token(runtime: Runtime, token: str) -> str:
    """Return the public id that *token* was made for. Raises NotFound if it was not made here."""
    try:
        public_id = _signer(runtime).loads(token)
    except BadSignature as error:
        raise NotFound("this link is not one of ours, or is not whole") from error
    return str(public_id)


def _signer(runtime: Runtime) -> URLSafeSerializer:
    return URLSafeSerializer(runtime.settings.secret_key or "", salt=SALT)
