"""What the pages and the interface show of webhooks: how each fares, and its deliveries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db.models import Count, Max, Q

from stet.telling.models import Webhook, WebhookDelivery

PAGE: Final = 50
# Counting for a figure stops here: an alarm needs to know that it is more, not how much.
_MOST_COUNTED: Final = 10_000


class Show(StrEnum):
    """Which deliveries a list shows."""

    ALL = "all"
    DUE = "due"
    FAILED = "failed"
    DELIVERED = "delivered"


_SHOWN: Mapping[Show, Q] = {
    Show.ALL: Q(),
    Show.DUE: Q(due_at__isnull=False),
    Show.FAILED: Q(given_up_at__isnull=False),
    Show.DELIVERED: Q(delivered_at__isnull=False),
}


@dataclass(frozen=True)
class Standing:
    """How many deliveries of the last 30 days stand how, and when something last got through."""

    due: int = 0
    failed: int = 0
    delivered: int = 0
    last: datetime | None = None


@dataclass(frozen=True)
class Figures:
    """For `/metrics`. The age is that of the oldest delivery that is overdue; 0 if none is."""

    due: int
    oldest_age_s: float
    stopped: int


def standings(webhooks: Collection[Webhook]) -> dict[UUID, Standing]:
    """For each of them, tests left out."""
    told = WebhookDelivery.objects.filter(webhook__in=webhooks, entry__isnull=False)
    found = told.order_by().values("webhook")
    rows = found.annotate(
        due=Count("pk", filter=_SHOWN[Show.DUE]),
        failed=Count("pk", filter=_SHOWN[Show.FAILED]),
        delivered=Count("pk", filter=_SHOWN[Show.DELIVERED]),
        last=Max("delivered_at"),
    )
    by_webhook = {
        row["webhook"]: Standing(row["due"], row["failed"], row["delivered"], row["last"])
        for row in rows
    }
    return {one.pk: by_webhook.get(one.pk, Standing()) for one in webhooks}


def deliveries_of(
    webhook: Webhook, show: Show = Show.ALL, before: UUID | None = None
) -> tuple[list[WebhookDelivery], UUID | None]:
    """A page of deliveries, latest first, and what the next page is ``before``; None: no next one."""
    found = WebhookDelivery.objects.filter(_SHOWN[show], webhook=webhook)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.select_related("entry", "webhook").order_by("-pk")[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None


def delivery_named(webhook: Webhook, delivery_id: UUID) -> WebhookDelivery | None:
    found = WebhookDelivery.objects.filter(webhook=webhook, pk=delivery_id)
    return found.select_related("entry", "webhook").first()


def webhook_figures(now: datetime) -> Figures:
    live = WebhookDelivery.objects.filter(webhook__state=Webhook.State.LIVE, due_at__lte=now)
    oldest = live.order_by("due_at").values_list("made_at", flat=True).first()
    stopped = Webhook.objects.filter(state=Webhook.State.PAUSED).exclude(why=Webhook.Why.ASKED)
    return Figures(
        due=live.order_by()[:_MOST_COUNTED].count(),
        oldest_age_s=(now - oldest) / timedelta(seconds=1) if oldest else 0.0,
        stopped=stopped.order_by()[:_MOST_COUNTED].count(),
    )
