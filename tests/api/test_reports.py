"""A CMS hands in its readers' reports as the form takes them; sent twice, one is one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from moderation.core.decision import Action
from moderation.core.letter import LetterKind
from moderation.core.person import Role
from moderation.services import review
from moderation.services.keys import issue_api_key
from moderation.services.submission import put_article
from moderation.storage import letters
from moderation.storage.reporter_tables import ReporterRow
from moderation.storage.tables import ReportRow
from tests.api.test_casework import add_person, key, pointers, sent
from tests.api.test_native import PRAISE, comment
from tests.everything import places_of

__all__ = ["key", "sent"]

NAME, EMAIL = "Line Brunner", "Line.Brunner@example.ch"
REPORT = {"reason": "false_identity", "words": "C’est ma voisine."}
NOTICE = REPORT | {
    "clause": "IDENTITE_FAUSSE",
    "illegal": True,
    "good_faith": True,
    "name": f" {NAME} ",
    "email": EMAIL,
}
ONCE = {"Idempotency-Key": '"r-1"'}


def rows_of(runtime, table):
    with runtime.database.read() as session:
        return session.query(table).count()


def posted(runtime, kind):
    with runtime.database.read() as session:
        due = letters.due_letters(session, now=runtime.clock(), limit=100)
    return [letter for letter in due if letter.kind is kind]


def test_what_a_report_says_beside_its_words_is_kept_and_who_made_it_is_told_to_nobody(
    caller, sent, runtime
):
    reported = caller.post(f"{sent(PRAISE)}/reports", NOTICE)
    assert reported.status_code == 201
    said = {name: reported.json[name] for name in ("clause", "illegal", "good_faith")}
    assert said == {"clause": "IDENTITE_FAUSSE", "illegal": True, "good_faith": True}
    listed = caller.get("/api/v1/reports")
    assert listed.json["items"] == [reported.json]
    assert NAME not in reported.text + listed.text
    assert EMAIL.casefold() not in (reported.text + listed.text).casefold()
    with runtime.database.read() as session:
        (reporter,) = session.query(ReporterRow)
        assert (reporter.name, reporter.email) == (NAME, EMAIL.casefold())


def test_of_who_says_nothing_nothing_is_kept(caller, sent, runtime):
    reported = caller.post(f"{sent(PRAISE)}/reports", REPORT)
    said = {name: reported.json[name] for name in ("clause", "illegal", "good_faith")}
    assert said == {"clause": None, "illegal": False, "good_faith": False}
    assert rows_of(runtime, ReporterRow) == 0


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ({"illegal": True}, ["#/good_faith"]),
        ({"email": EMAIL}, ["#/good_faith"]),
        ({"email": EMAIL, "good_faith": False}, ["#/good_faith"]),
        ({"clause": "NOTHING"}, ["#/clause"]),
        ({"email": "line@brunner", "good_faith": True}, ["#/email"]),
        ({"email": f"{EMAIL}, eve@example.org", "good_faith": True}, ["#/email"]),
        ({"email": "", "good_faith": True}, ["#/email"]),
        ({"name": "N" * 201}, ["#/name"]),
        ({"name": "N\x00"}, ["#/name"]),
        ({"illegal": "yes", "good_faith": True}, ["#/illegal"]),
        ({"clause": "NOTHING", "email": "line@brunner"}, ["#/clause", "#/good_faith", "#/email"]),
    ],
)
def test_a_report_that_the_form_would_not_take_is_refused_place_by_place(
    caller, sent, runtime, said, places
):
    refused = caller.post(f"{sent(PRAISE)}/reports", REPORT | said, headers=ONCE)
    assert (refused.status_code, pointers(refused)) == (422, places)
    assert rows_of(runtime, ReportRow) == 0
    assert posted(runtime, LetterKind.REPORT_RECEIVED) == []


@pytest.mark.parametrize("said", [{"name": NAME}, {"clause": "TON"}, {"good_faith": True}])
def test_a_name_or_a_clause_needs_no_statement(caller, sent, said):
    assert caller.post(f"{sent(PRAISE)}/reports", REPORT | said).status_code == 201


def test_who_leaves_an_address_has_a_receipt_and_an_answer_in_the_articles_language(
    caller, runtime
):
    put_article(runtime, key="tram", title="Das Tram fährt wieder", url=None, language="de")
    content = comment(PRAISE, article={"key": "tram"})
    public_id = caller.post("/api/v1/comments", content).json["id"]
    english = {"Accept-Language": "en"}  # the program's, not the reader's
    caller.post(f"/api/v1/comments/{public_id}/reports", NOTICE, headers=english)
    (receipt,) = posted(runtime, LetterKind.REPORT_RECEIVED)
    assert (receipt.to, receipt.language) == (EMAIL, "de")
    mona = add_person(runtime, "mona@journal.example", "Mona", Role.MODERATOR)
    review.decide(
        runtime, mona, public_id, seen=1, action=Action.REJECT, clause_ids=("IDENTITE_FAUSSE",)
    )
    later = runtime.clock() + timedelta(seconds=runtime.settings.undo_seconds)
    (answer,) = posted(replace(runtime, clock=lambda: later), LetterKind.REPORT_ANSWERED)
    assert (answer.to, answer.language) == (EMAIL.casefold(), "de")
    assert answer.facts["outcome"] == "rejected"


def test_sent_twice_with_one_key_it_is_one_report(caller, sent, runtime):
    place = sent(PRAISE)
    first = caller.post(f"{place}/reports", NOTICE, headers=ONCE)
    again = caller.post(f"{place}/reports", NOTICE, headers={"Idempotency-Key": "r-1"})
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (again.status_code, again.json) == (201, first.json)
    assert rows_of(runtime, ReportRow) == rows_of(runtime, ReporterRow) == 1
    assert len(posted(runtime, LetterKind.REPORT_RECEIVED)) == 1


def test_sent_again_once_it_was_answered_it_is_told_as_it_now_stands(caller, sent, runtime):
    place = sent(PRAISE)
    first = caller.post(f"{place}/reports", NOTICE, headers=ONCE)
    mona = add_person(runtime, "mona@journal.example", "Mona", Role.MODERATOR)
    public_id = first.json["comment"]
    made = review.decide(
        runtime, mona, public_id, seen=1, action=Action.REJECT, clause_ids=("TON",)
    )
    again = caller.post(f"{place}/reports", NOTICE, headers=ONCE)
    assert (again.status_code, again.json) == (201, first.json | {"answered_by": made.id})
    assert caller.post(f"{place}/reports", NOTICE).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "hate"},
        {"words": "C’est mon voisin."},
        {"clause": "TON"},
        {"clause": None},
        {"illegal": False},
        {"name": "Line Favre"},
        {"email": "line.favre@example.ch"},
        {"email": None},
    ],
)
def test_one_key_for_two_reports_is_refused(caller, sent, runtime, change):
    place = sent(PRAISE)
    caller.post(f"{place}/reports", NOTICE, headers=ONCE)
    refused = caller.post(f"{place}/reports", NOTICE | change, headers=ONCE)
    assert refused.status_code == 422
    assert refused.json["type"] == "urn:charte:problem:idempotency-key-reused"
    assert rows_of(runtime, ReportRow) == 1


def test_one_key_for_two_comments_is_refused(caller, sent, runtime):
    caller.post(f"{sent(PRAISE)}/reports", REPORT, headers=ONCE)
    other = sent(f"{PRAISE} Vraiment.")
    refused = caller.post(f"{other}/reports", REPORT, headers=ONCE)
    assert refused.json["type"] == "urn:charte:problem:idempotency-key-reused"
    assert rows_of(runtime, ReportRow) == 1


def test_two_programs_and_the_two_kinds_of_what_is_sent_may_use_the_same_key(
    caller, sent, runtime, article
):
    made = caller.post("/api/v1/comments", comment(PRAISE), headers=ONCE)
    place = f"/api/v1/comments/{made.json['id']}"
    assert caller.post(f"{place}/reports", REPORT, headers=ONCE).status_code == 201
    other = issue_api_key(runtime, "another program").secret
    content = REPORT | {"words": "Un autre."}
    assert caller.post(f"{place}/reports", content, headers=ONCE, key=other).status_code == 201
    assert rows_of(runtime, ReportRow) == 2


def test_without_a_key_each_report_counts(caller, sent, runtime):
    place = sent(PRAISE)
    caller.post(f"{place}/reports", REPORT)
    caller.post(f"{place}/reports", REPORT)
    assert rows_of(runtime, ReportRow) == 2


@pytest.mark.parametrize("header", ["", '"a', "a b", "x" * 201])
def test_a_malformed_key_is_refused(caller, sent, runtime, header):
    place = sent(PRAISE)
    refused = caller.post(f"{place}/reports", REPORT, headers={"Idempotency-Key": header})
    assert refused.json["type"] == "urn:charte:problem:invalid-idempotency-key"
    assert rows_of(runtime, ReportRow) == 0


def test_what_was_sent_is_kept_with_the_key_as_a_digest_alone(caller, sent, runtime):
    caller.post(f"{sent(PRAISE)}/reports", NOTICE, headers=ONCE)
    assert places_of(runtime.database, "r-1") == {("report", "idempotency_key")}
    assert places_of(runtime.database, NAME) == {("reporter", "name")}
