"""How the newsroom stands, in a few figures that stay cheap however long the queue is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from stet.moderation.models import Notice, QueueItem
from stet.moderation.reviewing.models import AppealNotice, EscalationNotice

# Counting stops here: an alarm needs to know that it is more, not how much.
FIGURE_LIMIT = 10_000


@dataclass(frozen=True)
class Figures:
    """Counts go up to `FIGURE_LIMIT`; the age is in seconds, 0 when nothing waits."""

    waiting: int
    oldest_age_s: float
    unscreened: int
    notices_due: int


def figures(now: datetime) -> Figures:
    untold = Q(sent_at__isnull=True, dropped_at__isnull=True, due_at__lte=now)
    due = Notice.objects.filter(untold).order_by()[:FIGURE_LIMIT].count()
    due += AppealNotice.objects.filter(untold).order_by()[:FIGURE_LIMIT].count()
    due += EscalationNotice.objects.filter(untold).order_by()[:FIGURE_LIMIT].count()
    unscreened = QueueItem.objects.filter(screening__isnull=True)
    oldest = QueueItem.objects.order_by("queued_at").values_list("queued_at", flat=True).first()
    return Figures(
        waiting=QueueItem.objects.order_by()[:FIGURE_LIMIT].count(),
        oldest_age_s=max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
        unscreened=unscreened.order_by()[:FIGURE_LIMIT].count(),
        notices_due=min(due, FIGURE_LIMIT),
    )
