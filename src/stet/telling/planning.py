"""Following the ledger: each webhook gets a delivery for each entry that it is to be told of.

What was taken back within the minute for undoing is not told at all: an entry is looked at when that
minute is over.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from django.db import transaction

from stet.ledger.deeds import Deed
from stet.ledger.models import Entry
from stet.ledger.writing import IMPORT
from stet.moderation.deciding import REOPEN_WITHIN
from stet.telling.events import event_of
from stet.telling.models import Webhook, WebhookDelivery

# A decision that is taken back in the last second may wait a moment for its turn to write.
WAIT: Final = REOPEN_WITHIN + timedelta(seconds=5)
_BATCH: Final = 5000  # entries looked at in one go: a large import is passed over in minutes
_SELDOM: Final = 1000  # entries of which none is told, until it is noted that they were looked at
_DECIDED = {Deed.COMMENT_APPROVED, Deed.COMMENT_REJECTED}


def follow_ledger(now: datetime) -> int:
    """Plans what each webhook that is on is to be told; how many deliveries that made."""
    live = Webhook.objects.filter(state=Webhook.State.LIVE)
    behind = [one for one in live if _to_note(one, _ripe(one, now))]
    if not behind:
        return 0
    with transaction.atomic():
        # Locked in one order, so that two workers wait for each other instead of standing still.
        keys = [one.pk for one in behind]
        locked = Webhook.objects.select_for_update().filter(pk__in=keys, state=Webhook.State.LIVE)
        return sum(_plan(one, _ripe(one, now), now) for one in locked.order_by("pk"))


def _ripe(webhook: Webhook, now: datetime) -> list[Entry]:
    """The next entries of which the minute for undoing is over, oldest first."""
    entries = Entry.objects.filter(seq__gt=webhook.followed).order_by("seq")[:_BATCH]
    return list(takewhile(lambda entry: entry.at <= now - WAIT, entries.iterator()))


def _to_note(webhook: Webhook, ripe: Collection[Entry]) -> bool:
    return len(ripe) >= _SELDOM or any(_is_for(webhook, entry) for entry in ripe)


def _is_for(webhook: Webhook, entry: Entry) -> bool:
    """Whether it was asked for. What an import brought along happened elsewhere and long ago."""
    if entry.actor == IMPORT:
        return False
    event = event_of(entry)
    return event is not None and event.value in webhook.events.split()


def _plan(webhook: Webhook, ripe: list[Entry], now: datetime) -> int:
    wanted = [entry for entry in ripe if _is_for(webhook, entry)]
    undone = _undone(wanted)
    before = WebhookDelivery.objects.filter(webhook=webhook, entry__in=set(undone.values()))
    told = set(before.values_list("entry_id", flat=True))
    due = [one for one in wanted if one.seq not in undone or undone[one.seq] in told]
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            webhook=webhook, event=str(event_of(entry)), entry=entry, made_at=now, due_at=now
        )
        for entry in due
    )
    if ripe:
        Webhook.objects.filter(pk=webhook.pk).update(followed=ripe[-1].seq)
    return len(due)


def _undone(entries: Iterable[Entry]) -> Mapping[int, int]:
    """Decisions taken back within the minute, and the taking back: each with its decision's entry."""
    subjects = {one.subject for one in entries if one.deed in _DECIDED | {Deed.COMMENT_REOPENED}}
    told = Entry.objects.filter(
        subject__in=subjects, deed__in=[*_DECIDED, Deed.COMMENT_REOPENED]
    ).order_by("seq")
    decided: dict[str, Entry] = {}
    undone: dict[int, int] = {}
    for entry in told:
        decision = json.loads(entry.payload)["decision"]
        if entry.deed in _DECIDED:
            decided[decision] = entry
        elif decision in decided and entry.at - decided[decision].at <= REOPEN_WITHIN:
            undone[decided[decision].seq] = undone[entry.seq] = decided[decision].seq
    return undone
