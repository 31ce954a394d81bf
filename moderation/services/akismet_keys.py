"""API keys as WordPress takes them: 12 hexadecimal digits, which can be made out again.

WordPress knows who tells it of a decision by its own key, so that we must be able to say the key,
of which only a digest is kept. It is therefore made from its first digits, which are kept, and the
secret key of this service.
"""

import hashlib
import hmac
import re

from moderation.runtime import Runtime

#: Digits of such a key (the settings of WordPress's plugin drop what is none), and of its
#: beginning, which is kept readable.
KEY_LENGTH, BEGINNING_LENGTH = 12, 4

_KEY = re.compile(rf"[0-9a-f]{{{KEY_LENGTH}}}\Z")


def is_akismet_key(secret: str) -> bool:
    """Tell whether *secret* has the form of such a key."""
    return _KEY.match(secret) is not None


def new_akismet_key(runtime: Runtime) -> str:
    """Return a new key of this kind."""
    noise = hashlib.sha256(runtime.random(KEY_LENGTH).encode()).hexdigest()
    return akismet_key(runtime, noise[:BEGINNING_LENGTH])


def akismet_key(runtime: Runtime, beginning: str) -> str:
    """Return the key that begins with *beginning*, its readable part.

    Without the secret key of the service nobody can: 32 of its 48 bits come from there.
    """
    secret = (runtime.settings.secret_key or "").encode()
    made = hmac.new(secret, f"akismet key {beginning}".encode(), "sha256").hexdigest()
    return beginning + made[: KEY_LENGTH - BEGINNING_LENGTH]
