"""How far colleagues agree, as figures: overall, by clause, and by the month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stet.moderation.insight.periods import Period, midnight
from stet.moderation.reviewing.agreeing import (
    LEAST_CITED,
    LEAST_PAIRS,
    Agreement,
    Measured,
    Span,
    agreement,
    by_month,
)
from stet.web import local
from stet.web.desk.insight.saying import NONE, Tile, count, hundredth
from stet.web.desk.insight.tables import (
    Cell,
    Column,
    Drawn,
    Row,
    Table,
    Unit,
    agreed,
    counted,
    shared,
)

MONTHS = 12


@dataclass(frozen=True)
class Concord:
    """Agreement in the period, and by the month up to the period's last."""

    period: Agreement
    months: list[Span]


def concord(period: Period) -> Concord:
    """What the double reviews say of ``period`` and of the twelve months up to its end."""
    zone = str(period.zone)
    first = midnight(_months_before(period.last, MONTHS - 1), period.zone)
    return Concord(
        agreement(period.begins, period.ends, timezone=zone),
        by_month(first, period.ends, timezone=zone),
    )


def tiles(found: Concord) -> list[Tile]:
    """Kappa of the period with its interval, or why there is none."""
    whole = found.period.overall
    if not whole.pairs:
        return []
    told = ngettext(
        "%(n)s comment decided by two people, the second without knowing of the first",
        "%(n)s comments decided by two people, the second without knowing of the first",
        whole.pairs,
    ) % {"n": count(whole.pairs)}
    if whole.kappa is None:
        return [Tile(_("Agreement (kappa)"), NONE, _missing(whole), told)]
    span = _("from %(low)s to %(high)s with 95 %% confidence") % {
        "low": hundredth(whole.kappa.low),
        "high": hundredth(whole.kappa.high),
    }
    return [Tile(_("Agreement (kappa)"), hundredth(whole.kappa.value), span, told)]


def tables(found: Concord, titles: Mapping[str, str]) -> list[Table]:
    """The months as a chart; the clauses of the period in the order of the guidelines."""
    return [_by_month(found.months), _by_clause(found.period.clauses, titles)]


def _by_month(months: Sequence[Span]) -> Table:
    return Table(
        "agreement-months",
        _("Agreement by month"),
        _("Month"),
        [
            Column(_("Kappa"), Unit.KAPPA, Drawn.LINE),
            Column(_("Lower bound"), Unit.KAPPA, Drawn.DOTTED),
            Column(_("Upper bound"), Unit.KAPPA, Drawn.DOTTED),
            Column(_("The same, share"), Unit.PERCENT),
            Column(_("Pairs")),
        ],
        [
            Row(local.month(month.first), _cells(month.measured), f"{month.first:%Y-%m}")
            for month in months
        ],
        note=_(
            "Whether two people both approve or both reject, beyond what chance would bring: 1 is always, 0 is chance. With fewer than %(least)s pairs a month says nothing."
        )
        % {"least": local.number(LEAST_PAIRS)},
        chart="series",
        empty=""
        if any(month.measured.kappa for month in months)
        else _("No month of the last twelve has enough double reviews to say."),
    )


def _by_clause(clauses: Sequence[Measured], titles: Mapping[str, str]) -> Table:
    order = list(titles)
    known = sorted(clauses, key=lambda one: order.index(one.name) if one.name in titles else 99)
    return Table(
        "agreement-clauses",
        _("Agreement by clause"),
        _("Clause"),
        [
            Column(_("Kappa"), Unit.KAPPA),
            Column(_("95 % interval"), Unit.WORDS),
            Column(_("The same, share"), Unit.PERCENT),
            Column(_("Pairs")),
            Column(_("Cited")),
        ],
        [Row(titles.get(one.name, one.name), _clause_cells(one), one.name) for one in known],
        note=_(
            "Whether both cite the clause. It is told from %(least)s pairs on, if at least %(cited)s of them cite it."
        )
        % {"least": local.number(LEAST_PAIRS), "cited": local.number(LEAST_CITED)},
        empty="" if clauses else _("No clause was cited in a double review in this time."),
    )


def _cells(one: Measured) -> list[Cell]:
    kappa = one.kappa
    ends = (kappa.value, kappa.low, kappa.high) if kappa else (None, None, None)
    return [*map(agreed, ends), shared(_share(one)), counted(one.pairs)]


def _clause_cells(one: Measured) -> list[Cell]:
    kappa = one.kappa
    span = _missing(one)
    if kappa:
        told = {"low": hundredth(kappa.low), "high": hundredth(kappa.high)}
        span = _("%(low)s to %(high)s") % told
    value = agreed(kappa.value if kappa else None)
    return [value, Cell(span), shared(_share(one)), counted(one.pairs), counted(one.cited)]


def _share(one: Measured) -> float | None:
    return one.agreed / one.pairs if one.pairs else None


def _missing(one: Measured) -> str:
    return _("not defined: always the same answer") if one.enough else _("too few to say")


def _months_before(day: date, months: int) -> date:
    """The first of the month that lies so many months earlier."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
