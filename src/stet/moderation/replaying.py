"""Replay, pure: what a change would have said of past decisions, beside what people decided.

Nothing here reads a database or a text. `Tally` takes one decision after another, so that a run
over any number of them holds a few counts and the latest examples; it can be kept as JSON and taken
up again. `Replay` is what it comes to.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from uuid import UUID

from stet.moderation.intervals import wilson
from stet.moderation.outcomes import Decided, Outcome

# What is said of a comment before a person reads it; "" where nothing read it.
Call = Literal["approve", "reject", "look", ""]
Direction = Literal["approve", "reject"]

CALLS: Final[tuple[Call, ...]] = ("reject", "look", "approve", "")
VERDICTS: Final[tuple[Decided, ...]] = ("approve", "reject")
EXAMPLES: Final = 10  # of each kind of change: as many as a person reads


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``of``, with the 95 % interval of Wilson; the share is None for nothing of nothing."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.hits, self.of) if self.of else (0.0, 1.0)

    def as_dict(self) -> dict[str, Any]:
        low, high = self.interval
        return {"hits": self.hits, "of": self.of, "share": self.value, "low": low, "high": high}


@dataclass(frozen=True, slots=True)
class Example:
    """A comment of which something else would be said; ``score`` is what decided, if one did."""

    comment: UUID
    before: str
    after: str
    verdict: str
    score: float | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "comment": str(self.comment),
            "before": self.before,
            "after": self.after,
            "verdict": self.verdict,
            "score": self.score,
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Example:
        return cls(**{**kept, "comment": UUID(kept["comment"])})


@dataclass(frozen=True)
class Replay:
    """``counts`` by what was said before, what would be said, and what people decided.

    ``acted``: where a rule would have acted, how often people decided so. ``cited``: how often they
    also cited the rule's clause. ``examples``: the latest of each kind of change, newest first.
    """

    counts: Mapping[tuple[str, str, str], int]
    examples: tuple[Example, ...] = ()
    acted: Share | None = None
    cited: Share | None = None

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    @property
    def changed(self) -> int:
        return sum(n for (before, after, _), n in self.counts.items() if before != after)

    def newly(self, call: str, verdict: str | None = None) -> int:
        """How many would be said ``call`` of that were not before; of those people decided so."""
        return sum(
            n
            for (before, after, decided), n in self.counts.items()
            if after == call != before and verdict in (None, decided)
        )

    def precision(self, call: Direction, *, after: bool = True) -> Share:
        """Of what ``call`` was (or would be) said of: the share that people decided so."""
        named = [(k, n) for k, n in self.counts.items() if k[1 if after else 0] == call]
        return Share(sum(n for k, n in named if k[2] == call), sum(n for _, n in named))

    def recall(self, call: Direction, *, after: bool = True) -> Share:
        """Of what people decided so: the share of which ``call`` was (or would be) said."""
        decided = [(k, n) for k, n in self.counts.items() if k[2] == call]
        hits = sum(n for k, n in decided if k[1 if after else 0] == call)
        return Share(hits, sum(n for _, n in decided))

    def said(self, call: str, verdict: str, *, after: bool = True) -> int:
        """One cell of the confusion table."""
        at = 1 if after else 0
        return sum(n for k, n in self.counts.items() if k[at] == call and k[2] == verdict)

    def shown(self, call: str, *, agrees: bool) -> list[Example]:
        """Examples of what would newly be said ``call`` of, on one side: as people decided, or not.

        Of what a person would newly look at, looking agrees with a rejection.
        """
        right = "reject" if call == "look" else call
        return [e for e in self.examples if e.after == call and (e.verdict == right) is agrees]


@dataclass
class Tally:
    """Counts and the latest examples, one decision after another."""

    counts: dict[tuple[str, str, str], int] = field(default_factory=dict)
    latest: dict[tuple[str, str], deque[Example]] = field(default_factory=dict)
    acted: int = 0
    agreed: int = 0
    cited: int = 0
    rule: str = ""  # the direction, if it is a rule's

    def add(self, outcome: Outcome, before: str, after: str, score: float | None = None) -> None:
        key = (before, after, outcome.verdict)
        self.counts[key] = self.counts.get(key, 0) + 1
        if before != after:
            kept = self.latest.setdefault((after, outcome.verdict), deque(maxlen=EXAMPLES))
            kept.append(Example(outcome.comment, before, after, outcome.verdict, score))

    def act(self, outcome: Outcome, direction: Direction, clause: str) -> None:
        """Notes that a rule would have acted on this one."""
        self.acted += 1
        self.agreed += outcome.verdict == direction
        self.cited += outcome.verdict == direction and clause in outcome.clauses

    def replay(self) -> Replay:
        return Replay(
            counts=dict(self.counts),
            examples=tuple(e for kept in self.latest.values() for e in reversed(kept)),
            acted=Share(self.agreed, self.acted) if self.rule else None,
            cited=Share(self.cited, self.acted) if self.rule == "reject" else None,
        )

    def as_dict(self) -> dict[str, Any]:
        """As JSON, for keeping: ids and counts, never a text."""
        return {
            "counts": [[*key, n] for key, n in sorted(self.counts.items())],
            "examples": [e.as_dict() for kept in self.latest.values() for e in kept],
            "rule": [self.rule, self.acted, self.agreed, self.cited],
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Tally:
        tally = cls({(b, a, v): n for b, a, v, n in kept["counts"]})
        for row in kept["examples"]:
            example = Example.from_dict(row)
            key = (example.after, example.verdict)
            tally.latest.setdefault(key, deque(maxlen=EXAMPLES)).append(example)
        tally.rule, tally.acted, tally.agreed, tally.cited = kept["rule"]
        return tally


def acts(outcome: Outcome, clause: str, threshold: float, direction: Direction) -> bool:
    """Whether a rule would act: it rejects from the threshold on, and approves up to it.

    Nothing acts on a comment that was not screened, or not for this clause.
    """
    score = outcome.scores.get(clause)
    if score is None:
        return False
    return score >= threshold if direction == "reject" else score <= threshold


def replay_threshold(
    outcomes: Iterable[Outcome], clause: str, threshold: float, direction: Direction
) -> Replay:
    """What a threshold or a standing rule would have done to past decisions, by their kept scores.

    Where it acts, its direction is what would be said; elsewhere what was said stays.
    """
    tally = Tally(rule=direction)
    for outcome in outcomes:
        add_threshold(tally, outcome, clause, threshold, direction)
    return tally.replay()


def add_threshold(
    tally: Tally, outcome: Outcome, clause: str, threshold: float, direction: Direction
) -> None:
    """One decision of `replay_threshold`."""
    would = acts(outcome, clause, threshold, direction)
    after = direction if would else outcome.suggestion
    tally.add(outcome, outcome.suggestion, after, outcome.scores.get(clause))
    if would:
        tally.act(outcome, direction, clause)
