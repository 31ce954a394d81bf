"""The sample: who is drawn, and what is learnt of it."""

import pytest

from moderation.core.sample import Tally, is_drawn


@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 0.98, 1.0])
def test_as_many_are_drawn_as_the_charter_says(share: float) -> None:
    drawn = sum(is_drawn(share, f"chance {number}") for number in range(20_000))
    assert drawn / 20_000 == pytest.approx(share, abs=0.01)  # three standard deviations at .5


def test_a_larger_sample_holds_the_smaller_one() -> None:
    chances = [f"chance {number}" for number in range(1_000)]
    small = {chance for chance in chances if is_drawn(0.1, chance)}
    assert small < {chance for chance in chances if is_drawn(0.3, chance)}


@pytest.mark.parametrize(
    ("tally", "rate", "low", "high"),
    [
        (Tally(5, 0, 0), None, 0.0, 1.0),  # nobody has decided: nothing is known
        (Tally(100, 100, 0), 0.0, 0.0, 0.0362),
        (Tally(120, 100, 5), 0.05, 0.0164, 0.1128),  # scipy.stats.beta.ppf gives the same
        (Tally(3, 3, 3), 1.0, 0.2924, 1.0),
    ],
)
def test_the_rate_is_of_what_is_decided_and_has_exact_bounds(
    tally: Tally, rate: float | None, low: float, high: float
) -> None:
    assert tally.rate == rate
    assert tally.interval(0.95) == pytest.approx((low, high), abs=5e-5)
