"""Exact bounds on a share, against scipy's, and exact tails, against all outcomes."""

from itertools import product

import pytest
from scipy.stats import beta

from moderation.core.binomial import lower_bound, upper_bound, upper_tail

CASES = [
    (successes, trials, alpha)
    for trials in (1, 7, 59, 400, 5_000)
    for successes in sorted({0, 1, trials // 50, trials // 2, trials - 1, trials})
    for alpha in (0.2, 0.05, 0.0125, 0.001)
]


@pytest.mark.parametrize(("successes", "trials", "alpha"), CASES)
def test_the_bounds_are_those_of_the_beta_distribution(
    successes: int, trials: int, alpha: float
) -> None:
    """Clopper and Pearson (1934)."""
    upper = beta.ppf(1 - alpha, successes + 1, trials - successes) if successes < trials else 1
    lower = beta.ppf(alpha, successes, trials - successes + 1) if successes else 0
    assert upper_bound(successes, trials, alpha) == pytest.approx(upper, abs=1e-6)
    assert lower_bound(successes, trials, alpha) == pytest.approx(lower, abs=1e-6)


def test_without_a_trial_nothing_is_known() -> None:
    assert (lower_bound(0, 0, 0.05), upper_bound(0, 0, 0.05)) == (0, 1)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.9])
def test_the_upper_tail_is_that_of_all_outcomes_counted(share: float) -> None:
    for count in range(9):
        outcomes = product((0, 1), repeat=8)
        exact = sum(
            share ** sum(one) * (1 - share) ** (8 - sum(one))
            for one in outcomes
            if sum(one) >= count
        )
        assert upper_tail(count, 8, share) == pytest.approx(exact, rel=1e-9)


def test_a_tail_too_thin_for_a_difference_is_still_exact() -> None:
    """Far out, where 1 minus the rest would be nothing."""
    assert upper_tail(100, 100, 0.01) == pytest.approx(1e-200, rel=1e-6)


@pytest.mark.parametrize(
    ("count", "n", "share"), [(11, 10, 0.5), (-1, 10, 0.5), (1, 10, 0.0), (1, 10, 1.0)]
)
def test_what_is_no_draw_is_refused(count: int, n: int, share: float) -> None:
    with pytest.raises(ValueError, match="no draw"):
        upper_tail(count, n, share)
