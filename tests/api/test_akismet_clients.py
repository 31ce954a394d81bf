"""Published clients of Akismet, and Coral's and Discourse's senders, against a server."""

from dataclasses import replace

import akismet
import httpx
import pytest

from moderation.services.keys import issue_akismet_key
from moderation.storage.suggestion_tables import SuggestionRow
from moderation.storage.tables import CommentRow
from tests import clients
from tests.charters import with_clause_on_spam
from tests.classifiers import SpamClassifier

PRAISE = "Merci pour cet article, je partage l’avis du Conseil."
INSULT = "Ce conseiller est un connard, qu’il démissionne enfin de son poste."
UNSURE = "Cet avis est ambigu, comme on dit chez nous."
BLOG = "https://blog.example"
THANKS = "Thanks for making the web a better place."


@pytest.fixture
def key(runtime):
    return issue_akismet_key(runtime, "the blog").secret


@pytest.fixture
def root(serve, runtime):
    return serve(runtime)


@pytest.fixture
def python_client(root, monkeypatch):
    """A function: PyPI's client with a key; its address is written into it."""
    monkeypatch.setattr(akismet._common, "_API_URL", root)

    def made(key):
        config = akismet.Config(key, BLOG)
        return akismet.SyncClient(config, http_client=httpx.Client(timeout=30))

    return made


def suggestions(runtime):
    with runtime.database.read() as session:
        return [(row.body, row.breaks) for row in session.query(SuggestionRow)]


def test_the_python_client(python_client, key, runtime):
    with python_client(key) as client:
        assert client.verify_key(key, BLOG)
        assert not client.verify_key("aaaaaaaaaaaa", BLOG)
        asked = {"comment_author": "Rita Favre", "comment_type": "comment", "user_ip": "192.0.2.7"}
        assert client.comment_check(comment_content=PRAISE, **asked) == akismet.CheckResponse.HAM
        # Not DISCARD: what is refused is read in the spam folder.
        assert client.comment_check(comment_content=INSULT, **asked) == akismet.CheckResponse.SPAM
        assert client.comment_check(comment_content=UNSURE, **asked) == akismet.CheckResponse.SPAM
        assert client.submit_ham(comment_content=UNSURE, **asked)
        assert client.submit_spam(comment_content=INSULT, **asked)
        assert client.usage_limit()["throttled"] is False
    assert suggestions(runtime) == [(UNSURE, {"violation": False}), (INSULT, {"violation": True})]
    with pytest.raises(akismet.APIKeyError):
        python_client("aaaaaaaaaaaa").comment_check(comment_content=PRAISE, **asked)


def test_the_python_client_s_third_verdict(serve, runtime, key, monkeypatch):
    root = serve(
        replace(
            runtime,
            charter=with_clause_on_spam(runtime.charter),
            classifier=SpamClassifier({"Achetez": {"violation": 0.99, "spam": 0.99}}),
            settings=runtime.settings.model_copy(update={"akismet_discard": True}),
        )
    )
    monkeypatch.setattr(akismet._common, "_API_URL", root)
    config = akismet.Config(key, BLOG)
    with akismet.SyncClient(config, http_client=httpx.Client(timeout=30)) as client:
        for text, verdict in (("Achetez nos montres.", "DISCARD"), (INSULT, "SPAM")):
            asked = {"comment_author": "Rita Favre", "user_ip": "192.0.2.7"}
            answer = client.comment_check(comment_content=text, **asked)
            assert answer == akismet.CheckResponse[verdict]


def test_javascript_clients(root, key, runtime):
    told = clients.run("akismet.mjs", root, key, PRAISE, INSULT)
    ham, spam = 0, 1
    assert told["cedx"] == {
        "key": True,
        "strange": False,
        "good": {"answer": ham},
        "bad": {"answer": spam},
        "ham": {},
        "spam": {},
        "stranger": {"error": "The API key is not one in use here."},
    }
    assert told["api"] == {
        "key": {"answer": True},
        "strange": {"answer": False},
        "good": {"answer": False},
        "bad": {"answer": True},
        "ham": {"answer": THANKS},
        "stranger": {"error": "Invalid API key"},
    }
    assert (PRAISE, {"violation": False}) in suggestions(runtime)


def test_coral_tells_what_its_moderators_decided(root, key, runtime):
    # JSON without a blog, its key in the host's name.
    sent = {
        "user_ip": "192.0.2.7",
        "user_agent": "Firefox",
        "comment_content": f"<div>{UNSURE}</div>",
    }
    sent |= {"comment_author": "rita", "comment_type": "comment", "is_test": False}
    headers = {"Host": f"{key}.charte.example"}
    answer = httpx.post(f"{root}/1.1/submit-spam", json=sent, headers=headers, timeout=30)
    assert (answer.status_code, answer.text) == (200, THANKS)
    assert suggestions(runtime) == [(UNSURE, {"violation": True})]


def test_discourse_is_told_that_a_person_should_read(root, key, runtime):
    sent = {"blog": BLOG, "content_type": "forum-post", "comment_content": UNSURE, "user_ip": "::1"}
    headers = {"Host": f"{key}.charte.example", "User-Agent": "Discourse/3.5 | discourse-akismet/1"}
    answer = httpx.post(f"{root}/1.1/comment-check", data=sent, headers=headers, timeout=30)
    assert (answer.status_code, answer.text) == (200, "true")
    assert "x-akismet-error" not in answer.headers
    with runtime.database.read() as session:
        assert session.query(CommentRow).all() == []
