"""The whole and its parts: a violation is any of the categories that break the charter."""

import numpy as np
import pytest

from moderation.learning.classifier import CATEGORIES, agreed, halfway
from moderation.learning.dataset import VIOLATIONS
from moderation.learning.weights import sigmoid


def test_the_whole_is_never_less_likely_than_a_part(rng: np.random.Generator) -> None:
    said = agreed(rng.normal(scale=4, size=(500, len(CATEGORIES))), CATEGORIES)
    parts = [CATEGORIES.index(name) for name in VIOLATIONS]
    whole = said[:, CATEGORIES.index("violation")]
    assert (whole >= said[:, parts].max(axis=1)).all()


def test_those_that_disagree_meet_halfway_and_others_stay() -> None:
    log_odds = np.full((2, len(CATEGORIES)), -3.0)
    whole, threat, vulgar = (CATEGORIES.index(n) for n in ("violation", "threat", "vulgarity"))
    log_odds[0, [whole, threat, vulgar]] = -1.0, 2.0, 3.0
    said = agreed(log_odds, CATEGORIES)
    assert said[0, [whole, threat]] == pytest.approx(sigmoid(np.array([0.5, 0.5])))
    assert said[0, vulgar] == pytest.approx(sigmoid(np.array(3.0))), "coarse breaks no clause"
    assert said[1] == pytest.approx(sigmoid(log_odds[1]))


def test_halfway_lowers_nothing() -> None:
    assert halfway(np.array([1.0, 1.0]), np.array([3.0, -3.0])).tolist() == [2.0, 1.0]
