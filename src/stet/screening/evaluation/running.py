"""The whole evaluation: reads each set once, screens it, and gathers every figure."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from stet.screening.corpora.heads import OVERALL
from stet.screening.corpora.reading import NoCorpus
from stet.screening.evaluation.bars import NEEDED, Headline, headlines
from stet.screening.evaluation.baselines import Beside, beside, scorers
from stet.screening.evaluation.figures import (
    OfClause,
    OfGroup,
    OfLanguage,
    OfSet,
    of_clauses,
    of_groups,
    of_languages,
    of_set,
)
from stet.screening.evaluation.measuring import Measured, joined, measured
from stet.screening.evaluation.own import OfOwn, of_own
from stet.screening.evaluation.rows import chosen_sets, own_rows, rows_of
from stet.screening.evaluation.speed import measure_speed
from stet.screening.evaluation.working import Make, screening


class Advance(Protocol):
    """Called with how many rows are done, of how many, and of what."""

    def __call__(self, done: int, total: int | None = None, what: str | None = None) -> None: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What to measure: sets by name (all by default), at most so many rows of each, and what else.

    `headline` leaves out the sets that no bar is on; `jobs` is the number of processes that screen.
    """

    corpus: Path
    sets: Sequence[str] = ()
    headline: bool = False
    most: int | None = None
    own: Path | None = None
    baselines: bool = False
    speed: bool = True
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every figure; `columns` are the rows behind them, without texts, for plots."""

    screener: str
    headline: list[Headline]
    sets: list[OfSet]
    clauses: list[OfClause]
    languages: list[OfLanguage]
    groups: list[OfGroup]
    own: OfOwn | None
    baselines: list[Beside]
    speed: dict[str, float] | None
    rows: int
    rows_per_s: float
    columns: Mapping[str, Measured] = field(repr=False)


def evaluate(asked: Asked, make: Make, advance: Advance) -> Evaluation:
    """Measures the screener that `make` makes. Raises NoCorpus where rows cannot be read."""
    names = chosen_sets(asked.corpus, asked.sets)
    if asked.headline:
        names = [name for name in names if name in NEEDED]
    own = None if asked.own is None else own_rows(asked.own)
    speed = None
    if asked.speed:
        advance(0, None, "speed")
        speed = measure_speed()
    others = {}
    if asked.baselines:
        advance(0, None, "training the plain classifier")
        others = scorers(asked.corpus)
    count = _Counter(advance)
    columns: dict[str, Measured] = {}
    compared: list[Beside] = []
    with screening(make, asked.jobs) as batches:
        for name in names:
            count.start(f"reading {name}")
            rows = rows_of(asked.corpus, name, asked.most)
            if not rows:
                continue
            count.start(name, len(rows))
            columns[name] = measured(name, rows, batches, count)
            if others:
                count.start(f"{name}: others")
                compared += beside(name, rows, columns[name].scores[OVERALL], others)
        ours = None
        if own is not None:
            count.start("own examples", len(own))
            ours = of_own(measured("own", own, batches, count))
    if not columns:
        raise NoCorpus(f"{asked.corpus} holds no row to measure on: all are for training")
    screener = make()
    return _gathered(
        f"{screener.name}@{screener.version}",
        columns,
        own=ours,
        compared=compared,
        speed=speed,
        count=count,
    )


def _gathered(
    screener: str,
    columns: Mapping[str, Measured],
    *,
    own: OfOwn | None,
    compared: list[Beside],
    speed: dict[str, float] | None,
    count: _Counter,
) -> Evaluation:
    """All the figures, from columns."""
    sets = list(columns.values())
    together = joined(sets)
    clauses = of_clauses(sets, together)
    return Evaluation(
        screener=screener,
        headline=headlines(columns, clauses, own, speed),
        sets=[of_set(one) for one in sets],
        clauses=clauses,
        languages=of_languages(sets, together),
        groups=of_groups(sets, together),
        own=own,
        baselines=compared,
        speed=speed,
        rows=count.rows,
        rows_per_s=count.rows / count.took_s if count.took_s else 0.0,
        columns=columns,
    )


class _Counter:
    """Tells how far it is, and keeps how many rows were screened in how long."""

    def __init__(self, advance: Advance) -> None:
        self._advance = advance
        self._done = 0
        self._total: int | None = None
        self._since = time.perf_counter()
        self.rows = 0
        self.took_s = 0.0

    def start(self, what: str, total: int | None = None) -> None:
        self._done, self._total, self._since = 0, total, time.perf_counter()
        self._advance(0, total, what)

    def __call__(self, rows: int) -> None:
        now = time.perf_counter()
        self.took_s += now - self._since
        self._since = now
        self.rows += rows
        self._done += rows
        self._advance(self._done, self._total)
