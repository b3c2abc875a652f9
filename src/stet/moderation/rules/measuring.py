"""Measuring what a rule would have decided against what people decided.

The threshold is the lowest that keeps the promise. Thresholds are tried from the strictest that
enough past decisions pass, downwards, and the first that fails ends the walk: that way the many
that are tried do not make a lucky one likelier (a fixed sequence of tests; A. Angelopoulos,
S. Bates, E. Candes, M. Jordan and L. Lei, "Learn then test", arXiv:2110.01052, section 3). Where
the walk begins depends on scores alone, never on what people decided.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from stet.moderation.intervals import fewest_without_error, wilson
from stet.moderation.outcomes import Outcome, outcomes
from stet.moderation.rules.models import StandingRule
from stet.moderation.screeners import screener_of
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Site

PERIOD = timedelta(days=365)  # what people decided longer ago says little of today
# A language of which people have decided fewer comments, or of which fewer would have been
# decided by the rule, was not measured: the rule leaves it alone.
LEAST_OF_LANGUAGE = 50
LEAST_DECIDED_OF_LANGUAGE = 20
LOWEST = 0.5  # below, the screener itself says no
THRESHOLDS = (0.999, 0.995, *(round(0.99 - step / 100, 2) for step in range(50)))
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Case:
    """One past decision: the rule's probability, and whether people decided as it would have."""

    comment: UUID
    probability: float
    same: bool
    lang: str
    at: datetime


@dataclass(frozen=True)
class Measured:
    """``threshold`` None: the promise cannot be kept. The figures are then of the strictest one.

    ``past``: decisions of people on what this screener read; ``fewest``: how many without one
    error the promise takes; ``a_month``: how many comments of the last 30 days it would decide.
    """

    screener: str
    promise: float
    threshold: float | None
    tried: float
    agreed: int
    measured: int
    lower: float
    upper: float
    past: int
    fewest: int
    langs: tuple[str, ...]
    left_alone: tuple[str, ...]
    since: datetime
    a_month: int
    same: tuple[Case, ...] = ()
    other: tuple[Case, ...] = ()
    below: tuple[Case, ...] = ()

    @property
    def enough(self) -> bool:
        return self.measured >= self.fewest


def current_screener(site: Site) -> str:
    """name@version of what reads the site's comments now."""
    screener = screener_of(site.id)
    return f"{screener.name}@{screener.version}"


def probability(
    scores: dict[str, float], clause: str, direction: str, enabled: Collection[str]
) -> float:
    """How sure the screener is that the rule's decision is right, 0 to 1.

    To reject: the clause's probability. To approve: what is left of the highest of all clauses.
    """
    if direction == StandingRule.Direction.REJECT:
        return scores.get(clause, 0.0)
    known = [scores[key] for key in enabled if key in scores]
    return 1.0 - max(known) if known else 0.0


def enabled_clauses(site: Site) -> list[str]:
    return [clause.key for clause in in_force(site.id).clauses.all() if clause.enabled]


def measure(site: Site, clause: str, direction: str, promise: float, now: datetime) -> Measured:
    """Looks through the decisions of `PERIOD` on what the current screener read."""
    screener, enabled = current_screener(site), enabled_clauses(site)
    since = now - PERIOD
    found = [
        _case(outcome, clause, direction, enabled)
        for outcome in outcomes(since, now, site=site)
        if outcome.screener == screener
    ]
    fewest = fewest_without_error(promise)
    langs = _languages(found)
    threshold, tried = _walk([one for one in found if one.lang in langs], promise, fewest)
    while threshold is not None and (weak := _weak(found, langs, threshold, promise)):
        langs -= weak
        threshold, tried = _walk([one for one in found if one.lang in langs], promise, fewest)
    cases = [one for one in found if one.lang in langs]
    acted = [one for one in cases if one.probability >= tried]
    agreed = sum(one.same for one in acted)
    lower, upper = wilson(agreed, len(acted))
    return Measured(
        screener=screener,
        promise=promise,
        threshold=threshold,
        tried=tried,
        agreed=agreed,
        measured=len(acted),
        lower=lower,
        upper=upper,
        past=len(found),
        fewest=fewest,
        langs=tuple(sorted(langs)),
        left_alone=tuple(sorted({one.lang for one in found} - langs)),
        since=since,
        a_month=sum(one.at > now - timedelta(days=30) for one in acted),
        same=_nearest((one for one in acted if one.same), tried),
        other=_nearest((one for one in acted if not one.same), tried),
        below=_nearest((one for one in cases if one.probability < tried), tried),
    )


def _case(outcome: Outcome, clause: str, direction: str, enabled: Collection[str]) -> Case:
    return Case(
        comment=outcome.comment,
        probability=probability(outcome.scores, clause, direction, enabled),
        same=decided_so(outcome.verdict, outcome.clauses, clause, direction),
        lang=outcome.read_as or outcome.lang,
        at=outcome.decided_at,
    )


def decided_so(outcome: str, cited: Collection[str], clause: str, direction: str) -> bool:
    """Whether people decided as the rule would: a rejection counts if it cites the same clause."""
    rejects = direction == StandingRule.Direction.REJECT
    return outcome == direction and (not rejects or clause in cited)


def _languages(cases: Iterable[Case]) -> set[str]:
    counted: dict[str, int] = {}
    for one in cases:
        counted[one.lang] = counted.get(one.lang, 0) + 1
    return {lang for lang, many in counted.items() if many >= LEAST_OF_LANGUAGE and lang != "und"}


def _weak(
    cases: Iterable[Case], langs: Collection[str], threshold: float, promise: float
) -> set[str]:
    """The languages of which too little is known, or on which the promise is surely not kept."""
    weak = set()
    acted = [one for one in cases if one.probability >= threshold]
    for lang in langs:
        mine = [one.same for one in acted if one.lang == lang]
        if len(mine) < LEAST_DECIDED_OF_LANGUAGE or wilson(sum(mine), len(mine))[1] < promise:
            weak.add(lang)
    return weak


def _walk(cases: Sequence[Case], promise: float, fewest: int) -> tuple[float | None, float]:
    """The lowest threshold that keeps the promise, and the last one that was looked at."""
    kept, tried = None, LOWEST
    for threshold in THRESHOLDS:
        acted = [one.same for one in cases if one.probability >= threshold]
        if len(acted) < fewest:
            continue
        tried = threshold
        if wilson(sum(acted), len(acted))[0] < promise:
            break
        kept = threshold
    if kept is None:
        return None, tried
    # No lower than anything was seen: about what lies between, our decisions say nothing.
    seen = min(one.probability for one in cases if one.probability >= kept)
    kept = max(kept, int(seen * 1000) / 1000)
    return kept, kept


def _nearest(cases: Iterable[Case], threshold: float) -> tuple[Case, ...]:
    """Where the rule is least sure of its side of the threshold, and so most likely wrong."""
    return tuple(sorted(cases, key=lambda one: abs(one.probability - threshold))[:EXAMPLES])
