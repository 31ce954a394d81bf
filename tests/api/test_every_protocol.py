"""What is wrong is told by each protocol in its own envelope, whatever is wrong."""

import hashlib
import hmac
import json
import socket
import threading
import time
import zlib
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import pytest

from moderation.app import create_app
from moderation.core.key import Scope
from moderation.services.keys import issue_api_key
from moderation.settings import Settings
from moderation.web.promptness import BODY_SECONDS
from tests.servers import serving

CORAL_SECRET = "a signing secret that Coral made"
TEXT = "Merci pour cet article, je partage l’avis du Conseil."
TOO_LONG = "é" * 10_240 + "x"  # 20,481 bytes


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path, secret_key="s" * 32, coral_secret=CORAL_SECRET)


@pytest.fixture
def client(runtime):
    return create_app(runtime).test_client(use_cookies=False)


# --- Each protocol: how it asks, and the envelope of its errors ------------------------


@dataclass(frozen=True)
class Protocol:
    """How one protocol asks."""

    path: str
    content: object  # of a request about a text
    media_type: str = "application/json"

    def body(self, text):
        return json.dumps(_with(self.content, text)).encode("utf-8", "surrogatepass")

    def headers(self, key, body):
        return {"Authorization": f"Bearer {key}"}

    def address(self, key):
        return self.path


class Perspective(Protocol):
    def address(self, key):
        return f"{self.path}?key={key}"

    def headers(self, key, body):
        return {}


class Akismet(Protocol):
    def body(self, text):
        # A key in the host's name: the body may then be anything.
        return urlencode(_with(self.content, text)).encode()

    def headers(self, key, body):
        return {"Host": f"{key}.charte.example"}


class Coral(Protocol):
    def headers(self, key, body):
        if key == "wrong":
            return {"X-Coral-Signature": "sha256=" + "0" * 64}
        signature = hmac.digest(CORAL_SECRET.encode(), body, hashlib.sha256).hex()
        return {"X-Coral-Signature": f"sha256={signature}"}


def _with(content, text):
    """Return *content* with *text* in the place of None."""
    if isinstance(content, dict):
        return {name: _with(value, text) for name, value in content.items()}
    return text if content is None else content


PROTOCOLS = {
    "native": Protocol("/api/v1/check", {"text": None}),
    "openai": Protocol("/v1/moderations", {"input": None}),
    "perspective": Perspective(
        "/v1alpha1/comments:analyze",
        {"comment": {"text": None}, "requestedAttributes": {"TOXICITY": {}}},
    ),
    "akismet": Akismet(
        "/1.1/comment-check",
        {"blog": "https://blog.example", "user_ip": "192.0.2.7", "comment_content": None},
        "application/x-www-form-urlencoded",
    ),
    "coral": Coral("/coral/moderate", {"action": "NEW", "comment": {"body": None}}),
}


def assert_in_its_envelope(name, status, content_type, headers, body):
    media_type = content_type.partition(";")[0]
    if name == "akismet":
        assert media_type == "text/plain"
        assert body == b"invalid"
        assert headers["X-akismet-debug-help"]
        return
    told = json.loads(body)
    if name == "native":
        assert media_type == "application/problem+json"
        assert told["status"] == status
        assert told["title"]
        return
    assert media_type == "application/json"
    error = told["error"]
    if name == "perspective":
        assert error["code"] == status
        assert error["message"]
        assert error["status"].isupper()
    elif name == "openai":
        assert error["message"]
        assert {"type", "param", "code"} <= set(error)
    else:
        assert isinstance(error, str)


@pytest.fixture
def ask(client):
    """A function: send a body as a protocol does; the answer."""

    def send(name, body, key, **headers):
        protocol = PROTOCOLS[name]
        given = {"Content-Type": protocol.media_type, **protocol.headers(key, body), **headers}
        return client.post(protocol.address(key), data=body, headers=given)

    return send


def told(name, answer):
    assert_in_its_envelope(
        name, answer.status_code, answer.content_type, answer.headers, answer.data
    )
    return answer.status_code


# --- What is wrong ---------------------------------------------------------------------


@pytest.mark.parametrize("name", PROTOCOLS)
def test_what_is_right_is_judged(ask, key, name):
    assert ask(name, PROTOCOLS[name].body(TEXT), key).status_code in (200, 204)


@pytest.mark.parametrize(
    ("name", "status"),
    [("native", 401), ("openai", 401), ("perspective", 400), ("akismet", 200), ("coral", 401)],
)
def test_a_wrong_key(ask, name, status):
    assert told(name, ask(name, PROTOCOLS[name].body(TEXT), "wrong")) == status


@pytest.mark.parametrize(
    ("name", "status"), [("native", 403), ("openai", 403), ("perspective", 403), ("akismet", 200)]
)
def test_a_key_for_something_else(ask, runtime, name, status):
    key = issue_api_key(runtime, "a reader of lists", scopes=frozenset({Scope.READ})).secret
    assert told(name, ask(name, PROTOCOLS[name].body(TEXT), key)) == status


#: What is sent, by the status of each protocol.
WRONG = {
    "20,481 bytes": lambda protocol: protocol.body(TOO_LONG),
    "another type": lambda protocol: protocol.body(["x", 1]),
    "no text": lambda protocol: protocol.body("a\ud800"),
    "not UTF-8": lambda protocol: protocol.body("é").replace(rb"\u00e9", b"\xe9\xff"),
    "not JSON": lambda protocol: b'{"text": ',
    "too deep": lambda protocol: b"[" * 100_000,
    "nothing": lambda protocol: b"",
    "too much": lambda protocol: b"x" * (256 * 1024 + 1),
}

STATUS = {
    ("native", "20,481 bytes"): 422,
    ("native", "another type"): 422,
    ("native", "no text"): 422,
    ("native", "too much"): 413,
    ("openai", "too much"): 413,
    ("perspective", "too much"): 400,  # "Comment text too long."
    ("coral", "too much"): 413,
    ("akismet", "too much"): 413,
    **{("akismet", wrong): 200 for wrong in WRONG if wrong != "too much"},
}


#: A form has no types, and bytes of another charset are read as they can be.
NOT_OF_A_FORM = {"another type", "no text", "not UTF-8", "too deep"}


@pytest.mark.parametrize(
    ("name", "wrong"),
    [(n, w) for n in PROTOCOLS for w in WRONG if n != "akismet" or w not in NOT_OF_A_FORM],
)
def test_what_is_wrong_with_a_body(ask, key, name, wrong):
    answer = ask(name, WRONG[wrong](PROTOCOLS[name]), key)
    assert told(name, answer) == STATUS.get((name, wrong), 400)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_a_compressed_body_is_not_unpacked(ask, key, name):
    packer = zlib.compressobj(wbits=31)
    bomb = packer.compress(bytes(50_000_000)) + packer.flush()
    assert len(bomb) < 60_000
    began = time.process_time()
    answer = ask(name, bomb, key, **{"Content-Encoding": "gzip"})
    assert told(name, answer) in ((200,) if name == "akismet" else (400, 415))
    assert time.process_time() - began < 1


@pytest.mark.slow
def test_a_slow_body_ends_and_holds_the_server_for_so_long_and_no_longer(tmp_path):
    """One client for each thread of the server, each sends a byte a second; the next one waits for them."""
    answers = {}

    def drip(name, place, key):
        protocol = PROTOCOLS[name]
        body = protocol.body(TEXT * 4)
        headers = {"Content-Type": protocol.media_type, "Host": place.netloc}
        headers |= {"Content-Length": str(len(body)), "Connection": "close"}
        headers |= protocol.headers(key, body)
        lines = "".join(f"{header}: {value}\r\n" for header, value in headers.items())
        with socket.create_connection((place.hostname, place.port)) as connection:
            connection.sendall(f"POST {protocol.address(key)} HTTP/1.1\r\n{lines}\r\n".encode())
            connection.settimeout(1)
            answer, sent = b"", 0
            while True:
                try:
                    if sent < len(body) - 1 and not answer:
                        connection.sendall(body[sent : sent + 1])
                        sent += 1
                    more = connection.recv(4096)
                except TimeoutError:
                    continue
                if not more:
                    break
                answer += more
        answers[name] = answer

    settings = {"CHARTE_WORKERS": "1", "CHARTE_THREADS": "4", "CHARTE_CORAL_SECRET": CORAL_SECRET}
    with serving(tmp_path, CHARTE_MODEL="none", **settings) as server:
        key = server.charte("admin", "issue-key", "slow").stdout.strip()
        place = urlsplit(server.url)
        # Coral's signature is over the whole body, which never comes.
        names = [name for name in PROTOCOLS if name != "coral"]
        threads = [threading.Thread(target=drip, args=(name, place, key)) for name in names]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(BODY_SECONDS + 20)
            assert not thread.is_alive()
    for name, answer in answers.items():
        head, _, body = answer.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        code = int(status.split()[1])
        assert code == (200 if name == "akismet" else 400), answer
        assert_in_its_envelope(name, code, headers["Content-Type"], headers, body)
