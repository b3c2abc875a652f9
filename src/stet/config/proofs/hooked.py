"""Webhooks: each stands as the last deed says, and tells of nothing that the ledger does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stet.config.proofs.dossiers import Told
from stet.config.proofs.fault import Fault, Progress, counted
from stet.ledger.deeds import Deed
from stet.ledger.models import Entry
from stet.telling.endpoints import terms_facts
from stet.telling.events import event_of
from stet.telling.models import Webhook, WebhookDelivery

_CHUNK = 500
_MADE = Deed.WEBHOOK_MADE


def faults(progress: Progress) -> Iterator[Fault]:
    """There are a handful of webhooks, and a month of deliveries."""
    for webhook in Webhook.objects.order_by("pk"):
        yield from _webhook(webhook)
    rows = WebhookDelivery.objects.filter(entry__isnull=False).select_related("entry")
    total = rows.count()
    for delivery in counted(rows.order_by("pk").iterator(_CHUNK), "deliveries", total, progress):
        if delivery.entry and event_of(delivery.entry) != delivery.event:
            words = f"delivery {delivery.pk}: its entry in the ledger is of another event"
            yield Fault("webhook.invented", words, str(delivery.pk))


def _webhook(webhook: Webhook) -> Iterator[Fault]:
    name = str(webhook.pk)
    told = _told(webhook)
    if not told:
        yield Fault("webhook.unlogged", f"webhook {name}: the ledger does not know it", name)
        return
    stands = {**terms_facts(webhook), "state": webhook.state}
    if {key: told.get(key) for key in stands} != stands:
        words = f"webhook {name}: where it leads, or what it tells, is not what the ledger says"
        yield Fault("webhook.changed", words, name)


def _told(webhook: Webhook) -> dict[str, Any]:
    """What the entries say of it, taken together; nothing if they do not begin with its making."""
    entries = list(Entry.objects.filter(subject=webhook.pk).order_by("seq"))
    if not entries or entries[0].deed != _MADE:
        return {}
    return {key: value for entry in entries for key, value in Told.of(entry).facts.items()}
