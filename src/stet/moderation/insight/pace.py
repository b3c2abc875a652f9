"""A moderator's own pace, for her eyes: nobody else can ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from stet.moderation.insight.periods import midnight
from stet.moderation.models import Decision
from stet.newsroom.models import Staff

DAYS = 14
# A longer gap between two decisions was no work on a comment: lunch, a call, another task.
PAUSE = timedelta(minutes=5)
LONG = timedelta(hours=4)
FEWEST = 5  # gaps; the median of fewer says nothing
MOST = 20_000  # decisions in two weeks: more than anybody can make


@dataclass(frozen=True)
class Day:
    day: date
    decided: int


@dataclass(frozen=True)
class Pace:
    """``each_s``: the median time from one decision to the next today, in seconds, pauses left out;
    None while there are too few. ``working_since``: since when there was no pause; None in a pause."""

    today: int
    each_s: float | None
    working_since: datetime | None
    days: list[Day]


def own_pace(staff: Staff, zone: ZoneInfo, now: datetime) -> Pace:
    """The pace of ``staff`` in the last `DAYS` days of ``zone``, the latest last."""
    today = now.astimezone(zone).date()
    first = today - timedelta(days=DAYS - 1)
    mine = Decision.objects.filter(decider=staff, at__gte=midnight(first, zone), at__lte=now)
    times = sorted(mine.order_by("-at").values_list("at", flat=True)[:MOST])
    per_day = dict.fromkeys((first + timedelta(days=n) for n in range(DAYS)), 0)
    for at in times:
        per_day[at.astimezone(zone).date()] += 1
    of_today = [at for at in times if at.astimezone(zone).date() == today]
    return Pace(
        today=len(of_today),
        each_s=_each(of_today),
        working_since=_working_since(times, now),
        days=[Day(day, number) for day, number in per_day.items()],
    )


def working_since(staff: Staff, now: datetime) -> datetime | None:
    """Since when ``staff`` has decided without a pause; None in a pause.

    No further back than `LONG`: who has worked longer has been reminded long since.
    """
    mine = Decision.objects.filter(decider=staff, at__gt=now - LONG, at__lte=now)
    return _working_since(sorted(mine.order_by("-at").values_list("at", flat=True)[:MOST]), now)


def _each(times: list[datetime]) -> float | None:
    gaps = [later - earlier for earlier, later in pairwise(times)]
    worked = [gap.total_seconds() for gap in gaps if gap <= PAUSE]
    return median(worked) if len(worked) >= FEWEST else None


def _working_since(times: list[datetime], now: datetime) -> datetime | None:
    """The first of the latest decisions between which there was no pause."""
    since = now
    for at in reversed(times):
        if since - at > PAUSE:
            break
        since = at
    return None if since == now else since
