"""A CMS asks what Charte thinks, submits, and learns what became of it."""

from dataclasses import replace

import pytest

from moderation.api.mistakes import OBSTACLES
from moderation.app import create_app
from moderation.core.charter import LANGUAGES
from moderation.core.decision import Action
from moderation.core.person import Role
from moderation.learning.classifier import ClassifierGap
from moderation.learning.promise import Reason
from moderation.services import review
from moderation.services.identity import create_person
from moderation.services.keys import issue_api_key
from moderation.services.submission import find_article, put_article
from moderation.storage.tables import CommentRow
from tests.api.conftest import Caller
from tests.charters import with_sample

PRAISE = "Merci pour cet article, je partage l’avis du Conseil."
INSULT = "Ce conseiller est un connard, qu’il démissionne enfin de son poste."


def comment(text=PRAISE, **more):
    return {"article": {"key": "budget"}, "author_name": "Rita Favre", "text": text, **more}


def stored(runtime):
    with runtime.database.read() as session:
        return session.query(CommentRow).count()


def insults(answer):
    return [r for r in answer["reasons"] if (r["category"], r["source"]) == ("insult", "rule")]


@pytest.fixture
def mona(runtime):
    return create_person(
        runtime, email="mona@journal.example", name="Mona", role=Role.MODERATOR
    ).person


# --- Check ---------------------------------------------------------------------


def test_a_check_judges_and_stores_nothing(caller, runtime, charter):
    answer = caller.post("/api/v1/check", {"text": INSULT})
    assert answer.status_code == 200
    assert answer.json["charter"]["digest"] == charter.digest
    assert answer.json["model"] == "fixed"
    assert answer.json["gaps"] == []
    assert insults(answer.json)
    assert stored(runtime) == 0


def test_a_clean_text_is_advised_to_publish_without_reasons(caller):
    answer = caller.post("/api/v1/check", {"text": PRAISE, "author_name": "Rita Favre"})
    assert answer.json["recommendation"] == "publish"
    assert answer.json["reasons"] == []


def test_a_check_needs_no_name_and_says_nothing_of_it(caller):
    answer = caller.post("/api/v1/check", {"text": PRAISE})
    assert not [r for r in answer.json["reasons"] if r["category"] == "full_name"]


@pytest.mark.parametrize(
    "sent",
    ["  \r\n👏🏽 Bravo,\r\nquel connard !\r\n", "\u3000e\u0301te\u0301\rconnard\r", INSULT],
    ids=["line ends and emoji", "combining marks", "plain"],
)
def test_offsets_count_code_points_of_the_text_as_sent(caller, sent):
    answer = caller.post("/api/v1/check", {"text": sent})
    spans = [span for reason in insults(answer.json) for span in reason["spans"]]
    assert spans
    for span in spans:
        assert sent[span["start"] : span["end"]] == span["text"]
        assert "connard" in span["text"]


def test_what_a_name_shows_is_marked_in_the_name(caller):
    name = "  Rita "
    answer = caller.post("/api/v1/check", {"text": PRAISE, "author_name": name})
    spans = [(r, s) for r in answer.json["reasons"] if r["source"] == "rule" for s in r["spans"]]
    assert spans
    for reason, span in spans:
        assert reason["field"] == "author_name"
        assert name[span["start"] : span["end"]] == span["text"]


def test_a_hint_names_no_clause(caller):
    answer = caller.post("/api/v1/check", {"text": f"{PRAISE} https://exemple.invalid/offre"})
    hints = [r for r in answer.json["reasons"] if r["category"] == "link"]
    assert hints
    assert all(hint["clause"] is None for hint in hints)


def test_the_classifier_gives_its_probability_and_a_rule_none(caller):
    text = f"{INSULT} C’est net et clair."
    reasons = caller.post("/api/v1/check", {"text": text}).json["reasons"]
    by_source = {reason["source"]: reason for reason in reasons}
    assert by_source["classifier"]["probability"] == 0.999
    assert "probability" not in by_source["rule"]


def test_a_check_is_held_to_the_limit_of_its_article(caller, runtime, article):
    put_article(runtime, key="short", title="Court", url=None, character_limit=20)
    assert caller.post("/api/v1/check", {"text": PRAISE, "article": "budget"}).status_code == 200
    assert caller.post("/api/v1/check", {"text": PRAISE, "article": "short"}).status_code == 422
    assert caller.post("/api/v1/check", {"text": PRAISE, "article": "none"}).status_code == 404


@pytest.mark.parametrize(
    ("wished", "given"),
    [
        (None, "en"),
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("de", "de"),
        ("it", "it"),
        ("rm, *", "en"),
    ],
)
def test_explanations_come_in_the_callers_language(caller, wished, given):
    headers = {"Accept-Language": wished} if wished else {}
    answer = caller.post("/api/v1/check", {"text": INSULT}, headers=headers)
    assert answer.headers["Content-Language"] == given
    assert "Accept-Language" in answer.headers["Vary"]


# --- Submit --------------------------------------------------------------------


def test_a_submission_can_be_asked_for_where_its_answer_says(caller, article):
    answer = caller.post("/api/v1/comments", comment("\r\n " + PRAISE))
    assert answer.status_code == 201
    assert answer.json["status"] == "published"
    assert answer.json["text"] == PRAISE
    assert answer.json["statement"]["decided_by_machine"] is True
    assert caller.get(answer.headers["Location"]).json == answer.json


def test_spans_of_a_stored_comment_count_in_the_text_as_stored(caller, article):
    answer = caller.post("/api/v1/comments", comment(f"  \r\n{INSULT}\r\n")).json
    assert insults(answer)
    for reason in insults(answer):
        for span in reason["spans"]:
            assert answer["text"][span["start"] : span["end"]] == span["text"]


def test_check_and_submission_say_the_same_of_the_same(caller, article):
    check = caller.post("/api/v1/check", {"text": INSULT, "author_name": "Rita Favre"}).json
    submitted = caller.post("/api/v1/comments", comment(INSULT)).json
    assert {name: submitted[name] for name in check} == check


def test_an_unknown_article_is_made_from_its_title(caller, runtime):
    unknown = comment() | {"article": {"key": "new"}}
    assert caller.post("/api/v1/comments", unknown).status_code == 404
    assert stored(runtime) == 0
    unknown["article"] |= {"title": "Une nouvelle", "url": "https://journal.example/new"}
    assert caller.post("/api/v1/comments", unknown).status_code == 201
    assert find_article(runtime, "new").url == "https://journal.example/new"


def test_a_comment_that_cannot_be_taken_makes_no_article(caller, runtime):
    bad = comment("") | {"article": {"key": "new", "title": "Une nouvelle"}}
    assert caller.post("/api/v1/comments", bad).status_code == 422
    assert caller.put("/api/v1/articles/new", {"title": "Une nouvelle"}).status_code == 201


def test_the_title_of_a_known_article_stays(caller, runtime, article):
    other = comment() | {"article": {"key": "budget", "title": "Autre titre"}}
    assert caller.post("/api/v1/comments", other).status_code == 201
    assert find_article(runtime, "budget").title == article.title


def test_a_closed_article_takes_nothing(caller, runtime, article):
    caller.put("/api/v1/articles/budget", {"title": article.title, "is_open": False})
    answer = caller.post("/api/v1/comments", comment())
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == ["#/article"]
    assert stored(runtime) == 0


def test_sent_twice_with_one_key_it_is_one_comment(caller, runtime, article):
    first = caller.post("/api/v1/comments", comment(), headers={"Idempotency-Key": '"a-1"'})
    again = caller.post("/api/v1/comments", comment(), headers={"Idempotency-Key": "a-1"})
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (again.status_code, again.json) == (201, first.json)
    assert stored(runtime) == 1


def test_one_key_for_two_texts_is_refused(caller, runtime, article):
    headers = {"Idempotency-Key": "a-1"}
    caller.post("/api/v1/comments", comment(), headers=headers)
    answer = caller.post("/api/v1/comments", comment("Autre avis, même clé."), headers=headers)
    assert answer.status_code == 422
    assert answer.json["type"] == "urn:charte:problem:idempotency-key-reused"
    assert stored(runtime) == 1


def test_two_programs_may_use_the_same_idempotency_key(caller, runtime, article):
    from_one = caller.post("/api/v1/comments", comment(), headers={"Idempotency-Key": "1"})
    other = issue_api_key(runtime, "another program").secret
    headers = {"Idempotency-Key": "1"}
    from_other = caller.post("/api/v1/comments", comment("Un autre."), headers=headers, key=other)
    assert from_other.status_code == 201
    assert from_other.json["id"] != from_one.json["id"]


@pytest.mark.parametrize("header", ["", '"', '"a', "a b", '"a"b', "x" * 201, "clé", '"\\a"'])
def test_a_malformed_idempotency_key_is_refused(caller, runtime, article, header):
    headers = {"Idempotency-Key": header}
    answer = caller.post("/api/v1/comments", comment(), headers=headers)
    assert answer.json["type"] == "urn:charte:problem:invalid-idempotency-key"
    assert stored(runtime) == 0


# --- What became of it ---------------------------------------------------------


def test_a_moderators_decision_shows_with_its_statement(caller, article, mona, runtime):
    held = caller.post("/api/v1/comments", comment("Voilà qui est ambigu.")).json
    assert (held["status"], held["statement"]) == ("pending", None)
    clause = runtime.charter.clauses[-1]
    review.next_case(runtime, mona)
    review.decide(
        runtime,
        mona,
        held["id"],
        seen=held["version"],
        action=Action.REJECT,
        clause_ids=(clause.id,),
        note="Restez courtois.",
    )
    decided = caller.get(f"/api/v1/comments/{held['id']}").json
    assert decided["status"] == "rejected"
    assert decided["version"] == held["version"] + 1
    assert [ground["clause"] for ground in decided["statement"]["grounds"]] == [clause.id]
    assert decided["statement"]["grounds"][0]["words"] == clause.words["fr"]
    assert decided["statement"]["note"] == "Restez courtois."
    assert decided["statement"]["decided_by_machine"] is False
    assert decided["may_appeal_until"] is not None
    assert decided["reasons"] == held["reasons"]


def test_a_comment_that_there_is_not(caller):
    assert caller.get("/api/v1/comments/nothing").status_code == 404


# --- What is promised and what is measured ---------------------------------------

DAYS = ("0001-01-01", "2026-11-02", "2026-11-03", "9999-12-31")


def test_without_a_sample_nothing_is_measured(caller, runtime):
    answer = caller.get("/api/v1/promise").json
    promise = runtime.charter.promise
    assert answer["promised"]["published_wrongly"] == promise.published_wrongly
    assert answer["derived"]["review_at"] == 0.32
    assert answer["derived"]["read"] == {"all": 0.31, "clean": 0.25, "violating": 0.85}
    assert (answer["sample"], answer["model"]) == (0.0, "fixed")
    assert answer["measured"] == {
        "since": "2026-08-04",
        "sampled": 0,
        "decided": 0,
        "refused": 0,
        "rate": None,
        "interval": {"low": 0.0, "high": 1.0},
    }


def test_the_live_rate_stands_beside_the_promise(runtime, key, article, mona):
    runtime = replace(runtime, charter=with_sample(runtime.charter, 1.0))
    caller = Caller(create_app(runtime), key)
    decided = {PRAISE: Action.APPROVE, "Bien dit.": Action.REJECT, "Merci à tous.": None}
    for text, action in decided.items():
        sent = caller.post("/api/v1/comments", comment(text)).json
        assert sent["status"] == "published"
        if action:
            clauses = ("TON",) if action is Action.REJECT else ()
            review.decide(runtime, mona, sent["id"], seen=1, action=action, clause_ids=clauses)
    measured = caller.get("/api/v1/promise").json["measured"]
    assert (measured["sampled"], measured["decided"], measured["refused"]) == (3, 2, 1)
    assert measured["rate"] == 0.5
    assert measured["interval"] == {"low": 0.012579, "high": 0.987421}
    since = {day: caller.get(f"/api/v1/promise?since={day}").json["measured"] for day in DAYS}
    assert [one["sampled"] for one in since.values()] == [3, 3, 0, 0]
    assert [one["since"] for one in since.values()] == list(DAYS)


def test_without_a_classifier_it_says_what_is_in_the_way(runtime, key):
    runtime = replace(runtime, classifier=ClassifierGap("switched off"))
    caller = Caller(create_app(runtime), key)
    answer = caller.get("/api/v1/promise", headers={"Accept-Language": "de"}).json
    assert answer["model"] is None
    assert answer["derived"]["review_at"] == 0.0
    assert answer["derived"]["read"]["all"] == 1.0
    assert answer["derived"]["published_wrongly"] is None
    assert answer["derived"]["obstacle"]["reason"] == "no_classifier"
    assert "Es gibt keinen Klassifikator" in answer["derived"]["obstacle"]["explanation"]


def test_every_obstacle_has_its_words():
    assert set(OBSTACLES) == {str(reason) for reason in Reason}
    assert all(set(texts) == set(LANGUAGES) for texts in OBSTACLES.values())


@pytest.mark.parametrize("since", ["", "soon", "2026-02-30", "1700000000", "2026-11-02T09:30:00Z"])
def test_a_period_begins_with_a_day_or_is_refused(caller, since):
    headers = {"Accept-Language": "fr"}
    answer = caller.get(f"/api/v1/promise?since={since}", headers=headers)
    assert answer.status_code == 422
    (mistake,) = answer.json["errors"]
    assert mistake == {"detail": "Il faut une date\u00a0: 2026-09-01.", "pointer": "#/since"}


def test_a_parameter_that_there_is_not_is_refused(caller):
    answer = caller.get("/api/v1/promise?depuis=2026-11-02")
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == ["#/depuis"]


# --- Articles ------------------------------------------------------------------


def test_an_article_is_made_then_changed(caller, runtime):
    made = caller.put("/api/v1/articles/ecole", {"title": "L’école"})
    assert made.status_code == 201
    changed = caller.put(
        "/api/v1/articles/ecole", {"title": "L’école rouvre", "character_limit": 300}
    )
    assert changed.status_code == 200
    assert changed.json | {"title": "L’école"} == made.json | {"character_limit": 300}
    assert find_article(runtime, "ecole").title == "L’école rouvre"


@pytest.mark.parametrize("name", ["a b", "-a", "é", "a%00", "x" * 201, "%ff", "..%2Fx%3Cb%3E"])
def test_a_name_that_no_article_can_have(caller, name):
    answer = caller.client.put(
        f"/api/v1/articles/{name}",
        json={"title": "Titre"},
        headers={"Authorization": f"Bearer {caller.key}"},
    )
    assert answer.status_code in (404, 422)
    assert answer.mimetype == "application/problem+json"
