"""Exact bounds on a share that was counted: Clopper and Pearson.

C. J. Clopper and E. S. Pearson, "The Use of Confidence or Fiducial Limits
Illustrated in the Case of the Binomial", Biometrika 26 (1934), 404-413.

They are quantiles of the beta distribution. Those of scipy would do; but a
server that derives its thresholds at its start does not import scipy, which
takes a second (docs/decisions/0003).
"""

from math import exp, expm1, lgamma, log, log1p

#: A term that adds less than this part to the sum of those before it ends the sum.
_NEGLIGIBLE = 1e-17

#: Newton's method ends once a step moves the bound by less than this part of it: the next
#: would move it by the square. Where rounding keeps it from that it ends after so many steps.
_PRECISION, _STEPS = 1e-10, 60


def upper_bound(count: int, n: int, alpha: float) -> float:
    """Return the share that *count* of *n* does not exceed but with probability *alpha*.

    It is the share p at which *count* or fewer of *n* have the probability
    *alpha*, above 0 and below 1. Of none, nothing is known: 1.

    >>> round(upper_bound(0, 100, 0.05), 4)  # "the rule of three"
    0.0295

    Raises ValueError unless 0 <= count <= n.
    """
    if not 0 <= count <= n:
        raise ValueError(f"{count} of {n} is no share")
    if count == n:
        return 1.0
    if count == 0:
        return -expm1(log(alpha) / n)
    # The logarithm of the probability is concave and falls as the share grows, so that
    # Newton's method comes from above after its first step, and never leaves again.
    share = (count + 1) / (n + 1)
    for _ in range(_STEPS):
        log_tail, ratio = _lower_tail(count, n, share)
        closer = share + (log_tail - log(alpha)) * (1 - share) * ratio / (n - count)
        is_close = abs(closer - share) <= _PRECISION * share
        share = closer if closer < 1 else (share + 1) / 2
        if is_close:
            break
    return share


def lower_bound(count: int, n: int, alpha: float) -> float:
    """Return the share below which *count* of *n* lies but with probability *alpha*.

    Raises ValueError unless 0 <= count <= n.
    """
    return 1 - upper_bound(n - count, n, alpha)


def interval(count: int, n: int, confidence: float) -> tuple[float, float]:
    """Return the lower and the upper bound that hold together with *confidence*, 0 to 1.

    Raises ValueError unless 0 <= count <= n.
    """
    alpha = (1 - confidence) / 2
    return lower_bound(count, n, alpha), upper_bound(count, n, alpha)


def upper_tail(count: int, n: int, share: float) -> float:
    """Return the probability that *count* or more of *n* are drawn, each with probability *share*.

    >>> round(upper_tail(9, 10, 0.5), 4)
    0.0107

    Raises ValueError unless 0 <= count <= n and 0 < share < 1.
    """
    if not 0 <= count <= n or not 0 < share < 1:
        raise ValueError(f"{count} of {n}, each with {share}, is no draw")
    if count == 0:
        return 1.0
    return min(1.0, exp(_lower_tail(n - count, n, 1 - share)[0]))


def _lower_tail(count: int, n: int, share: float) -> tuple[float, float]:
    """Return the logarithm of the probability of *count* or fewer, and its ratio to that of *count*.

    The terms are summed from *count* downwards, each from the one before it.
    """
    odds = (1 - share) / share
    term = total = 1.0
    for i in range(count, 0, -1):
        term *= i / (n - i + 1) * odds
        total += term
        if term < _NEGLIGIBLE * total:
            break
    log_term = lgamma(n + 1) - lgamma(count + 1) - lgamma(n - count + 1)
    log_term += count * log(share) + (n - count) * log1p(-share)
    return log_term + log(total), total
