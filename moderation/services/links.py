"""Addresses that stand in mails: of a comment, and signed ones that open something."""

from datetime import UTC, datetime

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from moderation.errors import NotFound
from moderation.runtime import Runtime

#: What a signature is for: a token made for something else opens nothing.
SALT = "outcome"
CONFIRM_SALT = "confirm comment"
UNSUBSCRIBE_SALT = "unsubscribe"
CLOSE_SALT = "close account"
INQUIRY_SALT = "inquiry"
SANCTION_SALT = "sanction"

#: Hours for which the link that confirms a guest's address can be used.
CONFIRM_HOURS = 72

#: Hours for which the link that closes an account can be used.
CLOSE_HOURS = 4


def outcome_token(runtime: Runtime, public_id: str) -> str:
    """Return the token that opens the page of the comment *public_id*."""
    token = _signer(runtime, SALT).dumps(public_id)
    return token if isinstance(token, str) else token.decode("ascii")


def outcome_url(runtime: Runtime, public_id: str) -> str:
    """Return the address of the comment's page, as readers reach it."""
    return f"{runtime.settings.base_url}/suivi/{outcome_token(runtime, public_id)}"


def confirm_url(runtime: Runtime, public_id: str) -> str:
    """Return the address, for its author's mailbox alone, that confirms a guest's comment."""
    token = _timed_signer(runtime, CONFIRM_SALT).dumps(public_id)
    return f"{runtime.settings.base_url}/confirmer/{token if isinstance(token, str) else token.decode('ascii')}"


def read_confirm_token(runtime: Runtime, token: str) -> str:
    """Return the public id that *token* confirms. Raises NotFound if it is not ours, or too old."""
    try:
        return str(_timed_signer(runtime, CONFIRM_SALT).loads(token, max_age=CONFIRM_HOURS * 3600))
    except BadSignature as error:
        raise NotFound("this link is not one of ours, is not whole, or is too old") from error


def close_url(runtime: Runtime, person_id: int, *, withdraws: bool) -> str:
    """Return the address, for its owner's mailbox alone, that closes an account."""
    token = _timed_signer(runtime, CLOSE_SALT).dumps([person_id, withdraws])
    return f"{runtime.settings.base_url}/compte/fermer/{token if isinstance(token, str) else token.decode('ascii')}"


def read_close_token(runtime: Runtime, token: str) -> tuple[int, bool]:
    """Return whose account *token* closes, and whether their comments are withdrawn.

    Raises NotFound if it is not ours, or too old.
    """
    try:
        signed = _timed_signer(runtime, CLOSE_SALT).loads(token, max_age=CLOSE_HOURS * 3600)
    except BadSignature as error:
        raise NotFound("this link is not one of ours, is not whole, or is too old") from error
    person_id, withdraws = signed
    return person_id, withdraws


def inquiry_url(runtime: Runtime, public_id: str, *, until: datetime) -> str:
    """Return the address, for the mailbox of whoever is asked alone, at which they answer *until* then."""
    token = _signer(runtime, INQUIRY_SALT).dumps([public_id, int(until.timestamp())])
    return f"{runtime.settings.base_url}/demande/{token if isinstance(token, str) else token.decode('ascii')}"


def read_inquiry_token(runtime: Runtime, token: str) -> tuple[str, datetime]:
    """Return which inquiry *token* is of, and until when it can be used.

    That stands in it, so that it can be said of one of which nothing is left.
    Raises NotFound if it was not made here.
    """
    try:
        public_id, until = _signer(runtime, INQUIRY_SALT).loads(token)
    except BadSignature as error:
        raise NotFound("this link is not one of ours, or is not whole") from error
    return public_id, datetime.fromtimestamp(until, UTC)


def read_token(runtime: Runtime, token: str) -> str:
    """Return the public id that *token* was made for. Raises NotFound if it was not made here."""
    return _read(runtime, token, SALT)


def comment_url(runtime: Runtime, public_id: str) -> str:
    """Return the address of a published comment, as readers reach it."""
    return f"{runtime.settings.base_url}/commentaire/{public_id}"


def sanction_token(runtime: Runtime, sanction_id: int) -> str:
    """Return the token that opens the page of a sanction."""
    token = _signer(runtime, SANCTION_SALT).dumps(sanction_id)
    return token if isinstance(token, str) else token.decode("ascii")


def sanction_url(runtime: Runtime, sanction_id: int) -> str:
    """Return the address, for whoever it is set on alone, at which a sanction states its reasons."""
    return f"{runtime.settings.base_url}/sanction/{sanction_token(runtime, sanction_id)}"


def read_sanction_token(runtime: Runtime, token: str) -> int:
    """Return the number of the sanction that *token* opens. Raises NotFound if it was not made here."""
    return int(_read(runtime, token, SANCTION_SALT))


def unsubscribe_url(runtime: Runtime, person_id: int) -> str:
    """Return the address at which a person, logged in or not, ends mails on replies."""
    token = _signer(runtime, UNSUBSCRIBE_SALT).dumps(person_id)
    return f"{runtime.settings.base_url}/desabonnement/{token if isinstance(token, str) else token.decode('ascii')}"


def read_unsubscribe_token(runtime: Runtime, token: str) -> int:
    """Return whose mails *token* ends. Raises NotFound if it was not made here."""
    return int(_read(runtime, token, UNSUBSCRIBE_SALT))


def _read(runtime: Runtime, token: str, salt: str) -> str:
    try:
        return str(_signer(runtime, salt).loads(token))
    except BadSignature as error:
        raise NotFound("this link is not one of ours, or is not whole") from error


def _timed_signer(runtime: Runtime, salt: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(runtime.settings.secret_key or "", salt=salt)


def _signer(runtime: Runtime, salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(runtime.settings.secret_key or "", salt=salt)
