"""Logistic regression that departs from what is known only as far as the decisions carry it.

Minimised is `sum v log(1 + exp(-s (offset + x w))) + 1/2 sum ridge w^2`, s being +1 or -1 and v what
a row counts for: with no weights the answer is the offset, the log-odds that the screener gave. By iteratively reweighted
least squares, each system solved by conjugate gradients: Komarek and Moore 2005, Making logistic
regression a core data mining tool with TR-IRLS, CMU-RI-TR-05-27; ridge as in le Cessie and van
Houwelingen 1992, Ridge estimators in logistic regression. The steps are halved until the loss
falls, as Newton's method needs far from the minimum (Nocedal and Wright 2006, section 3.1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from stet.screening.own.features import DENSE, PLACES, WIDTH, Floats, Rows, sigmoid

_STEPS: Final = 12
_INNER: Final = 30
_HALVINGS: Final = 8
# Of the loss: below this a further step moves no score in its fourth digit.
_LITTLE: Final = 1e-5
_LOOSE: Final = 0.05  # how exactly a step is solved: the next one mends the rest


@dataclass(frozen=True, slots=True)
class Ridge:
    """How strongly weights are held to 0: those of the scores, and those of the words."""

    scores: float
    words: float

    def column(self, columns: int = PLACES) -> Floats:
        """[DENSE + columns]; the constant is free but for a trace that keeps it finite."""
        ridge = np.full(DENSE + columns, self.words)
        ridge[:DENSE] = self.scores
        ridge[0] = 1e-3
        return ridge


def fit(
    rows: Rows, offset: Floats, truth: Floats, ridge: Ridge, counts: Floats | None = None
) -> Floats:
    """The weights [WIDTH] for rows whose truth is 0 or 1; deterministic.

    `counts` is what each row counts for, 0 to 1; without it all count alike.
    """
    counts = np.ones(len(rows)) if counts is None else counts
    # Words that no row has keep the weight 0; without them the vectors are short.
    packed, left = rows.packed()
    found = np.zeros(WIDTH)
    weights = _fitted(packed, offset, truth, ridge.column(packed.columns), counts)
    found[:DENSE] = weights[:DENSE]
    found[DENSE + left] = weights[DENSE:]
    return found


def _fitted(rows: Rows, offset: Floats, truth: Floats, held: Floats, counts: Floats) -> Floats:
    weights = np.zeros(len(held))
    raw = offset
    loss = _loss(raw, truth, counts, weights, held)
    for _ in range(_STEPS):
        chance = sigmoid(raw)
        slope = rows.back(counts * (chance - truth)) + held * weights
        bend = counts * np.maximum(chance * (1.0 - chance), 1e-6)
        step = _solved(rows, bend, held, -slope)
        towards = rows.times(step)
        for halving in range(_HALVINGS):
            share = 0.5**halving
            moved = weights + share * step
            tried = _loss(raw + share * towards, truth, counts, moved, held)
            if tried < loss:
                break
        else:
            break
        gained, loss = loss - tried, tried
        weights, raw = weights + share * step, raw + share * towards
        if gained < _LITTLE * max(loss, 1.0):
            break
    return weights


def _loss(raw: Floats, truth: Floats, counts: Floats, weights: Floats, held: Floats) -> float:
    signed = np.where(truth > 0, raw, -raw)
    lost = (counts * np.logaddexp(0.0, -signed)).sum()
    return float(lost + 0.5 * (held * weights**2).sum())


def _solved(rows: Rows, bend: Floats, held: Floats, wanted: Floats) -> Floats:
    """x of (X' D X + ridge) x = wanted, by conjugate gradients with the diagonal as preconditioner."""

    def product(vector: Floats) -> Floats:
        return rows.back(bend * rows.times(vector)) + held * vector

    return _conjugate(product, wanted, 1.0 / (rows.back(bend, squared=True) + held))


def _conjugate(product: Callable[[Floats], Floats], wanted: Floats, scale: Floats) -> Floats:
    found, left = np.zeros_like(wanted), wanted.copy()
    towards = scale * left
    length = float(left @ towards)
    enough = _LOOSE**2 * length
    for _ in range(_INNER):
        if length <= enough:
            break
        bent = product(towards)
        far = length / float(towards @ bent)
        found += far * towards
        left -= far * bent
        scaled = scale * left
        before, length = length, float(left @ scaled)
        towards = scaled + (length / before) * towards
    return found
