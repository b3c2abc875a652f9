"""How long authors waited for a decision: median and 90th percentile, from one pass of the database.

A wait is kept in steps as fine as it is told: seconds up to two minutes, then minutes up to two
hours, ten minutes up to two days, and hours beyond. What is told is the lower end of its step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from stet.moderation.insight.periods import Period

# SQLite would sort every row to group them. Each stretch's waits are told as one text instead, and
# counted here, a third of the work; stretches are short, so that no text is long.
_ALONE = """
WITH span (number, begins, ends) AS (VALUES {rows})
SELECT span.number, (
    SELECT group_concat(d.waited_s, ' ') FROM moderation_decision d
    WHERE d.at >= span.begins AND d.at < span.ends AND d.kind = 'person'
) FROM span
"""
_LONGEST = timedelta(days=31)

# From how many seconds on, in which steps: see above.
_STEPS = ((2 * 86_400, 3600), (7200, 600), (120, 60))

_BEFORE = -1  # the number of the span that stands for the stretch before

_QUERY = """
WITH span (number, begins, ends) AS (VALUES {rows})
SELECT span.number, {step} AS wait, COUNT(*)
FROM span
JOIN moderation_decision d ON d.at >= span.begins AND d.at < span.ends
WHERE d.kind = 'person'
GROUP BY span.number, wait
"""


@dataclass(frozen=True)
class Waits:
    """In seconds; None when nothing was decided. ``number`` is of decisions."""

    number: int
    median: int | None
    ninetieth: int | None


@dataclass(frozen=True)
class WaitingTimes:
    """``parts`` in the order of the period's parts."""

    whole: Waits
    before: Waits
    parts: list[Waits]


def waiting_times(period: Period) -> WaitingTimes:
    """How long those waited whose comment a person decided in ``period``, and before."""
    found: dict[int, Counter[int]] = {}
    for number, wait, count in _rows(period):
        found.setdefault(number, Counter())[wait] += count
    before = found.pop(_BEFORE, Counter())
    whole: Counter[int] = sum(found.values(), Counter())
    parts = [waits_of(found.get(place, Counter())) for place in range(len(period.parts))]
    return WaitingTimes(waits_of(whole), waits_of(before), parts)


def waits_of(counted: Counter[int]) -> Waits:
    """The percentiles of how often each wait was counted (nearest rank)."""
    number = counted.total()
    if not number:
        return Waits(0, None, None)
    return Waits(
        number, _at_rank(counted, -(-number // 2)), _at_rank(counted, -(-number * 9 // 10))
    )


def _at_rank(counted: Counter[int], rank: int) -> int:
    passed = 0
    for wait in sorted(counted):
        passed += counted[wait]
        if passed >= rank:
            return wait
    raise ValueError("no such rank")


def _rows(period: Period) -> Iterator[tuple[int, int, int]]:
    """Which part, how long in steps, and how often; the same may come more than once."""
    convert = connection.ops.adapt_datetimefield_value
    alone = connection.vendor == "sqlite"
    spans = [(place, part.begins, part.ends) for place, part in enumerate(period.parts)]
    spans += _pieces(*period.before)
    values = [
        value
        for number, begins, ends in spans
        for value in (number, convert(begins), convert(min(ends, period.now)))
    ]
    row = "(%s, %s, %s)" if alone else "(%s::integer, %s::timestamptz, %s::timestamptz)"
    rows = ", ".join([row] * len(spans))
    with connection.cursor() as cursor:
        if alone:
            cursor.execute(_ALONE.format(rows=rows), values)
            for number, waits in cursor:
                for wait, count in Counter((waits or "").split()).items():
                    yield number, _step_of(int(wait)), count
        else:
            cursor.execute(_QUERY.format(rows=rows, step=_stepped()), values)
            yield from cursor


def _pieces(begins: datetime, ends: datetime) -> Iterator[tuple[int, datetime, datetime]]:
    """The stretch before, in short stretches."""
    while begins < ends:
        yield _BEFORE, begins, min(begins + _LONGEST, ends)
        begins += _LONGEST


def _step_of(wait: int) -> int:
    step = next((step for least, step in _STEPS if wait >= least), 1)
    return wait - wait % step


def _stepped() -> str:
    cases = " ".join(
        f"WHEN d.waited_s >= {least} THEN d.waited_s - d.waited_s %% {step}"
        for least, step in _STEPS
    )
    return f"CASE {cases} ELSE d.waited_s END"
