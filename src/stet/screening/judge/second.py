"""A screener that asks the judge where another screener is unsure.

The judge only adds. It never lowers a score, never leads to `approve`, and alone never to more than
`look`; it can confirm to `reject` what the first reading named as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final, Protocol

from stet.screening.clauses import ADVISORY
from stet.screening.explaining import Explanation
from stet.screening.findings import Finding
from stet.screening.judge.judge import Judge
from stet.screening.judge.terms import PolicyClause
from stet.screening.policy import Policy
from stet.screening.reasons import Reason
from stet.screening.types import Screener, Screening, Span, Submission

# Language models put most of what they say near 0 or 1: less than a half is "rather not", and only
# what it is quite sure of, with words that are really there, can confirm.
SAYS: Final = 0.5
SURE: Final = 0.8
_CEILING: Final = 0.99
# How far below the threshold to reject a score stays that the judge alone raised.
_BELOW: Final = 0.01


class Unjudged(Screener, Protocol):
    """A screener whose thresholds are known."""

    def policy_of(self, language: str) -> Policy: ...


class Judged:
    """`first`, with a second reading of what it is unsure of, by the site's `clauses`.

    Thread-safe, and as good as `first` whatever becomes of the judge; but not deterministic, since
    a judge may be late or change its mind.
    """

    def __init__(self, first: Unjudged, judge: Judge, clauses: Iterable[PolicyClause]) -> None:
        advisory = {*map(str, ADVISORY)}
        self._first = first
        self._judge = judge
        self._clauses = tuple(clause for clause in clauses if clause.key not in advisory)

    @property
    def name(self) -> str:
        return self._first.name

    @property
    def version(self) -> str:
        return f"{self._first.version}.j{self._judge.mark(self._clauses)}"

    def screen(self, submissions: Sequence[Submission]) -> list[Screening]:
        """One screening for each submission, in their order."""
        read = zip(submissions, self._first.screen(submissions), strict=True)
        return [self._again(one, screening) for one, screening in read]

    def _again(self, one: Submission, first: Screening) -> Screening:
        own = replace(first, screener=f"{self.name}@{self.version}")
        if not self._is_unsure(first):
            return own
        opinion = self._judge.opinion(one.text, first.lang, self._clauses)
        policy = self._first.policy_of(first.lang)
        return own if opinion is None else joined(own, opinion.findings, policy)

    def _is_unsure(self, first: Screening) -> bool:
        low, high = self._judge.config.band
        scores = (first.scores.get(clause.key, 0.0) for clause in self._clauses)
        return first.suggestion != "reject" and low <= max(first.overall, *scores, 0.0) <= high


def joined(first: Screening, findings: Iterable[Finding], policy: Policy) -> Screening:
    """The first reading with what the judge found. Findings of less than `SAYS` say nothing."""
    heard = {str(f.clause): f for f in findings if f.probability >= SAYS}
    if not heard:
        return first
    scores = dict(first.scores)
    confirmed = False
    for clause, finding in heard.items():
        scores[clause], sure = _raised(first, finding, policy)
        confirmed = confirmed or sure
    named = sorted({*first.clauses, *heard}, key=lambda clause: (-scores[clause], clause))
    found = (Span(start, end, c) for c, finding in heard.items() for start, end in finding.spans)
    reasons, codes = _reasons(first, heard, scores)
    return replace(
        first,
        suggestion="reject" if confirmed or first.suggestion == "reject" else "look",
        clauses=tuple(named),
        scores=scores,
        spans=_merged(chain((span for span in first.spans if span.clause in named), found)),
        reasons=reasons,
        reason_codes=codes,
    )


def _raised(first: Screening, finding: Finding, policy: Policy) -> tuple[float, bool]:
    """The clause's new score, and whether the two readings together reject.

    Two witnesses: 1 - (1-p)(1-q), as for layers. A score that the judge alone raised stays below the threshold.
    """
    there = first.scores.get(finding.clause, 0.0)
    together = 1.0 - (1.0 - there) * (1.0 - finding.probability)
    threshold = policy.rejects_at(finding.clause)
    agreed = finding.clause in first.clauses and finding.probability >= SURE
    confirms = agreed and bool(finding.spans)
    limit = _CEILING if confirms else threshold - _BELOW
    score = round(max(there, min(together, limit)), 4)
    return score, confirms and score >= threshold


def _reasons(
    first: Screening, heard: Mapping[str, Finding], scores: Mapping[str, float]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The first reading's reasons, with the judge's for what it alone named before the advice."""
    new = sorted(heard.keys() - {*first.clauses}, key=lambda clause: (-scores[clause], clause))
    why = [Explanation(clause, Reason.JUDGE) for clause in new]
    at = sum(":" in code for code in first.reason_codes)
    said = [one.sentence() for one in why]
    codes = [str(one) for one in why]
    return (
        (*first.reasons[:at], *said, *first.reasons[at:]),
        (*first.reason_codes[:at], *codes, *first.reason_codes[at:]),
    )


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order, overlapping ones of a clause as one."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.clause, s.start, s.end)):
        last = kept[-1] if kept else None
        if last is not None and last.clause == span.clause and span.start <= last.end:
            kept[-1] = Span(last.start, max(last.end, span.end), span.clause)
        else:
            kept.append(span)
    return tuple(sorted(kept))
