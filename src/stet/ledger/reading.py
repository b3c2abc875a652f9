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


def latest_seq() -> int:
    """The number of the last entry; 0 in an empty ledger. It grows with every deed."""
    return Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def latest_hash() -> str:
    """The hash of the last entry, which no two states of the newsroom share; empty in an empty ledger."""
    return Entry.objects.order_by("-seq").values_list("hash", flat=True).first() or ""


def deeds_since(seq: int, until: int, most: int) -> list[tuple[str, UUID, str]]:
    """Deed, subject and actor of the entries after ``seq`` up to ``until``, the first ``most``."""
    entries = Entry.objects.filter(seq__gt=seq, seq__lte=until).order_by("seq")
    return list(entries.values_list("deed", "subject", "actor")[:most])


def entries_on(subject: UUID) -> Iterator[Entry]:
    """The same entries as they stand in the chain, oldest first."""
    return Entry.objects.filter(subject=subject).order_by("seq").iterator()
