"""What came of nudges before sending, as a table with bars."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stet.moderation.insight.periods import Period
from stet.moderation.insight.quality import Share
from stet.moderation.nudging.counting import Fate, outcome
from stet.newsroom.models import Site
from stet.web.desk.insight.saying import NONE, count
from stet.web.desk.insight.tables import Cell, Column, Row, Table, Unit, counted, sure


def nudges(site: Site, period: Period) -> list[Table]:
    """The table; none where nobody was nudged and nobody is."""
    found = outcome(site, period.first, period.last)
    if not (site.nudge or found.shown):
        return []
    widest = max(found.rewritten.sent, found.as_it_was.sent, found.given_up)
    words = _(
        "Nudges shown: %(shown)s. Days are those of UTC. Whoever rewrites is not like whoever does"
        " not: the difference between the lines is no proof that nudging made it."
    )
    rows = [
        _row("rewritten", _("Rewritten, then sent"), found.rewritten, widest),
        _row("as_it_was", _("Sent as it was"), found.as_it_was, widest),
        Row(
            _("Nothing sent after it"),
            [counted(found.given_up, widest), *[Cell(NONE)] * 3],
            key="given_up",
        ),
    ]
    columns = [
        Column(_("Drafts")),
        Column(_("Approved, share"), Unit.PERCENT),
        Column(_("95 % interval"), Unit.WORDS),
        Column(_("Decided")),
    ]
    note = words % {"shown": count(found.shown)}
    return [
        Table("nudges", _("Nudged before sending"), _("What became of it"), columns, rows, note)
    ]


def _row(key: str, title: str, fate: Fate, widest: int) -> Row:
    share = Share(fate.approved, fate.decided)
    return Row(title, [counted(fate.sent, widest), *sure(share)], key=key)
