"""How the newsroom stands, in a few figures that stay cheap however long the queue is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from stet.comments.models import Address, Link
from stet.moderation.models import Notice, QueueItem, ReplyNotice
from stet.moderation.reviewing.models import AppealNotice, EscalationNotice

# Counting stops here: an alarm needs to know that it is more, not how much.
FIGURE_LIMIT = 10_000


@dataclass(frozen=True)
class Queued:
    """Counts go up to `FIGURE_LIMIT`; the age is in seconds, 0 when nothing waits."""

    waiting: int
    oldest_age_s: float
    unscreened: int


@dataclass(frozen=True)
class Figures(Queued):
    """The queue's figures, and those of letters and of the addresses they go to."""

    notices_due: int
    notices_unconfirmed: int
    addresses_confirmed: int
    addresses_stopped: int
    addresses_refused: int


def queued(now: datetime) -> Queued:
    """What waits for a moderator."""
    oldest = QueueItem.objects.order_by("queued_at").values_list("queued_at", flat=True).first()
    return Queued(
        waiting=_count(QueueItem.objects.all()),
        oldest_age_s=max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
        unscreened=_count(QueueItem.objects.filter(screening__isnull=True)),
    )


def figures(now: datetime) -> Figures:
    """All of them."""
    due, unconfirmed = _letters(now)
    refused = Q(stopped_for=Address.Stop.REFUSED)
    return Figures(
        **asdict(queued(now)),
        notices_due=due,
        notices_unconfirmed=unconfirmed,
        addresses_confirmed=_count(
            Address.objects.filter(confirmed_at__isnull=False, stopped_at=None)
        ),
        addresses_stopped=_count(Address.objects.exclude(stopped_at=None).exclude(refused)),
        addresses_refused=_count(Address.objects.filter(refused)),
    )


def _letters(now: datetime) -> tuple[int, int]:
    """How many letters are due, and how many more wait for somebody to confirm the address."""
    untold = Q(sent_at__isnull=True, dropped_at__isnull=True, due_at__lte=now)
    due = _count(EscalationNotice.objects.filter(untold)) + _count(Link.objects.filter(untold))
    unconfirmed = 0
    notices: tuple[tuple[QuerySet[Any], str], ...] = (
        (Notice.objects.filter(untold), "decision__comment__contact"),
        (AppealNotice.objects.filter(untold), "review__comment__contact"),
        (ReplyNotice.objects.filter(untold), "answered__contact"),
    )
    for rows, contact in notices:
        waiting = {f"{contact}__isnull": False, f"{contact}__confirmed_at": None}
        unsaid = _count(rows.filter(**waiting))
        unconfirmed += unsaid
        due += _count(rows) - unsaid
    return min(due, FIGURE_LIMIT), min(unconfirmed, FIGURE_LIMIT)


def _count(rows: QuerySet[Any]) -> int:
    return rows.order_by()[:FIGURE_LIMIT].count()
