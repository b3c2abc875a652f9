"""How two scores of the same texts agree, and which threshold of ours stands for one of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stet.screening.evaluation.metrics import roc_auc

Floats = npt.NDArray[np.float64]
BINS: Final = 20
# Fewer rows than this above a threshold say more of chance than of the threshold.
ENOUGH: Final = 30


@dataclass(frozen=True, slots=True)
class At:
    """One threshold of theirs. Shares are of all rows; ``theirs`` and ``ours`` flag at or above it.

    ``instead`` is our threshold that flags the same share, and ``agree``, ``kappa`` how far the flags then
    agree; ``area`` is how well our score tells apart what theirs flags (ROC AUC; nan with one kind only).
    """

    threshold: float
    theirs: float
    ours: float
    agree_same: float
    instead: float
    agree: float
    kappa: float
    area: float
    enough: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """How well each score tells apart what the newsroom rejected from what it approved (ROC AUC)."""

    rows: int
    rejected: int
    ours: float
    theirs: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Both scores over all rows. Histograms are shares in ``BINS`` equal parts of 0 to 1."""

    rows: int
    pearson: float
    spearman: float
    at: tuple[At, ...]
    ours: Floats
    theirs: Floats
    decided: Decided | None


def compare(
    ours: Sequence[float],
    theirs: Sequence[float],
    thresholds: Sequence[float],
    rejected: Sequence[bool | None] = (),
) -> Compared:
    """Raises ValueError where there are no rows, or not as many of each."""
    mine, other = np.asarray(ours, dtype=np.float64), np.asarray(theirs, dtype=np.float64)
    if not len(mine) or len(mine) != len(other):
        raise ValueError("as many scores of each, and at least one")
    return Compared(
        len(mine),
        _correlation(mine, other),
        _correlation(_ranks(mine), _ranks(other)),
        tuple(_at(mine, other, threshold) for threshold in thresholds),
        _histogram(mine),
        _histogram(other),
        _decided(mine, other, rejected),
    )


def _at(mine: Floats, other: Floats, threshold: float) -> At:
    flagged, same = other >= threshold, mine >= threshold
    instead = _flagging(mine, int(flagged.sum()))
    chosen = mine >= instead
    agree = float((chosen == flagged).mean())
    both = bool(flagged.any()) and not bool(flagged.all())
    return At(
        threshold,
        float(flagged.mean()),
        float(same.mean()),
        float((same == flagged).mean()),
        instead,
        agree,
        _kappa(agree, float(flagged.mean()), float(chosen.mean())),
        roc_auc(flagged, mine) if both else float("nan"),
        int(flagged.sum()) >= ENOUGH,
    )


def _flagging(scores: Floats, count: int) -> float:
    """The threshold at which ``count`` rows (or, with ties, the nearest number) are flagged."""
    if count == 0:
        return 1.0
    levels, sizes = np.unique(scores, return_counts=True)
    flagged = np.cumsum(sizes[::-1])[::-1]
    best = int(np.argmin(np.abs(flagged - count)))
    # Halfway to the next lower score, so that rounding it for a setting changes nothing.
    return float(levels[best] if best == 0 else (levels[best] + levels[best - 1]) / 2)


def _kappa(agree: float, one: float, other: float) -> float:
    """Cohen 1960, A coefficient of agreement for nominal scales; nan where chance alone explains all."""
    chance = one * other + (1 - one) * (1 - other)
    return (agree - chance) / (1 - chance) if chance < 1 else float("nan")


def _ranks(values: Floats) -> Floats:
    """Ranks from 1, equal values sharing their mean rank."""
    _, place, sizes = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(sizes)
    ranks: Floats = ((last - sizes + 1 + last) / 2.0)[place]
    return ranks


def _correlation(one: Floats, other: Floats) -> float:
    if len(one) < 2 or not one.std() or not other.std():
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])


def _histogram(scores: Floats) -> Floats:
    counts, _ = np.histogram(scores, bins=BINS, range=(0.0, 1.0))
    shares: Floats = counts / len(scores)
    return shares


def _decided(mine: Floats, other: Floats, rejected: Sequence[bool | None]) -> Decided | None:
    told = np.array([one is not None for one in rejected], dtype=bool)
    if len(told) != len(mine) or not told.any():
        return None
    truth = np.array([bool(one) for one in rejected], dtype=bool)[told]
    if truth.all() or not truth.any():
        return None
    return Decided(
        len(truth), int(truth.sum()), roc_auc(truth, mine[told]), roc_auc(truth, other[told])
    )
