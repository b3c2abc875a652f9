"""How often second looks overturn first decisions, by clause and by who decided first.

For seniors and editors: a rate says where the guidelines are unclear or a person needs a word. It
ranks nobody, so lists are in the order of the clauses and of names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from stet.moderation.reviewing.models import Review
from stet.moderation.reviewing.settling import Ending
from stet.newsroom.models import Staff
from stet.newsroom.roles import Action

PERIOD = timedelta(days=90)
_OVERTURNED = ~Q(outcome=F("questioned__outcome"))


@dataclass(frozen=True)
class Rate:
    """Of ``answered`` second looks, ``overturned`` found otherwise than the first decision."""

    name: str
    answered: int
    overturned: int

    @property
    def percent(self) -> int:
        return round(100 * self.overturned / self.answered)


@dataclass(frozen=True)
class Rates:
    by_clause: list[Rate]
    by_moderator: list[Rate]


def rates(kind: str, by: Staff, now: datetime) -> Rates:
    """The rates of the last `PERIOD` for appeals or reports. Raises `NotAllowed`."""
    by.require(Action.SEE_OVERTURNED)
    answered = Review.objects.filter(
        kind=kind,
        ending=Ending.ANSWERED,
        closed_at__gt=now - PERIOD,
        questioned__isnull=False,
    ).order_by()
    # An appeal questions the clauses that were cited; a report, those that it names.
    named = "questioned__citations__clause" if kind == Review.Kind.APPEAL else "reports__clause"
    people = answered.filter(questioned__decider__isnull=False)
    return Rates(
        _rates(answered.filter(**{f"{named}__isnull": False}), f"{named}__key"),
        _rates(people, "questioned__decider__display_name", "questioned__decider"),
    )


def _rates(answered: QuerySet[Review], name: str, *apart: str) -> list[Rate]:
    rows = answered.values(name, *apart).annotate(
        number=Count("id", distinct=True),
        changed=Count("id", distinct=True, filter=_OVERTURNED),
    )
    found = (Rate(row[name], row["number"], row["changed"]) for row in rows)
    return sorted(found, key=lambda rate: rate.name)
