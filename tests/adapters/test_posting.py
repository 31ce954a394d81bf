"""Posts leave for where they may, in time, and for nowhere else: real servers, hostile addresses."""

import socket
import threading
import time

import pytest

from moderation.adapters.posting import PostingError, Trouble, check_url, post, read_networks
from moderation.errors import ConfigurationError
from tests.certificates import make_certificate
from tests.receivers import receiving

#: What is asked of a slow server, and after how long we are gone at the latest; it would be minutes.
SECONDS, GONE_SECONDS = 0.3, 10

HERE = read_networks("127.0.0.0/8 ::1/128")


def trouble(url, **options):
    with pytest.raises(PostingError) as caught:
        post(url, b"{}", {}, **options)
    assert len(url) < 10 or url not in str(caught.value)
    return caught.value.trouble


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


def test_a_post_arrives_as_it_was_given(receiver):
    receiver.status, receiver.body, receiver.headers = 201, b"x" * 10_000, {"Retry-After": "5"}
    headers = {"Content-Type": "application/json", "webhook-id": "msg_1"}
    answer = post(receiver.url + "?a=%C3%A9", "{é}".encode(), headers, private=HERE)
    (received,) = receiver.received
    assert received.path == "/hook?a=%C3%A9"
    assert received.body == "{é}".encode()
    assert received.headers.items() >= headers.items() - {("Content-Type", "application/json")}
    assert received.headers["content-type"] == "application/json"
    assert received.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert answer.status == 201
    assert answer.headers["retry-after"] == "5"
    assert answer.body == b"x" * 4096
    assert 0 <= answer.milliseconds < 20_000


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",  # the same in decimal, hexadecimal, octal
        "0x7f000001",
        "0177.0.0.1",
        "localhost",  # a name that resolves to it
        "LOCALHOST.",
        "0.0.0.0",  # noqa: S104
        "[::]",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",  # by way of a translator
        "[2002:7f00:1::]",
        "169.254.169.254",  # a cloud's metadata
        "[fd00:ec2::254]",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "100.64.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "[fc00::1]",
        "[fe80::1]",
        "[fec0::1]",
        "[ff02::1]",
        "[2001:db8::1]",
        "１２７.０.０.１",  # digits of another width
    ],
)
def test_what_is_not_public_is_not_connected_to(receiver, host, monkeypatch):
    tried = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: tried.append(address))
    assert trouble(f"http://{host}:{receiver.port}/") in {
        Trouble.ADDRESS,
        Trouble.NAME,
        Trouble.URL,
    }
    assert tried == []
    assert receiver.received == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"])
def test_the_reason_is_the_address(receiver, host):
    assert trouble(f"http://{host}:{receiver.port}/") is Trouble.ADDRESS


def test_an_operator_may_permit_a_network_and_no_other(receiver):
    assert post(receiver.url, b"{}", {}, private=read_networks("127.0.0.1/32")).status == 204
    assert (
        trouble(receiver.url, private=read_networks("127.0.0.2/32 10.0.0.0/8")) is Trouble.ADDRESS
    )


def test_a_name_is_asked_once_and_its_forbidden_addresses_are_left_out(receiver, monkeypatch):
    asked = []

    def resolve(host, port, **_):
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, ("169.254.169.254", port)), (*kind, (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    url = f"http://rebinding.example:{receiver.port}/"
    assert post(url, b"{}", {}, private=HERE).status == 204
    assert asked == ["rebinding.example"]
    assert receiver.received[0].headers["host"] == f"rebinding.example:{receiver.port}"
    assert trouble(url, private=HERE) is Trouble.ADDRESS  # it leads elsewhere now


def test_a_redirect_is_an_answer_and_is_not_followed(receiver):
    with receiving() as other:
        receiver.status, receiver.headers = 307, {"Location": other.url}
        assert post(receiver.url, b"{}", {}, private=HERE).status == 307
        assert other.received == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:25/",
        "example.org/hook",
        "https://",
        "https:///hook",
        "http://user:password@example.org/",
        "http://user@example.org/",
        "http://example.org:99999/",
        "http://example.org:0/",
        "http://exa mple.org/",
        "http://example.org/\r\nX: y",
        "http://example.org/" + "x" * 2000,
        "http://[::1/",
        "",
    ],
)
def test_what_is_no_plain_address_is_refused_before_anybody_is_asked(url, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("asked"))
    with pytest.raises(PostingError) as caught:
        check_url(url)
    assert caught.value.trouble is Trouble.URL
    assert trouble(url or " ") is Trouble.URL


def test_a_header_cannot_be_broken_out_of(receiver):
    assert trouble_of_header(receiver, "a\r\nX: y") is Trouble.ANSWER
    assert receiver.received == []


def trouble_of_header(receiver, value):
    with pytest.raises(PostingError) as caught:
        post(receiver.url, b"{}", {"X-Name": value}, private=HERE)
    return caught.value.trouble


def test_tls_verifies_the_name_although_the_address_is_pinned(tmp_path, monkeypatch):
    certificate = make_certificate(tmp_path, "localhost")
    with receiving(certificate, host="localhost") as receiver:
        assert trouble(receiver.url, private=HERE) is Trouble.TLS  # signed by nobody we know
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert post(receiver.url, b"{}", {}, private=HERE).status == 204
        wrong = receiver.url.replace("localhost", "127.0.0.1")
        assert trouble(wrong, private=HERE) is Trouble.TLS
        assert len(receiver.received) == 1


def test_nobody_there_and_no_such_name():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert trouble(f"http://127.0.0.1:{port}/", private=HERE) is Trouble.CONNECTION
    assert trouble("http://nobody.invalid/", private=HERE) is Trouble.NAME


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", Trouble.CONNECTION),
        (b"", Trouble.CONNECTION),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n", Trouble.ANSWER),
        (b"HTTP/1.1 200 " + b"O" * 100_000 + b"\r\n\r\n", Trouble.ANSWER),
    ],
)
def test_what_is_no_answer_is_none(said, expected):
    with saying(said) as url:
        assert trouble(url, private=HERE) in {expected, Trouble.ANSWER}


class saying:
    """A server that says *said* to whoever asks first, then *drips* until it is left."""

    def __init__(self, said, drips=b""):
        self._said, self._drips = said, drips
        self.is_left = threading.Event()

    def __enter__(self):
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}/"

    def __exit__(self, *_):
        self._thread.join()
        self._listening.close()

    def _serve(self):
        asking, _ = self._listening.accept()
        with asking:
            asking.settimeout(GONE_SECONDS)
            asking.recv(65_536)
            try:
                asking.sendall(self._said)
                while self._drips:
                    asking.sendall(self._drips)
                    time.sleep(0.03)
            except OSError:
                self.is_left.set()


@pytest.mark.parametrize(
    ("said", "drips"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["first line", "header", "continue"],
)
def test_what_drips_is_left_when_the_time_is_over(said, drips):
    server = saying(said, drips)
    started = time.monotonic()
    with server as url:
        assert trouble(url, private=HERE, seconds=SECONDS) is Trouble.TIME
        assert server.is_left.wait(GONE_SECONDS)
    assert time.monotonic() - started < GONE_SECONDS


def test_a_status_counts_though_its_body_never_ends():
    server = saying(b"HTTP/1.1 200 OK\r\n\r\n", b"x")
    with server as url:
        answer = post(url, b"{}", {}, private=HERE, seconds=SECONDS)
    assert answer.status == 200
    assert server.is_left.is_set()


def test_whoever_says_nothing_is_left_when_the_time_is_over(receiver):
    receiver.holds = threading.Event()
    assert trouble(receiver.url, private=HERE, seconds=SECONDS) is Trouble.TIME


def test_a_name_that_nobody_resolves_in_time_is_left(monkeypatch):
    answers = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers.wait(GONE_SECONDS) and [])
    assert trouble("http://slow.example/", seconds=SECONDS) is Trouble.TIME
    answers.set()


def test_networks_are_read_and_mistakes_told():
    assert [str(n) for n in read_networks(" 10.0.0.0/8  fd00::/8 ")] == ["10.0.0.0/8", "fd00::/8"]
    assert read_networks("") == ()
    with pytest.raises(ConfigurationError, match=r"10\.0\.0\.1/8"):
        read_networks("10.0.0.1/8")
