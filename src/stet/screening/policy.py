"""From scores to a suggestion. Uncertainty is never a ground to publish or to punish: it is `look`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from stet.screening.clauses import ADVISORY, DEFAULT_CLAUSES
from stet.screening.corpora.heads import TOXIC
from stet.screening.types import Suggestion

# For what no measurement set: a finding of 0.8 and more comes only from strong words and close
# patterns; a clause is named, and a person asked to look, from about as likely broken as not.
REJECT_AT: Final = 0.8
LOOK_AT: Final = 0.4
# The thresholds for languages without their own.
OTHERS: Final = "other"


@dataclass(frozen=True, slots=True)
class Policy:
    """Which clauses are in force and from which probability they count; thresholds by clause.

    `hostile_at`: from this overall probability a person is asked to look, named clause or not. `abusive_at`: from
    this one `reject` is suggested under the clauses named, though none of them alone is that sure: it is plain
    that the text is abusive, less so in which way.
    """

    active: frozenset[str] = frozenset(DEFAULT_CLAUSES)
    reject_at: Mapping[str, float] = field(default_factory=dict)
    look_at: Mapping[str, float] = field(default_factory=dict)
    hostile_at: float | None = None
    abusive_at: float | None = None

    def over(self, base: Policy) -> Policy:
        """This policy, with the base's thresholds where this one has none."""
        return replace(
            self,
            reject_at={**base.reject_at, **self.reject_at},
            look_at={**base.look_at, **self.look_at},
            hostile_at=base.hostile_at if self.hostile_at is None else self.hostile_at,
            abusive_at=base.abusive_at if self.abusive_at is None else self.abusive_at,
        )

    def rejects_at(self, clause: str) -> float:
        return self.reject_at.get(clause, REJECT_AT)

    def named(self, scores: Mapping[str, float]) -> tuple[str, ...]:
        """The clauses in force that the scores name, strongest first."""
        candidates = (c for c in scores if c in self.active and c not in ADVISORY)
        found = [c for c in candidates if scores[c] >= self.look_at.get(c, LOOK_AT)]
        return tuple(sorted(found, key=lambda clause: (-scores[clause], clause)))

    def likeliest(self, scores: Mapping[str, float]) -> tuple[str, ...]:
        """The likeliest abusive clause in force, under which a text is shown that is hostile in no
        sure way: whoever looks needs a heading and the words that stood out."""
        candidates = [clause for clause in TOXIC if clause in self.active]
        return tuple(sorted(candidates, key=lambda clause: (-scores[clause], clause))[:1])

    def hostile(self, scores: Mapping[str, float], overall: float) -> bool:
        """Whether the text as a whole asks for a look."""
        at = self.hostile_at
        return at is not None and overall >= at and self._in_force(scores)

    def _in_force(self, scores: Mapping[str, float]) -> bool:
        """Whether what is likeliest wrong with a text is: a publisher may allow swearing."""
        return max(TOXIC, key=lambda clause: (scores[clause], clause)) in self.active

    def suggest(
        self, scores: Mapping[str, float], overall: float = 0.0, *, readable: bool, doubt: bool
    ) -> Suggestion:
        """`readable`: the screener reads the language; `doubt`: something else asks for a look."""
        named = self.named(scores)
        if any(scores[clause] >= self.rejects_at(clause) for clause in named):
            return "reject"
        abusive = self.abusive_at is not None and overall >= self.abusive_at
        if abusive and self._in_force(scores) and any(clause in TOXIC for clause in named):
            return "reject"
        unsure = named or doubt or not readable or self.hostile(scores, overall)
        return "look" if unsure else "approve"
