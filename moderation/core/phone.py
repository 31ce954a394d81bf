"""Telephone numbers to which a code can be sent."""

from collections.abc import Sequence

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

#: Digits of a number that are kept readable, so that its owner knows which it is.
ENDING_DIGITS = 2

#: Where mobile numbers look like others, as in North America, either may be one.
_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def mobile_number(written: str, countries: Sequence[str]) -> str | None:
    """Return the digits of a mobile number, country code first; None if it is none of *countries*.

    *countries* are ISO 3166-1 codes; a number without its own is of the first.

    >>> mobile_number("079 123 45 67", ["CH", "FR"]), mobile_number("+33 6 12 34 56 78", ["CH", "FR"])
    ('41791234567', '33612345678')
    >>> mobile_number("022 322 00 00", ["CH"]), mobile_number("+44 7911 123456", ["CH"])
    (None, None)
    """
    try:
        number = phonenumbers.parse(written, countries[0])
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    if phonenumbers.region_code_for_number(number) not in countries:
        return None
    if phonenumbers.number_type(number) not in _MOBILE:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164).removeprefix("+")
