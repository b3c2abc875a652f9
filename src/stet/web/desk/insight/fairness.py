"""Second looks as a table: how many came, how they ended, how old the open ones are."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stet.moderation.insight.appeals import SecondLooks
from stet.moderation.insight.periods import Period
from stet.moderation.insight.quality import Share
from stet.web.desk.insight.saying import NONE, change
from stet.web.desk.insight.tables import Cell, Column, Row, Table, Unit, counted, sure
from stet.web.desk.reviews import TABS
from stet.web.local import since


def table(period: Period, found: list[SecondLooks]) -> Table:
    """A line for each kind."""
    anything = any(looks.opened or looks.open or looks.answered for looks in found)
    return Table(
        "second-looks",
        _("Appeals, reports and double reviews"),
        _("Kind"),
        [
            Column(_("Came")),
            Column(_("Change"), Unit.WORDS),
            Column(_("Answered")),
            Column(_("Found otherwise")),
            Column(_("Found otherwise, share"), Unit.PERCENT),
            Column(_("95 % interval"), Unit.WORDS),
            Column(_("Open now")),
            Column(_("Overdue")),
            Column(_("Oldest waits"), Unit.WORDS),
        ],
        [_row(period, looks) for looks in found],
        note=_(
            "All reports of one comment count as one. An appeal or a report that found otherwise overturned the decision; a double review changes nothing, and tells how often two people differ."
        ),
        empty=""
        if anything
        else _(
            "Nobody appealed, nobody reported anything and nothing was reviewed twice in this time."
        ),
    )


def _row(period: Period, looks: SecondLooks) -> Row:
    share, span, _number = sure(Share(looks.overturned, looks.answered))
    return Row(
        TABS[looks.kind],
        [
            counted(looks.opened),
            Cell(change(looks.opened, looks.opened_before)),
            counted(looks.answered),
            counted(looks.overturned),
            share,
            span,
            counted(looks.open),
            counted(looks.late),
            Cell(since(looks.oldest, period.now) if looks.oldest else NONE),
        ],
        looks.kind.value,
    )
