"""A server that drips, or never ends, holds nobody: real sockets, with TLS and without."""

import gzip
import socket
import ssl
import threading
import time
from contextlib import contextmanager
from itertools import chain, repeat

import pytest
import requests

from moderation.web.patience import be_patient, patience
from tests.certificates import make_certificate

#: What is asked for in a block, and after how long a thread is free at the latest; it would be minutes.
SECONDS, FREE_SECONDS = 0.5, 10

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def slowly(pieces):
    for piece in pieces:
        yield piece
        time.sleep(0.05)


#: What drips → the pieces of it, without end.
DRIPS = {
    "nothing": lambda: [],
    "the first line": lambda: slowly(chain([b"HTTP/1.1 200 "], repeat(b"O"))),
    "a header": lambda: slowly(chain([HEAD, b"X: "], repeat(b"x"))),
    "one answer before the answer": lambda: slowly(repeat(b"HTTP/1.1 100 Continue\r\n\r\n")),
    "a body of a length": lambda: slowly(
        chain([HEAD, b"Content-Length: 100000\r\n\r\n"], repeat(b" "))
    ),
    "a body without a length": lambda: slowly(chain([HEAD, b"\r\n"], repeat(b" "))),
    "chunks": lambda: slowly(chain([CHUNKED], repeat(b"1\r\n \r\n"))),
    "the size of a chunk": lambda: slowly(chain([CHUNKED], repeat(b"0"))),
}

#: What has no end → the pieces of it.
FLOODS = {
    "a body": lambda: chain([HEAD, b"\r\n"], repeat(b"x" * 65_536)),
    "chunks": lambda: chain([CHUNKED], repeat(b"10000\r\n" + b"x" * 65_536 + b"\r\n")),
    "what is small until it is unpacked": lambda: [
        HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b" " * 50_000_000)
    ],
}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("tls"), "127.0.0.1")


@pytest.fixture
def session(certificate):
    with requests.Session() as session:
        session.trust_env = False
        session.verify = str(certificate)
        be_patient(session)
        yield session


@contextmanager
def saying(pieces, certificate=None):
    """Run a server that says *pieces* to whoever asks first; its address, and the event of its being left."""
    left = threading.Event()

    def serve():
        asking, _ = listening.accept()
        asking.settimeout(FREE_SECONDS)
        with context.wrap_socket(asking, server_side=True) if context else asking as asking:
            asking.recv(65_536)
            try:
                for piece in pieces:
                    asking.sendall(piece)
                asking.recv(1)
            except TimeoutError:
                return
            except OSError:
                pass
            left.set()

    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        scheme = "https" if certificate else "http"
        yield f"{scheme}://127.0.0.1:{listening.getsockname()[1]}/", left
        thread.join()


@pytest.mark.parametrize("is_tls", [False, True], ids=["plain", "tls"])
@pytest.mark.parametrize("what", DRIPS)
def test_what_drips_is_cut_when_the_time_is_over(session, certificate, what, is_tls):
    with saying(DRIPS[what](), certificate if is_tls else None) as (url, left):
        started = time.monotonic()
        with patience(SECONDS), pytest.raises(requests.Timeout):
            session.get(url, timeout=60)
        assert time.monotonic() - started < FREE_SECONDS
        assert left.wait(FREE_SECONDS)  # nothing of ours holds the connection


@pytest.mark.parametrize("what", FLOODS)
def test_what_has_no_end_is_cut_when_it_is_too_much(session, what):
    with saying(FLOODS[what]()) as (url, left):
        with patience(60), pytest.raises(requests.RequestException, match="too much"):
            session.get(url, timeout=60)
        assert left.wait(FREE_SECONDS)


@pytest.mark.parametrize("is_tls", [False, True], ids=["plain", "tls"])
def test_an_answer_in_time_is_given_whole(session, certificate, is_tls):
    body = b'{"name": "Rita"}'
    packed = gzip.compress(body)
    length = f"Content-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    with saying([HEAD, length, packed], certificate if is_tls else None) as (url, left):
        with patience(60):
            assert session.get(url, timeout=60).json() == {"name": "Rita"}
        assert left.wait(FREE_SECONDS)


def test_the_time_is_that_of_all_answers_together(session):
    with patience(SECONDS):
        with saying(DRIPS["chunks"]()) as (url, _), pytest.raises(requests.Timeout):
            session.get(url, timeout=60)
        with pytest.raises(requests.Timeout):
            session.get("http://127.0.0.1:9/", timeout=60)  # nobody is asked any more


def test_nothing_is_asked_without_an_end(session):
    with pytest.raises(LookupError):
        session.get("http://127.0.0.1:9/", timeout=60)
