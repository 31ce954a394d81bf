"""A session of an account: somebody logged in, in one browser, until it ends."""

from dataclasses import dataclass
from datetime import datetime, timedelta

#: A session that was not used for so long is over.
IDLE = timedelta(days=30)

#: That a session was used is noted so often at most.
SEEN_EVERY = timedelta(minutes=5)

#: Ways in that are two factors: what one knows or is, and what one has.
TWO_FACTORS = frozenset({"passkey", "code"})

#: What browsers say of themselves, and what people call them; the first that is found.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Login:
    """A session as its owner sees it."""

    id: int
    device: str  # "Firefox, Windows"; empty: unknown
    way: str  # "password", "code" (after a password), "passkey", "provider"
    begun_at: datetime
    seen_at: datetime  # to some minutes


def device_words(user_agent: str) -> str:
    """Return what people call a browser and its system, and nothing that tells it from others like it.

    >>> device_words("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox, Linux'
    >>> device_words("curl/8")
    ''
    """
    found = (
        next((name for mark, name in names if mark in user_agent), "")
        for names in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(word for word in found if word)
