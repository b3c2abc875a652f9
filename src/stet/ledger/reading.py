"""What the ledger says about one subject."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from stet.ledger.models import Entry


@dataclass(frozen=True)
class Event:
    seq: int
    at: datetime
    deed: str
    actor: str
    payload: dict[str, Any]


def history(subject: UUID) -> Iterator[Event]:
    """Every deed done to ``subject``, oldest first."""
    for entry in Entry.objects.filter(subject=subject).order_by("seq").iterator():
        yield Event(entry.seq, entry.at, entry.deed, entry.actor, json.loads(entry.payload))


def entries_on(subject: UUID) -> Iterator[Entry]:
    """The same entries as they stand in the chain, oldest first."""
    return Entry.objects.filter(subject=subject).order_by("seq").iterator()
