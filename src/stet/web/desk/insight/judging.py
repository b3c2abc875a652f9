"""The screening held against decisions, as tiles and tables."""

from __future__ import annotations

from django.utils.translation import gettext as _

from stet.moderation.insight.quality import FEWEST, MOST, Bin, Quality, Share
from stet.web.desk.insight.saying import NONE, Tile, count, interval, percent
from stet.web.desk.insight.tables import Column, Row, Table, Unit, counted, shared, sure
from stet.web.desk.words import SUGGESTIONS

SUGGESTED = ("approve", "look", "reject")


def tiles(found: Quality) -> list[Tile]:
    """Precision and recall of the suggestions, each with its interval and what it rests on."""
    return [
        _tile(
            _("“Likely breaks a clause”: precision"),
            found.reject_precision,
            _("of what was suggested so, what people rejected"),
        ),
        _tile(
            _("“Likely breaks a clause”: recall"),
            found.reject_recall,
            _("of what people rejected, what was suggested so"),
        ),
        _tile(
            _("“Nothing found”: precision"),
            found.fine_precision,
            _("of what nothing was found in, what people approved"),
        ),
    ]


def _tile(title: str, share: Share, hint: str) -> Tile:
    if share.value is None:
        return Tile(title, NONE, _("no decisions to count"), hint)
    low, high = share.interval
    words = _("95 %% interval %(interval)s; %(hits)s of %(of)s")
    told = {"interval": interval(low, high), "hits": count(share.hits), "of": count(share.of)}
    return Tile(title, percent(share.value), words % told, hint)


def tables(found: Quality, titles: dict[str, str]) -> list[Table]:
    """Calibration, suggestions against verdicts, and each clause."""
    return [_calibration(found), _suggestions(found), _clauses(found, titles)]


def too_few(found: Quality) -> str:
    words = _(
        "Not enough decisions yet: %(read)s screened comments were decided in this time, and fewer than %(fewest)s say nothing."
    )
    return words % {"read": count(found.read), "fewest": count(FEWEST)}


def only_latest() -> str:
    words = _("These figures rest on the latest %(n)s decisions of this time.")
    return words % {"n": count(MOST)}


def _calibration(found: Quality) -> Table:
    return Table(
        "calibration",
        _("Calibration"),
        _("Risk"),
        [
            Column(_("Mean risk"), Unit.PERCENT),
            Column(_("Rejected"), Unit.PERCENT),
            Column(_("Lower bound"), Unit.PERCENT),
            Column(_("Upper bound"), Unit.PERCENT),
            Column(_("Comments")),
        ],
        [_bin(each) for each in found.bins],
        note=_(
            "Of comments with a risk of 70 %, some 70 % should have been rejected: the nearer to the diagonal, the better. The risk is the highest probability over all clauses; the bars are 95 % intervals."
        ),
        chart="calibration",
    )


def _bin(each: Bin) -> Row:
    low, high = each.rejected.interval
    bounds = (low, high) if each.rejected.of else (None, None)
    values = (each.mean, each.rejected.value, *bounds)
    label = interval(each.low, each.high)
    return Row(label, [*(shared(value) for value in values), counted(each.rejected.of)])


def _suggestions(found: Quality) -> Table:
    rows = []
    for said in SUGGESTED:
        approved, rejected = (found.verdicts[said, verdict] for verdict in ("approve", "reject"))
        share = Share(rejected, approved + rejected)
        cells = [counted(approved), counted(rejected), *sure(share)[:2]]
        rows.append(Row(SUGGESTIONS[said], cells, said))
    return Table(
        "suggestions",
        _("Suggestions and decisions"),
        _("Suggested"),
        [
            Column(_("Approved")),
            Column(_("Rejected")),
            Column(_("Rejected, share"), Unit.PERCENT),
            Column(_("95 % interval"), Unit.WORDS),
        ],
        rows,
    )


def _clauses(found: Quality, titles: dict[str, str]) -> Table:
    rows = [
        Row(
            titles.get(each.key, each.key),
            [*sure(each.precision), *sure(each.recall)],
            each.key,
        )
        for each in found.clauses
    ]
    return Table(
        "screened-clauses",
        _("Clause by clause"),
        _("Clause"),
        [
            Column(_("Precision"), Unit.PERCENT),
            Column(_("95 % interval"), Unit.WORDS),
            Column(_("Named")),
            Column(_("Recall"), Unit.PERCENT),
            Column(_("95 % interval"), Unit.WORDS),
            Column(_("Cited")),
        ],
        rows,
        note=_(
            "Precision: of the comments in which the screener named the clause, those that people rejected for it. Recall: of those that people rejected for it, those in which the screener named it."
        ),
        empty="" if rows else _("No clause was named or cited in this time."),
    )
