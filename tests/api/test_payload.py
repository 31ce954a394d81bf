"""A body is one clear JSON object, or it is refused with the reason."""

import pytest

from moderation.api.payload import Fault, PayloadFault, parse_object

UNREADABLE = [
    # Nothing, or not all of it
    (b"", Fault.NOT_JSON),
    (b'{"text": "a"', Fault.NOT_JSON),
    (b'{"text": "a"} {}', Fault.NOT_JSON),
    (b"{'text': 'a'}", Fault.NOT_JSON),
    (b'{"text": "a\nb"}', Fault.NOT_JSON),  # a bare line end in a string
    (b'{"text": "\\x41"}', Fault.NOT_JSON),
    # Bytes that are no UTF-8, or another encoding
    (b'{"text": "\xe9"}', Fault.NOT_UTF8),
    ('{"text": "a"}'.encode("utf-16"), Fault.NOT_UTF8),
    ('\ufeff{"text": "a"}'.encode(), Fault.NOT_JSON),  # RFC 8259, 8.1: no byte order mark
    (b'{"text": "\xed\xa0\x80"}', Fault.NOT_UTF8),  # a surrogate, spelt in bytes
    # What two readers would read differently
    (b'{"text": "a", "text": "b"}', Fault.DUPLICATE_NAME),
    (b'{"text": "a", "te\\u0078t": "b"}', Fault.DUPLICATE_NAME),
    (b'{"article": {"key": "a", "key": "b"}}', Fault.DUPLICATE_NAME),
    (b'{"n": NaN}', Fault.NUMBER),
    (b'{"n": -Infinity}', Fault.NUMBER),
    (b'{"n": ' + b"9" * 5_000 + b"}", Fault.NUMBER),
    # What would exhaust a reader
    (b"[" * 200_000, Fault.TOO_DEEP),
    (b'{"a":' * 50_000, Fault.TOO_DEEP),
    # JSON, but no object
    (b"null", Fault.NOT_OBJECT),
    (b"[]", Fault.NOT_OBJECT),
    (b'"text"', Fault.NOT_OBJECT),
    (b"1e999", Fault.NOT_OBJECT),
]


@pytest.mark.parametrize(("raw", "fault"), UNREADABLE, ids=lambda value: repr(value)[:32])
def test_a_body_that_cannot_be_read_says_why(raw, fault):
    with pytest.raises(PayloadFault) as caught:
        parse_object(raw)
    assert caught.value.fault is fault


def test_an_object_is_read():
    raw = ' {"text": "Bravo \\ud83d\\udc4f", "n": 1.5e3, "article": {"key": null}}\n'
    assert parse_object(raw.encode()) == {"text": "Bravo 👏", "n": 1500.0, "article": {"key": None}}
