"""How sure a share is that was counted: the score interval for a proportion."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist


def wilson(successes: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The two-sided score interval for ``successes`` of ``n``: lower and upper bound, 0 to 1.

    Of nothing nothing is known: (0, 1) for ``n`` of 0. Raises ValueError for counts that cannot be
    and for a ``level`` that does not lie between 0 and 1.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927), 209-212; without continuity
    correction, as recommended by L. D. Brown, T. T. Cai and A. DasGupta, "Interval estimation for a
    binomial proportion", Statistical Science 16 (2001), 101-133.
    """
    if not 0 <= successes <= n:
        raise ValueError("successes lie between 0 and n")
    if not 0.0 < level < 1.0:
        raise ValueError("the level lies between 0 and 1")
    if n == 0:
        return 0.0, 1.0
    z2 = NormalDist().inv_cdf((1.0 + level) / 2.0) ** 2
    centre = successes + z2 / 2.0
    spread = sqrt(z2 * (successes * (n - successes) / n + z2 / 4.0))
    # At the ends the bound is exactly 0 or 1; rounding must not leave it beside the share itself.
    lower = 0.0 if successes == 0 else (centre - spread) / (n + z2)
    upper = 1.0 if successes == n else (centre + spread) / (n + z2)
    return lower, upper


def fewest_without_error(promise: float, level: float = 0.95) -> int:
    """How many successes without one failure put the interval's lower bound at ``promise``.

    n / (n + z²) >= p, so n >= z² p / (1 - p): 35 for 90 %, 73 for 95 %, 381 for 99 %. Raises
    ValueError unless ``promise`` lies between 0 and 1.
    """
    if not 0.0 < promise < 1.0:
        raise ValueError("the promise lies between 0 and 1")
    z2 = NormalDist().inv_cdf((1.0 + level) / 2.0) ** 2
    n = max(int(z2 * promise / (1.0 - promise)) - 1, 1)
    while wilson(n, n, level)[0] < promise:
        n += 1
    return n
