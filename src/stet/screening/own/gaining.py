"""How much better one ranking is than another on the same rows, and how sure that is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from stet.screening.evaluation.metrics import Bools, average_precision, roc_auc
from stet.screening.own.features import Floats, Ints

RESAMPLES: Final = 1_000
# One in two hundred useless heads may seem better by luck, and less often by both measures: a newsroom
# that learns every night draws many lots.
LEVEL: Final = 0.99
_SEED: Final = 7


@dataclass(frozen=True, slots=True)
class Gain:
    """One measure before and after, their difference, and the interval of the difference."""

    before: float
    after: float
    gain: float
    low: float
    high: float

    def as_dict(self) -> dict[str, Any]:
        return {name: round(value, 4) for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Gains:
    """Gains in average precision and in the area under the ROC curve."""

    precision: Gain
    auc: Gain

    @property
    def sure(self) -> bool:
        """Whether the lower bounds of both gains are above 0."""
        return self.precision.low > 0.0 and self.auc.low > 0.0

    def as_dict(self) -> dict[str, Any]:
        return {"average_precision": self.precision.as_dict(), "auc": self.auc.as_dict()}


def gains(truth: Bools, before: Floats, after: Floats, *, level: float = LEVEL) -> Gains:
    """What `after` gains over `before` on rows of which some are true and some not.

    The percentile bootstrap of the difference, both rankings measured on the same drawn rows:
    Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapters 8 and 13.
    """
    chance = np.random.default_rng(_SEED)
    old, new = _Ranking(truth, before), _Ranking(truth, after)
    differences = np.empty((RESAMPLES, 2))
    for turn in range(RESAMPLES):
        weights = np.bincount(
            chance.integers(0, len(truth), len(truth)), minlength=len(truth)
        ).astype(np.float64)
        differences[turn] = new.measured(weights) - old.measured(weights)
    sides = [(1.0 - level) / 2.0, (1.0 + level) / 2.0]
    (low, low_auc), (high, high_auc) = np.nanquantile(differences, sides, axis=0)
    first, second = average_precision(truth, before), average_precision(truth, after)
    area, later = roc_auc(truth, before), roc_auc(truth, after)
    return Gains(
        Gain(first, second, second - first, float(low), float(high)),
        Gain(area, later, later - area, float(low_auc), float(high_auc)),
    )


class _Ranking:
    """Rows in the order of their score, the highest first, to be measured under many weights."""

    def __init__(self, truth: Bools, score: Floats) -> None:
        order = np.argsort(-score, kind="stable")
        self._order: Ints = order
        self._truth = truth[order].astype(np.float64)
        ranked = score[order]
        # Rows of equal score stand or fall together.
        self._ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))

    def measured(self, weights: Floats) -> Floats:
        """Average precision and area, as `evaluation.metrics` has them, each row counted so often."""
        drawn = weights[self._order]
        hits = np.cumsum(drawn * self._truth)[self._ends]
        named = np.cumsum(drawn)[self._ends]
        misses = named - hits
        if not hits[-1] or not misses[-1]:
            return np.array([np.nan, np.nan])
        with np.errstate(invalid="ignore"):
            precision = np.where(named > 0, hits / np.maximum(named, 1.0), 0.0)
        recall = np.diff(hits, prepend=0.0) / hits[-1]
        width = np.diff(misses, prepend=0.0)
        area = (width * (hits - np.diff(hits, prepend=0.0) / 2.0)).sum()
        return np.array([(recall * precision).sum(), area / (hits[-1] * misses[-1])])
