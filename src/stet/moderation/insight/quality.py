"""How good the screening is, held against what people decided: calibration, precision and recall.

Judged is what was on the moderator's screen (`stet.moderation.outcomes`). A person who saw a
suggestion may have followed it, so these figures flatter the screener a little; blind reviews do not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from stet.moderation.insight.periods import Period
from stet.moderation.intervals import wilson
from stet.moderation.models import Decision
from stet.moderation.outcomes import Outcome, outcomes
from stet.screening.clauses import DEFAULT_CLAUSES

# Read at most, the latest: an interval then reaches some two percentage points to either side, and
# the page costs less than half a second of processor time.
MOST = 2_000
# Fewer say nothing: at 50 an interval is still some 28 percentage points wide in the middle.
FEWEST = 50
BINS = 10


@dataclass(frozen=True)
class Share:
    """``hits`` of ``of``, and the 95 % interval of the share (Wilson)."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.hits, self.of)


@dataclass(frozen=True)
class Bin:
    """Comments whose risk lay from ``low`` to below ``high``: its mean, and how many were rejected."""

    low: float
    high: float
    mean: float | None
    rejected: Share


@dataclass(frozen=True)
class ClauseQuality:
    """Of what was named with this clause, how much was rejected for it; of what was, how much named."""

    key: str
    precision: Share
    recall: Share


@dataclass(frozen=True)
class Quality:
    """``read`` screened decisions since ``since``; ``cut`` if there were more than `MOST`."""

    read: int
    since: datetime | None
    cut: bool
    screeners: list[str]
    bins: list[Bin]
    verdicts: dict[tuple[str, str], int]
    clauses: list[ClauseQuality]

    @property
    def enough(self) -> bool:
        return self.read >= FEWEST

    @property
    def reject_precision(self) -> Share:
        """Of what was suggested for rejection, what was rejected."""
        return Share(self.verdicts["reject", "reject"], self._suggested("reject"))

    @property
    def reject_recall(self) -> Share:
        """Of what was rejected, what was suggested for rejection."""
        rejected = sum(n for (_, verdict), n in self.verdicts.items() if verdict == "reject")
        return Share(self.verdicts["reject", "reject"], rejected)

    @property
    def fine_precision(self) -> Share:
        """Of what nothing was found in, what was approved."""
        return Share(self.verdicts["approve", "approve"], self._suggested("approve"))

    def _suggested(self, suggestion: str) -> int:
        return sum(n for (said, _), n in self.verdicts.items() if said == suggestion)


@dataclass
class _Tally:
    read: int = 0
    screeners: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    binned: list[tuple[int, int, float]] = field(default_factory=lambda: [(0, 0, 0.0)] * BINS)
    named: Counter[str] = field(default_factory=Counter)
    cited: Counter[str] = field(default_factory=Counter)
    both: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> None:
        self.read += 1
        self.screeners[outcome.screener] += 1
        self.verdicts[outcome.suggestion, outcome.verdict] += 1
        risk = max((outcome.scores.get(key, 0.0) for key in DEFAULT_CLAUSES), default=0.0)
        place = min(BINS - 1, int(risk * BINS))
        number, rejected, total = self.binned[place]
        self.binned[place] = (number + 1, rejected + (outcome.verdict == "reject"), total + risk)
        self.named.update(outcome.named)
        self.cited.update(outcome.clauses)
        self.both.update(set(outcome.named) & set(outcome.clauses))


def quality(period: Period) -> Quality:
    """The screening's quality on the latest decisions of ``period``, `MOST` at most."""
    first = _first_of_latest(period)
    since = first or period.begins
    return judged(outcomes(since, period.ends), since, cut=first is not None)


def judged(found: Iterable[Outcome], since: datetime | None, *, cut: bool = False) -> Quality:
    """The quality of the screening of ``found``; comments that nothing had read are left out."""
    tally = _Tally()
    for outcome in found:
        if outcome.screener:
            tally.add(outcome)
    return Quality(
        read=tally.read,
        since=since,
        cut=cut,
        screeners=[name for name, _ in tally.screeners.most_common()],
        bins=[_bin(place, *counted) for place, counted in enumerate(tally.binned)],
        verdicts=tally.verdicts,
        clauses=[
            ClauseQuality(
                key,
                Share(tally.both[key], tally.named[key]),
                Share(tally.both[key], tally.cited[key]),
            )
            for key, _ in (tally.named + tally.cited).most_common()
        ],
    )


def _bin(place: int, number: int, rejected: int, total: float) -> Bin:
    mean = total / number if number else None
    return Bin(place / BINS, (place + 1) / BINS, mean, Share(rejected, number))


def _first_of_latest(period: Period) -> datetime | None:
    """The time of the first of the latest `MOST` decisions, if there are more in the period."""
    found = Decision.objects.filter(
        kind=Decision.Kind.PERSON, at__gte=period.begins, at__lt=period.ends
    )
    times = found.order_by("-at").values_list("at", flat=True)[MOST - 1 : MOST + 1]
    latest = list(times)
    return latest[0] if len(latest) == 2 else None
