"""Two people give one secret a successor at the same time: neither is shown one that is lost."""

import threading
from datetime import timedelta

from moderation.core.webhook import secrets_at
from moderation.services import keys, webhooks
from moderation.storage import keys as stored_keys
from moderation.storage import webhooks as stored_webhooks


def meanwhile(runtime, first, second):
    """Do *second* while the transaction of *first* is not over yet."""
    found = []
    thread = threading.Thread(target=lambda: found.append(second()))
    with runtime.database.begin() as session:
        first(session)
        thread.start()
        thread.join(0.3)
    thread.join()
    return found[0]


def test_two_rotations_of_a_key(runtime):
    beginning = keys.issue_api_key(runtime, "the CMS").key.prefix

    def rotate(session):
        now = runtime.clock()
        stored_keys.rotate_api_key(
            session,
            beginning,
            new_prefix="chk_first",
            new_digest="of the first",
            old_until=now + timedelta(days=1),
            now=now,
        )

    second = meanwhile(runtime, rotate, lambda: keys.rotate_api_key(runtime, beginning))
    with runtime.database.read() as session:
        first = stored_keys.api_key_by_digest(session, "of the first", now=runtime.clock())
    assert first is not None
    assert keys.authenticate(runtime, second.secret) == first


def test_two_rotations_of_a_webhook(runtime):
    new = webhooks.add_webhook(runtime, url="https://crm.example/", events=["decision.made"])
    number, until = new.webhook.id, runtime.clock() + timedelta(days=1)

    def rotate(session):
        stored_webhooks.rotate(session, number, salt="the first", old_until=until)

    second = meanwhile(runtime, rotate, lambda: webhooks.rotate(runtime, number))
    found = webhooks.find_webhook(runtime, number)
    assert found.old_salt == "the first"
    key = runtime.settings.secret_key
    assert secrets_at(found, key, runtime.clock())[0] == second.secret


def test_of_an_address_the_host_alone_is_told(runtime):
    for rest in ("", "/a?b", "?key=secret", "#secret"):
        url = f"https://crm.example:8443{rest}"
        added = webhooks.add_webhook(runtime, url=url, events=["decision.made"])
        assert added.webhook.host == "crm.example:8443", rest
