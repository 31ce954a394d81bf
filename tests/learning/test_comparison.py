"""Worse, or not: by more than anybody notices, and not by chance."""

import numpy as np
import pytest

from moderation.learning.comparison import Answers, Comparison, Measure, auc, compare
from moderation.learning.dataset import LabelledComment


def make(n_bad: int, n_ordinary: int) -> list[LabelledComment]:
    return [
        LabelledComment(f"{i}", "fr", {"insult": 2 if i < n_bad else 0})
        for i in range(n_bad + n_ordinary)
    ]


def said(n_bad: int, n_ordinary: int, rng: np.random.Generator, *, gap: float) -> np.ndarray:
    scores = rng.normal(size=n_bad + n_ordinary)
    scores[:n_bad] += gap
    return 1 / (1 + np.exp(-scores))


def by_measure(found: tuple[Comparison, ...]) -> dict[Measure, Comparison]:
    return {one.measure: one for one in found}


def test_auc_counts_pairs_and_a_tie_is_half() -> None:
    violates = np.array([True, True, False, False])
    assert auc(violates, np.array([0.9, 0.5, 0.5, 0.1])) == 3.5 / 4


def test_a_classifier_is_not_worse_than_itself(rng: np.random.Generator) -> None:
    violation = said(100, 300, rng, gap=1)
    same = Answers(violation, violation >= 0.5)
    for found in compare("set", make(100, 300), same, same):
        assert (found.loss, found.is_worse, found.chance) == (0, False, 1)


def test_one_that_ranks_plainly_worse_is_worse(rng: np.random.Generator) -> None:
    good, bad = (said(300, 900, rng, gap=gap) for gap in (2.0, 1.0))
    found = by_measure(
        compare("set", make(300, 900), Answers(good, good >= 2), Answers(bad, bad >= 2))
    )
    assert found[Measure.AUC].is_worse
    assert not found[Measure.ORDINARY_HELD].is_worse


def test_a_loss_that_nobody_would_notice_is_no_reason(rng: np.random.Generator) -> None:
    before = said(2_000, 2_000, rng, gap=3)
    after = before.copy()
    after[:5] = 0  # five violations in 2,000 fall to the bottom: surely worse, by .0025
    found = by_measure(
        compare("set", make(2_000, 2_000), Answers(before, before > 2), Answers(after, after > 2))
    )[Measure.AUC]
    assert found.chance < 0.05
    assert 0 < found.loss < 0.005
    assert not found.is_worse


def test_chance_is_no_reason() -> None:
    """Of 40 ordinary comments two more are held: 5 %, and it may well be chance."""
    comments, nothing = make(0, 40), np.zeros(40)
    before, after = np.zeros(40, dtype=bool), np.arange(40) < 2
    (found,) = compare("set", comments, Answers(nothing, before), Answers(nothing, after))
    assert found.measure is Measure.ORDINARY_HELD
    assert (found.loss, found.chance) == (pytest.approx(0.05), 0.25)  # one half of one half
    assert not found.is_worse


def test_more_ordinary_comments_held_is_worse_and_fewer_is_better() -> None:
    comments, nothing = make(0, 400), np.zeros(400)
    few, many = np.arange(400) < 8, np.arange(400) < 20
    (found,) = compare("set", comments, Answers(nothing, few), Answers(nothing, many))
    assert found.is_worse
    assert found.chance == pytest.approx(0.5**12)
    (found,) = compare("set", comments, Answers(nothing, many), Answers(nothing, few))
    assert not found.is_worse


def test_where_there_are_violations_alone_they_must_stay_held() -> None:
    comments, nothing = make(40, 0), np.ones(40)
    before, after = np.ones(40, dtype=bool), np.arange(40) < 30
    (found,) = compare("set", comments, Answers(nothing, before), Answers(nothing, after))
    assert (found.measure, found.is_worse) == (Measure.VIOLATIONS_HELD, True)


def test_a_handful_of_comments_says_nothing() -> None:
    nothing = Answers(np.zeros(9), np.zeros(9, dtype=bool))
    assert compare("set", make(0, 9), nothing, nothing) == ()
