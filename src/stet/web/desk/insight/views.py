"""The pages of figures. The team's are for seniors; everybody sees their own pace, and only that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stet.moderation.figures import queued
from stet.moderation.insight.appeals import KINDS, second_looks
from stet.moderation.insight.pace import own_pace
from stet.moderation.insight.periods import PRESETS, Period, asked_period
from stet.moderation.insight.quality import quality
from stet.moderation.insight.subjects import subjects
from stet.moderation.insight.waits import waiting_times
from stet.moderation.insight.work import work_done
from stet.newsroom.guidelines import in_force
from stet.newsroom.resting import AFTER_MINUTES, break_after, set_break_after
from stet.newsroom.roles import Action
from stet.web.desk.gate import Visit, desk, page
from stet.web.desk.insight import agreeing, fairness, judging, team
from stet.web.desk.insight.nudging import nudges
from stet.web.desk.insight.saying import Tile, count, day_label, duration, told_period
from stet.web.desk.insight.subjects import by_subject
from stet.web.desk.insight.tables import Column, Drawn, Row, Table, as_csv, counted

PARTS: tuple[tuple[str, Promise], ...] = (
    ("desk:insight", gettext_lazy("Work")),
    ("desk:insight_subjects", gettext_lazy("Subjects")),
    ("desk:insight_screening", gettext_lazy("Screening")),
    ("desk:insight_fairness", gettext_lazy("Second looks")),
)
_OWN: tuple[str, Promise] = ("desk:insight_pace", gettext_lazy("My pace"))


@dataclass
class Shown:
    """What one page of figures holds. ``lacking``: why there is nothing to show yet."""

    tiles: list[Tile] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    lacking: str = ""
    notes: list[str] = field(default_factory=list)


@desk(Action.SEE_DESK)
def show_work(visit: Visit) -> HttpResponse:
    """Volume, waiting time and pace of the team; who may not see it is led to her own pace."""
    if not visit.may(Action.SEE_INSIGHT):
        return redirect("desk:insight_pace")
    period = _period(visit)

    def shown() -> Shown:
        work, waits = work_done(period), waiting_times(period)
        found = Shown(team.tiles(period, work, waits), team.over_time(period, work, waits))
        found.tables += nudges(visit.site, period)
        found.notes.append(_waiting_now(visit))
        if not (work.whole.received or work.whole.decided):
            found = Shown(lacking=_("Nothing came in and nothing was decided in this time."))
        return found

    return _answer(visit, period, shown, "work")


@desk(Action.SEE_INSIGHT)
def show_subjects(visit: Visit) -> HttpResponse:
    """By clause, section, article and language."""
    period = _period(visit)

    def shown() -> Shown:
        return Shown(tables=by_subject(period, subjects(period), _titles(visit)))

    return _answer(visit, period, shown, "subjects")


@desk(Action.SEE_INSIGHT)
def show_screening(visit: Visit) -> HttpResponse:
    """Calibration, precision and recall of the screening, held against decisions."""
    period = _period(visit)

    def shown() -> Shown:
        found = quality(period)
        if not found.enough:
            return Shown(lacking=judging.too_few(found))
        notes = [judging.only_latest()] if found.cut else []
        notes.append(_("Screened by: %(names)s") % {"names": ", ".join(found.screeners[:3])})
        return Shown(judging.tiles(found), judging.tables(found, _titles(visit)), notes=notes)

    return _answer(visit, period, shown, "screening")


@desk(Action.SEE_INSIGHT)
def show_fairness(visit: Visit) -> HttpResponse:
    """Appeals and reports: volume, overturned, age; and how far colleagues agree."""
    period = _period(visit)

    def shown() -> Shown:
        looks = fairness.table(period, [second_looks(kind, period) for kind in KINDS])
        found = agreeing.concord(period)
        return Shown(agreeing.tiles(found), [looks, *agreeing.tables(found, _titles(visit))])

    return _answer(visit, period, shown, "second-looks")


@desk(Action.SEE_DESK)
def show_pace(visit: Visit) -> HttpResponse:
    """One's own decisions, for one's own eyes: there is no address for anybody else's."""
    pace = own_pace(visit.staff, _zone(visit), visit.now)
    days = Table(
        "days",
        _("My last two weeks"),
        _("Day"),
        [Column(_("Decisions"), drawn=Drawn.BARS)],
        [Row(day_label(day.day), [counted(day.decided)], day.day.isoformat()) for day in pace.days],
        chart="series",
        empty="" if any(day.decided for day in pace.days) else _("No decisions in two weeks."),
    )
    worked = pace.working_since and round((visit.now - pace.working_since).total_seconds())
    context = {
        **_around(visit, "desk:insight_pace"),
        "pace": pace,
        "each": duration(pace.each_s) if pace.each_s is not None else "",
        "worked": duration(worked) if worked else "",
        "tables": [days],
        "break_after": break_after(visit.staff),
        "minutes": AFTER_MINUTES,
    }
    return page(visit, "desk/insight/pace.html", context)


@desk(Action.SEE_DESK, "POST")
def change_breaks(visit: Visit) -> HttpResponse:
    """Asks to be reminded of a break, or not any more."""
    typed = visit.request.POST.get("after", "")
    minutes = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else None
    set_break_after(visit.staff, minutes if minutes in AFTER_MINUTES else None, visit.now)
    messages.success(visit.request, _("Saved."))
    return redirect("desk:insight_pace")


def _zone(visit: Visit) -> ZoneInfo:
    return ZoneInfo(visit.site.timezone)


def _period(visit: Visit) -> Period:
    asked = visit.request.GET
    first, last, days = (asked.get(name, "") for name in ("from", "to", "days"))
    return asked_period(first, last, days, _zone(visit), visit.now)


def _titles(visit: Visit) -> dict[str, str]:
    return {clause.key: clause.title for clause in in_force(visit.site.id).clauses.all()}


def _waiting_now(visit: Visit) -> str:
    now = queued(visit.now)
    if not now.waiting:
        return _("Nothing waits at this moment.")
    words = ngettext(
        "%(n)s comment waits at this moment, for %(age)s.",
        "%(n)s comments wait at this moment, the oldest for %(age)s.",
        now.waiting,
    )
    return words % {"n": count(now.waiting), "age": duration(now.oldest_age_s)}


def _answer(visit: Visit, period: Period, shown: Any, name: str) -> HttpResponse:
    """The page, or the one table that was asked for as a file."""
    with timezone.override(_zone(visit)):
        found: Shown = shown()
    wanted = visit.request.GET.get("csv", "")
    for table in found.tables:
        if wanted == table.key:
            return as_csv(table, f"{name}-{period.first}-{period.last}")
    here = visit.request.resolver_match.view_name if visit.request.resolver_match else ""
    context = {
        **_around(visit, here),
        "period": period,
        "told": told_period(period.first, period.last),
        "presets": PRESETS,
        "preset": period.days if period.last == visit.now.astimezone(_zone(visit)).date() else 0,
        "shown": found,
        "tables": found.tables,
        "query": f"from={period.first}&to={period.last}",
    }
    return page(visit, "desk/insight/figures.html", context)


def _around(visit: Visit, here: str) -> dict[str, Any]:
    parts = [*PARTS, _OWN] if visit.may(Action.SEE_INSIGHT) else []
    return {"parts": parts, "here": here}
