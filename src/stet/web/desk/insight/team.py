"""The team's work as tiles and tables: how much, how fast, and at which hour."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stet.moderation.insight.periods import Period
from stet.moderation.insight.waits import WaitingTimes
from stet.moderation.insight.work import WorkDone
from stet.web import local
from stet.web.desk.insight.saying import (
    NONE,
    Tile,
    compared,
    compared_duration,
    compared_share,
    count,
    duration,
    part_label,
    percent,
    rate,
    step_title,
)
from stet.web.desk.insight.tables import (
    Column,
    Drawn,
    Row,
    Table,
    Unit,
    counted,
    lasting,
    rated,
    shared,
)


def tiles(period: Period, work: WorkDone, waits: WaitingTimes) -> list[Tile]:
    """The figures at the head of the page, each beside the stretch before."""
    now, before = work.whole, work.before
    median, ninetieth = waits.whole.median, waits.whole.ninetieth
    return [
        Tile(_("Received"), count(now.received), compared(now.received, before.received, period)),
        Tile(_("Decided"), count(now.decided), compared(now.decided, before.decided, period)),
        Tile(
            _("Approved"),
            NONE if now.approval is None else percent(now.approval),
            compared_share(now.approval, before.approval, period),
        ),
        Tile(
            _("Waiting time, median"),
            NONE if median is None else duration(median),
            compared_duration(median, waits.before.median, period),
            _("half of the authors waited no longer"),
        ),
        Tile(
            _("Waiting time, 90th percentile"),
            NONE if ninetieth is None else duration(ninetieth),
            compared_duration(ninetieth, waits.before.ninetieth, period),
            _("nine of ten waited no longer"),
        ),
        Tile(
            _("Decisions an hour"),
            NONE if now.pace is None else rate(now.pace),
            compared(now.pace or 0, before.pace or 0, period),
            _("for each hour in which somebody decided, of the whole team"),
        ),
    ]


def over_time(period: Period, work: WorkDone, waits: WaitingTimes) -> list[Table]:
    """Volume, waiting time and pace for each part of the period, then by the hour of the day."""
    named = [(part_label(part, period.step), part.first.isoformat()) for part in period.parts]
    both = list(zip(named, work.parts, waits.parts, strict=True))
    nothing = _("Nothing came in and nothing was decided in this time.")
    volume = Table(
        "volume",
        _("Received and decided"),
        step_title(period.step),
        [
            Column(_("Received"), drawn=Drawn.LINE),
            Column(_("Approved"), drawn=Drawn.DASHED),
            Column(_("Rejected"), drawn=Drawn.DOTTED),
            Column(_("Approved, share"), Unit.PERCENT),
        ],
        [
            Row(
                label,
                [
                    counted(part.received),
                    counted(part.approved),
                    counted(part.rejected),
                    shared(part.approval),
                ],
                key,
            )
            for (label, key), part, _waits in both
        ],
        note=_("Decisions of people. Imported comments and decisions are left out."),
        chart="series",
        empty="" if work.whole.received or work.whole.decided else nothing,
    )
    waiting = Table(
        "waiting",
        _("Waiting time"),
        step_title(period.step),
        [
            Column(_("Median"), Unit.SECONDS, Drawn.LINE),
            Column(_("90th percentile"), Unit.SECONDS, Drawn.DASHED),
            Column(_("Decisions")),
        ],
        [
            Row(label, [lasting(part.median), lasting(part.ninetieth), counted(part.number)], key)
            for (label, key), _work, part in both
        ],
        note=_("From a comment's coming to its decision, by the day of the decision."),
        chart="series",
        empty="" if waits.whole.number else _("No decisions in this time."),
    )
    return [volume, waiting, _pace(period, work), _clock(work)]


def _pace(period: Period, work: WorkDone) -> Table:
    named = [(part_label(part, period.step), part.first.isoformat()) for part in period.parts]
    return Table(
        "pace",
        _("Decisions an hour"),
        step_title(period.step),
        [
            Column(_("Decisions an hour"), Unit.RATE, Drawn.LINE),
            Column(_("Decisions")),
            Column(_("Hours of work")),
        ],
        [
            Row(label, [rated(part.pace), counted(part.decided), counted(part.hours)], key)
            for (label, key), part in zip(named, work.parts, strict=True)
        ],
        note=_(
            "Of the whole team. An hour counts once for each person who decided anything in it."
        ),
        chart="series",
        empty="" if work.whole.decided else _("No decisions in this time."),
    )


def _clock(work: WorkDone) -> Table:
    return Table(
        "hours",
        _("By hour of the day"),
        _("Hour"),
        [
            Column(_("Received"), drawn=Drawn.LINE),
            Column(_("Decided"), drawn=Drawn.BARS),
            Column(_("Approved, share"), Unit.PERCENT),
        ],
        [
            Row(
                local.digits(f"{hour:02}:00"),
                [counted(part.received), counted(part.decided), shared(part.approval)],
                f"{hour:02}:00",
            )
            for hour, part in enumerate(work.clock)
        ],
        note=_("The sums of all days, by the site's clock."),
        chart="series",
        empty="" if work.whole.received or work.whole.decided else _("Nothing in this time."),
    )
