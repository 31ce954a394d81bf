"""Limits: the same in all server processes and after a restart, and whom they count."""

from dataclasses import replace

import pytest

from moderation.app import create_app
from moderation.storage.database import Database
from moderation.web.throttle import address
from tests.conftest import CLEAN, PASSWORD, Browser, signed_up


def test_another_server_process_goes_on_counting(app, runtime):
    here = signed_up(app, runtime, "Amir Haddad")
    sent = [here.write(f"{CLEAN} Ligne {n}.").status_code for n in range(30)]
    assert set(sent) == {303}
    other = replace(runtime, database=Database(runtime.settings.resolved_database_url))
    there = Browser(create_app(other))
    there.log_in("amir.haddad@example.org", PASSWORD)
    assert there.write(f"{CLEAN} Ligne 30.").status_code == 429
    other.database.close()


def test_who_waits_may_again(amir, clock):
    sent = [amir.write(f"{CLEAN} Ligne {n}.").status_code for n in range(31)]
    assert sent[-1] == 429
    clock.move(seconds=61)
    assert amir.write(f"{CLEAN} Encore.").status_code == 303


def test_no_address_is_stored(amir, runtime):
    amir.write(CLEAN)
    with runtime.database.read() as session:
        rows = session.connection().exec_driver_sql("SELECT key FROM counter").all()
    assert rows
    assert all(len(key) == 64 and set(key) <= set("0123456789abcdef") for (key,) in rows)


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        pytest.param("2001:db8:0:1::5", "2001:db8:0:1:ffff::9", True, id="one subscriber"),
        pytest.param("2001:db8:0:1::5", "2001:db8:0:2::5", False, id="two subscribers"),
        ("", "127.0.0.1", True),
        ("unix:", "127.0.0.1", False),
    ],
)
def test_an_address_is_a_subscriber(app, one, other, are_one):
    def counted(given):
        with app.test_request_context(environ_base={"REMOTE_ADDR": given}):
            return address()

    assert (counted(one) == counted(other)) is are_one
