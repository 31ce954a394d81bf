"""How long a provider may take for its answers, and how much it may say.

requests waits anew for each piece: whoever sends one byte a second would hold a
thread of ours for ever. Here all that one step of a login asks, however many
answers that takes, ends at one moment. The connections are then cut, wherever
they are: in TLS, in the headers, in the body.
"""

import io
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

#: Longest answer, in bytes once it is decompressed; keys and profiles are a few thousand.
MOST_BYTES = 1_000_000

#: Bytes taken at once from an answer.
CHUNK_BYTES = 16 * 1024


class _Step:
    """One step of a login: the connections that it opened, and whether its time is over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connections: list[socket.socket] = []
        self.is_over = False

    def watch(self, connection: socket.socket) -> None:
        """Have *connection* cut when the time is over, or now if it is."""
        with self._lock:
            # A duplicate, which is ours: TLS takes the original away, and whoever
            # reads may close it at any moment.
            self._connections.append(connection.dup())
            if self.is_over:
                self._cut()

    def end(self) -> None:
        """Cut all connections: whoever reads from one finds it at its end."""
        with self._lock:
            self.is_over = True
            self._cut()

    def forget(self) -> None:
        """Let the connections go."""
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()

    def _cut(self) -> None:
        for connection in self._connections:
            with suppress(OSError):  # the provider was faster
                connection.shutdown(socket.SHUT_RDWR)


#: The step that this thread is in; a request outside any is a mistake of ours (LookupError).
_STEP: ContextVar[_Step] = ContextVar("step")


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Give all that sessions ask in this block *seconds* together; what is asked later fails at once."""
    step = _Step()
    timer = threading.Timer(seconds, step.end)
    timer.daemon = True
    before = _STEP.set(step)
    timer.start()
    try:
        yield
    finally:
        _STEP.reset(before)
        timer.cancel()
        step.forget()


def be_patient(session: requests.Session, *, most_bytes: int = MOST_BYTES) -> None:
    """Hold *session* to the `patience` of the block that it is used in, and answers to *most_bytes*."""
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Adapter(most_bytes))


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        connection = super()._new_conn()
        _STEP.get().watch(connection)
        return connection


class _TLSConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        connection = super()._new_conn()
        _STEP.get().watch(connection)
        return connection


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _TLSConnection


_POOLS = {"http": _Pool, "https": _TLSPool}


class _Adapter(HTTPAdapter):
    """Reads an answer to its end before it gives it out."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options)
        if not proxy.lower().startswith("socks"):  # these have pools of their own
            manager.pool_classes_by_scheme = _POOLS
        return manager

    def send(
        self, request: requests.PreparedRequest, *arguments: Any, **options: Any
    ) -> requests.Response:
        """Send *request*; the whole answer. Raises RequestException if it is too long, or the time over."""
        step = _STEP.get()
        response = None
        try:
            if not step.is_over:
                response = super().send(request, *arguments, **options | {"stream": True})
                response.raw = io.BytesIO(_read(response.raw, self._most_bytes))
        except HTTPError as error:
            if not step.is_over:
                raise requests.ConnectionError(type(error).__name__, request=request) from error
        except requests.RequestException:
            if not step.is_over:
                raise
        finally:
            self.close()  # each request opens a connection of its own: one that is kept is not watched
        # An answer that was cut may look like a short one.
        if step.is_over or response is None:
            raise requests.Timeout("the provider took too long", request=request)
        return response


def _read(answer: HTTPResponse, most_bytes: int) -> bytes:
    """Return all of *answer*, and close it. Raises RequestException if it is too long."""
    read = bytearray()
    try:
        for chunk in answer.stream(CHUNK_BYTES, decode_content=True):
            read += chunk
            if len(read) > most_bytes:
                raise requests.RequestException("the provider says too much")
    finally:
        answer.close()
    return bytes(read)
