"""Decisions of people and labels of other systems, in one order of time: what may be learned from what.

A label may train and never measures: where the earlier part ends is counted in people's decisions, and
labels that came after it are left out. It counts for half a decision, because another house works by
other guidelines, and for nothing where its system cannot have meant the clause that is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from stet.screening.own.features import Floats, Row
from stet.screening.own.head import ANY, Scores

# Of people's decisions, the earlier share is learned from.
LEARNED_SHARE: Final = 0.7
LABEL_COUNTS: Final = 0.5


@dataclass(frozen=True)
class Decided:
    """One decision: the comment's features, what the screener that ships scores it, what the one
    in use scores it, whether it was rejected, and the clauses that were cited.

    `label`: another system's verdict on a text of its own, and nobody's decision here."""

    row: Row
    scores: Scores
    used: Scores
    rejected: bool
    clauses: frozenset[str] = frozenset()
    label: bool = False


def own(past: Iterable[Decided]) -> list[Decided]:
    """People's decisions alone."""
    return [one for one in past if not one.label]


def place_of(past: Sequence[Decided], share: float) -> int:
    """Where in `past` the earlier share of people's decisions ends."""
    places = [place for place, one in enumerate(past) if not one.label]
    first = round(len(places) * share)
    return places[first] if first < len(places) else len(past)


def split(past: Sequence[Decided]) -> tuple[list[Decided], int]:
    """What is learned from and, behind it, people's decisions to measure on; and where these begin."""
    cut = place_of(past, LEARNED_SHARE)
    return [*past[:cut], *own(past[cut:])], cut


def without_labels(past: Sequence[Decided], cut: int) -> tuple[list[Decided], int]:
    first = own(past[:cut])
    return [*first, *past[cut:]], len(first)


def counts_of(past: Sequence[Decided], clause: str) -> Floats:
    """What each counts for when `clause` is asked about (`ANY`: whether it was rejected at all)."""
    return np.array([_counts(one, clause) for one in past])


def _counts(one: Decided, clause: str) -> float:
    if not one.label:
        return 1.0
    # Other systems name one clause at most: that they did not name this one says nothing.
    told = clause == ANY or not one.rejected or clause in one.clauses
    return LABEL_COUNTS if told else 0.0
