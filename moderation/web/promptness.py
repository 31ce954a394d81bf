"""How long a request's body may take.

A thread of the server reads a body for as long as its client sends; whoever
sends a byte a second would hold it for hours. After a while the reading side of
the connection is shut: the body ends too early, and the protocol that the
request speaks says so in its own words.
"""

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

#: Seconds within which a body has to be there; 256 kB take six by a slow mobile network.
BODY_SECONDS = 15


class PromptBodies:
    """A WSGI application whose requests' bodies come in time, under gunicorn."""

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> "Iterable[bytes]":
        """Serve the request, and see to it that its body ends."""
        connection = environ.get("gunicorn.socket")
        has_body = environ.get("CONTENT_LENGTH") or environ.get("HTTP_TRANSFER_ENCODING")
        if connection is None or not has_body:
            return self._application(environ, start_response)
        watch = threading.Timer(BODY_SECONDS, _shut, [connection])
        watch.daemon = True
        watch.start()
        try:
            return self._application(environ, start_response)
        finally:
            watch.cancel()


def _shut(connection: socket.socket) -> None:
    """Let nothing more be read; the answer can still be sent."""
    with suppress(OSError):  # the client was faster
        connection.shutdown(socket.SHUT_RD)
