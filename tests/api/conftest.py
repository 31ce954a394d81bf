"""The application with an API key, and a caller that holds every answer against the OpenAPI document."""

import json
import secrets
import threading
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import pytest
from jsonschema import Draft202012Validator
from werkzeug.serving import WSGIRequestHandler, make_server

from moderation.app import create_app
from moderation.runtime import Runtime, read_charter
from moderation.services.keys import issue_api_key
from moderation.services.submission import put_article
from moderation.settings import Settings
from moderation.storage import charters
from moderation.storage.database import Database
from tests.charters import with_sample
from tests.classifiers import FixedClassifier
from tests.databases import fresh_database

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


#: Words to which the classifier reacts; the rules know nothing of them.
ANSWERS = {
    "ambigu": {"violation": 0.6, "insult": 0.6},
    "net et clair": {"violation": 0.999, "insult": 0.999},
}


class Caller:
    """Sends requests as a CMS does; every answer must be one that the document describes."""

    def __init__(self, app, key):
        self.app, self.key = app, key
        self.client = app.test_client(use_cookies=False)
        self.document = self.client.get("/api/openapi.json").json

    def get(self, path, **options):
        return self.send("GET", path, **options)

    def post(self, path, content=None, **options):
        return self.send("POST", path, content, **options)

    def put(self, path, content=None, **options):
        return self.send("PUT", path, content, **options)

    def send(self, method, path, content=None, *, headers=(), key=..., raw=None):
        headers = dict(headers)
        key = self.key if key is ... else key
        if key is not None:
            headers["Authorization"] = f"Bearer {key}"
        if content is not None or raw is not None:
            headers.setdefault("Content-Type", "application/json")
            raw = json.dumps(content) if raw is None else raw
        answer = self.client.open(path, method=method, data=raw, headers=headers)
        self.hold_against_document(method, path, answer)
        return answer

    def hold_against_document(self, method, path, answer):
        described = self.operation(method, path)
        if described is None:
            assert answer.status_code in (404, 405)
            self.hold_against_schema("Problem", answer.json)
            return
        assert str(answer.status_code) in described["responses"], answer.status
        response = described["responses"][str(answer.status_code)]
        assert answer.mimetype in response["content"]
        reference = response["content"][answer.mimetype]["schema"]["$ref"]
        self.hold_against_schema(reference.rsplit("/", 1)[1], answer.json)
        for name in set(response.get("headers", ())) - {"Idempotency-Replayed"}:
            assert name in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers

    def operation(self, method, path):
        parts = path.partition("?")[0].split("/")
        for template, item in self.document["paths"].items():
            names = template.split("/")
            same = len(names) == len(parts) and all(
                name.startswith("{") or name == part
                for name, part in zip(names, parts, strict=True)
            )
            if same and method.lower() in item:
                return item[method.lower()]
        return None

    def hold_against_schema(self, name, content):
        schema = {"$ref": f"#/components/schemas/{name}", "components": self.document["components"]}
        Draft202012Validator(schema).validate(content)


@pytest.fixture(scope="session")
def charter():
    return with_sample(read_charter(None), 0.0)


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path, secret_key="not a secret, but long enough for one")


@pytest.fixture
def runtime(settings, charter):
    with fresh_database("sqlite", settings.home) as url:
        database = Database(url)
        with database.begin() as session:
            charters.keep_charter(session, charter, adopted_at=NOW)
        classifier = FixedClassifier(ANSWERS)
        random = secrets.token_urlsafe
        yield Runtime(settings, database, charter, classifier, None, lambda: NOW, random)
        database.close()


@pytest.fixture
def key(runtime):
    return issue_api_key(runtime, "the newspaper's CMS").secret


@pytest.fixture
def caller(runtime, key):
    return Caller(create_app(runtime), key)


class SilentHandler(WSGIRequestHandler):
    """Prints nothing."""

    def log_request(self, code="-", size="-"):
        """Print nothing."""


@contextmanager
def served(runtime):
    """Serve what runs on *runtime*; the address of the server."""
    server = make_server(
        "127.0.0.1", 0, create_app(runtime), threaded=True, request_handler=SilentHandler
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def serve():
    """A function: serve what runs on *runtime*; the address of the server."""
    with ExitStack() as under_way:
        yield lambda runtime: under_way.enter_context(served(runtime))


@pytest.fixture
def article(runtime):
    return put_article(
        runtime, key="budget", title="Le budget des écoles passe de justesse", url=None
    )
