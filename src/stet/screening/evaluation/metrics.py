"""The measures, in numpy. Truth is a column of booleans, a score a column of numbers of equal length.

A measure that the rows cannot give (a class without a row) is nan, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NAN: Final = float("nan")
# As in Guo et al. 2017, On Calibration of Modern Neural Networks (there of equal width).
BINS: Final = 15
_RESAMPLES: Final = 1_000
_CONFIDENCE: Final = 0.95


def roc_auc(truth: Bools, score: Floats) -> float:
    """How often a random positive scores above a random negative, a tie counting one half.

    The Mann-Whitney statistic; see Fawcett 2006, An introduction to ROC analysis, section 7.
    """
    positive, negative = _at_each_score(truth, score)
    return _area(positive, negative)


def average_precision(truth: Bools, score: Floats) -> float:
    """Precision at each distinct threshold, weighted by the recall gained there.

    Not interpolated; Manning, Raghavan, Schütze 2008, Introduction to Information Retrieval, section 8.4.
    """
    precision, recall = precision_recall_curve(truth, score)
    if not len(recall):
        return NAN
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def roc_curve(truth: Bools, score: Floats) -> tuple[Floats, Floats]:
    """False and true positive rates at each distinct threshold, the highest first, from (0, 0)."""
    positive, negative = _at_each_score(truth, score)
    if not positive.sum() or not negative.sum():
        return np.empty(0), np.empty(0)
    wrong = np.concatenate([[0.0], np.cumsum(negative[::-1]) / negative.sum()])
    right = np.concatenate([[0.0], np.cumsum(positive[::-1]) / positive.sum()])
    return wrong, right


def precision_recall_curve(truth: Bools, score: Floats) -> tuple[Floats, Floats]:
    """Precision and recall at each distinct threshold, the highest first."""
    positive, negative = _at_each_score(truth, score)
    if not positive.sum():
        return np.empty(0), np.empty(0)
    hits = np.cumsum(positive[::-1])
    named = hits + np.cumsum(negative[::-1])
    return hits / named, hits / positive.sum()


def precision_recall(truth: Bools, named: Bools) -> tuple[float, float]:
    """Precision and recall of a yes or no."""
    hits = float(np.sum(truth & named))
    return _share(hits, float(named.sum())), _share(hits, float(truth.sum()))


def f1(truth: Bools, named: Bools) -> float:
    """The harmonic mean of precision and recall: 2 hits / (named + true); nan with nothing of either."""
    return _share(2.0 * float(np.sum(truth & named)), float(named.sum() + truth.sum()))


def macro_f1(truth: Bools, named: Bools) -> float:
    """The mean of the F1 of yes and that of no, as SemEval-2023 task 10 (edos) ranks by."""
    return (f1(truth, named) + f1(~truth, ~named)) / 2.0


def share(named: Bools) -> float:
    """The share of rows that are named."""
    return float(named.mean()) if len(named) else NAN


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows of like score: how many, their mean score, and the share of them that is true."""

    rows: int
    score: float
    truth: float


def reliability(truth: Bools, score: Floats, bins: int = BINS) -> list[Bin]:
    """Bins of about equally many rows, by score; equal scores are never parted, so there may be fewer.

    Nguyen and O'Connor 2015, Posterior calibration and exploratory analysis for NLP models (equal mass).
    """
    if not len(score):
        return []
    # The last score of each bin; whole numbers, because rounding would move a row at an edge.
    ends = [-(-at * len(score) // bins) - 1 for at in range(1, bins)]
    place = np.searchsorted(np.sort(score)[ends], score)
    rows = np.bincount(place, minlength=bins)
    scores = np.bincount(place, weights=score, minlength=bins)
    truths = np.bincount(place, weights=truth.astype(float), minlength=bins)
    return [
        Bin(int(n), float(s / n), float(t / n))
        for n, s, t in zip(rows, scores, truths, strict=True)
        if n
    ]


def calibration_error(truth: Bools, score: Floats, bins: int = BINS) -> float:
    """Expected calibration error: the gaps between mean score and share of true, weighted by rows.

    Naeini et al. 2015, Obtaining well calibrated probabilities using Bayesian binning.
    """
    if not len(score):
        return NAN
    gaps = sum(one.rows * abs(one.score - one.truth) for one in reliability(truth, score, bins))
    return gaps / len(score)


def span_f1(truth: Iterable[tuple[int, int]], found: Iterable[tuple[int, int]]) -> float:
    """F1 of one text's marked characters, the spans being half-open ranges of them.

    As SemEval-2021 task 5 has it (Pavlopoulos et al. 2021): 1 where both mark nothing, 0 where only one does.
    """
    marked = {at for start, end in truth for at in range(start, end)}
    guessed = {at for start, end in found for at in range(start, end)}
    if not marked or not guessed:
        return float(marked == guessed)
    return 2.0 * len(marked & guessed) / (len(marked) + len(guessed))


def mean_auc_interval(sets: Iterable[tuple[Bools, Floats]], seed: int = 7) -> tuple[float, float]:
    """The 95 % interval of the mean ROC AUC of several sets, rows drawn anew within each.

    The percentile bootstrap of Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13.
    """
    chance = np.random.default_rng(seed)
    drawn = [_redrawn(truth, score, chance) for truth, score in sets]
    if not drawn:
        return NAN, NAN
    means = np.mean(drawn, axis=0)
    if np.isnan(means).all():
        return NAN, NAN
    low, high = np.nanquantile(means, [(1 - _CONFIDENCE) / 2, (1 + _CONFIDENCE) / 2])
    return float(low), float(high)


def _redrawn(truth: Bools, score: Floats, chance: np.random.Generator) -> Floats:
    """The AUC of many samples of the rows, drawn with replacement."""
    if not len(score):
        return np.full(_RESAMPLES, NAN)
    levels, code = np.unique(score, return_inverse=True)
    # A row's class and score in one number, so that a sample is one count.
    cell = code * 2 + truth
    areas = np.empty(_RESAMPLES)
    for turn in range(_RESAMPLES):
        drawn = cell[chance.integers(0, len(cell), len(cell))]
        counts = np.bincount(drawn, minlength=2 * len(levels)).astype(float)
        areas[turn] = _area(counts[1::2], counts[::2])
    return areas


def _at_each_score(truth: Bools, score: Floats) -> tuple[Floats, Floats]:
    """How many positives and how many negatives have each distinct score, the lowest first."""
    levels, code = np.unique(score, return_inverse=True)
    positive = np.bincount(code[truth], minlength=len(levels)).astype(np.float64)
    negative = np.bincount(code[~truth], minlength=len(levels)).astype(np.float64)
    return positive, negative


def _area(positive: Floats, negative: Floats) -> float:
    pairs = float(positive.sum() * negative.sum())
    below = np.cumsum(negative) - negative
    return _share(float(np.sum(positive * (below + negative / 2.0))), pairs)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else NAN
