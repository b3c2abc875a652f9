"""Figures in words: numbers, durations, shares, and how they differ from the stretch before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from stet.moderation.insight.periods import Part, Period, Step
from stet.web import local

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
NONE = "—"  # where there is no figure


@dataclass(frozen=True)
class Tile:
    """One figure at the head of a page. ``compared`` says in words how it differs from before."""

    title: str | Promise
    text: str
    compared: str = ""
    hint: str | Promise = ""


def count(number: float) -> str:
    return local.number(number)


def rate(number: float) -> str:
    """So many an hour: with a tenth where that says something."""
    return count(round(number) if number >= 10 else round(number, 1))


def hundredth(number: float) -> str:
    return local.number(number, 2)


def percent(share: float) -> str:
    return local.percent(round(100 * share))


def interval(low: float, high: float) -> str:
    return gettext("%(low)s to %(high)s %%") % {
        "low": count(round(100 * low)),
        "high": count(round(100 * high)),
    }


def duration(seconds: float) -> str:
    """In the two units that matter: 45 s, 12 min, 2 h 10 min, 3 d 4 h."""
    if seconds < 2 * _MINUTE:
        return gettext("%(n)s s") % {"n": count(round(seconds))}
    if seconds < 2 * _HOUR:
        return gettext("%(n)s min") % {"n": count(round(seconds / _MINUTE))}
    if seconds < 2 * _DAY:
        minutes = round(seconds / _MINUTE)
        words = gettext("%(h)s h %(m)s min") if minutes % 60 else gettext("%(h)s h")
        return words % {"h": count(minutes // 60), "m": count(minutes % 60)}
    hours = round(seconds / _HOUR)
    words = gettext("%(d)s d %(h)s h") if hours % 24 else gettext("%(d)s d")
    return words % {"d": count(hours // 24), "h": count(hours % 24)}


def units() -> dict[str, str]:
    """How a chart's script writes what `duration` and `percent` say: a number goes where ``%n`` is."""
    return {
        "second": gettext("%(n)s s") % {"n": "%n"},
        "minute": gettext("%(n)s min") % {"n": "%n"},
        "hour": gettext("%(h)s h") % {"h": "%n"},
        "day": gettext("%(d)s d") % {"d": "%n"},
        "percent": gettext("%(n)s %%") % {"n": "%n"},
    }


def compared(now: float, before: float, period: Period) -> str:
    """How a count or a rate differs from the one before, as a sentence."""
    if not before:
        return gettext("nothing to compare with") if now else gettext("none before either")
    change = round(100 * (now - before) / before)
    words = (
        gettext("as many as %(before)s")
        if not change
        else gettext("%(change)s %% more than %(before)s")
        if change > 0
        else gettext("%(change)s %% fewer than %(before)s")
    )
    return words % {"change": count(abs(change)), "before": _before(rate(before), period)}


def change(now: int, before: int) -> str:
    """How a count differs from the one before, in a word or two for a table's cell."""
    if not before:
        return gettext("new") if now else NONE
    percents = round(100 * (now - before) / before)
    if not percents:
        return gettext("as before")
    words = gettext("%(n)s %% more") if percents > 0 else gettext("%(n)s %% fewer")
    return words % {"n": count(abs(percents))}


def compared_share(now: float | None, before: float | None, period: Period) -> str:
    """How a share differs from the one before, in percentage points."""
    if now is None or before is None:
        return gettext("nothing to compare with")
    points = round(100 * now) - round(100 * before)
    told = _before(percent(before), period)
    if not points:
        return gettext("the same as %(before)s") % {"before": told}
    number = abs(points)
    words = (
        ngettext("%(n)s point more than %(before)s", "%(n)s points more than %(before)s", number)
        if points > 0
        else ngettext(
            "%(n)s point less than %(before)s", "%(n)s points less than %(before)s", number
        )
    )
    return words % {"n": count(number), "before": told}


def compared_duration(now: float | None, before: float | None, period: Period) -> str:
    """How a duration differs from the one before."""
    if now is None or before is None:
        return gettext("nothing to compare with")
    told = _before(duration(before), period)
    if duration(now) == duration(before):
        return gettext("the same as %(before)s") % {"before": told}
    words = (
        gettext("%(change)s longer than %(before)s")
        if now > before
        else gettext("%(change)s shorter than %(before)s")
    )
    return words % {"change": duration(abs(now - before)), "before": told}


def _before(figure: str, period: Period) -> str:
    words = ngettext(
        "in the %(n)s day before (%(figure)s)",
        "in the %(n)s days before (%(figure)s)",
        period.days,
    )
    return words % {"n": count(period.days), "figure": figure}


def day_label(day: date) -> str:
    """A day, short enough for an axis."""
    return local.day_of_month(day)


def part_label(part: Part, step: Step) -> str:
    """A day, a week or a month, short enough for an axis."""
    if step is Step.MONTH:
        return local.month(part.first)
    day = day_label(part.first)
    return gettext("from %(day)s") % {"day": day} if step is Step.WEEK else day


def step_title(step: Step) -> str:
    titles = {Step.DAY: gettext("Day"), Step.WEEK: gettext("Week"), Step.MONTH: gettext("Month")}
    return titles[step]


def told_period(first: date, last: date) -> str:
    """From when to when, both days counted."""
    if first == last:
        return local.day(first)
    words = gettext("%(first)s to %(last)s")
    return words % {
        "first": local.day(first),
        "last": local.day(last),
    }
