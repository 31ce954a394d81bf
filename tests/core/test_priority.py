"""The order of what waits: risk times age, as one moment that needs no updating."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from moderation.core.charter import Category, Recommendation
from moderation.core.priority import DOUBLING_HOURS, Risk, due, report_weight, risk_of
from moderation.core.rules import Hit
from moderation.core.verdict import Score, Verdict

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)

NOTHING = Verdict(Recommendation.PUBLISH, (), (), {}, (), "0", "1", None, "fr")


def hit(category, calls_for):
    return Hit("lexicon", category, calls_for, "code")


def score(category, probability):
    return Score("X", category, probability, 0.5, Recommendation.REVIEW)


REVIEW, REFUSE = Recommendation.REVIEW, Recommendation.REFUSE


@pytest.mark.parametrize(
    ("hits", "scores", "weights", "amount"),
    [
        ((), (), (), 1.0),
        ((hit(Category.LINK, Recommendation.PUBLISH),), (), (), 1.0),  # a hint: no evidence
        ((hit(Category.INSULT, REVIEW),), (), (), 2.5),
        ((hit(Category.INSULT, REFUSE),), (), (), 4.0),
        ((hit(Category.THREAT, REFUSE),), (), (), 16.0),
        ((), (score("insult", 0.6),), (), 2.8),
        ((), (score("racism", 0.6),), (), 5.2),
        ((), (score("violation", 0.9), score("insult", 0.6)), (), 3.7),
        ((), (), (0.25,), 2.75),
        ((), (), (0.25, 0.25), 4.0625),
        ((), (), (0.25,) * 50, 8.0),  # many reports are no more than one that is certain
        ((hit(Category.THREAT, REFUSE),), (), (0.9,), 16.0),
    ],
)
def test_the_gravest_evidence_and_the_reports_make_the_risk(hits, scores, weights, amount):
    risk = risk_of(replace(NOTHING, hits=hits, scores=scores), weights)
    assert risk.amount == pytest.approx(amount, abs=1e-4)


def test_a_gap_accuses_nobody():
    assert risk_of(replace(NOTHING, gaps=("classifier",))) == risk_of(NOTHING)


@pytest.mark.parametrize(("amount", "hours"), [(1, 0), (2, 2), (4, 4), (16, 8)])
def test_twice_the_risk_is_worth_two_hours(amount, hours):
    assert due(NOW, Risk(amount)) == NOW - timedelta(hours=hours)


@pytest.mark.parametrize("later", [0, 1, 5, 48])
def test_the_order_is_that_of_risk_times_a_growing_age_whenever_one_looks(later):
    waiting = [(NOW - timedelta(hours=h), Risk(r)) for h in (0, 1, 3, 7, 30) for r in (1, 2.5, 16)]
    now = NOW + timedelta(hours=later)

    def claim(one):
        hours = (now - one[0]) / timedelta(hours=1)
        return one[1].amount * 2 ** (hours / DOUBLING_HOURS)

    assert sorted(waiting, key=lambda one: due(*one)) == sorted(waiting, key=claim, reverse=True)


@pytest.mark.parametrize(
    ("upheld", "dismissed", "weight"),
    [(0, 0, 0.25), (1, 0, 0.4), (0, 1, 0.2), (0, 16, 0.05), (16, 0, 0.85), (50, 50, 0.49)],
)
def test_a_reporters_record_counts_drawn_to_a_quarter(upheld, dismissed, weight):
    assert report_weight(upheld, dismissed) == pytest.approx(weight, abs=0.005)
