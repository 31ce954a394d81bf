"""A provider of text messages on a port of its own, which takes them as Apprise's `json://` sends them."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Provider:
    """What it was sent; it can be out of order."""

    url: str = ""
    sent: list[tuple[str, str]] = field(default_factory=list)  # to which number, which words
    is_broken: bool = False
    drips: threading.Event | None = None  # it sends a byte, and another, until this is set

    def last_code(self) -> str:
        """Return the code of the last message."""
        return re.match(r"\d+", self.sent[-1][1])[0]


@contextmanager
def sms_provider() -> Iterator[Provider]:
    """Give a provider that answers."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if not provider.is_broken:
                provider.sent.append((self.path.removeprefix("/to/"), content["message"]))
            self.send_response(500 if provider.is_broken else 200)
            self.end_headers()
            while provider.drips and not provider.drips.wait(0.05):
                self.wfile.write(b" ")

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    provider.url = f"json://127.0.0.1:{server.server_port}/to/{{phone}}"
    yield provider
    server.shutdown()
    thread.join()
    server.server_close()
