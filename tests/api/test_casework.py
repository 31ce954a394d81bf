"""A newsroom's tool does by API what the desk does: the desk's rules hold, and a person decides."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from moderation.api.redress_schemas import ReportRequest
from moderation.app import create_app
from moderation.core.comment import Draft, Status
from moderation.core.key import Scope
from moderation.core.person import Role
from moderation.core.redress import ReportReason
from moderation.services import bans, review, submission, tracing
from moderation.services.keys import issue_api_key
from moderation.storage import comments, people, revisions
from moderation.storage.tables import CommentRow
from tests.api.conftest import NOW, Caller
from tests.api.test_native import INSULT, PRAISE, comment

HELD = "Voilà qui est ambigu."
MONA, MAX, ADA = (f"{name}@journal.example" for name in ("mona", "max", "ada"))
REJECT = {"action": "reject", "clauses": ["TON"], "by": MONA}
APPROVE = {"action": "approve", "by": MONA}
SEEN = {"If-Match": '"1"'}


def add_person(runtime, email, name, role):
    """Add somebody who cannot log in: no password is hashed."""
    with runtime.database.begin() as session:
        return people.add_person(
            session,
            email=email,
            name=name,
            role=role,
            language="fr",
            password=None,
            session_key=email,
            now=NOW,
        )


@pytest.fixture
def newsroom(runtime):
    """Mona and Max moderate, Ada administers: people by their address."""
    roles = {MONA: Role.MODERATOR, MAX: Role.MODERATOR, ADA: Role.ADMINISTRATOR}
    return {
        email: add_person(runtime, email, email.partition("@")[0].title(), role)
        for email, role in roles.items()
    }


@pytest.fixture
def key(runtime):
    return issue_api_key(runtime, "the newsroom's tool", scopes=frozenset(Scope)).secret


@pytest.fixture
def sent(caller, article):
    """A function: submit a text; the comment's address."""

    def submit(text=HELD, **more):
        answer = caller.post("/api/v1/comments", comment(text, **more))
        assert answer.status_code == 201, answer.json
        return f"/api/v1/comments/{answer.json['id']}"

    return submit


def decide(caller, place, content=REJECT, *, seen='"1"', **options):
    headers = {} if seen is None else {"If-Match": seen}
    return caller.post(f"{place}/decisions", content, headers=headers, **options)


def pointers(answer):
    return [error["pointer"] for error in answer.json.get("errors", ())]


# --- Decisions -------------------------------------------------------------------


def test_a_decision_is_the_persons_and_the_statement_says_that_somebody_decided(
    caller, sent, newsroom
):
    place = sent()
    assert caller.get(place).headers["ETag"] == '"1"'
    made = decide(caller, place, REJECT | {"note": "Restez courtois."})
    assert made.status_code == 201
    assert (made.json["decided_by"], made.json["moderator"]) == ("person", "Mona")
    assert made.json["api_key"] == "the newsroom's tool"
    assert made.headers["ETag"] == caller.get(place).headers["ETag"] == '"2"'
    assert caller.get(made.headers["Location"]).json["items"] == [made.json]
    stated = caller.get(f"{place}/statement").json
    assert (stated["decided_by_machine"], stated["note"]) == (False, "Restez courtois.")
    assert [ground["clause"] for ground in stated["grounds"]] == ["TON"]
    assert stated == caller.get("/api/v1/statements").json["items"][0]


def test_what_the_charter_decided_is_said_to_be_automatic(caller, sent):
    place = sent(INSULT)
    (made,) = caller.get(f"{place}/decisions").json["items"]
    assert (made["decided_by"], made["moderator"], made["api_key"]) == ("charter", None, None)


def test_that_a_person_decided_is_known_when_who_it_was_is_forgotten(
    caller, sent, newsroom, runtime
):
    place = sent()
    decide(caller, place)
    with runtime.database.begin() as session:
        session.execute(comments.sa.text("UPDATE decision SET decided_by = NULL"))
    (made,) = caller.get(f"{place}/decisions").json["items"]
    assert (made["decided_by"], made["moderator"]) == ("person", None)


def test_what_was_decided_in_another_system_is_nobodys_here(caller, sent, runtime):
    place = sent(INSULT)
    with runtime.database.begin() as session:  # as `charte import` leaves it
        session.execute(comments.sa.text("DELETE FROM statement"))
    (made,) = caller.get(f"{place}/decisions").json["items"]
    assert made["decided_by"] == "elsewhere"


def test_nobody_decides_on_what_they_have_not_seen(caller, sent, newsroom):
    place = sent()
    assert decide(caller, place, seen=None).status_code == 428
    for tag in ("*", "1", '"one"', '"0"', '"1", "2"', "", '"' + "9" * 40 + '"'):
        assert decide(caller, place, seen=tag).status_code == 400, tag
    assert caller.get(place).json["status"] == "pending"


@pytest.mark.parametrize("tag", ['"1"', 'W/"1"', '"1:br"', 'W/"1:gzip"'])
def test_a_version_is_known_after_compression_on_the_way(caller, sent, newsroom, tag):
    assert decide(caller, sent(), seen=tag).status_code == 201


def test_a_compressed_answers_tag_opens_the_decision(caller, sent, newsroom):
    place = sent(HELD + " Et cela compte." * 60)
    headers = {"Accept-Encoding": "br", "Authorization": f"Bearer {caller.key}"}
    shown = caller.client.get(place, headers=headers)
    assert shown.headers["Content-Encoding"] == "br"
    assert decide(caller, place, seen=shown.headers["ETag"]).status_code == 201


def test_a_stale_version_is_a_conflict_and_does_nothing(caller, sent, newsroom):
    place = sent()
    assert decide(caller, place).status_code == 201
    again = decide(caller, place, APPROVE)
    assert again.status_code == 409
    assert again.json["type"] == "urn:charte:problem:conflict"
    assert caller.get(place).json["status"] == "rejected"


def test_of_two_who_decide_at_once_one_wins(runtime, key, sent, newsroom):
    place, ready, answers = sent(), threading.Barrier(2), []

    def hand_in(email):
        tool = Caller(create_app(runtime), key)
        ready.wait()
        answers.append(decide(tool, place, REJECT | {"by": email}).status_code)

    threads = [threading.Thread(target=hand_in, args=(email,)) for email in (MONA, MAX)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [201, 409]


def test_what_a_moderator_has_at_the_desk_nobody_else_decides(caller, sent, newsroom, runtime):
    place = sent()
    review.next_case(runtime, newsroom[MAX])
    assert decide(caller, place).status_code == 409
    assert decide(caller, place, REJECT | {"by": MAX}).status_code == 201


def test_what_was_escalated_waits_for_an_administrator(caller, sent, newsroom):
    place = sent()
    assert decide(caller, place, {"action": "escalate", "by": MONA}).status_code == 201
    refused = decide(caller, place, REJECT, seen='"2"')
    assert (refused.status_code, pointers(refused)) == (422, ["#/by"])
    assert decide(caller, place, REJECT | {"by": ADA}, seen='"2"').status_code == 201


def test_only_people_of_the_newsroom_decide_and_nobody_learns_who_else_there_is(
    caller, sent, newsroom, runtime
):
    add_person(runtime, "amir@example.org", "Amir Haddad", Role.READER)
    place = sent()
    refused = [
        decide(caller, place, REJECT | {"by": email})
        for email in ("amir@example.org", "nobody@example.org")
    ]
    assert refused[0].status_code == 422
    assert refused[0].json == refused[1].json
    assert pointers(refused[0]) == ["#/by"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"clauses": []}, "#/clauses"),
        ({"clauses": ["TON", "NENNI"]}, "#/clauses/1"),
        ({"clauses": ["<b>"]}, "#/clauses/0"),
        ({"action": "withdraw"}, "#/action"),
        ({"note": "\x00"}, "#/note"),
        ({"note": "x" * 2_001}, "#/note"),
        ({"by": "Mona"}, "#/by"),
        ({"by": None}, "#/by"),
        ({"decided_by": "nobody"}, "#/decided_by"),
    ],
)
def test_a_decision_that_cannot_be_taken_says_where(caller, sent, newsroom, change, pointer):
    answer = decide(caller, sent(), REJECT | change)
    assert (answer.status_code, pointers(answer)) == (422, [pointer])


def test_a_decision_is_taken_back_shortly_after_by_who_made_it(caller, sent, newsroom, runtime):
    place = sent()
    decide(caller, place)
    undo = {"action": "undo", "by": MAX}
    assert pointers(decide(caller, place, undo, seen='"2"')) == ["#/by"]
    assert decide(caller, place, undo | {"by": MONA}).status_code == 409
    undone = decide(caller, place, undo | {"by": MONA}, seen='"2"')
    assert undone.status_code == 201
    assert undone.json["undoes"] == caller.get(f"{place}/decisions").json["items"][0]["id"]
    assert caller.get(place).json["status"] == "pending"
    assert caller.get("/api/v1/statements").json["items"] == []


def test_nothing_is_taken_back_where_nothing_was_decided(caller, sent, newsroom):
    answer = decide(caller, sent(), {"action": "undo", "by": MONA})
    assert (answer.status_code, pointers(answer)) == (422, ["#/by"])


def test_a_tag_that_is_known_is_answered_in_full(caller, sent):
    place = sent(HELD + " Et cela compte." * 60)
    for encoding in ("identity", "br"):
        headers = {"Accept-Encoding": encoding, "Authorization": f"Bearer {caller.key}"}
        tag = caller.client.get(place, headers=headers).headers["ETag"]
        answer = caller.client.get(place, headers=headers | {"If-None-Match": tag})
        assert answer.status_code == 200


# --- Lists -----------------------------------------------------------------------


def ids(caller, query):
    answer = caller.get(f"/api/v1/comments?{query}")
    assert answer.status_code == 200, answer.json
    return [f"/api/v1/comments/{one['id']}" for one in answer.json["items"]]


def test_comments_are_listed_by_what_holds_of_them(caller, sent, newsroom, runtime):
    put = {"title": "L’école", "language": "fr"}
    caller.put("/api/v1/articles/ecole", put)
    held, insult = sent(), sent(INSULT, author_name="Amir  Haddad")
    elsewhere = sent(PRAISE, article={"key": "ecole"})
    assert ids(caller, "") == [elsewhere, insult, held]
    assert ids(caller, "article=ecole") == [elsewhere]
    assert ids(caller, "status=pending") == ids(caller, "waiting=true") == [held]
    assert ids(caller, "clause=INJURE") == [insult]
    assert ids(caller, "author_name=amir%20HADDAD") == [insult]
    assert ids(caller, "submitted_from=2026-11-02T10:30:00%2B01:00&waiting=true") == [held]
    assert ids(caller, "submitted_before=2026-11-02T09:30:00Z") == []
    assert caller.get("/api/v1/comments?article=nenni").status_code == 404
    (item,) = caller.get("/api/v1/comments?waiting=true").json["items"]
    assert (item["waits_for"], item["text"], item["version"]) == ("reading", HELD, 1)


def test_pages_follow_each_other_to_the_end(caller, sent):
    there = [sent(f"{PRAISE} {number}") for number in range(5)]
    found, query = [], "limit=2"
    while True:
        page = caller.get(f"/api/v1/comments?{query}").json
        found += [f"/api/v1/comments/{one['id']}" for one in page["items"]]
        if page["next"] is None:
            break
        query = f"limit=2&cursor={page['next']}"
    assert found == there[::-1]


@pytest.mark.parametrize("path", ["comments", "statements", "appeals", "reports", "sanctions"])
def test_every_list_has_pages_and_refuses_what_it_does_not_know(caller, path):
    assert caller.get(f"/api/v1/{path}?limit=100").json == {"items": [], "next": None}
    for query, pointer in (
        ("limit=0", "#/limit"),
        ("limit=101", "#/limit"),
        ("limit=many", "#/limit"),
        ("cursor=x", "#/cursor"),
        ("cursor=WzkyMjMzNzIwMzY4NTQ3NzU4MDcsMV0", "#/cursor"),
        ("page=2", "#/page"),
    ):
        answer = caller.get(f"/api/v1/{path}?{query}")
        assert (answer.status_code, pointers(answer)) == (422, [pointer]), query


@pytest.mark.parametrize(
    "moment",
    [
        "soon",
        "2026-11-02",
        "2026-11-02T09:30:00",
        "2026-W01-1T00:00:00Z ",
        "0001-01-01T00:00:00%2B10:00",
    ],
)
def test_a_moment_has_its_offset(caller, moment):
    for query in (f"comments?submitted_from={moment}", f"statements?decided_before={moment}"):
        assert caller.get(f"/api/v1/{query}").status_code == 422, query


def test_statements_are_listed_by_the_time_of_the_decision(caller, sent, newsroom, runtime):
    published, refused = sent(PRAISE), sent(INSULT)
    later = Caller(create_app(replace(runtime, clock=lambda: NOW + timedelta(hours=1))), caller.key)
    decide(later, published)

    def stated(query):
        items = caller.get(f"/api/v1/statements?{query}").json["items"]
        return [(f"/api/v1/comments/{one['comment']}", one["status"]) for one in items]

    third, second, first = (published, "rejected"), (refused, "returned"), (published, "published")
    assert stated("") == [third, second, first]
    assert stated("restricting=true") == [third, second]
    assert stated("decided_from=2026-11-02T10:00:00Z") == [third]
    assert stated("decided_before=2026-11-02T10:00:00Z") == [second, first]


def test_a_statement_points_into_the_text_that_it_is_about(caller, sent, runtime):
    """Its author has replaced that text by a shorter one since, which waits to be read."""
    place = sent(f"{PRAISE} {INSULT}")
    with runtime.database.begin() as session:
        found = comments.comment_by_public_id(session, place.rpartition("/")[2])
        new = revisions.NewText(HELD, "fr", Status.PENDING, found.verdict, None)
        revisions.replace_text(session, found.comment, new, now=NOW + timedelta(minutes=1))
    for stated in (
        caller.get(f"{place}/statement").json,
        caller.get("/api/v1/statements").json["items"][0],
    ):
        (passage,) = stated["grounds"][0]["passages"]
        assert "connard" in passage["text"]


def test_what_no_address_was_confirmed_for_is_none(caller, article, runtime, newsroom):
    draft = Draft(PRAISE, "Rita Favre", "rita@example.org")
    guest = submission.submit_comment(
        runtime, "budget", draft, idempotency_key=None, needs_acceptance=False
    ).comment
    with runtime.database.begin() as session:
        session.get(CommentRow, guest.id).status = Status.UNCONFIRMED
    place = f"/api/v1/comments/{guest.public_id}"
    assert ids(caller, "") == []
    for path in ("", "/decisions", "/statement"):
        assert caller.get(place + path).status_code == 404
    assert decide(caller, place).status_code == 404
    assert caller.post(f"{place}/appeals", {"words": "Non."}).status_code == 404
    assert caller.post(f"{place}/reports", {"reason": "other"}).status_code == 404
    ban = {"comment": guest.public_id, "reason": "Faux.", "by": MONA}
    assert pointers(caller.post("/api/v1/sanctions", ban)) == ["#/comment"]


# --- Appeals and reports -----------------------------------------------------------


def test_an_appeal_is_answered_by_another_person(caller, sent, newsroom):
    place = sent()
    decide(caller, place)
    appealed = caller.post(f"{place}/appeals", {"words": "Je conteste."})
    assert appealed.status_code == 201
    there = appealed.headers["Location"]
    assert caller.get(there).json == appealed.json
    assert caller.get("/api/v1/appeals?open=true").json["items"] == [appealed.json]
    same = caller.post(f"{there}/answer", APPROVE, headers={"If-Match": '"2"'})
    assert (same.status_code, pointers(same)) == (422, ["#/by"])
    assert pointers(decide(caller, place, APPROVE, seen='"2"')) == ["#/by"]
    content = APPROVE | {"by": MAX}
    assert caller.post(f"{there}/answer", content).status_code == 428
    assert caller.post(f"{there}/answer", content, headers=SEEN).status_code == 409
    answer = caller.post(f"{there}/answer", content, headers={"If-Match": '"2"'})
    assert answer.status_code == 201
    assert answer.json["reviews"] == appealed.json["decision"]
    assert caller.get(there).json["answered_by"] == answer.json["id"]
    assert caller.get("/api/v1/appeals?open=true").json["items"] == []
    assert caller.get(place).json["status"] == "published"
    twice = caller.post(f"{there}/answer", content, headers={"If-Match": '"3"'})
    assert twice.status_code == 409


def test_an_appeal_needs_a_decision_and_is_made_once(caller, sent, newsroom):
    place = sent()
    assert caller.post(f"{place}/appeals", {"words": "Non."}).status_code == 409
    decide(caller, place)
    assert caller.post(f"{place}/appeals", {"words": " \n"}).status_code == 422
    assert caller.post(f"{place}/appeals", {"words": "Non."}).status_code == 201
    assert caller.post(f"{place}/appeals", {"words": "Non."}).status_code == 409


def test_a_report_waits_until_somebody_decides(caller, sent, newsroom):
    place = sent(PRAISE)
    content = {"reason": "false_identity", "words": "C’est ma voisine."}
    reported = caller.post(f"{place}/reports", content)
    assert reported.status_code == 201
    assert caller.get("/api/v1/reports?open=true").json["items"] == [reported.json]
    assert ids(caller, "waiting=true") == [place]
    made = decide(caller, place, APPROVE)
    (item,) = caller.get("/api/v1/reports?open=false").json["items"]
    assert item == reported.json | {"answered_by": made.json["id"]}


def test_a_report_is_of_what_is_published(caller, sent):
    assert caller.post(f"{sent()}/reports", {"reason": "hate"}).status_code == 404


def test_the_reasons_of_a_report_are_those_of_the_service():
    named = ReportRequest.model_fields["reason"].annotation.__args__
    assert set(named) == {str(reason) for reason in ReportReason}


# --- Sanctions ---------------------------------------------------------------------


def test_a_name_is_banned_and_the_ban_lifted(caller, sent, newsroom, runtime):
    place = sent(PRAISE)
    public_id = place.rpartition("/")[2]
    content = {"comment": public_id, "reason": "Ce n’est pas elle.", "by": MONA}
    banned = caller.post("/api/v1/sanctions", content)
    assert banned.status_code == 201
    there = banned.headers["Location"]
    assert caller.get(there).json == banned.json
    assert caller.post("/api/v1/sanctions", content).status_code == 409
    assert caller.get("/api/v1/sanctions?in_force=true").json["items"] == [banned.json]
    answer = {"lifts": False, "words": "Non.", "by": MAX}
    assert caller.post(f"{there}/answer", answer).status_code == 409
    bans.appeal_ban(runtime, public_id, words="C’est moi.")
    own = caller.post(f"{there}/answer", answer | {"by": MONA})
    assert (own.status_code, pointers(own)) == (422, ["#/by"])
    lift = {"reason": "C’est bien elle.", "by": MONA}
    assert pointers(caller.post(f"{there}/lift", lift)) == ["#/by"]
    kept = caller.post(f"{there}/answer", answer)
    assert (kept.status_code, kept.json["appeal"]["answer"]) == (200, "Non.")
    lifted = caller.post(f"{there}/lift", lift)
    assert (lifted.status_code, lifted.json["lift_reason"]) == (200, "C’est bien elle.")
    assert caller.post(f"{there}/lift", lift).status_code == 409
    assert caller.get("/api/v1/sanctions?in_force=true").json["items"] == []


# --- What is kept of a person --------------------------------------------------------

EXPORT = {"email": "Rita.Favre@example.ch", "by": ADA, "reason": "Demande du 3 mai"}


def test_all_that_is_kept_of_an_address_is_given_and_noted(caller, sent, newsroom, runtime):
    place = sent(PRAISE, email="Rita.Favre@Example.ch")
    sent(HELD, email="amir@example.org")
    given = caller.post("/api/v1/people/export", EXPORT)
    assert given.status_code == 200
    assert given.json["account"] is None
    assert [one["id"] for one in given.json["comments"]] == [place.rpartition("/")[2]]
    (noted,) = tracing.disclosures(runtime, limit=9)
    assert (noted.public_id, noted.seen_by, noted.what) == (None, "Ada", ("export",))
    assert noted.reason == "Demande du 3 mai"


def test_what_was_reported_through_the_api_is_given_to_whom_it_is_of(caller, sent, newsroom):
    place = sent(PRAISE, email="amir@example.org")
    content = {"reason": "other", "words": "Elle ment.", "good_faith": True, "name": "Rita Favre"}
    caller.post(f"{place}/reports", content | {"email": "rita.favre@example.ch"})
    (reported,) = caller.post("/api/v1/people/export", EXPORT).json["reports"]
    assert (reported["words"], reported["name"]) == ("Elle ment.", "Rita Favre")
    assert reported["comment"] == place.rpartition("/")[2]
    of_author = caller.post("/api/v1/people/export", EXPORT | {"email": "amir@example.org"})
    assert of_author.json["reports"] == []
    assert "Elle ment." not in of_author.text


def test_who_has_an_account_sees_that_their_data_were_exported(caller, newsroom, runtime):
    add_person(runtime, "amir@example.org", "Amir Haddad", Role.READER)
    content = EXPORT | {"email": "amir@example.org"}
    first = caller.post("/api/v1/people/export", content).json
    assert (first["account"]["name"], first["disclosures"]) == ("Amir Haddad", [])
    (seen,) = caller.post("/api/v1/people/export", content).json["disclosures"]
    assert (seen["comment"], seen["what"]) == (None, ["export"])
    assert "Ada" not in str(seen)


def test_an_administrator_answers_for_an_export(caller, sent, newsroom, runtime):
    sent(PRAISE, email="rita.favre@example.ch")
    refused = caller.post("/api/v1/people/export", EXPORT | {"by": MONA})
    assert (refused.status_code, pointers(refused)) == (422, ["#/by"])
    assert caller.post("/api/v1/people/export", EXPORT | {"reason": " "}).status_code == 422
    assert tracing.disclosures(runtime, limit=9) == ()


def test_of_nobody_nothing_is_given_or_noted(caller, newsroom, runtime):
    assert caller.post("/api/v1/people/export", EXPORT).status_code == 404
    assert tracing.disclosures(runtime, limit=9) == ()


def test_without_the_scope_nobody_learns_whether_somebody_is_known(caller, sent, newsroom, runtime):
    sent(PRAISE, email="rita.favre@example.ch")
    others = frozenset(Scope) - {Scope.PERSONAL}
    key = issue_api_key(runtime, "another tool", scopes=others).secret
    known, unknown = (
        caller.post("/api/v1/people/export", EXPORT | {"email": email}, key=key)
        for email in ("rita.favre@example.ch", "nobody@example.org")
    )
    assert known.status_code == unknown.status_code == 403
    assert known.json == unknown.json
    assert caller.post("/api/v1/people/export", {}, key=key).status_code == 403


# --- Who may do what -----------------------------------------------------------------

OPERATIONS = [
    ("GET", "comments", Scope.READ),
    ("GET", "comments/x/decisions", Scope.READ),
    ("POST", "comments/x/decisions", Scope.DECIDE),
    ("GET", "comments/x/statement", Scope.READ),
    ("GET", "statements", Scope.READ),
    ("POST", "comments/x/appeals", Scope.SUBMIT),
    ("GET", "appeals", Scope.READ),
    ("GET", "appeals/1", Scope.READ),
    ("POST", "appeals/1/answer", Scope.DECIDE),
    ("POST", "comments/x/reports", Scope.SUBMIT),
    ("GET", "reports", Scope.READ),
    ("GET", "sanctions", Scope.READ),
    ("GET", "sanctions/1", Scope.READ),
    ("POST", "sanctions", Scope.DECIDE),
    ("POST", "sanctions/1/lift", Scope.DECIDE),
    ("POST", "sanctions/1/answer", Scope.DECIDE),
    ("POST", "people/export", Scope.PERSONAL),
]


def test_each_operation_opens_to_its_scope_alone(caller, runtime):
    for scope in Scope:
        key = issue_api_key(runtime, scope, scopes={scope}).secret
        for method, path, needed in OPERATIONS:
            content = {} if method == "POST" else None
            answer = caller.send(method, f"/api/v1/{path}", content, key=key)
            assert (answer.status_code == 403) == (scope is not needed), (scope, method, path)


@pytest.mark.parametrize(("method", "path", "_"), OPERATIONS)
def test_without_a_key_nothing_is_told(caller, method, path, _):
    content = {} if method == "POST" else None
    assert caller.send(method, f"/api/v1/{path}", content, key=None).status_code == 401


def test_what_there_is_not_is_a_404(caller, newsroom):
    for path in ("comments/x/decisions", "comments/x/statement", "appeals/1", "sanctions/1"):
        assert caller.get(f"/api/v1/{path}").status_code == 404, path
    for number in ("0", "-1", "x", "²", "1" * 40, str(2**63)):
        assert caller.get(f"/api/v1/appeals/{number}").status_code == 404, number
        assert caller.get(f"/api/v1/sanctions/{number}").status_code == 404, number
    assert decide(caller, "/api/v1/comments/x").status_code == 404
    assert caller.post("/api/v1/appeals/7/answer", APPROVE, headers=SEEN).status_code == 404
    lift = {"reason": "Oui.", "by": MONA}
    assert caller.post("/api/v1/sanctions/7/lift", lift).status_code == 404
    assert (
        caller.post(
            "/api/v1/sanctions/7/answer", {"lifts": True, "words": "Oui.", "by": MONA}
        ).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "comments/x/decisions", {"GET", "HEAD", "OPTIONS", "POST"}),
        ("POST", "statements", {"GET", "HEAD", "OPTIONS"}),
        ("GET", "people/export", {"POST", "OPTIONS"}),
        ("DELETE", "sanctions/1", {"GET", "HEAD", "OPTIONS"}),
        ("GET", "comments/x/reports", {"POST", "OPTIONS"}),
    ],
)
def test_a_method_that_an_address_does_not_take(caller, method, path, allowed):
    answer = caller.send(method, f"/api/v1/{path}")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == allowed
