"""A stretch of time in the newsroom's own days, the stretch before it, and the parts it is told in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

PRESETS = (7, 28, 90, 365)
USUAL = 28
LONGEST = 366  # days; whoever asks for more gets the last of them

# As many points as a chart of the desk's width shows apart: beyond, weeks, then months.
_DAILY, _WEEKLY = 62, 200
_DAY = timedelta(days=1)


class Step(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Part:
    """One point of a chart: its first day, and the instants between which it lies."""

    first: date
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Period:
    """From the begin of ``first`` to the end of ``last``, or to ``now`` if that comes sooner.

    ``before`` is as long and ends where this one begins. While today is not over, it ends at the
    same time of its own last day, so that half a day is never compared with a whole one.
    """

    first: date
    last: date
    zone: ZoneInfo
    now: datetime

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def begins(self) -> datetime:
        return midnight(self.first, self.zone)

    @property
    def ends(self) -> datetime:
        return min(midnight(self.last + _DAY, self.zone), self.now)

    @property
    def before(self) -> tuple[datetime, datetime]:
        """The instants between which the stretch before lies."""
        begins = midnight(self.first - self.days * _DAY, self.zone)
        ends = midnight(self.first, self.zone)
        if self.now < midnight(self.last + _DAY, self.zone):
            local = self.now.astimezone(self.zone)
            ends = datetime.combine(local.date() - self.days * _DAY, local.time(), self.zone)
            ends = ends.astimezone(UTC)
        return begins, ends

    @property
    def step(self) -> Step:
        if self.days <= _DAILY:
            return Step.DAY
        return Step.WEEK if self.days <= _WEEKLY else Step.MONTH

    @property
    def parts(self) -> list[Part]:
        """The days, weeks (from Monday) or months of the period; the first and last may be cut."""
        firsts = list(self._firsts())
        ends = [*firsts[1:], self.last + _DAY]
        return [
            Part(first, midnight(first, self.zone), midnight(end, self.zone))
            for first, end in zip(firsts, ends, strict=True)
        ]

    def _firsts(self) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            yield day
            if self.step is Step.DAY:
                day += _DAY
            elif self.step is Step.WEEK:
                day += timedelta(days=7 - day.weekday())
            else:
                day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which ``day`` begins in ``zone``."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def last_days(days: int, zone: ZoneInfo, now: datetime) -> Period:
    """The last ``days`` days, today among them."""
    today = now.astimezone(zone).date()
    return Period(today - (days - 1) * _DAY, today, zone, now)


def asked_period(first: str, last: str, days: str, zone: ZoneInfo, now: datetime) -> Period:
    """What a form asked for: two days as ISO dates, else one of `PRESETS`, else the usual one.

    What cannot be is mended, not refused: days to come are cut off, swapped days are turned round,
    and of more than `LONGEST` days the last are taken.
    """
    begin, end = _day(first), _day(last)
    today = now.astimezone(zone).date()
    if begin and end:
        begin, end = min(begin, end, today), min(max(begin, end), today)
        return Period(max(begin, end - (LONGEST - 1) * _DAY), end, zone, now)
    if days.isascii() and days.isdigit() and len(days) < 4 and int(days) in PRESETS:
        return last_days(int(days), zone, now)
    return last_days(USUAL, zone, now)


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    # Far from both ends of the calendar, so that a year can be counted off safely.
    return day if 2000 <= day.year <= 2200 else None
