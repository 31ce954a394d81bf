"""Published clients of Perspective, and Coral's two senders, against a server."""

import json
import urllib.error

import httpx
import pytest
from googleapiclient import discovery
from googleapiclient.errors import HttpError
from perspective import PerspectiveAPI

from moderation.storage.suggestion_tables import SuggestionRow
from tests import clients

UNSURE = "👍🏽 Bravo à tous. Cet avis est ambigu !"
INSULT = "Ce conseiller est un connard, qu’il démissionne enfin de son poste."


@pytest.fixture
def root(serve, runtime):
    return serve(runtime)


@pytest.fixture
def python_client(root, key):
    client = PerspectiveAPI(key)
    client.api_client.url = f"{root}/v1alpha1/{{endpoint}}"
    return client


@pytest.fixture
def google(root, key):
    with discovery.build(
        "commentanalyzer",
        "v1alpha1",
        developerKey=key,
        discoveryServiceUrl=f"{root}/$discovery/rest?version=v1alpha1",
        static_discovery=False,
        cache_discovery=False,
    ) as service:
        yield service


def suggestions(runtime):
    with runtime.database.read() as session:
        return [(row.body, row.community, row.breaks) for row in session.query(SuggestionRow)]


def test_the_python_client_analyzes_with_all_its_fields(python_client):
    answer = python_client.analyze_comment(
        UNSURE,
        comment_type="PLAIN_TEXT",
        context=[{"text": "Le budget", "type": "PLAIN_TEXT"}],
        requested_attributes={"TOXICITY": {"scoreThreshold": 0.1}, "CHARTE": {}},
        languages=["fr"],
        span_annotations=True,
        do_not_store=True,
        client_token="cms-8841",
        session_id="s1",
        community_id="journal/politique",
    )
    toxicity = answer["attributeScores"]["TOXICITY"]
    assert toxicity["summaryScore"] == {"value": 0.6, "type": "PROBABILITY"}
    assert len(toxicity["spanScores"]) == 2
    assert answer["clientToken"] == "cms-8841"


def test_the_python_client_scores_and_suggests(python_client, runtime):
    assert python_client.score(INSULT, tests=["CHARTE", "CHARTE_INJURE"]) == {
        "CHARTE": 1.0,
        "CHARTE_INJURE": 1.0,
    }
    scores = {"TOXICITY": {"summaryScore": {"value": 0.0}}}
    answer = python_client.suggest_score(
        UNSURE, scores, languages=["fr"], client_token="c1", community_id="journal"
    )
    assert answer["clientToken"] == "c1"
    assert suggestions(runtime) == [(UNSURE, "journal", {"violation": False})]


def test_the_python_client_meets_an_error_as_before(python_client):
    with pytest.raises(urllib.error.HTTPError) as refused:
        python_client.analyze_comment(UNSURE, requested_attributes={"FLIRTATION": {}})
    assert refused.value.code == 400
    error = json.load(refused.value)["error"]
    assert error["message"] == "Unknown requested attribute: FLIRTATION"


def test_googles_python_client_learns_the_api_from_its_discovery_document(google, runtime):
    asked = {"comment": {"text": UNSURE}, "requestedAttributes": {"TOXICITY": {}}}
    answer = google.comments().analyze(body=asked).execute()
    assert answer["attributeScores"]["TOXICITY"]["summaryScore"]["value"] == 0.6
    said = {
        "comment": {"text": UNSURE},
        "attributeScores": {"INSULT": {"summaryScore": {"value": 1}}},
    }
    google.comments().suggestscore(body=said).execute()
    assert suggestions(runtime) == [(UNSURE, "", {"insult": True})]


def test_googles_python_client_reads_our_errors(google):
    asked = {"comment": {"text": ""}, "requestedAttributes": {"TOXICITY": {}}}
    with pytest.raises(HttpError) as refused:
        google.comments().analyze(body=asked).execute()
    assert refused.value.status_code == 400
    assert refused.value.reason == "Comment must be non-empty."
    assert refused.value.error_details[0]["errorType"] == "COMMENT_EMPTY"


def test_javascript_clients_are_answered(root, key):
    told = clients.run("perspective.mjs", root, key, INSULT)
    assert told["google"]["answer"]["attributeScores"]["CHARTE"]["summaryScore"]["value"] == 1
    assert told["googleUnknown"]["error"] == "Unknown requested attribute: FLIRTATION"
    assert told["googleKey"]["error"] == "API key not valid. Please pass a valid API key."
    assert set(told["npm"]["answer"]["attributeScores"]) == {"TOXICITY", "INSULT"}
    assert told["npmEmpty"]["error"] == "Comment must be non-empty."


def post(root, key, method, content):
    """Send *content* as Coral 9 does: by fetch, with its key in the address."""
    return httpx.post(f"{root}/v1alpha1/comments:{method}?key={key}", json=content, timeout=10)


def test_coral_asks_before_it_publishes(root, key):
    content = {
        "comment": {"text": INSULT},
        "doNotStore": True,
        "requestedAttributes": {"CHARTE": {}},
        "languages": ["fr"],
    }
    answer = post(root, key, "analyze", content).json()
    assert answer["attributeScores"]["CHARTE"]["summaryScore"]["value"] > 0.8


def test_coral_tells_what_its_moderators_decided(root, key, runtime):
    context = {"url": "https://journal.example/budget", "reply_to_id_Coral_comment_id": None}
    content = {
        "comment": {"text": UNSURE},
        "context": {"entries": [{"text": json.dumps(context)}]},
        "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}},
        "languages": ["fr"],
        "communityId": "Coral:https://commentaires.journal.example",
        "clientToken": "comment:5f1b",
    }
    answer = post(root, key, "suggestscore", content)
    assert answer.json()["clientToken"] == "comment:5f1b"
    content["attributeScores"]["TOXICITY"]["summaryScore"]["value"] = 0
    post(root, key, "suggestscore", content)
    community = "Coral:https://commentaires.journal.example"
    assert suggestions(runtime) == [(UNSURE, community, {"violation": False})]
