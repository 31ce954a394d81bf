"""A reader shows who they are: by the code of a text message; and what they have shown so far."""

import hmac
from datetime import timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from moderation.adapters.sms import send_sms
from moderation.core.person import Person
from moderation.core.phone import ENDING_DIGITS, mobile_number
from moderation.core.proof import Proved
from moderation.core.wording.sms import say_code
from moderation.errors import InvalidInput, NotAllowed, NotFound
from moderation.runtime import Runtime
from moderation.services import throttling
from moderation.services.digests import keyed_digest
from moderation.storage import proofs

#: Digits of a code, how long it can be used, and how often one may be tried.
CODE_DIGITS, CODE_FOR, CODE_TRIES = 6, timedelta(minutes=10), 5

#: Text messages a day for one account, and to one number whoever asks: they cost money, and wake people.
MESSAGES_FOR_ACCOUNT, MESSAGES_TO_NUMBER = 5, 3

_DAY = 24 * 3600

#: Bytes of randomness that a code is made of, and what the signature is for.
NONCE_BYTES, SALT = 16, "telephone"


def proofs_of(runtime: Runtime, person: Person) -> tuple[Proved, ...]:
    """Return what *person* has shown, weakest first."""
    with runtime.database.read() as session:
        return proofs.proofs_of(session, person.id)


def countries(runtime: Runtime) -> list[str]:
    """Return the countries (ISO 3166-1) whose numbers are taken; none if no message can be sent."""
    return runtime.settings.sms_countries.split() if runtime.settings.sms_url else []


def send_code(runtime: Runtime, person: Person, written: str, *, language: str) -> str:
    """Send a code to the number *written*; what `confirm_phone` needs besides it.

    The number is stored nowhere: the token that is returned holds a keyed
    digest of it, and the code is made of the token and the secret key.

    Raises NotFound if no messages can be sent here; InvalidInput if it is no mobile number of
    the countries in the settings; NotAllowed after too many messages; SmsError if the provider fails.
    """
    url = runtime.settings.sms_url
    if url is None:
        raise NotFound("no text messages are sent here")
    number = mobile_number(written, countries(runtime))
    if number is None:
        raise InvalidInput("this is no mobile number that a message can be sent to")
    digest = keyed_digest(runtime, f"telephone {number}")
    for key, limit in (
        (f"messages for {person.id}", MESSAGES_FOR_ACCOUNT),
        (f"messages to {digest}", MESSAGES_TO_NUMBER),
    ):
        if not throttling.take(runtime, key, limit=limit, amount=1, seconds=_DAY):
            raise NotAllowed("enough messages were sent for today")
    nonce = runtime.random(NONCE_BYTES)
    code = _code(runtime, person, digest, nonce)
    send_sms(url, number, say_code(code, runtime.settings.site, CODE_FOR, language))
    until = (runtime.clock() + CODE_FOR).timestamp()
    token = _signer(runtime).dumps([person.id, digest, number[-ENDING_DIGITS:], nonce, until])
    return token if isinstance(token, str) else token.decode("ascii")


def confirm_phone(runtime: Runtime, person: Person, token: str, code: str) -> None:
    """Take the number that *token* was made for as *person*'s, if *code* is what was sent there.

    Raises NotFound if the code is too old, was tried too often, or is not theirs; InvalidInput if it is wrong.
    """
    try:
        person_id, digest, ending, nonce, until = _signer(runtime).loads(token)
    except BadSignature as error:
        raise NotFound("this code was not sent from here") from error
    if person_id != person.id or runtime.clock().timestamp() >= until:
        raise NotFound("this code can no longer be used")
    seconds = int(CODE_FOR.total_seconds())
    if not throttling.take(runtime, f"code {nonce}", limit=CODE_TRIES, amount=1, seconds=seconds):
        raise NotFound("this code was tried too often")
    typed = "".join(code.split()).encode("utf-8", "surrogatepass")
    if not hmac.compare_digest(typed, _code(runtime, person, digest, nonce).encode()):
        raise InvalidInput("this is not the code that was sent")
    with runtime.database.begin() as session:
        proofs.keep_phone(session, person.id, digest=digest, ending=ending, now=runtime.clock())


def forget_phone(runtime: Runtime, person: Person) -> None:
    """Forget *person*'s number, as they wish."""
    with runtime.database.begin() as session:
        proofs.forget_phone(session, person.id)


def _code(runtime: Runtime, person: Person, digest: str, nonce: str) -> str:
    made = keyed_digest(runtime, f"code {person.id} {digest} {nonce}")
    return f"{int(made, 16) % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def _signer(runtime: Runtime) -> URLSafeSerializer:
    return URLSafeSerializer(runtime.settings.secret_key or "", salt=SALT)
