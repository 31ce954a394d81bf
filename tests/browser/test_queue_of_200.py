"""A moderator empties a queue of two hundred by keyboard alone; how long each key took is printed."""

import statistics
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from moderation.core.comment import Draft
from moderation.core.view import Need
from moderation.services import queues, submission
from moderation.storage import people
from tests.browser.measure_desk import WATCH

pytestmark = [pytest.mark.browser, pytest.mark.slow]

N_WAITING = 200

SENTENCES = (
    "Votre argument est ambigu, Monsieur le conseiller, et vous le savez aussi bien que moi.",
    "Encore une hausse des primes, et une explication ambiguë : ce mot ambigu dit tout.",
    "J’habite le quartier depuis trente ans ; ce plan de circulation est ambigu de bout en bout.",
    "Le Grand Conseil rend un texte ambigu, et les communes paieront les avocats.",
    "Bravo à la rédaction pour cette enquête, même si le titre en est un peu ambigu.",
)

FIRST_NAMES = ("Rita", "Jean", "Ursula", "Luca", "Anne", "Beat", "Chiara")


@pytest.fixture
def two_hundred(live_server):
    """As many comments of different people wait, one of them stored by the site already."""
    for number in range(N_WAITING - 1):
        before = timedelta(minutes=number + 1)
        earlier = replace(live_server.runtime, clock=lambda b=before: datetime.now(UTC) - b)
        text = f"{SENTENCES[number % len(SENTENCES)]} ({number})"
        name = f"{FIRST_NAMES[number % len(FIRST_NAMES)]} Favre"
        submission.submit_comment(
            earlier, "exemple", Draft(text, name), idempotency_key=None, needs_acceptance=False
        )


def n_waiting(live_server):
    with live_server.runtime.database.read() as session:
        mona = people.person_by_email(session, "mona@example.org")
    return queues.count_waiting(live_server.runtime, mona)[Need.READING]


def test_two_hundred_are_decided_on_by_keyboard_alone(two_hundred, desk, live_server):
    assert n_waiting(live_server) == N_WAITING
    desk.reload()
    desk.evaluate(WATCH)
    for done in range(N_WAITING):
        # In turn: the same key twice within a blink decides once.
        desk.keyboard.press("a8"[done % 2])
        desk.wait_for_function("n => taken.length > n", arg=done)
    desk.wait_for_selector("text=Plus rien n’attend")
    assert n_waiting(live_server) == 0
    taken = desk.evaluate("taken")
    assert len(taken) == N_WAITING
    cuts = statistics.quantiles(taken, n=100, method="inclusive")
    print(  # noqa: T201 - what it is for
        f"from a key to the next comment, without a pause: median {cuts[49]:.0f} ms, "
        f"p99 {cuts[98]:.0f} ms"
    )
