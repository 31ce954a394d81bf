"""Webhooks reach real receivers: signed, tried again, never lost, never told too much."""

import base64
import json
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from moderation.api.event_schemas import BODIES
from moderation.core.decision import Action
from moderation.core.event import WANTED, EventType
from moderation.core.letter import LetterKind
from moderation.core.person import Role
from moderation.core.retention import Kind
from moderation.core.webhook import RETRY_SECONDS, OffReason
from moderation.errors import Conflict, InvalidInput, NotFound
from moderation.services import (
    bans,
    delivering,
    identity,
    redress,
    retention,
    review,
    sanctions,
    submission,
    webhooks,
)
from moderation.services.delivering import Lines, deliver_due, try_webhook
from moderation.services.webhooks import add_webhook, log_of
from moderation.storage.tables import LetterRow
from tests import clients
from tests.conftest import AMBIGUOUS, CLEAN, REFUSED
from tests.databases import ENGINES, fresh_database
from tests.receivers import receiving
from tests.services.conftest import with_settings

SERVICES = Path(delivering.__file__).parent

OTHER = "Les horaires de la ligne ne tiennent qu’une fois sur deux depuis le mois de septembre."

ALL = [kind.value for kind in WANTED]


#: On both databases where what is tested is theirs; SQLite alone for the rest.
on_both = pytest.mark.parametrize("database_url", ENGINES, indirect=True)


@pytest.fixture
def database_url(request, tmp_path):
    with fresh_database(getattr(request, "param", "sqlite"), tmp_path) as url:
        yield url


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def runtime(runtime, clock):
    """As everywhere, but it may post to this machine; and now is now, as receivers go by their own clock."""
    clock.now = datetime.now(UTC)
    return with_settings(runtime, webhooks_private="127.0.0.0/8")


@pytest.fixture
def hook(runtime, receiver):
    """An endpoint that is told of everything."""
    return add_webhook(runtime, url=receiver.url, description="Le CMS", events=ALL)


def told(receiver, kind=None):
    """Return what the receiver was told, but for automatic publications of before."""
    bodies = [json.loads(received.body) for received in receiver.received]
    return [body for body in bodies if kind is None or body["type"] == kind]


def verified(new, received):
    return Verifier(new.secret).verify(received.body, received.headers)


def first_log(runtime, hook):
    return log_of(runtime, hook.webhook.id, limit=1)[0]


def state(runtime, hook):
    return webhooks.find_webhook(runtime, hook.webhook.id)


def test_an_automatic_decision_and_its_statement_are_told(runtime, receiver, hook, submit):
    comment = submit(REFUSED).comment
    assert deliver_due(runtime) == 2
    decision, statement = (verified(hook, received) for received in receiver.received)
    assert decision["type"] == "decision.made"
    assert decision["timestamp"] == runtime.clock().strftime("%Y-%m-%dT%H:%M:%SZ")
    base = runtime.settings.base_url
    told_comment = {
        "id": comment.public_id,
        "status": "returned",
        "article": "budget",
        "links": {
            "api": f"{base}/api/v1/comments/{comment.public_id}",
            "desk": f"{base}/desk/comment/{comment.public_id}",
            "page": None,
        },
    }
    charter = {"version": runtime.charter.version, "digest": runtime.charter.digest}
    number = decision["data"]["decision"]["id"]
    assert decision["data"] == {
        "comment": told_comment,
        "decision": {
            "id": number,
            "action": "return",
            "by": "charter",
            "status_before": "pending",
            "status_after": "returned",
            "clauses": ["INJURE"],
            "reviews": None,
            "undoes": None,
        },
        "charter": charter,
    }
    assert statement["type"] == "statement.issued"
    until = statement["data"]["statement"].pop("appeal_until")
    assert datetime.fromisoformat(until) > runtime.clock() + timedelta(days=180)
    assert statement["data"] == {
        "comment": told_comment,
        "statement": {
            "decision": number,
            "clauses": ["INJURE"],
            "found_by_report": False,
            "detected_by_machine": True,
            "decided_by_machine": True,
            "language": "fr",
        },
        "charter": charter,
    }
    headers = receiver.received[0].headers
    assert headers["content-type"] == "application/json"
    assert "." not in headers["webhook-id"]


def test_both_libraries_verify_a_delivery_a_retry_and_a_rotation(
    runtime, receiver, hook, submit, clock
):
    old = hook.secret
    receiver.status = 500
    submit(CLEAN)
    assert deliver_due(runtime) == 0
    receiver.status = 204
    clock.move(seconds=RETRY_SECONDS[0] * 1.2)
    new = webhooks.rotate(runtime, hook.webhook.id)
    assert deliver_due(runtime) == 2
    failed, _, retried = receiver.received  # what was not tried yet went first
    assert failed.body == retried.body
    assert failed.headers["webhook-id"] == retried.headers["webhook-id"]
    ahead = int(retried.headers["webhook-timestamp"]) - int(failed.headers["webhook-timestamp"])
    assert ahead >= 5
    assert len(failed.headers["webhook-signature"].split()) == 1
    assert len(retried.headers["webhook-signature"].split()) == 2

    pairs = [(old, failed), (old, retried), (new.secret, retried), (new.secret, failed)]
    for secret, received in pairs[:3]:
        assert Verifier(secret).verify(received.body, received.headers)["type"] == "decision.made"
    with pytest.raises(WebhookVerificationError):
        Verifier(new.secret).verify(failed.body, failed.headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(old).verify(failed.body + b" ", failed.headers)
    by_node = clients.run(
        "webhooks.mjs",
        json.dumps(
            [
                {
                    "secret": secret,
                    "headers": received.headers,
                    "body": base64.b64encode(received.body).decode(),
                }
                for secret, received in pairs
            ]
        ),
    )
    assert [answer.get("type") for answer in by_node] == [*["decision.made"] * 3, None]
    assert by_node[3] == {"error": "No matching signature found"}

    clock.move(hours=24)
    submit(OTHER, name="Rita Favre")
    deliver_due(runtime)
    last = receiver.received[-1]
    assert len(last.headers["webhook-signature"].split()) == 1
    assert webhooks.secret(runtime, hook.webhook.id) == new.secret != old


@on_both
def test_a_journey_tells_each_step_and_nothing_of_what_people_wrote(
    runtime, receiver, hook, submit, mona, max_, clock
):
    comment = submit(AMBIGUOUS, name="Amir Haddad", email="amir@example.org").comment
    seen = review.open_case(runtime, comment.public_id).comment.version
    review.decide(
        runtime,
        mona,
        comment.public_id,
        seen=seen,
        action=Action.REJECT,
        clause_ids=("INJURE",),
        note="Un mot pour Amir",
    )
    clock.move(seconds=runtime.settings.undo_seconds)
    redress.appeal(runtime, comment.public_id, words="Je proteste vivement")
    ban = bans.ban_author(runtime, mona, comment.public_id, reason="Ce n’est pas son nom")
    bans.appeal_ban(runtime, comment.public_id, words="Mais si, c’est le mien")
    sanctions.answer_appeal(runtime, max_, ban.id, words="Vous avez raison", lifts=True)
    submission.withdraw(runtime, comment.public_id)
    deliver_due(runtime)

    for received in receiver.received:  # each is as the document of the API says
        BODIES[json.loads(received.body)["type"]].model_validate_json(received.body)
    events = told(receiver)
    assert sorted(event["type"] for event in events) == sorted(
        [
            *["decision.made"] * 2,
            "statement.issued",
            *["appeal.opened"] * 2,
            *["sanction.set"] * 2,
        ]
    )
    rejected, withdrawn = (e["data"]["decision"] for e in told(receiver, "decision.made"))
    assert (rejected["action"], rejected["by"], rejected["clauses"]) == (
        "reject",
        "person",
        ["INJURE"],
    )
    assert (withdrawn["action"], withdrawn["by"]) == ("withdraw", "author")
    appeals = [event["data"]["appeal"] for event in told(receiver, "appeal.opened")]
    assert appeals == [
        {"decision": rejected["id"], "sanction": None},
        {"decision": None, "sanction": ban.id},
    ]
    set_and_lifted = [event["data"]["sanction"] for event in told(receiver, "sanction.set")]
    assert set_and_lifted == [
        {"id": ban.id, "kind": "name_ban", "state": "set", "by": "person", "until": None},
        {"id": ban.id, "kind": "name_ban", "state": "lifted", "by": "person", "until": None},
    ]
    sent = b"".join(received.body for received in receiver.received).decode()
    for word in ("ambigu", "Amir", "Haddad", "amir@", "proteste", "Mona", "nom", "raison"):
        assert word not in sent.replace("name_ban", ""), word
    assert max(len(received.body) for received in receiver.received) < 2000


def test_the_operators_bans_are_told_too(runtime, receiver, hook):
    bans.ban_name(runtime, "Jean Faux", reason="usurpation")
    bans.lift_ban_on(runtime, "Jean Faux")
    deliver_due(runtime)
    assert [
        (e["data"]["sanction"]["state"], e["data"]["sanction"]["by"], e["data"]["comment"])
        for e in told(receiver)
    ] == [("set", "operator", None), ("lifted", "operator", None)]


def test_what_is_undone_in_time_has_no_statement(runtime, receiver, hook, submit, mona, clock):
    comment = submit(AMBIGUOUS).comment
    seen = review.open_case(runtime, comment.public_id).comment.version
    made = review.decide(runtime, mona, comment.public_id, seen=seen, action=Action.APPROVE)
    deliver_due(runtime)
    review.undo(runtime, mona, made.id)
    clock.move(seconds=runtime.settings.undo_seconds)
    deliver_due(runtime)
    approved, undone = told(receiver)
    assert approved["data"]["comment"]["links"]["page"].endswith(comment.public_id)
    assert undone["data"]["decision"]["undoes"] == made.id
    assert undone["data"]["comment"]["status"] == "pending"


def test_a_statement_leaves_when_its_decision_stands(runtime, receiver, hook, submit, mona, clock):
    comment = submit(AMBIGUOUS).comment
    seen = review.open_case(runtime, comment.public_id).comment.version
    review.decide(runtime, mona, comment.public_id, seen=seen, action=Action.APPROVE)
    deliver_due(runtime)
    assert told(receiver, "statement.issued") == []
    clock.move(seconds=runtime.settings.undo_seconds)
    deliver_due(runtime)
    assert len(told(receiver, "statement.issued")) == 1


def test_an_endpoint_hears_what_it_asked_for_and_others_nothing(runtime, receiver, submit):
    with receiving() as other:
        add_webhook(runtime, url=receiver.url, events=["statement.issued"])
        off = add_webhook(runtime, url=other.url, events=ALL)
        webhooks.turn_off(runtime, off.webhook.id)
        submit(CLEAN)
        deliver_due(runtime)
        assert [event["type"] for event in told(receiver)] == ["statement.issued"]
        assert other.received == []


def test_nothing_is_told_of_what_was_not_committed(runtime, receiver, hook, submit, mona):
    comment = submit(AMBIGUOUS).comment

    drawn = iter(["an event of its own"])  # the statement's event finds no more

    with pytest.raises(StopIteration):
        review.decide(
            replace(runtime, random=lambda _: next(drawn)),
            mona,
            comment.public_id,
            seen=review.open_case(runtime, comment.public_id).comment.version,
            action=Action.APPROVE,
        )
    assert next(drawn, None) is None
    assert deliver_due(runtime) == 0


def test_a_crash_between_post_and_mark_sends_the_same_event_again(
    runtime, receiver, hook, submit, clock, monkeypatch
):
    submit(CLEAN)
    monkeypatch.setattr(
        delivering, "rule", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    with pytest.raises(KeyboardInterrupt):
        deliver_due(runtime)
    monkeypatch.undo()
    clock.move(seconds=59)
    before = len(receiver.received)
    deliver_due(runtime)
    assert (
        receiver.received[before].headers["webhook-id"]
        != receiver.received[0].headers["webhook-id"]
    )
    clock.move(seconds=1)
    assert deliver_due(runtime) == 1
    first, *_, again = receiver.received
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert first.body == again.body


@on_both
def test_an_event_is_given_up_after_its_schedule_and_the_endpoint_turned_off(
    runtime, receiver, submit, clock
):
    ada = identity.create_person(
        runtime, email="ada@example.org", name="Ada", role=Role.ADMINISTRATOR
    ).person
    hook = add_webhook(runtime, url=receiver.url, events=["decision.made"])
    receiver.status, receiver.body = 500, b"<p>Erreur\n interne</p>" + b"x" * 5000
    submit(CLEAN)
    began = clock.now
    for seconds in RETRY_SECONDS:
        deliver_due(runtime)
        deliver_due(runtime)  # not before its time
        clock.move(seconds=seconds * 1.2)
    assert state(runtime, hook).off_at is None
    deliver_due(runtime)
    assert len(receiver.received) == len(RETRY_SECONDS) + 1 == 10
    assert len({received.headers["webhook-id"] for received in receiver.received}) == 1
    assert timedelta(days=3) < clock.now - began < timedelta(days=4)
    assert state(runtime, hook).off_reason is OffReason.FAILING
    logged = first_log(runtime, hook)
    assert [attempt.status for attempt in logged.attempts] == [500] * 10
    assert logged.attempts[0].excerpt.startswith("<p>Erreur interne</p>xx")
    assert len(logged.attempts[0].excerpt) <= 200
    assert webhooks.count_failed(runtime) == 1
    with runtime.database.read() as session:
        letters = session.scalars(
            sa.select(LetterRow).where(LetterRow.kind == LetterKind.WEBHOOK_OFF)
        ).all()
    assert ada.email in {letter.to_address for letter in letters}
    assert letters[0].facts["gone"] == ""

    # What happens now is not kept for it; what did not get through leaves once it is on again.
    submit(OTHER, name="Rita Favre")
    receiver.status = 200
    assert webhooks.turn_on(runtime, hook.webhook.id) == 1
    assert deliver_due(runtime) == 1
    assert webhooks.count_failed(runtime) == 0
    assert state(runtime, hook).failing_since is None


def test_one_that_is_gone_is_turned_off_at_once(runtime, receiver, hook, submit):
    receiver.status = 410
    submit(CLEAN)
    assert deliver_due(runtime) == 0
    assert len(receiver.received) == 1
    assert state(runtime, hook).off_reason is OffReason.GONE
    with runtime.database.read() as session:
        facts = session.scalars(
            sa.select(LetterRow.facts).where(LetterRow.kind == LetterKind.WEBHOOK_OFF)
        ).all()
    assert {fact["gone"] for fact in facts} == {"yes"}


def test_a_redirect_is_a_failure(runtime, receiver, hook, submit):
    receiver.status, receiver.headers = 302, {"Location": receiver.url}
    submit(CLEAN)
    assert deliver_due(runtime) == 0
    assert len(receiver.received) == 1


@pytest.mark.parametrize(
    ("status", "headers", "rest"),
    [
        (429, {}, 60),
        (502, {}, 60),
        (504, {}, 60),
        (503, {"Retry-After": "120"}, 120),
        (429, {"Retry-After": "7200"}, 7200),
        (429, {"Retry-After": "Mon, 02 Nov 2026 10:00:00 +99999999999999999"}, 60),
    ],
)
def test_one_that_is_busy_is_left_alone_as_long_as_it_asks(
    runtime, receiver, hook, submit, clock, status, headers, rest
):
    receiver.status, receiver.headers = status, headers
    submit(CLEAN)
    deliver_due(runtime)
    receiver.status = 200
    clock.move(seconds=rest - 1)
    assert deliver_due(runtime) == 0
    assert len(receiver.received) == 1, "the event that has not been tried waits, too"
    clock.move(seconds=1)
    assert deliver_due(runtime) == 2


@on_both
def test_once_it_works_again_what_had_failed_leaves_within_a_minute(
    runtime, receiver, hook, submit, clock
):
    receiver.status = 500
    submit(CLEAN)
    for _ in range(8):
        deliver_due(runtime)
        clock.move(minutes=10)
    receiver.status = 200
    submit(OTHER, name="Rita Favre")
    n_delivered = deliver_due(runtime)
    clock.move(seconds=60)  # one whose time is near, by chance, is left to it
    assert n_delivered + deliver_due(runtime) == 4


def test_a_private_address_is_refused_when_it_is_connected_to(runtime, receiver, hook, submit):
    submit(CLEAN)
    closed = with_settings(runtime, webhooks_private="")
    assert deliver_due(closed) == 0
    assert receiver.received == []
    assert first_log(runtime, hook).delivery.attempts in (0, 1)
    attempts = [a for one in log_of(runtime, hook.webhook.id, limit=9) for a in one.attempts]
    assert [(a.status, a.trouble) for a in attempts] == [(None, "address")]


def test_one_delivery_is_sent_again_under_the_same_id(runtime, receiver, hook, submit):
    submit(CLEAN)
    deliver_due(runtime)
    number = log_of(runtime, hook.webhook.id, limit=9)[-1].delivery.id
    webhooks.redeliver(runtime, number)
    assert deliver_due(runtime) == 1
    first, _, again = receiver.received
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert verified(hook, again)
    assert len(log_of(runtime, hook.webhook.id, limit=9)[-1].attempts) == 2
    webhooks.turn_off(runtime, hook.webhook.id)
    with pytest.raises(Conflict):
        webhooks.redeliver(runtime, number)
    with pytest.raises(NotFound):
        webhooks.redeliver(runtime, 10**9)


def test_an_endpoint_can_be_tried_on_or_off(runtime, receiver, hook):
    assert try_webhook(runtime, hook.webhook.id).status == 204
    assert verified(hook, receiver.received[0])["type"] == EventType.TEST
    webhooks.turn_off(runtime, hook.webhook.id)
    receiver.status = 500
    assert try_webhook(runtime, hook.webhook.id).status == 500
    assert first_log(runtime, hook).delivery.try_at is None, "a test is not tried again"
    assert webhooks.turn_on(runtime, hook.webhook.id) == 0


def test_a_slow_endpoint_keeps_nobody_else_waiting(runtime, receiver, hook, submit):
    with receiving() as other:
        add_webhook(runtime, url=other.url, events=ALL)
        receiver.holds = threading.Event()
        lines = Lines()
        submit(CLEAN)
        begun = lines.look(runtime)
        assert len(begun) == 2
        wait_for(lambda: len(other.received) == 2)
        submit(OTHER, name="Rita Favre")
        begun += lines.look(runtime)  # the slow one's line is still there: it has no second one
        assert len(begun) == 3
        wait_for(lambda: len(other.received) == 4)
        assert len(receiver.received) == 1
        receiver.holds.set()
        for line in begun:
            line.join(30)
        assert len(receiver.received) == 4


def wait_for(condition, seconds=20):
    ends_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends_at, "waited in vain"
        time.sleep(0.01)


@on_both
def test_of_many_workers_one_sends_each_event(runtime, receiver, hook, submit):
    for sentence, name in ((CLEAN, "Amir Haddad"), (OTHER, "Rita Favre")):
        submit(f"{sentence} Merci.", name=name)
    workers = [threading.Thread(target=deliver_due, args=(runtime,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    deliver_due(runtime)
    ids = [received.headers["webhook-id"] for received in receiver.received]
    assert len(ids) == len(set(ids)) == 4


@on_both
def test_the_log_is_kept_for_a_time(runtime, receiver, hook, submit, clock):
    submit(CLEAN)
    deliver_due(runtime)
    clock.move(days=runtime.settings.keep_event_days - 1)
    assert retention.count_due(runtime)[Kind.EVENT] == 0
    clock.move(days=1)
    assert retention.retain(runtime).erased[Kind.EVENT] == 2
    assert log_of(runtime, hook.webhook.id, limit=9) == ()


@on_both
def test_an_endpoint_is_removed_with_its_log(runtime, receiver, hook, submit):
    submit(CLEAN)
    deliver_due(runtime)
    submit(OTHER, name="Rita Favre")
    webhooks.remove(runtime, hook.webhook.id)
    assert webhooks.listed_webhooks(runtime) == ()
    assert deliver_due(runtime) == 0
    with pytest.raises(NotFound):
        webhooks.remove(runtime, hook.webhook.id)


@pytest.mark.parametrize(
    "changed",
    [
        {"url": "ftp://cms.example/"},
        {"url": "https://user:pass@cms.example/"},
        {"events": []},
        {"events": ["decision.unmade"]},
        {"events": ["webhook.test"]},
        {"description": "x" * 201},
        {"description": "\x00"},
    ],
)
def test_what_cannot_be_told_is_not_added(runtime, changed):
    wanted = {"url": "https://cms.example/hook", "events": ALL} | changed
    with pytest.raises(InvalidInput):
        add_webhook(runtime, **wanted)


def test_the_document_of_the_api_has_every_event():
    assert tuple(BODIES) == WANTED


def test_every_decision_and_ban_is_told_for_it_is_stored_in_one_place():
    stores = {
        "decisions.append_decision(": {"settling.py"},
        "decisions.keep_statement(": {"settling.py"},
        "redress.add_appeal(": {"redress.py"},
        "sanctions.add_appeal(": {"sanctions.py"},
        "sanctions.add_sanction(": {"bans.py", "ladder.py"},
        "sanctions.lift(": {"sanctions.py"},
    }
    for call, places in stores.items():
        found = {path.name for path in SERVICES.glob("*.py") if call in path.read_text("utf-8")}
        assert found == places, call


def test_endpoints_have_an_end(runtime):
    for number in range(20):
        add_webhook(runtime, url=f"https://cms.example/{number}", events=ALL)
    with pytest.raises(Conflict):
        add_webhook(runtime, url="https://cms.example/21", events=ALL)


def test_no_secret_is_in_the_database_and_no_address_in_the_log(runtime, receiver, submit, caplog):
    url = receiver.url + "?token=geheim"
    hook = add_webhook(runtime, url=url, events=ALL)
    receiver.status = 500
    submit(CLEAN)
    deliver_due(runtime)
    assert "geheim" not in caplog.text
    assert "did not take msg_" in caplog.text
    with runtime.database.read() as session:
        tables = ("webhook", "event", "delivery", "attempt")
        stored = [session.connection().exec_driver_sql(f"SELECT * FROM {t}").all() for t in tables]  # noqa: S608
    assert hook.secret.removeprefix("whsec_") not in str(stored)
