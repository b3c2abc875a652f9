"""What a layer of the screener works on and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from stet.screening.reasons import Reason
from stet.screening.types import Submission
from stet.text.facts import TextFacts


@dataclass(frozen=True, slots=True)
class Case:
    """A submission with the facts of its text."""

    submission: Submission
    facts: TextFacts


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a layer noticed: for which clause, how probable, why and where.

    `clause` is a key of `clauses.Clause` or one that a publisher added. `probability` is that of the clause being broken, given this finding alone. `spans` are half-open,
    in code points of the original text. `word` is the listed word, where the text hides it. `at_most` bounds what the clause
    may come to, whatever else was found.
    """

    clause: str
    probability: float
    reason: Reason
    spans: tuple[tuple[int, int], ...] = ()
    word: str = ""
    at_most: float = 1.0


class Layer(Protocol):
    """One independent source of findings. Deterministic; batch answers equal single answers."""

    @property
    def name(self) -> str: ...

    def find(self, cases: Sequence[Case]) -> list[Sequence[Finding]]:
        """The findings of each case, in the order of the cases."""
        ...


@dataclass(frozen=True, slots=True)
class Detector:
    """A layer made of a function from one case to its findings."""

    name: str
    detect: Callable[[Case], Iterable[Finding]]

    def find(self, cases: Sequence[Case]) -> list[Sequence[Finding]]:
        return [tuple(self.detect(case)) for case in cases]
