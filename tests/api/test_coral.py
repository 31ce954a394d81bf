"""Coral asks before it publishes, as its external moderation phase does: signed, and in a hurry."""

import hashlib
import hmac
import json
from dataclasses import replace

import httpx
import pytest

from moderation.app import create_app
from moderation.core.charter import Automation, RefusalBy
from moderation.learning.classifier import ClassifierGap
from moderation.settings import Settings
from tests.everything import places_of

PRAISE = "Merci pour cet article, je partage l’avis du Conseil."
INSULT = "Ce conseiller est un connard, qu’il démissionne enfin de son poste."
UNSURE = "Cet avis est ambigu, comme on dit chez nous."
SPAM = "Contact me on WhatsApp for guaranteed returns, this is how you earn 500 a day."
QUOTED = (
    "Vous êtes un connard ! On m’a dit : « vous êtes un connard », quelle honte de lire ces propos."
)
SECRET = "a signing secret that Coral made"


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path, secret_key="s" * 32, coral_secret=SECRET)


@pytest.fixture
def ask(runtime):
    """A function: send a comment as Coral does; the answer."""

    def send(body=PRAISE, *, runtime=runtime, secrets=(SECRET,), raw=None, signature=None):
        content = {
            "action": "NEW",
            "comment": {"body": body, "parentID": None},
            "author": {"id": "u1", "role": "COMMENTER"},
            "story": {"id": "s1", "url": "https://journal.example/budget"},
            "site": {"id": "x"},
            "tenantID": "t",
            "tenantDomain": "commentaires.journal.example",
        }
        raw = json.dumps(content, indent=2).encode() if raw is None else raw
        signed = [hmac.new(s.encode(), raw, hashlib.sha256).hexdigest() for s in secrets]
        signature = ",".join(f"sha256={s}" for s in signed) if signature is None else signature
        headers = {"X-Coral-Signature": signature, "Content-Type": "application/json"}
        client = create_app(runtime).test_client(use_cookies=False)
        return client.post("/coral/moderate", data=raw, headers=headers)

    return send


def automated(runtime, refuse):
    automation = Automation(publish=True, refuse=refuse)
    return replace(runtime, charter=replace(runtime.charter, automation=automation))


def test_of_what_may_be_published_there_is_nothing_to_say(ask):
    answer = ask(PRAISE)
    assert (answer.status_code, answer.data) == (204, b"")


def test_what_a_person_should_read_is_withheld(ask):
    answer = ask(UNSURE)
    assert answer.json == {
        "status": "SYSTEM_WITHHELD",
        "actions": [{"actionType": "FLAG", "reason": "COMMENT_DETECTED_TOXIC"}],
    }


def test_what_is_nothing_but_spam_is_flagged_as_spam(ask):
    (flag,) = ask(SPAM).json["actions"]
    assert flag["reason"] == "COMMENT_DETECTED_SPAM"


def test_a_quoted_insult_beside_one_that_is_not_is_no_spam(ask, runtime):
    answer = ask(QUOTED, runtime=automated(runtime, RefusalBy.PERSON)).json
    assert answer["actions"][0]["reason"] == "COMMENT_DETECTED_TOXIC"


def test_what_the_machine_may_refuse_is_refused_with_its_clause(ask, runtime, charter):
    answer = ask(INSULT, runtime=automated(runtime, RefusalBy.REJECT)).json
    assert answer["status"] == answer["moderationAction"]["status"] == "REJECTED"
    reason = answer["moderationAction"]["rejectionReason"]
    assert reason["code"] == "ABUSIVE"
    clause = charter.clause("INJURE")
    assert clause.words["fr"] in reason["detailedExplanation"]
    assert clause.author_text["fr"] in reason["detailedExplanation"]


def test_where_only_people_refuse_it_is_withheld(ask, runtime):
    answer = ask(INSULT, runtime=automated(runtime, RefusalBy.PERSON))
    assert answer.json["status"] == "SYSTEM_WITHHELD"


def test_a_check_that_could_not_run_accuses_nobody(ask, runtime):
    answer = ask(PRAISE, runtime=replace(runtime, classifier=ClassifierGap("none")))
    assert answer.json == {"status": "PREMOD"}


@pytest.mark.parametrize("body", ["", " \n"])
def test_a_comment_without_words_is_none_of_ours(ask, body):
    assert ask(body).status_code == 204


def test_while_a_secret_is_rotated_either_signature_is_right(ask):
    assert ask(UNSURE, secrets=("the one before", SECRET)).status_code == 200


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=00", "é", "sha256=" + "0" * 64])
def test_without_the_right_signature_nothing_is_read(ask, signature):
    answer = ask(signature=signature, raw=b"no JSON at all")
    assert (answer.status_code, answer.json) == (401, {"error": "the signature is not right"})


def test_a_signature_is_that_of_these_very_bytes(ask):
    signature = "sha256=" + hmac.new(SECRET.encode(), b'{"a": 1}', hashlib.sha256).hexdigest()
    assert ask(raw=b'{"a":1}', signature=signature).status_code == 401


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff",
        b"{}",
        b'{"comment": "texte"}',
        b'{"comment": {"body": 1}}',
        b'{"comment": {"body": "\\ud83d"}}',
        b'{"comment": {"body": "' + b"a" * 20_481 + b'"}}',
    ],
)
def test_what_is_no_comment_is_told(ask, raw):
    answer = ask(raw=raw)
    assert answer.status_code == 400
    assert answer.json["error"]


def test_a_replay_is_limited(serve, runtime):
    raw = json.dumps({"comment": {"body": PRAISE}}).encode()
    signature = "sha256=" + hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
    url = f"{serve(runtime)}/coral/moderate"
    with httpx.Client(headers={"X-Coral-Signature": signature}) as client:
        statuses = [client.post(url, content=raw).status_code for _ in range(12)]
    assert statuses == [204] * 10 + [429] * 2


def test_without_a_secret_there_is_no_such_address(ask, runtime):
    settings = runtime.settings.model_copy(update={"coral_secret": None})
    assert ask(runtime=replace(runtime, settings=settings)).status_code == 404


def test_nothing_is_stored(ask, runtime):
    ask(UNSURE)
    assert not places_of(runtime.database, UNSURE)
