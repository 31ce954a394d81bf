"""A POST to an address that somebody typed in: a webhook, or whatever else is told of something.

Whoever may name an address must not reach through us what only we can reach
(server-side request forgery). So a name is resolved here, each address that
it has is held against the public ones, and the connection goes to the very
address that was checked: what the name says a moment later changes nothing. TLS
still verifies the name. Nothing is redirected, no proxy of the environment is used.
"""

import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError, SSLError
from urllib3.util import Url, parse_url

from moderation.errors import ConfigurationError, ModerationError

#: Seconds that one post may take in all, and that one address of a name may take to connect.
POST_SECONDS, CONNECT_SECONDS = 20, 8

#: Bytes of an answer that are read.
MOST_BYTES = 4096

#: Characters that an address may have.
MOST_CHARACTERS = 2000

#: Where IPv6 addresses of the whole world are; what is elsewhere is local, or has no use yet.
_GLOBAL_IPV6 = IPv6Network("2000::/3")

#: IPv4 addresses as networks without IPv4 reach them (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")

Network = IPv4Network | IPv6Network


class Trouble(StrEnum):
    """Why there is no answer."""

    URL = "url"  # not http or https, or with a password in it, or none at all
    ADDRESS = "address"  # stands where we may not post to
    NAME = "name"  # no such host
    CONNECTION = "connection"  # nobody there, or cut off
    TLS = "tls"  # not who they say they are, or no TLS at all
    TIME = "time"  # too slow
    ANSWER = "answer"  # something else than HTTP


class PostingError(ModerationError):
    """There is no answer to a post; its message never holds the address."""

    def __init__(self, trouble: Trouble, message: str) -> None:
        super().__init__(message)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, whatever the status."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes  # its beginning, as it came over the line; it may lack its end
    milliseconds: int  # from the look-up of the name on


def read_networks(text: str) -> tuple[Network, ...]:
    """Return the networks in *text*, ``10.1.0.0/16 fd00::/8``, with spaces in between.

    Raises ConfigurationError if one is none.
    """
    try:
        return tuple(ip_network(word) for word in text.split())
    except ValueError as error:
        raise ConfigurationError(f"CHARTE_WEBHOOKS_PRIVATE: {error}") from None


def check_url(url: str) -> None:
    """Raise PostingError if nothing can be posted to *url*, whatever its name resolves to."""
    _parse(url)


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    private: Sequence[Network] = (),
    seconds: float = POST_SECONDS,
    most_bytes: int = MOST_BYTES,
) -> Answer:
    """Post *body* to *url*, and return the answer: a redirect is one like any other.

    Takes *seconds* at most, from the name's look-up to the answer's end; once
    the status is known, an answer that takes longer is cut, not refused.
    *private* holds the networks that may be posted to although they are not
    public. Raises PostingError if there is no answer.
    """
    started = time.monotonic()
    target = _parse(url)
    until = started + seconds
    connection = _connection(target, _Way(private, until))
    watch = threading.Timer(seconds, connection.way.cut)
    watch.daemon = True
    watch.start()
    try:
        answer = _exchange(connection, target, body, headers, most_bytes=most_bytes)
    except PostingError:
        raise
    except (OSError, HTTPError, HTTPException, ValueError) as error:
        if time.monotonic() >= until or isinstance(error, TimeoutError):
            raise PostingError(Trouble.TIME, "no answer in time") from None
        raise _told(error) from None
    finally:
        watch.cancel()
        connection.close()
        connection.way.forget()
    status, said, read = answer
    return Answer(status, said, read, round((time.monotonic() - started) * 1000))


def _parse(url: str) -> Url:
    if len(url) > MOST_CHARACTERS or any(ord(c) <= 0x20 or ord(c) == 0x7F for c in url):
        raise PostingError(Trouble.URL, "an address is one word, and not endless")
    try:
        target = parse_url(url)
    except (LocationParseError, ValueError):
        raise PostingError(Trouble.URL, "this is no address") from None
    if target.scheme not in ("http", "https") or not target.host:
        raise PostingError(Trouble.URL, "an address begins with https:// or http://")
    if target.auth is not None:
        raise PostingError(Trouble.URL, "no name or password goes into an address")
    if target.port == 0:
        raise PostingError(Trouble.URL, "there is no port 0")
    return target


class _Way:
    """How a connection is made: to permitted addresses, and cut when the time is over."""

    def __init__(self, private: Sequence[Network], until: float) -> None:
        self._private = private
        self._until = until  # by time.monotonic
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self.is_over = False

    def open(self, host: str, port: int) -> socket.socket:
        """Return a connection to *host*, at one of its addresses that are permitted."""
        found = self._resolve(host, port)
        permitted = [a for a in found if _is_permitted(str(a[1][0]), self._private)]
        if not permitted:
            raise PostingError(Trouble.ADDRESS, "this host stands where we may not post to")
        problem: OSError | None = None
        for family, address in permitted:
            left = self._left()
            connection = socket.socket(family, socket.SOCK_STREAM)
            connection.settimeout(min(CONNECT_SECONDS, left))
            try:
                connection.connect(address)
            except OSError as error:
                connection.close()
                problem = error
                continue
            connection.settimeout(left)  # `cut` is what ends it in time
            self._watch(connection)
            return connection
        raise problem or TimeoutError

    def cut(self) -> None:
        """End the connection, whatever waits for it: in TLS, in the headers, in the body."""
        with self._lock:
            self.is_over = True
            if self._connection is not None:
                with suppress(OSError):  # the other end was faster
                    self._connection.shutdown(socket.SHUT_RDWR)

    def forget(self) -> None:
        """Let the connection go."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _watch(self, connection: socket.socket) -> None:
        with self._lock:
            # A duplicate, which is ours: TLS takes the original away.
            self._connection = connection.dup()
        if self.is_over:
            self.cut()

    def _left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise PostingError(Trouble.TIME, "no answer in time")
        return left

    def _resolve(
        self, host: str, port: int
    ) -> list[tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int]]]:
        """Return the addresses of *host*; a look-up that takes too long is left behind, it ends by itself."""
        found: list[tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int]]] = []
        problems: list[Exception] = []

        def look_up() -> None:
            try:
                for family, *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                    found.append((family, address))  # type: ignore[arg-type]
            except (OSError, UnicodeError) as error:
                problems.append(error)

        thread = threading.Thread(target=look_up, daemon=True)
        thread.start()
        thread.join(self._left())
        if thread.is_alive():
            raise PostingError(Trouble.TIME, "the host's name was not resolved in time")
        if problems or not found:
            raise PostingError(Trouble.NAME, "there is no such host")
        return found


def _is_permitted(address: str, private: Sequence[Network]) -> bool:
    """Tell whether *address* is one of the world's, or in a network of *private*."""
    outer = ip_address(address.partition("%")[0])
    inner = _inner(outer)
    if any(inner in network or outer in network for network in private):
        return True
    if isinstance(inner, IPv6Address) and inner not in _GLOBAL_IPV6:
        return False
    return inner.is_global and not inner.is_multicast


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 address leads to, if it is one of those."""
    if isinstance(address, IPv6Address):
        if address in _NAT64:
            return IPv4Address(address.packed[-4:])
        return address.ipv4_mapped or address.sixtofour or address
    return address


class _Plain(HTTPConnection):
    def __init__(self, host: str, port: int | None, way: _Way) -> None:
        super().__init__(host, port)
        self.way = way

    def _new_conn(self) -> socket.socket:
        return self.way.open(self._dns_host, self.port)


class _TLS(HTTPSConnection):
    def __init__(self, host: str, port: int | None, way: _Way) -> None:
        # The system's certificates, as for mails; SSL_CERT_FILE names others.
        super().__init__(host, port, ssl_context=ssl.create_default_context())
        self.way = way

    def _new_conn(self) -> socket.socket:
        return self.way.open(self._dns_host, self.port)


def _connection(target: Url, way: _Way) -> _Plain | _TLS:
    host = (target.host or "").strip("[]")
    return (_TLS if target.scheme == "https" else _Plain)(host, target.port, way)


def _exchange(
    connection: _Plain | _TLS,
    target: Url,
    body: bytes,
    headers: Mapping[str, str],
    *,
    most_bytes: int,
) -> tuple[int, Mapping[str, str], bytes]:
    connection.request(
        "POST",
        target.request_uri,
        body=body,
        headers={**headers, "Accept-Encoding": "identity", "Connection": "close"},
        preload_content=False,
        decode_content=False,
    )
    answer = connection.getresponse()
    try:
        if connection.way.is_over:  # what was cut may look like a short answer
            raise TimeoutError
        read = b""
        with suppress(OSError, HTTPError, HTTPException):  # the status says what they make of it
            read = answer.read(most_bytes)
    finally:
        answer.close()
    return answer.status, {name.lower(): value for name, value in answer.headers.items()}, read


def _told(error: Exception) -> PostingError:
    if isinstance(error, ssl.SSLError | SSLError):
        return PostingError(Trouble.TLS, "no secure connection: " + type(error).__name__)
    if isinstance(error, OSError):
        return PostingError(Trouble.CONNECTION, "no connection: " + type(error).__name__)
    return PostingError(Trouble.ANSWER, "no answer in HTTP: " + type(error).__name__)
