"""OpenAI's thirteen categories, from our clauses. Each is an approximation; seven have none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from stet.screening.clauses import ABUSE_CLAUSES, Clause


@dataclass(frozen=True, slots=True)
class Measure:
    """The largest score of ``any_of``; with ``and_``, no larger than that clause's."""

    any_of: tuple[Clause, ...]
    and_: Clause | None = None

    def score(self, scores: Mapping[str, float]) -> float:
        largest = max(scores[clause] for clause in self.any_of)
        return largest if self.and_ is None else min(largest, scores[self.and_])


# None: no clause of ours speaks of it, so nothing is measured.
CATEGORIES: Final[Mapping[str, Measure | None]] = {
    "harassment": Measure((Clause.PERSONAL_ATTACK, Clause.THREAT)),
    "harassment/threatening": Measure((Clause.THREAT,)),
    "hate": Measure(ABUSE_CLAUSES),
    "hate/threatening": Measure(ABUSE_CLAUSES, Clause.THREAT),
    "illicit": None,
    "illicit/violent": None,
    "self-harm": None,
    "self-harm/intent": None,
    "self-harm/instructions": None,
    "sexual": Measure((Clause.VULGARITY,)),
    "sexual/minors": None,
    "violence": Measure((Clause.THREAT,)),
    "violence/graphic": None,
}
NOT_MEASURED: Final = tuple(name for name, measure in CATEGORIES.items() if measure is None)


def scores_of(scores: Mapping[str, float]) -> dict[str, float]:
    """A score for every category, 0 where nothing is measured."""
    return {
        name: 0.0 if measure is None else measure.score(scores)
        for name, measure in CATEGORIES.items()
    }
