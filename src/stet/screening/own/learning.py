"""Learning a head from decisions in the order of time: fitted on the earlier, measured on the later.

What is measured is what is kept: the head is not fitted again on all rows afterwards, so the figures
shown are those of the very weights that would be used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from stet.screening.evaluation.metrics import Bools
from stet.screening.own.features import Floats, Rows, joined, logit, risk, sigmoid
from stet.screening.own.fitting import Ridge, fit
from stet.screening.own.gaining import LEVEL, Gains, gains
from stet.screening.own.head import ANY, Head, Part, base_of, digest_of
from stet.screening.own.mixing import (
    LEARNED_SHARE,
    Decided,
    counts_of,
    own,
    place_of,
    split,
    without_labels,
)

# Of the decisions that are learned from, the last part chooses the ridge.
_CHOOSING_SHARE: Final = 0.2
# Fewer say nothing: with 30 rejections in the later part, an average precision is known to about 0.1.
LEAST_DECISIONS: Final = 500
LEAST_REJECTED: Final = 30  # among the later decisions, and twice as many among the earlier
# Weights are held close to 0 or closer still; the words alone, or hardly at all, where they only add noise.
RIDGES: Final = (Ridge(1.0, 0.3), Ridge(1.0, 1.0), Ridge(3.0, 4.0), Ridge(10.0, 30.0))

Progress = Callable[[int, int], None]


class TooFew(Exception):
    """There are not enough decisions to learn from. `facts` says how many there are of what is needed."""

    def __init__(self, facts: Mapping[str, tuple[int, int]]) -> None:
        super().__init__("too few decisions to learn from")
        self.facts = dict(facts)


@dataclass(frozen=True)
class PartFound:
    """How one part fared on the later decisions: over how many, of which so many were true."""

    clause: str
    rows: int
    positives: int
    gains: Gains
    kept: bool

    def as_dict(self) -> dict[str, Any]:
        return {
            "clause": self.clause,
            "rows": self.rows,
            "positives": self.positives,
            "kept": self.kept,
            **self.gains.as_dict(),
        }


@dataclass(frozen=True)
class Learned:
    """A head and its measure. `labels`: of other systems, learned from besides so many decisions;
    `labels_left`: tried, and left out because they did not help. `better`: the whole ranks what people rejected higher than the screener in
    use did, with the lower bound of the gain above 0; `whole` is None where no part was kept."""

    head: Head
    kept: bytes
    learned_from: int
    measured_on: int
    parts: tuple[PartFound, ...]
    whole: Gains | None = None
    better: bool = field(default=False)
    labels: int = 0
    labels_left: int = 0

    @property
    def checksum(self) -> str:
        return digest_of(self.kept)

    def report(self) -> dict[str, Any]:
        """As JSON, without the weights."""
        return {
            "learned_from": self.learned_from,
            "measured_on": self.measured_on,
            "labels": self.labels,
            "labels_left": self.labels_left,
            "better": self.better,
            "whole": self.whole.as_dict() if self.whole else None,
            "parts": [part.as_dict() for part in self.parts],
        }


def learn(past: Sequence[Decided], kin: str, progress: Progress = lambda *_: None) -> Learned:
    """Learns from decisions and labels, the earliest first. Raises `TooFew`, counting decisions alone.

    Labels of other systems are used only if the choosing part fits better with them. A head's part that
    does not gain for sure is left out. With several, each is held to a level so much stricter that all
    intervals hold together (Bonferroni).
    """
    people = own(past)
    require_enough(people, round(len(people) * LEARNED_SHARE))
    decided, earlier = split(past)
    offered = sum(one.label for one in decided)
    ridge, with_labels = _chosen(decided[:earlier])
    if not with_labels:
        decided, earlier = without_labels(decided, earlier)
    labels = offered if with_labels else 0
    rows = joined(one.row for one in decided)
    found, parts = _parts(rows, decided, earlier, ridge, progress)
    whole = Head(kin, tuple(parts))
    kept = whole.to_bytes()
    head = Head.from_bytes(kept, digest_of(kept))
    total = _whole(head, rows, decided, earlier) if parts else None
    return Learned(
        head,
        kept,
        earlier - labels,
        len(decided) - earlier,
        tuple(found),
        total,
        better=total is not None and total.sure,
        labels=labels,
        labels_left=offered - labels,
    )


def _parts(
    rows: Rows, decided: Sequence[Decided], earlier: int, ridge: Ridge, progress: Progress
) -> tuple[list[PartFound], list[Part]]:
    """Each part as it was measured, and those that are kept."""
    wanted = [ANY, *_clauses(decided, earlier)]
    level = 1.0 - (1.0 - LEVEL) / len(wanted)
    found, parts = [], []
    first = rows.part(0, earlier)
    for place, clause in enumerate(wanted):
        progress(place, len(wanted))
        offset, truth = _asked(decided[:earlier], clause)
        part = Part(clause, fit(first, offset, truth, ridge, counts_of(decided[:earlier], clause)))
        one = _measured(part, rows, decided, earlier, level)
        found.append(one)
        if one.kept:
            parts.append(part)
    progress(len(wanted), len(wanted))
    return found, parts


def require_enough(decided: Sequence[Decided], earlier: int) -> None:
    """Raises `TooFew` unless the decisions can carry a head and its measure."""
    later = sum(one.rejected for one in decided[earlier:])
    first = sum(one.rejected for one in decided[:earlier])
    facts = {
        "decisions": (len(decided), LEAST_DECISIONS),
        "rejected": (first, 2 * LEAST_REJECTED),
        "rejected_later": (later, LEAST_REJECTED),
        "approved_later": (len(decided) - earlier - later, LEAST_REJECTED),
    }
    if any(there < least for there, least in facts.values()):
        raise TooFew(facts)


def _clauses(decided: Sequence[Decided], earlier: int) -> Iterator[str]:
    """The clauses cited often enough in both parts; what the screener does not score is left out."""
    known = set.intersection(*(set(one.scores) for one in decided))
    for clause in sorted({clause for one in own(decided) for clause in one.clauses} & known):
        cited = [clause in one.clauses and not one.label for one in decided]
        if sum(cited[:earlier]) >= 2 * LEAST_REJECTED and sum(cited[earlier:]) >= LEAST_REJECTED:
            yield clause


def _asked(decided: Sequence[Decided], clause: str) -> tuple[Floats, Floats]:
    """What the screener says to a part's question, as log-odds, and what people said, 0 or 1."""
    offset = np.array([logit(base_of(clause, one.scores)) for one in decided])
    return offset, _truth(decided, clause).astype(np.float64)


def _truth(decided: Sequence[Decided], clause: str) -> Bools:
    if clause == ANY:
        return np.array([one.rejected for one in decided], dtype=np.bool_)
    return np.array([clause in one.clauses for one in decided], dtype=np.bool_)


def _chosen(earlier: Sequence[Decided]) -> tuple[Ridge, bool]:
    """The ridge whose weights, fitted on the first of the earlier decisions, fit the rest of them best;
    and whether they do so with the labels of other systems."""
    found = {(loss, with_labels): ridge for with_labels, (loss, ridge) in _tried(earlier)}
    (loss, with_labels) = min(found)
    return found[loss, with_labels], with_labels


def _tried(earlier: Sequence[Decided]) -> Iterator[tuple[bool, tuple[float, Ridge]]]:
    people = own(earlier)
    choices = [(False, people)]
    if len(people) < len(earlier):
        choices.append((True, list(earlier)))
    for with_labels, rows in choices:
        losses = _losses(rows, place_of(rows, 1.0 - _CHOOSING_SHARE))
        yield with_labels, min(losses, key=lambda one: one[0])


def _losses(decided: Sequence[Decided], first: int) -> Iterator[tuple[float, Ridge]]:
    """What each ridge loses on people's decisions from `first` on, fitted on what is before."""
    learned, rest = decided[:first], own(decided[first:])
    rows, later = joined(one.row for one in learned), joined(one.row for one in rest)
    offset, truth = _asked(learned, ANY)
    base, wanted = _asked(rest, ANY)
    for ridge in RIDGES:
        weights = fit(rows, offset, truth, ridge, counts_of(learned, ANY))
        chance = sigmoid(base + later.times(weights))
        right = np.where(wanted > 0, chance, 1.0 - chance)
        yield float(-np.log(np.maximum(right, 1e-12)).mean()), ridge


def _measured(
    part: Part, rows: Rows, decided: Sequence[Decided], earlier: int, level: float
) -> PartFound:
    """The part alone, against the screener in use, on the later decisions."""
    later = decided[earlier:]
    offset = np.array([logit(base_of(part.clause, one.scores)) for one in later])
    after = sigmoid(offset + part.steps(rows.part(earlier, len(rows))))
    before = np.array([base_of(part.clause, one.used) for one in later])
    truth = _truth(later, part.clause)
    gained = gains(truth, before, after, level=level)
    return PartFound(part.clause, len(later), int(truth.sum()), gained, gained.sure)


def _whole(head: Head, rows: Rows, decided: Sequence[Decided], earlier: int) -> Gains:
    """The risk that the queue ranks by, as the head would give it, against the one in use."""
    later = decided[earlier:]
    scores = head.scores(rows.part(earlier, len(rows)), [one.scores for one in later])
    after = np.array([risk(one) for one in scores])
    before = np.array([risk(one.used) for one in later])
    return gains(_truth(later, ANY), before, after)
