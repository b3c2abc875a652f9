"""Appeals, reports and double reviews as figures: how many came, how they ended, and how old the open ones are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, Q

from stet.moderation.insight.periods import Period
from stet.moderation.reviewing.models import Review

KINDS = (Review.Kind.APPEAL, Review.Kind.REPORT, Review.Kind.DOUBLE_REVIEW)
_ANSWERED = Q(ending=Review.Ending.ANSWERED)
_OVERTURNED = _ANSWERED & Q(questioned__isnull=False) & ~Q(outcome=F("questioned__outcome"))


@dataclass(frozen=True)
class SecondLooks:
    """``opened`` and what was closed in the period, and before; ``open`` and ``oldest`` are of now."""

    kind: Review.Kind
    opened: int
    opened_before: int
    answered: int
    overturned: int
    answered_before: int
    overturned_before: int
    open: int
    late: int
    oldest: datetime | None


def second_looks(kind: Review.Kind, period: Period) -> SecondLooks:
    begins, ends = period.before
    opened_now = Q(opened_at__gte=period.begins, opened_at__lt=period.ends)
    opened_then = Q(opened_at__gte=begins, opened_at__lt=ends)
    closed_now = Q(closed_at__gte=period.begins, closed_at__lt=period.ends)
    closed_then = Q(closed_at__gte=begins, closed_at__lt=ends)
    waits = Q(closed_at__isnull=True)
    found = Review.objects.filter(kind=kind).filter(Q(closed_at__gte=begins) | waits).order_by()
    counted = found.aggregate(
        opened=Count("id", filter=opened_now),
        opened_before=Count("id", filter=opened_then),
        answered=Count("id", filter=closed_now & _ANSWERED),
        overturned=Count("id", filter=closed_now & _OVERTURNED),
        answered_before=Count("id", filter=closed_then & _ANSWERED),
        overturned_before=Count("id", filter=closed_then & _OVERTURNED),
        open=Count("id", filter=waits),
        late=Count("id", filter=waits & Q(due_at__lt=period.now)),
        oldest=Min("opened_at", filter=waits),
    )
    return SecondLooks(kind, **counted)
