"""Browsers that an account has been used from: what a guesser elsewhere cannot have.

After OWASP’s “device cookies”: attempts from a browser that logged in before
are counted for themselves, so that somebody who tries passwords from anywhere
else cannot shut the account’s owner out.
"""

import unicodedata
from datetime import timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from moderation.runtime import Runtime
from moderation.services.digests import keyed_digest

#: How long a browser is known after its last log-in.
KNOWN_FOR = timedelta(days=180)

#: Most accounts that one browser is known for: people share computers.
ACCOUNTS = 4

#: Bytes of randomness that tell one browser from another.
NONCE_BYTES = 16

#: What the signature is for.
SALT = "device"


def account_key(runtime: Runtime, email: str) -> str:
    """Return a name for the account *email*, the same for all ways to write it; not its address."""
    written = unicodedata.normalize("NFKC", email).casefold().strip()
    return keyed_digest(runtime, f"account {written}")[:32]


def device_of(runtime: Runtime, cookie: str | None, account: str) -> str | None:
    """Return the browser’s name if *account* has logged in with it; None if it is not known."""
    return next((nonce for key, nonce, _ in _known(runtime, cookie) if key == account), None)


def remember(runtime: Runtime, cookie: str | None, account: str) -> str:
    """Return the cookie of a browser whose user has just shown that *account* is theirs.

    Its name for that account is new: what was counted on the old one is over.
    """
    until = int((runtime.clock() + KNOWN_FOR).timestamp())
    entry = (account, runtime.random(NONCE_BYTES), until)
    others = [known for known in _known(runtime, cookie) if known[0] != account]
    made = _signer(runtime).dumps([entry, *others][:ACCOUNTS])
    return made if isinstance(made, str) else made.decode("ascii")


def _known(runtime: Runtime, cookie: str | None) -> list[tuple[str, str, int]]:
    """Return account, name and end of each log-in that *cookie* tells of and that still counts."""
    try:
        entries = _signer(runtime).loads(cookie or "")
    except BadSignature:
        return []
    now = runtime.clock().timestamp()
    return [(key, nonce, until) for key, nonce, until in entries if now < until]


def _signer(runtime: Runtime) -> URLSafeSerializer:
    return URLSafeSerializer(runtime.settings.secret_key or "", salt=SALT)
