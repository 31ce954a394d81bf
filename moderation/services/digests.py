"""What stands for something that must not be stored as it is: a digest that only this service can make."""

import hmac

from moderation.core.redress import Reporter
from moderation.runtime import Runtime


def keyed_digest(runtime: Runtime, content: str) -> str:
    """Return the digest of *content* under the secret key, in hexadecimal.

    *content* begins with what the digest is for, so that one made for something
    else is another. Whoever has the key can try out what is short, a telephone number say.
    """
    secret = (runtime.settings.secret_key or "").encode()
    return hmac.new(secret, content.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def reporter_key(runtime: Runtime, by: Reporter) -> str | None:
    """Return what stands for who reports, so that their record can be told; None: nothing is known."""
    if by.person_id is not None:
        return keyed_digest(runtime, f"reporter account {by.person_id}")
    if by.email is not None:
        return keyed_digest(runtime, f"reporter address {by.email.casefold()}")
    return None
