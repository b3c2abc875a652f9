"""A screener with a newsroom's own head on top: the same reading, its scores moved, judged anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from stet.screening.explaining import Explanation
from stet.screening.own.features import rows_of
from stet.screening.own.head import ANY, Head, after
from stet.screening.policy import Policy
from stet.screening.reasons import Reason
from stet.screening.types import Screener, Screening, Submission


class Base(Screener, Protocol):
    """A screener whose thresholds are known."""

    def policy_of(self, language: str) -> Policy: ...


class OwnScreener:
    """`base`, whose scores `head` moves. Thread-safe and deterministic as `base` is.

    `mark` tells heads apart: it is part of the version, and so of every screening and of the tokens of what
    was seen.
    """

    def __init__(self, base: Base, head: Head, mark: str) -> None:
        self._base = base
        self._head = head
        self._mark = mark

    @property
    def name(self) -> str:
        return self._base.name

    @property
    def version(self) -> str:
        return f"{self._base.version}.o{self._mark}"

    def policy_of(self, language: str) -> Policy:
        return self._base.policy_of(language)

    def screen(self, submissions: Sequence[Submission]) -> list[Screening]:
        """One screening for each submission, in their order."""
        read = self._base.screen(submissions)
        rows = rows_of([one.text for one in submissions], [one.scores for one in read])
        scores = self._head.scores(rows, [one.scores for one in read])
        steps = next((p.steps(rows) for p in self._head.parts if p.clause == ANY), None)
        return [
            self._again(one, scores[at], 0.0 if steps is None else float(steps[at]))
            for at, one in enumerate(read)
        ]

    def _again(self, read: Screening, scores: dict[str, float], step: float) -> Screening:
        policy = self.policy_of(read.lang)
        overall = after(read.overall, step, read.scores)
        # A look for what no score says (a language nobody reads, hidden characters) stays a look.
        seen = policy.suggest(read.scores, read.overall, readable=True, doubt=False)
        doubt = read.suggestion == "look" and seen == "approve"
        named = policy.named(scores)
        if not named and policy.hostile(scores, overall):
            named = policy.likeliest(scores)
        why = _reasons(read, named, scores, policy)
        # With nothing named, then or now, the words that merely stand out stay marked.
        faint = not named and not read.clauses
        return replace(
            read,
            suggestion=policy.suggest(scores, overall, readable=True, doubt=doubt),
            clauses=tuple(map(str, named)),
            scores=scores,
            spans=tuple(span for span in read.spans if faint or span.clause in named),
            reasons=tuple(one.sentence() for one in why),
            reason_codes=tuple(map(str, why)),
            screener=f"{self.name}@{self.version}",
            overall=overall,
        )


def _reasons(
    read: Screening, named: Sequence[str], scores: dict[str, float], policy: Policy
) -> list[Explanation]:
    """What was said of the clauses still named, the model's word for new ones, then the advice."""
    told = [Explanation.read(code) for code in read.reason_codes]
    kept = {one.clause: one for one in told if one.clause}
    why = []
    for clause in named:
        sure = scores[clause] >= policy.rejects_at(clause)
        new = Explanation.of(Reason.MODEL if sure else Reason.MODEL_UNSURE, clause)
        why.append(kept.get(clause, new))
    return why + [one for one in told if not one.clause and one.code is not Reason.MODEL_OVERALL]
