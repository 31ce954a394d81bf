"""Clients of Perspective are answered as it answered them, from this newsroom's charter."""

import json
from dataclasses import replace

import pytest

from moderation.api.attributes import CLASSIFIED
from moderation.app import create_app
from moderation.core.charter import LANGUAGES
from moderation.core.proof import Rung
from moderation.learning.classifier import ClassifierGap
from moderation.storage.suggestion_tables import SuggestionRow
from tests.classifiers import FixedClassifier
from tests.everything import places_of

PRAISE = "Merci pour cet article, je partage l’avis du Conseil."
INSULT = "Ce conseiller est un connard, qu’il démissionne enfin de son poste."
UNSURE = "Cet avis est ambigu, comme on dit chez nous."
ERROR = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"


class Client:
    """Sends requests as a client of Perspective does."""

    def __init__(self, app, key):
        self.client, self.key = app.test_client(use_cookies=False), key

    def analyze(self, text, *names, **more):
        asked = {name: {} for name in names or ("TOXICITY",)}
        return self.send(
            "analyze", {"comment": {"text": text}, "requestedAttributes": asked} | more
        )

    def suggest(self, text, value, name="TOXICITY", **more):
        scores = {name: {"summaryScore": {"value": value}}}
        return self.send(
            "suggestscore", {"comment": {"text": text}, "attributeScores": scores} | more
        )

    def send(self, method, content, *, key=..., raw=None):
        key = self.key if key is ... else key
        query = "" if key is None else f"?key={key}"
        raw = json.dumps(content) if raw is None else raw
        answer = self.client.post(f"/v1alpha1/comments:{method}{query}", data=raw)
        assert answer.mimetype == "application/json"
        assert "Set-Cookie" not in answer.headers
        return answer


@pytest.fixture
def client(runtime, key):
    return Client(create_app(runtime), key)


def value(answer, name="TOXICITY"):
    assert answer.status_code == 200, answer.text
    return answer.json["attributeScores"][name]["summaryScore"]["value"]


def error_of(answer, status=400):
    assert answer.status_code == status, answer.text
    error = answer.json["error"]
    assert error["code"] == status
    return error


def suggestions(runtime):
    with runtime.database.read() as session:
        rows = session.query(SuggestionRow).order_by(SuggestionRow.id)
        return [(row.body, row.breaks) for row in rows]


# --- analyze -------------------------------------------------------------------


def test_an_answer_has_the_shape_that_clients_read(client):
    answer = client.analyze(UNSURE, "TOXICITY", languages=["fr"], clientToken="cms-8841")
    assert answer.json == {
        "attributeScores": {
            "TOXICITY": {"summaryScore": {"value": 0.6, "type": "PROBABILITY"}},
        },
        "languages": ["fr"],
        "detectedLanguages": ["fr"],
        "clientToken": "cms-8841",
    }


def test_every_attribute_is_scored_and_the_worst_of_its_categories_counts(client):
    answer = client.analyze(UNSURE, *CLASSIFIED)
    assert {name: value(answer, name) for name in CLASSIFIED} == {
        "TOXICITY": 0.6,
        "SEVERE_TOXICITY": 0.01,
        "IDENTITY_ATTACK": 0.01,
        "INSULT": 0.6,
        "PROFANITY": 0.01,
        "THREAT": 0.01,
        "LIKELY_TO_REJECT": 0.6,
    }


@pytest.mark.parametrize(
    ("text", "whole", "clause"), [(PRAISE, 0, 0), (UNSURE, 0.9, 0.9), (INSULT, 1, 1)]
)
def test_the_verdict_can_be_asked_for_whole_and_by_clause(client, text, whole, clause):
    answer = client.analyze(text, "CHARTE", "CHARTE_INJURE", "CHARTE_RACISME")
    assert value(answer, "CHARTE") == whole
    assert value(answer, "CHARTE_INJURE") == clause
    assert value(answer, "CHARTE_RACISME") == 0


def test_a_cms_vouches_for_its_readers(runtime, key):
    strict = replace(runtime, charter=replace(runtime.charter, publish_from=Rung.CHECKED))
    client = Client(create_app(strict), key)
    assert value(client.analyze(PRAISE, "CHARTE"), "CHARTE") == 0


def test_below_its_threshold_an_attribute_is_left_out(client):
    asked = {"TOXICITY": {"scoreThreshold": 0.7}, "INSULT": {"scoreThreshold": 0.6}}
    answer = client.analyze(UNSURE, requestedAttributes=asked)
    assert list(answer.json["attributeScores"]) == ["INSULT"]
    only = client.analyze(UNSURE, requestedAttributes={"TOXICITY": {"scoreThreshold": 0.7}})
    assert "attributeScores" not in only.json


def test_spans_count_utf16_units_and_cover_each_sentence(client):
    text = "👍🏽 Bravo à tous. Cet avis est ambigu !"
    answer = client.analyze(text, spanAnnotations=True)
    spans = answer.json["attributeScores"]["TOXICITY"]["spanScores"]
    units = text.encode("utf-16-le")
    said = [(units[2 * s["begin"] : 2 * s["end"]].decode("utf-16-le"), s) for s in spans]
    assert [(words, s["score"]["value"]) for words, s in said] == [
        ("👍🏽 Bravo à tous.", 0.01),
        ("Cet avis est ambigu !", 0.6),
    ]


def test_a_verdict_shows_the_words_it_is_about(client):
    text = "👍🏽 Bravo. Ce conseiller est un connard."
    answer = client.analyze(text, "CHARTE_INJURE", spanAnnotations=True)
    (span,) = answer.json["attributeScores"]["CHARTE_INJURE"]["spanScores"]
    units = text.encode("utf-16-le")
    assert "connard" in units[2 * span["begin"] : 2 * span["end"]].decode("utf-16-le")
    assert span["score"]["value"] == 1


def test_a_text_of_very_many_sentences_has_few_spans(client):
    answer = client.analyze("Non. " * 2_000, languages=["fr"], spanAnnotations=True)
    assert 1 < len(answer.json["attributeScores"]["TOXICITY"]["spanScores"]) <= 32


def test_what_a_text_shows_clearly_goes_before_what_is_said_of_it(client):
    # Coral calls every Italian comment English.
    text = "Il Consiglio comunale ha deciso di rinviare la votazione al mese di gennaio."
    answer = client.analyze(text, languages=["en"])
    assert answer.json["languages"] == ["en"]
    assert answer.json["detectedLanguages"] == ["it"]


def test_a_language_is_detected_if_none_is_said(client):
    text = "Der Gemeinderat hat die Abstimmung über das Budget auf den Januar verschoben."
    answer = client.analyze(text)
    assert answer.json["languages"] == answer.json["detectedLanguages"] == ["de"]


@pytest.mark.parametrize("language", [*LANGUAGES, "fr-CH", "EN_us"])
def test_languages_are_taken_with_their_region(client, language):
    assert client.analyze(PRAISE, languages=[language]).json["languages"] == [language]


def test_names_may_be_written_as_protocol_buffers_write_them(client):
    content = {"comment": {"text": UNSURE}, "requested_attributes": {"TOXICITY": {}}}
    assert value(client.send("analyze", content)) == 0.6


def test_context_is_taken(client):
    entries = {"entries": [{"text": "Le titre", "type": "PLAIN_TEXT"}]}
    parent = {"articleAndParentComment": {"article": {"text": "Titre"}}}
    assert client.analyze(UNSURE, context=entries).status_code == 200
    assert client.analyze(UNSURE, context=parent).status_code == 200


def test_what_is_rude_is_toxic_whether_it_is_refused_or_not(runtime, key):
    coarse = FixedClassifier({"zut": {"vulgarity": 0.8}})
    client = Client(create_app(replace(runtime, classifier=coarse)), key)
    answer = client.analyze("zut alors", "TOXICITY", "PROFANITY", "LIKELY_TO_REJECT")
    assert value(answer, "TOXICITY") == value(answer, "PROFANITY") == 0.8
    assert value(answer, "LIKELY_TO_REJECT") == 0.01


def test_nothing_of_a_check_is_stored(client, runtime):
    client.analyze(UNSURE, clientToken="cms-8841", communityId="journal")
    assert not places_of(runtime.database, UNSURE, "cms-8841")


# --- Errors --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        ({"comment": {"text": " \n"}}, "COMMENT_EMPTY", "Comment must be non-empty."),
        ({"comment": None}, "COMMENT_EMPTY", "Comment must be non-empty."),
        ({"comment": {"text": "é" * 10_241}}, "COMMENT_TOO_LONG", "Comment text too long."),
        (
            {"requestedAttributes": {}},
            "NO_REQUESTED_ATTRIBUTES",
            "Missing requested_attributes",
        ),
        (
            {"requestedAttributes": {"FLIRTATION": {}}},
            "INVALID_REQUEST",
            "Unknown requested attribute: FLIRTATION",
        ),
        (
            {"requestedAttributes": {"CHARTE_IDENTITE_FAUSSE": {}}},
            "INVALID_REQUEST",
            "Unknown requested attribute: CHARTE_IDENTITE_FAUSSE",
        ),
        (
            {"requestedAttributes": {"<script>": {}}},
            "INVALID_REQUEST",
            "Unknown requested attribute: ?",
        ),
        (
            {"requestedAttributes": {"TOXICITY": {"scoreType": "PERCENTILE"}}},
            "INVALID_REQUEST",
            "Requested score type PERCENTILE is not supported by attribute TOXICITY",
        ),
        (
            {"comment": {"text": PRAISE, "type": "HTML"}},
            "INVALID_REQUEST",
            "Currently, only 'PLAIN_TEXT' comments are supported",
        ),
        ({"comment": {"text": "123 !"}}, "LANGUAGE_DETECTION_FAILED", "Unable to detect language"),
        (
            {"languages": ["th"]},
            "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
            "Attribute TOXICITY does not support request languages: th",
        ),
        (
            {"comment": {"text": "สวัสดีครับ ผมไม่เห็นด้วยกับบทความนี้เลย ขอบคุณมากครับ"}},
            "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
            "Attribute TOXICITY does not support request languages: th",
        ),
        (
            {"comment": {"text": "Это неправда и это позор"}, "languages": ["fr"]},
            "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
            "Attribute TOXICITY does not support request languages: fr",
        ),
        (
            {"context": {"entries": [], "articleAndParentComment": {}}},
            "INVALID_REQUEST",
            "Only one of entries and article_and_parent_comment may be set",
        ),
    ],
)
def test_what_cannot_be_scored_is_refused_word_for_word(client, content, kind, message):
    whole = {"comment": {"text": PRAISE}, "requestedAttributes": {"TOXICITY": {}}} | content
    error = error_of(client.send("analyze", whole))
    assert error["status"] == "INVALID_ARGUMENT"
    assert error["message"] == message
    (detail,) = error["details"]
    assert (detail["@type"], detail["errorType"]) == (ERROR, kind)


def test_an_error_names_the_language(client):
    (detail,) = error_of(client.analyze(PRAISE, "INSULT", languages=["th"]))["details"]
    assert detail["languageNotSupportedByAttributeError"] == {
        "detectedLanguages": ["th"],
        "attribute": "INSULT",
    }


def test_the_longest_text_is_scored(client):
    assert client.analyze("é" * 10_240, languages=["fr"]).status_code == 200


@pytest.mark.parametrize(
    ("content", "field", "said"),
    [
        (
            {"comment": {"text": 12}},
            "comment.text",
            "Invalid value at 'comment.text' (TYPE_STRING)",
        ),
        ({"comment": "texte"}, "comment", "Invalid value at 'comment' (TYPE_MESSAGE)"),
        ({"spanAnnotations": "oui"}, "spanAnnotations", "Invalid value at"),
        ({"languages": "fr"}, "languages", "Invalid value at 'languages' (TYPE_MESSAGE)"),
        ({"languages": ["en français"]}, "languages.0", "Invalid value at 'languages.0'"),
        (
            {"doNotStor": True},
            "",
            'Invalid JSON payload received. Unknown name "doNotStor": Cannot find field.',
        ),
    ],
)
def test_what_does_not_fit_is_named_and_never_told_back(client, content, field, said):
    whole = {"comment": {"text": PRAISE}, "requestedAttributes": {"TOXICITY": {}}} | content
    answer = client.send("analyze", whole)
    error = error_of(answer)
    assert error["message"].startswith(said)
    (violation,) = error["details"][0]["fieldViolations"]
    assert violation["field"] == field
    assert "en français" not in answer.text


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[]",
        b"\xff",
        b'{"a":1,"a":2}',
        b'{"comment":{"text":"\\ud83d"},"requestedAttributes":{"TOXICITY":{}}}',
    ],
)
def test_what_is_no_json_is_refused(client, raw):
    assert error_of(client.send("analyze", None, raw=raw))["message"].startswith("Invalid JSON")


def test_a_request_that_is_far_too_large_is_too_long(client):
    error = error_of(client.send("analyze", None, raw=b" " * 300_000))
    assert error["details"][0]["errorType"] == "COMMENT_TOO_LONG"


def test_a_key_is_needed_and_must_be_ours(client):
    asked = {"comment": {"text": PRAISE}, "requestedAttributes": {"TOXICITY": {}}}
    missing = error_of(client.send("analyze", asked, key=None), 403)
    assert missing["status"] == "PERMISSION_DENIED"
    wrong = error_of(client.send("analyze", asked, key="AIza-of-somebody"))
    assert wrong["message"] == "API key not valid. Please pass a valid API key."
    assert wrong["details"][0]["reason"] == "API_KEY_INVALID"


def test_a_key_may_come_in_its_header(client, key):
    answer = client.client.post(
        "/v1alpha1/comments:analyze",
        json={"comment": {"text": PRAISE}, "requestedAttributes": {"TOXICITY": {}}},
        headers={"X-Goog-Api-Key": key},
    )
    assert answer.status_code == 200


def test_too_many_requests_are_told_with_the_quota(runtime, key):
    few = replace(runtime, settings=runtime.settings.model_copy(update={"api_per_minute": 2}))
    client = Client(create_app(few), key)
    answers = [client.analyze(PRAISE) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    error = error_of(answers[-1], 429)
    assert error["status"] == "RESOURCE_EXHAUSTED"
    metadata = error["details"][0]["metadata"]
    assert error["details"][0]["reason"] == "RATE_LIMIT_EXCEEDED"
    assert metadata["quota_limit"] == "AnalyzeRequestsPerMinutePerProject"
    assert metadata["quota_limit_value"] == "2"
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 61


def test_a_check_that_could_not_run_accuses_nobody(runtime, key):
    client = Client(create_app(replace(runtime, classifier=ClassifierGap("none"))), key)
    for name in ("TOXICITY", "CHARTE"):
        answer = client.analyze(PRAISE, name)
        assert error_of(answer, 503)["status"] == "UNAVAILABLE"


@pytest.mark.parametrize("path", ["/v1alpha1/comments:nothing", "/v1alpha1/nothing"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_method_is_not_found(client, key, path, method):
    answer = client.client.open(f"{path}?key={key}", method=method)
    assert error_of(answer, 404)["status"] == "NOT_FOUND"


def test_another_version_is_not_found(client):
    answer = client.client.get("/$discovery/rest?version=v1")
    assert error_of(answer, 404)["status"] == "NOT_FOUND"


# --- suggestscore --------------------------------------------------------------


def test_what_a_moderator_elsewhere_says_is_kept(client, runtime):
    answer = client.suggest(INSULT, 1, languages=["fr"], clientToken="comment:1")
    assert answer.json == {
        "detectedLanguages": ["fr"],
        "requestedLanguages": ["fr"],
        "clientToken": "comment:1",
    }
    assert suggestions(runtime) == [(INSULT, {"violation": True})]


def test_of_one_comment_the_last_suggestion_counts(client, runtime):
    for score in (1, 0):
        client.suggest(PRAISE, score, clientToken="comment:1", communityId="Coral:journal")
    client.suggest(PRAISE, 1, clientToken="comment:1", communityId="Coral:autre")
    client.suggest(UNSURE, 1, name="INSULT")
    client.suggest(UNSURE, 0.2, name="INSULT")
    assert suggestions(runtime) == [
        (PRAISE, {"violation": False}),
        (PRAISE, {"violation": True}),
        (UNSURE, {"insult": False}),
    ]


@pytest.mark.parametrize(
    ("name", "score", "breaks"),
    [
        ("THREAT", 0.9, {"violation": True}),
        ("THREAT", 0.1, {"threat": False, "incitement": False}),
        ("PROFANITY", 0.5, {"vulgarity": True}),
        ("CHARTE", 1, {"violation": True}),
        ("CHARTE_INJURE", 1, {"insult": True}),
    ],
)
def test_a_suggestion_says_no_more_than_it_says(client, runtime, name, score, breaks):
    client.suggest(PRAISE, score, name=name)
    assert suggestions(runtime) == [(PRAISE, breaks)]


@pytest.mark.parametrize(
    "scores",
    [
        {"TOXICITY": {}},
        {"TOXICITY": {"summaryScore": {"value": 2}}},
        {"NOTHING": {"summaryScore": {"value": 1}}},
        {"TOXICITY": {"spanScores": [{"begin": 5, "end": 900, "score": {"value": 1}}]}},
        {"TOXICITY": {"spanScores": [{"begin": 5, "score": {"value": 1}}]}},
    ],
)
def test_what_says_nothing_is_not_kept(client, runtime, scores):
    answer = client.send("suggestscore", {"comment": {"text": PRAISE}, "attributeScores": scores})
    assert error_of(answer)["status"] == "INVALID_ARGUMENT"
    assert suggestions(runtime) == []
