"""Which version of a comment a caller has seen: its ETag, and If-Match (RFC 9110, 13.1.1)."""

import re

from flask import request

from moderation.api.problems import INVALID_IF_MATCH, PRECONDITION_REQUIRED, stop

#: What `etag` gives, as it comes back: an answer that was compressed on its way has the method's
#: name behind the version, and a proxy that compresses makes the tag a weak one. Both name the
#: version still, and it is the version that counts.
IF_MATCH = r'^(W/)?"([1-9][0-9]{0,8})(:[a-z]+)?"$'


def etag(version: int) -> dict[str, str]:
    """Return the header that names the *version* of a comment."""
    return {"ETag": f'"{version}"'}


def seen_version() -> int:
    """Return the version that the caller has seen.

    Ends the request with a 428 if it does not say, with a 400 if it says no version, or any.
    """
    given = request.headers.get("If-Match")
    if given is None:
        stop(PRECONDITION_REQUIRED)
    match = re.match(IF_MATCH, given.strip(" \t"))
    if match is None:
        stop(INVALID_IF_MATCH)
    return int(match[2])
