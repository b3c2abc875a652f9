"""From our probabilities to numbers that mean at familiar thresholds what Perspective's meant there.

Two scales. TOXICITY is mapped so that it is as often above any threshold as the real API's score was
on the same comments; the knots are in ``calibration.json``, fitted by ``training.perspective_map`` for
one shipped screener. Of the clauses nobody has the real API's scores: theirs are anchored to our own
thresholds, 0.5 where the screener names a clause and 0.8 where it would reject for it.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

NAMED_AT: Final = 0.5
REJECTED_AT: Final = 0.8

Knots = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Calibration:
    """The map of ``overall`` to TOXICITY, and the digest of the models that it was fitted for."""

    models: str
    toxicity: tuple[tuple[float, float], ...]


@cache
def calibration() -> Calibration:
    """The shipped map."""
    given = json.loads(files(__package__).joinpath("calibration.json").read_text("utf-8"))
    return Calibration(given["models"], tuple((x, y) for x, y in given["toxicity"]))


def toxicity_of(overall: float) -> float:
    """The TOXICITY of an overall probability."""
    return along(calibration().toxicity, overall)


def along(knots: Knots, at: float) -> float:
    """The height at ``at`` of the line through the knots, which rise; level beyond its ends."""
    after = bisect_right(knots, at, key=lambda knot: knot[0])
    if after == 0:
        return knots[0][1]
    left, low = knots[after - 1]
    if after == len(knots):
        return low
    right, high = knots[after]
    return low + (high - low) * (at - left) / (right - left)


def anchored(probability: float, named_at: float, rejected_at: float) -> float:
    """The probability on a scale where 0.5 is ``named_at`` and 0.8 is ``rejected_at``."""
    if probability < named_at:
        return NAMED_AT * probability / named_at
    if probability < rejected_at:
        share = (probability - named_at) / (rejected_at - named_at)
        return NAMED_AT + (REJECTED_AT - NAMED_AT) * share
    if rejected_at >= 1.0:
        return REJECTED_AT
    return REJECTED_AT + (1.0 - REJECTED_AT) * (probability - rejected_at) / (1.0 - rejected_at)
