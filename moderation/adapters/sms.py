"""Text messages, through whichever provider the operator has: Apprise speaks to it."""

import logging

import apprise

from moderation.errors import ConfigurationError, SmsError

#: Where the number goes in the operator's URL.
PHONE = "{phone}"

#: A number that is nobody's (reserved for fiction), to try a URL with.
_NOBODY = "447700900123"

# Both name the number, and one shows what is sent.
logging.getLogger("apprise").disabled = True
logging.getLogger("urllib3").setLevel(logging.INFO)


def check_sms_url(url: str) -> None:
    """Raise ConfigurationError if *url* is none that Apprise knows how to write to."""
    if not apprise.Apprise().add(url.replace(PHONE, _NOBODY)):
        raise ConfigurationError(
            "CHARTE_SMS_URL: Apprise knows no such service, or a part is missing"
        )


def send_sms(url: str, phone: str, text: str) -> None:
    """Send *text* to *phone*, digits with the country code first. Raises SmsError.

    Waits for the provider, some seconds at most (Apprise's own timeouts, which
    *url* may change by ``?cto=`` and ``?rto=``).
    """
    service = apprise.Apprise()
    service.add(url.replace(PHONE, phone))
    if not service.notify(body=text):
        raise SmsError("the provider did not take the text message")
