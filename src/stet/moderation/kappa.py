"""Cohen's kappa: how far two people agree beyond what chance alone would bring, with an interval.

Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological
Measurement 20 (1), 37-46. The standard error is the large-sample one of Fleiss, J. L., Cohen, J.
and Everitt, B. S. (1969). Large sample standard errors of kappa and weighted kappa. Psychological
Bulletin 72 (5), 323-327, https://doi.org/10.1037/h0028106, as SAS and Stata compute it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from stet.moderation.intervals import wilson

# Less than this is what rounding leaves of 0 when its root is taken.
_NOTHING = 1e-6

Table = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Kappa:
    """``value`` lies from -1 to 1, in ``low`` to ``high`` at the level asked for.

    ``observed`` is the share of ``pairs`` in which both said the same, ``expected`` the share that
    chance would bring.
    """

    value: float
    low: float
    high: float
    pairs: int
    observed: float
    expected: float


def cohens_kappa(table: Table, level: float = 0.95) -> Kappa | None:
    """Kappa of a square table of counts: rows say what the first found, columns the second.

    None where it is not defined: no pairs, or both always gave one and the same answer, so that
    chance alone would make them agree. Raises `ValueError` unless the table is square.
    """
    sizes = {len(row) for row in table}
    if sizes != {len(table)}:
        raise ValueError("the table must be square")
    pairs = sum(map(sum, table))
    if not pairs:
        return None
    shares = [[count / pairs for count in row] for row in table]
    rows = [sum(row) for row in shares]
    columns = [sum(column) for column in zip(*shares, strict=True)]
    observed = sum(shares[i][i] for i in range(len(shares)))
    expected = sum(row * column for row, column in zip(rows, columns, strict=True))
    if math.isclose(expected, 1.0):
        return None
    value = (observed - expected) / (1 - expected)
    error = _standard_error(shares, rows, columns, value=value, pairs=pairs)
    reach = NormalDist().inv_cdf(0.5 + level / 2) * error
    low, high = max(-1.0, value - reach), min(1.0, value + reach)
    if math.isclose(error, 0.0, abs_tol=_NOTHING):
        low, high = _where_nobody_differs(observed, expected, pairs, level)
    return Kappa(value, low, high, pairs, observed, expected)


def _standard_error(
    shares: list[list[float]],
    rows: list[float],
    columns: list[float],
    *,
    value: float,
    pairs: int,
) -> float:
    """That of Fleiss, Cohen and Everitt (1969) for kappa without weights."""
    size = range(len(shares))
    expected = sum(rows[i] * columns[i] for i in size)
    same = sum(shares[i][i] * (1 - (rows[i] + columns[i]) * (1 - value)) ** 2 for i in size)
    other = sum(shares[i][j] * (columns[i] + rows[j]) ** 2 for i in size for j in size if i != j)
    rest = (value - expected * (1 - value)) ** 2
    variance = (same + (1 - value) ** 2 * other - rest) / (pairs * (1 - expected) ** 2)
    return math.sqrt(max(0.0, variance))


def _where_nobody_differs(
    observed: float, expected: float, pairs: int, level: float
) -> tuple[float, float]:
    """An interval where the standard error is 0, say because nobody ever disagreed.

    A width of 0 would claim what no sample can. The share of agreement has Wilson's interval, which
    has a width here too; chance's share is held where it is.
    """
    bounds = wilson(round(observed * pairs), pairs, level)
    low, high = ((bound - expected) / (1 - expected) for bound in bounds)
    return max(-1.0, low), min(1.0, high)
