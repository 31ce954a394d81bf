"""What a public report tells, and what it keeps to itself."""

from datetime import date

import pytest

from moderation.core.agreement import Agreement
from moderation.core.period import Span, period_around
from moderation.core.sample import Tally
from moderation.core.transparency import (
    ByHand,
    by_hand_of,
    compose,
    key_of,
    past_periods,
    period_called,
)

HALF = period_around(Span.HALF, date(2026, 8, 1))


def told(charter, counts, *, agreement=(0, 0, 0, 0), sampled=(0, 0, 0)):
    return compose(
        HALF,
        counts,
        charter=charter,
        by_hand=ByHand(orders_to_act=2),
        agreement=Agreement(*agreement),
        sampled=Tally(*sampled),
    )


def test_what_is_rare_is_told_together(charter):
    counts = {
        "clause": {"person.INJURE": 6, "machine.INJURE": 3, "person.MENACE": 4, "person.HAINE": 1},
        "report": {"insult": 5, "threat": 2},
    }
    content = told(charter, counts)
    assert [(one["id"], one["n"]) for one in content["clauses"]] == [("INJURE", 9), ("others", 5)]
    assert content["reports_by_reason"] == {"insult": 5, "others": 2}
    assert "MENACE" not in str(content)


def test_suspensions_are_told_by_length_and_bans_of_names_apart(charter):
    counts = {"sanction": {"name_ban": 3, "note": 9, "week": 6, "month": 2, "longer": 1}}
    content = told(charter, counts)
    assert (content["banned_names"], content["suspensions"]) == (3, 9)
    assert content["sanctions"] == {"note": 9, "week": 6, "others": 3}
    assert told(charter, {})["suspensions"] == 0


@pytest.mark.parametrize(("kept", "expected"), [(3, None), (4, 1)])
def test_no_share_is_told_of_few_answers(charter, kept, expected):
    counts = {"appeal_answer": {"person.overturned": 1, "machine.kept": kept}}
    assert told(charter, counts)["appeals_overturned"] == expected


def test_what_was_not_measured_is_none_and_never_zero(charter):
    content = told(charter, {})
    assert content["received"] == 0
    for name in ("wait_median_seconds", "errors", "agreement", "appeals_overturned"):
        assert content[name] is None, name
    assert content["by_hand"]["disputes"] is None
    assert content["by_hand"]["orders_to_act"] == 2


def test_agreement_and_errors_are_told_of_enough_readings(charter):
    few = told(charter, {}, agreement=(5, 1, 1, 22), sampled=(40, 29, 1))
    enough = told(charter, {}, agreement=(6, 1, 1, 22), sampled=(40, 30, 1))
    assert few["agreement"] is few["errors"] is None
    assert enough["agreement"]["read_twice"] == enough["errors"]["read"] == 30


@pytest.mark.parametrize("key", ["2026-s1", "2026-s2", "2026-t4", "2026-01", "2026-12"])
def test_keys_mean_one_period(key):
    assert key_of(period_called(key)) == key


@pytest.mark.parametrize(
    "key", ["", "2026", "2026-s3", "2026-t0", "2026-1", "2026-13", "0000-01", "2026-S1"]
)
def test_other_keys_mean_none(key):
    assert period_called(key) is None


def test_periods_that_are_over():
    found = [key_of(one) for one in past_periods(date(2026, 4, 10), date(2026, 11, 29))]
    assert found[:3] == ["2026-s1", "2026-t3", "2026-t2"]
    assert found[3:] == [
        "2026-10",
        "2026-09",
        "2026-08",
        "2026-07",
        "2026-06",
        "2026-05",
        "2026-04",
    ]


def test_what_is_not_known_any_more_is_left_out():
    assert by_hand_of({"disputes": 3, "gone": 1}) == ByHand(disputes=3)
