"""The guard at work: a word that suddenly refuses too much loses its effect, until an editor lifts it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from moderation.core.comment import Draft, Status
from moderation.errors import Conflict, NotAllowed
from moderation.services import guarding, submission
from moderation.services.charter_in_force import with_charter_in_force
from moderation.storage.guard_tables import TriggerCountRow
from tests.conftest import CLEAN, NOW, REFUSED


def send(runtime, text):
    draft = Draft(text, "Amir Haddad")
    live = with_charter_in_force(runtime)
    return submission.submit_comment(
        live, "budget", draft, idempotency_key=None, needs_acceptance=False
    ).comment


def usual_days(runtime, n):
    """Have the guard know of *n* comments of yesterday, of which nothing was refused."""
    with runtime.database.begin() as session:
        hour = (NOW - timedelta(days=1)).replace(minute=0)
        session.add(TriggerCountRow(trigger="", hour=hour, n=n))


def n_suspended(runtime):
    return len(with_charter_in_force(runtime).charter.suspended)


def wave(runtime, clock, n=10):
    for number in range(n):
        assert send(runtime, f"{REFUSED} C’est la {number}e fois.").status is Status.RETURNED
    clock.move(seconds=11)
    assert guarding.watch(runtime) == n


def test_a_word_that_suddenly_refuses_too_much_has_a_person_read(runtime, edda, mona, clock):
    usual_days(runtime, 5_000)
    send(runtime, CLEAN)
    clock.move(seconds=11)
    assert guarding.watch(runtime) == 1
    assert guarding.watch(runtime) == 0  # each comment is counted once
    assert guarding.listed_suspensions(runtime) == ()
    wave(runtime, clock)
    listed = {
        one.suspension.trigger: one.suspension for one in guarding.listed_suspensions(runtime)
    }
    assert "word:connard" in listed
    assert n_suspended(runtime) == len(listed)
    assert listed["word:connard"].sudden.hits == 10
    assert send(runtime, f"{REFUSED} Et encore.").status is Status.PENDING
    clock.move(seconds=11)
    guarding.watch(runtime)
    assert n_suspended(runtime) == len(listed)  # each once
    with pytest.raises(NotAllowed):
        guarding.lift(runtime, mona, listed["word:connard"].id, reason="Une vague")
    for one in listed.values():
        guarding.lift(runtime, edda, one.id, reason="Une vague, et à raison")
    with pytest.raises(Conflict):
        guarding.lift(runtime, edda, listed["word:connard"].id, reason="Encore")
    assert send(runtime, f"{REFUSED} Pour finir.").status is Status.RETURNED
    clock.move(seconds=11)
    guarding.watch(runtime)
    assert n_suspended(runtime) == 0  # left alone for a day


def test_a_new_house_does_not_know_what_is_usual(runtime, clock):
    usual_days(runtime, 100)
    wave(runtime, clock)
    assert n_suspended(runtime) == 0


def test_counts_are_kept_as_long_as_they_tell_what_is_usual(runtime, clock):
    usual_days(runtime, 5_000)
    clock.move(days=40)
    send(runtime, CLEAN)
    clock.move(seconds=11)
    guarding.watch(runtime)
    with runtime.database.read() as session:
        assert session.scalar(sa.select(sa.func.sum(TriggerCountRow.n))) == 1
