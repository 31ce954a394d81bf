"""API keys as WordPress takes them: 12 letters and digits, which can be made out again.

WordPress knows who tells it of a decision by its own key, so that we must be able to say the key,
of which only a digest is kept. It is therefore made from its first characters, which are kept, and
the secret key of this service.
"""

import base64
import hashlib
import hmac
import re

from moderation.runtime import Runtime

#: Characters of such a key, and of its beginning, which is kept readable.
KEY_LENGTH, BEGINNING_LENGTH = 12, 4

_KEY = re.compile(rf"[a-z2-7]{{{KEY_LENGTH}}}\Z")


def is_akismet_key(secret: str) -> bool:
    """Tell whether *secret* has the form of such a key."""
    return _KEY.match(secret) is not None


def new_akismet_key(runtime: Runtime) -> str:
    """Return a new key of this kind."""
    noise = hashlib.sha256(runtime.random(KEY_LENGTH).encode()).digest()
    return akismet_key(runtime, base64.b32encode(noise).decode().lower()[:BEGINNING_LENGTH])


def akismet_key(runtime: Runtime, beginning: str) -> str:
    """Return the key that begins with *beginning*, its readable part.

    Without the secret key of the service nobody can: 40 of its 60 bits come from there.
    """
    secret = (runtime.settings.secret_key or "").encode()
    made = hmac.new(secret, f"akismet key {beginning}".encode(), "sha256").digest()
    return beginning + base64.b32encode(made).decode().lower()[: KEY_LENGTH - BEGINNING_LENGTH]
