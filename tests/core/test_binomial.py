"""Exact bounds on a share, against scipy's."""

import pytest
from scipy.stats import beta

from moderation.core.binomial import lower_bound, upper_bound

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
