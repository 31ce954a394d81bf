"""A reader who sends two texts at once under an article with a pace: one is taken, the other comes back."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time
from threading import Barrier

import pytest
import sqlalchemy as sa

from moderation.core.charter import OpeningHours
from moderation.core.comment import Draft, Mode
from moderation.core.person import Role
from moderation.errors import CommentError
from moderation.services import pace, submission
from moderation.services.identity import create_person
from moderation.services.pace import Run
from moderation.storage.tables import CommentRow
from tests.classifiers import FixedClassifier
from tests.conftest import ANSWERS, CLEAN

#: Seconds after which a text that nobody meets fails the test.
PATIENCE = 20


class Meeting(FixedClassifier):
    """Judges two texts at a time: neither is stored before both were found in time."""

    def __init__(self):
        super().__init__(ANSWERS)
        self._both = Barrier(2, timeout=PATIENCE)

    def probabilities(self, texts):
        self._both.wait()
        return super().probabilities(texts)


@pytest.fixture
def sent_at_once(runtime):
    """A function: two drafts are sent at once; returns what became of each."""
    meeting = replace(runtime, classifier=Meeting())

    def send(drafts, key):
        def one(draft):
            try:
                return submission.submit_comment(
                    meeting, "budget", draft, idempotency_key=key, needs_acceptance=False
                )
            except CommentError as error:
                return error

        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(one, drafts))

    return send


def give(runtime, **given):
    sam = create_person(runtime, email="sam@example.org", name="Sam", role=Role.SENIOR).person
    usual = Run(True, "", Mode.CHARTER, None, None, None, None, None)
    pace.run_article(runtime, sam, "budget", replace(usual, **given))


def stored(runtime):
    with runtime.database.read() as session:
        return list(session.scalars(sa.select(CommentRow.body)))


TWO = Draft(CLEAN, "Amir Haddad"), Draft(f"{CLEAN} Tant mieux.", "Amir  HADDAD")


@pytest.mark.parametrize(
    ("given", "code"), [({"slow_minutes": 10}, "slow_mode"), ({"reader_limit": 1}, "reader_limit")]
)
def test_of_two_texts_sent_at_once_one_is_stored_and_one_is_told_why(
    runtime, sent_at_once, given, code
):
    give(runtime, **given)
    results = sent_at_once(TWO, None)
    [error] = [one for one in results if isinstance(one, CommentError)]
    [taken] = [one for one in results if not isinstance(one, CommentError)]
    assert [problem.code for problem in error.problems] == [code]
    assert stored(runtime) == [taken.comment.body]


def test_two_readers_do_not_wait_for_each_other(runtime, sent_at_once):
    give(runtime, slow_minutes=10, reader_limit=1)
    other = replace(TWO[1], author_name="Rita Favre")
    assert all(one.is_new for one in sent_at_once((TWO[0], other), None))
    assert len(stored(runtime)) == 2


def test_a_double_click_waits_for_no_other_than_itself(runtime, sent_at_once):
    give(runtime, slow_minutes=10, reader_limit=1)
    results = sent_at_once((TWO[0], TWO[0]), "k")
    assert sorted(one.is_new for one in results) == [False, True]
    assert len({one.comment.id for one in results}) == 1


ROUND_THE_CLOCK = OpeningHours(time(0), time(0), "Indian/Reunion")


@pytest.mark.parametrize(
    ("hours", "own", "again"),
    [
        (None, {}, "10:40"),  # 9:30 in London: the newsroom's clocks, unless its charter says
        (ROUND_THE_CLOCK, {}, "13:40"),
        (ROUND_THE_CLOCK, {"opens_at": time(7), "closes_at": time(22)}, "13:40"),
    ],
)
def test_when_one_may_write_again_is_told_by_the_clock_of_the_charter(runtime, hours, own, again):
    there = replace(runtime, charter=replace(runtime.charter, hours=hours))
    give(there, slow_minutes=10, **own)
    first, second = TWO
    options = {"idempotency_key": None, "needs_acceptance": False}
    submission.submit_comment(there, "budget", first, **options)
    with pytest.raises(CommentError) as refused:
        submission.submit_comment(there, "budget", second, **options)
    assert [one.facts["again"] for one in refused.value.problems] == [again]
