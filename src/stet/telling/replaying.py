"""Asking to send again what was sent or given up, or a test. A message keeps its id each time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from stet.ledger.deeds import Deed
from stet.ledger.writing import SYSTEM, append, staff_actor
from stet.newsroom.models import Staff
from stet.newsroom.roles import Action
from stet.telling.events import TEST
from stet.telling.models import Webhook, WebhookDelivery, WebhookSecret

# How long a delivery is told of after it ended, and how long one waits for a paused receiver.
KEPT: Final = timedelta(days=30)
_MOST: Final = 1000  # rows in one statement


def replay(webhook: Webhook, delivery_id: UUID, *, by: Staff | None, now: datetime) -> bool:
    """Makes one delivery due at once; whether there is such a one. Raises `NotAllowed`."""
    return bool(_replay(webhook, Q(pk=delivery_id), by, now))


def replay_failed(webhook: Webhook, since: datetime, *, by: Staff | None, now: datetime) -> int:
    """Makes all that was given up since then due at once; how many. Raises `NotAllowed`."""
    return _replay(webhook, Q(given_up_at__isnull=False, made_at__gte=since), by, now)


def _replay(webhook: Webhook, which: Q, by: Staff | None, now: datetime) -> int:
    if by is not None:
        by.require(Action.MANAGE_WEBHOOKS)
    with transaction.atomic():
        standing = Webhook.objects.select_for_update().filter(pk=webhook.pk)
        if not standing.exclude(state=Webhook.State.REMOVED):
            return 0
        found = WebhookDelivery.objects.filter(which, webhook=webhook, entry__isnull=False)
        again = found.update(due_at=now, tries=0, delivered_at=None, given_up_at=None)
        if again:
            standing.update(rests_until=None)
            actor = staff_actor(by.pk) if by else SYSTEM
            append(Deed.WEBHOOK_REPLAYED, webhook.pk, actor=actor, at=now, payload={"count": again})
    return again


def ask_test(webhook: Webhook, *, by: Staff | None, now: datetime) -> WebhookDelivery | None:
    """Makes a message of no meaning due at once; None: the webhook is removed. Raises `NotAllowed`.

    It goes out even while the webhook is paused or left alone, and is not tried again.
    """
    if by is not None:
        by.require(Action.MANAGE_WEBHOOKS)
    with transaction.atomic():
        standing = Webhook.objects.select_for_update().filter(pk=webhook.pk)
        if not standing.exclude(state=Webhook.State.REMOVED):
            return None
        return WebhookDelivery.objects.create(webhook=webhook, event=TEST, made_at=now, due_at=now)


def forget_deliveries(now: datetime) -> int:
    """Deletes what ended long ago, and secrets whose time is over; how many rows went."""
    old = now - KEPT
    due = WebhookDelivery.objects.filter(due_at__isnull=False, made_at__lt=old)
    # What was asked for again, and is on its way, is not too old.
    due.exclude(webhook__state=Webhook.State.LIVE).update(due_at=None, given_up_at=now)
    ended = Q(delivered_at__lt=old) | Q(given_up_at__lt=old)
    keys = list(WebhookDelivery.objects.filter(ended).values_list("pk", flat=True)[:_MOST])
    gone = WebhookDelivery.objects.filter(pk__in=keys, due_at__isnull=True).delete()[0]
    return gone + WebhookSecret.objects.filter(ends_at__lte=now).delete()[0]
