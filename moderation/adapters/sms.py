"""Text messages, through whichever provider the operator has: Apprise speaks to it."""

import logging
import threading

import apprise

from moderation.errors import ConfigurationError, SmsError

#: Where the number goes in the operator's URL.
PHONE = "{phone}"

#: A number that is nobody's (reserved for fiction), to try a URL with.
_NOBODY = "447700900123"

#: Seconds that a message may take in all; Apprise's own timeouts begin anew with each byte.
SMS_SECONDS = 15

#: Messages that may be under way in one process: a provider that never ends its answer holds so many threads.
MOST_UNDER_WAY = 8

_UNDER_WAY = threading.BoundedSemaphore(MOST_UNDER_WAY)

# Both name the number, and one shows what is sent.
logging.getLogger("apprise").disabled = True
logging.getLogger("urllib3").setLevel(logging.INFO)


def check_sms_url(url: str) -> None:
    """Raise ConfigurationError if *url* is none that Apprise knows how to write to."""
    if not apprise.Apprise().add(url.replace(PHONE, _NOBODY)):
        raise ConfigurationError(
            "CHARTE_SMS_URL: Apprise knows no such service, or a part is missing"
        )


def send_sms(url: str, phone: str, text: str, *, seconds: float = SMS_SECONDS) -> None:
    """Send *text* to *phone*, digits with the country code first. Raises SmsError.

    Waits *seconds* at most. Apprise opens its connections where nobody can cut
    them: a thread that waits for a provider without end is left behind, and
    with MOST_UNDER_WAY of them no more messages are tried.
    """
    # Without Apprise's own limit, and its pool of threads, which the process would wait for at its end.
    service = apprise.Apprise(asset=apprise.AppriseAsset(service_timeout=0))
    service.add(url.replace(PHONE, phone))
    if not _UNDER_WAY.acquire(blocking=False):
        raise SmsError("the provider has not answered to too many text messages")
    taken = []

    def send() -> None:
        try:
            taken.append(bool(service.notify(body=text)))
        finally:
            _UNDER_WAY.release()

    sending = threading.Thread(target=send, daemon=True)
    sending.start()
    sending.join(seconds)
    if not any(taken):
        raise SmsError("the provider did not take the text message")
