"""Cohen's kappa and its bounds, against scikit-learn and by chance itself."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from moderation.core.agreement import (
    Agreement,
    Reading,
    by_clause,
    by_pair,
    chance_of,
    on_the_whole,
)


def answers(agreement):
    pairs = [(1, 1)] * agreement.both + [(1, 0)] * agreement.first_alone
    pairs += [(0, 1)] * agreement.second_alone + [(0, 0)] * agreement.neither
    return zip(*pairs, strict=True)


@pytest.mark.parametrize(
    "counts",
    [
        (20, 5, 10, 15),
        (45, 15, 25, 15),
        (1, 0, 0, 99),
        (0, 3, 4, 93),
        (10, 40, 40, 10),
        (31, 12, 4, 58),
    ],
)
def test_kappa_is_that_of_scikit_learn(counts):
    agreement = Agreement(*counts)
    first, second = answers(agreement)
    assert agreement.kappa == pytest.approx(cohen_kappa_score(list(first), list(second)))


@pytest.mark.parametrize("counts", [(0, 0, 0, 0), (0, 0, 0, 12), (7, 0, 0, 0)])
def test_where_nothing_is_told_apart_there_is_no_kappa(counts):
    assert Agreement(*counts).kappa is None
    assert Agreement(*counts).interval(0.95) is None


def test_no_disagreement_among_few_is_no_certainty():
    low, high = Agreement(6, 0, 0, 24).interval(0.95)
    assert low < 0.7
    assert high == pytest.approx(1)


@pytest.mark.parametrize(
    ("n", "share", "kappa"), [(20, 0.2, 0.8), (50, 0.05, 0.7), (100, 0.2, 0.6), (300, 0.1, 0.5)]
)
def test_the_interval_holds_as_often_as_it_says(n, share, kappa):
    chance = share**2 + (1 - share) ** 2
    differ = (1 - (kappa * (1 - chance) + chance)) / 2
    draws = np.random.default_rng(7).multinomial(
        n, [share - differ, differ, differ, 1 - share - differ], size=400
    )
    found = [Agreement(*map(int, one)).interval(0.95) for one in draws]
    held = [low <= kappa <= high for low, high in filter(None, found)]
    assert np.mean(held) >= 0.94


def reading(first, second, *, by=(1, 2)):
    return Reading(1, *by, frozenset(first), frozenset(second))


def test_a_comment_is_read_alike_on_the_whole_and_not_on_a_clause():
    readings = [reading("A", "B"), reading("A", "A"), reading("", ""), reading("AB", "")]
    assert on_the_whole(readings) == Agreement(2, 1, 0, 1)
    assert by_clause(readings) == {"A": Agreement(1, 2, 0, 1), "B": Agreement(0, 1, 1, 2)}


def test_a_pair_is_told_of_from_enough_readings_on_and_has_no_first():
    readings = [reading("A", "A"), reading("", "", by=(2, 1)), reading("A", "A", by=(1, 3))]
    assert by_pair(readings, at_least=2) == {frozenset({1, 2}): Agreement(1, 0, 0, 1)}


def test_chance_is_the_same_each_time_and_another_elsewhere():
    assert chance_of("s", 1) == chance_of("s", 1)
    assert len({chance_of("s", 1), chance_of("s", 2), chance_of("t", 1)}) == 3
