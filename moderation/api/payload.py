"""Reading a request's JSON strictly: what two parsers could read differently is refused."""

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Never

#: Largest text that the protocols of others take, in bytes of UTF-8: Perspective's limit.
TEXT_BYTES = 20_480


class Fault(StrEnum):
    """Why a body is no JSON object that can be used."""

    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    DUPLICATE_NAME = "duplicate_name"
    NUMBER = "number"
    TOO_DEEP = "too_deep"
    NOT_OBJECT = "not_object"


class PayloadFault(ValueError):
    """A body that cannot be read; never holds any of it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def n_bytes(text: str) -> int | None:
    """Return how many bytes of UTF-8 *text* is; None if it is none: half a surrogate pair, escaped."""
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        return None


def parse_object(raw: bytes) -> dict[str, object]:
    """Return the JSON object in *raw* (RFC 8259).

    Stricter than Python's parser: a name may stand once in an object, NaN and
    Infinity are no numbers, and the text is UTF-8.

    Raises PayloadFault if it is anything else.
    """
    try:
        text = raw.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise PayloadFault(Fault.NOT_UTF8) from None
    except RecursionError:
        raise PayloadFault(Fault.TOO_DEEP) from None
    except json.JSONDecodeError:
        raise PayloadFault(Fault.NOT_JSON) from None
    except PayloadFault:
        raise
    except ValueError:  # an integer longer than Python's limit on conversions
        raise PayloadFault(Fault.NUMBER) from None
    if not isinstance(value, dict):
        raise PayloadFault(Fault.NOT_OBJECT)
    return value


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise PayloadFault(Fault.DUPLICATE_NAME)
    return members


def _no_number(constant: str) -> Never:
    raise PayloadFault(Fault.NUMBER)
