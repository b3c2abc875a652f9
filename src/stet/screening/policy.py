"""From scores to a suggestion. Uncertainty is never a ground to publish or to punish: it is `look`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from stet.screening.clauses import ADVISORY, DEFAULT_CLAUSES
from stet.screening.types import Suggestion

# A finding of 0.8 and more comes only from strong words and close patterns, which samples of public
# comments showed to be nearly always right; a clause is named, and a person asked to look, from the
# point where it is about as likely broken as not.
REJECT_AT: Final = 0.8
LOOK_AT: Final = 0.4


@dataclass(frozen=True, slots=True)
class Policy:
    """Which clauses are in force and from which probability they count; thresholds by clause."""

    active: frozenset[str] = frozenset(DEFAULT_CLAUSES)
    reject_at: Mapping[str, float] = field(default_factory=dict)
    look_at: Mapping[str, float] = field(default_factory=dict)

    def named(self, scores: Mapping[str, float]) -> tuple[str, ...]:
        """The clauses in force that the scores name, strongest first."""
        candidates = (c for c in scores if c in self.active and c not in ADVISORY)
        found = [c for c in candidates if scores[c] >= self.look_at.get(c, LOOK_AT)]
        return tuple(sorted(found, key=lambda clause: (-scores[clause], clause)))

    def suggest(self, scores: Mapping[str, float], *, readable: bool, doubt: bool) -> Suggestion:
        """`readable`: the screener reads the language; `doubt`: something else asks for a look."""
        named = self.named(scores)
        if any(scores[clause] >= self.reject_at.get(clause, REJECT_AT) for clause in named):
            return "reject"
        return "look" if named or doubt or not readable else "approve"
