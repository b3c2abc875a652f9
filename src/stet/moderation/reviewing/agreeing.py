"""How far colleagues agree: Cohen's kappa over the double reviews, overall, per clause and by week.

Only double reviews count, since they are drawn from all decisions: second opinions are asked where
somebody doubts, and appeals are made by those who were rejected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from stet.moderation.kappa import Kappa, cohens_kappa
from stet.moderation.reviewing.comparing import Verdicts
from stet.moderation.reviewing.models import Review

# Fewer pairs say too little: at an agreement of 80 % the interval of 30 spans about 0.6.
LEAST_PAIRS = 30
# For a clause also that many in which somebody cited it: else all agreement is in not citing it.
LEAST_CITED = 5


@dataclass(frozen=True)
class Measured:
    """``kappa`` is None if there are too few pairs to say, or if it is not defined.

    ``agreed`` of ``pairs`` found the same; for a clause, ``cited`` is in how many one of both cited
    it. ``enough`` tells the two cases of a missing kappa apart.
    """

    name: str
    pairs: int
    agreed: int
    cited: int
    kappa: Kappa | None
    enough: bool

    @property
    def percent(self) -> int | None:
        """In how many of a hundred pairs both found the same."""
        return round(100 * self.agreed / self.pairs) if self.pairs else None


@dataclass(frozen=True)
class Span:
    """A week or a month. ``first`` is its Monday or its first day, in the site's time zone."""

    first: date
    measured: Measured


@dataclass(frozen=True)
class Agreement:
    """``overall``: approve or reject. ``clauses`` by key, in the order of the keys."""

    overall: Measured
    clauses: list[Measured]
    weeks: list[Span]


def agreement(since: datetime, until: datetime, *, timezone: str = "UTC") -> Agreement:
    """The agreement of the double reviews that were answered from ``since`` until before ``until``.

    ``timezone`` says where weeks begin. Whatever was erased meanwhile counts still: verdicts stay.
    """
    answered = list(_answered(since, until))
    pairs = [verdicts for _, verdicts in answered]
    keys = sorted({key for pair in pairs for key in pair.first_clauses | pair.second_clauses})
    weeks: dict[date, list[Verdicts]] = {}
    for at, verdicts in answered:
        weeks.setdefault(_monday(at, timezone), []).append(verdicts)
    return Agreement(
        overall=_overall("", pairs),
        clauses=[_on_clause(key, pairs) for key in keys],
        weeks=[Span(first, _overall("", weeks[first])) for first in sorted(weeks)],
    )


def by_month(since: datetime, until: datetime, *, timezone: str = "UTC") -> list[Span]:
    """How far people agreed to approve or to reject, for each month that the time touches.

    Months without a pair are there too.
    """
    zone = ZoneInfo(timezone)
    last = (until - timedelta(microseconds=1)).astimezone(zone).date()
    first = since.astimezone(zone).date().replace(day=1)
    months: dict[date, list[Verdicts]] = {}
    while first <= last:
        months[first] = []
        first = (first + timedelta(days=32)).replace(day=1)
    for at, verdicts in _answered(since, until):
        months[at.astimezone(zone).date().replace(day=1)].append(verdicts)
    return [Span(first, _overall("", pairs)) for first, pairs in months.items()]


def _answered(since: datetime, until: datetime) -> Iterator[tuple[datetime, Verdicts]]:
    """The double reviews that were answered, in the order of time.

    Read as plain columns: a year of a large newsroom has some ten thousand of them.
    """
    found = Review.objects.filter(
        kind=Review.Kind.DOUBLE_REVIEW,
        ending=Review.Ending.ANSWERED,
        closed_at__gte=since,
        closed_at__lt=until,
        questioned__isnull=False,
    )
    second = _cited(found.values_list("id", "citations__clause__key"))
    first = _cited(found.values_list("id", "questioned__citations__clause__key"))
    rows = found.order_by("closed_at", "id")
    for key, at, before, after in rows.values_list(
        "id", "closed_at", "questioned__outcome", "outcome"
    ):
        if at and before:
            yield at, Verdicts(before, _set(first, key), after, _set(second, key))


def _cited(rows: Iterable[tuple[UUID, str | None]]) -> dict[UUID, set[str]]:
    cited: dict[UUID, set[str]] = {}
    for key, clause in rows:
        if clause:
            cited.setdefault(key, set()).add(clause)
    return cited


def _set(cited: dict[UUID, set[str]], key: UUID) -> frozenset[str]:
    return frozenset(cited.get(key, ()))


def _monday(at: datetime, timezone: str) -> date:
    day = at.astimezone(ZoneInfo(timezone)).date()
    return day - timedelta(days=day.weekday())


def _overall(name: str, pairs: Sequence[Verdicts]) -> Measured:
    """Approve or reject."""
    answers = [(pair.first == "reject", pair.second == "reject") for pair in pairs]
    return _measured(name, answers, enough=len(pairs) >= LEAST_PAIRS)


def _on_clause(key: str, pairs: Sequence[Verdicts]) -> Measured:
    """Whether the clause is cited, over all pairs."""
    answers = [(key in pair.first_clauses, key in pair.second_clauses) for pair in pairs]
    cited = sum(first or second for first, second in answers)
    return _measured(key, answers, enough=len(pairs) >= LEAST_PAIRS and cited >= LEAST_CITED)


def _measured(name: str, answers: Sequence[tuple[bool, bool]], *, enough: bool) -> Measured:
    table = [[0, 0], [0, 0]]
    for first, second in answers:
        table[first][second] += 1
    return Measured(
        name=name,
        pairs=len(answers),
        agreed=table[0][0] + table[1][1],
        cited=len(answers) - table[0][0],
        kappa=cohens_kappa(table) if enough else None,
        enough=enough,
    )
